#include "packs/sft/trainer_column.h"

#include <math.h>

void subject_columns_open(struct subject_columns *columns, const struct column *row)
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

struct text column_text_at(const struct column *column, size_t row)
{
    return column->kind == KIND_TEXT && column_valid(column, row) ? column_text(column, row)
                                                                  : (struct text){0};
}

static int faults_take(struct subject *subject, const struct subject_columns *columns, size_t row)
{
    if (columns->faults.kind != KIND_LIST || !column_valid(&columns->faults, row))
        return 0;
    struct list_entry entry = column_list(&columns->faults, row);
    struct record_fault *faults = arena_take_zeroed(subject->arena, entry.length + 1, sizeof *faults);
    if (!faults)
        return -1;
    for (size_t i = 0; i < entry.length; i++) {
        struct text code = arena_copy(subject->arena, column_text_at(&columns->fault_code, entry.offset + i));
        faults[i] =
            (struct record_fault){.code = code.data ? code.data : "",
                                  .locus = column_text_at(&columns->fault_locus, entry.offset + i),
                                  .message = column_text_at(&columns->fault_message, entry.offset + i)};
    }
    subject->faults = faults;
    subject->fault_count = entry.length;
    return 0;
}

unsigned settings_read(struct text text)
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
int subject_take(struct subject *subject, const struct subject_columns *columns, size_t row,
                 struct arena *arena)
{
    struct turn *turns = NULL;
    struct text extra = column_text_at(&columns->extra, row), format = column_text_at(&columns->format, row);
    subject->arena = arena;
    if (turns_column_row(&columns->turns, row, arena, &turns, &subject->count) < 0)
        return -1;
    subject->turns = turns;
    subject->tools = column_text_at(&columns->tools, row);
    subject->id = column_text_at(&columns->id, row);
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

int trainer_read(enum trainer *trainer, const struct column *names, size_t row, struct error *error)
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
