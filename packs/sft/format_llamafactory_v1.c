/* LlamaFactory v1: {"messages": [{"role", "content": [{"type": "text", "value": …}], "loss_weight": 1.0}]};
 * pairs have "chosen_messages" and "rejected_messages" instead.
 *
 * Content is always a list of blocks of type text, reasoning, tool_call (the JSON text of a call) or a
 * medium. Pitfalls: it looks like OpenAI's parts but says "value", so a trainer for one reads the other as
 * empty; a loss_weight of 0 on every message trains nothing; `tools` is the JSON text of a list. Of a pair,
 * the chosen side is read and the rejected one kept. A message that no weight was given for is written with 1
 * for the assistant and 0 for anyone else, as LlamaFactory's own converters do. */
#include <math.h>

#include "packs/sft/formats.h"

static const char *v1_fits(yyjson_val *record)
{
    yyjson_val *chosen = json_get(record, "chosen_messages");
    yyjson_val *first = yyjson_arr_get_first(chosen ? chosen : json_get(record, "messages"));
    yyjson_val *block = yyjson_arr_get_first(json_get(first, "content"));
    if (json_get(first, "loss_weight") || (json_get(block, "type") && json_get(block, "value")))
        return "have messages with content blocks of type and value";
    return NULL;
}

/* LlamaFactory writes tools as JSON text: that is this format's own form, so it is kept only when it says
 * nothing. */
void text_tools_read(struct conversation *conversation, yyjson_val *tools)
{
    struct text key = {"tools", 5};
    if (!tools)
        return;
    tools_read(conversation, key, tools);
    if (!yyjson_is_str(tools) || !conversation->tools.data)
        extra_add(&conversation->record_extra, key, tools);
}

static void v1_read(struct conversation *conversation, yyjson_val *record, const struct mapping *mapping)
{
    (void)mapping;
    yyjson_val *chosen = json_get(record, "chosen_messages"), *tools = json_get(record, "tools");
    yyjson_val *list = chosen ? chosen : json_get(record, "messages");
    if (list)
        messages_read(conversation, list, chosen ? "chosen_messages" : "messages", &v1_dialect);
    else
        record_fault_add(conversation, "missing_messages", (struct text){"", 0}, "",
                         "the record has no \"messages\"");
    text_tools_read(conversation, tools);
    record_rest(conversation, record, (yyjson_val *[]){tools, list}, yyjson_is_arr(list) ? 2 : 1);
}

static void put_block(struct buffer *out, bool *started, const char *type, struct text value)
{
    buffer_string(out, *started ? ",{\"type\":\"" : "{\"type\":\"");
    buffer_string(out, type);
    buffer_string(out, "\",\"value\":");
    json_put_text(out, value);
    buffer_byte(out, '}');
    *started = true;
}

/* One block a part; a text part of OpenAI becomes a text block, other parts keep their form. */
static void put_part_blocks(struct object *object, const struct turn *turn, yyjson_val *parts, bool *started)
{
    struct buffer *out = &object->writing->out;
    size_t index, count;
    yyjson_val *part;
    yyjson_arr_foreach(parts, index, count, part)
    {
        yyjson_val *text = json_get(part, "text");
        if (yyjson_is_str(text) && !json_get(part, "value")) {
            put_block(out, started, "text", json_text(text));
            continue;
        }
        if (*started)
            buffer_byte(out, ',');
        *started = true;
        json_put_value(out, part);
        if (!json_get(part, "value"))
            loss_add(object->writing, turn->at, "/parts",
                     "a part that is no text keeps its form, which is no block of this format");
    }
}

static bool has_block(yyjson_val *parts, const char *type)
{
    size_t index, count;
    yyjson_val *part;
    yyjson_arr_foreach(parts, index, count, part)
    {
        yyjson_val *said = json_get(part, "type");
        if (yyjson_is_str(said) && text_is(json_text(said), type) && json_get(part, "value"))
            return true;
    }
    return false;
}

static void put_blocks(struct object *object, const struct turn *turn)
{
    struct buffer *out = &object->writing->out;
    struct arena *arena = object->writing->arena;
    yyjson_val *parts = turn->parts.data ? nested_read(arena, turn->parts) : NULL;
    bool started = false;
    if (parts && !parts_agree(arena, parts, turn->content)) {
        loss_add(object->writing, turn->at, "/parts", "the parts no longer say what the content says");
        parts = NULL;
    }
    object_key(object, "content");
    buffer_byte(out, '[');
    if (turn->reasoning.data && !has_block(parts, "reasoning"))
        put_block(out, &started, "reasoning", turn->reasoning);
    if (parts)
        put_part_blocks(object, turn, parts, &started);
    else if (turn->content.data && (turn->content.length || !turn->tool_call_count))
        put_block(out, &started, "text", turn->content);
    for (size_t i = 0; i < turn->tool_call_count && !has_block(parts, "tool_call"); i++) {
        struct turn one = {.tool_calls = &turn->tool_calls[i], .tool_call_count = 1};
        struct buffer call = {0};
        function_call_put(&call, arena, &one);
        put_block(out, &started, "tool_call", buffer_view(&call));
        buffer_release(&call);
        if (one.tool_calls->id.data)
            loss_add(object->writing, turn->at, "/tool_calls",
                     "a call's id has no place in a tool_call block");
    }
    buffer_byte(out, ']');
}

static void v1_put_message(struct writing *writing, const struct turn *turn)
{
    struct turn said = *turn;
    struct object object;
    object_open(&object, writing, turn->extra, turn->at);
    object_text(&object, "role", turn->role);
    put_blocks(&object, turn);
    if (isnan(said.weight) && turn->role.data)
        said.weight = text_is(turn->role, "assistant") ? 1 : 0;
    said.reasoning = (struct text){0};
    object_put_rest(&object, &said, "loss_weight");
    if (yyjson_is_null(object_kept(&object, "content")))
        object_drop(&object, "content");
    if (turn_is_split(turn))
        loss_add(writing, turn->at, "/instruction",
                 "a message cannot say where its instruction ends and its input begins");
    object_close(&object);
}

static void v1_write(struct writing *writing, const struct conversation *conversation)
{
    struct object object;
    bool chosen = conversation->turn_count && text_starts(conversation->turns[0].at, "/chosen_messages/");
    record_chosen_loss(writing, conversation, "/chosen_messages/");
    object_open(&object, writing, conversation->extra, (struct text){"", 0});
    record_put_id(&object, conversation);
    object_put_messages(&object, chosen ? "chosen_messages" : "messages", conversation, 0,
                        conversation->turn_count, v1_put_message);
    if (!chosen)
        object_reserve(&object, "chosen_messages");
    record_put_tools(&object, conversation, true);
    record_put_weight(&object, conversation);
    object_close(&object);
}

const struct coder v1_coder = {v1_fits, v1_read, v1_write};
