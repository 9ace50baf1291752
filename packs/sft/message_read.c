/* Messages: the part that all chat formats share. A message's members are found in one pass; those with no
 * place in a turn go into its extra, as does a member whose value says more than the turn can. */
#include <math.h>

#include "packs/sft/formats.h"

#define TEXT(literal) {literal, sizeof(literal) - 1}

const struct dialect openai_dialect = {
    .role_key = TEXT("role"), .content_key = TEXT("content"), .weight_key = TEXT("weight")};
const struct dialect v1_dialect = {
    .role_key = TEXT("role"), .content_key = TEXT("content"), .weight_key = TEXT("loss_weight")};

enum member {
    ROLE,
    CONTENT,
    WEIGHT,
    NAME,
    CALLS,
    CALL,
    CALL_ID,
    REASONING,
    CARRIED_ROLE,
    CARRIED_CONTENT,
    MEMBERS,
    OTHER = MEMBERS
};

struct message {
    yyjson_val *keys[MEMBERS], *values[MEMBERS];
    bool speaks_otherwise; /* a refusal or audio stands in for content */
};

static bool same(struct text key, const char *name, size_t length)
{
    return key.length == length && memcmp(key.data, name, length) == 0;
}
#define IS(name) same(key, name, sizeof(name) - 1)

static enum member member_of(const struct dialect *dialect, struct text key)
{
    if (text_equal(key, dialect->role_key))
        return ROLE;
    if (text_equal(key, dialect->content_key))
        return CONTENT;
    if (text_equal(key, dialect->weight_key))
        return WEIGHT;
    if (IS("name"))
        return NAME;
    if (IS("tool_calls"))
        return CALLS;
    if (IS("tool_call_id"))
        return CALL_ID;
    if (IS("reasoning_content") || IS("reasoning") || IS("thinking"))
        return REASONING;
    if (IS("function_call"))
        return CALL;
    if (dialect->carries && IS("role"))
        return CARRIED_ROLE;
    if (dialect->carries && IS("content"))
        return CARRIED_CONTENT;
    return OTHER;
}

static void keep(struct conversation *conversation, const struct message *message, enum member member)
{
    if (message->values[member])
        extra_add(&conversation->turn_extra, json_text(message->keys[member]), message->values[member]);
}

/* One pass over the members. Of two keys that mean the same the first one read is taken, the other kept. */
static void message_sort(struct conversation *conversation, struct message *message,
                         yyjson_val *value_of_message, const struct dialect *dialect)
{
    size_t index, count;
    yyjson_val *key, *value;
    yyjson_obj_foreach(value_of_message, index, count, key, value)
    {
        struct text name = json_text(key);
        enum member member = member_of(dialect, name);
        if (member != OTHER && !(member == REASONING && message->values[member])) {
            message->keys[member] = key;
            message->values[member] = value;
            continue;
        }
        extra_add(&conversation->turn_extra, name, value);
        if ((text_is(name, "refusal") && yyjson_is_str(value)) ||
            (text_is(name, "audio") && yyjson_is_obj(value)))
            message->speaks_otherwise = true;
    }
}

static void text_member(struct conversation *conversation, const struct message *message, enum member member,
                        struct text *text)
{
    if (yyjson_is_str(message->values[member]))
        *text = json_text(message->values[member]);
    else
        keep(conversation, message, member);
}

static void weight_member(struct conversation *conversation, const struct message *message, struct turn *turn)
{
    yyjson_val *value = message->values[WEIGHT];
    if (!value || value_number(value, &turn->weight))
        return;
    turn->weight = NAN;
    keep(conversation, message, WEIGHT);
    if (!yyjson_is_null(value))
        record_fault_add(conversation, "weight_type", turn->at, "", "a weight is a number, this one is %s",
                         value_kind(value));
}

/* Reasoning under another name than reasoning_content is kept under that name as well, so that it comes back
 * so. */
static void reasoning_member(struct conversation *conversation, const struct message *message,
                             struct turn *turn)
{
    if (yyjson_is_str(message->values[REASONING]))
        turn->reasoning = json_text(message->values[REASONING]);
    if (message->values[REASONING] &&
        !(turn->reasoning.data && text_is(json_text(message->keys[REASONING]), "reasoning_content")))
        keep(conversation, message, REASONING);
}

static const struct speaker *speaker_find(const struct dialect *dialect, struct text from)
{
    for (size_t i = 0; i < dialect->speaker_count; i++)
        if (text_equal(from, dialect->speakers[i].from))
            return &dialect->speakers[i];
    return NULL;
}

/* The role, and who speaks where the format has names of its own for that. */
static const struct speaker *role_member(struct conversation *conversation, const struct message *message,
                                         struct turn *turn, const struct dialect *dialect)
{
    yyjson_val *value = message->values[ROLE];
    if (!yyjson_is_str(value)) {
        bool missing = !value || yyjson_is_null(value);
        keep(conversation, message, ROLE);
        record_fault_add(conversation, missing ? "missing_role" : "role_not_text", turn->at, "",
                         missing ? "the message does not say who speaks (no \"%.*s\")"
                                 : "the speaker (\"%.*s\") is named by something that is not a text",
                         (int)dialect->role_key.length, dialect->role_key.data);
        keep(conversation, message, CARRIED_ROLE);
        return NULL;
    }
    struct text from = json_text(value);
    turn->role = from;
    if (!dialect->speakers)
        return NULL;
    const struct speaker *speaker = speaker_find(dialect, from);
    if (speaker)
        turn->role = speaker->role;
    yyjson_val *carried = message->values[CARRIED_ROLE];
    if (yyjson_is_str(carried)) /* developer, function, or a name that would read as something else */
        turn->role = json_text(carried);
    else
        keep(conversation, message, CARRIED_ROLE);
    if (!speaker && !carried)
        record_fault_add(conversation, "unknown_speaker", turn->at, "",
                         "\"%.*s\" is no speaker this format knows",
                         (int)(from.length < 80 ? from.length : 80), from.data);
    /* The first name of a role is what a writer says; any other spelling is kept. */
    for (size_t i = 0; speaker && i < dialect->speaker_count; i++)
        if (text_equal(dialect->speakers[i].role, speaker->role) &&
            dialect->speakers[i].calls == speaker->calls) {
            if (&dialect->speakers[i] != speaker && !carried)
                keep(conversation, message, ROLE);
            break;
        }
    return speaker;
}

/* A turn that is a tool call: its content is the call. Carried OpenAI calls say the ids too, and count while
 * they say the same. */
static void call_content(struct conversation *conversation, const struct message *message, struct turn *turn)
{
    yyjson_val *value = message->values[CONTENT], *carried = message->values[CALLS];
    bool read = yyjson_is_str(value) && function_call_read(conversation, turn, json_text(value));
    if (!read) {
        record_fault_add(conversation, "tool_calls_type", turn->at, "",
                         "the turn is a tool call but its content is not the JSON of one");
        if (!content_read(conversation, turn, value, json_text(message->keys[CONTENT]).data))
            keep(conversation, message, CONTENT);
        keep(conversation, message, ROLE);
        keep(conversation, message, CALLS);
        return;
    }
    if (carried && calls_agree(conversation->arena, carried, turn)) {
        turn->tool_call_count = 0;
        if (!tool_calls_read(conversation, turn, carried))
            keep(conversation, message, CALLS);
    } else {
        keep(conversation, message, CALLS);
        struct buffer canonical = {0};
        function_call_put(&canonical, conversation->arena, turn);
        if (!text_equal(buffer_view(&canonical), json_text(value)))
            keep(conversation, message, CONTENT);
        buffer_release(&canonical);
    }
    keep(conversation, message, CALL);
    if (message->values[CARRIED_CONTENT] &&
        !content_read(conversation, turn, message->values[CARRIED_CONTENT], "content"))
        keep(conversation, message, CARRIED_CONTENT);
}

static void text_content(struct conversation *conversation, const struct message *message, struct turn *turn)
{
    yyjson_val *value = message->values[CONTENT], *carried = message->values[CARRIED_CONTENT];
    if (yyjson_is_str(value) && carried &&
        (yyjson_is_null(carried) ? yyjson_get_len(value) == 0
                                 : parts_agree(conversation->arena, carried, json_text(value)))) {
        if (!content_read(conversation, turn, carried, "content"))
            keep(conversation, message, CARRIED_CONTENT);
    } else {
        if (value && !content_read(conversation, turn, value, json_text(message->keys[CONTENT]).data))
            keep(conversation, message, CONTENT);
        keep(conversation, message, CARRIED_CONTENT);
    }
    yyjson_val *calls = message->values[CALLS], *call = message->values[CALL];
    if (calls && !tool_calls_read(conversation, turn, calls))
        keep(conversation, message, CALLS);
    if (!call)
        return;
    keep(conversation, message, CALL); /* OpenAI's first form, before tool_calls */
    if (yyjson_is_obj(call) && turn->tool_call_count == 0)
        function_call_read(conversation, turn, value_text(conversation, call));
    else if (!yyjson_is_null(call))
        record_fault_add(conversation, "tool_calls_type", turn->at, "function_call",
                         "function_call is %s beside other calls, or is not an object", value_kind(call));
}

void message_read(struct conversation *conversation, struct turn *turn, yyjson_val *value,
                  const struct dialect *dialect)
{
    struct message message = {0};
    if (!yyjson_is_obj(value)) {
        record_fault_add(conversation, "message_not_an_object", turn->at, "",
                         "a message is an object, this one is %s", value_kind(value));
        extra_add(&conversation->turn_extra, (struct text)TEXT("message"), value);
        turn->extra = extra_take(conversation, &conversation->turn_extra);
        return;
    }
    if (yyjson_obj_size(value) > 0)
        message_sort(conversation, &message, value, dialect);
    const struct speaker *speaker = role_member(conversation, &message, turn, dialect);
    text_member(conversation, &message, NAME, &turn->name);
    text_member(conversation, &message, CALL_ID, &turn->tool_call_id);
    reasoning_member(conversation, &message, turn);
    weight_member(conversation, &message, turn);
    size_t faults = conversation->fault_count;
    if (speaker && speaker->calls)
        call_content(conversation, &message, turn);
    else
        text_content(conversation, &message, turn);
    if (!turn->content.data && turn->tool_call_count == 0 && !message.speaks_otherwise &&
        conversation->fault_count == faults)
        record_fault_add(conversation, "missing_content", turn->at, "",
                         "the message has neither content nor a tool call");
    turn->extra = extra_take(conversation, &conversation->turn_extra);
}

void messages_read(struct conversation *conversation, yyjson_val *list, const char *key,
                   const struct dialect *dialect)
{
    struct text locus = pointer_make(conversation, text_of(key), -1, -1);
    if (!yyjson_is_arr(list)) {
        record_fault_add(conversation, "messages_not_a_list", locus, "",
                         "\"%s\" is a list of messages, here it is %s", key, value_kind(list));
        return;
    }
    if (yyjson_arr_size(list) == 0)
        record_fault_add(conversation, "empty_record", locus, "", "the list of messages is empty");
    size_t index, count;
    yyjson_val *message;
    yyjson_arr_foreach(list, index, count, message)
    {
        struct turn *turn = turn_add(conversation, key, (int64_t)index, -1);
        if (!turn)
            return;
        message_read(conversation, turn, message, dialect);
    }
}
