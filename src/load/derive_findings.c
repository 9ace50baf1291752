/* Records that a run found something in: dropped, or marked, at once or as people decided. */
#include "base/json.h"
#include "load/derive.h"

/* ---- what the run found -------------------------------------------------------------------------------- */

/* Every name must be one of the run's checks; after ':' one of the codes that it found. */
static int only_test(struct engine *engine, const struct text *only, size_t count, struct error *error)
{
    for (size_t i = 0; i < count; i++) {
        struct parameter item = {.name = "name", .kind = KIND_TEXT, .text = only[i]};
        int64_t known = 0;
        bool found = false;
        TRY(engine_one_int64(
            engine,
            "SELECT count(*) FROM found_checks WHERE split_part($name, ':', 1) IN (name, split_part(name, "
            "'.', 2)) "
            "AND (NOT contains($name, ':') OR list_contains(list_transform(findings, lambda f: f.code), "
            "split_part($name, ':', 2)))",
            &(struct parameters){&item, 1}, &known, &found, error));
        if (known == 0)
            return error_set(error, ERROR_USAGE,
                             "--only %.*s: the run has no such check, or found nothing of this code",
                             (int)only[i].length, only[i].data);
    }
    return 0;
}

/* found_findings: those of the checks that are meant. */
static int findings_read(struct engine *engine, const struct derive_findings *findings, struct error *error)
{
    struct parameter items[] = {
        {.name = "report", .kind = KIND_TEXT, .text = findings->report},
        {.name = "only", .kind = KIND_LIST, .texts = findings->only, .text_count = findings->only_count}};
    TRY(engine_run(
        engine,
        "CREATE OR REPLACE TEMP TABLE found_checks AS SELECT c.\"check\" AS name, c.findings FROM (SELECT "
        "unnest(from_json(json_extract($report, '$.checks'), '[{\"check\":\"VARCHAR\",\"findings\":"
        "[{\"record\":\"VARCHAR\",\"code\":\"VARCHAR\",\"locus\":\"VARCHAR\",\"evidence\":\"JSON\"}]}]')) AS "
        "c) AS parsed;"
        "CREATE OR REPLACE TEMP TABLE found_findings AS SELECT row_number() OVER () AS finding, name, "
        "f.record, "
        "coalesce(f.code, '') AS code, coalesce(f.locus, '') AS locus, "
        "json_extract_string(f.evidence, '$.representative') IS NOT DISTINCT FROM f.record AS stands "
        "FROM (SELECT name, unnest(findings) AS f FROM found_checks) AS listed WHERE len($only) = 0 OR "
        "len(list_intersect($only, [name, split_part(name, '.', 2), name || ':' || f.code, "
        "split_part(name, '.', 2) || ':' || f.code])) > 0",
        &(struct parameters){items, 2}, error));
    return only_test(engine, findings->only, findings->only_count, error);
}

/* ---- what people decided ------------------------------------------------------------------------------- */

/* The query gives the first line that is wrong, or nothing. */
static int line_test(struct engine *engine, const char *query, const char *wrong, struct error *error)
{
    int64_t line = 0;
    bool found = false;
    TRY(engine_one_int64(engine, query, NULL, &line, &found, error));
    return found ? error_set(error, ERROR_INPUT, "line %lld: %s", (long long)line, wrong) : 0;
}

/* decisions: one row a line of the file. */
static int decisions_read(struct engine *engine, const struct derive_findings *findings, struct error *error)
{
    struct parameter item = {.name = "review", .kind = KIND_TEXT, .text = findings->review};
    TRY(engine_run(engine,
                   "CREATE OR REPLACE TEMP TABLE decision_lines AS SELECT line, text FROM (SELECT "
                   "unnest(string_split($review, chr(10))) AS text, "
                   "generate_subscripts(string_split($review, chr(10)), 1) "
                   "AS line) AS split WHERE trim(text, chr(13) || ' ' || chr(9)) <> ''",
                   &(struct parameters){&item, 1}, error));
    TRY(line_test(
        engine,
        "SELECT line FROM decision_lines WHERE NOT json_valid(text) OR json_type(text) <> 'OBJECT' ORDER BY "
        "line LIMIT 1",
        "not a JSON object", error));
    TRY(engine_run(engine,
                   "CREATE OR REPLACE TEMP TABLE decisions AS SELECT line, text, json_extract_string(text, "
                   "'$.record') AS record, "
                   "nullif(json_extract_string(text, '$.check'), '') AS name, "
                   "nullif(json_extract_string(text, '$.code'), '') AS "
                   "code, nullif(json_extract_string(text, '$.locus'), '') AS locus, "
                   "json_extract_string(text, '$.decision') AS "
                   "decision, json_extract_string(text, '$.by') AS who FROM decision_lines WHERE "
                   "json_extract_string(text, "
                   "'$.decision') IS NOT NULL",
                   NULL, error));
    TRY(line_test(engine, "SELECT line FROM decisions WHERE record IS NULL ORDER BY line LIMIT 1",
                  "a decision without a record", error));
    return line_test(
        engine,
        "SELECT line FROM decisions WHERE decision NOT IN ('drop', 'keep', 'mark') ORDER BY line LIMIT 1",
        "a decision is drop, keep or mark", error);
}

/* A line decides the findings of its record that have the check, code and place that it names; the line that
 * names most of them counts. */
static int decisions_join(struct engine *engine, struct error *error)
{
    TRY(engine_run(
        engine,
        "CREATE OR REPLACE TEMP TABLE decided AS SELECT f.finding, d.line, d.decision, "
        "(d.name IS NOT NULL)::INT + (d.code IS NOT NULL)::INT + (d.locus IS NOT NULL)::INT AS named "
        "FROM found_findings AS f JOIN decisions AS d ON d.record = f.record "
        "AND (d.name IS NULL OR d.name IN (f.name, split_part(f.name, '.', 2))) "
        "AND (d.code IS NULL OR d.code = f.code) AND (d.locus IS NULL OR d.locus = f.locus)",
        NULL, error));
    TRY(line_test(
        engine,
        "SELECT line FROM decisions WHERE line NOT IN (SELECT line FROM decided) ORDER BY line LIMIT 1",
        "the run found no such thing, or --only leaves it out", error));
    TRY(engine_run(
        engine,
        "DELETE FROM decided WHERE (finding, named) NOT IN (SELECT finding, max(named) FROM decided GROUP BY "
        "finding)",
        NULL, error));
    return line_test(
        engine,
        "SELECT max(line) AS line FROM decided GROUP BY finding HAVING count(DISTINCT decision) > 1 ORDER "
        "BY line LIMIT 1",
        "decides otherwise than a line before it", error);
}

/* ---- dropping and marking ------------------------------------------------------------------------------ */

/* What is decided of each finding when no one was asked: of copies the one that stands for them stays. */
static int decide_all(struct engine *engine, bool mark, struct error *error)
{
    return engine_run(
        engine,
        mark
            ? "CREATE OR REPLACE TEMP TABLE decided AS SELECT finding, 'mark' AS decision FROM found_findings"
            : "CREATE OR REPLACE TEMP TABLE decided AS SELECT finding, 'drop' AS decision FROM "
              "found_findings WHERE NOT stands",
        NULL, error);
}

static int apply(struct engine *engine, struct derive_findings *findings, struct error *error)
{
    struct parameter item = {.name = "run", .kind = KIND_TEXT, .text = findings->run};
    bool found = false;
    TRY(engine_run(
        engine,
        "CREATE OR REPLACE TEMP TABLE dropped_records AS SELECT DISTINCT record FROM found_findings JOIN "
        "decided USING "
        "(finding) WHERE decision = 'drop';"
        "CREATE OR REPLACE TEMP TABLE marked_records AS SELECT record, to_json({'run': $run, 'findings': "
        "list({'check': name, 'code': code, 'locus': locus} ORDER BY finding)}) AS mark FROM (SELECT "
        "DISTINCT finding, "
        "record, name, code, locus FROM found_findings JOIN decided USING (finding) WHERE decision = 'mark' "
        "AND record "
        "NOT IN (FROM dropped_records)) AS meant GROUP BY record",
        &(struct parameters){&item, 1}, error));
    TRY(engine_one_int64(engine, "SELECT count(*) FROM records WHERE record IN (FROM dropped_records)", NULL,
                         &findings->dropped, &found, error));
    TRY(engine_one_int64(engine, "SELECT count(*) FROM records JOIN marked_records USING (record)", NULL,
                         &findings->marked, &found, error));
    TRY(engine_one_int64(engine,
                         "SELECT count(*) FROM found_findings WHERE NOT stands AND record IN (SELECT record "
                         "FROM records) AND finding NOT IN (SELECT finding FROM "
                         "decided)",
                         NULL, &findings->undecided, &found, error));
    return engine_run(engine,
                      "DELETE FROM records WHERE record IN (FROM dropped_records);"
                      "UPDATE records SET extra = CAST(json_merge_patch(coalesce(CAST(extra AS JSON), '{}'), "
                      "json_object('" MARK_FIELD "', marked_records.mark)) AS VARCHAR) FROM marked_records "
                      "WHERE marked_records.record = records.record",
                      NULL, error);
}

/* The decisions as a JSON list, for the recipe. */
static int decisions_put(struct engine *engine, struct buffer *out, struct error *error)
{
    struct answer *answer = NULL;
    size_t rows = 0, count = 0;
    int code = engine_query(
        engine, &answer,
        "SELECT CAST(json_object('line', line, 'record', record, 'check', coalesce(name, ''), 'code', "
        "coalesce(code, ''), 'locus', coalesce(locus, ''), 'decision', decision, 'by', coalesce(who, "
        "'')) AS VARCHAR) FROM decisions ORDER BY line",
        NULL, error);
    buffer_byte(out, '[');
    while (code == 0 && (code = answer_next(answer, &rows, error)) == 0 && rows > 0) {
        struct column lines = answer_column(answer, 0);
        for (size_t i = 0; i < rows; i++) {
            buffer_string(out, count++ ? "," : "");
            buffer_text(out, column_text(&lines, i));
        }
    }
    buffer_byte(out, ']');
    answer_free(answer);
    return code;
}

int derive_found(struct engine *engine, const struct loaded *loaded, struct derive_findings *findings,
                 struct buffer *decisions, struct error *error)
{
    if (loaded->pack->plain)
        return error_set(error, ERROR_USAGE,
                         "--drop-findings works on records of a task; use --sql for plain tables");
    TRY(findings_read(engine, findings, error));
    if (findings->review.data) {
        TRY(decisions_read(engine, findings, error));
        TRY(decisions_join(engine, error));
        TRY(decisions_put(engine, decisions, error));
    } else {
        TRY(decide_all(engine, findings->mark, error));
    }
    TRY(apply(engine, findings, error));
    return derive_parts_prune(engine, loaded, error);
}
