/* See mask_write.h. Text containers are read as raw records and written as such; of Parquet the columns that
 * hold text go through JSON together, so that a value has one number in its row, and all others are copied.
 */
#include "cli/mask_write.h"

#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "read/source.h"

#define MASKED "pii_mask_record(raw, $locales, $kinds, $style, $least, $salt, "

/* ---- text ---------------------------------------------------------------------------------------------- */

static void text_sql(struct buffer *sql, const struct loaded_file *file)
{
    char delimiter[2] = {file->delimiter, '\0'};
    buffer_string(sql,
                  "CREATE OR REPLACE TEMP TABLE masked_records AS SELECT number, line, masked.text AS text, "
                  "masked.spans AS spans, fault FROM (SELECT number, line, fault, " MASKED);
    buffer_string(sql, file->container == CONTAINER_TABLE ? "false" : "true");
    buffer_string(sql, ") AS masked FROM read_records([");
    sql_put_literal(sql, file->stored);
    buffer_format(sql, "], '%s', ", container_name(file->container));
    sql_put_literal(sql, text_of(delimiter));
    buffer_string(sql, "))");
}

/* ---- Parquet ------------------------------------------------------------------------------------------- */

/* The columns whose type holds text, as "name", name TYPE, and so on: what the statements need. */
struct text_columns {
    struct buffer packed;   /* "a" := "a", … */
    struct buffer types;    /* "a" VARCHAR, … */
    struct buffer replaced; /* unpacked."a" AS "a", … */
    size_t count;
};

static void columns_release(struct text_columns *columns)
{
    buffer_release(&columns->packed);
    buffer_release(&columns->types);
    buffer_release(&columns->replaced);
}

static void column_add(struct text_columns *columns, struct text name, struct text type)
{
    struct buffer *parts[] = {&columns->packed, &columns->types, &columns->replaced};
    for (size_t i = 0; i < 3 && columns->count > 0; i++)
        buffer_string(parts[i], ", ");
    columns->count++;
    sql_put_name(&columns->packed, name);
    buffer_string(&columns->packed, " := ");
    sql_put_name(&columns->packed, name);
    sql_put_name(&columns->types, name);
    buffer_byte(&columns->types, ' ');
    buffer_text(&columns->types, type);
    buffer_string(&columns->replaced, "unpacked.");
    sql_put_name(&columns->replaced, name);
    buffer_string(&columns->replaced, " AS ");
    sql_put_name(&columns->replaced, name);
}

static int columns_find(const struct masking *masking, const struct loaded_file *file,
                        struct text_columns *columns, struct error *error)
{
    struct buffer sql = {0};
    struct answer *answer = NULL;
    size_t rows = 0;
    buffer_string(&sql, "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet(");
    sql_put_literal(&sql, file->stored);
    buffer_string(&sql, ")) WHERE contains(column_type, 'VARCHAR')");
    int code = buffer_status(&sql, error);
    if (code == 0)
        code = engine_query(masking->engine, &answer, buffer_c(&sql), NULL, error);
    while (code == 0 && (code = answer_next(answer, &rows, error)) == 0 && rows > 0) {
        struct column names = answer_column(answer, 0), types = answer_column(answer, 1);
        for (size_t i = 0; i < rows; i++)
            column_add(columns, column_text(&names, i), column_text(&types, i));
    }
    answer_free(answer);
    buffer_release(&sql);
    return code;
}

/* Rows are counted in the file's order, so the whole is made in one statement that keeps it. */
static int parquet_sql(const struct masking *masking, const struct loaded_file *file, struct buffer *sql,
                       struct error *error)
{
    struct text_columns columns = {0};
    int code = columns_find(masking, file, &columns, error);
    if (code == 0 && columns.count == 0)
        code = error_set(error, ERROR_USAGE, "%s has no column that holds text", file->path.data);
    if (code == 0) {
        buffer_format(
            sql,
            "CREATE OR REPLACE TEMP TABLE masked_records AS SELECT row_number() OVER () AS number, "
            "NULL::BIGINT AS line, masked.spans AS spans, NULL::VARCHAR AS fault, "
            "CAST(decode(masked.text)::JSON AS STRUCT(%s)) AS unpacked, source FROM (SELECT source, ",
            buffer_c(&columns.types));
        buffer_string(sql, MASKED "false) AS masked FROM (SELECT source, encode(to_json(struct_pack(");
        buffer_format(sql, "%s))::VARCHAR) AS raw FROM read_parquet(", buffer_c(&columns.packed));
        sql_put_literal(sql, file->stored);
        buffer_format(sql,
                      ") AS source));\nCREATE OR REPLACE TEMP VIEW masked_rows AS SELECT * REPLACE (%s) FROM "
                      "(SELECT unnest(source), unpacked FROM masked_records)",
                      buffer_c(&columns.replaced));
        code = buffer_status(sql, error);
    }
    columns_release(&columns);
    return code;
}

int mask_records(const struct masking *masking, const struct loaded_file *file, struct error *error)
{
    struct buffer sql = {0};
    int code = 0;
    if (file->container == CONTAINER_PARQUET)
        code = parquet_sql(masking, file, &sql, error);
    else
        text_sql(&sql, file);
    if (code == 0)
        code = buffer_status(&sql, error);
    if (code == 0)
        code = engine_run(masking->engine, buffer_c(&sql), &masking->parameters, error);
    buffer_release(&sql);
    return code < 0 ? error_prefix(error, "%s: ", file->path.data) : 0;
}

/* ---- writing ------------------------------------------------------------------------------------------- */

/* One field of a table as RFC 4180 has it: quoted where it must be. */
static void put_field(struct buffer *out, struct text field, char delimiter)
{
    bool quoted = memchr(field.data, delimiter, field.length) || memchr(field.data, '"', field.length) ||
                  memchr(field.data, '\n', field.length) || memchr(field.data, '\r', field.length);
    if (!quoted) {
        buffer_text(out, field);
        return;
    }
    buffer_byte(out, '"');
    for (size_t i = 0; i < field.length; i++) {
        if (field.data[i] == '"')
            buffer_byte(out, '"');
        buffer_byte(out, field.data[i]);
    }
    buffer_byte(out, '"');
}

/* A record of a table stands as an object of its fields. */
static void put_row(struct buffer *out, struct json_reader *reader, struct text json, char delimiter)
{
    size_t index, count;
    yyjson_val *key, *value, *root = json_read(reader, json);
    if (!yyjson_is_obj(root)) {
        buffer_text(out, json);
        return;
    }
    yyjson_obj_foreach(root, index, count, key, value)
    {
        if (index > 0)
            buffer_byte(out, delimiter);
        put_field(out, json_text(value), delimiter);
    }
}

struct framing {
    const char *before, *between, *after;
};

static int records_put(const struct masking *masking, const struct loaded_file *file,
                       const struct framing *framing, struct output *output, struct error *error)
{
    struct answer *answer = NULL;
    struct arena arena = {0};
    struct json_reader reader = {.arena = &arena};
    struct buffer line = {0};
    size_t rows = 0;
    bool any = false;
    int code = engine_query(masking->engine, &answer,
                            "SELECT text FROM masked_records WHERE octet_length(text) > 0 ORDER BY number",
                            NULL, error);
    if (code == 0)
        code = output_write(output, framing->before, strlen(framing->before), error);
    while (code == 0 && (code = answer_next(answer, &rows, error)) == 0 && rows > 0) {
        struct column texts = answer_column(answer, 0);
        for (size_t i = 0; i < rows && code == 0; i++) {
            buffer_clear(&line);
            arena_clear(&arena);
            buffer_string(&line, any ? framing->between : "");
            if (file->container == CONTAINER_TABLE)
                put_row(&line, &reader, column_text(&texts, i), file->delimiter);
            else
                buffer_text(&line, column_text(&texts, i));
            any = true;
            code = buffer_status(&line, error);
            if (code == 0)
                code = output_write(output, line.data, line.length, error);
        }
    }
    if (code == 0 && (any || framing->before[0] == '['))
        code = output_write(output, framing->after, strlen(framing->after), error);
    answer_free(answer);
    buffer_release(&line);
    json_reader_release(&reader);
    arena_release(&arena);
    return code;
}

/* The header of a table as it stands in the file, with a line end. */
static int header_read(const struct loaded_file *file, struct buffer *header, struct error *error)
{
    struct source *source = NULL;
    struct source_options options = {.container = CONTAINER_TABLE, .delimiter = file->delimiter};
    TRY(source_open(&source, file->stored.data, &options, error));
    buffer_text(header, source_header(source));
    buffer_byte(header, '\n');
    source_close(source);
    return buffer_status(header, error);
}

static int text_write(const struct masking *masking, const struct loaded_file *file, const char *path,
                      struct error *error)
{
    struct buffer header = {0};
    struct output *output = NULL;
    int code = file->container == CONTAINER_TABLE ? header_read(file, &header, error) : 0;
    struct framing framing = {buffer_c(&header), "\n", "\n"};
    if (file->container == CONTAINER_ARRAY)
        framing = (struct framing){"[\n", ",\n", "\n]\n"};
    if (code == 0)
        code = output_open(&output, path, error);
    if (code == 0)
        code = records_put(masking, file, &framing, output, error);
    buffer_release(&header);
    if (code < 0) {
        output_abandon(output);
        return code;
    }
    return output_commit(output, error);
}

static int parquet_write(const struct masking *masking, const char *path, struct error *error)
{
    struct buffer sql = {0};
    struct output *output = NULL;
    if (strcmp(path, "-") == 0)
        return error_set(error, ERROR_USAGE,
                         "Parquet cannot be written to standard output; name a file with -o");
    TRY(output_open(&output, path, error));
    buffer_string(&sql, "COPY (SELECT * EXCLUDE (unpacked) FROM masked_rows) TO ");
    sql_put_literal(&sql, text_of(output_path(output)));
    buffer_string(&sql, " (FORMAT parquet)");
    int code = buffer_status(&sql, error);
    if (code == 0)
        code = engine_run(masking->engine, buffer_c(&sql), NULL, error);
    buffer_release(&sql);
    if (code < 0) {
        output_abandon(output);
        return code;
    }
    return output_commit(output, error);
}

int mask_write(const struct masking *masking, const struct loaded_file *file, const char *path,
               struct error *error)
{
    return file->container == CONTAINER_PARQUET ? parquet_write(masking, path, error)
                                                : text_write(masking, file, path, error);
}

/* ---- the report ---------------------------------------------------------------------------------------- */

static const char report_sql[] =
    "SELECT number, line, s.locus, s.start, s.stop, s.kind, s.name, s.hash FROM (SELECT number, line, "
    "unnest(spans) AS s, "
    "generate_subscripts(spans, 1) AS place FROM masked_records) ORDER BY number, place";

static void put_entry(struct buffer *out, const struct loaded_file *file, struct answer *answer, size_t row)
{
    static const char *const names[] = {"number", "line", "locus",         "start",
                                        "stop",   "kind", "recognised_as", "hash"};
    struct buffer record = {0};
    struct column number = answer_column(answer, 0);
    buffer_format(&record, "%s#%lld", file->path.data, (long long)column_int64(&number, row));
    buffer_string(out, "{\"record\":");
    json_put_text(out, buffer_view(&record));
    for (size_t i = 1; i < sizeof names / sizeof *names; i++) {
        struct column column = answer_column(answer, i);
        buffer_format(out, ",\"%s\":", names[i]);
        if (!column_valid(&column, row))
            buffer_string(out, "null");
        else if (column.kind == KIND_INT64)
            buffer_format(out, "%lld", (long long)column_int64(&column, row));
        else
            json_put_text(out, column_text(&column, row));
    }
    buffer_string(out, "}\n");
    out->failed = out->failed || record.failed;
    buffer_release(&record);
}

int mask_report(const struct masking *masking, const struct loaded_file *file, struct output *report,
                struct error *error)
{
    struct answer *answer = NULL;
    struct buffer lines = {0};
    size_t rows = 0;
    int code = engine_query(masking->engine, &answer, report_sql, NULL, error);
    while (code == 0 && (code = answer_next(answer, &rows, error)) == 0 && rows > 0) {
        buffer_clear(&lines);
        for (size_t i = 0; i < rows; i++)
            put_entry(&lines, file, answer, i);
        code = buffer_status(&lines, error);
        if (code == 0)
            code = output_write(report, lines.data, lines.length, error);
    }
    answer_free(answer);
    buffer_release(&lines);
    return code;
}
