/* ShareGPT: {"conversations": [{"from": "human", "value": …}, {"from": "gpt", …}], "system": …, "tools":
 * "[…]"}.
 *
 * As LlamaFactory reads it: function_call is an assistant's turn whose value is the JSON of a call,
 * observation a tool's; `system` is a column or the first turn; `tools` is the JSON text of a list; ranking
 * rows have the answers in `chosen` and `rejected` (the chosen one is read as the last turn, the other kept).
 * Pitfalls: LlamaFactory drops a row in silence when human/observation and gpt/function_call do not alternate
 * or the last turn is no answer; old exports also say user, assistant, chatgpt, bing, tool; names can be
 * mapped by tags in dataset_info.json.
 *
 * Trainers of this format read `from` and `value` only, so a turn that these two cannot say whole carries
 * OpenAI's own members beside them: role, content (a list, or null), tool_calls, tool_call_id, name, weight,
 * reasoning_content. They are read back while they agree with `from` and `value`; what trainers then miss is
 * reported as a loss. */
#include <math.h>

#include "packs/sft/formats.h"

#define TEXT(literal) {literal, sizeof(literal) - 1}
#define SPEAKER(from, role, calls) {TEXT(from), TEXT(role), calls}

/* The first of each role is how it is written. */
static const struct speaker speakers[] = {
    SPEAKER("human", "user", false),
    SPEAKER("gpt", "assistant", false),
    SPEAKER("system", "system", false),
    SPEAKER("function_call", "assistant", true),
    SPEAKER("observation", "tool", false),
    SPEAKER("user", "user", false),
    SPEAKER("assistant", "assistant", false),
    SPEAKER("chatgpt", "assistant", false),
    SPEAKER("bing", "assistant", false),
    SPEAKER("bard", "assistant", false),
    SPEAKER("model", "assistant", false),
    SPEAKER("tool", "tool", false),
    SPEAKER("function_response", "tool", false),
};
enum { SPEAKERS = sizeof speakers / sizeof *speakers, TAGS = 5 };

const struct dialect sharegpt_dialect = {
    .role_key = TEXT("from"),
    .content_key = TEXT("value"),
    .weight_key = TEXT("weight"),
    .speakers = speakers,
    .speaker_count = SPEAKERS,
    .carries = true,
};

static const char *const list_keys[] = {"conversations", "conversation", "messages"};

static const char *sharegpt_fits(yyjson_val *record)
{
    for (size_t i = 0; i < sizeof list_keys / sizeof *list_keys; i++)
        if (json_get(yyjson_arr_get_first(json_get(record, list_keys[i])), "from"))
            return "have conversations with from and value";
    return NULL;
}

/* The dialect with the names that dataset_info gave; `all` has room for them before the usual speakers. */
static struct dialect tagged_dialect(const struct mapping *mapping, struct speaker all[TAGS + SPEAKERS])
{
    struct dialect dialect = sharegpt_dialect;
    const struct text tags[TAGS] = {mapping->user_tag, mapping->assistant_tag, mapping->system_tag,
                                    mapping->function_tag, mapping->observation_tag};
    size_t count = 0;
    for (size_t i = 0; i < TAGS; i++)
        if (tags[i].data) {
            all[count] = speakers[i];
            all[count++].from = tags[i];
        }
    memcpy(all + count, speakers, sizeof speakers);
    dialect.speakers = all;
    dialect.speaker_count = count + SPEAKERS;
    if (mapping->role_tag.data)
        dialect.role_key = mapping->role_tag;
    if (mapping->content_tag.data)
        dialect.content_key = mapping->content_tag;
    dialect.carries = !text_is(dialect.role_key, "role") && !text_is(dialect.content_key, "content");
    return dialect;
}

static void list_read(struct conversation *conversation, yyjson_val *list, const char *key,
                      const struct mapping *mapping, yyjson_val *chosen, const char *chosen_key)
{
    struct speaker all[TAGS + SPEAKERS];
    struct dialect dialect = sharegpt_dialect;
    if (mapping->tagged)
        dialect = tagged_dialect(mapping, all);
    else if (json_get(yyjson_arr_get_first(list), "role") && !json_get(yyjson_arr_get_first(list), "from"))
        dialect = openai_dialect;
    messages_read(conversation, list, key, &dialect);
    struct turn *turn = chosen ? turn_add(conversation, chosen_key, -1, -1) : NULL;
    if (turn)
        message_read(conversation, turn, chosen, &dialect);
}

static void sharegpt_read(struct conversation *conversation, yyjson_val *record,
                          const struct mapping *mapping)
{
    const char *key = mapping->messages.data,
               *chosen_key = mapping->chosen.data ? mapping->chosen.data : "chosen";
    const char *system_key = mapping->system.data ? mapping->system.data : "system";
    yyjson_val *list = key ? json_get(record, key) : NULL, *system = json_get(record, system_key);
    yyjson_val *tools = json_get(record, mapping->tools.data ? mapping->tools.data : "tools");
    yyjson_val *chosen = json_get(record, chosen_key);
    for (size_t i = 0; i < sizeof list_keys / sizeof *list_keys && !key && !list; i++)
        if ((list = json_get(record, list_keys[i])))
            key = list_keys[i];
    if (!yyjson_is_obj(chosen))
        chosen = NULL;
    if (!yyjson_is_str(system) || yyjson_get_len(system) == 0)
        system = NULL; /* says nothing: left to extra */
    struct turn *turn = system ? turn_add(conversation, system_key, -1, -1) : NULL;
    if (turn) {
        turn->role = (struct text)TEXT("system");
        turn->content = json_text(system);
    }
    if (list)
        list_read(conversation, list, key, mapping, chosen, chosen_key);
    else {
        record_fault_add(conversation, "missing_messages", (struct text){"", 0}, "",
                         "the record has no \"%s\"", key ? key : "conversations");
        chosen = NULL;
    }
    text_tools_read(conversation, tools);
    record_rest(conversation, record, (yyjson_val *[]){system, tools, chosen, list},
                yyjson_is_arr(list) ? 4 : 3);
}

/* ---- writing ---- */

static const char unread[] = "trainers of this format do not read it; it is kept beside from and value";

static const struct speaker *speaker_of(struct text role, bool calls)
{
    for (size_t i = 0; i < SPEAKERS; i++)
        if (text_equal(speakers[i].role, role) && speakers[i].calls == calls)
            return &speakers[i];
    return NULL;
}

static const struct speaker *speaker_named(struct text from)
{
    for (size_t i = 0; i < SPEAKERS; i++)
        if (text_equal(speakers[i].from, from))
            return &speakers[i];
    return NULL;
}

static void put_from(struct object *object, const struct turn *turn, bool calls)
{
    yyjson_val *kept = object_kept(object, "from");
    const struct speaker *was = yyjson_is_str(kept) ? speaker_named(json_text(kept)) : NULL;
    if (was && (was->calls || !calls) && text_equal(was->role, turn->role)) {
        object_keep(object, "from");
        return;
    }
    if (!turn->role.data)
        return;
    bool developer = text_is(turn->role, "developer"), function = text_is(turn->role, "function");
    const struct speaker *speaker = speaker_of(turn->role, calls);
    struct text from = speaker     ? speaker->from
                       : developer ? (struct text)TEXT("system")
                       : function  ? (struct text)TEXT("observation")
                                   : turn->role;
    object_text(object, "from", from);
    const struct speaker *read = speaker_named(from);
    if (read && !text_equal(read->role, turn->role))
        object_text(object, "role", turn->role);
}

/* Does the text that a reader kept still make these calls? */
static bool value_agrees(struct arena *arena, yyjson_val *kept, const struct turn *turn)
{
    struct conversation holder = {.arena = arena};
    struct turn read = {0};
    struct buffer then = {0}, now = {0};
    bool agrees = yyjson_is_str(kept) && function_call_read(&holder, &read, json_text(kept));
    function_call_put(&then, arena, &read);
    function_call_put(&now, arena, turn);
    agrees = agrees && text_equal(buffer_view(&then), buffer_view(&now));
    buffer_release(&then);
    buffer_release(&now);
    conversation_release(&holder);
    return agrees;
}

/* Would reading the calls back from `value` alone lose something: ids, members, the spacing of arguments? */
static bool calls_need_carrying(struct object *object, const struct turn *turn)
{
    struct conversation holder = {.arena = object->writing->arena};
    if (object_kept(object, "tool_calls") || object_kept(object, "function_call"))
        return true;
    for (size_t i = 0; i < turn->tool_call_count; i++) {
        const struct tool_call *call = &turn->tool_calls[i];
        yyjson_val *arguments = nested_read(holder.arena, call->arguments);
        if (call->id.data || !call->name.data ||
            (arguments && !text_equal(value_text(&holder, arguments), call->arguments)))
            return true;
    }
    return false;
}

static void put_calls_value(struct object *object, const struct turn *turn)
{
    if (value_agrees(object->writing->arena, object_kept(object, "value"), turn))
        object_keep(object, "value");
    else {
        struct buffer value = {0};
        function_call_put(&value, object->writing->arena, turn);
        object_text(object, "value", buffer_view(&value));
        buffer_release(&value);
    }
    if (turn->content.length)
        loss_add(object->writing, turn->at, "/content", unread);
    if (!object_put_parts(object, turn)) {
        if (turn->content.data && !turn->parts.data)
            object_text(object, "content", turn->content);
        else if (object_kept(object, "content"))
            object_keep(object, "content");
    }
    if (calls_need_carrying(object, turn))
        object_put_calls(object, turn);
}

static void put_value(struct object *object, const struct turn *turn)
{
    yyjson_val *kept = object_kept(object, "content");
    if (turn->content.data)
        object_text(object, "value", turn->content);
    else if (yyjson_is_null(kept))
        object_text(object, "value", (struct text){"", 0});
    if (object_put_parts(object, turn))
        loss_add(object->writing, turn->at, "/parts", unread);
    else if (kept && (!turn->content.data || !yyjson_is_null(kept)))
        object_keep(object, "content");
    if (turn->tool_call_count || object_kept(object, "tool_calls")) {
        object_put_calls(object, turn);
        if (turn->tool_call_count)
            loss_add(object->writing, turn->at, "/tool_calls", unread);
    }
}

static void sharegpt_put_message(struct writing *writing, const struct turn *turn)
{
    struct object object;
    bool calls = turn->tool_call_count && text_is(turn->role, "assistant");
    object_open(&object, writing, turn->extra, turn->at);
    put_from(&object, turn, calls);
    if (calls)
        put_calls_value(&object, turn);
    else
        put_value(&object, turn);
    object_put_rest(&object, turn, "weight");
    if (turn->reasoning.data)
        loss_add(writing, turn->at, "/reasoning", unread);
    if (!isnan(turn->weight))
        loss_add(writing, turn->at, "/weight", unread);
    if (turn_is_split(turn))
        loss_add(writing, turn->at, "/instruction",
                 "a message cannot say where its instruction ends and its input begins");
    object_close(&object);
}

static void sharegpt_write(struct writing *writing, const struct conversation *conversation)
{
    struct object object;
    size_t first = 0, last = conversation->turn_count;
    const struct turn *turns = conversation->turns;
    bool system =
        last && text_is(turns[0].at, "/system") && text_is(turns[0].role, "system") && turns[0].content.data;
    object_open(&object, writing, conversation->extra, (struct text){"", 0});
    bool chosen = last > system && text_is(turns[last - 1].at, "/chosen") && object_kept(&object, "rejected");
    record_chosen_loss(writing, conversation, chosen ? "/chosen" : NULL);
    first += system;
    last -= chosen;
    record_put_id(&object, conversation);
    object_put_messages(&object, "conversations", conversation, first, last, sharegpt_put_message);
    if (system)
        object_text(&object, "system", plain_text(writing, &turns[0]));
    else if (yyjson_get_len(object_kept(&object, "system")) > 0)
        object_reserve(&object, "system");
    record_put_tools(&object, conversation, true);
    if (chosen) {
        object_key(&object, "chosen");
        sharegpt_put_message(writing, &turns[last]);
    } else if (yyjson_is_obj(object_kept(&object, "chosen")))
        object_reserve(&object, "chosen");
    record_put_weight(&object, conversation);
    object_close(&object);
}

const struct coder sharegpt_coder = {sharegpt_fits, sharegpt_read, sharegpt_write};
