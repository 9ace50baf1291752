/* Prompt and completion: {"prompt": …, "completion": …}, both texts or both lists of messages.
 *
 * TRL's prompt-completion data and OpenAI's first fine-tuning form. Pitfalls: as texts, no chat template is
 * applied, so the prompt must end the way the model expects and a space may belong to either side; as lists,
 * only the completion is trained on. A conversation from another format is written as lists. */
#include "packs/sft/pairs.h"

static const char *prompt_completion_fits(yyjson_val *record)
{
    struct pairs pairs;
    pairs_find(&pairs, record, NULL);
    if (text_is(pairs_key(&pairs, PROMPT), "prompt") && pairs.values[RESPONSE])
        return "have prompt and completion";
    return NULL;
}

/* Messages of the completion: those that stood there, else the last answer and what led to it since the last
 * question. */
static size_t completion_start(const struct conversation *conversation)
{
    size_t count = conversation->turn_count, start = count;
    for (size_t i = 0; i < count; i++)
        if (text_starts(conversation->turns[i].at, "/completion"))
            return i;
    while (start > 0 && !text_is(conversation->turns[start - 1].role, "user"))
        start--;
    return start;
}

static void put_texts(struct object *object, const struct conversation *conversation)
{
    object_text(object, "prompt", plain_text(object->writing, &conversation->turns[0]));
    object_text(object, "completion", plain_text(object->writing, &conversation->turns[1]));
}

static void prompt_completion_write(struct writing *writing, const struct conversation *conversation)
{
    struct object object;
    const struct turn *turns = conversation->turns;
    size_t count = conversation->turn_count, start = completion_start(conversation);
    bool texts = count == 2 && text_is(turns[0].at, "/prompt") && text_is(turns[1].at, "/completion");
    if (start == count || start == 0) {
        writing_refuse(writing, count ? turns[count - 1].at : (struct text){"", 0},
                       "this format needs a prompt and then an answer");
        return;
    }
    record_chosen_loss(writing, conversation, NULL);
    object_open(&object, writing, conversation->extra, (struct text){"", 0});
    record_put_id(&object, conversation);
    if (texts)
        put_texts(&object, conversation);
    else {
        object_put_messages(&object, "prompt", conversation, 0, start, openai_put_message);
        object_put_messages(&object, "completion", conversation, start, count, openai_put_message);
    }
    pairs_reserve(&object, "prompt", NULL, "completion");
    record_put_tools(&object, conversation, false);
    record_put_weight(&object, conversation);
    object_close(&object);
}

const struct coder prompt_completion_coder = {prompt_completion_fits, pairs_read, prompt_completion_write};
