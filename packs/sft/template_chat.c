#include "packs/sft/template_chat.h"

#include <math.h>

static int text_member(struct datum_map *map, const char *key, struct text text, struct arena *arena)
{
    return text.data ? map_set_text(map, key, datum_text(text), arena) : 0;
}

static int arguments_datum(struct datum *datum, struct text arguments, bool parses, struct arena *arena)
{
    yyjson_val *value = parses ? nested_read(arena, arguments) : NULL;
    if (value)
        return datum_from_json(datum, value, arena);
    *datum = datum_text(arguments);
    return 0;
}

/* {"id", "type": "function", "function": {"name", "arguments"}} */
static int call_datum(struct datum *datum, const struct tool_call *call, bool parses, struct arena *arena)
{
    struct datum function = datum_map_new(arena), arguments;
    *datum = datum_map_new(arena);
    if (!datum->map || !function.map || arguments_datum(&arguments, call->arguments, parses, arena) < 0 ||
        text_member(function.map, "name", call->name, arena) < 0 ||
        map_set_text(function.map, "arguments", arguments, arena) < 0 ||
        text_member(datum->map, "id", call->id, arena) < 0 ||
        map_set_text(datum->map, "type", datum_text(text_of("function")), arena) < 0)
        return -1;
    return map_set_text(datum->map, "function", function, arena);
}

static int calls_member(struct datum_map *map, const struct turn *turn, bool parses, struct arena *arena)
{
    struct datum list = datum_list_new(arena, false), call;
    for (size_t i = 0; i < turn->tool_call_count; i++)
        if (call_datum(&call, &turn->tool_calls[i], parses, arena) < 0 ||
            list_add(list.list, call, arena) < 0)
            return -1;
    return turn->tool_call_count ? map_set_text(map, "tool_calls", list, arena) : 0;
}

static int content_member(struct datum_map *map, const struct turn *turn, struct arena *arena)
{
    struct datum content = turn->content.data ? datum_text(turn->content) : datum_none();
    yyjson_val *parts = turn->parts.data ? nested_read(arena, turn->parts) : NULL;
    if (parts && datum_from_json(&content, parts, arena) < 0)
        return -1;
    return map_set_text(map, "content", content, arena);
}

/* What only extra knows: null members, tool calls in another form than OpenAI's, names of the format's own.
 */
static int extra_members(struct datum_map *map, const struct turn *turn, bool parses, struct arena *arena)
{
    yyjson_val *extra = turn->extra.data ? nested_read(arena, turn->extra) : NULL, *key, *value;
    size_t index, count;
    struct datum datum;
    if (yyjson_obj_size(extra) == 0)
        return 0;
    yyjson_obj_foreach(extra, index, count, key, value)
    {
        struct text name = json_text(key);
        bool calls = text_is(name, "tool_calls");
        if (text_is(name, "from") || text_is(name, "value") || text_is(name, "message") || (calls && parses))
            continue;
        if (map_find_text(map, name) && !calls && !yyjson_is_null(value))
            continue;
        if (datum_from_json(&datum, value, arena) < 0 || map_set(map, datum_text(name), datum, arena) < 0)
            return -1;
    }
    return 0;
}

static int message_datum(struct datum *datum, const struct turn *turn, bool parses, struct arena *arena)
{
    *datum = datum_map_new(arena);
    if (!datum->map || text_member(datum->map, "role", turn->role, arena) < 0 ||
        content_member(datum->map, turn, arena) < 0 ||
        text_member(datum->map, "name", turn->name, arena) < 0 ||
        text_member(datum->map, "reasoning_content", turn->reasoning, arena) < 0 ||
        calls_member(datum->map, turn, parses, arena) < 0)
        return -1;
    if (text_member(datum->map, "tool_call_id", turn->tool_call_id, arena) < 0)
        return -1;
    return extra_members(datum->map, turn, parses, arena);
}

int chat_open(struct chat *chat, const struct turn *turns, size_t count, struct text tools,
              struct arena *arena)
{
    yyjson_val *list = tools.data ? nested_read(arena, tools) : NULL;
    struct datum message;
    chat->arena = arena;
    chat->messages = datum_list_new(arena, false);
    chat->tools = datum_none();
    if (!chat->messages.list)
        return -1;
    for (size_t i = 0; i < count; i++)
        if (message_datum(&message, &turns[i], chat->parses_arguments, arena) < 0 ||
            list_add(chat->messages.list, message, arena) < 0)
            return -1;
    return yyjson_arr_size(list) ? datum_from_json(&chat->tools, list, arena) : 0;
}

int chat_render(const struct chat *chat, const struct template_source *source, size_t count, bool prompts,
                struct rendering *rendering, struct error *error)
{
    struct datum variables = datum_map_new(chat->arena), messages = datum_list_new(chat->arena, false);
    bool tools = chat->tools.kind != DATUM_NONE;
    if (!variables.map || !messages.list)
        return error_memory(error);
    *messages.list = *chat->messages.list;
    messages.list->count = count < messages.list->count ? count : messages.list->count;
    if (map_set_text(variables.map, "messages", messages, chat->arena) < 0 ||
        map_set_text(variables.map, "tools", chat->tools, chat->arena) < 0 ||
        map_set_text(variables.map, "documents", datum_none(), chat->arena) < 0 ||
        map_set_text(variables.map, "add_generation_prompt", datum_boolean(prompts), chat->arena) < 0)
        return error_memory(error);
    for (size_t i = 0; i < source->specials.map->count; i++)
        if (map_set(variables.map, source->specials.map->items[2 * i], source->specials.map->items[2 * i + 1],
                    chat->arena) < 0)
            return error_memory(error);
    return template_render(tools && source->tools ? source->tools : source->plain, &variables, rendering,
                           chat->arena, error);
}
