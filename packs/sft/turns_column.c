#include "packs/sft/turns_column.h"

#include <math.h>

void turns_column_open(struct turns_column *turns, const struct column *list)
{
    *turns = (struct turns_column){.list = *list};
    if (list->kind != KIND_LIST)
        return;
    turns->elements = column_elements(list);
    const struct {
        struct column *place;
        const char *name;
    } fields[] = {{&turns->role, "role"},
                  {&turns->content, "content"},
                  {&turns->name, "name"},
                  {&turns->reasoning, "reasoning"},
                  {&turns->parts, "parts"},
                  {&turns->tool_calls, "tool_calls"},
                  {&turns->tool_call_id, "tool_call_id"},
                  {&turns->weight, "weight"},
                  {&turns->instruction, "instruction"},
                  {&turns->at, "at"},
                  {&turns->extra, "extra"}};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        *fields[i].place = column_field(&turns->elements, fields[i].name);
    if (turns->tool_calls.kind != KIND_LIST) {
        turns->tool_calls.kind = KIND_NULL;
        return;
    }
    turns->calls = column_elements(&turns->tool_calls);
    turns->call_id = column_field(&turns->calls, "id");
    turns->call_name = column_field(&turns->calls, "name");
    turns->call_arguments = column_field(&turns->calls, "arguments");
}

static struct text text_or_absent(const struct column *column, size_t row)
{
    if ((column->kind != KIND_TEXT && column->kind != KIND_BLOB) || !column_valid(column, row))
        return (struct text){0};
    struct text text = column_text(column, row);
    return text;
}

static int calls_row(const struct turns_column *column, size_t element, struct arena *arena,
                     struct turn *turn)
{
    if (!column_valid(&column->tool_calls, element))
        return 0;
    struct list_entry entry = column_list(&column->tool_calls, element);
    turn->tool_calls = arena_take(arena, entry.length + 1, sizeof *turn->tool_calls);
    if (!turn->tool_calls)
        return -1;
    for (size_t i = 0; i < entry.length; i++)
        turn->tool_calls[turn->tool_call_count++] =
            (struct tool_call){.id = text_or_absent(&column->call_id, entry.offset + i),
                               .name = text_or_absent(&column->call_name, entry.offset + i),
                               .arguments = text_or_absent(&column->call_arguments, entry.offset + i)};
    return 0;
}

int turns_column_row(const struct turns_column *column, size_t row, struct arena *arena, struct turn **turns,
                     size_t *count)
{
    *turns = NULL;
    *count = 0;
    if (column->list.kind != KIND_LIST || !column_valid(&column->list, row))
        return 0;
    struct list_entry entry = column_list(&column->list, row);
    *turns = arena_take_zeroed(arena, entry.length + 1, sizeof **turns);
    if (!*turns)
        return -1;
    for (size_t i = 0; i < entry.length; i++) {
        size_t at = entry.offset + i;
        struct turn *turn = &(*turns)[i];
        turn->role = text_or_absent(&column->role, at);
        turn->content = text_or_absent(&column->content, at);
        turn->name = text_or_absent(&column->name, at);
        turn->reasoning = text_or_absent(&column->reasoning, at);
        turn->parts = text_or_absent(&column->parts, at);
        turn->tool_call_id = text_or_absent(&column->tool_call_id, at);
        turn->at = text_or_absent(&column->at, at);
        turn->extra = text_or_absent(&column->extra, at);
        turn->weight = column->weight.kind == KIND_DOUBLE && column_valid(&column->weight, at)
                           ? column_double(&column->weight, at)
                           : (double)NAN;
        turn->instruction = column->instruction.kind == KIND_INT64 && column_valid(&column->instruction, at)
                                ? column_int64(&column->instruction, at)
                                : -1;
        if (calls_row(column, at, arena, turn) < 0)
            return -1;
    }
    *count = entry.length;
    return 0;
}
