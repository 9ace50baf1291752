#include "gate/gate_prove.h"

#include <math.h>

#include "gate/invented.h"

enum { VALUES = 48 };

/* A target's two values. */
struct setting {
    double candidate, baseline;
};

struct proving {
    const struct gate *gate;
    struct invented invented;
    struct error *error;
};

static void set(struct proving *proving, size_t target, struct setting setting)
{
    proving->invented.targets[target].candidate = setting.candidate;
    proving->invented.targets[target].baseline = setting.baseline;
}

static struct setting get(const struct proving *proving, size_t target)
{
    return (struct setting){proving->invented.targets[target].candidate,
                            proving->invented.targets[target].baseline};
}

/* A bound of a rule: what is proven one by one. */
struct unit {
    size_t rule;
    enum bound bound;
};

/* What one rule says of the present values, by bound. */
static int rule_says(struct proving *proving, const struct run *candidate, const struct run *baseline,
                     size_t rule, enum decision decisions[BOUND_MARGIN + 1])
{
    const struct gate one = {.rules = &proving->gate->rules[rule], .count = 1};
    struct verdict verdict = {0};
    int code = verdict_make(&verdict, &one, candidate, baseline, proving->error);
    for (enum bound bound = BOUND_MAX; bound <= BOUND_MARGIN; bound++)
        decisions[bound] = DECISION_PASS;
    for (size_t i = 0; i < verdict.count; i++)
        if (verdict.rows[i].decision > decisions[verdict.rows[i].bound])
            decisions[verdict.rows[i].bound] = verdict.rows[i].decision;
    arena_release(&verdict.arena);
    return code;
}

/* Rules whose outcome a target may change: those of its check. */
static bool related(const struct proving *proving, size_t rule, size_t target)
{
    return text_equal(proving->gate->rules[rule].check, proving->invented.targets[target].rule->check);
}

/* What the values at hand make of things: of one bound, and of the others of its check. */
struct outcome_count {
    enum decision of;
    size_t failing, open; /* others that fail, that are inconclusive */
    struct unit first_failing;
};

static void outcome_add(struct outcome_count *count, struct unit unit, struct unit of, enum decision decision)
{
    if (unit.rule == of.rule && unit.bound == of.bound) {
        count->of = decision;
    } else if (decision == DECISION_FAIL) {
        count->first_failing = unit;
        count->failing++;
    } else if (decision == DECISION_INCONCLUSIVE) {
        count->open++;
    }
}

static int outcomes(struct proving *proving, size_t target, struct unit of, struct outcome_count *count)
{
    struct arena arena = {0};
    struct run candidate, baseline;
    *count = (struct outcome_count){0};
    int code = invented_runs(&proving->invented, &arena, &candidate, &baseline, proving->error);
    for (size_t i = 0; i < proving->gate->count && code == 0; i++) {
        enum decision decisions[BOUND_MARGIN + 1];
        if (!related(proving, i, target))
            continue;
        code = rule_says(proving, &candidate, &baseline, i, decisions);
        for (enum bound bound = BOUND_MAX; bound <= BOUND_MARGIN && code == 0; bound++)
            if (rule_has(&proving->gate->rules[i], bound))
                outcome_add(count, (struct unit){i, bound}, of, decisions[bound]);
    }
    arena_release(&arena);
    return code;
}

/* Tries pairs of values until `of` comes out as wanted with the fewest others failing, then open. *found is
 * false when no pair brings it. The target is left with the best pair. */
static int search(struct proving *proving, size_t target, struct unit of, enum decision wanted, bool *found,
                  struct outcome_count *best)
{
    double values[VALUES];
    size_t count = invented_values(&proving->invented, proving->gate, target, values, VALUES);
    struct setting before = get(proving, target), chosen = before;
    *found = false;
    for (size_t c = 0; c < count; c++)
        for (size_t b = 0; b < count; b++) {
            struct outcome_count outcome;
            set(proving, target, (struct setting){values[c], values[b]});
            TRY(outcomes(proving, target, of, &outcome));
            if (outcome.of != wanted)
                continue;
            bool better = !*found || outcome.failing < best->failing ||
                          (outcome.failing == best->failing && outcome.open < best->open);
            if (!better)
                continue;
            *found = true;
            *best = outcome;
            chosen = get(proving, target);
            if (outcome.failing + outcome.open == 0) {
                set(proving, target, chosen);
                return 0;
            }
        }
    set(proving, target, chosen);
    return 0;
}

static enum bound first_bound(const struct rule *rule)
{
    enum bound bound = BOUND_MAX;
    while (!rule_has(rule, bound))
        bound++;
    return bound;
}

/* Values for every target with which the whole gate passes, as far as there are any. */
static int pass_all(struct proving *proving)
{
    for (size_t t = 0; t < proving->invented.count; t++) {
        struct outcome_count best = {0};
        bool found;
        size_t rule = 0;
        while (proving->invented.of_rule[rule] != t)
            rule++;
        struct unit of = {rule, first_bound(&proving->gate->rules[rule])};
        TRY(search(proving, t, of, DECISION_PASS, &found, &best));
    }
    return 0;
}

static void put_setting(struct buffer *out, const struct proving *proving, size_t rule,
                        struct setting setting)
{
    const struct target *target = &proving->invented.targets[proving->invented.of_rule[rule]];
    double scale = target->form == FORM_SHARE ? 100 : 1;
    const char *unit = target->form == FORM_SHARE ? " %" : target->form == FORM_FINDINGS ? " found" : "";
    if (target->form == FORM_DISCORDANT) {
        buffer_format(out, "%.6g worse and %.6g better", setting.candidate, setting.baseline);
        return;
    }
    buffer_format(out, "%.6g%s", setting.candidate * scale, unit);
    if (rule_needs_baseline(&proving->gate->rules[rule]))
        buffer_format(out, " after %.6g%s", setting.baseline * scale, unit);
}

/* Whether the rule weighs an interval, so that it can be left open. */
static bool rule_weighs(const struct proving *proving, size_t rule)
{
    enum form form = proving->invented.targets[proving->invented.of_rule[rule]].form;
    return form != FORM_PLAIN && proving->gate->rules[rule].kind != RULE_FINDINGS;
}

static int proof_fill(struct proving *proving, struct unit of, struct gate_proof *proof, struct buffer *out)
{
    size_t rule = of.rule, target = proving->invented.of_rule[rule];
    struct setting passing = get(proving, target);
    struct outcome_count passes = {0}, fails = {0}, open = {0};
    bool failed = false, opened = !rule_weighs(proving, rule);
    TRY(outcomes(proving, target, of, &passes));
    if (passes.of != DECISION_PASS || passes.failing + passes.open > 0) {
        buffer_string(out, "cannot pass: no data satisfies this rule together with the others");
        return 0;
    }
    buffer_string(out, "passes at ");
    put_setting(out, proving, rule, passing);
    TRY(search(proving, target, of, DECISION_FAIL, &failed, &fails));
    if (failed) {
        buffer_string(out, ", fails at ");
        put_setting(out, proving, rule, get(proving, target));
        if (fails.failing)
            buffer_format(out, " (never alone: %s of '%.*s' fails too)",
                          bound_name(fails.first_failing.bound),
                          (int)proving->gate->rules[fails.first_failing.rule].name.length,
                          proving->gate->rules[fails.first_failing.rule].name.data);
    } else {
        buffer_string(out, ", but nothing makes it fail: its bound cannot be crossed");
    }
    set(proving, target, passing);
    if (!opened) {
        TRY(search(proving, target, of, DECISION_INCONCLUSIVE, &opened, &open));
        buffer_string(out, opened ? ", open at " : ", but nothing leaves it open");
        if (opened)
            put_setting(out, proving, rule, get(proving, target));
        set(proving, target, passing);
    }
    proof->holds = failed && opened;
    return 0;
}

static int proof_add(struct proving *proving, struct unit of, struct gate_proofs *proofs)
{
    struct gate_proof *proof = &proofs->items[proofs->count];
    struct buffer message = {0};
    proof->rule = &proving->gate->rules[of.rule];
    proof->bound = of.bound;
    int code = proof_fill(proving, of, proof, &message);
    if (code == 0)
        code = buffer_status(&message, proving->error);
    proof->message = arena_copy(&proofs->arena, buffer_view(&message));
    buffer_release(&message);
    TRY(code);
    if (!proof->message.data)
        return error_memory(proving->error);
    proofs->count++;
    proofs->failed += !proof->holds;
    return 0;
}

static int proofs_fill(struct proving *proving, struct gate_proofs *proofs)
{
    TRY(invented_begin(&proving->invented, proving->gate, proving->error));
    TRY(pass_all(proving));
    for (size_t i = 0; i < proving->gate->count; i++)
        for (enum bound bound = BOUND_MAX; bound <= BOUND_MARGIN; bound++)
            if (rule_has(&proving->gate->rules[i], bound))
                TRY(proof_add(proving, (struct unit){i, bound}, proofs));
    return 0;
}

int gate_prove(const struct gate *gate, struct gate_proofs *proofs, struct error *error)
{
    struct proving proving = {.gate = gate, .error = error};
    *proofs = (struct gate_proofs){0};
    proofs->items = arena_take_zeroed(&proofs->arena, 3 * gate->count + 1, sizeof *proofs->items);
    if (!proofs->items)
        return error_memory(error);
    int code = proofs_fill(&proving, proofs);
    arena_release(&proving.invented.arena);
    return code;
}
