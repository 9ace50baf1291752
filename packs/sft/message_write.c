/* A message in OpenAI's form, and what the other chat formats share of it. Where extra still holds the member
 * as it was read, that is written, but only while it says what the turn says: an edit of the turn wins. */
#include <math.h>

#include "packs/sft/formats.h"

/* Arguments as compact JSON, so that spacing does not matter; a text that is not JSON as it stands. */
static struct text arguments_compact(struct arena *arena, struct text arguments)
{
    yyjson_val *value = nested_read(arena, arguments);
    struct conversation holder = {.arena = arena};
    return value ? value_text(&holder, value) : arguments;
}

bool calls_agree(struct arena *arena, yyjson_val *calls, const struct turn *turn)
{
    if (!yyjson_is_arr(calls) || yyjson_arr_size(calls) != turn->tool_call_count)
        return false;
    struct conversation holder = {.arena = arena};
    size_t index, count;
    yyjson_val *value;
    yyjson_arr_foreach(calls, index, count, value)
    {
        const struct tool_call *call = &turn->tool_calls[index];
        yyjson_val *function = json_get(value, "function"),
                   *body = yyjson_is_obj(function) ? function : value;
        yyjson_val *arguments = json_get(body, "arguments"), *id = json_get(value, "id");
        struct text said = yyjson_is_str(arguments) ? json_text(arguments)
                           : arguments              ? value_text(&holder, arguments)
                                                    : (struct text){0};
        if (!text_equal(json_text(json_get(body, "name")), call->name) ||
            (call->id.data && !text_equal(json_text(id), call->id)) ||
            !text_equal(arguments_compact(arena, said), arguments_compact(arena, call->arguments)))
            return false;
    }
    return true;
}

/* {"name": …, "arguments": …}: arguments as JSON where they are JSON. */
static void put_bare_call(struct buffer *out, struct arena *arena, const struct tool_call *call)
{
    buffer_string(out, "{\"name\":");
    json_put_text(out, call->name.data ? call->name : (struct text){"", 0});
    if (call->arguments.data) {
        buffer_string(out, ",\"arguments\":");
        yyjson_val *value = nested_read(arena, call->arguments);
        if (value)
            json_put_value(out, value);
        else
            json_put_text(out, call->arguments);
    }
    buffer_byte(out, '}');
}

void function_call_put(struct buffer *out, struct arena *arena, const struct turn *turn)
{
    if (turn->tool_call_count != 1)
        buffer_byte(out, '[');
    for (size_t i = 0; i < turn->tool_call_count; i++) {
        if (i)
            buffer_byte(out, ',');
        put_bare_call(out, arena, &turn->tool_calls[i]);
    }
    if (turn->tool_call_count != 1)
        buffer_byte(out, ']');
}

static void put_call(struct buffer *out, const struct tool_call *call)
{
    buffer_byte(out, '{');
    if (call->id.data) {
        buffer_string(out, "\"id\":");
        json_put_text(out, call->id);
        buffer_byte(out, ',');
    }
    buffer_string(out, "\"type\":\"function\",\"function\":{\"name\":");
    json_put_text(out, call->name.data ? call->name : (struct text){"", 0});
    if (call->arguments.data) {
        buffer_string(out, ",\"arguments\":");
        json_put_text(out, call->arguments);
    }
    buffer_string(out, "}}");
}

/* OpenAI's first form held one call without an id. */
static bool legacy_call_agrees(const struct object *object, const struct turn *turn)
{
    yyjson_val *kept = object_kept(object, "function_call");
    struct turn read = {0};
    struct conversation holder = {.arena = object->writing->arena};
    if (!yyjson_is_obj(kept) || turn->tool_call_count != 1 || turn->tool_calls[0].id.data)
        return false;
    bool agrees = function_call_read(&holder, &read, value_text(&holder, kept)) &&
                  text_equal(read.tool_calls[0].name, turn->tool_calls[0].name) &&
                  text_equal(arguments_compact(holder.arena, read.tool_calls[0].arguments),
                             arguments_compact(holder.arena, turn->tool_calls[0].arguments));
    conversation_release(&holder); /* a fault may have been noted; nobody asks here */
    return agrees;
}

void object_put_calls(struct object *object, const struct turn *turn)
{
    struct buffer *out = &object->writing->out;
    yyjson_val *kept = object_kept(object, "tool_calls");
    if (kept && (turn->tool_call_count == 0 || calls_agree(object->writing->arena, kept, turn))) {
        object_keep(object, "tool_calls");
        return;
    }
    if (turn->tool_call_count == 0)
        return;
    if (legacy_call_agrees(object, turn)) {
        object_keep(object, "function_call");
        return;
    }
    object_key(object, "tool_calls");
    for (size_t i = 0; i < turn->tool_call_count; i++) {
        buffer_byte(out, i ? ',' : '[');
        put_call(out, &turn->tool_calls[i]);
    }
    buffer_byte(out, ']');
}

static bool is_block(yyjson_val *part, const char *wanted)
{
    yyjson_val *type = json_get(part, "type");
    return yyjson_is_str(type) && text_is(json_text(type), wanted) && yyjson_is_str(json_get(part, "value"));
}

/* Parts as OpenAI has them: a text part says "text"; v1's reasoning and calls have members of their own
 * there. */
static void put_parts(struct buffer *out, yyjson_val *parts)
{
    size_t index, count;
    yyjson_val *part;
    bool started = false;
    buffer_byte(out, '[');
    yyjson_arr_foreach(parts, index, count, part)
    {
        if (is_block(part, "reasoning") || is_block(part, "tool_call"))
            continue;
        if (started)
            buffer_byte(out, ',');
        started = true;
        if (is_block(part, "text")) {
            buffer_string(out, "{\"type\":\"text\",\"text\":");
            json_put_text(out, json_text(json_get(part, "value")));
            buffer_byte(out, '}');
        } else
            json_put_value(out, part);
    }
    buffer_byte(out, ']');
}

/* v1 wraps even a single text into a block; the other formats say that one plainly. */
static bool parts_needed(yyjson_val *parts)
{
    size_t index, count, texts = 0;
    yyjson_val *part;
    yyjson_arr_foreach(parts, index, count, part)
    {
        if (is_block(part, "text"))
            texts++;
        else if (!is_block(part, "reasoning") && !is_block(part, "tool_call"))
            return true;
    }
    return texts > 1 || yyjson_arr_size(parts) == 0;
}

bool object_put_parts(struct object *object, const struct turn *turn)
{
    if (!turn->parts.data)
        return false;
    yyjson_val *parts = nested_read(object->writing->arena, turn->parts);
    if (!parts_agree(object->writing->arena, parts, turn->content)) {
        loss_add(object->writing, turn->at, "/parts", "the parts no longer say what the content says");
        return false;
    }
    if (!parts_needed(parts))
        return false;
    object_key(object, "content");
    put_parts(&object->writing->out, parts);
    return true;
}

static void put_content(struct object *object, const struct turn *turn)
{
    bool only_calls = turn->parts.data && turn->content.length == 0 && turn->tool_call_count;
    if (object_put_parts(object, turn))
        return;
    if (turn->content.data && !only_calls)
        object_text(object, "content", turn->content);
    else if (object_kept(object, "content"))
        object_keep(object, "content");
}

/* What a reader of ShareGPT kept of its own spelling says nothing here that the turn does not say. */
static void drop_spelling(struct object *object, const struct turn *turn)
{
    if (yyjson_is_str(object_kept(object, "from")) && turn->role.data)
        object_drop(object, "from");
    if (yyjson_is_str(object_kept(object, "value")) && turn->tool_call_count)
        object_drop(object, "value");
}

void object_put_rest(struct object *object, const struct turn *turn, const char *weight_key)
{
    static const char *const spellings[] = {"reasoning_content", "reasoning", "thinking"};
    object_text(object, "tool_call_id", turn->tool_call_id);
    bool reasoned = !turn->reasoning.data;
    for (size_t i = 0; i < 3 && !reasoned; i++) {
        yyjson_val *kept = object_kept(object, spellings[i]);
        if (!yyjson_is_str(kept) || !text_equal(json_text(kept), turn->reasoning))
            continue;
        object_keep(object, spellings[i]);
        reasoned = true;
    }
    if (!reasoned)
        object_text(object, "reasoning_content", turn->reasoning);
    object_text(object, "name", turn->name);
    if (!isnan(turn->weight)) {
        object_key(object, weight_key);
        json_put_double(&object->writing->out, turn->weight);
    }
}

void openai_put_message(struct writing *writing, const struct turn *turn)
{
    struct object object;
    object_open(&object, writing, turn->extra, turn->at);
    object_text(&object, "role", turn->role);
    put_content(&object, turn);
    object_put_calls(&object, turn);
    object_put_rest(&object, turn, "weight");
    drop_spelling(&object, turn);
    if (turn_is_split(turn))
        loss_add(writing, turn->at, "/instruction",
                 "a message cannot say where its instruction ends and its input begins");
    object_close(&object);
}

/* A message that was no object was kept whole under "message", with nothing else said of it. */
static bool put_no_object(struct writing *writing, const struct turn *turn)
{
    if (turn->role.data || turn->content.data || !turn->extra.data)
        return false;
    yyjson_val *extra = nested_read(writing->arena, turn->extra);
    yyjson_val *whole = yyjson_obj_size(extra) == 1 ? json_get(extra, "message") : NULL;
    if (!whole || yyjson_is_obj(whole))
        return false;
    json_put_value(&writing->out, whole);
    return true;
}

void object_put_messages(struct object *object, const char *key, const struct conversation *conversation,
                         size_t first, size_t last,
                         void (*put)(struct writing *writing, const struct turn *turn))
{
    struct buffer *out = &object->writing->out;
    object_key(object, key);
    buffer_byte(out, '[');
    for (size_t i = first; i < last; i++) {
        if (i > first)
            buffer_byte(out, ',');
        if (!put_no_object(object->writing, &conversation->turns[i]))
            put(object->writing, &conversation->turns[i]);
    }
    buffer_byte(out, ']');
}

struct text plain_text(struct writing *writing, const struct turn *turn)
{
    static const char why[] = "this format has plain texts only";
    if (!turn->content.data)
        loss_add(writing, turn->at, "/content", "there is none, and an empty text stands for it");
    if (turn->name.data)
        loss_add(writing, turn->at, "/name", why);
    if (turn->reasoning.data)
        loss_add(writing, turn->at, "/reasoning", why);
    if (turn->parts.data && parts_needed(nested_read(writing->arena, turn->parts)))
        loss_add(writing, turn->at, "/parts", why);
    if (turn->tool_call_count)
        loss_add(writing, turn->at, "/tool_calls", why);
    if (turn->tool_call_id.data)
        loss_add(writing, turn->at, "/tool_call_id", why);
    if (!isnan(turn->weight))
        loss_add(writing, turn->at, "/weight", why);
    if (turn->extra.data)
        loss_add(writing, turn->at, "/extra", why);
    return turn->content.data ? turn->content : (struct text){"", 0};
}
