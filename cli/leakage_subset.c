#include "cli/leakage_subset.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/memory.h"
#include "cli/console.h"

#define CONTENT_LIMIT ((size_t)8 << 30)

struct subset {
    const struct loaded_file *file;
    char *content;
    size_t length;
    struct output *output;
    int64_t written;
};

static const struct loaded *eval_files(const struct session *session)
{
    for (size_t i = 0; i < BESIDE_COUNT; i++)
        if (strcmp(besides[i].role, "eval") == 0)
            return &session->beside[i];
    return NULL;
}

static int bytes_put(struct subset *subset, size_t from, size_t length, struct error *error)
{
    return output_write(subset->output, subset->content + from, length, error);
}

/* What stands before a record: a table's header, an array's bracket, a comma. */
static int before_put(struct subset *subset, size_t first, struct error *error)
{
    bool array = subset->file->container == CONTAINER_ARRAY;
    if (subset->written == 0 && subset->file->container == CONTAINER_TABLE)
        return bytes_put(subset, 0, first, error);
    if (!array)
        return 0;
    return subset->written == 0 ? output_write(subset->output, "[\n", 2, error)
                                : output_write(subset->output, ",\n", 2, error);
}

/* Where a record ends. A table's records are counted in bytes as they are read, not as they stand in the
 * file: there it is where the next one begins, without line ends. */
static size_t record_end(const struct subset *subset, size_t byte, size_t bytes, size_t next)
{
    size_t end = subset->file->container == CONTAINER_TABLE ? next : byte + bytes;
    if (end > subset->length)
        return end;
    while (subset->file->container == CONTAINER_TABLE && end > byte &&
           (subset->content[end - 1] == '\n' || subset->content[end - 1] == '\r'))
        end--;
    return end;
}

static int record_put(struct subset *subset, size_t first, size_t byte, size_t end, struct error *error)
{
    if (end > subset->length || byte > end)
        return error_set(error, ERROR_INPUT, "%s changed while it was read; run the command again",
                         subset->file->path.data);
    TRY(before_put(subset, first, error));
    TRY(bytes_put(subset, byte, end - byte, error));
    subset->written++;
    return subset->file->container == CONTAINER_ARRAY ? 0 : output_write(subset->output, "\n", 1, error);
}

static int records_put(struct subset *subset, const struct session *session, int64_t file, bool leaked,
                       struct error *error)
{
    struct parameter parameters[] = {{.name = "file", .kind = KIND_INT64, .integer = file},
                                     {.name = "leaked", .kind = KIND_BOOLEAN, .integer = leaked}};
    struct answer *answer = NULL;
    size_t rows = 0, first = 0;
    TRY(engine_query(
        session->engine, &answer,
        "SELECT byte, bytes, min(byte) OVER () AS first, lead(byte) OVER (ORDER BY eval_records.row) AS "
        "next, coalesce(leak_best.code IS NOT NULL, "
        "false) = $leaked AS wanted FROM eval_records LEFT JOIN leak_best ON leak_best.item = "
        "eval_records.row WHERE eval_records.row // 1099511627776 = $file ORDER BY eval_records.row",
        &(struct parameters){parameters, 2}, error));
    int code = 0;
    while (code == 0 && (code = answer_next(answer, &rows, error)) == 0 && rows > 0) {
        struct column byte = answer_column(answer, 0), bytes = answer_column(answer, 1),
                      least = answer_column(answer, 2), next = answer_column(answer, 3),
                      wanted = answer_column(answer, 4);
        for (size_t i = 0; i < rows && code == 0; i++) {
            first = (size_t)column_int64(&least, i);
            size_t byte_at = (size_t)column_int64(&byte, i);
            size_t next_at = column_valid(&next, i) ? (size_t)column_int64(&next, i) : subset->length;
            if (column_boolean(&wanted, i))
                code =
                    record_put(subset, first, byte_at,
                               record_end(subset, byte_at, (size_t)column_int64(&bytes, i), next_at), error);
        }
    }
    answer_free(answer);
    if (code == 0 && subset->file->container == CONTAINER_ARRAY)
        code = subset->written ? output_write(subset->output, "\n]\n", 3, error)
                               : output_write(subset->output, "[]\n", 3, error);
    if (code == 0 && subset->written == 0 && subset->file->container == CONTAINER_TABLE)
        code = bytes_put(subset, 0, first, error);
    return code;
}

static int file_write(const struct session *session, size_t index, const char *path, bool leaked,
                      struct error *error)
{
    struct subset subset = {.file = &eval_files(session)->files[index]};
    if (subset.file->version || subset.file->container == CONTAINER_PARQUET)
        return error_set(
            error, ERROR_USAGE,
            "%s is %s: its records have no bytes of their own to write; give the JSON lines, array or "
            "table that it was made from",
            subset.file->path.data, subset.file->version ? "a version" : "Parquet");
    TRY(file_read_all(subset.file->stored.data, CONTENT_LIMIT, &subset.content, &subset.length, error));
    int code = output_open(&subset.output, path, error);
    if (code == 0)
        code = records_put(&subset, session, (int64_t)index, leaked, error);
    if (code == 0)
        code = output_commit(subset.output, error);
    else
        output_abandon(subset.output);
    memory_free(subset.content);
    if (code == 0)
        remark("%lld of the %lld items of %s are %s: %s", (long long)subset.written,
               (long long)subset.file->records, subset.file->path.data, leaked ? "leaked" : "clean", path);
    return code;
}

/* The file's name without folder and without the end that said it was compressed. */
static struct text name_of(const struct loaded_file *file)
{
    const char *slash = strrchr(file->path.data, '/');
    struct text name = text_of(slash ? slash + 1 : file->path.data);
    if (text_ends(name, ".gz"))
        name.length -= 3;
    else if (text_ends(name, ".zst"))
        name.length -= 4;
    return name;
}

static int folder_make(const struct loaded *eval, const char *path, struct error *error)
{
    for (size_t i = 0; i < eval->count; i++)
        for (size_t k = 0; k < i; k++)
            if (text_equal(name_of(&eval->files[i]), name_of(&eval->files[k])))
                return error_set(
                    error, ERROR_USAGE,
                    "%s and %s would both be written to %s/%.*s; run the command on one at a time",
                    eval->files[k].path.data, eval->files[i].path.data, path,
                    (int)name_of(&eval->files[i]).length, name_of(&eval->files[i]).data);
    if (mkdir(path, 0777) < 0 && errno != EEXIST)
        return error_set(error, ERROR_SYSTEM, "%s: cannot be made: %s", path, strerror(errno));
    return 0;
}

int leakage_subset_write(const struct session *session, const char *path, bool leaked, struct error *error)
{
    const struct loaded *eval = eval_files(session);
    if (eval->count == 1)
        return file_write(session, 0, path, leaked, error);
    TRY(folder_make(eval, path, error));
    for (size_t i = 0; i < eval->count; i++) {
        struct buffer within = {0};
        struct text name = name_of(&eval->files[i]);
        buffer_format(&within, "%s/%.*s", path, (int)name.length, name.data);
        int code = buffer_status(&within, error);
        if (code == 0)
            code = file_write(session, i, within.data, leaked, error);
        buffer_release(&within);
        TRY(code);
    }
    return 0;
}
