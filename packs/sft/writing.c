/* Objects and losses: what all writers share. See formats.h. */
#include <assert.h>
#include <math.h>

#include "packs/sft/formats.h"

void loss_add(struct writing *writing, struct text where, const char *field, const char *message)
{
    if (writing->loss_count == writing->loss_capacity) {
        size_t capacity = writing->loss_capacity ? writing->loss_capacity * 2 : 8;
        struct loss *losses = arena_take(writing->arena, capacity, sizeof *losses);
        if (!losses) {
            writing->failed = true;
            return;
        }
        if (writing->loss_count)
            memcpy(losses, writing->losses, writing->loss_count * sizeof *losses);
        writing->losses = losses;
        writing->loss_capacity = capacity;
    }
    size_t length = where.length + strlen(field);
    char *data = arena_take(writing->arena, length + 1, 1);
    if (!data) {
        writing->failed = true;
        return;
    }
    if (where.length)
        memcpy(data, where.data, where.length);
    memcpy(data + where.length, field, length - where.length);
    writing->losses[writing->loss_count++] = (struct loss){{data, length}, text_of(message)};
}

void writing_refuse(struct writing *writing, struct text where, const char *message)
{
    if (!writing->refused)
        loss_add(writing, where, "", message);
    writing->refused = true;
}

void object_open(struct object *object, struct writing *writing, struct text extra, struct text where)
{
    *object = (struct object){.writing = writing, .where = where};
    buffer_byte(&writing->out, '{');
    if (!extra.data)
        return;
    object->extra = nested_read(writing->arena, extra);
    if (yyjson_is_obj(object->extra) && yyjson_obj_size(object->extra) == 0)
        object->extra = NULL; /* so that NULL alone means that nothing is left to write */
    else if (!yyjson_is_obj(object->extra)) {
        object->extra = NULL;
        loss_add(writing, where, "/extra", "extra is not a JSON object, so its fields have no names");
    }
}

static void object_said(struct object *object, const char *key)
{
    assert(object->said_count < sizeof object->said / sizeof *object->said);
    object->said[object->said_count++] = key;
}

static void put_key(struct object *object, struct text key)
{
    struct buffer *out = &object->writing->out;
    if (object->started)
        buffer_byte(out, ',');
    object->started = true;
    json_put_text(out, key);
    buffer_byte(out, ':');
}

void object_key(struct object *object, const char *key)
{
    put_key(object, text_of(key));
    object_said(object, key);
}

void object_text(struct object *object, const char *key, struct text text)
{
    if (!text.data)
        return;
    object_key(object, key);
    json_put_text(&object->writing->out, text);
}

yyjson_val *object_kept(const struct object *object, const char *key)
{
    return object->extra ? json_get(object->extra, key) : NULL;
}

void object_keep(struct object *object, const char *key)
{
    put_key(object, text_of(key));
    json_put_value(&object->writing->out, object_kept(object, key));
    object_drop(object, key);
}

void object_drop(struct object *object, const char *key)
{
    object_said(object, key);
    object->settled |= UINT64_C(1) << (object->said_count - 1);
}

void object_reserve(struct object *object, const char *key)
{
    if (object_kept(object, key))
        object_said(object, key);
}

/* Was a key written? And if so, is the value that extra holds under it settled: written itself, or said
 * otherwise? */
static bool object_has(const struct object *object, struct text key, bool *settled)
{
    bool found = false;
    *settled = false;
    for (size_t i = 0; i < object->said_count; i++)
        if (text_is(key, object->said[i])) {
            found = true;
            *settled = *settled || (object->settled >> i & 1);
        }
    return found;
}

static void conflict_add(struct object *object, struct text name)
{
    char *field = arena_take(object->writing->arena, name.length + 2, 1);
    if (!field) {
        object->writing->failed = true;
        return;
    }
    field[0] = '/';
    memcpy(field + 1, name.data, name.length);
    field[name.length + 1] = '\0';
    loss_add(object->writing, object->where, field, "this format would read the key as something else");
}

static void put_what_is_left(struct object *object)
{
    size_t index, count;
    yyjson_val *key, *value;
    bool settled;
    yyjson_obj_foreach(object->extra, index, count, key, value)
    {
        struct text name = json_text(key);
        if (!object_has(object, name, &settled)) {
            put_key(object, name);
            json_put_value(&object->writing->out, value);
        } else if (!settled)
            conflict_add(object, name);
    }
}

void object_close(struct object *object)
{
    if (object->extra)
        put_what_is_left(object);
    buffer_byte(&object->writing->out, '}');
}

/* Does extra hold the id, under its own name or in its own form? */
static bool id_is_kept(const struct object *object, struct text id)
{
    size_t index, count;
    yyjson_val *key, *value;
    struct conversation holder = {.arena = object->writing->arena};
    yyjson_obj_foreach(object->extra, index, count, key, value)
    {
        bool names_it = text_is(json_text(key), "id") || !object_kept(object, "id");
        if (names_it && text_equal(value_id(value, &holder), id))
            return true;
    }
    return false;
}

void record_put_id(struct object *object, const struct conversation *conversation)
{
    if (conversation->id.data && !(object->extra && id_is_kept(object, conversation->id)))
        object_text(object, "id", conversation->id);
}

void record_chosen_loss(struct writing *writing, const struct conversation *conversation, const char *own)
{
    for (size_t i = 0; i < conversation->turn_count; i++) {
        const struct turn *turn = &conversation->turns[i];
        if (!text_starts(turn->at, "/chosen") || (own && text_starts(turn->at, own)))
            continue;
        loss_add(writing, turn->at, "",
                 "the preferred answer is a plain turn here; the rejected one stays in extra");
        return;
    }
}

void record_put_weight(struct object *object, const struct conversation *conversation)
{
    if (isnan(conversation->weight))
        return;
    object_key(object, "weight");
    json_put_double(&object->writing->out, conversation->weight);
}

/* Does the value, a list or the text of one, hold these tools? */
static bool tools_agree(struct arena *arena, yyjson_val *value, yyjson_val *tools)
{
    yyjson_val *list = yyjson_is_str(value) ? nested_read(arena, json_text(value)) : value;
    return list && yyjson_equals(list, tools);
}

void record_put_tools(struct object *object, const struct conversation *conversation, bool as_text)
{
    if (!conversation->tools.data)
        return;
    struct arena *arena = object->writing->arena;
    yyjson_val *tools = nested_read(arena, conversation->tools);
    if (!yyjson_is_arr(tools)) {
        loss_add(object->writing, object->where, "/tools", "the tools are not a JSON list");
        return;
    }
    static const char *const keys[] = {"tools", "functions"};
    for (size_t i = 0; i < 2; i++) {
        yyjson_val *kept = object_kept(object, keys[i]);
        if (!kept || !tools_agree(arena, kept, tools) || (as_text && i == 1))
            continue;
        object_keep(object, keys[i]);
        return;
    }
    object_key(object, "tools");
    if (as_text)
        json_put_text(&object->writing->out, conversation->tools);
    else
        json_put_value(&object->writing->out, tools);
}
