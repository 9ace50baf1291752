/* Shell patterns into sorted lists of names. */
#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/memory.h"

static int add_path(struct paths *paths, const char *path, struct error *error)
{
    char **items = memory_resize(paths->items, paths->count + 1, sizeof *items);
    if (!items)
        return error_memory(error);
    paths->items = items;
    items[paths->count] = memory_copy_text(path, strlen(path));
    if (!items[paths->count])
        return error_memory(error);
    paths->count++;
    return 0;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static int expand_pattern(struct paths *paths, const char *pattern, struct error *error)
{
    glob_t found = {0};
    int status = glob(pattern, GLOB_NOSORT, NULL, &found); /* its own order follows the locale */
    int code = 0;
    if (status == GLOB_NOSPACE)
        code = error_memory(error);
    else if (status == GLOB_NOMATCH)
        code = error_set(error, ERROR_INPUT, "%s: no file matches this pattern", pattern);
    else if (status != 0)
        code = error_set(error, ERROR_INPUT, "%s: cannot search for files: %s", pattern, strerror(errno));
    else
        qsort(found.gl_pathv, found.gl_pathc, sizeof *found.gl_pathv, compare_names);
    for (size_t i = 0; code == 0 && i < found.gl_pathc; i++)
        code = add_path(paths, found.gl_pathv[i], error);
    globfree(&found);
    return code;
}

static int expand_one(struct paths *paths, const char *pattern, struct error *error)
{
    struct stat status;
    if (strcmp(pattern, "-") == 0 || stat(pattern, &status) == 0)
        return add_path(paths, pattern, error);
    if (strpbrk(pattern, "*?[") == NULL)
        return error_set(error, ERROR_INPUT, "%s: cannot open: %s", pattern, strerror(errno));
    return expand_pattern(paths, pattern, error);
}

int paths_expand(struct paths *paths, const char *const *patterns, size_t count, struct error *error)
{
    *paths = (struct paths){0};
    for (size_t i = 0; i < count; i++) {
        int code = expand_one(paths, patterns[i], error);
        if (code < 0) {
            paths_release(paths);
            return code;
        }
    }
    return 0;
}

void paths_release(struct paths *paths)
{
    for (size_t i = 0; i < paths->count; i++)
        memory_free(paths->items[i]);
    memory_free(paths->items);
    *paths = (struct paths){0};
}
