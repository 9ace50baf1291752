/* The trainers in SQL: trainer_faults, trainer_rules, trainer_view, trainer_cut and packed_sequences. */
#include <math.h>

#include "base/memory.h"
#include "packs/sft/sft.h"
#include "packs/sft/trainer_segments.h"
#include "packs/sft/turns_column.h"

/* The columns of a canonical row. */
struct row_columns {
    struct column format, id, tools, weight, extra, faults;
    struct column fault_code, fault_locus, fault_message;
    struct turns_column turns;
};

static void columns_find(struct row_columns *columns, const struct column *row)
{
    struct column turns = column_field(row, "turns");
    columns->format = column_field(row, "format");
    columns->id = column_field(row, "id");
    columns->tools = column_field(row, "tools");
    columns->weight = column_field(row, "weight");
    columns->extra = column_field(row, "extra");
    columns->faults = column_field(row, "faults");
    columns->fault_code = columns->fault_locus = columns->fault_message = (struct column){.kind = KIND_NULL};
    if (columns->faults.kind == KIND_LIST) {
        struct column elements = column_elements(&columns->faults);
        columns->fault_code = column_field(&elements, "code");
        columns->fault_locus = column_field(&elements, "locus");
        columns->fault_message = column_field(&elements, "message");
    }
    turns_column_open(&columns->turns, &turns);
}

static struct text text_at(const struct column *column, size_t row)
{
    return column->kind == KIND_TEXT && column_valid(column, row) ? column_text(column, row)
                                                                  : (struct text){0};
}

static int faults_take(struct subject *subject, const struct row_columns *columns, size_t row)
{
    if (columns->faults.kind != KIND_LIST || !column_valid(&columns->faults, row))
        return 0;
    struct list_entry entry = column_list(&columns->faults, row);
    struct record_fault *faults = arena_take_zeroed(subject->arena, entry.length + 1, sizeof *faults);
    if (!faults)
        return -1;
    for (size_t i = 0; i < entry.length; i++) {
        struct text code = arena_copy(subject->arena, text_at(&columns->fault_code, entry.offset + i));
        faults[i] = (struct record_fault){.code = code.data ? code.data : "",
                                          .locus = text_at(&columns->fault_locus, entry.offset + i),
                                          .message = text_at(&columns->fault_message, entry.offset + i)};
    }
    subject->faults = faults;
    subject->fault_count = entry.length;
    return 0;
}

static unsigned settings_read(struct text text)
{
    static const struct {
        const char *name;
        enum setting setting;
    } settings[] = {{"assistant_only_loss", SETTING_ASSISTANT_ONLY},
                    {"train_on_prompt", SETTING_ON_PROMPT},
                    {"packing", SETTING_PACKING}};
    unsigned found = 0;
    while (text.length) {
        const char *comma = memchr(text.data, ',', text.length);
        struct text word = {text.data, comma ? (size_t)(comma - text.data) : text.length};
        for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
            if (text_is(text_trim(word), settings[i].name))
                found |= settings[i].setting;
        size_t used = word.length + (comma != NULL);
        text = (struct text){text.data + used, text.length - used};
    }
    return found;
}

/* The record in one row; trainer and settings are the caller's. */
static int subject_take(struct subject *subject, const struct row_columns *columns, size_t row,
                        struct arena *arena)
{
    struct turn *turns = NULL;
    struct text extra = text_at(&columns->extra, row), format = text_at(&columns->format, row);
    subject->arena = arena;
    if (turns_column_row(&columns->turns, row, arena, &turns, &subject->count) < 0)
        return -1;
    subject->turns = turns;
    subject->tools = text_at(&columns->tools, row);
    subject->id = text_at(&columns->id, row);
    subject->weight = columns->weight.kind == KIND_DOUBLE && column_valid(&columns->weight, row)
                          ? column_double(&columns->weight, row)
                          : (double)NAN;
    subject->extra = extra.data ? nested_read(arena, extra) : NULL;
    subject->turn_extras = arena_take_zeroed(arena, subject->count + 1, sizeof *subject->turn_extras);
    if (!subject->turn_extras)
        return -1;
    for (size_t i = 0; i < subject->count; i++)
        subject->turn_extras[i] = turns[i].extra.data ? nested_read(arena, turns[i].extra) : NULL;
    subject->shape = shape_of(format.data ? format : text_of("openai"), turns, subject->count);
    subject->table = text_is(format, "table");
    return faults_take(subject, columns, row);
}

static int trainer_read(enum trainer *trainer, const struct column *names, size_t row, struct error *error)
{
    struct text name = column_text(names, row);
    if (trainer_find(name, trainer))
        return 0;
    return error_set(
        error, ERROR_USAGE,
        "\"%.*s\" is no trainer that is known; there is trl, llamafactory, axolotl, torchtune, openai and "
        "together",
        (int)(name.length < 60 ? name.length : 60), name.data);
}

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
    struct row_columns columns;
    uint64_t total = 0;
    columns_find(&columns, &call->arguments[0]);
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
        subject.settings = settings_read(text_at(&call->arguments[2], row));
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

/* ---- trainer_view ---- */

struct viewer {
    struct template_cache cache;
    struct arena arena; /* of the row */
    struct rendering rendering;
};

static void viewer_free(void *own)
{
    struct viewer *viewer = own;
    template_cache_release(&viewer->cache);
    arena_release(&viewer->arena);
    buffer_release(&viewer->rendering.text);
    memory_free(viewer);
}

static struct viewer *viewer_of(struct scratch *scratch)
{
    if (!scratch->own) {
        scratch->own = memory_new(1, sizeof(struct viewer));
        scratch->release_own = viewer_free;
    }
    return scratch->own;
}

struct view_target {
    struct target segments, generations, error, lost, shape;
    uint64_t segment_count, lost_count;
};

static int segments_write(struct view_target *view, size_t row, const struct segments *segments)
{
    if (target_reserve(&view->segments, view->segment_count + segments->count) < 0)
        return -1;
    struct target elements = target_elements(&view->segments);
    struct target text = target_field(&elements, 0), tokens = target_field(&elements, 1),
                  target = target_field(&elements, 2);
    target_list(&view->segments, row, view->segment_count, segments->count);
    for (size_t i = 0; i < segments->count; i++, view->segment_count++) {
        target_text(&text, view->segment_count, segments->items[i].text);
        target_int64(&tokens, view->segment_count, segments->items[i].tokens);
        target_boolean(&target, view->segment_count, segments->items[i].target);
    }
    return 0;
}

static int lost_write(struct view_target *view, size_t row, const struct segments *segments,
                      const struct subject *subject)
{
    if (target_reserve(&view->lost, view->lost_count + segments->lost_count) < 0)
        return -1;
    struct target elements = target_elements(&view->lost);
    struct target locus = target_field(&elements, 0), field = target_field(&elements, 1);
    target_list(&view->lost, row, view->lost_count, segments->lost_count);
    for (size_t i = 0; i < segments->lost_count; i++, view->lost_count++) {
        size_t turn = segments->lost[i].turn;
        struct text at = turn < subject->count ? subject->turns[turn].at : (struct text){"", 0};
        target_text(&locus, view->lost_count, at.data ? at : (struct text){"", 0});
        target_text(&field, view->lost_count, text_of(segments->lost[i].field));
    }
    return 0;
}

static int view_write(struct call *call, struct view_target *view, size_t row,
                      const struct segments *segments, const struct subject *subject,
                      const struct error *fault)
{
    if (segments_write(view, row, segments) < 0 || lost_write(view, row, segments, subject) < 0)
        return error_memory(call->error);
    target_text(&view->shape, row, text_of(shape_name(subject->shape)));
    if (fault->code)
        target_null(&view->segments, row);
    if (segments->generations < 0 || fault->code)
        target_null(&view->generations, row);
    else
        target_int64(&view->generations, row, segments->generations);
    if (fault->code)
        target_text(&view->error, row, text_of(fault->message));
    else
        target_null(&view->error, row);
    return 0;
}

/* A template is for conversations; texts have none. */
static bool has_template(const struct subject *subject, struct text template)
{
    bool texts = subject->shape == SHAPE_TEXT ||
                 (subject->shape == SHAPE_PROMPT_TEXT &&
                  (subject->trainer == TRAINER_TRL || subject->trainer == TRAINER_TOGETHER));
    return template.length > 0 && !texts && subject->trainer != TRAINER_OPENAI;
}

static int view_row(struct call *call, struct viewer *viewer, struct view_target *view,
                    const struct row_columns *columns, size_t row)
{
    struct subject subject = {0};
    struct segments segments = {.arena = &viewer->arena, .generations = -1};
    struct text template = text_at(&call->arguments[3], row);
    struct error fault = {0};
    arena_clear(&viewer->arena);
    TRY(trainer_read(&subject.trainer, &call->arguments[1], row, call->error));
    subject.settings = settings_read(text_at(&call->arguments[2], row));
    if (subject_take(&subject, columns, row, &viewer->arena) < 0)
        return error_memory(call->error);
    if (!subject.turns) {
        target_null(&call->result, row);
        return 0;
    }
    if (has_template(&subject, template)) {
        const struct template_source *source;
        TRY(template_cache_get(&viewer->cache, template, &source, call->error));
        int code = segments_rendered(&segments, &subject, source, &viewer->rendering, &fault);
        if (code < 0 && code != ERROR_INPUT) {
            *call->error = fault;
            return code;
        }
        if (code < 0)
            segments.count = segments.lost_count = 0;
    } else
        segments_plain(&segments, &subject);
    if (segments.failed)
        return error_memory(call->error);
    return view_write(call, view, row, &segments, &subject, &fault);
}

int sft_trainer_view_rows(struct call *call)
{
    struct viewer *viewer = viewer_of(call->scratch);
    struct view_target view = {.segments = target_field(&call->result, 0),
                               .generations = target_field(&call->result, 1),
                               .error = target_field(&call->result, 2),
                               .lost = target_field(&call->result, 3),
                               .shape = target_field(&call->result, 4)};
    struct row_columns columns;
    if (!viewer)
        return error_memory(call->error);
    columns_find(&columns, &call->arguments[0]);
    for (size_t row = 0; row < call->rows; row++) {
        target_list(&view.segments, row, view.segment_count, 0);
        target_list(&view.lost, row, view.lost_count, 0);
        if (!column_valid(&call->arguments[0], row) || !column_valid(&call->arguments[1], row))
            target_null(&call->result, row);
        else
            TRY(view_row(call, viewer, &view, &columns, row));
    }
    target_length(&view.segments, view.segment_count);
    target_length(&view.lost, view.lost_count);
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
