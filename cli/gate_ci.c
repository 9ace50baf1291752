/* A verdict for machines of continuous integration. SARIF 2.1.0: a rule a rule of the gate, a result for
 * every row that does not pass, placed in the gate file. JUnit: a case a row; what is inconclusive is a
 * failure of that type. */
#include <inttypes.h>

#include "cli/gate_reports.h"
#include "report/escape.h"
#include "report/run_json.h"

/* "+0.5 points (0.1 to 0.9), no more than …: the interval holds the bound". */
static void verdict_row_put_message(struct buffer *out, const struct verdict_row *row)
{
    struct buffer reason = {0};
    verdict_row_put_value(out, row);
    buffer_string(out, ", bound: ");
    verdict_put_bound(out, row);
    verdict_row_put_reason(&reason, row);
    if (reason.length) {
        buffer_string(out, "; ");
        buffer_text(out, buffer_view(&reason));
    }
    out->failed |= reason.failed;
    buffer_release(&reason);
}

/* ---- SARIF --------------------------------------------------------------------------------------------- */

static void sarif_rule(struct buffer *out, const struct rule *rule)
{
    buffer_string(out, "{\"id\":");
    text_json_put(out, rule->name);
    buffer_string(out, ",\"shortDescription\":{\"text\":");
    text_json_put(out, rule->name);
    buffer_string(out, "},\"properties\":{\"check\":");
    text_json_put(out, rule->check);
    buffer_string(out, "}}");
}

static void sarif_result(struct buffer *out, const struct gate *gate, const struct verdict_row *row)
{
    struct buffer message = {0}, name = {0};
    verdict_row_put_name(&name, row);
    buffer_string(&message, decision_name(row->decision));
    buffer_string(&message, ": ");
    buffer_text(&message, buffer_view(&name));
    buffer_string(&message, ": ");
    verdict_row_put_message(&message, row);
    buffer_string(out, "{\"ruleId\":");
    text_json_put(out, row->rule->name);
    buffer_format(out, ",\"ruleIndex\":%zu,\"level\":\"%s\",\"message\":{\"text\":",
                  (size_t)(row->rule - gate->rules), row->decision == DECISION_FAIL ? "error" : "warning");
    text_json_put(out, buffer_view(&message));
    buffer_string(out, "},\"locations\":[{\"physicalLocation\":{\"artifactLocation\":{\"uri\":\"");
    uri_put_path(out, gate->path);
    buffer_format(out, "\"},\"region\":{\"startLine\":%d,\"startColumn\":%d}},", row->rule->line,
                  row->rule->column);
    buffer_string(out, "\"logicalLocations\":[{\"fullyQualifiedName\":");
    text_json_put(out, buffer_view(&name));
    buffer_string(out, "}]}]}");
    out->failed |= message.failed || name.failed;
    buffer_release(&message);
    buffer_release(&name);
}

void gate_sarif(const struct judgement *judgement, struct buffer *out)
{
    const struct verdict *verdict = judgement->verdict;
    bool first = true;
    buffer_string(out, "{\"$schema\":\"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
                       "sarif-schema-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{"
                       "\"name\":\"Assay\",\"semanticVersion\":");
    text_json_put(out, judgement->source.assay);
    buffer_string(out, ",\"rules\":[");
    for (size_t i = 0; i < verdict->gate->count; i++) {
        buffer_string(out, i ? "," : "");
        sarif_rule(out, &verdict->gate->rules[i]);
    }
    buffer_string(out, "]}},\"columnKind\":\"unicodeCodePoints\",\"results\":[");
    for (size_t i = 0; i < verdict->count; i++) {
        if (verdict->rows[i].decision == DECISION_PASS)
            continue;
        buffer_string(out, first ? "" : ",");
        sarif_result(out, verdict->gate, &verdict->rows[i]);
        first = false;
    }
    buffer_string(out, "]}]}\n");
}

/* ---- JUnit --------------------------------------------------------------------------------------------- */

static void junit_case(struct buffer *out, const struct verdict *verdict, const struct verdict_row *row)
{
    struct buffer made = {0};
    verdict_row_put_name(&made, row);
    buffer_string(out, "    <testcase classname=\"");
    markup_put(out, verdict->gate->name);
    buffer_string(out, "\" name=\"");
    markup_put(out, buffer_view(&made));
    buffer_clear(&made);
    verdict_row_put_message(&made, row);
    if (row->decision == DECISION_PASS) {
        buffer_string(out, "\"><system-out>");
        markup_put(out, buffer_view(&made));
        buffer_string(out, "</system-out></testcase>\n");
    } else {
        buffer_format(out, "\"><failure type=\"%s\" message=\"", decision_name(row->decision));
        markup_put(out, buffer_view(&made));
        buffer_string(out, "\"/></testcase>\n");
    }
    out->failed |= made.failed;
    buffer_release(&made);
}

void gate_junit(const struct judgement *judgement, struct buffer *out)
{
    const struct verdict *verdict = judgement->verdict;
    size_t failures = verdict->decisions[DECISION_FAIL] + verdict->decisions[DECISION_INCONCLUSIVE];
    buffer_string(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite name=\"");
    markup_put(out, verdict->gate->name);
    buffer_format(out, "\" tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"0\">\n", verdict->count,
                  failures);
    for (size_t i = 0; i < verdict->count; i++)
        junit_case(out, verdict, &verdict->rows[i]);
    buffer_string(out, "  </testsuite>\n</testsuites>\n");
}
