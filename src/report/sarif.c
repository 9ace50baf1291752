/* SARIF 2.1.0 (OASIS standard, 27 March 2020): what code-scanning pages read. A check is a rule
 * (section 3.49), a finding a result (3.27); a skipped or broken check is a notification of the invocation
 * (3.20), not a result, because viewers count every result as an alert. */
#include <inttypes.h>
#include <math.h>

#include "base/hash.h"
#include "base/json.h"
#include "report/escape.h"
#include "report/report.h"
#include "report/run_json.h"

/* SARIF levels (3.27.10) have the names of ours. */
static const char *sarif_level(enum level level)
{
    return level_name(level > LEVEL_ERROR ? LEVEL_ERROR : level);
}

static void put_text_object(struct buffer *out, const char *key, struct text text)
{
    buffer_format(out, "\"%s\":{\"text\":", key);
    text_json_put(out, text);
    buffer_byte(out, '}');
}

static void put_uri(struct buffer *out, struct text path)
{
    buffer_string(out, "{\"uri\":\"");
    uri_put_path(out, path);
    buffer_string(out, "\"}");
}

static void put_help(const struct check_result *check, struct buffer *out)
{
    struct buffer help = {0};
    buffer_text(&help, check->definition);
    if (check->source.length > 0) {
        buffer_string(&help, help.length > 0 ? "\nSource: " : "Source: ");
        buffer_text(&help, check->source);
    }
    if (help.length > 0) {
        buffer_byte(out, ',');
        put_text_object(out, "help", buffer_view(&help));
    }
    out->failed |= help.failed;
    buffer_release(&help);
}

static void put_rule(const struct check_result *check, struct buffer *out)
{
    buffer_string(out, "{\"id\":");
    text_json_put(out, check->check);
    buffer_byte(out, ',');
    put_text_object(out, "shortDescription", check->title);
    if (check->why.length > 0) {
        buffer_byte(out, ',');
        put_text_object(out, "fullDescription", check->why);
    }
    put_help(check, out);
    buffer_format(out, ",\"defaultConfiguration\":{\"level\":\"%s\"}}", sarif_level(check->level));
}

static void put_driver(const struct run *run, struct buffer *out)
{
    buffer_string(out, "\"tool\":{\"driver\":{\"name\":\"Assay\",\"version\":");
    text_json_put(out, text_of(run->version));
    buffer_string(out, ",\"semanticVersion\":");
    text_json_put(out, text_of(run->version));
    buffer_string(out, ",\"rules\":[");
    for (size_t i = 0; i < run->check_count; i++) {
        buffer_string(out, i > 0 ? "," : "");
        put_rule(&run->checks[i], out);
    }
    buffer_string(out, "]}}");
}

static void put_notifications(const struct run *run, enum check_status status, const char *level,
                              struct buffer *out)
{
    bool first = true;
    for (size_t i = 0; i < run->check_count; i++) {
        const struct check_result *check = &run->checks[i];
        if (check->status != status)
            continue;
        buffer_format(out, "%s{\"level\":\"%s\",\"associatedRule\":{\"id\":", first ? "" : ",", level);
        text_json_put(out, check->check);
        buffer_format(out, ",\"index\":%zu},", i);
        put_text_object(out, "message", check->reason);
        buffer_byte(out, '}');
        first = false;
    }
}

static void put_invocation(const struct run *run, struct buffer *out)
{
    bool successful = true;
    for (size_t i = 0; i < run->check_count; i++)
        successful &= run->checks[i].status != CHECK_FAILED;
    buffer_string(out, "\"invocations\":[{\"commandLine\":");
    text_json_put(out, run->command);
    buffer_format(out, ",\"executionSuccessful\":%s,\"toolExecutionNotifications\":[",
                  successful ? "true" : "false");
    put_notifications(run, CHECK_FAILED, "error", out);
    buffer_string(out, "],\"toolConfigurationNotifications\":[");
    put_notifications(run, CHECK_SKIPPED, "note", out);
    buffer_string(out, "]}]");
}

static void put_artifacts(const struct run *run, struct buffer *out)
{
    buffer_string(out, "\"artifacts\":[");
    for (size_t i = 0; i < run->input_count; i++) {
        const struct run_input *input = &run->inputs[i];
        buffer_string(out, i > 0 ? ",{\"location\":" : "{\"location\":");
        put_uri(out, input->path);
        buffer_format(out, ",\"length\":%" PRIu64, input->bytes);
        if (input->sha256[0])
            buffer_format(out, ",\"hashes\":{\"sha-256\":\"%s\"}", input->sha256);
        buffer_byte(out, '}');
    }
    buffer_byte(out, ']');
}

static void put_location(const struct finding *finding, struct buffer *out)
{
    buffer_string(out, "\"locations\":[{");
    if (finding->file.length > 0) {
        buffer_string(out, "\"physicalLocation\":{\"artifactLocation\":");
        put_uri(out, finding->file);
        if (finding->line > 0)
            buffer_format(out, ",\"region\":{\"startLine\":%" PRId64 "}", finding->line);
        buffer_string(out, "},");
    }
    struct buffer name = {0};
    buffer_text(&name, finding->record);
    buffer_text(&name, finding->locus);
    buffer_string(out, "\"logicalLocations\":[{\"fullyQualifiedName\":");
    text_json_put(out, buffer_view(&name));
    buffer_string(out, "}]}]");
    out->failed |= name.failed;
    buffer_release(&name);
}

/* Stable over runs while the finding is the same one, wherever its line has moved to (3.27.17). */
static void put_fingerprint(const struct check_result *check, const struct finding *finding,
                            struct buffer *out)
{
    const struct text parts[] = {check->check, finding->code, finding->record, finding->locus};
    struct error error = {0};
    char hex[65];
    int code = 0;
    struct sha256 *state = sha256_new();
    if (!state)
        code = error_memory(&error);
    for (size_t i = 0; i < sizeof parts / sizeof *parts && code == 0; i++) {
        code = sha256_add(state, parts[i].data, parts[i].length, &error);
        if (code == 0)
            code = sha256_add(state, "", 1, &error);
    }
    if (code == 0)
        code = sha256_hex(state, hex, &error);
    if (code == 0)
        buffer_format(out, "\"partialFingerprints\":{\"finding/v1\":\"%.32s\"}", hex);
    else
        out->failed = true;
    sha256_free(state);
}

static void put_properties(const struct finding *finding, struct buffer *out)
{
    buffer_string(out, "\"properties\":{\"code\":");
    text_json_put(out, finding->code);
    buffer_string(out, ",\"record\":");
    text_json_put(out, finding->record);
    buffer_string(out, ",\"locus\":");
    text_json_put(out, finding->locus);
    buffer_string(out, ",\"evidence\":");
    evidence_json_put(finding->evidence, out);
    buffer_byte(out, '}');
}

static void put_result(const struct check_result *check, size_t rule, const struct finding *finding,
                       struct buffer *out)
{
    buffer_string(out, "{\"ruleId\":");
    text_json_put(out, check->check);
    buffer_format(out, ",\"ruleIndex\":%zu,\"level\":\"%s\",", rule, sarif_level(check->level));
    put_text_object(out, "message", finding->message);
    buffer_byte(out, ',');
    put_location(finding, out);
    buffer_byte(out, ',');
    put_fingerprint(check, finding, out);
    if (!isnan(finding->score)) {
        buffer_string(out, ",\"rank\":"); /* 0 to 100 (3.27.25) */
        json_put_double(out, fmin(fmax(finding->score, 0), 1) * 100);
    }
    buffer_byte(out, ',');
    put_properties(finding, out);
    buffer_byte(out, '}');
}

static void put_results(const struct run *run, struct buffer *out)
{
    bool first = true;
    buffer_string(out, "\"results\":[");
    for (size_t c = 0; c < run->check_count; c++)
        for (size_t f = 0; f < run->checks[c].finding_count; f++) {
            buffer_string(out, first ? "" : ",");
            put_result(&run->checks[c], c, &run->checks[c].findings[f], out);
            first = false;
        }
    buffer_byte(out, ']');
}

void report_sarif(const struct run *run, struct buffer *out)
{
    buffer_string(out, "{\"$schema\":\"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
                       "sarif-schema-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{");
    put_driver(run, out);
    buffer_byte(out, ',');
    put_invocation(run, out);
    buffer_byte(out, ',');
    put_artifacts(run, out);
    buffer_string(out, ",\"columnKind\":\"unicodeCodePoints\",");
    put_results(run, out);
    buffer_string(out, "}]}\n");
}
