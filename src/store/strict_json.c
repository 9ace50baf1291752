#include "store/strict_json.h"

#include "base/base64.h"
#include "base/hex.h"
#include "store/forms.h"

int strict_json_read(struct json_reader *reader, struct text json, const char *name, yyjson_val **root,
                     struct error *error)
{
    *root = json_read(reader, json);
    const struct json_fault *fault = reader->faults;
    if (!fault)
        return 0;
    if (strcmp(fault->code, "out_of_memory") == 0)
        return error_memory(error);
    return error_set(error, ERROR_INPUT, "%s: byte %zu: %.*s", name, fault->offset,
                     (int)fault->message.length, fault->message.data);
}

/* Leaves the walk inside the member; *length leads back. */
static yyjson_val *member_enter(struct walk *walk, yyjson_val *object, const char *name, size_t *length)
{
    *length = walk_into(walk, name);
    return yyjson_obj_get(object, name);
}

int strict_object(struct walk *walk, yyjson_val *object, const char *name, yyjson_val **member)
{
    size_t back;
    *member = member_enter(walk, object, name, &back);
    int code = yyjson_is_obj(*member) ? 0 : walk_fault(walk, "is no object");
    walk_back(walk, back);
    return code;
}

int strict_text(struct walk *walk, yyjson_val *object, const char *name, struct text *text)
{
    size_t back;
    yyjson_val *member = member_enter(walk, object, name, &back);
    *text = json_text(member);
    int code = yyjson_is_str(member) ? 0 : walk_fault(walk, "is no string");
    walk_back(walk, back);
    return code;
}

int strict_count(struct walk *walk, yyjson_val *object, const char *name, int64_t *count)
{
    size_t back;
    yyjson_val *member = member_enter(walk, object, name, &back);
    bool right = yyjson_is_uint(member) && yyjson_get_uint(member) <= (uint64_t)COUNT_MOST;
    *count = right ? (int64_t)yyjson_get_uint(member) : 0;
    int code = right ? 0 : walk_fault(walk, "is no whole number from 0 to 2^53 - 1");
    walk_back(walk, back);
    return code;
}

int strict_hex(struct walk *walk, yyjson_val *object, const char *name, void *bytes, size_t length)
{
    size_t back;
    yyjson_val *member = member_enter(walk, object, name, &back);
    bool right = yyjson_is_str(member) && hex_read(json_text(member), bytes, length);
    int code = right ? 0 : walk_fault(walk, "is no text of %zu lower-case hexadecimal digits", 2 * length);
    walk_back(walk, back);
    return code;
}

int strict_base64(struct walk *walk, yyjson_val *object, const char *name, struct buffer *bytes)
{
    size_t back;
    yyjson_val *member = member_enter(walk, object, name, &back);
    bool right = yyjson_is_str(member) && base64_read(json_text(member), bytes);
    int code = right ? buffer_status(bytes, walk->error) : walk_fault(walk, "is no base64");
    walk_back(walk, back);
    return code;
}
