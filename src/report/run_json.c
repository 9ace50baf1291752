/* JSON and JSON lines, the documented schema; see report.h. */
#include "report/run_json.h"

#include <inttypes.h>
#include <yyjson.h>

#include "base/json.h"
#include "base/utf8.h"
#include "report/escape.h"
#include "report/report.h"
#include "report/summary.h"

/* Hidden characters from U+007F up are legal in JSON as they are; escaping them keeps the value and disarms
 * the bytes. Below, json_put_text escapes already. */
void text_json_put(struct buffer *out, struct text text)
{
    size_t start = out->length;
    json_put_text(out, text);
    if (out->failed)
        return;
    size_t first = start;
    while (first < out->length && (unsigned char)out->data[first] < 0x7F)
        first++;
    if (first == out->length)
        return;
    struct buffer plain = {0};
    buffer_append(&plain, out->data + first, out->length - first);
    out->length = first;
    out->failed |= plain.failed;
    struct text rest = buffer_view(&plain);
    for (size_t at = 0; at < rest.length;) {
        size_t from = at;
        int32_t code_point = utf8_next(rest, &at);
        if (character_is_hidden(code_point) && code_point > 0xFFFF)
            buffer_format(out, "\\u%04x\\u%04x", 0xD7C0U + ((unsigned)code_point >> 10),
                          0xDC00U + ((unsigned)code_point & 0x3FF));
        else if (character_is_hidden(code_point))
            buffer_format(out, "\\u%04x", (unsigned)code_point);
        else
            buffer_append(out, rest.data + from, at - from);
    }
    buffer_release(&plain);
}

void evidence_json_put(struct text evidence, struct buffer *out)
{
    if (evidence.length == 0) {
        buffer_string(out, "null");
        return;
    }
    /* Numbers stay text: 1.10 and 2^70 come out as they went in. */
    yyjson_doc *document = yyjson_read(evidence.data, evidence.length, YYJSON_READ_NUMBER_AS_RAW);
    yyjson_val *root = yyjson_doc_get_root(document);
    if (document && !yyjson_is_str(root))
        json_put_value(out, root);
    else /* one string: the same bytes whether it came bare or quoted, so that a run survives being stored */
        text_json_put(out, document ? json_text(root) : evidence);
    yyjson_doc_free(document);
}

static void put_member(struct buffer *out, const char *key, struct text value)
{
    buffer_format(out, "\"%s\":", key);
    text_json_put(out, value);
}

static void put_number(struct buffer *out, const char *key, double value)
{
    buffer_format(out, ",\"%s\":", key);
    json_put_double(out, value);
}

static void put_inputs(const struct run *run, struct buffer *out)
{
    buffer_string(out, "\"inputs\":[");
    for (size_t i = 0; i < run->input_count; i++) {
        const struct run_input *input = &run->inputs[i];
        buffer_string(out, i > 0 ? ",{" : "{");
        put_member(out, "path", input->path);
        buffer_byte(out, ',');
        put_member(out, "format", input->format);
        if (input->role.length) {
            buffer_byte(out, ',');
            put_member(out, "role", input->role);
        }
        if (input->sha256[0])
            buffer_format(out, ",\"sha256\":\"%s\"", input->sha256);
        else
            buffer_string(out, ",\"sha256\":null");
        buffer_format(out, ",\"bytes\":%" PRIu64 ",\"records\":%" PRId64 "}", input->bytes, input->records);
    }
    buffer_byte(out, ']');
}

static void put_figure(const struct figure *figure, struct buffer *out)
{
    buffer_byte(out, '{');
    put_member(out, "figure", figure->figure);
    buffer_byte(out, ',');
    put_member(out, "slice", figure->slice);
    put_number(out, "value", figure->value);
    put_number(out, "low", figure->low);
    put_number(out, "high", figure->high);
    if (figure->n < 0)
        buffer_string(out, ",\"n\":null");
    else
        buffer_format(out, ",\"n\":%" PRId64, figure->n);
    if (figure->unit.length > 0) {
        buffer_byte(out, ',');
        put_member(out, "unit", figure->unit);
    }
    if (figure->reason.length > 0) {
        buffer_byte(out, ',');
        put_member(out, "reason", figure->reason);
    }
    buffer_byte(out, '}');
}

static void put_bins(const struct histogram *histogram, struct buffer *out)
{
    buffer_string(out, histogram->edges ? ",\"edges\":[" : ",\"labels\":[");
    size_t names = histogram->count + (histogram->edges ? 1 : 0);
    for (size_t i = 0; i < names; i++) {
        buffer_string(out, i > 0 ? "," : "");
        if (histogram->edges)
            json_put_double(out, histogram->edges[i]);
        else
            text_json_put(out, histogram->labels[i]);
    }
    buffer_string(out, "],\"counts\":[");
    for (size_t i = 0; i < histogram->count; i++)
        buffer_format(out, "%s%" PRId64, i > 0 ? "," : "", histogram->counts[i]);
    buffer_byte(out, ']');
}

/* One number a bin, null where there is none. */
static void put_bin_numbers(struct buffer *out, const char *name, const double *numbers, size_t count)
{
    if (!numbers)
        return;
    buffer_format(out, ",\"%s\":[", name);
    for (size_t i = 0; i < count; i++) {
        buffer_string(out, i > 0 ? "," : "");
        json_put_double(out, numbers[i]);
    }
    buffer_byte(out, ']');
}

static void put_histogram(const struct histogram *histogram, struct buffer *out)
{
    buffer_byte(out, '{');
    put_member(out, "figure", histogram->figure);
    buffer_byte(out, ',');
    put_member(out, "unit", histogram->unit);
    put_bins(histogram, out);
    put_bin_numbers(out, "measured", histogram->measured, histogram->count);
    put_bin_numbers(out, "expected", histogram->expected, histogram->count);
    buffer_byte(out, '}');
}

void finding_json_put(const struct finding *finding, struct buffer *out)
{
    put_member(out, "record", finding->record);
    buffer_byte(out, ',');
    put_member(out, "code", finding->code);
    buffer_byte(out, ',');
    put_member(out, "locus", finding->locus);
    buffer_byte(out, ',');
    put_member(out, "message", finding->message);
    buffer_string(out, ",\"evidence\":");
    evidence_json_put(finding->evidence, out);
    put_number(out, "score", finding->score);
    if (finding->file.length > 0) {
        buffer_byte(out, ',');
        put_member(out, "file", finding->file);
    }
    if (finding->line > 0)
        buffer_format(out, ",\"line\":%" PRId64, finding->line);
    if (finding->number > 0)
        buffer_format(out, ",\"number\":%" PRId64, finding->number);
}

static void put_findings(const struct check_result *check, const struct run_json_options *options,
                         struct buffer *out)
{
    size_t count = check->finding_count;
    if (options->findings_per_check > 0 && count > options->findings_per_check)
        count = options->findings_per_check;
    buffer_string(out, "\"findings\":[");
    for (size_t i = 0; i < count; i++) {
        buffer_string(out, i > 0 ? ",{" : "{");
        finding_json_put(&check->findings[i], out);
        buffer_byte(out, '}');
    }
    buffer_byte(out, ']');
}

static void put_codes(const struct check_result *check, struct buffer *out)
{
    buffer_string(out, "\"codes\":{");
    for (size_t i = 0; i < check->code_count; i++) {
        buffer_string(out, i > 0 ? "," : "");
        text_json_put(out, check->codes[i].code);
        buffer_format(out, ":%" PRId64, check->codes[i].count);
    }
    buffer_byte(out, '}');
}

static void put_check(const struct check_result *check, const struct run_json_options *options,
                      struct buffer *out)
{
    buffer_byte(out, '{');
    put_member(out, "check", check->check);
    buffer_byte(out, ',');
    put_member(out, "title", check->title);
    buffer_format(out, ",\"level\":\"%s\",\"status\":\"%s\",", level_name(check->level),
                  check_status_name(check->status));
    put_member(out, "reason", check->reason);
    if (!options->no_seconds)
        put_number(out, "seconds", check->seconds);
    buffer_string(out, ",\"figures\":[");
    for (size_t i = 0; i < check->figure_count; i++) {
        buffer_string(out, i > 0 ? "," : "");
        put_figure(&check->figures[i], out);
    }
    buffer_string(out, "],\"histograms\":[");
    for (size_t i = 0; i < check->histogram_count; i++) {
        buffer_string(out, i > 0 ? "," : "");
        put_histogram(&check->histograms[i], out);
    }
    buffer_format(out, "],\"findings_total\":%" PRId64 ",", check->findings_total);
    put_codes(check, out);
    buffer_byte(out, ',');
    put_findings(check, options, out);
    buffer_byte(out, '}');
}

static void put_verdict(const struct run *run, struct buffer *out)
{
    buffer_format(out, "\"verdict\":{\"result\":\"%s\",\"fail_on\":\"%s\",\"checks\":[",
                  run->failed ? "fail" : "pass", level_name(run->fail_on));
    bool first = true;
    for (size_t i = 0; i < run->check_count; i++) {
        if (!check_fails_run(run, &run->checks[i]))
            continue;
        buffer_string(out, first ? "" : ",");
        text_json_put(out, run->checks[i].check);
        first = false;
    }
    buffer_string(out, "]}");
}

void run_json_put(const struct run *run, const struct run_json_options *options, struct buffer *out)
{
    buffer_byte(out, '{');
    put_member(out, "assay", text_of(run->version));
    buffer_byte(out, ',');
    put_inputs(run, out);
    buffer_byte(out, ',');
    put_member(out, "task", run->task);
    buffer_byte(out, ',');
    put_member(out, "command", run->command);
    buffer_format(out, ",\"records\":%" PRId64 ",\"checks\":[", run->records);
    for (size_t i = 0; i < run->check_count; i++) {
        buffer_string(out, i > 0 ? "," : "");
        put_check(&run->checks[i], options, out);
    }
    buffer_string(out, "],");
    put_verdict(run, out);
    buffer_byte(out, '}');
}

void report_json(const struct run *run, struct buffer *out)
{
    run_json_put(run, &(struct run_json_options){0}, out);
    buffer_byte(out, '\n');
}

void report_jsonl(const struct run *run, struct buffer *out)
{
    for (size_t c = 0; c < run->check_count; c++) {
        const struct check_result *check = &run->checks[c];
        for (size_t f = 0; f < check->finding_count; f++) {
            buffer_byte(out, '{');
            put_member(out, "check", check->check);
            buffer_format(out, ",\"level\":\"%s\",", level_name(check->level));
            finding_json_put(&check->findings[f], out);
            buffer_string(out, "}\n");
        }
    }
}
