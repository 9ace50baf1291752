/* Building a conversation: turns, faults, extras. See conversation.h. */
#include "packs/sft/conversation.h"

#include "base/utf8.h"

#include <math.h>
#include <stdarg.h>

#include "base/memory.h"

void conversation_clear(struct conversation *conversation)
{
    conversation->readable = false;
    conversation->failed = false;
    conversation->id = conversation->tools = conversation->extra = (struct text){0};
    conversation->weight = NAN;
    conversation->turn_count = conversation->fault_count = 0;
    buffer_clear(&conversation->turn_extra);
    buffer_clear(&conversation->record_extra);
}

void conversation_release(struct conversation *conversation)
{
    memory_free(conversation->turns);
    memory_free(conversation->faults);
    buffer_release(&conversation->turn_extra);
    buffer_release(&conversation->record_extra);
    *conversation = (struct conversation){0};
}

static size_t put_index(char *out, int64_t index)
{
    char digits[24];
    size_t count = 0, length = 0;
    do
        digits[count++] = (char)('0' + index % 10);
    while ((index /= 10) > 0);
    out[length++] = '/';
    while (count > 0)
        out[length++] = digits[--count];
    return length;
}

/* Written by hand: it runs once a turn, and printf would be a third of the reading time. */
struct text pointer_make(struct conversation *conversation, struct text key, int64_t index, int64_t place)
{
    char *data = arena_take(conversation->arena, 2 * key.length + 64, 1);
    if (!data) {
        conversation->failed = true;
        return (struct text){"", 0};
    }
    size_t length = 0;
    data[length++] = '/';
    for (size_t i = 0; i < key.length; i++) {
        char byte = key.data[i];
        if (byte == '~' || byte == '/') {
            data[length++] = '~';
            byte = byte == '~' ? '0' : '1';
        }
        data[length++] = byte;
    }
    if (index >= 0)
        length += put_index(data + length, index);
    if (place >= 0)
        length += put_index(data + length, place);
    return (struct text){data, length};
}

static void *grown(struct conversation *conversation, void *items, size_t count, size_t *capacity,
                   size_t size)
{
    if (count < *capacity)
        return items;
    size_t larger = *capacity ? *capacity * 2 : 16;
    void *moved = memory_resize(items, larger, size);
    if (moved)
        *capacity = larger;
    else
        conversation->failed = true;
    return moved;
}

struct turn *turn_add(struct conversation *conversation, const char *key, int64_t index, int64_t place)
{
    struct turn *turns = grown(conversation, conversation->turns, conversation->turn_count,
                               &conversation->turn_capacity, sizeof *turns);
    if (!turns)
        return NULL;
    conversation->turns = turns;
    struct turn *turn = &turns[conversation->turn_count++];
    *turn = (struct turn){.weight = NAN, .instruction = -1};
    turn->at = pointer_make(conversation, text_of(key), index, place);
    return turn;
}

static struct text text_vmake(struct conversation *conversation, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    char *data = length < 0 ? NULL : arena_take(conversation->arena, (size_t)length + 1, 1);
    if (data)
        vsnprintf(data, (size_t)length + 1, format, again);
    else
        conversation->failed = true;
    va_end(again);
    return data ? (struct text){data, (size_t)length} : (struct text){"", 0};
}

struct text text_make(struct conversation *conversation, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct text text = text_vmake(conversation, format, arguments);
    va_end(arguments);
    return text;
}

void record_fault_add(struct conversation *conversation, const char *code, struct text locus,
                      const char *field, const char *format, ...)
{
    struct record_fault *faults = grown(conversation, conversation->faults, conversation->fault_count,
                                        &conversation->fault_capacity, sizeof *faults);
    if (!faults)
        return;
    conversation->faults = faults;
    struct record_fault *fault = &faults[conversation->fault_count++];
    *fault = (struct record_fault){.code = code, .locus = locus, .offset = -1};
    if (*field)
        fault->locus =
            text_make(conversation, "%.*s/%s", (int)locus.length, locus.data ? locus.data : "", field);
    va_list arguments;
    va_start(arguments, format);
    fault->message = text_vmake(conversation, format, arguments);
    va_end(arguments);
}

void extra_add(struct buffer *extra, struct text key, yyjson_val *value)
{
    buffer_byte(extra, extra->length ? ',' : '{');
    json_put_text(extra, key);
    buffer_byte(extra, ':');
    json_put_value(extra, value);
}

struct text extra_take(struct conversation *conversation, struct buffer *extra)
{
    if (extra->failed)
        conversation->failed = true;
    if (extra->length == 0)
        return (struct text){0};
    buffer_byte(extra, '}');
    struct text taken = arena_copy(conversation->arena, buffer_view(extra));
    if (!taken.data || extra->failed)
        conversation->failed = true;
    buffer_clear(extra);
    return taken;
}

void instruction_mark(struct turn *turn)
{
    turn->instruction = (int64_t)utf8_count(turn->content);
}

bool turn_is_split(const struct turn *turn)
{
    return turn->instruction == 0 ||
           (turn->instruction > 0 && (size_t)turn->instruction < utf8_count(turn->content));
}
