/* assay show FILE#RECORD: opens one record, as a person reads it, as JSON, or as it stands in the file. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/console.h"
#include "cli/session.h"

/* Splits "FILE#RECORD" at the last '#'. */
static int operand_split(const char *operand, char **path, const char **record, struct error *error)
{
    const char *mark = strrchr(operand, '#');
    if (!mark || mark == operand || !mark[1])
        return error_set(error, ERROR_USAGE, "show %s: write FILE#RECORD, with the record's number or its id",
                         operand);
    *path = memory_copy_text(operand, (size_t)(mark - operand));
    *record = mark + 1;
    return *path ? 0 : error_memory(error);
}

static bool is_number(const char *text)
{
    return text[0] && strspn(text, "0123456789") == strlen(text) && strlen(text) < 18;
}

/* The row wanted: a number counts records; else an id. */
static int row_find(struct session *session, const char *path, const char *record, int64_t *row,
                    struct error *error)
{
    struct parameter parameters[] = {
        {.name = "record", .kind = KIND_TEXT, .text = text_of(record)},
        {.name = "number", .kind = KIND_INT64, .integer = strtoll(record, NULL, 10)}};
    bool found = false;
    TRY(engine_one_int64(session->engine,
                         "SELECT min(row) FROM records WHERE record IN ($record, file || '#' || $record)",
                         &(struct parameters){parameters, 1}, row, &found, error));
    if (!found && is_number(record))
        TRY(engine_one_int64(session->engine, "SELECT min(row) FROM records WHERE number = $number",
                             &(struct parameters){parameters + 1, 1}, row, &found, error));
    if (!found)
        return error_set(error, ERROR_USAGE, "%s has no record '%s'; it holds %lld records", path, record,
                         (long long)session->loaded.records);
    return 0;
}

static const char *const place_queries[] = {
    /* place */
    "SELECT concat(file, '#', number, '  ', 'line ' || line || ', ', 'byte ' || byte || ', ', bytes || ' "
    "bytes, ', "
    "format) || CASE WHEN record <> file || '#' || number THEN '  id ' || record ELSE '' END FROM records "
    "WHERE row = $row",
    /* where it stood before it was kept */
    "SELECT concat('from ', file, '#', number, '  line ' || line) FROM places WHERE row = $row",
};

static const char *const conversation_queries[] = {
    /* tools */
    "SELECT '[tools] ' || tools FROM records WHERE row = $row AND tools IS NOT NULL",
    /* turns */
    "SELECT chr(10) || '[' || coalesce(\"role\", 'no role') || coalesce(' ' || name, '') || coalesce(', "
    "weight ' || weight, '') || ']' "
    "|| chr(10) || coalesce('(reasoning) ' || reasoning || chr(10), '') || coalesce(content, '(null)') || "
    "coalesce((SELECT "
    "string_agg(chr(10) || '-> ' || coalesce(c.name, '?') || '(' || coalesce(c.arguments, '') || ')' || "
    "coalesce('  ' || c.id, ''), '') "
    "FROM unnest(tool_calls) AS u(c)), '') || coalesce(chr(10) || 'answers call ' || tool_call_id, '') || "
    "coalesce(chr(10) || "
    "'also: ' || extra, '') FROM turns WHERE row = $row ORDER BY turn",
};

static const char *const rest_queries[] = {
    "SELECT chr(10) || 'also: ' || extra FROM records WHERE row = $row AND extra IS NOT NULL",
    ("SELECT chr(10) || '! ' || code || coalesce(' at ' || nullif(locus, ''), '') || coalesce(' (byte ' || "
     "\"offset\" || ')', '') || ': ' || "
     "message FROM faults WHERE row = $row"),
};

/* Each row's first column, a line each, with control characters made visible. */
static int lines_put(struct session *session, const char *sql, int64_t row, bool escape, struct buffer *out,
                     struct error *error)
{
    struct parameter parameter = {.name = "row", .kind = KIND_INT64, .integer = row};
    struct answer *answer = NULL;
    size_t rows = 0;
    int code = 0;
    TRY(engine_query(session->engine, &answer, sql, &(struct parameters){&parameter, 1}, error));
    while ((code = answer_next(answer, &rows, error)) == 0 && rows > 0) {
        struct column lines = answer_column(answer, 0);
        for (size_t i = 0; i < rows; i++) {
            if (!column_valid(&lines, i))
                continue;
            if (escape)
                terminal_put(out, column_text(&lines, i));
            else
                buffer_text(out, column_text(&lines, i));
            buffer_byte(out, '\n');
        }
    }
    answer_free(answer);
    return code;
}

static int queries_put(struct session *session, const char *const *queries, size_t count, int64_t row,
                       struct buffer *out, struct error *error)
{
    for (size_t i = 0; i < count; i++)
        TRY(lines_put(session, queries[i], row, true, out, error));
    return 0;
}

/* What the task says of a record, else its turns. */
static int content_put(struct session *session, int64_t row, struct buffer *out, struct error *error)
{
    struct buffer sql = {0};
    if (!session->loaded.pack->shown)
        return queries_put(session, conversation_queries,
                           sizeof conversation_queries / sizeof *conversation_queries, row, out, error);
    buffer_format(&sql, "SELECT line FROM %s", session->loaded.pack->shown);
    int code = buffer_status(&sql, error);
    if (code == 0)
        code = lines_put(session, buffer_c(&sql), row, true, out, error);
    buffer_release(&sql);
    return code;
}

static int record_put(struct session *session, const struct invocation *invocation, int64_t row,
                      struct buffer *out, struct error *error)
{
    if (option_given(invocation, "json"))
        return lines_put(session, "SELECT CAST(to_json(records) AS VARCHAR) FROM records WHERE row = $row",
                         row, false, out, error);
    if (option_given(invocation, "raw") && loaded_has_versions(&session->loaded))
        return error_set(error, ERROR_USAGE,
                         "--raw: a version keeps what records say, not the bytes they were read from; 'assay "
                         "show' without "
                         "--raw says which file and line they came from");
    if (option_given(invocation, "raw"))
        return lines_put(
            session,
            "SELECT raw FROM raw_records WHERE number = (SELECT number FROM records WHERE row = $row)", row,
            false, out, error);
    TRY(queries_put(session, place_queries, sizeof place_queries / sizeof *place_queries, row, out, error));
    TRY(content_put(session, row, out, error));
    return queries_put(session, rest_queries, sizeof rest_queries / sizeof *rest_queries, row, out, error);
}

static int show_one(const struct invocation *invocation, const char *operand, struct buffer *out,
                    struct error *error)
{
    struct session session = {0};
    char *path = NULL;
    const char *record = NULL;
    int64_t row = 0;
    int code = operand_split(operand, &path, &record, error);
    if (code == 0)
        code = session_open(&session, invocation, error);
    if (code == 0)
        code = session_load(&session, invocation, &(const char *){path}, 1, error);
    if (code == 0)
        code = places_load(session.engine, &session.loaded, session.project, error);
    if (code == 0)
        code = row_find(&session, path, record, &row, error);
    if (code == 0)
        code = record_put(&session, invocation, row, out, error);
    session_close(&session);
    memory_free(path);
    return code;
}

static int show_run(struct invocation *invocation, struct error *error)
{
    struct buffer out = {0};
    int code = invocation->operand_count ? 0 : error_set(error, ERROR_USAGE, "show needs FILE#RECORD");
    for (size_t i = 0; i < invocation->operand_count && code == 0; i++) {
        if (i)
            buffer_byte(&out, '\n');
        code = show_one(invocation, invocation->operands[i], &out, error);
    }
    if (code == 0)
        code = print_buffer(&out, NULL, error);
    buffer_release(&out);
    return code;
}

static const struct option show_options[] = {
    {"json", 0, ARGUMENT_NONE, NULL, "the canonical record as JSON", false},
    {"raw", 0, ARGUMENT_NONE, NULL, "the record's bytes as they stand in the file", false},
    READING_OPTIONS,
    {NULL, 0, ARGUMENT_NONE, NULL, NULL, false},
};

const struct command show_command = {
    .name = "show",
    .operands = "FILE#RECORD…",
    .title = "open one record",
    .doc = "Prints a record with its place, its turns, what else it holds and what was wrong with reading "
           "it. RECORD is the "
           "record's own id, or its number in the file, from 1.",
    .examples = "  assay show train.jsonl#17\n  assay show train.jsonl#dev-00093 --raw\n",
    .options = show_options,
    .engine = true,
    .run = show_run,
};
