/* Versions as inputs: their chunks are read by the engine into the task's tables. */
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "load/inputs.h"
#include "store/stored_table.h"

bool input_is_version(const char *operand)
{
    return version_name_valid(operand) && access(operand, F_OK) != 0;
}

int version_input(struct loaded *loaded, struct loaded_file *file, struct project *project,
                  struct error *error)
{
    char id[65];
    file->version = arena_take_zeroed(&loaded->arena, 1, sizeof *file->version);
    if (!file->version)
        return error_memory(error);
    if (!project)
        return error_set(error, ERROR_USAGE,
                         "%s: there is no such file, and no project that could hold such a version",
                         file->path.data);
    TRY(version_find(project, file->path.data, id, error));
    TRY(version_open(project, id, file->version, error));
    memcpy(file->sha256, id, sizeof file->sha256);
    for (size_t t = 0; t < file->version->table_count; t++)
        for (size_t i = 0; i < file->version->tables[t].chunk_count; i++)
            file->bytes += (uint64_t)file->version->tables[t].chunks[i].bytes;
    return 0;
}

int version_rows_put(struct buffer *sql, const struct manifest *manifest, const struct stored_table *table,
                     struct project *project, struct error *error)
{
    buffer_string(sql, "(SELECT kept.*, ");
    buffer_string(sql, manifest->places ? "row_number() OVER (ORDER BY places.source, places.number, "
                                        : "row_number() OVER (ORDER BY ");
    for (size_t i = 0; i < table->key_count; i++) {
        buffer_string(sql, i ? ", kept." : "kept.");
        sql_put_name(sql, table->key[i]);
    }
    buffer_string(sql, ") AS place_number FROM ");
    TRY(table_relation(project->objects, table, NULL, sql, error));
    buffer_string(sql, " AS kept");
    if (manifest->places) {
        buffer_string(sql, " LEFT JOIN ");
        TRY(table_relation(project->objects, manifest->places, NULL, sql, error));
        buffer_string(sql, " AS places ON ");
        for (size_t i = 0; i < table->key_count; i++) {
            buffer_string(sql, i ? " AND places." : "places.");
            sql_put_name(sql, table->key[i]);
            buffer_string(sql, " = kept.");
            sql_put_name(sql, table->key[i]);
        }
    }
    buffer_byte(sql, ')');
    return buffer_status(sql, error);
}

static int records_put(struct buffer *sql, const struct loaded *loaded, size_t index, struct project *project,
                       struct error *error)
{
    const struct loaded_file *file = &loaded->files[index];
    const struct stored_table *table = manifest_table(file->version, text_of("records"));
    if (!table)
        return error_set(error, ERROR_INPUT, "%s: the version holds no table of records", file->path.data);
    buffer_format(sql, "INSERT INTO records BY NAME SELECT %zu * 1099511627776 + place_number AS row, ",
                  index);
    sql_put_literal(sql, file->path);
    buffer_string(sql, " AS file, place_number AS number, * EXCLUDE (place_number) FROM ");
    TRY(version_rows_put(sql, file->version, table, project, error));
    buffer_string(sql, " AS placed");
    return buffer_status(sql, error);
}

/* A table of parts of records: its rows find their record's row by its name. */
static int parts_put(struct buffer *sql, const struct loaded *loaded, size_t index, const char *name,
                     struct project *project, struct error *error)
{
    const struct stored_table *table = manifest_table(loaded->files[index].version, text_of(name));
    if (!table)
        return error_set(error, ERROR_INPUT, "%s: the version holds no table %s",
                         loaded->files[index].path.data, name);
    buffer_format(sql, "INSERT INTO %s BY NAME SELECT records.row, kept.* EXCLUDE (record) FROM ", name);
    TRY(table_relation(project->objects, table, NULL, sql, error));
    buffer_format(
        sql, " AS kept JOIN records ON records.record = kept.record AND records.row // 1099511627776 = %zu",
        index);
    return buffer_status(sql, error);
}

int version_objects_verify(const struct loaded_file *file, struct project *project, struct error *error)
{
    for (size_t i = 0; i < file->version->table_count; i++)
        TRY(table_verify(project->objects, &file->version->tables[i], NULL, file->path.data, error));
    return file->version->places
               ? table_verify(project->objects, file->version->places, NULL, file->path.data, error)
               : 0;
}

/* The engine's words for a broken Parquet file name the object; say which version needs it and how to look.
 */
static int insert_run(struct engine *engine, const struct buffer *sql, const struct loaded_file *file,
                      struct error *error)
{
    int code = engine_run(engine, sql->data, NULL, error);
    if (code == 0 || code == ERROR_INTERRUPTED)
        return code;
    error->message[strcspn(error->message, "\n")] = '\0';
    error->code = ERROR_INPUT;
    return error_prefix(error, "%s: cannot be read; 'assay verify %s' says what is wrong: ", file->path.data,
                        file->path.data);
}

int version_load(struct engine *engine, const struct loaded *loaded, size_t index, struct project *project,
                 struct error *error)
{
    struct buffer sql = {0};
    int code = version_objects_verify(&loaded->files[index], project, error);
    for (size_t i = 0; i < loaded->pack->kept_count && code == 0; i++) {
        const char *name = loaded->pack->kept[i].name;
        buffer_clear(&sql);
        code = i == 0 ? records_put(&sql, loaded, index, project, error)
                      : parts_put(&sql, loaded, index, name, project, error);
        if (code == 0)
            code = insert_run(engine, &sql, &loaded->files[index], error);
    }
    buffer_release(&sql);
    return code;
}

static int places_put(struct buffer *sql, const struct loaded *loaded, size_t index, struct project *project,
                      struct error *error)
{
    const struct manifest *version = loaded->files[index].version;
    buffer_string(sql, "INSERT INTO places SELECT records.row, list_extract([");
    for (size_t i = 0; i < version->source_count; i++) {
        buffer_string(sql, i ? ", " : "");
        sql_put_literal(sql, version->sources[i].path);
    }
    buffer_string(sql, "]::VARCHAR[], places.source + 1), places.number, places.line FROM ");
    TRY(table_relation(project->objects, version->places, NULL, sql, error));
    buffer_format(
        sql,
        " AS places JOIN records ON records.record = places.record AND records.row // 1099511627776 = %zu",
        index);
    return buffer_status(sql, error);
}

int places_load(struct engine *engine, const struct loaded *loaded, struct project *project,
                struct error *error)
{
    struct buffer sql = {0};
    TRY(engine_run(
        engine, "CREATE OR REPLACE TEMP TABLE places (row BIGINT, file VARCHAR, number BIGINT, line BIGINT)",
        NULL, error));
    int code = 0;
    for (size_t i = 0; i < loaded->count && code == 0; i++) {
        if (loaded->pack->plain || !loaded->files[i].version || !loaded->files[i].version->places)
            continue;
        buffer_clear(&sql);
        code = places_put(&sql, loaded, i, project, error);
        if (code == 0)
            code = insert_run(engine, &sql, &loaded->files[i], error);
    }
    buffer_release(&sql);
    return code;
}
