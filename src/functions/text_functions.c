/* Normal forms, encoding faults and truncation in SQL. */
#include <stdio.h>

#include "base/memory.h"
#include "functions/family.h"
#include "kernels/answer_form.h"
#include "kernels/compression.h"
#include "kernels/encoding.h"
#include "kernels/mojibake.h"
#include "kernels/normal.h"
#include "kernels/truncation.h"

static void free_normal(void *own)
{
    normal_release(own);
    memory_free(own);
}

int text_normal_rows(struct call *call)
{
    struct normal *normal = own_object(call, sizeof *normal, free_normal);
    if (!normal)
        return error_memory(call->error);
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        struct text result = {0};
        TRY(normal_of_text(normal, column_text(&call->arguments[0], row), &result, call->error));
        target_text(&call->result, row, result);
    }
    return 0;
}

int text_key_rows(struct call *call)
{
    struct normal *normal = own_object(call, sizeof *normal, free_normal);
    if (!normal)
        return error_memory(call->error);
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        char key[33];
        TRY(normal_key(normal, column_text(&call->arguments[0], row), key, call->error));
        target_text(&call->result, row, text_of(key));
    }
    return 0;
}

int encoding_faults_rows(struct call *call)
{
    struct encoding_report *report = arena_take(&call->scratch->arena, 1, sizeof *report);
    struct buffer *all = &call->scratch->a;
    if (!report)
        return error_memory(call->error);
    buffer_clear(all);
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        encoding_examine(column_text(&call->arguments[0], row), report);
        target_list(&call->result, row, all->length / sizeof *report->faults, report->count);
        buffer_append(all, report->faults, report->count * sizeof *report->faults);
    }
    TRY(buffer_status(all, call->error));

    size_t total = all->length / sizeof *report->faults;
    struct target elements = {0};
    TRY(list_elements(call, total, &elements));
    struct target code = target_field(&elements, 0), offset = target_field(&elements, 1);
    struct target length = target_field(&elements, 2), detail = target_field(&elements, 3);
    for (size_t i = 0; i < total; i++) {
        struct encoding_fault fault;
        memcpy(&fault, all->data + i * sizeof fault, sizeof fault);
        char point[16];
        snprintf(point, sizeof point, "U+%04X", (unsigned)fault.point);
        target_text(&code, i, text_of(encoding_code_name(fault.code)));
        target_int64(&offset, i, (int64_t)fault.offset);
        target_int64(&length, i, (int64_t)fault.length);
        target_text(&detail, i, text_of(point));
    }
    return 0;
}

int mojibake_repair_rows(struct call *call)
{
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        struct text repaired = {0};
        TRY(mojibake_undo(column_text(&call->arguments[0], row), &call->scratch->a, &call->scratch->b,
                          &repaired, call->error));
        if (repaired.length)
            target_text(&call->result, row, repaired);
        else
            target_null(&call->result, row);
    }
    return 0;
}

int compressed_size_rows(struct call *call)
{
    for (size_t row = 0; row < call->rows; row++) {
        uint64_t size;
        if (!row_is_whole(call, row))
            continue;
        TRY(compressed_size(column_text(&call->arguments[0], row), &size, call->error));
        target_int64(&call->result, row, (int64_t)size);
    }
    return 0;
}

static void free_form_space(void *own)
{
    form_space_release(own);
    memory_free(own);
}

int answer_form_rows(struct call *call)
{
    struct form_space *space = own_object(call, sizeof *space, free_form_space);
    if (!space)
        return error_memory(call->error);
    struct target form = target_field(&call->result, 0), counts[7];
    for (size_t i = 0; i < 7; i++)
        counts[i] = target_field(&call->result, i + 1);
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        struct answer_form seen = answer_form_tell(space, column_text(&call->arguments[0], row));
        uint32_t numbers[7] = {seen.lines,  seen.code,     seen.table,   seen.items,
                               seen.fences, seen.headings, seen.emphases};
        target_text(&form, row, text_of(form_name(seen.form)));
        for (size_t i = 0; i < 7; i++)
            target_int64(&counts[i], row, numbers[i]);
    }
    return 0;
}

int truncation_sign_rows(struct call *call)
{
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        struct truncation truncation = truncation_find(column_text(&call->arguments[0], row));
        if (truncation.code)
            target_text(&call->result, row, text_of(truncation.code));
        else
            target_null(&call->result, row);
    }
    return 0;
}
