#include "check/check_set.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/utf8.h"

enum { CHECK_FILE_LIMIT = 1 << 20 };

static int cases_add(struct check_set *set, struct text path, struct text text, struct error *error)
{
    if (set->cases_count == set->cases_capacity) {
        size_t capacity = set->cases_capacity ? set->cases_capacity * 2 : 16;
        struct check_cases *grown = memory_resize(set->cases, capacity, sizeof *grown);
        if (!grown)
            return error_memory(error);
        set->cases = grown;
        set->cases_capacity = capacity;
    }
    struct text stem = {path.data, path.length - strlen(".cases.sql")};
    set->cases[set->cases_count++] = (struct check_cases){.stem = stem, .text = text, .path = path};
    return 0;
}

/* Later checks of the same name take the place of earlier ones. */
static int check_add(struct check_set *set, struct text path, struct text text, struct error *error)
{
    struct check check;
    TRY(check_parse(&check, path, text, &set->arena, error));
    for (size_t i = 0; i < set->count; i++) {
        if (text_equal(set->items[i].name, check.name)) {
            set->items[i] = check;
            return 0;
        }
    }
    if (set->count == set->capacity) {
        size_t capacity = set->capacity ? set->capacity * 2 : 16;
        struct check *grown = memory_resize(set->items, capacity, sizeof *grown);
        if (!grown)
            return error_memory(error);
        set->items = grown;
        set->capacity = capacity;
    }
    set->items[set->count++] = check;
    return 0;
}

static int file_add(struct check_set *set, struct text path, struct text text, struct error *error)
{
    path = arena_copy(&set->arena, path);
    text = arena_copy(&set->arena, text);
    if (!path.data || !text.data)
        return error_memory(error);
    size_t bad = utf8_valid_until(text);
    if (bad < text.length)
        return error_set(error, ERROR_USAGE, "%s: byte %zu is not UTF-8", path.data, bad);
    if (text_ends(path, ".cases.sql"))
        return cases_add(set, path, text, error);
    return check_add(set, path, text, error);
}

int check_set_add_embedded(struct check_set *set, const char *pack, const struct embedded *files,
                           struct error *error)
{
    struct buffer path = {0};
    int code = 0;
    for (; files->path && code == 0; files++) {
        struct text name = text_of(files->path);
        if (!text_ends(name, ".sql") || !(text_starts(name, "checks/") || text_starts(name, "tables/")))
            continue;
        buffer_clear(&path);
        buffer_format(&path, "packs/%s/%s", pack, files->path);
        if ((code = buffer_status(&path, error)) == 0)
            code = file_add(set, buffer_view(&path), (struct text){files->data, files->length}, error);
    }
    buffer_release(&path);
    return code;
}

static int names_compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Names of the folder's *.sql files, sorted, so that a run does not depend on the file system's order. */
static int folder_names(const char *folder, bool optional, struct arena *arena, char ***names, size_t *count,
                        struct error *error)
{
    DIR *stream = opendir(folder);
    if (!stream) {
        if (optional && errno == ENOENT)
            return 0;
        return error_set(error, ERROR_USAGE, "%s: cannot read the folder of checks: %s", folder,
                         strerror(errno));
    }
    size_t capacity = 0;
    int code = 0;
    for (struct dirent *entry; code == 0 && (entry = readdir(stream));) {
        if (entry->d_name[0] == '.' || !text_ends(text_of(entry->d_name), ".sql"))
            continue;
        if (*count == capacity) {
            capacity = capacity ? capacity * 2 : 32;
            char **grown = arena_take(arena, capacity, sizeof *grown);
            if (grown && *count)
                memcpy(grown, *names, *count * sizeof *grown);
            *names = grown;
        }
        struct text name = *names ? arena_copy(arena, text_of(entry->d_name)) : (struct text){0};
        if (!name.data)
            code = error_memory(error);
        else
            (*names)[(*count)++] = (char *)(uintptr_t)name.data;
    }
    closedir(stream);
    if (*count)
        qsort(*names, *count, sizeof **names, names_compare);
    return code;
}

int check_set_add_folder(struct check_set *set, const char *folder, bool optional, struct error *error)
{
    struct arena arena = {0};
    struct buffer path = {0};
    char **names = NULL;
    size_t count = 0;
    int code = folder_names(folder, optional, &arena, &names, &count, error);
    for (size_t i = 0; i < count && code == 0; i++) {
        char *data = NULL;
        size_t length = 0;
        buffer_clear(&path);
        buffer_format(&path, "%s/%s", folder, names[i]);
        if ((code = buffer_status(&path, error)) == 0 &&
            (code = file_read_all(buffer_c(&path), CHECK_FILE_LIMIT, &data, &length, error)) == 0)
            code = file_add(set, buffer_view(&path), (struct text){data, length}, error);
        memory_free(data);
    }
    buffer_release(&path);
    arena_release(&arena);
    return code;
}

static int check_compare(const void *a, const void *b)
{
    const struct text x = ((const struct check *)a)->name, y = ((const struct check *)b)->name;
    int order = memcmp(x.data, y.data, x.length < y.length ? x.length : y.length);
    return order ? order : (x.length > y.length) - (x.length < y.length);
}

int check_set_close(struct check_set *set, struct error *error)
{
    if (set->count)
        qsort(set->items, set->count, sizeof *set->items, check_compare);
    for (size_t i = 0; i < set->cases_count; i++) {
        struct check_cases *cases = &set->cases[i];
        /* The first line of a cases file names its check, so that cases also hold for a check that replaces
         * it. */
        if (!text_starts(cases->text, "-- cases:"))
            return error_set(error, ERROR_USAGE,
                             "%.*s:1: a cases file begins with '-- cases: NAME OF THE CHECK'",
                             (int)cases->path.length, cases->path.data);
        const char *start = cases->text.data + strlen("-- cases:");
        size_t rest = cases->text.length - strlen("-- cases:");
        const char *end = memchr(start, '\n', rest);
        cases->check = text_trim((struct text){start, end ? (size_t)(end - start) : rest});
    }
    return 0;
}

const struct check *check_set_find(const struct check_set *set, struct text name)
{
    const struct check *found = NULL;
    size_t matches = 0;
    for (size_t i = 0; i < set->count; i++) {
        struct text full = set->items[i].name;
        if (text_equal(full, name))
            return &set->items[i];
        if (full.length > name.length && full.data[full.length - name.length - 1] == '.' &&
            memcmp(full.data + full.length - name.length, name.data, name.length) == 0) {
            found = &set->items[i];
            matches++;
        }
    }
    return matches == 1 ? found : NULL;
}

void check_set_release(struct check_set *set)
{
    memory_free(set->items);
    memory_free(set->cases);
    arena_release(&set->arena);
    *set = (struct check_set){0};
}
