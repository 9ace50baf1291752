/* OpenAI chat: {"messages": [{"role": …, "content": …}, …], "tools": […]}, one record a line.
 *
 * TRL's conversational `messages`, LlamaFactory's `openai` formatting and KTO rows ({"messages", "label"})
 * are the same on disk and are read by this reader; role and content under "conversations" or "conversation"
 * too. Pitfalls: content may be null beside tool calls, or a list of parts; arguments are a text that holds
 * JSON (TRL wants the JSON itself); function_call and functions are the first form of tool_calls and tools;
 * `weight` 0 or 1 switches a message's loss; a key set to null is not the same as no key, so it is kept. */
#include "packs/sft/formats.h"

static const char *const list_keys[] = {"messages", "conversations", "conversation"};

static const char *openai_fits(yyjson_val *record)
{
    for (size_t i = 0; i < sizeof list_keys / sizeof *list_keys; i++) {
        yyjson_val *first = yyjson_arr_get_first(json_get(record, list_keys[i]));
        if (json_get(first, "role") || json_get(first, "content"))
            return "have messages with role and content";
    }
    return NULL;
}

static void openai_read(struct conversation *conversation, yyjson_val *record, const struct mapping *mapping)
{
    yyjson_val *list = NULL;
    const char *key = mapping->messages.data; /* NUL-terminated: the arena's copies are */
    if (key)
        list = json_get(record, key);
    for (size_t i = 0; i < sizeof list_keys / sizeof *list_keys && !key && !list; i++)
        if ((list = json_get(record, list_keys[i])))
            key = list_keys[i];
    if (list)
        messages_read(conversation, list, key, &openai_dialect);
    else
        record_fault_add(conversation, "missing_messages", (struct text){"", 0}, "",
                         "the record has no \"%s\"", key ? key : "messages");
    record_rest(conversation, record, &list, yyjson_is_arr(list));
}

static void openai_write(struct writing *writing, const struct conversation *conversation)
{
    struct object object;
    record_chosen_loss(writing, conversation, NULL);
    object_open(&object, writing, conversation->extra, (struct text){"", 0});
    record_put_id(&object, conversation);
    object_put_messages(&object, "messages", conversation, 0, conversation->turn_count, openai_put_message);
    record_put_tools(&object, conversation, false);
    record_put_weight(&object, conversation);
    object_close(&object);
}

const struct coder openai_coder = {openai_fits, openai_read, openai_write};
