/* The list of what was wrong with one text, of bounded length however bad the text is. */
#include "base/json_fault.h"

#include <stdarg.h>

enum { SHOWN_PER_KIND = 16 };

static const char *const codes[FAULT_KINDS] = {
    [FAULT_INVALID_JSON] = "invalid_json",   [FAULT_TRUNCATED_JSON] = "truncated_json",
    [FAULT_INVALID_UTF8] = "invalid_utf8",   [FAULT_LONE_SURROGATE] = "lone_surrogate",
    [FAULT_NOT_A_NUMBER] = "not_a_number",   [FAULT_DUPLICATE_KEY] = "duplicate_key",
    [FAULT_DEEP_NESTING] = "deep_nesting",   [FAULT_BYTE_ORDER_MARK] = "byte_order_mark",
    [FAULT_OUT_OF_MEMORY] = "out_of_memory",
};

_Static_assert(FAULT_KINDS <= sizeof((struct json_reader *)0)->fault_counts / sizeof(size_t),
               "one count a kind");

void faults_start(struct json_reader *reader)
{
    reader->faults = NULL;
    reader->faults_end = &reader->faults;
    memset(reader->fault_counts, 0, sizeof reader->fault_counts);
}

bool fault_wanted(struct json_reader *reader, enum fault_kind kind)
{
    return ++reader->fault_counts[kind] <= SHOWN_PER_KIND;
}

static void append(struct json_reader *reader, struct json_fault *fault)
{
    *reader->faults_end = fault;
    reader->faults_end = &fault->next;
}

static void append_out_of_memory(struct json_reader *reader)
{
    if (reader->fault_counts[FAULT_OUT_OF_MEMORY]++ > 0)
        return;
    reader->out_of_memory =
        (struct json_fault){.code = codes[FAULT_OUT_OF_MEMORY], .message = text_of("Out of memory.")};
    append(reader, &reader->out_of_memory);
}

void fault_add(struct json_reader *reader, enum fault_kind kind, size_t offset, struct text locus,
               const char *format, ...)
{
    char message[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);

    struct json_fault *fault =
        kind == FAULT_OUT_OF_MEMORY ? NULL : arena_take_zeroed(reader->arena, 1, sizeof *fault);
    if (fault) {
        *fault = (struct json_fault){codes[kind], offset, arena_copy(reader->arena, locus),
                                     arena_copy(reader->arena, text_of(message)), NULL};
        if (fault->locus.data && fault->message.data) {
            append(reader, fault);
            return;
        }
    }
    append_out_of_memory(reader);
}

void faults_finish(struct json_reader *reader)
{
    for (enum fault_kind kind = 0; kind < FAULT_KINDS; kind++) {
        size_t count = reader->fault_counts[kind];
        if (count <= SHOWN_PER_KIND || kind == FAULT_OUT_OF_MEMORY)
            continue;
        size_t offset = 0;
        for (const struct json_fault *fault = reader->faults; fault; fault = fault->next)
            if (fault->code == codes[kind])
                offset = fault->offset;
        fault_add(reader, kind, offset, (struct text){0}, "%zu more of these follow in this record.",
                  count - SHOWN_PER_KIND);
    }
}
