/* Findings: places in the data that need attention, counted in full and listed worst first up to a limit. */
#include <math.h>

#include "check/runner_internal.h"
#include "check/sql_split.h"

/* All SELECTs of the stage into one table `found`, matched by column name. */
static int found_build(struct runner *runner, const struct check *check, const struct parameters *parameters)
{
    struct buffer *sql = &runner->sql;
    size_t at = 0, count = 0;
    buffer_clear(sql);
    buffer_string(sql, "CREATE OR REPLACE TEMP TABLE found AS\n");
    for (struct text part; (part = statement_next(check->findings, &at)).data; count++) {
        buffer_string(sql, count ? "\nUNION ALL BY NAME\n(" : "(");
        buffer_text(sql, part);
        buffer_string(sql, "\n)");
    }
    TRY(buffer_status(sql, runner->error));
    if (engine_run(runner->engine, buffer_c(sql), parameters, runner->error) < 0)
        return error_prefix(runner->error, "%.*s, stage 'findings' (from line %d): ", (int)check->path.length,
                            check->path.data, check->findings_line);
    return 0;
}

static void column_or_null(struct buffer *sql, const struct columns *have, const char *name, const char *type)
{
    if (columns_have(have, name))
        buffer_format(sql, ", CAST(%s AS %s) AS %s", name, type, name);
    else
        buffer_format(sql, ", CAST(NULL AS %s) AS %s", type, name);
}

/* The worst findings with the place of their records. A finding names its record by `row` (exact) or
 * `record`. */
static int found_select(struct runner *runner, const struct check *check, const struct columns *have,
                        struct answer **answer)
{
    bool by_row = columns_have(have, "row");
    if (!by_row && !columns_have(have, "record"))
        return error_set(runner->error, ERROR_USAGE, "%.*s: findings need a column 'row' or 'record'",
                         (int)check->path.length, check->path.data);
    struct buffer *sql = &runner->sql;
    buffer_clear(sql);
    buffer_string(sql, "WITH worst AS (SELECT ");
    buffer_string(sql, by_row ? "row AS place" : "CAST(record AS VARCHAR) AS place");
    column_or_null(sql, have, "record", "VARCHAR");
    column_or_null(sql, have, "code", "VARCHAR");
    column_or_null(sql, have, "locus", "VARCHAR");
    column_or_null(sql, have, "message", "VARCHAR");
    buffer_string(sql, columns_have(have, "evidence") ? ", CAST(to_json(evidence) AS VARCHAR) AS evidence"
                                                      : ", CAST(NULL AS VARCHAR) AS evidence");
    column_or_null(sql, have, "score", "DOUBLE");
    buffer_string(
        sql, " FROM found ORDER BY score DESC NULLS LAST, place, code, locus, message, record, evidence");
    if (runner->options->findings_limit >= 0)
        buffer_format(sql, " LIMIT %lld", (long long)runner->options->findings_limit);
    buffer_string(
        sql, ") SELECT coalesce(worst.record, records.record, CAST(place AS VARCHAR)), code, locus, message, "
             "evidence, score, records.file, records.line, records.number FROM worst LEFT JOIN ");
    buffer_string(sql, by_row ? "records ON records.row = worst.place"
                              : "(SELECT record, min(row) AS row FROM records GROUP BY record) AS named "
                                "ON named.record = worst.place LEFT JOIN records ON records.row = named.row");
    buffer_string(sql,
                  " ORDER BY score DESC NULLS LAST, place, code, locus, message, worst.record, evidence");
    TRY(buffer_status(sql, runner->error));
    return engine_query(runner->engine, answer, buffer_c(sql), NULL, runner->error);
}

static int finding_read(struct runner *runner, const struct answer *answer, size_t row, struct finding *out)
{
    struct text *texts[] = {&out->record, &out->code, &out->locus, &out->message, &out->evidence};
    struct column cell;
    for (size_t i = 0; i < 5; i++) {
        cell = answer_column(answer, i);
        TRY(cell_text(runner, &cell, row, texts[i]));
    }
    cell = answer_column(answer, 5);
    out->score = cell_double(&cell, row);
    cell = answer_column(answer, 6);
    TRY(cell_text(runner, &cell, row, &out->file));
    cell = answer_column(answer, 7);
    out->line = cell_int64(&cell, row, 0);
    cell = answer_column(answer, 8);
    out->number = cell_int64(&cell, row, 0);
    return 0;
}

static int findings_read(struct runner *runner, struct answer *answer, size_t most,
                         struct check_result *result)
{
    result->findings = arena_take_zeroed(&runner->run->arena, most + 1, sizeof *result->findings);
    if (!result->findings)
        return error_memory(runner->error);
    size_t rows = 0;
    int code = 0;
    while ((code = answer_next(answer, &rows, runner->error)) == 0 && rows > 0)
        for (size_t i = 0; i < rows && result->finding_count < most; i++)
            TRY(finding_read(runner, answer, i, &result->findings[result->finding_count++]));
    return code;
}

static int codes_count(struct runner *runner, const struct columns *have, struct check_result *result)
{
    struct answer *answer = NULL;
    TRY(engine_query(
        runner->engine, &answer,
        columns_have(have, "code")
            ? "SELECT CAST(code AS VARCHAR), count(*) FROM found GROUP BY code ORDER BY count(*) DESC, code"
            : "SELECT '', count(*) FROM found",
        NULL, runner->error));
    size_t rows = 0, capacity = 0;
    int code = 0;
    while (code == 0 && (code = answer_next(answer, &rows, runner->error)) == 0 && rows > 0) {
        struct column names = answer_column(answer, 0), counts = answer_column(answer, 1);
        if (result->code_count + rows > capacity) {
            capacity = (result->code_count + rows) * 2;
            struct code_count *grown = arena_take(&runner->run->arena, capacity, sizeof *grown);
            if (!grown) {
                code = error_memory(runner->error);
                break;
            }
            if (result->code_count)
                memcpy(grown, result->codes, result->code_count * sizeof *grown);
            result->codes = grown;
        }
        for (size_t i = 0; i < rows && code == 0; i++) {
            struct code_count *entry = &result->codes[result->code_count++];
            code = cell_text(runner, &names, i, &entry->code);
            entry->count = cell_int64(&counts, i, 0);
            result->findings_total += entry->count;
        }
    }
    answer_free(answer);
    return code;
}

int findings_gather(struct runner *runner, const struct check *check, struct check_result *result)
{
    if (check->findings.length == 0)
        return 0;
    struct parameters parameters;
    struct columns have;
    TRY(check_parameters(runner, check, &parameters));
    TRY(found_build(runner, check, &parameters));
    TRY(columns_read(runner, "found", &have));
    TRY(codes_count(runner, &have, result));
    int64_t limit = runner->options->findings_limit;
    size_t most = (size_t)(limit < 0 || limit > result->findings_total ? result->findings_total : limit);
    struct answer *answer = NULL;
    TRY(found_select(runner, check, &have, &answer));
    int code = findings_read(runner, answer, most, result);
    answer_free(answer);
    if (code < 0)
        return code;
    return engine_run(runner->engine, "DROP TABLE IF EXISTS found", NULL, runner->error);
}
