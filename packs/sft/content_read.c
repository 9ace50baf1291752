/* Content and tool calls of one message. Content is a text, null, or a list of parts as OpenAI, the trainers
 * and LlamaFactory v1 write them. */
#include "packs/sft/formats.h"

enum part_kind { PART_TEXT, PART_REASONING, PART_CALL, PART_MEDIA, PART_UNKNOWN, PART_BARE_TEXT };

static const struct part_type {
    const char *type;
    enum part_kind kind;
    bool needs_value; /* a block of LlamaFactory v1; another part of that name stays among the parts only */
} part_types[] = {
    {"text", PART_TEXT, false},          {"input_text", PART_TEXT, false}, {"output_text", PART_TEXT, false},
    {"reasoning", PART_REASONING, true}, {"thinking", PART_MEDIA, false},  {"tool_call", PART_CALL, true},
    {"image_url", PART_MEDIA, false},    {"image", PART_MEDIA, false},     {"input_image", PART_MEDIA, false},
    {"input_audio", PART_MEDIA, false},  {"audio", PART_MEDIA, false},     {"audio_url", PART_MEDIA, false},
    {"video", PART_MEDIA, false},        {"video_url", PART_MEDIA, false}, {"file", PART_MEDIA, false},
    {"input_file", PART_MEDIA, false},   {"refusal", PART_MEDIA, false},   {"tool_use", PART_MEDIA, false},
    {"tool_result", PART_MEDIA, false},
};

static enum part_kind part_kind_of(yyjson_val *part)
{
    if (yyjson_is_str(part))
        return PART_BARE_TEXT;
    yyjson_val *type = json_get(part, "type");
    if (!yyjson_is_str(type))
        return PART_UNKNOWN;
    for (size_t i = 0; i < sizeof part_types / sizeof *part_types; i++)
        if (text_is(json_text(type), part_types[i].type))
            return part_types[i].needs_value && !json_get(part, "value") ? PART_MEDIA : part_types[i].kind;
    return PART_UNKNOWN;
}

/* The text of a part: OpenAI says "text", LlamaFactory v1 says "value". */
static struct text part_text(yyjson_val *part)
{
    if (yyjson_is_str(part))
        return json_text(part);
    yyjson_val *text = json_get(part, "text");
    if (!yyjson_is_str(text))
        text = json_get(part, "value");
    return yyjson_is_str(text) ? json_text(text) : (struct text){0};
}

static bool says_text(enum part_kind kind)
{
    return kind == PART_TEXT || kind == PART_BARE_TEXT || kind == PART_UNKNOWN;
}

/* The texts of all parts of the kind, joined with "\n"; a single one is borrowed as it stands. */
static struct text parts_join(struct arena *arena, yyjson_val *parts, bool (*wanted)(enum part_kind),
                              bool *failed)
{
    size_t index, count, texts = 0, length = 0;
    yyjson_val *part;
    struct text last = {"", 0};
    yyjson_arr_foreach(parts, index, count, part)
    {
        struct text text = wanted(part_kind_of(part)) ? part_text(part) : (struct text){0};
        if (!text.data)
            continue;
        texts++;
        length += text.length + 1;
        last = text;
    }
    if (texts <= 1)
        return last;
    char *joined = arena_take(arena, length, 1);
    if (!joined) {
        *failed = true;
        return (struct text){"", 0};
    }
    length = 0;
    yyjson_arr_foreach(parts, index, count, part)
    {
        struct text text = wanted(part_kind_of(part)) ? part_text(part) : (struct text){0};
        if (!text.data)
            continue;
        if (length)
            joined[length++] = '\n';
        memcpy(joined + length, text.data, text.length);
        length += text.length;
    }
    return (struct text){joined, length};
}

static bool says_reasoning(enum part_kind kind)
{
    return kind == PART_REASONING;
}

bool parts_agree(struct arena *arena, yyjson_val *parts, struct text content)
{
    bool failed = false;
    return yyjson_is_arr(parts) && text_equal(parts_join(arena, parts, says_text, &failed), content) &&
           !failed;
}

/* What is wrong with the parts: the first offence is named, so that a list of a thousand is one fault. */
static void parts_judge(struct conversation *conversation, const struct turn *turn, yyjson_val *parts,
                        const char *field)
{
    size_t index, count;
    yyjson_val *part;
    yyjson_arr_foreach(parts, index, count, part)
    {
        enum part_kind kind = part_kind_of(part);
        const char *found = NULL;
        struct text type = {"", 0};
        if (kind == PART_BARE_TEXT)
            found = "a bare text where a part {\"type\": \"text\", …} is expected";
        else if (!yyjson_is_obj(part))
            found = value_kind(part);
        else if (kind == PART_UNKNOWN && yyjson_is_str(json_get(part, "type")))
            found = "a part of unknown type ", type = json_text(json_get(part, "type"));
        else if (kind == PART_UNKNOWN)
            found = "a part without a type";
        else if (kind == PART_TEXT && !part_text(part).data)
            found = "a text part without a text";
        if (!found)
            continue;
        record_fault_add(conversation, "content_type", turn->at, field, "part %zu of the content is %s%.*s",
                         index, found, (int)(type.length < 60 ? type.length : 60), type.data);
        return;
    }
}

static struct tool_call *calls_room(struct conversation *conversation, struct turn *turn, size_t more)
{
    struct tool_call *calls =
        arena_take_zeroed(conversation->arena, turn->tool_call_count + more, sizeof *calls);
    if (!calls) {
        conversation->failed = true;
        return NULL;
    }
    if (turn->tool_call_count)
        memcpy(calls, turn->tool_calls, turn->tool_call_count * sizeof *calls);
    turn->tool_calls = calls;
    return calls;
}

static void parts_calls(struct conversation *conversation, struct turn *turn, yyjson_val *parts,
                        const char *field)
{
    size_t index, count;
    yyjson_val *part;
    yyjson_arr_foreach(parts, index, count, part)
    {
        if (part_kind_of(part) == PART_CALL && !function_call_read(conversation, turn, part_text(part)))
            record_fault_add(conversation, "tool_calls_type", turn->at, field,
                             "part %zu is a tool call but its value is not the JSON of one", index);
    }
}

bool content_read(struct conversation *conversation, struct turn *turn, yyjson_val *content,
                  const char *field)
{
    if (yyjson_is_str(content)) {
        turn->content = json_text(content);
        return true;
    }
    if (yyjson_is_arr(content)) {
        turn->parts = value_text(conversation, content);
        turn->content = parts_join(conversation->arena, content, says_text, &conversation->failed);
        struct text reasoning =
            parts_join(conversation->arena, content, says_reasoning, &conversation->failed);
        if (reasoning.length && !turn->reasoning.data)
            turn->reasoning = reasoning;
        parts_calls(conversation, turn, content, field);
        parts_judge(conversation, turn, content, field);
        return true;
    }
    if (!yyjson_is_null(content) && content)
        record_fault_add(conversation, "content_type", turn->at, field, "the content is %s, not a text",
                         value_kind(content));
    return false;
}

/* Arguments are a text that is JSON (OpenAI) or the JSON itself (TRL, ShareGPT). True when it was a text. */
static bool arguments_read(struct conversation *conversation, const struct turn *turn, struct tool_call *call,
                           yyjson_val *arguments, size_t place)
{
    if (!arguments)
        return true;
    if (!yyjson_is_str(arguments)) {
        call->arguments = value_text(conversation, arguments);
        return false;
    }
    call->arguments = json_text(arguments);
    if (!nested_read(conversation->arena, call->arguments))
        record_fault_add(conversation, "arguments_not_json", turn->at, "",
                         "the arguments of tool call %zu are not JSON", place);
    return true;
}

static void name_read(struct conversation *conversation, const struct turn *turn, struct tool_call *call,
                      yyjson_val *name, size_t place)
{
    if (yyjson_is_str(name))
        call->name = json_text(name);
    if (!call->name.length)
        record_fault_add(conversation, "tool_call_without_name", turn->at, "",
                         "tool call %zu does not say which tool", place);
}

/* One call in OpenAI's form, or bare {"name", "arguments"}. True when the turn says all of it. */
static bool call_read(struct conversation *conversation, const struct turn *turn, struct tool_call *call,
                      yyjson_val *value, size_t place)
{
    yyjson_val *function = json_get(value, "function"), *id = json_get(value, "id");
    yyjson_val *type = json_get(value, "type");
    bool plain = yyjson_is_obj(function) && yyjson_is_str(type) && text_is(json_text(type), "function") &&
                 yyjson_obj_size(value) == (id ? 3u : 2u) && (!id || yyjson_is_str(id));
    yyjson_val *body = yyjson_is_obj(function) ? function : value;
    yyjson_val *arguments = json_get(body, "arguments");
    if (yyjson_is_str(id))
        call->id = json_text(id);
    plain = plain && yyjson_is_str(json_get(body, "name")) && yyjson_obj_size(body) == (arguments ? 2u : 1u);
    name_read(conversation, turn, call, json_get(body, "name"), place);
    return arguments_read(conversation, turn, call, arguments, place) && plain;
}

bool tool_calls_read(struct conversation *conversation, struct turn *turn, yyjson_val *calls)
{
    if (!yyjson_is_arr(calls)) {
        if (!yyjson_is_null(calls))
            record_fault_add(conversation, "tool_calls_type", turn->at, "tool_calls",
                             "tool_calls is %s, not a list", value_kind(calls));
        return false;
    }
    size_t index, count = yyjson_arr_size(calls);
    yyjson_val *value;
    if (count == 0 || !calls_room(conversation, turn, count))
        return false;
    bool plain = true;
    yyjson_arr_foreach(calls, index, count, value)
    {
        if (!yyjson_is_obj(value)) {
            record_fault_add(conversation, "tool_calls_type", turn->at, "tool_calls",
                             "tool call %zu is %s, not an object", index, value_kind(value));
            plain = false;
            continue;
        }
        if (!call_read(conversation, turn, &turn->tool_calls[turn->tool_call_count], value, index))
            plain = false;
        turn->tool_call_count++;
    }
    return plain;
}

bool function_call_read(struct conversation *conversation, struct turn *turn, struct text text)
{
    yyjson_val *value = nested_read(conversation->arena, text);
    bool list = yyjson_is_arr(value);
    size_t count = list ? yyjson_arr_size(value) : 1;
    for (size_t i = 0; i < count; i++)
        if (!yyjson_is_obj(list ? yyjson_arr_get(value, i) : value))
            return false;
    if (count == 0 || !calls_room(conversation, turn, count))
        return false;
    for (size_t i = 0; i < count; i++) {
        yyjson_val *item = list ? yyjson_arr_get(value, i) : value;
        struct tool_call *call = &turn->tool_calls[turn->tool_call_count++];
        name_read(conversation, turn, call, json_get(item, "name"), i);
        arguments_read(conversation, turn, call, json_get(item, "arguments"), i);
    }
    return true;
}
