/* sft_write in SQL: a canonical row to one record of a format. Fields of the row are found by name, so a row
 * with more of them, or without some, is fine. */
#include <math.h>

#include "base/memory.h"
#include "packs/sft/formats.h"
#include "packs/sft/sft.h"
#include "packs/sft/turns_column.h"

/* The columns of a canonical row; those that are not there read as NULL. */
struct row_columns {
    struct column id, tools, weight, extra;
    struct turns_column turns;
};

static void columns_find(struct row_columns *columns, const struct column *row)
{
    struct column turns = column_field(row, "turns");
    columns->id = column_field(row, "id");
    columns->tools = column_field(row, "tools");
    columns->weight = column_field(row, "weight");
    columns->extra = column_field(row, "extra");
    turns_column_open(&columns->turns, &turns);
}

static struct text text_at(const struct column *column, size_t row)
{
    return column->kind == KIND_TEXT && column_valid(column, row) ? column_text(column, row)
                                                                  : (struct text){0};
}

/* The conversation in one row; its turns live in the arena. */
static int conversation_take(struct conversation *conversation, const struct row_columns *columns, size_t row,
                             struct arena *arena)
{
    *conversation = (struct conversation){
        .arena = arena,
        .id = text_at(&columns->id, row),
        .tools = text_at(&columns->tools, row),
        .weight = columns->weight.kind == KIND_DOUBLE && column_valid(&columns->weight, row)
                      ? column_double(&columns->weight, row)
                      : NAN,
        .extra = text_at(&columns->extra, row),
    };
    if (turns_column_row(&columns->turns, row, arena, &conversation->turns, &conversation->turn_count) < 0)
        return -1;
    conversation->readable = conversation->turns != NULL;
    return 0;
}

struct writer {
    struct arena arena; /* of the row */
    struct buffer out;
};

static void writer_free(void *own)
{
    struct writer *writer = own;
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

static int row_write(struct writer *writer, const struct coder *coder,
                     const struct conversation *conversation, const struct target *text,
                     struct loss_list *losses, size_t row, struct error *error)
{
    struct writing writing = {.out = writer->out, .arena = &writer->arena};
    buffer_clear(&writing.out);
    if (conversation->readable)
        coder->write(&writing, conversation);
    else
        writing_refuse(&writing, (struct text){"", 0},
                       "the record could not be read, so there is nothing to write");
    bool failed = writing.failed || writing.out.failed;
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
        struct conversation conversation;
        if (conversation_take(&conversation, &columns, row, &writer->arena) < 0)
            return error_memory(call->error);
        TRY(row_write(writer, coder, &conversation, &text, &losses, row, call->error));
    }
    target_length(&losses.list, losses.written);
    return 0;
}
