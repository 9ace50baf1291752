/* The canonical form: parse strictly, sort the members of each object, write. What the parser does not refuse
 * (nesting and duplicate names) is refused on the way. */
#include "base/canonical.h"

#include "base/json_fault.h"

enum { DEEPEST = 256 };

struct canonical {
    const yyjson_doc *document;
    struct text json;
    struct buffer *out;
    struct buffer members; /* yyjson_val *: the sorted names of every open object, outermost first */
    size_t depth;
    struct error *error;
};

static int refuse(struct error *error, size_t offset, const char *what)
{
    return error_set(error, ERROR_INPUT, "cannot write JSON in canonical form: byte %zu: %s", offset, what);
}

/* ---- the order of names -------------------------------------------------------------------------------- */

/* The bytes of UTF-8 in the order of the UTF-16 code units that they stand for. Only one thing differs: above
 * U+FFFF (lead bytes F0 and up) UTF-16 begins with a surrogate, which is less than U+E000 (lead bytes EE,
 * EF).
 */
static unsigned code_unit_rank(unsigned char byte)
{
    if (byte >= 0xF0)
        return byte - 2U;
    return byte >= 0xEE ? byte + 0x10U : byte;
}

static int compare_names(const void *left, const void *right)
{
    struct text a = json_text(*(yyjson_val *const *)left), b = json_text(*(yyjson_val *const *)right);
    size_t shorter = a.length < b.length ? a.length : b.length;
    for (size_t i = 0; i < shorter; i++)
        if (a.data[i] != b.data[i])
            return code_unit_rank((unsigned char)a.data[i]) < code_unit_rank((unsigned char)b.data[i]) ? -1
                                                                                                       : 1;
    return a.length < b.length ? -1 : a.length > b.length;
}

/* The name's quote within the JSON: the parser unescapes strings where they stand. */
static size_t offset_of_name(const struct canonical *canonical, const yyjson_val *name)
{
    return (size_t)(name->uni.str - canonical->document->str_pool) - 1;
}

static int check_duplicates(struct canonical *canonical, yyjson_val *const *names, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (compare_names(&names[i - 1], &names[i]) != 0)
            continue;
        const yyjson_val *later = names[i - 1] > names[i] ? names[i - 1] : names[i];
        return refuse(canonical->error, offset_of_name(canonical, later),
                      "the name occurs twice in one object, so readers may differ on its value");
    }
    return 0;
}

/* Appends the object's names, sorted, to the stack of members. */
static int push_names(struct canonical *canonical, yyjson_val *object)
{
    size_t count = yyjson_obj_size(object), index, most;
    size_t start = canonical->members.length;
    yyjson_val *name, *value;
    yyjson_obj_foreach(object, index, most, name, value)
    {
        (void)value;
        buffer_append(&canonical->members, &name, sizeof(yyjson_val *));
    }
    TRY(buffer_status(&canonical->members, canonical->error));
    if (count < 2)
        return 0;
    yyjson_val **names = (yyjson_val **)(void *)(canonical->members.data + start);
    qsort(names, count, sizeof *names, compare_names);
    return check_duplicates(canonical, names, count);
}

/* ---- values -------------------------------------------------------------------------------------------- */

/* Where the nesting first exceeds the limit: the parser does not say where containers began. */
static size_t offset_of_deepest(struct text json)
{
    size_t depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < json.length; i++) {
        char byte = json.data[i];
        if (quoted && byte == '\\')
            i++;
        else if (byte == '"')
            quoted = !quoted;
        else if (!quoted && (byte == '[' || byte == '{') && ++depth > DEEPEST)
            return i;
        else if (!quoted && (byte == ']' || byte == '}'))
            depth--;
    }
    return json.length;
}

static int put_value(struct canonical *canonical, yyjson_val *value);

static int put_array(struct canonical *canonical, yyjson_val *array)
{
    size_t index, count;
    yyjson_val *element;
    buffer_byte(canonical->out, '[');
    yyjson_arr_foreach(array, index, count, element)
    {
        if (index > 0)
            buffer_byte(canonical->out, ',');
        TRY(put_value(canonical, element));
    }
    buffer_byte(canonical->out, ']');
    return 0;
}

static int put_object(struct canonical *canonical, yyjson_val *object)
{
    size_t count = yyjson_obj_size(object), start = canonical->members.length;
    TRY(push_names(canonical, object));
    buffer_byte(canonical->out, '{');
    for (size_t i = 0; i < count; i++) {
        yyjson_val *name; /* copied out: the stack moves when it grows */
        memcpy(&name, canonical->members.data + start + i * sizeof(yyjson_val *), sizeof(yyjson_val *));
        if (i > 0)
            buffer_byte(canonical->out, ',');
        json_put_text(canonical->out, json_text(name));
        buffer_byte(canonical->out, ':');
        TRY(put_value(canonical, yyjson_obj_iter_get_val(name)));
    }
    buffer_byte(canonical->out, '}');
    canonical->members.length = start;
    return 0;
}

static void put_scalar(struct buffer *out, yyjson_val *value)
{
    if (yyjson_is_str(value))
        json_put_text(out, json_text(value));
    else if (yyjson_is_num(value))
        json_put_double(out, yyjson_get_num(value));
    else
        buffer_string(out, yyjson_is_true(value) ? "true" : yyjson_is_false(value) ? "false" : "null");
}

static int put_value(struct canonical *canonical, yyjson_val *value)
{
    if (!yyjson_is_ctn(value)) {
        put_scalar(canonical->out, value);
        return 0;
    }
    if (canonical->depth == DEEPEST)
        return refuse(canonical->error, offset_of_deepest(canonical->json), "nested more than 256 deep");
    canonical->depth++;
    TRY(yyjson_is_arr(value) ? put_array(canonical, value) : put_object(canonical, value));
    canonical->depth--;
    return 0;
}

int json_canonical(struct text json, struct buffer *out, struct error *error)
{
    yyjson_alc allocator = json_allocator();
    yyjson_read_err failure = {0};
    yyjson_doc *document =
        yyjson_read_opts((char *)(uintptr_t)json.data, json.length, YYJSON_READ_NOFLAG, &allocator, &failure);
    if (!document && failure.code == YYJSON_READ_ERROR_MEMORY_ALLOCATION)
        return error_memory(error);
    if (!document)
        return refuse(error, failure.pos, failure.msg);
    struct canonical canonical = {.document = document, .json = json, .out = out, .error = error};
    size_t before = out->length;
    int code = put_value(&canonical, yyjson_doc_get_root(document));
    if (code < 0)
        out->length = before;
    buffer_release(&canonical.members);
    yyjson_doc_free(document);
    return code < 0 ? code : buffer_status(out, error);
}
