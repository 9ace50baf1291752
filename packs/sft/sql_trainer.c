/* The trainers in SQL: trainer_faults, trainer_rules, trainer_cut and packed_sequences. */
#include "packs/sft/sft.h"
#include "packs/sft/trainer_column.h"
#include "packs/sft/trainer_segments.h"

/* ---- trainer_faults ---- */

enum { FAULT_CODE, FAULT_RULE, FAULT_LOCUS, FAULT_MESSAGE, FAULT_SOURCE, FAULT_FIELDS };

static int faults_write(struct call *call, const struct subject *subject, const struct trainer_fault *faults,
                        size_t count, size_t row, uint64_t *total)
{
    struct target fields[FAULT_FIELDS];
    if (target_reserve(&call->result, *total + count) < 0)
        return error_memory(call->error);
    struct target elements = target_elements(&call->result);
    for (size_t i = 0; i < FAULT_FIELDS; i++)
        fields[i] = target_field(&elements, i);
    for (size_t i = 0; i < count; i++) {
        const struct hit *hit = &faults[i].hit;
        struct text locus = hit->locus.data              ? hit->locus
                            : hit->turn < subject->count ? subject->turns[hit->turn].at
                                                         : (struct text){"", 0};
        buffer_clear(&call->scratch->a);
        trainer_fault_message(&faults[i], &call->scratch->a);
        TRY(buffer_status(&call->scratch->a, call->error));
        target_text(&fields[FAULT_CODE], *total + i, text_of(faults[i].rule->code));
        target_text(&fields[FAULT_RULE], *total + i, text_of(faults[i].rule->name));
        target_text(&fields[FAULT_LOCUS], *total + i, locus.data ? locus : (struct text){"", 0});
        target_text(&fields[FAULT_MESSAGE], *total + i, buffer_view(&call->scratch->a));
        target_text(&fields[FAULT_SOURCE], *total + i, text_of(faults[i].rule->source));
    }
    target_list(&call->result, row, *total, count);
    *total += count;
    return 0;
}

int sft_trainer_faults_rows(struct call *call)
{
    struct subject_columns columns;
    uint64_t total = 0;
    subject_columns_open(&columns, &call->arguments[0]);
    for (size_t row = 0; row < call->rows; row++) {
        struct trainer_fault faults[TRAINER_FAULTS_MOST];
        struct subject subject = {0};
        target_list(&call->result, row, total, 0);
        if (!column_valid(&call->arguments[0], row) || !column_valid(&call->arguments[1], row)) {
            target_null(&call->result, row);
            continue;
        }
        arena_clear(&call->scratch->arena);
        TRY(trainer_read(&subject.trainer, &call->arguments[1], row, call->error));
        subject.settings = settings_read(column_text_at(&call->arguments[2], row));
        if (subject_take(&subject, &columns, row, &call->scratch->arena) < 0)
            return error_memory(call->error);
        TRY(faults_write(call, &subject, faults, trainer_faults(&subject, faults), row, &total));
    }
    target_length(&call->result, total);
    return 0;
}

/* ---- trainer_rules ---- */

static void rule_write(const struct target *elements, size_t at, const struct trainer_rule *rule)
{
    const char *const texts[] = {trainer_name(rule->trainer), rule->name, rule->code, rule->message,
                                 rule->source};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct target field = target_field(elements, i);
        target_text(&field, at, text_of(texts[i]));
    }
}

int sft_trainer_rules_rows(struct call *call)
{
    uint64_t total = 0;
    for (size_t row = 0; row < call->rows; row++) {
        enum trainer trainer;
        uint64_t first = total;
        target_list(&call->result, row, first, 0);
        if (!column_valid(&call->arguments[0], row)) {
            target_null(&call->result, row);
            continue;
        }
        TRY(trainer_read(&trainer, &call->arguments[0], row, call->error));
        for (const struct trainer_rule *rule = trainer_rule_next(NULL); rule;
             rule = trainer_rule_next(rule)) {
            if (rule->trainer != trainer)
                continue;
            if (target_reserve(&call->result, total + 1) < 0)
                return error_memory(call->error);
            struct target elements = target_elements(&call->result);
            rule_write(&elements, total++, rule);
        }
        target_list(&call->result, row, first, total - first);
    }
    target_length(&call->result, total);
    return 0;
}

/* ---- trainer_cut ---- */

static void cut_write(const struct target *result, size_t row, const struct cut *cut)
{
    const int64_t numbers[] = {cut->tokens, cut->target, cut->kept, cut->kept_target};
    for (size_t i = 0; i < 4; i++) {
        struct target field = target_field(result, i);
        target_int64(&field, row, numbers[i]);
    }
    struct target dropped = target_field(result, 4);
    target_boolean(&dropped, row, cut->dropped);
}

static int cut_row(struct call *call, size_t row)
{
    struct column tokens = column_elements(&call->arguments[1]),
                  targets = column_elements(&call->arguments[2]);
    struct list_entry numbers = column_list(&call->arguments[1], row),
                      flags = column_list(&call->arguments[2], row);
    enum trainer trainer;
    TRY(trainer_read(&trainer, &call->arguments[0], row, call->error));
    size_t count = numbers.length < flags.length ? numbers.length : flags.length;
    int64_t *counts = arena_take(&call->scratch->arena, count + 1, sizeof *counts);
    bool *trained = arena_take(&call->scratch->arena, count + 1, sizeof *trained);
    if (!counts || !trained)
        return error_memory(call->error);
    for (size_t i = 0; i < count; i++) {
        bool valid = column_valid(&tokens, numbers.offset + i) && column_valid(&targets, flags.offset + i);
        int64_t number = valid ? column_int64(&tokens, numbers.offset + i) : 0;
        counts[i] = number > 0 ? number : 0;
        trained[i] = valid && column_boolean(&targets, flags.offset + i);
    }
    struct cut cut = trainer_cut(trainer, counts, trained, count, column_int64(&call->arguments[3], row));
    cut_write(&call->result, row, &cut);
    return 0;
}

int sft_trainer_cut_rows(struct call *call)
{
    for (size_t row = 0; row < call->rows; row++) {
        bool whole = true;
        for (size_t i = 0; i < 4; i++)
            whole = whole && column_valid(&call->arguments[i], row);
        arena_clear(&call->scratch->arena);
        if (whole)
            TRY(cut_row(call, row));
        else
            target_null(&call->result, row);
    }
    return 0;
}

/* ---- packed_sequences ---- */

/* Memory is the scratch arena's. -1: out of memory. */
static int64_t packed_row(struct call *call, size_t row)
{
    struct column lengths = column_elements(&call->arguments[0]);
    struct list_entry entry = column_list(&call->arguments[0], row);
    int64_t *numbers = arena_take(&call->scratch->arena, entry.length + 1, sizeof *numbers);
    if (!numbers)
        return -1;
    size_t count = 0;
    for (size_t i = 0; i < entry.length; i++)
        if (column_valid(&lengths, entry.offset + i))
            numbers[count++] = column_int64(&lengths, entry.offset + i);
    return sequences_packed(numbers, count, column_int64(&call->arguments[1], row), &call->scratch->arena);
}

int sft_packed_sequences_rows(struct call *call)
{
    for (size_t row = 0; row < call->rows; row++) {
        bool whole = column_valid(&call->arguments[0], row) && column_valid(&call->arguments[1], row);
        arena_clear(&call->scratch->arena);
        if (!whole || column_int64(&call->arguments[1], row) <= 0 ||
            column_int64(&call->arguments[1], row) > PACKED_LONGEST) {
            target_null(&call->result, row);
            continue;
        }
        int64_t sequences = packed_row(call, row);
        if (sequences < 0)
            return error_memory(call->error);
        target_int64(&call->result, row, sequences);
    }
    return 0;
}
