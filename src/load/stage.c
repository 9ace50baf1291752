#include "load/stage.h"

#include <string.h>

#include "base/memory.h"
#include "check/record_field.h"
#include "load/inputs.h"

struct stager {
    struct engine *engine;
    const struct loaded *loaded;
    struct staging *staging;
    struct buffer sql;
    struct error *error;
};

static int run(struct stager *stager)
{
    TRY(buffer_status(&stager->sql, stager->error));
    return engine_run(stager->engine, buffer_c(&stager->sql), NULL, stager->error);
}

static int ask_boolean(struct stager *stager, const char *sql, bool *value)
{
    int64_t number = 0;
    bool found = false;
    TRY(engine_one_int64(stager->engine, sql, NULL, &number, &found, stager->error));
    *value = found && number != 0;
    return 0;
}

static int keep(struct stager *stager, struct text *out, struct text value)
{
    *out = arena_copy(&stager->staging->arena, value);
    return out->data ? 0 : error_memory(stager->error);
}

/* Whether the table has the column. */
static int column_there(struct stager *stager, const char *table, struct text column, bool *there)
{
    buffer_clear(&stager->sql);
    buffer_string(&stager->sql, "SELECT count(*) FROM duckdb_columns() WHERE table_name = ");
    sql_put_literal(&stager->sql, text_of(table));
    buffer_string(&stager->sql, " AND column_name = ");
    sql_put_literal(&stager->sql, column);
    TRY(buffer_status(&stager->sql, stager->error));
    return ask_boolean(stager, buffer_c(&stager->sql), there);
}

/* kept_names (kept_row, NAME): a digest of each row's content, with ~2, ~3 … for further rows of the same
 * content. */
static void content_names_put(struct buffer *sql, const char *rows, const char *name)
{
    buffer_format(
        sql,
        "CREATE OR REPLACE TEMP TABLE kept_names AS SELECT kept_row, CASE WHEN nth = 1 THEN digest ELSE "
        "digest || "
        "'~' || nth END AS %s FROM (SELECT kept_row, digest, row_number() OVER (PARTITION BY digest ORDER BY "
        "kept_row) AS nth FROM (%s) AS digested) AS numbered",
        name, rows);
}

/* Appends {'a': a, 'b': b, …} over the table's columns but those listed. */
static int content_put(struct stager *stager, const char *table, const char *left_out, struct buffer *sql)
{
    struct answer *answer = NULL;
    size_t rows = 0, count = 0;
    buffer_clear(&stager->sql);
    buffer_string(&stager->sql, "SELECT column_name FROM duckdb_columns() WHERE table_name = ");
    sql_put_literal(&stager->sql, text_of(table));
    buffer_string(&stager->sql, " AND NOT list_contains(string_split(");
    sql_put_literal(&stager->sql, text_of(left_out));
    buffer_string(&stager->sql, ", ', '), column_name) ORDER BY column_index");
    TRY(buffer_status(&stager->sql, stager->error));
    int code = engine_query(stager->engine, &answer, buffer_c(&stager->sql), NULL, stager->error);
    while (code == 0 && (code = answer_next(answer, &rows, stager->error)) == 0 && rows > 0) {
        struct column names = answer_column(answer, 0);
        for (size_t i = 0; i < rows; i++) {
            buffer_string(sql, count++ ? ", " : "{");
            sql_put_name(sql, column_text(&names, i));
            buffer_string(sql, ": ");
            sql_put_name(sql, column_text(&names, i));
        }
    }
    buffer_byte(sql, '}');
    answer_free(answer);
    return code;
}

/* The digests of a table's rows, as a SELECT of kept_row and digest. */
static int digests_put(struct stager *stager, const char *table, const char *row, const char *left_out,
                       struct buffer *sql)
{
    buffer_format(sql, "SELECT %s AS kept_row, lower(hex(row_hash(", row);
    TRY(content_put(stager, table, left_out, sql));
    buffer_format(sql, ")))[1:32] AS digest FROM %s", table);
    return buffer_status(sql, stager->error);
}

/* ---- records of a task -----------------------------------------------------------------------------------
 */

static int id_names(struct stager *stager)
{
    buffer_clear(&stager->sql);
    buffer_string(
        &stager->sql,
        "CREATE OR REPLACE TEMP TABLE kept_names AS SELECT row AS kept_row, id AS record FROM records");
    TRY(keep(stager, &stager->staging->keyed, text_of("id")));
    return run(stager);
}

static int content_names(struct stager *stager)
{
    struct buffer rows = {0};
    int code = digests_put(stager, "records", "row", stager->loaded->pack->kept[0].places, &rows);
    buffer_clear(&stager->sql);
    content_names_put(&stager->sql, buffer_c(&rows), "record");
    buffer_release(&rows);
    TRY(code);
    TRY(keep(stager, &stager->staging->keyed, text_of("content")));
    return run(stager);
}

static int field_names(struct stager *stager, const char *key)
{
    bool any = false;
    buffer_clear(&stager->sql);
    buffer_string(&stager->sql, "CREATE OR REPLACE TEMP TABLE kept_names AS SELECT row AS kept_row, ");
    TRY(record_field_put(stager->engine, text_of(key), &stager->sql, stager->error));
    buffer_string(&stager->sql, " AS record FROM records");
    TRY(run(stager));
    TRY(ask_boolean(stager, "SELECT count(*) = 0 OR count(record) > 0 FROM kept_names", &any));
    if (!any)
        return error_set(stager->error, ERROR_USAGE,
                         "--key %s: neither a column of records nor a field of the data", key);
    return keep(stager, &stager->staging->keyed, text_of(key));
}

static int records_name(struct stager *stager, const char *key)
{
    bool whole = false;
    if (!key)
        TRY(ask_boolean(
            stager,
            "SELECT count(*) = count(id) AND count(DISTINCT id) = count(*) AND count(*) > 0 FROM records",
            &whole));
    if (key ? strcmp(key, "id") == 0 : whole)
        return id_names(stager);
    if (!key || strcmp(key, "content") == 0)
        return content_names(stager);
    return field_names(stager, key);
}

/* "record", then what tells parts of a record apart. */
static int key_list(struct stager *stager, struct staged_table *table, const char *names)
{
    size_t count = 1;
    for (const char *at = names; at && *at; at++)
        count += *at == ',' || at == names;
    table->key = arena_take_zeroed(&stager->staging->arena, count + 1, sizeof *table->key);
    if (!table->key)
        return error_memory(stager->error);
    table->key[table->key_count++] = text_of("record");
    for (const char *at = names; at && *at;) {
        size_t length = strcspn(at, ",");
        TRY(keep(stager, &table->key[table->key_count++], text_trim((struct text){at, length})));
        at += length + (at[length] == ',');
    }
    return 0;
}

static int record_views(struct stager *stager)
{
    const struct pack *pack = stager->loaded->pack;
    for (size_t i = 0; i < pack->kept_count; i++) {
        struct staged_table *table = &stager->staging->tables[i];
        struct buffer relation = {0};
        struct text name = {0};
        buffer_format(&relation, "kept_%s", pack->kept[i].name);
        int code = buffer_status(&relation, stager->error);
        if (code == 0)
            code = keep(stager, &name, buffer_view(&relation));
        buffer_release(&relation);
        TRY(code);
        *table = (struct staged_table){.name = pack->kept[i].name, .relation = name.data};
        TRY(key_list(stager, table, pack->kept[i].key));
        buffer_clear(&stager->sql);
        buffer_format(&stager->sql,
                      "CREATE OR REPLACE TEMP VIEW %s AS SELECT %s AS kept_row, names.record, source.* "
                      "EXCLUDE (%s) FROM %s "
                      "AS source JOIN kept_names AS names ON names.kept_row = source.row",
                      name.data, i == 0 ? "names.kept_row" : "source.rowid", pack->kept[i].places,
                      pack->kept[i].name);
        TRY(run(stager));
    }
    buffer_clear(&stager->sql);
    buffer_string(&stager->sql,
                  "CREATE OR REPLACE TEMP VIEW kept_places AS SELECT names.kept_row, names.record, "
                  "source.row // 1099511627776 AS source, source.number, source.line FROM records AS source "
                  "JOIN kept_names AS names ON names.kept_row = source.row");
    return run(stager);
}

/* ---- plain tables ----------------------------------------------------------------------------------------
 */

static int columns_given(struct stager *stager, const char *key)
{
    struct staged_table *table = &stager->staging->tables[0];
    size_t count = 1;
    for (const char *at = key; *at; at++)
        count += *at == ',';
    table->key = arena_take_zeroed(&stager->staging->arena, count + 1, sizeof *table->key);
    if (!table->key)
        return error_memory(stager->error);
    for (const char *at = key; *at;) {
        size_t length = strcspn(at, ",");
        struct text *name = &table->key[table->key_count++];
        bool there = false;
        TRY(keep(stager, name, text_trim((struct text){at, length})));
        TRY(column_there(stager, "data", *name, &there));
        if (!there)
            return error_set(stager->error, ERROR_USAGE, "--key %s: the data has no column '%s'", key,
                             name->data);
        at += length + (at[length] == ',');
    }
    return keep(stager, &stager->staging->keyed, text_of(key));
}

static int plain_views(struct stager *stager, const char *key)
{
    struct staged_table *table = &stager->staging->tables[0];
    bool content = !key || strcmp(key, "content") == 0;
    *table = (struct staged_table){.name = "data", .relation = "kept_data"};
    if (!content) {
        TRY(columns_given(stager, key));
        TRY(engine_run(stager->engine,
                       "CREATE OR REPLACE TEMP VIEW kept_data AS SELECT rowid AS kept_row, * FROM data", NULL,
                       stager->error));
    } else {
        struct buffer rows = {0};
        int code = digests_put(stager, "data", "rowid", "", &rows);
        buffer_clear(&stager->sql);
        content_names_put(&stager->sql, buffer_c(&rows), PLAIN_CONTENT_KEY);
        buffer_release(&rows);
        TRY(code);
        TRY(run(stager));
        TRY(engine_run(
            stager->engine,
            "CREATE OR REPLACE TEMP VIEW kept_data AS SELECT names.*, source.* FROM data AS source JOIN "
            "kept_names AS names ON names.kept_row = source.rowid",
            NULL, stager->error));
        table->key = arena_take_zeroed(&stager->staging->arena, 2, sizeof *table->key);
        if (!table->key)
            return error_memory(stager->error);
        table->key[table->key_count++] = text_of(PLAIN_CONTENT_KEY);
        TRY(keep(stager, &stager->staging->keyed, text_of("content")));
    }
    return 0;
}

/* Inputs follow each other in `data`: which one a row came from is told by how many rows each gave. */
static int plain_places(struct stager *stager)
{
    const struct staged_table *table = &stager->staging->tables[0];
    struct buffer *sql = &stager->sql;
    int64_t before = 0;
    buffer_clear(sql);
    buffer_string(sql, "CREATE OR REPLACE TEMP VIEW kept_places AS SELECT kept_row, ");
    for (size_t i = 0; i < table->key_count; i++) {
        sql_put_name(sql, table->key[i]);
        buffer_string(sql, ", ");
    }
    buffer_string(sql, "CASE");
    for (size_t i = 0; i < stager->loaded->count; i++) {
        before += stager->loaded->files[i].records;
        buffer_format(sql, " WHEN kept_row < %lld THEN %zu", (long long)before, i);
    }
    buffer_string(sql, " END::BIGINT AS source, kept_row + 1 AS number, NULL::BIGINT AS line FROM kept_data");
    return run(stager);
}

/* ---- the whole -------------------------------------------------------------------------------------------
 */

static int stage_steps(struct stager *stager, const char *key)
{
    const struct pack *pack = stager->loaded->pack;
    struct staging *staging = stager->staging;
    staging->tables = arena_take_zeroed(&staging->arena, pack->kept_count + 1, sizeof *staging->tables);
    if (!staging->tables)
        return error_memory(stager->error);
    staging->count = pack->kept_count;
    if (pack->plain) {
        TRY(plain_views(stager, key));
        TRY(plain_places(stager));
    } else {
        TRY(records_name(stager, key));
        TRY(record_views(stager));
    }
    staging->places = (struct staged_table){.name = "places",
                                            .relation = "kept_places",
                                            .key = staging->tables[0].key,
                                            .key_count = staging->tables[0].key_count};
    return 0;
}

int stage_tables(struct engine *engine, const struct loaded *loaded, const char *key, struct staging *staging,
                 struct error *error)
{
    struct stager stager = {.engine = engine, .loaded = loaded, .staging = staging, .error = error};
    *staging = (struct staging){0};
    int code = stage_steps(&stager, key);
    buffer_release(&stager.sql);
    return code;
}

void staging_release(struct staging *staging)
{
    arena_release(&staging->arena);
    *staging = (struct staging){0};
}
