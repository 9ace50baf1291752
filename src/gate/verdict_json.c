/* A verdict as JSON, and bounds in words. */
#include <inttypes.h>
#include <math.h>

#include "base/json.h"
#include "gate/verdict.h"

static void put_number(struct buffer *out, double number)
{
    char digits[32];
    snprintf(digits, sizeof digits, "%.6g", number);
    buffer_string(out, digits);
}

void verdict_put_bound(struct buffer *out, const struct verdict_row *row)
{
    bool share = text_is(row->unit, "share");
    double threshold = fabs(row->threshold) * (share ? 100 : 1);
    if (row->bound == BOUND_MARGIN && threshold == 0) {
        buffer_string(out, row->rule->lower_is_worse ? "not below the baseline" : "not above the baseline");
        return;
    }
    if (row->bound == BOUND_MARGIN)
        buffer_string(out, "at most ");
    else
        buffer_string(out, row->bound == BOUND_MAX ? "at most " : "at least ");
    if (row->bound != BOUND_MARGIN && row->threshold < 0)
        buffer_byte(out, '-');
    put_number(out, threshold);
    buffer_string(out, share && row->bound != BOUND_MARGIN ? " %" : share ? " points" : "");
    if (row->bound == BOUND_MARGIN)
        buffer_string(out, row->rule->lower_is_worse ? " below the baseline" : " above the baseline");
}

static void put_text(struct buffer *out, const char *key, struct text text)
{
    buffer_format(out, ",\"%s\":", key);
    json_put_text(out, text);
}

static void put_optional(struct buffer *out, const char *key, struct text text)
{
    if (text.length)
        put_text(out, key, text);
    else
        buffer_format(out, ",\"%s\":null", key);
}

static void put_double(struct buffer *out, const char *key, double number)
{
    buffer_format(out, ",\"%s\":", key);
    json_put_double(out, number);
}

static void put_count(struct buffer *out, const char *key, int64_t count)
{
    if (count < 0)
        buffer_format(out, ",\"%s\":null", key);
    else
        buffer_format(out, ",\"%s\":%" PRId64, key, count);
}

static void put_row(struct buffer *out, const struct verdict_row *row)
{
    const struct rule *rule = row->rule;
    buffer_string(out, "{\"rule\":");
    json_put_text(out, rule->name);
    buffer_format(out, ",\"line\":%d", rule->line);
    put_text(out, "check", rule->check);
    put_text(out, "figure", rule->figure);
    put_text(out, "slice", row->slice);
    buffer_format(out, ",\"bound\":\"%s\"", bound_name(row->bound));
    put_double(out, "threshold", row->threshold);
    put_double(out, "value", row->value);
    put_double(out, "low", row->low);
    put_double(out, "high", row->high);
    put_text(out, "unit", row->unit);
    put_double(out, "candidate", row->candidate);
    put_double(out, "baseline", row->baseline);
    put_count(out, "n", row->n);
    put_count(out, "baseline_n", row->baseline_n);
    if (row->before >= 0)
        buffer_format(out, ",\"only_before\":%" PRId64 ",\"only_after\":%" PRId64, row->before, row->after);
    buffer_format(out, ",\"method\":\"%s\"", row->method);
    put_double(out, "level", rule->level);
    buffer_format(out, ",\"sides\":%d", rule->sides);
    put_double(out, "p", row->p);
    put_double(out, "p_adjusted", row->adjusted);
    buffer_format(out, ",\"outcome\":\"%s\"", decision_name(row->decision));
    put_text(out, "reason", row->reason);
    put_count(out, "n_to_decide", row->decides > 0 ? row->decides : -1);
    buffer_format(out, ",\"n_to_decide_both\":%s}", row->decides_both ? "true" : "false");
}

void verdict_json(const struct verdict *verdict, const struct verdict_source *source, struct buffer *out)
{
    buffer_string(out, "{\"assay\":");
    json_put_text(out, source->assay);
    put_text(out, "gate", verdict->gate->name);
    put_text(out, "gate_sha256", source->gate_sha256);
    put_text(out, "candidate", source->candidate);
    put_optional(out, "candidate_run", source->candidate_run);
    put_optional(out, "baseline", source->baseline);
    put_optional(out, "baseline_run", source->baseline_run);
    buffer_format(out, ",\"outcome\":\"%s\",\"passed\":%zu,\"inconclusive\":%zu,\"failed\":%zu,\"rules\":[",
                  decision_name(verdict->decision), verdict->decisions[DECISION_PASS],
                  verdict->decisions[DECISION_INCONCLUSIVE], verdict->decisions[DECISION_FAIL]);
    for (size_t i = 0; i < verdict->count; i++) {
        buffer_string(out, i ? ",\n" : "\n");
        put_row(out, &verdict->rows[i]);
    }
    buffer_string(out, "\n]}\n");
}
