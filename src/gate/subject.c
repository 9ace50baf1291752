#include "gate/subject.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>

#include "base/nearest.h"

void obstacle_set(struct obstacle *obstacle, enum decision decision, const char *format, ...)
{
    char reason[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, sizeof reason, format, arguments);
    va_end(arguments);
    obstacle->there = true;
    obstacle->decision = decision;
    buffer_clear(&obstacle->reason);
    buffer_string(&obstacle->reason, reason);
}

#define WORDS(text) (int)(text).length, (text).data

const struct check_result *subject_check(const struct run *run, const struct rule *rule,
                                         struct obstacle *obstacle)
{
    for (size_t i = 0; i < run->check_count; i++) {
        const struct check_result *check = &run->checks[i];
        if (!text_equal(check->check, rule->check))
            continue;
        if (check->status == CHECK_FAILED)
            obstacle_set(obstacle, DECISION_FAIL, "the check could not run: %.*s", WORDS(check->reason));
        else if (check->status == CHECK_SKIPPED)
            obstacle_set(obstacle, DECISION_INCONCLUSIVE, "the check was skipped: %.*s",
                         WORDS(check->reason));
        else
            return check;
        return NULL;
    }
    obstacle_set(obstacle, DECISION_FAIL, "the run has no check %.*s", WORDS(rule->check));
    return NULL;
}

const struct figure *subject_figure(const struct check_result *check, struct text name, struct text slice)
{
    for (size_t i = 0; i < check->figure_count; i++)
        if (text_equal(check->figures[i].figure, name) && text_equal(check->figures[i].slice, slice))
            return &check->figures[i];
    return NULL;
}

/* The figure is not there: of that name at all, or of that slice. */
static void figure_missing(const struct check_result *check, struct text name, struct text slice,
                           struct obstacle *obstacle)
{
    enum { MOST = 64, LONGEST = 63 };
    char names[MOST][LONGEST + 1], typed[LONGEST + 1];
    const char *list[MOST];
    size_t count = 0;
    snprintf(typed, sizeof typed, "%.*s", WORDS(name));
    for (size_t i = 0; i < check->figure_count && count < MOST; i++) {
        if (text_equal(check->figures[i].figure, name)) {
            obstacle_set(obstacle, DECISION_FAIL, "the run has no slice %.*s of it", WORDS(slice));
            return;
        }
        snprintf(names[count], sizeof names[count], "%.*s", WORDS(check->figures[i].figure));
        list[count] = names[count];
        count++;
    }
    const char *nearest = nearest_name(typed, list, count);
    obstacle_set(obstacle, DECISION_FAIL, "the check gives no figure '%.*s'%s%s%s", WORDS(name),
                 nearest ? " (did you mean '" : "", nearest ? nearest : "", nearest ? "'?)" : "");
}

const struct figure *subject_defined(const struct check_result *check, struct text name, struct text slice,
                                     struct obstacle *obstacle)
{
    const struct figure *figure = subject_figure(check, name, slice);
    if (!figure)
        figure_missing(check, name, slice, obstacle);
    else if (!isfinite(figure->value))
        obstacle_set(obstacle, DECISION_INCONCLUSIVE, "undefined%s%.*s", figure->reason.length ? ": " : "",
                     WORDS(figure->reason));
    return figure && isfinite(figure->value) ? figure : NULL;
}

struct estimate figure_estimate(const struct figure *figure)
{
    bool limits = isfinite(figure->low) && isfinite(figure->high) && figure->low <= figure->value &&
                  figure->value <= figure->high;
    return (struct estimate){.value = figure->value,
                             .low = limits ? figure->low : (double)NAN,
                             .high = limits ? figure->high : (double)NAN,
                             .n = figure->n > 0 ? (double)figure->n : 0};
}

bool figure_is_counted(const struct figure *figure)
{
    if (!text_is(figure->unit, "share") || figure->n < 1 || !(figure->value >= 0 && figure->value <= 1))
        return false;
    double k = figure->value * (double)figure->n;
    if (fabs(k - round(k)) > 1e-9 * fmax(1, k))
        return false;
    struct interval wilson = interval_wilson((int64_t)round(k), figure->n);
    return isnan(figure->low) ||
           (fabs(wilson.low - figure->low) < 1e-6 && fabs(wilson.high - figure->high) < 1e-6);
}

/* ---- findings ------------------------------------------------------------------------------------------ */

static bool code_counts(const struct rule *rule, struct text code)
{
    for (size_t i = 0; i < rule->code_count; i++)
        if (text_equal(rule->codes[i], code))
            return true;
    return rule->code_count == 0;
}

int64_t subject_findings(const struct check_result *check, const struct rule *rule)
{
    int64_t total = 0;
    if (rule->code_count == 0)
        return check->findings_total;
    for (size_t i = 0; i < check->code_count; i++)
        if (code_counts(rule, check->codes[i].code))
            total += check->codes[i].count;
    return total;
}

static int text_order(const void *a, const void *b)
{
    const struct text *x = a, *y = b;
    size_t shorter = x->length < y->length ? x->length : y->length;
    int order = shorter ? memcmp(x->data, y->data, shorter) : 0;
    return order ? order : (x->length > y->length) - (x->length < y->length);
}

int subject_records(const struct check_result *check, const struct rule *rule, struct buffer *records,
                    struct obstacle *obstacle, struct error *error)
{
    if ((int64_t)check->finding_count < check->findings_total)
        obstacle_set(obstacle, DECISION_INCONCLUSIVE,
                     "the run lists only %zu of %" PRId64 " findings: run it again with --findings all",
                     check->finding_count, check->findings_total);
    for (size_t i = 0; i < check->finding_count && !obstacle->there; i++)
        if (code_counts(rule, check->findings[i].code))
            buffer_append(records, &check->findings[i].record, sizeof(struct text));
    TRY(buffer_status(records, error));
    struct text *texts = (struct text *)(void *)records->data;
    size_t count = records->length / sizeof *texts, kept = 0;
    if (count)
        qsort(texts, count, sizeof *texts, text_order);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || !text_equal(texts[i], texts[kept - 1]))
            texts[kept++] = texts[i];
    records->length = kept * sizeof *texts;
    return 0;
}

void records_compare(const struct buffer *first, const struct buffer *second, int64_t *only_first,
                     int64_t *only_second)
{
    const struct text *a = (const struct text *)(const void *)first->data;
    const struct text *b = (const struct text *)(const void *)second->data;
    size_t i = 0, j = 0, m = first->length / sizeof *a, n = second->length / sizeof *b;
    *only_first = *only_second = 0;
    while (i < m || j < n) {
        int order = i == m ? 1 : j == n ? -1 : text_order(&a[i], &b[j]);
        *only_first += order < 0;
        *only_second += order > 0;
        i += order <= 0;
        j += order >= 0;
    }
}
