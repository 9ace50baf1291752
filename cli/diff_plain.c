/* A file or a pattern of files as a table of the engine: kind, delimiter and compression are told by content.
 */
#include "cli/diff_source.h"

#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "read/source.h"

enum { SMALL_SAMPLE = 20480, MAGIC = 4 };

struct plain {
    struct paths paths;
    enum container container;
    char delimiter;
    const char *compression; /* NULL: none */
    struct buffer sql;
};

/* The engine tells compression by the end of a name; we by the first bytes. */
static int compression_tell(struct plain *plain, const char *path, struct error *error)
{
    unsigned char magic[MAGIC] = {0};
    FILE *file = fopen(path, "rb");
    if (!file)
        return error_set(error, ERROR_INPUT, "%s: cannot be read", path);
    size_t got = fread(magic, 1, sizeof magic, file);
    fclose(file);
    if (got >= 2 && magic[0] == 0x1f && magic[1] == 0x8b)
        plain->compression = "gzip";
    else if (got == MAGIC && memcmp(magic, "\x28\xb5\x2f\xfd", MAGIC) == 0)
        plain->compression = "zstd";
    return 0;
}

static int container_tell(struct plain *plain, const char *path, struct error *error)
{
    struct source *source = NULL;
    TRY(source_open(&source, path, &(struct source_options){0}, error));
    plain->container = source_container(source);
    plain->delimiter = source_delimiter(source);
    source_close(source);
    if (plain->container == CONTAINER_UNKNOWN)
        return error_set(error, ERROR_INPUT, "%s: neither a table with a header line, nor JSON, nor Parquet",
                         path);
    return compression_tell(plain, path, error);
}

static void reader_put(struct plain *plain, bool all_text, bool whole)
{
    struct buffer *sql = &plain->sql;
    char delimiter[2] = {plain->delimiter, '\0'};
    buffer_string(sql, plain->container == CONTAINER_PARQUET ? "read_parquet(["
                       : plain->container == CONTAINER_TABLE ? "read_csv(["
                                                             : "read_json([");
    for (size_t i = 0; i < plain->paths.count; i++) {
        buffer_string(sql, i ? ", " : "");
        sql_put_literal(sql, text_of(plain->paths.items[i]));
    }
    buffer_string(sql, "], union_by_name = true");
    if (plain->container == CONTAINER_TABLE) {
        buffer_string(sql, ", header = true, nullstr = '', quote = '\"', escape = '\"', delim = ");
        sql_put_literal(sql, text_of(delimiter));
        buffer_string(sql, all_text ? ", all_varchar = true" : "");
    }
    if (plain->container != CONTAINER_PARQUET)
        buffer_format(sql, ", sample_size = %d, compression = '%s'", whole ? -1 : SMALL_SAMPLE,
                      plain->compression                    ? plain->compression
                      : plain->container == CONTAINER_TABLE ? "none"
                                                            : "uncompressed");
    if (plain->container == CONTAINER_LINES)
        buffer_string(sql, ", format = 'newline_delimited'");
    buffer_byte(sql, ')');
}

static int relation_make(struct engine *engine, struct plain *plain, const char *name, bool all_text,
                         bool whole, struct error *error)
{
    bool view = plain->container == CONTAINER_PARQUET;
    buffer_clear(&plain->sql);
    buffer_format(&plain->sql, "CREATE OR REPLACE TEMP %s %s AS SELECT * FROM ", view ? "VIEW" : "TABLE",
                  name);
    reader_put(plain, all_text, whole);
    TRY(buffer_status(&plain->sql, error));
    return engine_run(engine, buffer_c(&plain->sql), NULL, error);
}

/* Types are told from the first rows; where a later one does not fit, from all. */
static int relation_try(struct engine *engine, struct plain *plain, const char *operand, const char *name,
                        bool all_text, struct error *error)
{
    struct error first = {0};
    int code = relation_make(engine, plain, name, all_text, false, &first);
    if (code == ERROR_INPUT && plain->container != CONTAINER_PARQUET)
        code = relation_make(engine, plain, name, all_text, true, error);
    else if (code < 0)
        *error = first;
    if (code == 0 || code == ERROR_INTERRUPTED)
        return code;
    error->message[strcspn(error->message, "\n")] = '\0'; /* the rest shows our query */
    error->code = code == ERROR_SYSTEM ? ERROR_SYSTEM : ERROR_INPUT;
    return error_prefix(error, "%s: cannot be read as a table: ", operand);
}

int plain_relation(struct engine *engine, const char *operand, const char *name, bool all_text,
                   struct error *error)
{
    struct plain plain = {0};
    int code = paths_expand(&plain.paths, &operand, 1, error);
    if (code == 0)
        code = container_tell(&plain, plain.paths.items[0], error);
    if (code == 0)
        code = relation_try(engine, &plain, operand, name, all_text, error);
    paths_release(&plain.paths);
    buffer_release(&plain.sql);
    return code;
}
