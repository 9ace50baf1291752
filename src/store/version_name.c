/* What versions are called: NAME@v3, NAME@TAG, NAME@HASH, NAME. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "store/project.h"

enum { NAME_MOST = 100, HASH_LEAST = 8, LISTED_MOST = 5 };

static const char name_letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/* Length of the longest beginning that is a dataset's name. */
static size_t name_length(const char *text)
{
    if (!text[0] || !strchr(name_letters, text[0]))
        return 0;
    size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./");
    return length <= NAME_MOST && text[length - 1] != '/' ? length : 0;
}

bool dataset_name_valid(const char *text)
{
    size_t length = name_length(text);
    return length > 0 && text[length] == '\0' && !strstr(text, "//") && !strstr(text, "..");
}

bool version_name_valid(const char *text)
{
    const char *mark = strrchr(text, '@');
    size_t length = name_length(text);
    return mark && mark[1] && length > 0 && length == (size_t)(mark - text) &&
           strspn(mark + 1, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") ==
               strlen(mark + 1);
}

/* v12 → 12; 0 when it is not written so. */
static int64_t number_of(struct text revision)
{
    if (revision.length < 2 || revision.length > 18 || revision.data[0] != 'v')
        return 0;
    for (size_t i = 1; i < revision.length; i++)
        if (revision.data[i] < '0' || revision.data[i] > '9')
            return 0;
    return strtoll(revision.data + 1, NULL, 10);
}

bool tag_name_valid(const char *text)
{
    return text[0] && strchr(name_letters, text[0]) && strlen(text) <= NAME_MOST &&
           strcmp(text, "head") != 0 &&
           strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") ==
               strlen(text) &&
           number_of(text_of(text)) == 0 &&
           !(strlen(text) >= HASH_LEAST && strspn(text, "0123456789abcdef") == strlen(text));
}

/* The names that there are, for a message. */
static int listed(struct project *project, const char *sql, const struct text *parameters, size_t count,
                  struct buffer *out, struct error *error)
{
    struct rows rows = {0};
    int code = catalog_query(project->catalog, sql, parameters, count, &rows, error);
    for (size_t i = 0; code == 0 && i < rows.count && i < LISTED_MOST; i++)
        buffer_format(out, "%s%s", i ? ", " : "", rows_cell(&rows, i, 0).data);
    if (rows.count > LISTED_MOST)
        buffer_format(out, " and %zu more", rows.count - LISTED_MOST);
    rows_release(&rows);
    return code < 0 ? code : buffer_status(out, error);
}

static int dataset_unknown(struct project *project, struct text dataset, struct error *error)
{
    struct buffer names = {0};
    int code = listed(project, "SELECT name FROM datasets ORDER BY name", NULL, 0, &names, error);
    if (code == 0)
        code =
            error_set(error, ERROR_USAGE, "there is no dataset '%.*s'%s%s", (int)dataset.length, dataset.data,
                      names.length ? "; there is " : "; 'assay dataset add' makes one", buffer_c(&names));
    buffer_release(&names);
    return code;
}

static int revision_unknown(struct project *project, struct text dataset, struct text revision,
                            struct error *error)
{
    struct rows rows = {0};
    struct buffer tags = {0};
    int code = catalog_query(project->catalog, "SELECT max(number) FROM versions WHERE dataset = $1",
                             &dataset, 1, &rows, error);
    if (code == 0)
        code = listed(project, "SELECT name FROM refs WHERE dataset = $1 AND name <> 'head' ORDER BY name",
                      &dataset, 1, &tags, error);
    if (code == 0 && (rows.count == 0 || !rows_cell(&rows, 0, 0).data))
        code = dataset_unknown(project, dataset, error);
    else if (code == 0)
        code = error_set(error, ERROR_USAGE, "%.*s has no version '%.*s'; it has v1 to v%s%s%s",
                         (int)dataset.length, dataset.data, (int)revision.length, revision.data,
                         rows_cell(&rows, 0, 0).data, tags.length ? " and the tags " : " and no tags",
                         buffer_c(&tags));
    rows_release(&rows);
    buffer_release(&tags);
    return code;
}

static int id_take(const struct rows *rows, char id[65], struct error *error)
{
    struct text cell = rows_cell(rows, 0, 0);
    if (cell.length != 64)
        return error_set(error, ERROR_INPUT, "the catalog holds a version whose id is not a SHA-256: '%s'",
                         cell.data);
    memcpy(id, cell.data, 65);
    return 0;
}

/* By a beginning of its id. The pattern is of hexadecimal digits only, so it needs no escaping. */
static int hash_find(struct project *project, struct text dataset, struct text revision, struct rows *rows,
                     struct error *error)
{
    struct buffer pattern = {0};
    if (revision.length < HASH_LEAST || revision.length > 64 ||
        strspn(revision.data, "0123456789abcdef") < revision.length)
        return 0;
    buffer_text(&pattern, revision);
    buffer_byte(&pattern, '%');
    int code = buffer_status(&pattern, error);
    if (code == 0)
        code = catalog_query(project->catalog, "SELECT id FROM versions WHERE dataset = $1 AND id LIKE $2",
                             (struct text[]){dataset, buffer_view(&pattern)}, 2, rows, error);
    buffer_release(&pattern);
    if (code == 0 && rows->count > 1)
        return error_set(error, ERROR_USAGE, "%.*s@%.*s names %zu versions; write more of the hash",
                         (int)dataset.length, dataset.data, (int)revision.length, revision.data, rows->count);
    return code;
}

static int revision_find(struct project *project, struct text dataset, struct text revision,
                         struct rows *rows, struct error *error)
{
    struct decimal space;
    int64_t number = number_of(revision);
    if (number > 0)
        return catalog_query(project->catalog, "SELECT id FROM versions WHERE dataset = $1 AND number = $2",
                             (struct text[]){dataset, decimal_text(&space, number)}, 2, rows, error);
    TRY(catalog_query(project->catalog, "SELECT version FROM refs WHERE dataset = $1 AND name = $2",
                      (struct text[]){dataset, revision}, 2, rows, error));
    if (rows->count)
        return 0;
    rows_release(rows);
    return hash_find(project, dataset, revision, rows, error);
}

int version_find(struct project *project, const char *name, char id[65], struct error *error)
{
    const char *mark = strrchr(name, '@');
    struct text dataset = {name, mark ? (size_t)(mark - name) : strlen(name)};
    struct text revision = text_of(mark ? mark + 1 : "head");
    struct rows rows = {0};
    if (mark ? !version_name_valid(name) : !dataset_name_valid(name))
        return error_set(error, ERROR_USAGE,
                         "'%s' is not the name of a version; write NAME@v3, NAME@TAG or NAME", name);
    int code = revision_find(project, dataset, revision, &rows, error);
    if (code == 0)
        code = rows.count ? id_take(&rows, id, error)
               : mark     ? revision_unknown(project, dataset, revision, error)
                          : dataset_unknown(project, dataset, error);
    rows_release(&rows);
    return code;
}

int version_name(struct project *project, const char *id, struct buffer *out, struct error *error)
{
    struct rows rows = {0};
    struct text parameter = text_of(id);
    int code = catalog_query(project->catalog, "SELECT dataset, number FROM versions WHERE id = $1",
                             &parameter, 1, &rows, error);
    if (code == 0 && rows.count)
        buffer_format(out, "%s@v%s", rows_cell(&rows, 0, 0).data, rows_cell(&rows, 0, 1).data);
    else if (code == 0)
        buffer_byte(out, '?');
    rows_release(&rows);
    return code < 0 ? code : buffer_status(out, error);
}

int version_open(struct project *project, const char *id, struct manifest *manifest, struct error *error)
{
    char *text = NULL;
    size_t length = 0;
    struct buffer name = {0};
    *manifest = (struct manifest){0};
    struct error why = {0};
    int code = version_name(project, id, &name, error);
    if (code == 0 && (code = object_read(project->objects, id, &text, &length, &why)) == ERROR_INPUT)
        code = error_set(error, code, "%s: its manifest: %s; restore that file from a copy", buffer_c(&name),
                         why.message);
    else if (code < 0 && why.code)
        code = error_set(error, code, "%s", why.message);
    if (code == 0)
        code = manifest_read(manifest, (struct text){text, length}, buffer_c(&name), error);
    memory_free(text);
    buffer_release(&name);
    return code;
}
