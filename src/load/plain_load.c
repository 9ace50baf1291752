/* The task `table`: files and versions become the one table `data`. */
#include <string.h>

#include "load/inputs.h"
#include "load/plain.h"
#include "store/stored_table.h"

int plain_recognise(struct loaded_file *file, struct error *error)
{
    struct plain_kind kind;
    TRY(plain_tell(&kind, file->stored.data, file->path.data, error));
    file->container = kind.container;
    file->delimiter = kind.delimiter;
    file->compression = kind.compression;
    file->why = text_of("as asked");
    return 0;
}

static int plain_version_put(struct buffer *sql, const struct loaded_file *file, struct project *project,
                             struct error *error)
{
    const struct stored_table *table = manifest_table(file->version, text_of("data"));
    if (!table)
        return error_set(error, ERROR_INPUT, "%s: the version holds no table 'data'", file->path.data);
    bool by_content = table->key_count == 1 && text_is(table->key[0], PLAIN_CONTENT_KEY);
    buffer_string(sql, by_content ? "SELECT * EXCLUDE (place_number, " PLAIN_CONTENT_KEY
                                    ") FROM (SELECT * FROM "
                                  : "SELECT * EXCLUDE (place_number) FROM (SELECT * FROM ");
    TRY(version_rows_put(sql, file->version, table, project, error));
    buffer_string(sql, " AS placed ORDER BY place_number)");
    return buffer_status(sql, error);
}

static int plain_file_put(struct buffer *sql, const struct loaded_file *file, struct project *project,
                          struct error *error)
{
    if (file->version) {
        TRY(version_objects_verify(file, project, error));
        return plain_version_put(sql, file, project, error);
    }
    struct plain_kind kind = {file->container, file->delimiter, file->compression};
    buffer_string(sql, "SELECT * FROM ");
    plain_reader_put(sql, &kind, &file->stored.data, 1, false, true);
    return buffer_status(sql, error);
}

/* Which input a row of `data` came from: inputs follow each other. */
static int plain_count(struct engine *engine, struct loaded *loaded, int64_t before, struct loaded_file *file,
                       struct error *error)
{
    int64_t rows = 0;
    bool found = false;
    TRY(engine_one_int64(engine, "SELECT count(*) FROM data", NULL, &rows, &found, error));
    file->records = rows - before;
    loaded->records = rows;
    return 0;
}

int plain_load(struct engine *engine, struct loaded *loaded, struct project *project, struct error *error)
{
    struct buffer sql = {0};
    int code = 0;
    for (size_t i = 0; i < loaded->count && code == 0; i++) {
        struct loaded_file *file = &loaded->files[i];
        buffer_clear(&sql);
        buffer_string(&sql, i == 0 ? "CREATE OR REPLACE TABLE data AS "
                                   : "CREATE OR REPLACE TABLE data AS SELECT * FROM data UNION ALL BY NAME ");
        code = plain_file_put(&sql, file, project, error);
        if (code == 0 && (code = engine_run(engine, buffer_c(&sql), NULL, error)) < 0 &&
            code != ERROR_INTERRUPTED) {
            error->message[strcspn(error->message, "\n")] = '\0';
            error->code = code = ERROR_INPUT;
            error_prefix(error, "%s: cannot be read as a table: ", file->path.data);
        }
        if (code == 0)
            code = plain_count(engine, loaded, loaded->records, file, error);
    }
    buffer_release(&sql);
    return code;
}
