/* Small questions to JSON values that several readers ask. See conversation.h. */
#include <math.h>

#include "packs/sft/conversation.h"

/* yyjson's memory from an arena: nothing is given back before the record is done. A block remembers its size
 * so that growing can copy it. */
static void *arena_malloc(void *arena, size_t size)
{
    return arena_take(arena, size, 1);
}
static void *arena_realloc(void *arena, void *old, size_t old_size, size_t size)
{
    void *taken = arena_take(arena, size, 1);
    if (taken && old)
        memcpy(taken, old, old_size < size ? old_size : size);
    return taken;
}
static void arena_free(void *arena, void *block)
{
    (void)arena;
    (void)block;
}

yyjson_val *nested_read(struct arena *arena, struct text text)
{
    yyjson_alc allocator = {arena_malloc, arena_realloc, arena_free, arena};
    if (!text.data || text.length == 0)
        return NULL;
    /* yyjson takes a char pointer but, without YYJSON_READ_INSITU, does not write to it. */
    return yyjson_doc_get_root(yyjson_read_opts((char *)(uintptr_t)text.data, text.length,
                                                YYJSON_READ_NUMBER_AS_RAW, &allocator, NULL));
}

struct text value_text(struct conversation *conversation, yyjson_val *value)
{
    struct buffer buffer = {0};
    json_put_value(&buffer, value);
    struct text text =
        buffer.failed ? (struct text){0} : arena_copy(conversation->arena, buffer_view(&buffer));
    buffer_release(&buffer);
    if (!text.data)
        conversation->failed = true;
    return text;
}

bool value_number(yyjson_val *value, double *number)
{
    if (yyjson_is_num(value)) {
        *number = yyjson_get_num(value);
        return isfinite(*number);
    }
    if (!yyjson_is_raw(value))
        return false;
    char digits[64];
    size_t length = yyjson_get_len(value);
    if (length >= sizeof digits)
        return false;
    memcpy(digits, yyjson_get_raw(value), length);
    digits[length] = '\0';
    *number = strtod(digits, NULL);
    return isfinite(*number);
}

const char *value_kind(yyjson_val *value)
{
    if (!value)
        return "nothing";
    switch (yyjson_get_type(value)) {
    case YYJSON_TYPE_NULL:
        return "null";
    case YYJSON_TYPE_BOOL:
        return "true or false";
    case YYJSON_TYPE_STR:
        return "a text";
    case YYJSON_TYPE_ARR:
        return "a list";
    case YYJSON_TYPE_OBJ:
        return "an object";
    default:
        return "a number";
    }
}

struct text value_id(yyjson_val *value, struct conversation *conversation)
{
    if (yyjson_is_str(value))
        return json_text(value);
    if (yyjson_is_uint(value))
        return text_make(conversation, "%llu", (unsigned long long)yyjson_get_uint(value));
    if (yyjson_is_sint(value))
        return text_make(conversation, "%lld", (long long)yyjson_get_sint(value));
    if (!yyjson_is_raw(value))
        return (struct text){0};
    const char *digits = yyjson_get_raw(value);
    size_t length = yyjson_get_len(value);
    for (size_t i = 0; i < length; i++)
        if (!(digits[i] >= '0' && digits[i] <= '9') && !(i == 0 && digits[i] == '-'))
            return (struct text){0};
    return (struct text){digits, length};
}

int id_rank(struct text key)
{
    static const char *const names[] = {
        "id", "_id", "uid", "uuid", "record_id", "example_id", "question_id", "conversation_id", "prompt_id"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (text_is(key, names[i]))
            return (int)i + 1;
    return 0;
}
