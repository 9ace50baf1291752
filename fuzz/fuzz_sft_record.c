/* Any bytes as a fine-tuning record, in every format: no crash, every fault is of a declared kind, and what
 * is written of it is JSON that the same format reads again without losing a turn. */
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "packs/sft/record_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

static void read_into(struct record_reader *reader, struct text raw, const struct format *format)
{
    struct error error = {0};
    check(record_read(reader, raw, text_of(format->name), (struct text){"", 0}, &error) == 0);
    for (size_t i = 0; i < reader->conversation.fault_count; i++) {
        const struct record_fault *fault = &reader->conversation.faults[i];
        size_t kind = 0;
        while (record_fault_kinds[kind].code && strcmp(record_fault_kinds[kind].code, fault->code) != 0)
            kind++;
        check(record_fault_kinds[kind].code && fault->offset <= (int64_t)raw.length);
    }
    for (size_t i = 0; i < reader->conversation.turn_count; i++) {
        struct text content = reader->conversation.turns[i].content;
        check(utf8_valid_until(content) == content.length);
    }
}

static void write_again(struct record_reader *again, const struct conversation *conversation,
                        const struct format *format)
{
    struct arena arena = {0};
    struct writing writing = {.arena = &arena};
    format_coder(format)->write(&writing, conversation);
    if (!writing.refused && format->written_as == CONTAINER_LINES) {
        check(memchr(writing.out.data, '\n', writing.out.length) == NULL);
        read_into(again, buffer_view(&writing.out), format);
        check(again->conversation.readable);
        check(writing.loss_count || again->conversation.turn_count == conversation->turn_count);
    }
    buffer_release(&writing.out);
    arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct record_reader reader = {0}, again = {0};
    for (size_t f = 0; f < SFT_FORMATS; f++) {
        read_into(&reader, (struct text){(const char *)data, size}, &sft_formats[f]);
        for (size_t t = 0; t < SFT_FORMATS; t++)
            if (sft_formats[t].writes && reader.conversation.readable)
                write_again(&again, &reader.conversation, &sft_formats[t]);
    }
    record_reader_release(&reader);
    record_reader_release(&again);
    return 0;
}
