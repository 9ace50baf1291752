/* sft_record in SQL: reads columns, calls record_read, writes the canonical row; nothing else. Lists grow as
 * rows are read, since a record's document lives only until the next one. */
#include <math.h>

#include "base/memory.h"
#include "packs/sft/record_read.h"
#include "packs/sft/sft.h"

/* Fields in declared order. */
enum { RECORD_ID, RECORD_TURNS, RECORD_TOOLS, RECORD_WEIGHT, RECORD_EXTRA, RECORD_FAULTS, RECORD_FIELDS };
enum {
    TURN_ROLE,
    TURN_CONTENT,
    TURN_NAME,
    TURN_REASONING,
    TURN_PARTS,
    TURN_CALLS,
    TURN_CALL_ID,
    TURN_WEIGHT,
    TURN_INSTRUCTION,
    TURN_AT,
    TURN_EXTRA,
    TURN_FIELDS
};
enum { CALL_ID, CALL_NAME, CALL_ARGUMENTS, CALL_FIELDS };
enum { FAULT_CODE, FAULT_LOCUS, FAULT_OFFSET, FAULT_MESSAGE, FAULT_FIELDS };

/* One list of structs being filled over all rows. */
struct growing {
    struct target list;
    struct target elements;
    struct target fields[TURN_FIELDS];
    size_t field_count;
    uint64_t count, capacity;
};

static void growing_fetch(struct growing *growing)
{
    growing->elements = target_elements(&growing->list);
    for (size_t i = 0; i < growing->field_count; i++)
        growing->fields[i] = target_field(&growing->elements, i);
}

/* Room for `more` elements. *moved is set when child targets had to be fetched again. */
static int growing_room(struct growing *growing, size_t more, bool *moved)
{
    if (growing->count + more <= growing->capacity)
        return 0;
    uint64_t capacity = growing->capacity * 2;
    if (capacity < growing->count + more)
        capacity = growing->count + more;
    if (target_reserve(&growing->list, capacity) < 0)
        return -1;
    growing->capacity = capacity;
    growing_fetch(growing);
    *moved = true;
    return 0;
}

static void put_text(const struct target *target, size_t row, struct text text)
{
    if (text.data)
        target_text(target, row, text);
    else
        target_null(target, row);
}

static void put_double(const struct target *target, size_t row, double number)
{
    if (isnan(number))
        target_null(target, row);
    else
        target_double(target, row, number);
}

struct rows {
    struct target record[RECORD_FIELDS];
    struct growing turns, calls, faults;
};

static int rows_open(struct rows *rows, const struct target *result, size_t row_count)
{
    bool moved;
    for (size_t i = 0; i < RECORD_FIELDS; i++)
        rows->record[i] = target_field(result, i);
    rows->turns = (struct growing){.list = rows->record[RECORD_TURNS], .field_count = TURN_FIELDS};
    rows->faults = (struct growing){.list = rows->record[RECORD_FAULTS], .field_count = FAULT_FIELDS};
    if (growing_room(&rows->turns, row_count * 3, &moved) < 0 || growing_room(&rows->faults, 16, &moved) < 0)
        return -1;
    rows->calls = (struct growing){.list = rows->turns.fields[TURN_CALLS], .field_count = CALL_FIELDS};
    return growing_room(&rows->calls, 16, &moved);
}

static int calls_write(struct rows *rows, size_t row, const struct turn *turn)
{
    struct growing *calls = &rows->calls;
    bool moved = false;
    if (turn->tool_call_count == 0) {
        target_null(&calls->list, row);
        return 0;
    }
    if (growing_room(calls, turn->tool_call_count, &moved) < 0)
        return -1;
    target_list(&calls->list, row, calls->count, turn->tool_call_count);
    for (size_t i = 0; i < turn->tool_call_count; i++, calls->count++) {
        put_text(&calls->fields[CALL_ID], calls->count, turn->tool_calls[i].id);
        put_text(&calls->fields[CALL_NAME], calls->count, turn->tool_calls[i].name);
        put_text(&calls->fields[CALL_ARGUMENTS], calls->count, turn->tool_calls[i].arguments);
    }
    return 0;
}

static int turn_write(struct rows *rows, const struct turn *turn)
{
    const struct target *fields = rows->turns.fields;
    size_t row = rows->turns.count++;
    put_text(&fields[TURN_ROLE], row, turn->role);
    put_text(&fields[TURN_CONTENT], row, turn->content);
    put_text(&fields[TURN_NAME], row, turn->name);
    put_text(&fields[TURN_REASONING], row, turn->reasoning);
    put_text(&fields[TURN_PARTS], row, turn->parts);
    put_text(&fields[TURN_CALL_ID], row, turn->tool_call_id);
    put_double(&fields[TURN_WEIGHT], row, turn->weight);
    if (turn->instruction >= 0)
        target_int64(&fields[TURN_INSTRUCTION], row, turn->instruction);
    else
        target_null(&fields[TURN_INSTRUCTION], row);
    put_text(&fields[TURN_AT], row, turn->at);
    put_text(&fields[TURN_EXTRA], row, turn->extra);
    return calls_write(rows, row, turn);
}

static int turns_write(struct rows *rows, size_t row, const struct conversation *conversation)
{
    bool moved = false;
    if (growing_room(&rows->turns, conversation->turn_count, &moved) < 0)
        return -1;
    if (moved) /* the calls' list is a field of the turns that moved */
        rows->calls.list = rows->turns.fields[TURN_CALLS];
    if (conversation->readable)
        target_list(&rows->turns.list, row, rows->turns.count, conversation->turn_count);
    else
        target_null(&rows->turns.list, row);
    for (size_t i = 0; i < conversation->turn_count; i++)
        TRY(turn_write(rows, &conversation->turns[i]));
    return 0;
}

static int faults_write(struct rows *rows, size_t row, const struct conversation *conversation)
{
    struct growing *faults = &rows->faults;
    bool moved = false;
    if (growing_room(faults, conversation->fault_count, &moved) < 0)
        return -1;
    target_list(&faults->list, row, faults->count, conversation->fault_count);
    for (size_t i = 0; i < conversation->fault_count; i++, faults->count++) {
        const struct record_fault *fault = &conversation->faults[i];
        target_text(&faults->fields[FAULT_CODE], faults->count, text_of(fault->code));
        put_text(&faults->fields[FAULT_LOCUS], faults->count, fault->locus);
        if (fault->offset >= 0)
            target_int64(&faults->fields[FAULT_OFFSET], faults->count, fault->offset);
        else
            target_null(&faults->fields[FAULT_OFFSET], faults->count);
        put_text(&faults->fields[FAULT_MESSAGE], faults->count, fault->message);
    }
    return 0;
}

static int record_write(struct rows *rows, size_t row, const struct conversation *conversation)
{
    put_text(&rows->record[RECORD_ID], row, conversation->id);
    put_text(&rows->record[RECORD_TOOLS], row, conversation->tools);
    put_double(&rows->record[RECORD_WEIGHT], row, conversation->weight);
    put_text(&rows->record[RECORD_EXTRA], row, conversation->extra);
    TRY(turns_write(rows, row, conversation));
    return faults_write(rows, row, conversation);
}

static void reader_free(void *own)
{
    record_reader_release(own);
    memory_free(own);
}

static struct record_reader *reader_of(struct scratch *scratch)
{
    if (!scratch->own) {
        scratch->own = memory_new(1, sizeof(struct record_reader));
        scratch->release_own = reader_free;
    }
    return scratch->own;
}

static struct text text_or_empty(const struct column *column, size_t row)
{
    return column_valid(column, row) ? column_text(column, row) : (struct text){"", 0};
}

int sft_record_rows(struct call *call)
{
    struct record_reader *reader = reader_of(call->scratch);
    struct rows rows;
    if (!reader || rows_open(&rows, &call->result, call->rows) < 0)
        return error_memory(call->error);
    for (size_t row = 0; row < call->rows; row++) {
        if (!column_valid(&call->arguments[0], row)) {
            target_null(&call->result, row);
            continue;
        }
        TRY(record_read(reader, column_text(&call->arguments[0], row),
                        text_or_empty(&call->arguments[1], row), text_or_empty(&call->arguments[2], row),
                        call->error));
        if (record_write(&rows, row, &reader->conversation) < 0)
            return error_memory(call->error);
    }
    target_length(&rows.turns.list, rows.turns.count);
    target_length(&rows.calls.list, rows.calls.count);
    target_length(&rows.faults.list, rows.faults.count);
    return 0;
}
