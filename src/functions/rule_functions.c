/* SQL bindings of the rule systems over one text: refusals, harm, scripts, loops. */
#include "functions/family.h"

#include "base/memory.h"
#include "kernels/dominant_script.h"
#include "kernels/harm.h"
#include "kernels/refusal.h"
#include "kernels/repetition.h"

int refusal_rows(struct call *call)
{
    struct refusal_space *space = own_object(call, sizeof *space, memory_free);
    if (!space)
        return error_memory(call->error);
    struct target kind = target_field(&call->result, 0), offset = target_field(&call->result, 1);
    struct target phrase = target_field(&call->result, 2), score = target_field(&call->result, 3);
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        struct refusal refusal;
        refusal_find(column_text(&call->arguments[0], row), space, &refusal);
        target_double(&score, row, refusal.score);
        if (refusal.kind == REFUSAL_NONE) {
            target_null(&kind, row);
            target_null(&offset, row);
            target_null(&phrase, row);
            continue;
        }
        target_text(&kind, row, text_of(refusal_kind_name(refusal.kind)));
        target_int64(&offset, row, (int64_t)refusal.offset);
        target_text(&phrase, row, refusal.phrase);
    }
    return 0;
}

int refusal_evidence_rows(struct call *call)
{
    struct refusal_space *space = own_object(call, sizeof *space, memory_free);
    uint64_t total = 0;
    if (!space)
        return error_memory(call->error);
    if (target_reserve(&call->result, call->rows * REFUSAL_EVIDENCE) < 0)
        return error_memory(call->error);
    struct target elements = target_elements(&call->result);
    for (size_t row = 0; row < call->rows; row++) {
        target_list(&call->result, row, total, 0);
        if (!row_is_whole(call, row))
            continue;
        struct refusal refusal;
        refusal_find(column_text(&call->arguments[0], row), space, &refusal);
        target_list(&call->result, row, total, REFUSAL_EVIDENCE);
        for (size_t i = 0; i < REFUSAL_EVIDENCE; i++)
            target_double(&elements, total++, refusal.evidence[i]);
    }
    target_length(&call->result, total);
    return 0;
}

int request_harm_rows(struct call *call)
{
    struct harm_space *space = own_object(call, sizeof *space, memory_free);
    if (!space)
        return error_memory(call->error);
    struct target kind = target_field(&call->result, 0), category = target_field(&call->result, 1);
    struct target offset = target_field(&call->result, 2), phrase = target_field(&call->result, 3);
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        struct harm harm;
        harm_find(column_text(&call->arguments[0], row), space, &harm);
        target_text(&kind, row, text_of(harm_kind_name(harm.kind)));
        if (!harm.category) {
            target_null(&category, row);
            target_null(&offset, row);
            target_null(&phrase, row);
            continue;
        }
        target_text(&category, row, text_of(harm.category));
        target_int64(&offset, row, (int64_t)harm.offset);
        target_text(&phrase, row, harm.phrase);
    }
    return 0;
}

int text_script_rows(struct call *call)
{
    struct target name = target_field(&call->result, 0), share = target_field(&call->result, 1);
    struct target letters = target_field(&call->result, 2);
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        struct dominant_script script = dominant_script_find(column_text(&call->arguments[0], row));
        if (!script.name) {
            target_null(&call->result, row);
            continue;
        }
        target_text(&name, row, text_of(script.name));
        target_double(&share, row, script.share);
        target_int64(&letters, row, (int64_t)script.letters);
    }
    return 0;
}

int text_loop_rows(struct call *call)
{
    struct repetition_space *space = own_object(call, sizeof *space, memory_free);
    if (!space)
        return error_memory(call->error);
    struct target times = target_field(&call->result, 0), share = target_field(&call->result, 1);
    struct target offset = target_field(&call->result, 2), unit = target_field(&call->result, 3);
    for (size_t row = 0; row < call->rows; row++) {
        if (!row_is_whole(call, row))
            continue;
        struct text text = column_text(&call->arguments[0], row);
        struct repetition loop = repetition_find(text, space);
        if (!loop.times) {
            target_null(&call->result, row);
            continue;
        }
        target_int64(&times, row, (int64_t)loop.times);
        target_double(&share, row, loop.share);
        target_int64(&offset, row, (int64_t)loop.start);
        target_text(&unit, row, text_trim((struct text){text.data + loop.start, loop.unit_length}));
    }
    return 0;
}
