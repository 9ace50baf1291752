#include "store/shape.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/json.h"
#include "base/utf8.h"
#include "store/forms.h"

static const struct text *text_at(const void *record, const struct field *field)
{
    return (const void *)((const char *)record + field->at);
}

static int64_t number_at(const void *record, const struct field *field)
{
    int64_t number;
    memcpy(&number, (const char *)record + field->at, sizeof number);
    return number;
}

static const void *pointer_at(const void *record, const struct field *field)
{
    const void *pointer;
    memcpy(&pointer, (const char *)record + field->at, sizeof pointer);
    return pointer;
}

static size_t count_at(const void *record, const struct field *field)
{
    size_t count;
    memcpy(&count, (const char *)record + field->count_at, sizeof count);
    return count;
}

static const char *element_at(const void *list, const struct field *field, size_t index)
{
    return (const char *)list + index * field->shape->size;
}

/* ---- where ----------------------------------------------------------------------------------------------
 */

int walk_fault(struct walk *walk, const char *format, ...)
{
    char message[512];
    va_list values;
    va_start(values, format);
    vsnprintf(message, sizeof message, format, values);
    va_end(values);
    return error_set(walk->error, ERROR_INPUT, "%s: %s %s", walk->name,
                     walk->pointer.length ? buffer_c(&walk->pointer) : "the whole", message);
}

size_t walk_into(struct walk *walk, const char *key)
{
    size_t length = walk->pointer.length;
    json_pointer_push(&walk->pointer, text_of(key));
    return length;
}

size_t walk_into_nth(struct walk *walk, size_t index)
{
    size_t length = walk->pointer.length;
    buffer_format(&walk->pointer, "/%zu", index);
    return length;
}

void walk_back(struct walk *walk, size_t length)
{
    if (length <= walk->pointer.length && walk->pointer.data) {
        walk->pointer.length = length;
        walk->pointer.data[length] = '\0';
    }
}

/* ---- writing --------------------------------------------------------------------------------------------
 */

static void texts_put(const void *record, const struct field *field, struct buffer *out)
{
    const struct text *texts = pointer_at(record, field);
    size_t count = count_at(record, field);
    buffer_byte(out, '[');
    for (size_t i = 0; i < count; i++) {
        buffer_string(out, i ? "," : "");
        json_put_text(out, texts[i]);
    }
    buffer_byte(out, ']');
}

static void list_put(const void *record, const struct field *field, struct buffer *out)
{
    const void *list = pointer_at(record, field);
    size_t count = count_at(record, field);
    buffer_byte(out, '[');
    for (size_t i = 0; i < count; i++) {
        buffer_string(out, i ? "," : "");
        shape_put(field->shape, element_at(list, field, i), out);
    }
    buffer_byte(out, ']');
}

static void field_put(const void *record, const struct field *field, struct buffer *out)
{
    switch (field->kind) {
    case FIELD_COUNT:
        buffer_format(out, "%" PRId64, number_at(record, field));
        return;
    case FIELD_OBJECT_ANY:
        if (text_at(record, field)->length)
            buffer_text(out, *text_at(record, field));
        else
            buffer_string(out, "null");
        return;
    case FIELD_TEXTS:
        texts_put(record, field, out);
        return;
    case FIELD_LIST:
        list_put(record, field, out);
        return;
    case FIELD_GROUP:
        shape_put(field->shape, record, out);
        return;
    case FIELD_ONE_ANY:
        if (pointer_at(record, field))
            shape_put(field->shape, pointer_at(record, field), out);
        else
            buffer_string(out, "null");
        return;
    default:
        json_put_text(out, *text_at(record, field));
    }
}

void shape_put(const struct shape *shape, const void *record, struct buffer *out)
{
    buffer_byte(out, '{');
    for (size_t i = 0; i < shape->count; i++) {
        buffer_string(out, i ? "," : "");
        json_put_text(out, text_of(shape->fields[i].name));
        buffer_byte(out, ':');
        field_put(record, &shape->fields[i], out);
    }
    buffer_byte(out, '}');
}

/* ---- reading --------------------------------------------------------------------------------------------
 */

static int text_read(struct text *text, yyjson_val *value, struct walk *walk)
{
    if (!yyjson_is_str(value))
        return walk_fault(walk, "must be a string");
    *text = arena_copy(walk->arena, json_text(value));
    return text->data ? 0 : error_memory(walk->error);
}

static int count_read(int64_t *number, yyjson_val *value, struct walk *walk)
{
    if (!yyjson_is_uint(value) || yyjson_get_uint(value) > (uint64_t)COUNT_MOST)
        return walk_fault(walk, "must be a whole number from 0 to 2^53 - 1");
    *number = (int64_t)yyjson_get_uint(value);
    return 0;
}

static int object_read(struct text *text, yyjson_val *value, struct walk *walk)
{
    if (!yyjson_is_obj(value) && !yyjson_is_null(value))
        return walk_fault(walk, "must be an object or null");
    struct buffer written = {0};
    if (yyjson_is_obj(value))
        json_put_value(&written, value);
    *text = arena_copy(walk->arena, buffer_view(&written));
    bool failed = written.failed || !text->data;
    buffer_release(&written);
    return failed ? error_memory(walk->error) : 0;
}

/* Room for the elements of an array, put into the struct; *elements is NULL for an empty one. */
static int list_make(void *record, const struct field *field, yyjson_val *value, size_t size, char **elements,
                     struct walk *walk)
{
    if (!yyjson_is_arr(value))
        return walk_fault(walk, "must be an array");
    size_t count = yyjson_arr_size(value);
    *elements = count ? arena_take_zeroed(walk->arena, count, size) : NULL;
    if (count && !*elements)
        return error_memory(walk->error);
    memcpy((char *)record + field->at, elements, sizeof *elements);
    memcpy((char *)record + field->count_at, &count, sizeof count);
    return 0;
}

static int list_read(void *record, const struct field *field, yyjson_val *value, struct walk *walk)
{
    char *elements = NULL;
    size_t size = field->kind == FIELD_LIST ? field->shape->size : sizeof(struct text);
    TRY(list_make(record, field, value, size, &elements, walk));
    size_t index, most;
    yyjson_val *item;
    yyjson_arr_foreach(value, index, most, item)
    {
        size_t back = walk_into_nth(walk, index);
        void *element = elements + index * size;
        TRY(field->kind == FIELD_LIST ? shape_read(field->shape, element, item, walk)
                                      : text_read(element, item, walk));
        walk_back(walk, back);
    }
    return 0;
}

static int one_read(void *record, const struct field *field, yyjson_val *value, struct walk *walk)
{
    if (yyjson_is_null(value))
        return 0;
    void *one = arena_take_zeroed(walk->arena, 1, field->shape->size);
    if (!one)
        return error_memory(walk->error);
    memcpy((char *)record + field->at, &one, sizeof one);
    return shape_read(field->shape, one, value, walk);
}

static int field_read(void *record, const struct field *field, yyjson_val *value, struct walk *walk)
{
    void *place = (char *)record + field->at;
    switch (field->kind) {
    case FIELD_COUNT:
        return count_read(place, value, walk);
    case FIELD_OBJECT_ANY:
        return object_read(place, value, walk);
    case FIELD_TEXTS:
    case FIELD_LIST:
        return list_read(record, field, value, walk);
    case FIELD_GROUP:
        return shape_read(field->shape, record, value, walk);
    case FIELD_ONE_ANY:
        return one_read(record, field, value, walk);
    default:
        return text_read(place, value, walk);
    }
}

static const struct field *field_find(const struct shape *shape, struct text name)
{
    for (size_t i = 0; i < shape->count; i++)
        if (text_is(name, shape->fields[i].name))
            return &shape->fields[i];
    return NULL;
}

int shape_read(const struct shape *shape, void *record, yyjson_val *value, struct walk *walk)
{
    if (!yyjson_is_obj(value))
        return walk_fault(walk, "must be an object");
    size_t index, most;
    yyjson_val *key, *member;
    yyjson_obj_foreach(value, index, most, key, member)
    {
        size_t back = walk->pointer.length;
        json_pointer_push(&walk->pointer, json_text(key));
        const struct field *field = field_find(shape, json_text(key));
        if (!field)
            return walk_fault(walk, "is not a known field");
        TRY(field_read(record, field, member, walk));
        walk_back(walk, back);
    }
    for (size_t i = 0; i < shape->count; i++) {
        if (!yyjson_obj_get(value, shape->fields[i].name)) {
            (void)walk_into(walk, shape->fields[i].name);
            return walk_fault(walk, "is missing");
        }
    }
    return 0;
}

/* ---- checking -------------------------------------------------------------------------------------------
 */

static int choice_check(struct text text, const char *const *choices, struct walk *walk)
{
    struct buffer known = {0};
    for (size_t i = 0; choices[i]; i++) {
        if (text_is(text, choices[i])) {
            buffer_release(&known);
            return 0;
        }
        buffer_format(&known, "%s\"%s\"", i ? ", " : "", choices[i]);
    }
    int code = walk_fault(walk, "must be one of %s", buffer_c(&known));
    buffer_release(&known);
    return code;
}

static int text_check(struct text text, const struct field *field, struct walk *walk)
{
    size_t valid = utf8_valid_until(text);
    if (valid < text.length)
        return walk_fault(walk, "is not valid UTF-8 at its byte %zu", valid);
    bool empty = text.length == 0;
    switch (field->kind) {
    case FIELD_NAME:
        return empty ? walk_fault(walk, "must not be empty") : 0;
    case FIELD_DIGEST:
    case FIELD_DIGEST_ANY:
        if (form_digest(text) || (empty && field->kind == FIELD_DIGEST_ANY))
            return 0;
        return walk_fault(walk, "must be a SHA-256: 64 lower-case hexadecimal digits%s",
                          field->kind == FIELD_DIGEST ? "" : ", or empty");
    case FIELD_TIME:
        return form_time(text) ? 0 : walk_fault(walk, "must be a time in UTC: 2026-01-31T23:59:59.000000Z");
    case FIELD_DAY_ANY:
        return empty || form_day(text) ? 0 : walk_fault(walk, "must be a day: YYYY-MM-DD, or empty");
    case FIELD_CHOICE:
        return choice_check(text, field->choices, walk);
    default:
        return 0;
    }
}

static int elements_check(const void *record, const struct field *field, struct walk *walk)
{
    static const struct field element = {.kind = FIELD_NAME};
    const void *list = pointer_at(record, field);
    size_t count = count_at(record, field);
    for (size_t i = 0; i < count; i++) {
        size_t back = walk_into_nth(walk, i);
        TRY(field->kind == FIELD_LIST ? shape_check(field->shape, element_at(list, field, i), walk)
                                      : text_check(((const struct text *)list)[i], &element, walk));
        walk_back(walk, back);
    }
    return 0;
}

static int field_check(const void *record, const struct field *field, struct walk *walk)
{
    switch (field->kind) {
    case FIELD_COUNT:
        if (number_at(record, field) < 0 || number_at(record, field) > COUNT_MOST)
            return walk_fault(walk, "must be a whole number from 0 to 2^53 - 1");
        return 0;
    case FIELD_TEXTS:
    case FIELD_LIST:
        return elements_check(record, field, walk);
    case FIELD_GROUP:
        return shape_check(field->shape, record, walk);
    case FIELD_ONE_ANY:
        return pointer_at(record, field) ? shape_check(field->shape, pointer_at(record, field), walk) : 0;
    default:
        return text_check(*text_at(record, field), field, walk);
    }
}

int shape_check(const struct shape *shape, const void *record, struct walk *walk)
{
    for (size_t i = 0; i < shape->count; i++) {
        size_t back = walk_into(walk, shape->fields[i].name);
        TRY(field_check(record, &shape->fields[i], walk));
        walk_back(walk, back);
    }
    return 0;
}
