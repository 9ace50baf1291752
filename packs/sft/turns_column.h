/* Turns out of a column of type STRUCT(role, content, …)[]: the way from SQL back to the model of
 * conversation.h. Fields are found by name, so columns with fewer or more fields work too. */
#ifndef ASSAY_PACKS_SFT_TURNS_COLUMN_H
#define ASSAY_PACKS_SFT_TURNS_COLUMN_H

#include "engine/column.h"
#include "packs/sft/conversation.h"

/* The column and its fields, looked up once per batch. */
struct turns_column {
    struct column list, elements;
    struct column role, content, name, reasoning, parts, tool_calls, tool_call_id, weight, instruction, at,
        extra;
    struct column calls, call_id, call_name, call_arguments;
};
void turns_column_open(struct turns_column *turns, const struct column *list);

/* The turns of one row; texts borrow from the batch. *turns is NULL for a NULL row. Memory is the arena's.
 * Returns 0, or -1 when out of memory. */
int turns_column_row(const struct turns_column *column, size_t row, struct arena *arena, struct turn **turns,
                     size_t *count);

#endif
