/* SQL functions over the turns of a record: the texts that are compared, their keys, and what is wrong with
 * them. */
#include "base/memory.h"
#include "base/utf8.h"
#include "kernels/encoding.h"
#include "kernels/normal.h"
#include "packs/sft/sft.h"
#include "packs/sft/turn_order.h"
#include "packs/sft/turn_texts.h"
#include "packs/sft/turns_column.h"

/* ---- turns_text
 * --------------------------------------------------------------------------------------------- */

int sft_turns_text_rows(struct call *call)
{
    struct turns_column turns;
    turns_column_open(&turns, &call->arguments[0]);
    for (size_t row = 0; row < call->rows; row++) {
        struct turn *items = NULL;
        size_t count = 0;
        arena_clear(&call->scratch->arena);
        buffer_clear(&call->scratch->a);
        if (turns_column_row(&turns, row, &call->scratch->arena, &items, &count) < 0)
            return error_memory(call->error);
        if (!items || !column_valid(&call->arguments[1], row)) {
            target_null(&call->result, row);
            continue;
        }
        struct text name = column_text(&call->arguments[1], row);
        enum field field = field_named(name);
        if (field == FIELD_COUNT)
            return error_set(
                call->error, ERROR_USAGE,
                "turns_text: no field is called '%.*s'; there is prompt, asked, answer, whole and content",
                (int)name.length, name.data);
        if (turns_text(items, count, field, &call->scratch->a))
            target_text(&call->result, row, buffer_view(&call->scratch->a));
        else
            target_null(&call->result, row);
        TRY(buffer_status(&call->scratch->a, call->error));
    }
    return 0;
}

/* ---- turns_keys
 * --------------------------------------------------------------------------------------------- */

static const enum field key_fields[] = {FIELD_PROMPT, FIELD_ANSWER, FIELD_WHOLE, FIELD_CONTENT};
enum { KEY_FIELDS = sizeof key_fields / sizeof *key_fields };

static void normal_free(void *normal)
{
    normal_release(normal);
    memory_free(normal);
}

static struct normal *normal_own(struct scratch *scratch)
{
    if (!scratch->own) {
        scratch->own = memory_new(1, sizeof(struct normal));
        scratch->release_own = normal_free;
    }
    return scratch->own;
}

static int keys_row(struct call *call, struct normal *normal, const struct turn *turns, size_t count,
                    size_t row)
{
    bool framing = turns_have_framing(turns, count), has_whole = false;
    char key[33] = "", whole[33] = "";
    for (size_t i = 0; i < KEY_FIELDS; i++) {
        struct target target = target_field(&call->result, i);
        bool there = false;
        if (key_fields[i] == FIELD_CONTENT && !framing) {
            memcpy(key, whole, sizeof key);
            there = has_whole;
        } else {
            buffer_clear(&call->scratch->a);
            there = turns_text(turns, count, key_fields[i], &call->scratch->a);
            TRY(buffer_status(&call->scratch->a, call->error));
            if (there)
                TRY(normal_key(normal, buffer_view(&call->scratch->a), key, call->error));
        }
        if (key_fields[i] == FIELD_WHOLE) {
            memcpy(whole, key, sizeof whole);
            has_whole = there;
        }
        if (there)
            target_text(&target, row, (struct text){key, 32});
        else
            target_null(&target, row);
    }
    return 0;
}

int sft_turns_keys_rows(struct call *call)
{
    struct turns_column turns;
    struct normal *normal = normal_own(call->scratch);
    if (!normal)
        return error_memory(call->error);
    turns_column_open(&turns, &call->arguments[0]);
    for (size_t row = 0; row < call->rows; row++) {
        struct turn *items = NULL;
        size_t count = 0;
        arena_clear(&call->scratch->arena);
        if (turns_column_row(&turns, row, &call->scratch->arena, &items, &count) < 0)
            return error_memory(call->error);
        if (!items)
            target_null(&call->result, row);
        else
            TRY(keys_row(call, normal, items, count, row));
    }
    return 0;
}

/* ---- turn_faults
 * -------------------------------------------------------------------------------------------- */

/* Where the fault stands in the original record. */
static struct text fault_locus(const struct order_fault *fault, const struct turn *turns)
{
    return fault->turn == SIZE_MAX      ? text_of("")
           : turns[fault->turn].at.data ? turns[fault->turn].at
                                        : text_of("");
}

static int order_write(struct call *call, const struct order_fault *faults, size_t count,
                       const struct turn *turns, size_t row, uint64_t *total)
{
    if (target_reserve(&call->result, *total + count) < 0)
        return error_memory(call->error);
    struct target elements = target_elements(&call->result);
    struct target code = target_field(&elements, 0), locus = target_field(&elements, 1),
                  message = target_field(&elements, 2);
    for (size_t i = 0; i < count; i++) {
        buffer_clear(&call->scratch->a);
        order_fault_message(&faults[i], &call->scratch->a);
        TRY(buffer_status(&call->scratch->a, call->error));
        target_text(&code, *total + i, text_of(faults[i].code));
        target_text(&locus, *total + i, fault_locus(&faults[i], turns));
        target_text(&message, *total + i, buffer_view(&call->scratch->a));
    }
    target_list(&call->result, row, *total, count);
    *total += count;
    return 0;
}

int sft_turn_faults_rows(struct call *call)
{
    struct turns_column turns;
    struct order_fault faults[ORDER_FAULTS_MOST];
    uint64_t total = 0;
    turns_column_open(&turns, &call->arguments[0]);
    for (size_t row = 0; row < call->rows; row++) {
        struct turn *items = NULL;
        size_t count = 0;
        arena_clear(&call->scratch->arena);
        if (turns_column_row(&turns, row, &call->scratch->arena, &items, &count) < 0)
            return error_memory(call->error);
        if (!items) {
            target_list(&call->result, row, total, 0);
            target_null(&call->result, row);
            continue;
        }
        struct text tools = {0};
        if (call->arguments[1].kind == KIND_TEXT && column_valid(&call->arguments[1], row))
            tools = column_text(&call->arguments[1], row);
        size_t found = turns_order_faults(items, count, tools, &call->scratch->arena, faults);
        TRY(order_write(call, faults, found, items, row, &total));
    }
    target_length(&call->result, total);
    return 0;
}

/* ---- turns_encoding_faults
 * ---------------------------------------------------------------------------------- */

enum { CONTEXT_BYTES = 40 };

/* About `bytes` bytes before or after, at code point boundaries. */
static struct text context_before(struct text text, size_t at, size_t bytes)
{
    size_t start = at > bytes ? at - bytes : 0;
    while (start < at && ((unsigned char)text.data[start] & 0xC0) == 0x80)
        start++;
    return (struct text){text.data + start, at - start};
}

static struct text context_after(struct text text, size_t at, size_t bytes)
{
    size_t end = text.length - at > bytes ? at + bytes : text.length;
    while (end > at && end < text.length && ((unsigned char)text.data[end] & 0xC0) == 0x80)
        end--;
    return (struct text){text.data + at, end - at};
}

static const char *encoding_sentence(enum encoding_code code)
{
    static const char *const sentences[ENCODING_CODES] = {
        [ENCODING_REPLACEMENT_CHARACTER] =
            "a replacement character: something was lost before this file was written",
        [ENCODING_MOJIBAKE] = "UTF-8 that was read as Windows-1252 or Latin-1",
        [ENCODING_CONTROL_CHARACTER] = "a control character",
        [ENCODING_INVISIBLE_CHARACTER] = "an invisible character that does nothing here",
        [ENCODING_NONCHARACTER] = "a code point that is no character",
        [ENCODING_PRIVATE_USE] = "a private-use character",
        [ENCODING_MIXED_NORMALISATION] = "composed and decomposed letters in one text",
    };
    return sentences[code];
}

struct encoding_targets {
    struct target code, locus, message, detail, before, span, after;
};

static void encoding_write(struct call *call, const struct encoding_targets *targets,
                           const struct encoding_report *report, size_t fault_index, struct text text,
                           struct text at, const char *part, uint64_t to)
{
    const struct encoding_fault *fault = &report->faults[fault_index];
    struct buffer *line = &call->scratch->b;
    struct text span = {text.data + fault->offset, fault->length};
    uint64_t same = report->totals[fault->code];
    target_text(&targets->code, to, text_of(encoding_code_name(fault->code)));
    buffer_clear(line);
    buffer_format(line, "%.*s%s", (int)at.length, at.data ? at.data : "", part);
    target_text(&targets->locus, to, buffer_view(line));
    buffer_clear(line);
    if (fault->code == ENCODING_MOJIBAKE && span.length <= 24) {
        char meant[4];
        buffer_format(line, "'%.*s' was '%.*s': ", (int)span.length, span.data,
                      (int)utf8_encode(fault->point, meant), meant);
    }
    buffer_format(line, "%s (U+%04X", encoding_sentence(fault->code), (unsigned)fault->point);
    if (same > 1)
        buffer_format(line, ", %llu times in this turn", (unsigned long long)same);
    buffer_string(line, ")");
    target_text(&targets->message, to, buffer_view(line));
    buffer_clear(line);
    buffer_format(line, "U+%04X at byte %zu", (unsigned)fault->point, fault->offset);
    target_text(&targets->detail, to, buffer_view(line));
    target_text(&targets->before, to, context_before(text, fault->offset, CONTEXT_BYTES));
    target_text(&targets->span, to, fault->length > 200 ? context_after(text, fault->offset, 200) : span);
    target_text(&targets->after, to, context_after(text, fault->offset + fault->length, CONTEXT_BYTES));
}

/* One finding per kind and text: the first place, and how often. */
static int encoding_take(struct call *call, struct encoding_report *report, struct text text, struct text at,
                         const char *part, uint64_t *total)
{
    bool seen[ENCODING_CODES] = {false};
    if (!text.length)
        return 0;
    encoding_examine(text, report);
    if (report->count == 0)
        return 0;
    if (target_reserve(&call->result, *total + ENCODING_CODES) < 0)
        return error_memory(call->error);
    struct target elements = target_elements(&call->result);
    struct encoding_targets targets = {target_field(&elements, 0), target_field(&elements, 1),
                                       target_field(&elements, 2), target_field(&elements, 3),
                                       target_field(&elements, 4), target_field(&elements, 5),
                                       target_field(&elements, 6)};
    for (size_t i = 0; i < report->count; i++) {
        if (seen[report->faults[i].code])
            continue;
        seen[report->faults[i].code] = true;
        encoding_write(call, &targets, report, i, text, at, part, (*total)++);
    }
    return 0;
}

int sft_turns_encoding_rows(struct call *call)
{
    struct turns_column turns;
    struct encoding_report *report = memory_new(1, sizeof *report);
    uint64_t total = 0;
    int code = report ? 0 : error_memory(call->error);
    turns_column_open(&turns, &call->arguments[0]);
    for (size_t row = 0; row < call->rows && code == 0; row++) {
        struct turn *items = NULL;
        size_t count = 0;
        uint64_t first = total;
        arena_clear(&call->scratch->arena);
        if (turns_column_row(&turns, row, &call->scratch->arena, &items, &count) < 0) {
            code = error_memory(call->error);
            break;
        }
        for (size_t i = 0; i < count && code == 0; i++) {
            code = encoding_take(call, report, items[i].content, items[i].at, "", &total);
            if (code == 0)
                code = encoding_take(call, report, items[i].reasoning, items[i].at, "/reasoning", &total);
        }
        target_list(&call->result, row, first, total - first);
        if (!items)
            target_null(&call->result, row);
    }
    memory_free(report);
    target_length(&call->result, total);
    return code;
}
