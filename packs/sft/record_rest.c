/* What records of all formats have around their conversation: an id, a weight, tools, and fields nobody
 * knows. */
#include <math.h>

#include "packs/sft/formats.h"

static bool among(yyjson_val *value, yyjson_val *const *used, size_t used_count)
{
    for (size_t i = 0; i < used_count; i++)
        if (value == used[i])
            return true;
    return false;
}

/* Tools are a list, or the JSON text of one (LlamaFactory). True when reading `tools` says all of it: a
 * writer puts a list as a list, so any other form is kept in extra as well. */
bool tools_read(struct conversation *conversation, struct text key, yyjson_val *value)
{
    struct text locus = pointer_make(conversation, key, -1, -1);
    if (yyjson_is_arr(value)) {
        conversation->tools = value_text(conversation, value);
        return text_is(key, "tools");
    }
    if (yyjson_is_str(value) && yyjson_is_arr(nested_read(conversation->arena, json_text(value)))) {
        conversation->tools = json_text(value);
        return false;
    }
    if (!yyjson_is_null(value) && !(yyjson_is_str(value) && yyjson_get_len(value) == 0))
        record_fault_add(conversation, "tools_not_a_list", locus, "", "the tools are %s, not a list of them",
                         value_kind(value));
    return false;
}

/* True when conversation->weight says all of it. */
static bool weight_read(struct conversation *conversation, yyjson_val *value)
{
    if (value_number(value, &conversation->weight))
        return true;
    conversation->weight = NAN;
    if (!yyjson_is_null(value))
        record_fault_add(conversation, "weight_type", (struct text){"/weight", 7}, "",
                         "a weight is a number, this one is %s", value_kind(value));
    return false;
}

static bool id_read(struct conversation *conversation, struct text key, yyjson_val *value, int *best)
{
    int rank = conversation->id_key.data && text_equal(key, conversation->id_key) ? 1 : id_rank(key);
    struct text id = rank && (!*best || rank <= *best) ? value_id(value, conversation) : (struct text){0};
    if (!id.data)
        return false;
    *best = rank;
    conversation->id = id;
    return text_is(key, "id") && yyjson_is_str(value);
}

void record_rest(struct conversation *conversation, yyjson_val *record, yyjson_val *const *used,
                 size_t used_count)
{
    size_t index, count;
    yyjson_val *key, *value;
    int best = 0;
    conversation->readable = true;
    yyjson_obj_foreach(record, index, count, key, value)
    {
        struct text name = json_text(key);
        bool said;
        if (among(value, used, used_count))
            continue;
        if (text_is(name, "tools") || text_is(name, "functions"))
            said = tools_read(conversation, name, value);
        else if (text_is(name, "weight"))
            said = weight_read(conversation, value);
        else
            said = id_read(conversation, name, value, &best);
        if (!said)
            extra_add(&conversation->record_extra, name, value);
    }
    conversation->extra = extra_take(conversation, &conversation->record_extra);
}
