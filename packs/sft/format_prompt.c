/* Prompts alone: {"prompt": …} and whatever a log of requests has beside it, but no answer.
 *
 * The prompt is a text, or a list of messages. Pitfall: rows with two answers under names of their own
 * (response1, response2) have a prompt too; a column that may hold an answer keeps a record from being taken
 * for a prompt alone, so that such a file is asked about and not read without its answers. */
#include <strings.h>

#include "packs/sft/formats.h"

/* Best first. */
static const char *const prompt_keys[] = {
    "prompt",  "query",   "question",    "user_prompt", "user_message", "user_input",
    "message", "request", "instruction", "input",       "problem",
};

/* How the name of a column that may hold an answer begins. */
static const char *const answer_stems[] = {"response", "output",   "answer",   "completion",
                                           "chosen",   "rejected", "reply",    "target",
                                           "solution", "generat",  "assistant"};

static bool may_answer(struct text name)
{
    for (size_t i = 0; i < sizeof answer_stems / sizeof *answer_stems; i++) {
        size_t length = strlen(answer_stems[i]);
        if (name.length >= length && strncasecmp(name.data, answer_stems[i], length) == 0)
            return true;
    }
    return false;
}

static bool is_prompt(yyjson_val *value)
{
    return yyjson_is_str(value) || (yyjson_is_arr(value) && yyjson_is_obj(yyjson_arr_get_first(value)));
}

/* The column of the prompt; NULL when there is none. */
static const char *prompt_key(yyjson_val *record)
{
    for (size_t i = 0; i < sizeof prompt_keys / sizeof *prompt_keys; i++)
        if (is_prompt(json_get(record, prompt_keys[i])))
            return prompt_keys[i];
    return NULL;
}

static const char *prompt_fits(yyjson_val *record)
{
    size_t index, count;
    yyjson_val *key, *value;
    yyjson_obj_foreach(record, index, count, key, value)
    {
        if (may_answer(json_text(key)))
            return NULL;
    }
    return prompt_key(record) ? "have a prompt and no answer" : NULL;
}

static void prompt_turn(struct conversation *conversation, const char *key, yyjson_val *value)
{
    struct turn *turn = turn_add(conversation, key, -1, -1);
    if (!turn)
        return;
    turn->role = text_of("user");
    if (yyjson_is_str(value))
        turn->content = json_text(value);
    else
        record_fault_add(conversation, yyjson_is_null(value) ? "missing_content" : "content_type", turn->at,
                         "", "\"%s\" is %s, not a text", key, value_kind(value));
}

static void prompt_read(struct conversation *conversation, yyjson_val *record, const struct mapping *mapping)
{
    const char *key = mapping->prompt.data ? mapping->prompt.data : prompt_key(record);
    yyjson_val *value = key ? json_get(record, key) : NULL;
    if (!value)
        record_fault_add(conversation, "missing_content", (struct text){"", 0}, "",
                         "no column holds the prompt (prompt, query, question, …); map one");
    else if (yyjson_is_arr(value))
        messages_read(conversation, value, key, &openai_dialect);
    else
        prompt_turn(conversation, key, value);
    record_rest(conversation, record, &value, is_prompt(value));
}

const struct coder prompt_coder = {prompt_fits, prompt_read, NULL};
