#include "load/plain.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "engine/engine.h"

enum { FIRST_ROWS = 20480, MAGIC = 4 };

/* The engine tells compression by the end of a name; we by the first bytes. */
static int compression_tell(struct plain_kind *kind, const char *stored, const char *path,
                            struct error *error)
{
    unsigned char magic[MAGIC] = {0};
    FILE *file = fopen(stored, "rb");
    if (!file)
        return error_set(error, ERROR_INPUT, "%s: cannot be read", path);
    size_t got = fread(magic, 1, sizeof magic, file);
    fclose(file);
    if (got >= 2 && magic[0] == 0x1f && magic[1] == 0x8b)
        kind->compression = "gzip";
    else if (got == MAGIC && memcmp(magic, "\x28\xb5\x2f\xfd", MAGIC) == 0)
        kind->compression = "zstd";
    return 0;
}

int plain_tell(struct plain_kind *kind, const char *stored, const char *path, struct error *error)
{
    struct source *source = NULL;
    *kind = (struct plain_kind){0};
    TRY(source_open(&source, stored, &(struct source_options){0}, error));
    kind->container = source_container(source);
    kind->delimiter = source_delimiter(source);
    source_close(source);
    if (kind->container == CONTAINER_UNKNOWN)
        return error_set(error, ERROR_INPUT, "%s: neither a table with a header line, nor JSON, nor Parquet",
                         path);
    return compression_tell(kind, stored, path, error);
}

void plain_reader_put(struct buffer *sql, const struct plain_kind *kind, const char *const *paths,
                      size_t count, bool all_text, bool whole)
{
    char delimiter[2] = {kind->delimiter, '\0'};
    buffer_string(sql, kind->container == CONTAINER_PARQUET ? "read_parquet(["
                       : kind->container == CONTAINER_TABLE ? "read_csv(["
                                                            : "read_json([");
    for (size_t i = 0; i < count; i++) {
        buffer_string(sql, i ? ", " : "");
        sql_put_literal(sql, text_of(paths[i]));
    }
    buffer_string(sql, "], union_by_name = true");
    if (kind->container == CONTAINER_TABLE) {
        buffer_string(sql, ", header = true, nullstr = '', quote = '\"', escape = '\"', delim = ");
        sql_put_literal(sql, text_of(delimiter));
        buffer_string(sql, all_text ? ", all_varchar = true" : "");
    }
    if (kind->container != CONTAINER_PARQUET)
        buffer_format(sql, ", sample_size = %d, compression = '%s'", whole ? -1 : FIRST_ROWS,
                      kind->compression                    ? kind->compression
                      : kind->container == CONTAINER_TABLE ? "none"
                                                           : "uncompressed");
    if (kind->container == CONTAINER_LINES)
        buffer_string(sql, ", format = 'newline_delimited'");
    buffer_byte(sql, ')');
}
