/* assay run compare: the figures of two runs side by side, and what was found new, no more and still. */
#include <inttypes.h>
#include <math.h>

#include "base/json.h"
#include "cli/console.h"
#include "cli/kept_run.h"
#include "gate/difference.h"
#include "report/amount.h"
#include "report/run_json.h"

enum { FINDINGS_SHOWN = 3 };

struct comparison {
    struct run before, after;
    struct project *project;
    const char *names[2];
    int64_t findings; /* shown of each kind and check; -1: all */
    bool different;
    struct buffer *out;
};

/* ---- pairs --------------------------------------------------------------------------------------------- */

static const struct check_result *check_of(const struct run *run, struct text name)
{
    for (size_t i = 0; i < run->check_count; i++)
        if (text_equal(run->checks[i].check, name))
            return &run->checks[i];
    return NULL;
}

static const struct figure *figure_of(const struct check_result *check, const struct figure *like)
{
    for (size_t i = 0; check && i < check->figure_count; i++)
        if (text_equal(check->figures[i].figure, like->figure) &&
            text_equal(check->figures[i].slice, like->slice))
            return &check->figures[i];
    return NULL;
}

static const char *status_of(const struct check_result *check)
{
    return check ? check_status_name(check->status) : "not run";
}

/* Calls `each` with every check of either run, in the order of the second, then what only the first has. */
static int checks_each(struct comparison *comparison,
                       int (*each)(struct comparison *comparison, const struct check_result *before,
                                   const struct check_result *after, struct error *error),
                       struct error *error)
{
    for (size_t i = 0; i < comparison->after.check_count; i++)
        TRY(each(comparison, check_of(&comparison->before, comparison->after.checks[i].check),
                 &comparison->after.checks[i], error));
    for (size_t i = 0; i < comparison->before.check_count; i++)
        if (!check_of(&comparison->after, comparison->before.checks[i].check))
            TRY(each(comparison, &comparison->before.checks[i], NULL, error));
    return 0;
}

/* The same for the figures of a pair of checks. */
static void figures_each(struct comparison *comparison, const struct check_result *before,
                         const struct check_result *after,
                         void (*each)(struct comparison *comparison, const struct figure *before,
                                      const struct figure *after))
{
    for (size_t i = 0; after && i < after->figure_count; i++)
        each(comparison, figure_of(before, &after->figures[i]), &after->figures[i]);
    for (size_t i = 0; before && i < before->figure_count; i++)
        if (!figure_of(after, &before->figures[i]))
            each(comparison, &before->figures[i], NULL);
}

/* ---- for a reader -------------------------------------------------------------------------------------- */

static void put_value(struct buffer *out, const struct figure *figure)
{
    if (!figure) {
        buffer_string(out, "none");
        return;
    }
    if (isnan(figure->value)) {
        buffer_string(out, "undefined");
        return;
    }
    amount_put_figure(out, figure);
    if (figure_has_interval(figure)) {
        buffer_string(out, " (");
        amount_put_interval(out, figure);
        buffer_byte(out, ')');
    }
}

static void put_difference(struct buffer *out, const struct figure *figure,
                           const struct figure_difference *difference)
{
    double scale = figure_is_share(figure) ? 100 : 1;
    if (isnan(difference->value))
        return;
    buffer_format(out, "\n      %+.4g%s", difference->value * scale, scale > 1 ? " points" : "");
    if (!isnan(difference->low))
        buffer_format(out, " (%.4g to %.4g, %s)", difference->low * scale, difference->high * scale,
                      difference->method);
}

static void figure_text(struct comparison *comparison, const struct figure *before,
                        const struct figure *after)
{
    const struct figure *any = after ? after : before;
    struct figure_difference difference = {NAN, NAN, NAN, "", false};
    struct buffer *out = comparison->out;
    if (!any)
        return;
    if (before && after)
        difference = figure_compare(before, after);
    comparison->different |= !difference.same;
    buffer_string(out, difference.same ? "    " : "  * ");
    terminal_put(out, any->figure);
    if (any->slice.length) {
        buffer_string(out, ", ");
        terminal_put(out, any->slice);
    }
    buffer_string(out, "\n      ");
    if (difference.same) {
        put_value(out, after);
    } else {
        put_value(out, before);
        buffer_string(out, " -> ");
        put_value(out, after);
        put_difference(out, any, &difference);
    }
    buffer_byte(out, '\n');
}

static void findings_text(struct comparison *comparison, const struct finding *const *findings, size_t count,
                          char mark)
{
    struct buffer *out = comparison->out;
    for (size_t i = 0; i < count && (comparison->findings < 0 || (int64_t)i < comparison->findings); i++) {
        buffer_format(out, "    %c ", mark);
        terminal_put(out, findings[i]->record);
        buffer_string(out, findings[i]->locus.length ? " " : "");
        terminal_put(out, findings[i]->locus);
        buffer_string(out, " [");
        terminal_put(out, findings[i]->code);
        buffer_string(out, "] ");
        terminal_put(out, findings[i]->message);
        buffer_byte(out, '\n');
    }
}

static int check_text(struct comparison *comparison, const struct check_result *before,
                      const struct check_result *after, struct error *error)
{
    struct buffer *out = comparison->out;
    struct findings_difference findings = {0};
    bool same_status = before && after && before->status == after->status;
    buffer_byte(out, '\n');
    terminal_put(out, after ? after->check : before->check);
    if (same_status)
        buffer_format(out, "  %s\n", status_of(after));
    else
        buffer_format(out, "  %s -> %s\n", status_of(before), status_of(after));
    figures_each(comparison, before, after, figure_text);
    int code = findings_compare(before, after, &findings, error);
    comparison->different |= !same_status || findings.gone_count + findings.came_count > 0;
    if (code == 0 && findings.gone_count + findings.came_count + findings.same_count > 0) {
        buffer_format(out, "  findings: %zu new, %zu gone, %zu same%s\n", findings.came_count,
                      findings.gone_count, findings.same_count,
                      findings.whole ? "" : " (of those listed: a run does not list all of its findings)");
        findings_text(comparison, findings.came, findings.came_count, '+');
        findings_text(comparison, findings.gone, findings.gone_count, '-');
    }
    findings_difference_release(&findings);
    return code;
}

static int compare_text(struct comparison *comparison, struct error *error)
{
    struct buffer *out = comparison->out;
    terminal_put(out, text_of(comparison->names[0]));
    buffer_string(out, " -> ");
    terminal_put(out, text_of(comparison->names[1]));
    buffer_format(out, "\n%" PRId64 " -> %" PRId64 " records\n", comparison->before.records,
                  comparison->after.records);
    TRY(checks_each(comparison, check_text, error));
    buffer_string(out, comparison->different ? "\nthe runs differ\n" : "\nthe runs are the same\n");
    return 0;
}

/* ---- for a machine ------------------------------------------------------------------------------------- */

static void json_side(struct buffer *out, const char *key, const struct figure *figure)
{
    buffer_format(out, ",\"%s\":", key);
    if (!figure) {
        buffer_string(out, "null");
        return;
    }
    buffer_string(out, "{\"value\":");
    json_put_double(out, figure->value);
    buffer_string(out, ",\"low\":");
    json_put_double(out, figure->low);
    buffer_string(out, ",\"high\":");
    json_put_double(out, figure->high);
    if (figure->n < 0)
        buffer_string(out, ",\"n\":null}");
    else
        buffer_format(out, ",\"n\":%" PRId64 "}", figure->n);
}

static void separate(struct buffer *out)
{
    if (out->length && out->data[out->length - 1] != '[')
        buffer_byte(out, ',');
}

static void figure_json(struct comparison *comparison, const struct figure *before,
                        const struct figure *after)
{
    const struct figure *any = after ? after : before;
    struct figure_difference difference = {NAN, NAN, NAN, "", false};
    struct buffer *out = comparison->out;
    if (!any)
        return;
    if (before && after)
        difference = figure_compare(before, after);
    comparison->different |= !difference.same;
    separate(out);
    buffer_string(out, "{\"figure\":");
    text_json_put(out, any->figure);
    buffer_string(out, ",\"slice\":");
    text_json_put(out, any->slice);
    buffer_string(out, ",\"unit\":");
    text_json_put(out, any->unit);
    json_side(out, "before", before);
    json_side(out, "after", after);
    buffer_string(out, ",\"difference\":");
    json_put_double(out, difference.value);
    buffer_string(out, ",\"low\":");
    json_put_double(out, difference.low);
    buffer_string(out, ",\"high\":");
    json_put_double(out, difference.high);
    buffer_format(out, ",\"method\":\"%s\",\"same\":%s}", difference.method,
                  difference.same ? "true" : "false");
}

static void findings_json(struct comparison *comparison, const char *key,
                          const struct finding *const *findings, size_t count)
{
    struct buffer *out = comparison->out;
    buffer_format(out, ",\"%s\":[", key);
    for (size_t i = 0; i < count; i++) {
        buffer_string(out, i ? ",{" : "{");
        finding_json_put(findings[i], out);
        buffer_byte(out, '}');
    }
    buffer_byte(out, ']');
}

static int check_json(struct comparison *comparison, const struct check_result *before,
                      const struct check_result *after, struct error *error)
{
    struct buffer *out = comparison->out;
    struct findings_difference findings = {0};
    separate(out);
    buffer_string(out, "\n{\"check\":");
    text_json_put(out, after ? after->check : before->check);
    buffer_format(out, ",\"before\":\"%s\",\"after\":\"%s\",\"figures\":[", status_of(before),
                  status_of(after));
    figures_each(comparison, before, after, figure_json);
    int code = findings_compare(before, after, &findings, error);
    comparison->different |=
        !before || !after || before->status != after->status || findings.gone_count + findings.came_count > 0;
    if (code == 0) {
        buffer_format(out, "],\"same\":%zu,\"whole\":%s", findings.same_count,
                      findings.whole ? "true" : "false");
        findings_json(comparison, "new", findings.came, findings.came_count);
        findings_json(comparison, "gone", findings.gone, findings.gone_count);
        buffer_byte(out, '}');
    }
    findings_difference_release(&findings);
    return code;
}

static int compare_json(struct comparison *comparison, struct error *error)
{
    struct buffer *out = comparison->out;
    buffer_string(out, "{\"before\":");
    json_put_text(out, text_of(comparison->names[0]));
    buffer_string(out, ",\"after\":");
    json_put_text(out, text_of(comparison->names[1]));
    buffer_format(out, ",\"records_before\":%" PRId64 ",\"records_after\":%" PRId64 ",\"checks\":[",
                  comparison->before.records, comparison->after.records);
    TRY(checks_each(comparison, check_json, error));
    buffer_format(out, "\n],\"different\":%s}\n", comparison->different ? "true" : "false");
    return 0;
}

/* ---- the command --------------------------------------------------------------------------------------- */

static int compare_steps(struct invocation *invocation, struct comparison *comparison, struct error *error)
{
    long long findings = FINDINGS_SHOWN;
    char id[65], version[65];
    if (invocation->operand_count != 2)
        return error_set(error, ERROR_USAGE,
                         "run compare needs two runs: ids, versions, or files of 'assay check --json'");
    TRY(option_number(invocation, "findings", 0, true, &findings, error));
    comparison->findings = findings;
    comparison->names[0] = invocation->operands[0];
    comparison->names[1] = invocation->operands[1];
    TRY(kept_run_read(&comparison->project, comparison->names[0], &comparison->before, id, version, error));
    TRY(kept_run_read(&comparison->project, comparison->names[1], &comparison->after, id, version, error));
    comparison->different = comparison->before.records != comparison->after.records;
    TRY(option_given(invocation, "json") ? compare_json(comparison, error) : compare_text(comparison, error));
    TRY(print_buffer(comparison->out, option_value(invocation, "output"), error));
    return comparison->different ? EXIT_FAILED : EXIT_FINE;
}

static int run_compare_run(struct invocation *invocation, struct error *error)
{
    struct buffer out = {0};
    struct comparison comparison = {.out = &out};
    int code = compare_steps(invocation, &comparison, error);
    arena_release(&comparison.before.arena);
    arena_release(&comparison.after.arena);
    project_close(comparison.project);
    buffer_release(&out);
    return code;
}

static const struct option run_compare_options[] = {
    {"json", 0, ARGUMENT_NONE, NULL, "print one JSON object, with every finding that is new or gone", false},
    {"output", 'o', ARGUMENT_NEEDED, "FILE", "where to print; default: standard output", false},
    {"findings", 0, ARGUMENT_NEEDED, "N|all", "findings to list of each kind and check; default: 3", false},
    {NULL, 0, ARGUMENT_NONE, NULL, NULL, false},
};

const struct command run_compare_command = {
    .name = "run compare",
    .operands = "A B",
    .title = "set two runs side by side: figures, and findings new, gone and same",
    .doc = "A and B are kept runs (6 digits or more of their id), versions (their newest run), or files that "
           "'assay "
           "check --json' wrote. Figures come with the 95 % interval of their difference: Newcombe's for "
           "shares, else "
           "from the intervals of the two. A finding is the same when check, record, place and code are. "
           "Exits with 1 "
           "when the runs differ.",
    .examples = "  assay run compare chat@v2 chat@v3\n"
                "  assay run compare before.json after.json --json\n",
    .options = run_compare_options,
    .run = run_compare_run,
};
