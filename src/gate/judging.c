/* One rule: its subject is found, held against its bounds, and what stands in the way is said. */
#include "gate/judging.h"

#include <inttypes.h>
#include <math.h>

#include "gate/subject.h"

/* ---- one row ------------------------------------------------------------------------------------------- */

static double threshold_of(const struct rule *rule, enum bound bound)
{
    if (bound == BOUND_MARGIN)
        return rule->lower_is_worse ? -rule->margin : rule->margin;
    return bound == BOUND_MAX ? rule->max : rule->min;
}

int row_reason(struct judging *judging, struct verdict_row *row, const char *before, struct text reason)
{
    struct buffer text = {0};
    buffer_string(&text, before);
    buffer_text(&text, reason);
    int code = buffer_status(&text, judging->error);
    row->reason = arena_copy(&judging->verdict->arena, buffer_view(&text));
    buffer_release(&text);
    return code < 0 ? code : row->reason.data ? 0 : error_memory(judging->error);
}

static struct judged row_begin(const struct rule *rule, enum bound bound, struct text slice)
{
    return (struct judged){.row = {.rule = rule,
                                   .bound = bound,
                                   .slice = slice,
                                   .unit = text_of(""),
                                   .value = NAN,
                                   .low = NAN,
                                   .high = NAN,
                                   .candidate = NAN,
                                   .baseline = NAN,
                                   .threshold = threshold_of(rule, bound),
                                   .n = -1,
                                   .baseline_n = -1,
                                   .before = -1,
                                   .after = -1,
                                   .method = "",
                                   .p = NAN,
                                   .adjusted = NAN,
                                   .reason = text_of("")}};
}

static int row_end(struct judging *judging, const struct judged *judged)
{
    buffer_append(&judging->judged, judged, sizeof *judged);
    return buffer_status(&judging->judged, judging->error);
}

static int row_blocked(struct judging *judging, struct judged *judged, const char *before,
                       const struct obstacle *obstacle, enum decision decision)
{
    judged->row.decision = decision;
    TRY(buffer_status(&obstacle->reason, judging->error));
    TRY(row_reason(judging, &judged->row, before, buffer_view(&obstacle->reason)));
    return row_end(judging, judged);
}

/* Fewer than min_n on either side: the numbers are shown, and nothing is concluded from them. */
static int least_n_test(struct judging *judging, struct judged *judged)
{
    char reason[80];
    const struct rule *rule = judged->row.rule;
    bool before = judged->row.bound == BOUND_MARGIN && judged->row.baseline_n >= 0 &&
                  judged->row.baseline_n < rule->min_n && judged->row.n >= rule->min_n;
    if (judged->row.n >= rule->min_n && !before)
        return 0;
    judged->small = true;
    snprintf(reason, sizeof reason, "%s is below min_n of %" PRId64, before ? "the baseline's n" : "n",
             rule->min_n);
    return row_reason(judging, &judged->row, reason, text_of(""));
}

/* Holds what was found against the bound. */
static int row_compare(struct judging *judging, struct judged *judged)
{
    const struct rule *rule = judged->row.rule;
    struct comparing *comparing = &judged->comparing;
    double tail = interval_tail(rule->level, rule->sides);
    comparing->relative = judged->row.bound == BOUND_MARGIN;
    comparing->flipped =
        judged->row.bound == BOUND_MIN || (judged->row.bound == BOUND_MARGIN && rule->lower_is_worse);
    comparing->threshold = comparing->flipped ? -judged->row.threshold : judged->row.threshold;
    struct interval interval = comparing_interval(comparing, tail, 1, false);
    bool exact = comparing->method == METHOD_EXACT;
    judged->compared = true;
    judged->row.value = interval.value;
    judged->row.low = exact ? (double)NAN : interval.low;
    judged->row.high = exact ? (double)NAN : interval.high;
    judged->row.method = method_name(comparing->method);
    judged->row.decision = comparing_decide(comparing, interval);
    if (rule->min_n > 0)
        TRY(least_n_test(judging, judged));
    if (judged->small)
        judged->row.decision = DECISION_INCONCLUSIVE;
    else
        judged->row.p = comparing_p(comparing, rule->sides);
    return row_end(judging, judged);
}

/* ---- figures ------------------------------------------------------------------------------------------- */

static bool has_interval(const struct estimate *estimate)
{
    return !isnan(estimate->low);
}

/* The method that the rule asks for, else the one that fits. An obstacle where what is asked for does not fit
 * the figure, or where only one of two numbers has an interval. */
static enum method figure_method(const struct judged *judged, bool counted, struct obstacle *obstacle)
{
    const struct comparing *comparing = &judged->comparing;
    bool relative = judged->row.bound == BOUND_MARGIN;
    size_t intervals = has_interval(&comparing->candidate) + (relative && has_interval(&comparing->baseline));
    bool all = intervals == (relative ? 2U : 1U);
    enum method asked = judged->row.rule->method;
    bool sizes = comparing->candidate.n > 1 && comparing->baseline.n > 1;
    if ((asked == METHOD_WILSON || asked == METHOD_CLOPPER_PEARSON || asked == METHOD_NEWCOMBE) && !counted)
        obstacle_set(
            obstacle, DECISION_FAIL,
            "method %s needs a share of whole counts, which this figure is not: take method interval",
            method_name(asked));
    else if ((asked == METHOD_INTERVAL || asked == METHOD_WELCH) && !all)
        obstacle_set(obstacle, DECISION_FAIL, "method %s needs an interval, which this figure does not have",
                     method_name(asked));
    else if (asked == METHOD_WELCH && !sizes)
        obstacle_set(obstacle, DECISION_FAIL, "method welch needs an n of at least 2 on both sides");
    if (asked != METHOD_FITTING)
        return asked;
    if (counted)
        return relative ? METHOD_NEWCOMBE : METHOD_WILSON;
    if (intervals == 0)
        return METHOD_EXACT;
    if (!all)
        obstacle_set(obstacle, DECISION_INCONCLUSIVE, "only one of candidate and baseline has an interval");
    return METHOD_INTERVAL;
}

/* The baseline's figure; NULL and the obstacle when there is nothing to compare with, which is never a
 * failure of the candidate. */
static const struct figure *baseline_figure(struct judging *judging, const struct rule *rule,
                                            struct text slice, struct obstacle *obstacle)
{
    const struct check_result *check = NULL;
    if (!judging->baseline) {
        obstacle_set(obstacle, DECISION_INCONCLUSIVE, "there is no baseline: give one with --baseline");
        return NULL;
    }
    struct obstacle inner = {0};
    const struct figure *figure = NULL;
    check = subject_check(judging->baseline, rule, &inner);
    if (check)
        figure = subject_defined(check, rule->figure, slice, &inner);
    if (inner.there)
        obstacle_set(obstacle, DECISION_INCONCLUSIVE, "baseline: %s", buffer_c(&inner.reason));
    buffer_release(&inner.reason);
    return figure;
}

static int figure_row(struct judging *judging, const struct rule *rule, enum bound bound,
                      const struct figure *figure)
{
    struct judged judged = row_begin(rule, bound, figure->slice);
    struct obstacle obstacle = {0};
    const struct figure *before =
        bound == BOUND_MARGIN ? baseline_figure(judging, rule, figure->slice, &obstacle) : NULL;
    judged.comparing.candidate = figure_estimate(figure);
    judged.row.candidate = judged.row.value = figure->value;
    judged.row.n = figure->n;
    judged.row.unit = figure->unit;
    if (before) {
        judged.comparing.baseline = figure_estimate(before);
        judged.row.baseline = before->value;
        judged.row.baseline_n = before->n;
    }
    if (!obstacle.there) {
        bool counted = figure_is_counted(figure) && (!before || figure_is_counted(before));
        judged.comparing.method = figure_method(&judged, counted, &obstacle);
    }
    int code = obstacle.there ? row_blocked(judging, &judged, "", &obstacle, obstacle.decision)
                              : row_compare(judging, &judged);
    buffer_release(&obstacle.reason);
    return code;
}

bool rule_has(const struct rule *rule, enum bound bound)
{
    const double bounds[] = {rule->max, rule->min, rule->margin};
    return !isnan(bounds[bound]);
}

/* One row a bound, all for the same reason. */
static int rule_blocked(struct judging *judging, const struct rule *rule, struct text slice,
                        const struct obstacle *obstacle)
{
    for (enum bound bound = BOUND_MAX; bound <= BOUND_MARGIN; bound++) {
        struct judged judged = row_begin(rule, bound, slice);
        if (rule_has(rule, bound))
            TRY(row_blocked(judging, &judged, "", obstacle, obstacle->decision));
    }
    return 0;
}

static int slice_judge(struct judging *judging, const struct rule *rule, const struct check_result *check,
                       struct text slice)
{
    struct obstacle obstacle = {0};
    const struct figure *figure = subject_defined(check, rule->figure, slice, &obstacle);
    int code = figure ? 0 : rule_blocked(judging, rule, slice, &obstacle);
    buffer_release(&obstacle.reason);
    for (enum bound bound = BOUND_MAX; bound <= BOUND_MARGIN && figure && code == 0; bound++)
        if (rule_has(rule, bound))
            code = figure_row(judging, rule, bound, figure);
    return code;
}

static bool slice_is_of(struct text slice, struct text field)
{
    return slice.length > field.length && slice.data[field.length] == '=' &&
           memcmp(slice.data, field.data, field.length) == 0;
}

/* Slices that the baseline has and the candidate has not: they cannot have passed. */
static int slices_gone(struct judging *judging, const struct rule *rule, const struct check_result *check)
{
    struct obstacle obstacle = {0};
    const struct check_result *before = judging->baseline && rule_has(rule, BOUND_MARGIN)
                                            ? subject_check(judging->baseline, rule, &obstacle)
                                            : NULL;
    int code = 0;
    for (size_t i = 0; before && i < before->figure_count && code == 0; i++) {
        const struct figure *figure = &before->figures[i];
        if (!text_equal(figure->figure, rule->figure) || !slice_is_of(figure->slice, rule->each) ||
            subject_figure(check, rule->figure, figure->slice))
            continue;
        obstacle_set(&obstacle, DECISION_INCONCLUSIVE, "the baseline has this slice, the candidate has not");
        code = rule_blocked(judging, rule, figure->slice, &obstacle);
    }
    buffer_release(&obstacle.reason);
    return code;
}

static int each_judge(struct judging *judging, const struct rule *rule, const struct check_result *check)
{
    struct obstacle obstacle = {0};
    bool found = false;
    for (size_t i = 0; i < check->figure_count; i++) {
        const struct figure *figure = &check->figures[i];
        if (!text_equal(figure->figure, rule->figure) || !slice_is_of(figure->slice, rule->each))
            continue;
        found = true;
        TRY(slice_judge(judging, rule, check, figure->slice));
    }
    if (found)
        return slices_gone(judging, rule, check);
    if (!subject_figure(check, rule->figure, text_of("")))
        return slice_judge(judging, rule, check, text_of("")); /* which says that there is no such figure */
    obstacle_set(&obstacle, DECISION_FAIL, "the run has no slices of '%.*s': run it with --by %.*s",
                 (int)rule->each.length, rule->each.data, (int)rule->each.length, rule->each.data);
    int code = rule_blocked(judging, rule, text_of(""), &obstacle);
    buffer_release(&obstacle.reason);
    return code;
}

/* ---- findings ------------------------------------------------------------------------------------------ */

/* The baseline's result, or the obstacle. */
static const struct check_result *baseline_check(struct judging *judging, const struct rule *rule,
                                                 struct obstacle *obstacle)
{
    struct obstacle inner = {0};
    if (!judging->baseline) {
        obstacle_set(obstacle, DECISION_INCONCLUSIVE, "there is no baseline: give one with --baseline");
        return NULL;
    }
    const struct check_result *check = subject_check(judging->baseline, rule, &inner);
    if (inner.there)
        obstacle_set(obstacle, DECISION_INCONCLUSIVE, "baseline: %s", buffer_c(&inner.reason));
    buffer_release(&inner.reason);
    return check;
}

/* k of n of records, or a plain count. */
static int side_of(const struct rule *rule, const struct run *run, const struct check_result *check,
                   struct estimate *side, int64_t *n, struct buffer *records, struct obstacle *obstacle,
                   struct error *error)
{
    *n = run->records;
    if (rule->kind == RULE_FINDINGS) {
        *side = (struct estimate){(double)subject_findings(check, rule), NAN, NAN, (double)run->records};
        return 0;
    }
    TRY(subject_records(check, rule, records, obstacle, error));
    int64_t k = (int64_t)(records->length / sizeof(struct text));
    if (run->records < 1 || k > run->records)
        obstacle_set(obstacle, DECISION_INCONCLUSIVE, "undefined: %" PRId64 " records", run->records);
    else
        *side = (struct estimate){(double)k / (double)run->records, NAN, NAN, (double)run->records};
    return 0;
}

static enum method findings_method(const struct rule *rule, enum bound bound)
{
    if (rule->kind == RULE_FINDINGS)
        return METHOD_EXACT;
    if (rule->kind == RULE_PAIRS)
        return METHOD_MCNEMAR;
    if (rule->method != METHOD_FITTING)
        return rule->method;
    return bound == BOUND_MARGIN ? METHOD_NEWCOMBE : METHOD_WILSON;
}

static int findings_fill(struct judging *judging, struct judged *judged, const struct check_result *check,
                         struct buffer lists[2], struct obstacle *obstacle)
{
    const struct rule *rule = judged->row.rule;
    struct comparing *comparing = &judged->comparing;
    comparing->method = findings_method(rule, judged->row.bound);
    TRY(side_of(rule, judging->candidate, check, &comparing->candidate, &judged->row.n, &lists[1], obstacle,
                judging->error));
    judged->row.candidate = comparing->candidate.value;
    judged->row.unit = text_of(rule->kind == RULE_FINDINGS ? "findings" : "share");
    if (judged->row.bound != BOUND_MARGIN)
        return 0;
    const struct check_result *before = baseline_check(judging, rule, obstacle);
    if (!before)
        return 0;
    TRY(side_of(rule, judging->baseline, before, &comparing->baseline, &judged->row.baseline_n, &lists[0],
                obstacle, judging->error));
    judged->row.baseline = comparing->baseline.value;
    if (rule->kind == RULE_PAIRS) {
        records_compare(&lists[0], &lists[1], &judged->row.before, &judged->row.after);
        comparing->before = (double)judged->row.before;
        comparing->after = (double)judged->row.after;
        comparing->pairs = (double)judging->candidate->records;
    }
    return 0;
}

static int findings_row(struct judging *judging, const struct rule *rule, enum bound bound,
                        const struct check_result *check)
{
    struct judged judged = row_begin(rule, bound, text_of(""));
    struct obstacle obstacle = {0};
    struct buffer lists[2] = {{0}, {0}};
    int code = findings_fill(judging, &judged, check, lists, &obstacle);
    if (code == 0)
        code = obstacle.there ? row_blocked(judging, &judged, "", &obstacle, obstacle.decision)
                              : row_compare(judging, &judged);
    buffer_release(&lists[0]);
    buffer_release(&lists[1]);
    buffer_release(&obstacle.reason);
    return code;
}

static bool whole_count(const struct figure *figure)
{
    return figure->value >= 0 && figure->value <= 1e15 && figure->value == floor(figure->value);
}

/* Two figures of one run that count changed pairs. */
static int discordant_row(struct judging *judging, const struct rule *rule, const struct check_result *check)
{
    struct judged judged = row_begin(rule, BOUND_MARGIN, text_of(""));
    struct obstacle obstacle = {0};
    const struct figure *before = subject_defined(check, rule->only_before, text_of(""), &obstacle);
    const struct figure *after =
        obstacle.there ? NULL : subject_defined(check, rule->only_after, text_of(""), &obstacle);
    if (before && after) {
        if (!whole_count(before) || !whole_count(after) || after->n < 1 ||
            before->value + after->value > (double)after->n)
            obstacle_set(&obstacle, DECISION_FAIL, "the figures are no counts of pairs out of n");
        judged.row.n = after->n;
        judged.row.before = (int64_t)before->value;
        judged.row.after = (int64_t)after->value;
        judged.row.unit = text_of("share");
        judged.comparing = (struct comparing){.method = METHOD_MCNEMAR,
                                              .before = before->value,
                                              .after = after->value,
                                              .pairs = (double)after->n};
    }
    int code = obstacle.there ? row_blocked(judging, &judged, "", &obstacle, obstacle.decision)
                              : row_compare(judging, &judged);
    buffer_release(&obstacle.reason);
    return code;
}

int rule_judge(struct judging *judging, const struct rule *rule)
{
    struct obstacle obstacle = {0};
    const struct check_result *check = subject_check(judging->candidate, rule, &obstacle);
    int code = check ? 0 : rule_blocked(judging, rule, rule->slice, &obstacle);
    buffer_release(&obstacle.reason);
    if (!check || code < 0)
        return code;
    if (rule->kind == RULE_FIGURE)
        return rule->each.length ? each_judge(judging, rule, check)
                                 : slice_judge(judging, rule, check, rule->slice);
    if (rule->kind == RULE_DISCORDANT)
        return discordant_row(judging, rule, check);
    for (enum bound bound = BOUND_MAX; bound <= BOUND_MARGIN; bound++)
        if (rule_has(rule, bound))
            TRY(findings_row(judging, rule, bound, check));
    return 0;
}
