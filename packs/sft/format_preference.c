/* Preference pairs: {"chosen", "rejected"} and maybe a "prompt", read for the conversation that was
 * preferred; the rejected side is kept in extra.
 *
 * A side is a list of messages (TRL, with the prompt in it or apart), an answer to the prompt, or a whole
 * dialogue in one text as in HH-RLHF: "\n\nHuman: …\n\nAssistant: …". Pitfalls of the latter: two turns of
 * the same speaker follow one another, an answer may be empty, and a quoted "\n\nHuman:" starts a turn that
 * nobody took. The blank after a speaker's colon is not part of the turn. Read only: the other side needs a
 * reader of pairs. */
#include "packs/sft/pairs.h"

static const char *const prompt_keys[] = {"prompt", "instruction", "question"};

static const char *preference_fits(yyjson_val *record)
{
    if (json_get(record, "chosen") && json_get(record, "rejected") && !json_get(record, "conversations") &&
        !json_get(record, "messages"))
        return "have chosen and rejected";
    return NULL;
}

struct marker {
    struct text text;
    const char *role;
};
static const struct marker markers[] = {{{"Human:", 6}, "user"}, {{"Assistant:", 10}, "assistant"}};

/* The next place at or after `at` where a speaker's mark starts: after a blank line, or at the very start. */
static const struct marker *marker_next(struct text text, size_t at, size_t *start, size_t *body)
{
    for (; at < text.length; at++) {
        const char *found = at == 0 ? text.data : memchr(text.data + at, '\n', text.length - at);
        if (!found)
            return NULL;
        at = (size_t)(found - text.data);
        size_t word = at + 2 <= text.length && memcmp(found, "\n\n", 2) == 0 ? at + 2 : at;
        if (word == at && at > 0)
            continue;
        for (size_t i = 0; i < 2; i++) {
            struct text mark = markers[i].text;
            if (text.length - word < mark.length || memcmp(text.data + word, mark.data, mark.length) != 0)
                continue;
            *start = at;
            *body = word + mark.length;
            return &markers[i];
        }
    }
    return NULL;
}

static void dialogue_turn(struct conversation *conversation, const char *role, struct text content)
{
    struct turn *turn = turn_add(conversation, "chosen", -1, -1);
    if (!turn)
        return;
    turn->role = text_of(role);
    turn->content = content;
    if (!role)
        record_fault_add(conversation, "missing_role", turn->at, "",
                         "text stands before the first \"Human:\" or \"Assistant:\"");
}

/* False when no speaker is marked: then the text is an answer and no dialogue. */
static bool dialogue_read(struct conversation *conversation, struct text text)
{
    size_t start = 0, body = 0;
    const struct marker *marker = marker_next(text, 0, &start, &body);
    if (!marker)
        return false;
    if (start > 0)
        dialogue_turn(conversation, NULL, (struct text){text.data, start});
    while (marker) {
        size_t next_start = text.length, next_body = text.length;
        const struct marker *next =
            body < text.length ? marker_next(text, body, &next_start, &next_body) : NULL;
        if (!next)
            next_start = text.length;
        size_t from = body < next_start && text.data[body] == ' ' ? body + 1 : body;
        dialogue_turn(conversation, marker->role, (struct text){text.data + from, next_start - from});
        marker = next;
        body = next_body;
    }
    return true;
}

static void chosen_read(struct conversation *conversation, yyjson_val *chosen, bool answers)
{
    struct turn *turn;
    if (yyjson_is_arr(chosen))
        messages_read(conversation, chosen, "chosen", &openai_dialect);
    else if (yyjson_is_str(chosen) && !answers && dialogue_read(conversation, json_text(chosen)))
        return;
    else if ((turn = turn_add(conversation, "chosen", -1, -1))) {
        turn->role = text_of("assistant");
        if (yyjson_is_obj(chosen))
            message_read(conversation, turn, chosen, &openai_dialect);
        else if (!content_read(conversation, turn, chosen, "")) {
            extra_add(&conversation->record_extra, (struct text){"chosen", 6}, chosen);
            if (!chosen || yyjson_is_null(chosen))
                record_fault_add(conversation, "missing_content", turn->at, "", "there is no chosen answer");
        }
    }
}

static void preference_read(struct conversation *conversation, yyjson_val *record,
                            const struct mapping *mapping)
{
    const char *key = mapping->prompt.data;
    yyjson_val *prompt = key ? json_get(record, key) : NULL;
    yyjson_val *chosen = json_get(record, mapping->chosen.data ? mapping->chosen.data : "chosen");
    yyjson_val *system = json_get(record, mapping->system.data ? mapping->system.data : "system");
    for (size_t i = 0; i < 3 && !key; i++)
        if ((prompt = json_get(record, prompt_keys[i])))
            key = prompt_keys[i];
    if (!yyjson_is_str(system) || !yyjson_get_len(system))
        system = NULL;
    struct turn *turn = system ? turn_add(conversation, "system", -1, -1) : NULL;
    if (turn) {
        turn->role = text_of("system");
        turn->content = json_text(system);
    }
    bool said = yyjson_is_str(prompt);
    if (yyjson_is_arr(prompt))
        messages_read(conversation, prompt, key, &openai_dialect);
    else if (said && !dialogue_read(conversation, json_text(prompt)) &&
             (turn = turn_add(conversation, key, -1, -1))) {
        turn->role = text_of("user");
        turn->content = json_text(prompt);
    }
    if (!said && !yyjson_is_arr(prompt))
        prompt = NULL;
    if (chosen)
        chosen_read(conversation, chosen, prompt != NULL);
    else
        record_fault_add(conversation, "missing_content", (struct text){"", 0}, "",
                         "the record has no chosen answer");
    record_rest(conversation, record, (yyjson_val *[]){prompt, chosen, system}, 3);
}

const struct coder preference_coder = {preference_fits, preference_read, NULL};
