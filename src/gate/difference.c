#include "gate/difference.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "gate/subject.h"

struct figure_difference figure_compare(const struct figure *before, const struct figure *after)
{
    struct figure_difference difference = {NAN, NAN, NAN, "", false};
    bool undefined = !isfinite(before->value) || !isfinite(after->value);
    if (undefined) {
        difference.same = !isfinite(before->value) && !isfinite(after->value);
        return difference;
    }
    struct comparing comparing = {.relative = true,
                                  .candidate = figure_estimate(after),
                                  .baseline = figure_estimate(before),
                                  .method = METHOD_EXACT};
    if (figure_is_counted(before) && figure_is_counted(after))
        comparing.method = METHOD_NEWCOMBE;
    else if (!isnan(comparing.candidate.low) && !isnan(comparing.baseline.low))
        comparing.method = METHOD_INTERVAL;
    struct interval interval = comparing_interval(&comparing, interval_tail(0.95, 2), 1, false);
    bool exact = comparing.method == METHOD_EXACT;
    return (struct figure_difference){.value = interval.value,
                                      .low = exact ? (double)NAN : interval.low,
                                      .high = exact ? (double)NAN : interval.high,
                                      .method = method_name(comparing.method),
                                      .same = before->value == after->value && before->n == after->n};
}

/* ---- findings ------------------------------------------------------------------------------------------ */

static int text_order(struct text x, struct text y)
{
    size_t shorter = x.length < y.length ? x.length : y.length;
    int order = shorter ? memcmp(x.data, y.data, shorter) : 0;
    return order ? order : (x.length > y.length) - (x.length < y.length);
}

static int finding_order(const struct finding *x, const struct finding *y)
{
    int order = text_order(x->record, y->record);
    order = order ? order : text_order(x->locus, y->locus);
    return order ? order : text_order(x->code, y->code);
}

static int by_identity(const void *a, const void *b)
{
    const struct finding *const *x = a, *const *y = b;
    int order = finding_order(*x, *y);
    return order ? order : (*x > *y) - (*x < *y);
}

static const struct finding **sorted(const struct check_result *check, size_t *count)
{
    *count = check ? check->finding_count : 0;
    const struct finding **list = memory_new(*count + 1, sizeof *list);
    for (size_t i = 0; list && i < *count; i++)
        list[i] = &check->findings[i];
    if (list)
        qsort((void *)list, *count, sizeof *list, by_identity);
    return list;
}

static bool lists_all(const struct check_result *check)
{
    return !check || (int64_t)check->finding_count == check->findings_total;
}

int findings_compare(const struct check_result *before, const struct check_result *after,
                     struct findings_difference *difference, struct error *error)
{
    size_t m, n, i = 0, j = 0;
    const struct finding **gone = sorted(before, &m), **came = sorted(after, &n);
    *difference = (struct findings_difference){
        .gone = gone, .came = came, .whole = lists_all(before) && lists_all(after)};
    if (!gone || !came)
        return error_memory(error);
    while (i < m || j < n) {
        int order = i == m ? 1 : j == n ? -1 : finding_order(gone[i], came[j]);
        if (order < 0)
            gone[difference->gone_count++] = gone[i++];
        else if (order > 0)
            came[difference->came_count++] = came[j++];
        else
            i++, j++, difference->same_count++;
    }
    return 0;
}

void findings_difference_release(struct findings_difference *difference)
{
    memory_free((void *)difference->gone);
    memory_free((void *)difference->came);
    *difference = (struct findings_difference){0};
}
