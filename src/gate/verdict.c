/* All rows together: families of tests are adjusted, the open ones told what n would decide, and the worst
 * row is the verdict. */
#include "gate/verdict.h"

#include <math.h>

#include "base/memory.h"
#include "gate/judging.h"
#include "kernels/comparisons.h"

const char *decision_name(enum decision decision)
{
    static const char *const names[] = {"pass", "inconclusive", "fail"};
    return names[decision];
}

const char *bound_name(enum bound bound)
{
    static const char *const names[] = {"max", "min", "margin"};
    return names[bound];
}

/* ---- all rows together --------------------------------------------------------------------------------- */

static bool same_family(const struct rule *a, const struct rule *b)
{
    if (!a->holm || !b->holm)
        return false;
    return a->group.length || b->group.length ? text_equal(a->group, b->group) : a == b;
}

/* Adjusts the p-values of the family that row `first` is the first of. */
static void family_adjust(struct judged *rows, size_t count, size_t first, double *p, size_t *order)
{
    double *adjusted = p + count;
    size_t tests = 0;
    for (size_t i = 0; i < count; i++) {
        p[i] = same_family(rows[first].row.rule, rows[i].row.rule) ? rows[i].row.p : (double)NAN;
        tests += !isnan(p[i]);
    }
    adjust_holm(p, count, order, adjusted);
    for (size_t i = 0; i < count; i++)
        if (!isnan(p[i])) {
            rows[i].row.adjusted = adjusted[i];
            rows[i].tests = tests;
        }
}

static int families_adjust(struct judging *judging, struct judged *rows, size_t count)
{
    double *p = memory_new(2 * count + 1, sizeof *p);
    size_t *order = memory_new(count + 1, sizeof *order);
    int code = p && order ? 0 : error_memory(judging->error);
    for (size_t i = 0; rows && i < count && code == 0; i++)
        if (rows[i].row.rule->holm && !isnan(rows[i].row.p) && isnan(rows[i].row.adjusted))
            family_adjust(rows, count, i, p, order);
    memory_free(p);
    memory_free(order);
    return code;
}

/* A failure that many tests alone would bring is none. */
static int row_soften(struct judging *judging, struct judged *judged)
{
    char reason[160];
    struct verdict_row *row = &judged->row;
    if (row->decision != DECISION_FAIL || isnan(row->adjusted) || row->adjusted <= 1 - row->rule->level)
        return 0;
    row->decision = DECISION_INCONCLUSIVE;
    snprintf(reason, sizeof reason, "beyond the bound by itself, not as one of %zu tests", judged->tests);
    return row_reason(judging, row, reason, text_of(""));
}

/* What n would decide an inconclusive row. */
static int row_decides(struct judging *judging, struct judged *judged)
{
    struct verdict_row *row = &judged->row;
    double tail = interval_tail(row->rule->level, row->rule->sides);
    if (row->decision != DECISION_INCONCLUSIVE)
        return 0;
    if (!judged->compared)
        return 0;
    double growth = comparing_growth(&judged->comparing, tail,
                                     tail / (double)(judged->tests ? judged->tests : 1), &row->decides_both);
    double n = row->n > 0 ? ceil((double)row->n * growth) : 0;
    n = judged->small ? fmax(n, (double)row->rule->min_n) : n;
    row->decides = growth == 0 ? -1 : n < 1e18 ? (int64_t)n : -1;
    if (judged->comparing.method == METHOD_EXACT)
        row->decides = judged->small ? row->rule->min_n : 0;
    if (row->reason.length == 0)
        return row_reason(judging, row,
                          growth == 0 ? "the value stands on the bound" : "the interval holds the bound",
                          text_of(""));
    return 0;
}

static int verdict_close(struct judging *judging)
{
    struct verdict *verdict = judging->verdict;
    struct judged *rows = (struct judged *)(void *)judging->judged.data;
    verdict->count = judging->judged.length / sizeof *rows;
    verdict->rows = arena_take_zeroed(&verdict->arena, verdict->count + 1, sizeof *verdict->rows);
    if (!verdict->rows)
        return error_memory(judging->error);
    if (!rows)
        return 0;
    TRY(families_adjust(judging, rows, verdict->count));
    for (size_t i = 0; i < verdict->count; i++) {
        TRY(row_soften(judging, &rows[i]));
        TRY(row_decides(judging, &rows[i]));
        verdict->rows[i] = rows[i].row;
        verdict->decisions[rows[i].row.decision]++;
        if (rows[i].row.decision > verdict->decision)
            verdict->decision = rows[i].row.decision;
    }
    return 0;
}

int verdict_make(struct verdict *verdict, const struct gate *gate, const struct run *candidate,
                 const struct run *baseline, struct error *error)
{
    struct judging judging = {verdict, candidate, baseline, {0}, error};
    int code = 0;
    *verdict = (struct verdict){.gate = gate};
    for (size_t i = 0; i < gate->count && code == 0; i++)
        code = rule_judge(&judging, &gate->rules[i]);
    if (code == 0)
        code = verdict_close(&judging);
    buffer_release(&judging.judged);
    return code;
}
