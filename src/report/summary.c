/* What every report says first; see summary.h. */
#include "report/summary.h"

#include <inttypes.h>
#include <math.h>

#include "base/memory.h"
#include "report/amount.h"

bool check_fails_run(const struct run *run, const struct check_result *check)
{
    if (check->status == CHECK_FAILED)
        return true;
    return check->status == CHECK_FINDINGS && check->level >= run->fail_on;
}

enum outcome check_outcome(const struct check_result *check)
{
    static const enum outcome of_level[] = {OUTCOME_NOTE, OUTCOME_WARNING, OUTCOME_ERROR, OUTCOME_ERROR};
    switch (check->status) {
    case CHECK_FINDINGS:
        return of_level[check->level];
    case CHECK_FAILED:
        return OUTCOME_BROKEN;
    case CHECK_SKIPPED:
        return OUTCOME_SKIPPED;
    case CHECK_OK:
        break;
    }
    return OUTCOME_OK;
}

static bool check_is_worse(const struct run *run, const struct check_result *a, const struct check_result *b)
{
    bool a_fails = check_fails_run(run, a), b_fails = check_fails_run(run, b);
    if (a_fails != b_fails)
        return a_fails;
    return check_outcome(a) < check_outcome(b);
}

static void count_check(struct summary *summary, const struct check_result *check)
{
    summary->statuses[check->status]++;
    summary->failing += check_fails_run(summary->run, check);
    summary->findings_total += check->findings_total;
    if (check->level <= LEVEL_ERROR)
        summary->findings[check->level] += check->findings_total;
}

int summary_init(struct summary *summary, const struct run *run, struct error *error)
{
    *summary = (struct summary){.run = run};
    summary->checks = memory_new(run->check_count + 1, sizeof *summary->checks);
    if (!summary->checks)
        return error_memory(error);
    /* Insertion keeps the order in which equally bad checks ran; a run has tens of checks. */
    for (size_t i = 0; i < run->check_count; i++) {
        const struct check_result *check = &run->checks[i];
        size_t to = i;
        for (; to > 0 && check_is_worse(run, check, summary->checks[to - 1]); to--)
            summary->checks[to] = summary->checks[to - 1];
        summary->checks[to] = check;
        count_check(summary, check);
    }
    return 0;
}

void summary_release(struct summary *summary)
{
    memory_free(summary->checks);
    *summary = (struct summary){0};
}

const struct figure *check_key_figure(const struct check_result *check)
{
    for (size_t i = 0; i < check->figure_count; i++)
        if (check->figures[i].slice.length == 0 && !isnan(check->figures[i].value))
            return &check->figures[i];
    return NULL;
}

static bool finding_is_worse(const struct worst_finding *a, const struct worst_finding *b)
{
    enum outcome a_outcome = check_outcome(a->check), b_outcome = check_outcome(b->check);
    if (a_outcome != b_outcome)
        return a_outcome < b_outcome;
    double a_score = isnan(a->finding->score) ? -1 : a->finding->score;
    double b_score = isnan(b->finding->score) ? -1 : b->finding->score;
    return a_score > b_score;
}

size_t summary_worst(const struct summary *summary, struct worst_finding *worst, size_t limit,
                     size_t per_check)
{
    size_t count = 0;
    for (size_t c = 0; c < summary->run->check_count; c++) {
        const struct check_result *check = summary->checks[c];
        for (size_t f = 0; f < check->finding_count && f < per_check; f++) {
            struct worst_finding candidate = {check, &check->findings[f]};
            size_t to = count;
            while (to > 0 && finding_is_worse(&candidate, &worst[to - 1]))
                to--;
            if (to == limit)
                continue;
            count += count < limit;
            memmove(&worst[to + 1], &worst[to], (count - to - 1) * sizeof *worst);
            worst[to] = candidate;
        }
    }
    return count;
}

void finding_put_place(struct buffer *out, const struct finding *finding)
{
    if (finding->file.length == 0 || finding->number <= 0) {
        buffer_text(out, finding->record);
        return;
    }
    buffer_text(out, finding->file);
    buffer_format(out, "#%" PRId64, finding->number);
}

static bool argument_is_plain(struct text argument)
{
    for (size_t i = 0; i < argument.length; i++) {
        char byte = argument.data[i];
        bool letter =
            (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9');
        bool sign = byte && strchr("-._/+:@%,=", byte);
        if (!letter && !sign && !(byte == '#' && i > 0) && (unsigned char)byte < 128)
            return false;
    }
    return argument.length > 0;
}

void finding_put_argument(struct buffer *out, const struct finding *finding)
{
    struct buffer place = {0};
    finding_put_place(&place, finding);
    struct text argument = buffer_view(&place);
    if (argument_is_plain(argument)) {
        buffer_text(out, argument);
    } else {
        buffer_byte(out, '\'');
        for (size_t i = 0; i < argument.length; i++)
            if (argument.data[i] == '\'')
                buffer_string(out, "'\\''");
            else
                buffer_byte(out, argument.data[i]);
        buffer_byte(out, '\'');
    }
    out->failed |= place.failed;
    buffer_release(&place);
}

void check_put_codes(struct buffer *out, const struct check_result *check, size_t limit)
{
    for (size_t i = 0; i < check->code_count && i < limit; i++) {
        buffer_string(out, i > 0 ? ", " : "");
        buffer_text(out, check->codes[i].code);
        buffer_byte(out, ' ');
        amount_put_count(out, check->codes[i].count);
    }
    if (check->code_count > limit)
        buffer_format(out, ", %zu more kinds", check->code_count - limit);
}
