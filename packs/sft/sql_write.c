/* sft_write in SQL: a canonical row to one record of a format. Fields of the row are found by name, so a row
 * with more of them, or without some, is fine. */
#include <math.h>

#include "base/memory.h"
#include "packs/sft/formats.h"
#include "packs/sft/sft.h"

/* The columns of a canonical row; those that are not there read as NULL. */
struct row_columns {
    struct column id, turns, tools, weight, extra;
    struct column turn, role, content, name, reasoning, parts, tool_calls, tool_call_id, turn_weight,
        instruction, at, turn_extra;
    struct column call, call_id, call_name, call_arguments;
};

static void columns_find(struct row_columns *columns, const struct column *row)
{
    columns->id = column_field(row, "id");
    columns->turns = column_field(row, "turns");
    columns->tools = column_field(row, "tools");
    columns->weight = column_field(row, "weight");
    columns->extra = column_field(row, "extra");
    columns->turn = column_elements(&columns->turns);
    columns->role = column_field(&columns->turn, "role");
    columns->content = column_field(&columns->turn, "content");
    columns->name = column_field(&columns->turn, "name");
    columns->reasoning = column_field(&columns->turn, "reasoning");
    columns->parts = column_field(&columns->turn, "parts");
    columns->tool_calls = column_field(&columns->turn, "tool_calls");
    columns->tool_call_id = column_field(&columns->turn, "tool_call_id");
    columns->turn_weight = column_field(&columns->turn, "weight");
    columns->instruction = column_field(&columns->turn, "instruction");
    columns->at = column_field(&columns->turn, "at");
    columns->turn_extra = column_field(&columns->turn, "extra");
    columns->call = column_elements(&columns->tool_calls);
    columns->call_id = column_field(&columns->call, "id");
    columns->call_name = column_field(&columns->call, "name");
    columns->call_arguments = column_field(&columns->call, "arguments");
}

static struct text text_at(const struct column *column, size_t row)
{
    return column->kind == KIND_TEXT && column_valid(column, row) ? column_text(column, row)
                                                                  : (struct text){0};
}

static double number_at(const struct column *column, size_t row)
{
    if (!column_valid(column, row))
        return NAN;
    switch (column->kind) {
    case KIND_DOUBLE:
        return column_double(column, row);
    case KIND_INT32:
        return column_int32(column, row);
    case KIND_INT64:
        return (double)column_int64(column, row);
    default:
        return NAN;
    }
}

static int64_t mark_at(const struct column *column, size_t row)
{
    double number = number_at(column, row);
    return number >= 0 ? (int64_t)number : -1;
}

static void calls_take(struct conversation *conversation, struct turn *turn,
                       const struct row_columns *columns, size_t row)
{
    if (columns->tool_calls.kind != KIND_LIST || !column_valid(&columns->tool_calls, row))
        return;
    struct list_entry entry = column_list(&columns->tool_calls, row);
    turn->tool_calls =
        entry.length ? arena_take(conversation->arena, entry.length, sizeof *turn->tool_calls) : NULL;
    if (entry.length && !turn->tool_calls) {
        conversation->failed = true;
        return;
    }
    turn->tool_call_count = entry.length;
    for (size_t i = 0; i < entry.length; i++)
        turn->tool_calls[i] = (struct tool_call){
            .id = text_at(&columns->call_id, entry.offset + i),
            .name = text_at(&columns->call_name, entry.offset + i),
            .arguments = text_at(&columns->call_arguments, entry.offset + i),
        };
}

static void turn_take(struct conversation *conversation, const struct row_columns *columns, size_t row,
                      size_t index)
{
    struct turn *turn = turn_add(conversation, "turns", (int64_t)index, -1);
    if (!turn)
        return;
    turn->role = text_at(&columns->role, row);
    turn->content = text_at(&columns->content, row);
    turn->name = text_at(&columns->name, row);
    turn->reasoning = text_at(&columns->reasoning, row);
    turn->parts = text_at(&columns->parts, row);
    turn->tool_call_id = text_at(&columns->tool_call_id, row);
    turn->weight = number_at(&columns->turn_weight, row);
    turn->instruction = mark_at(&columns->instruction, row);
    if (text_at(&columns->at, row).data)
        turn->at = text_at(&columns->at, row);
    turn->extra = text_at(&columns->turn_extra, row);
    calls_take(conversation, turn, columns, row);
}

static void conversation_take(struct conversation *conversation, const struct row_columns *columns,
                              size_t row)
{
    conversation_clear(conversation);
    conversation->readable = columns->turns.kind == KIND_LIST && column_valid(&columns->turns, row);
    conversation->id = text_at(&columns->id, row);
    conversation->tools = text_at(&columns->tools, row);
    conversation->weight = number_at(&columns->weight, row);
    conversation->extra = text_at(&columns->extra, row);
    if (!conversation->readable)
        return;
    struct list_entry entry = column_list(&columns->turns, row);
    for (size_t i = 0; i < entry.length; i++)
        turn_take(conversation, columns, entry.offset + i, i);
}

struct writer {
    struct arena arena; /* of the row */
    struct conversation conversation;
    struct buffer out;
};

static void writer_free(void *own)
{
    struct writer *writer = own;
    conversation_release(&writer->conversation);
    buffer_release(&writer->out);
    arena_release(&writer->arena);
    memory_free(writer);
}

static struct writer *writer_of(struct scratch *scratch)
{
    if (!scratch->own) {
        scratch->own = memory_new(1, sizeof(struct writer));
        scratch->release_own = writer_free;
    }
    return scratch->own;
}

static int coder_find(const struct coder **coder, struct text name, struct error *error)
{
    const struct format *format = sft_format_find(name);
    if (!format)
        return error_set(error, ERROR_USAGE, "\"%.*s\" is no fine-tuning format", (int)name.length,
                         name.data);
    *coder = format_coder(format);
    if (!(*coder)->write)
        return error_set(error, ERROR_USAGE, "%s is read only: it has no writer", format->name);
    return 0;
}

/* The losses of all rows so far are elements 0 … written - 1. */
struct loss_list {
    struct target list, field, message;
    uint64_t written, capacity;
};

static int losses_write(struct loss_list *list, size_t row, const struct writing *writing)
{
    uint64_t total = list->written + writing->loss_count;
    if (total > list->capacity) {
        list->capacity = total * 2;
        if (target_reserve(&list->list, list->capacity) < 0)
            return -1;
        struct target elements = target_elements(&list->list);
        list->field = target_field(&elements, 0);
        list->message = target_field(&elements, 1);
    }
    target_list(&list->list, row, list->written, writing->loss_count);
    for (size_t i = 0; i < writing->loss_count; i++, list->written++) {
        target_text(&list->field, list->written, writing->losses[i].field);
        target_text(&list->message, list->written, writing->losses[i].message);
    }
    return 0;
}

static int row_write(struct writer *writer, const struct coder *coder, const struct target *text,
                     struct loss_list *losses, size_t row, struct error *error)
{
    struct writing writing = {.out = writer->out, .arena = &writer->arena};
    buffer_clear(&writing.out);
    if (writer->conversation.readable)
        coder->write(&writing, &writer->conversation);
    else
        writing_refuse(&writing, (struct text){"", 0},
                       "the record could not be read, so there is nothing to write");
    bool failed = writing.failed || writing.out.failed || writer->conversation.failed;
    writer->out = writing.out; /* its memory is kept for the next row */
    if (failed)
        return error_memory(error);
    if (writing.refused)
        target_null(text, row);
    else
        target_text(text, row, buffer_view(&writer->out));
    return losses_write(losses, row, &writing) < 0 ? error_memory(error) : 0;
}

int sft_write_rows(struct call *call)
{
    struct writer *writer = writer_of(call->scratch);
    const struct column *names = &call->arguments[1];
    struct target text = target_field(&call->result, 0);
    struct loss_list losses = {.list = target_field(&call->result, 1)};
    struct row_columns columns;
    struct text last = {0};
    const struct coder *coder = NULL;
    if (!writer)
        return error_memory(call->error);
    writer->conversation.arena = &writer->arena;
    columns_find(&columns, &call->arguments[0]);
    for (size_t row = 0; row < call->rows; row++) {
        arena_clear(&writer->arena);
        if (!column_valid(&call->arguments[0], row) || !column_valid(names, row)) {
            target_null(&call->result, row);
            continue;
        }
        struct text name = column_text(names, row);
        if (!coder || !text_equal(name, last))
            TRY(coder_find(&coder, last = name, call->error));
        conversation_take(&writer->conversation, &columns, row);
        TRY(row_write(writer, coder, &text, &losses, row, call->error));
    }
    target_length(&losses.list, losses.written);
    return 0;
}
