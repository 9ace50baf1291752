#include "gate/invented.h"

#include <math.h>

#include "kernels/intervals.h"

enum { RECORDS_LEAST = 5000, RECORDS_MOST = 200000 };
static const double figure_n = 4e6; /* of every figure */

/* ---- targets ------------------------------------------------------------------------------------------- */

static bool within_share(double bound)
{
    return isnan(bound) || (bound >= 0 && bound <= 1);
}

/* A share when every bound of every rule on the figure could be one. */
static enum form figure_form(const struct gate *gate, const struct rule *rule)
{
    bool share = true;
    for (size_t i = 0; i < gate->count; i++) {
        const struct rule *other = &gate->rules[i];
        if (!text_equal(other->check, rule->check) || !text_equal(other->figure, rule->figure))
            continue;
        if (other->method == METHOD_INTERVAL || other->method == METHOD_WELCH)
            return FORM_MEAN;
        if (other->method == METHOD_EXACT)
            return FORM_PLAIN;
        share = share && within_share(other->max) && within_share(other->min) && within_share(other->margin);
    }
    return share ? FORM_SHARE : FORM_MEAN;
}

static struct target target_of(const struct gate *gate, const struct rule *rule)
{
    struct target target = {.rule = rule, .code = text_of("")};
    if (rule->kind == RULE_FIGURE)
        target.form = figure_form(gate, rule);
    else
        target.form = rule->kind == RULE_DISCORDANT ? FORM_DISCORDANT : FORM_FINDINGS;
    if (target.form == FORM_FINDINGS && rule->code_count)
        target.code = rule->codes[0];
    return target;
}

static bool target_same(const struct target *a, const struct target *b)
{
    if (a->form != b->form || !text_equal(a->rule->check, b->rule->check))
        return false;
    if (a->form == FORM_FINDINGS)
        return text_equal(a->code, b->code);
    if (a->form == FORM_DISCORDANT)
        return text_equal(a->rule->only_before, b->rule->only_before) &&
               text_equal(a->rule->only_after, b->rule->only_after);
    return text_equal(a->rule->figure, b->rule->figure) && text_equal(a->rule->slice, b->rule->slice) &&
           text_equal(a->rule->each, b->rule->each);
}

/* So many records that the tightest bound on a share can be told from 0, and that n is never too small. */
static int64_t records_for(const struct gate *gate)
{
    double records = RECORDS_LEAST;
    for (size_t i = 0; i < gate->count; i++) {
        const struct rule *rule = &gate->rules[i];
        const double bounds[] = {rule->max, rule->min, rule->margin};
        records = fmax(records, 2.0 * (double)rule->min_n);
        for (size_t b = 0; b < 3 && (rule->kind == RULE_RECORDS || rule->kind == RULE_PAIRS); b++)
            if (bounds[b] > 0)
                records = fmax(records, fmin(RECORDS_MOST, 50 / bounds[b]));
    }
    return (int64_t)records;
}

static int names_make(struct invented *invented, struct error *error)
{
    size_t count = (size_t)(invented->records < RECORDS_MOST ? invented->records : RECORDS_MOST);
    invented->names = arena_take_zeroed(&invented->arena, count, sizeof *invented->names);
    for (size_t i = 0; i < count; i++) {
        char name[32];
        if (!invented->names)
            return error_memory(error);
        snprintf(name, sizeof name, "record-%zu", i + 1);
        invented->names[i] = arena_copy(&invented->arena, text_of(name));
        if (!invented->names[i].data)
            return error_memory(error);
    }
    return 0;
}

int invented_begin(struct invented *invented, const struct gate *gate, struct error *error)
{
    *invented = (struct invented){.records = records_for(gate)};
    invented->targets = arena_take_zeroed(&invented->arena, gate->count + 1, sizeof *invented->targets);
    invented->of_rule = arena_take_zeroed(&invented->arena, gate->count + 1, sizeof *invented->of_rule);
    if (!invented->targets || !invented->of_rule)
        return error_memory(error);
    for (size_t i = 0; i < gate->count; i++) {
        struct target target = target_of(gate, &gate->rules[i]);
        size_t at = 0;
        while (at < invented->count && !target_same(&invented->targets[at], &target))
            at++;
        if (at == invented->count)
            invented->targets[invented->count++] = target;
        invented->of_rule[i] = at;
        invented->listed |= gate->rules[i].kind == RULE_RECORDS || gate->rules[i].kind == RULE_PAIRS;
    }
    return invented->listed ? names_make(invented, error) : 0;
}

/* ---- values -------------------------------------------------------------------------------------------- */

static double scale_of(const struct invented *invented, const struct target *target, const struct rule *rule)
{
    bool records = rule->kind == RULE_RECORDS || rule->kind == RULE_PAIRS || rule->kind == RULE_DISCORDANT;
    return records && target->form != FORM_SHARE ? (double)invented->records : 1;
}

static double kept_in(const struct invented *invented, const struct target *target, double value)
{
    if (target->form == FORM_SHARE)
        return round(fmin(fmax(value, 0), 1) * figure_n) / figure_n;
    if (target->form == FORM_DISCORDANT)
        return round(fmin(fmax(value, 0), (double)invented->records / 2));
    if (target->form == FORM_FINDINGS)
        return round(fmin(fmax(value, 0), invented->listed ? floor((double)invented->records / 2) : 1e12));
    return value;
}

static size_t value_add(const struct invented *invented, const struct target *target, double value,
                        double *values, size_t count, size_t limit)
{
    value = kept_in(invented, target, value);
    for (size_t i = 0; i < count; i++)
        if (values[i] == value)
            return count;
    if (count < limit)
        values[count++] = value;
    return count;
}

size_t invented_values(const struct invented *invented, const struct gate *gate, size_t index, double *values,
                       size_t limit)
{
    const struct target *target = &invented->targets[index];
    size_t count = value_add(invented, target, 0, values, 0, limit);
    for (size_t i = 0; i < gate->count; i++) {
        const struct rule *rule = &gate->rules[i];
        if (invented->of_rule[i] != index)
            continue;
        const double bounds[] = {rule->max, rule->min, rule->margin};
        double scale = scale_of(invented, target, rule);
        for (size_t b = 0; b < 3; b++) {
            double bound = bounds[b] * scale;
            const double tries[] = {bound,
                                    bound / 2,
                                    bound * 2,
                                    bound * 2 + 1e-3 * scale,
                                    bound + 0.1 * scale * (1 - bound / scale),
                                    bound - 1e-3 * scale,
                                    floor(bound) + 1,
                                    bound + fabs(bound) / 5 + 10};
            for (size_t t = 0; !isnan(bound) && t < sizeof tries / sizeof *tries; t++)
                count = value_add(invented, target, tries[t], values, count, limit);
        }
    }
    count = value_add(invented, target, target->form == FORM_SHARE ? 0.5 : 0.5 * (double)invented->records,
                      values, count, limit);
    return value_add(invented, target, 1, values, count, limit);
}

/* ---- runs ---------------------------------------------------------------------------------------------- */

static struct figure figure_make(const struct target *target, struct text name, struct text slice,
                                 double value)
{
    struct figure figure = {name, slice, value, NAN, NAN, (int64_t)figure_n, text_of(""), text_of("")};
    if (target->form == FORM_SHARE) {
        struct interval interval = interval_wilson((int64_t)round(value * figure_n), (int64_t)figure_n);
        figure = (struct figure){name,
                                 slice,
                                 interval.value,
                                 interval.low,
                                 interval.high,
                                 (int64_t)figure_n,
                                 text_of("share"),
                                 text_of("")};
    } else if (target->form == FORM_MEAN) {
        double half = fmax(1e-9, fabs(value) * 1e-5);
        figure.low = value - half;
        figure.high = value + half;
    }
    return figure;
}

/* The slices that a rule's figure is given: the one it names, or two of its field. */
static size_t slices_of(const struct rule *rule, struct arena *arena, struct text *slices)
{
    static const char *const values[] = {"first", "second"};
    if (rule->each.length == 0) {
        slices[0] = rule->slice;
        return 1;
    }
    for (size_t i = 0; i < 2; i++) {
        struct buffer name = {0};
        buffer_text(&name, rule->each);
        buffer_format(&name, "=%s", values[i]);
        slices[i] = arena_copy(arena, buffer_view(&name));
        buffer_release(&name);
        if (!slices[i].data)
            return 0;
    }
    return 2;
}

struct making {
    const struct invented *invented;
    struct arena *arena;
    bool baseline;
    struct error *error;
};

static double value_of(const struct making *making, const struct target *target)
{
    return making->baseline ? target->baseline : target->candidate;
}

static int figures_make(const struct making *making, struct check_result *check, const struct target *target)
{
    struct text slices[2];
    if (target->form == FORM_DISCORDANT) {
        struct figure *figures = check->figures + check->figure_count;
        figures[0] = figure_make(target, target->rule->only_before, text_of(""), target->baseline);
        figures[1] = figure_make(target, target->rule->only_after, text_of(""), target->candidate);
        figures[0].n = figures[1].n = making->invented->records;
        check->figure_count += 2;
        return 0;
    }
    size_t count = slices_of(target->rule, making->arena, slices);
    if (count == 0)
        return error_memory(making->error);
    for (size_t i = 0; i < count; i++)
        check->figures[check->figure_count++] =
            figure_make(target, target->rule->figure, slices[i], value_of(making, target));
    return 0;
}

/* The candidate's findings are on the first records, the baseline's on the last: no record has both. */
static int findings_make(const struct making *making, struct check_result *check, const struct target *target)
{
    const struct invented *invented = making->invented;
    struct text code = target->code.length ? target->code : text_of("other");
    int64_t count = (int64_t)value_of(making, target);
    check->findings_total += count;
    check->codes[check->code_count++] = (struct code_count){code, count};
    if (!invented->listed)
        return 0;
    size_t names = (size_t)(invented->records < RECORDS_MOST ? invented->records : RECORDS_MOST);
    struct finding *all =
        arena_take_zeroed(making->arena, check->finding_count + (size_t)count + 1, sizeof *all);
    if (!all)
        return error_memory(making->error);
    if (check->finding_count)
        memcpy(all, check->findings, check->finding_count * sizeof *all);
    for (size_t i = 0; i < (size_t)count; i++)
        all[check->finding_count + i] =
            (struct finding){.code = code, .record = invented->names[making->baseline ? names - 1 - i : i]};
    check->findings = all;
    check->finding_count += (size_t)count;
    return 0;
}

static struct check_result *check_make(const struct making *making, struct run *run, struct text name)
{
    for (size_t i = 0; i < run->check_count; i++)
        if (text_equal(run->checks[i].check, name))
            return &run->checks[i];
    struct check_result *check = &run->checks[run->check_count];
    *check = (struct check_result){.check = name, .status = CHECK_OK};
    check->figures = arena_take_zeroed(making->arena, 2 * making->invented->count, sizeof *check->figures);
    check->codes = arena_take_zeroed(making->arena, making->invented->count, sizeof *check->codes);
    if (!check->figures || !check->codes)
        return NULL;
    run->check_count++;
    return check;
}

static int run_make(const struct making *making, struct run *run)
{
    *run = (struct run){.version = "", .records = making->invented->records};
    run->checks = arena_take_zeroed(making->arena, making->invented->count + 1, sizeof *run->checks);
    for (size_t i = 0; i < making->invented->count; i++) {
        const struct target *target = &making->invented->targets[i];
        struct check_result *check = run->checks ? check_make(making, run, target->rule->check) : NULL;
        if (!check)
            return error_memory(making->error);
        TRY(target->form == FORM_FINDINGS ? findings_make(making, check, target)
                                          : figures_make(making, check, target));
    }
    return 0;
}

int invented_runs(const struct invented *invented, struct arena *arena, struct run *candidate,
                  struct run *baseline, struct error *error)
{
    const struct making first = {invented, arena, false, error};
    const struct making second = {invented, arena, true, error};
    TRY(run_make(&first, candidate));
    return run_make(&second, baseline);
}
