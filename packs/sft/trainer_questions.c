/* Questions about the roles, the order and the content of a record's turns, asked by the rules of trainers.
 */
#include <math.h>

#include "packs/sft/trainer.h"

#define QUESTION(name)                                                                                       \
    bool name(__attribute__((unused)) const struct subject *subject,                                         \
              __attribute__((unused)) const char *words, __attribute__((unused)) struct hit *hit)

bool words_hold(const char *words, struct text word)
{
    for (const char *at = words; at; at = strchr(at, '|') ? strchr(at, '|') + 1 : NULL) {
        size_t length = strcspn(at, "|");
        if (length == word.length && (length == 0 || memcmp(at, word.data, length) == 0))
            return true;
    }
    return false;
}

static bool is(const struct turn *turn, const char *role)
{
    return text_is(turn->role, role);
}

static bool hits_turn(struct hit *hit, size_t turn, struct text about)
{
    hit->turn = turn;
    hit->about = about;
    return true;
}

/* ---- the record as a whole ---- */

QUESTION(asks_always)
{
    hit->about = text_of(shape_name(subject->shape));
    return true;
}

QUESTION(asks_unreadable)
{
    if (subject->turns)
        return false;
    hit->about = subject->fault_count ? subject->faults[0].message : text_of("it is not a JSON object");
    return true;
}

QUESTION(asks_empty)
{
    return subject->count == 0;
}

QUESTION(asks_table)
{
    return subject->table;
}

QUESTION(asks_few_turns)
{
    return subject->count < 2;
}

QUESTION(asks_no_assistant)
{
    for (size_t i = 0; i < subject->count; i++)
        if (is(&subject->turns[i], "assistant"))
            return false;
    return subject->count > 0;
}

QUESTION(asks_not_last_assistant)
{
    size_t last = subject->count - 1;
    return subject->count > 0 && !is(&subject->turns[last], "assistant") &&
           hits_turn(hit, last, subject->turns[last].role);
}

/* ---- roles ---- */

QUESTION(asks_role_not_in)
{
    for (size_t i = 0; i < subject->count; i++)
        if (subject->turns[i].role.data && !words_hold(words, subject->turns[i].role))
            return hits_turn(hit, i, subject->turns[i].role);
    return false;
}

QUESTION(asks_role_missing)
{
    for (size_t i = 0; i < subject->count; i++)
        if (!subject->turns[i].role.data)
            return hits_turn(hit, i, (struct text){"", 0});
    return false;
}

/* The name as it stands in the file: ShareGPT's own, before it became a role. */
static struct text speaker_of(const struct subject *subject, size_t turn)
{
    yyjson_val *from = json_get(subject->turn_extras[turn], "from");
    const struct turn *item = &subject->turns[turn];
    if (yyjson_is_str(from))
        return json_text(from);
    if (is(item, "user"))
        return text_of("human");
    if (is(item, "assistant"))
        return text_of(item->tool_call_count ? "function_call" : "gpt");
    return is(item, "tool") ? text_of("observation") : item->role;
}

QUESTION(asks_speaker_not_in)
{
    for (size_t i = 0; i < subject->count; i++) {
        bool column = text_is(subject->turns[i].at, "/system");
        if (!column && subject->turns[i].role.data && !words_hold(words, speaker_of(subject, i)))
            return hits_turn(hit, i, speaker_of(subject, i));
    }
    return false;
}

/* ---- order ---- */

QUESTION(asks_system_later)
{
    for (size_t i = 1; i < subject->count; i++)
        if (is(&subject->turns[i], "system"))
            return hits_turn(hit, i, subject->turns[i].role);
    return false;
}

QUESTION(asks_repeated_user)
{
    for (size_t i = 1; i < subject->count; i++)
        if (is(&subject->turns[i], "user") && is(&subject->turns[i - 1], "user"))
            return hits_turn(hit, i, subject->turns[i].role);
    return false;
}

/* An assistant turn that follows neither a user nor a tool. */
QUESTION(asks_assistant_unasked)
{
    for (size_t i = 0; i < subject->count; i++)
        if (is(&subject->turns[i], "assistant") &&
            (i == 0 || !words_hold("user|tool|ipython", subject->turns[i - 1].role)))
            return hits_turn(hit, i, subject->turns[i].role);
    return false;
}

/* A system turn or none, then user and assistant in turns; conversations with tools are let pass. */
QUESTION(asks_not_alternating)
{
    size_t first = subject->count > 0 && is(&subject->turns[0], "system");
    for (size_t i = first; i < subject->count; i++)
        if (is(&subject->turns[i], "tool") || subject->turns[i].tool_call_count)
            return false;
    for (size_t i = first; i < subject->count; i++)
        if (!is(&subject->turns[i], (i - first) % 2 ? "assistant" : "user"))
            return hits_turn(hit, i, subject->turns[i].role);
    return false;
}

/* LlamaFactory's walk: a first system turn is taken out; of messages, results of tools in a row become one
 * turn, and those after the last turn are lost; then questions (user, tool) and answers take turns. Returns
 * how many turns were aligned; *wrong is the first that is out of turn, or SIZE_MAX. */
static size_t factory_walk(const struct subject *subject, size_t *wrong)
{
    bool merges = !(subject->shape & SHAPE_SHAREGPT);
    size_t first = subject->count > 0 && is(&subject->turns[0], "system"), aligned = 0;
    *wrong = SIZE_MAX;
    for (size_t i = first; i < subject->count; i++) {
        const struct turn *turn = &subject->turns[i];
        bool result = is(turn, "tool"), asks = is(turn, "user") || result;
        if (merges && result && (i + 1 == subject->count || is(&subject->turns[i + 1], "tool")))
            continue;
        if (*wrong == SIZE_MAX && (aligned % 2 ? !is(turn, "assistant") : !asks))
            *wrong = i;
        aligned++;
    }
    return aligned;
}

QUESTION(asks_factory_order)
{
    size_t wrong;
    factory_walk(subject, &wrong);
    return wrong != SIZE_MAX && hits_turn(hit, wrong, subject->turns[wrong].role);
}

QUESTION(asks_factory_count)
{
    size_t wrong, aligned = factory_walk(subject, &wrong);
    if (wrong != SIZE_MAX || (aligned > 0 && aligned % 2 == 0))
        return false;
    return subject->count > 0 && hits_turn(hit, subject->count - 1, subject->turns[subject->count - 1].role);
}

QUESTION(asks_tool_turn)
{
    for (size_t i = 0; i < subject->count; i++)
        if (words_hold("tool|ipython|function", subject->turns[i].role))
            return hits_turn(hit, i, subject->turns[i].role);
    return false;
}

/* ---- content ---- */

static bool has_calls(const struct subject *subject, size_t turn)
{
    return subject->turns[turn].tool_call_count > 0 || json_get(subject->turn_extras[turn], "function_call");
}

static bool has_wrong_type(const struct subject *subject, size_t turn)
{
    for (size_t i = 0; i < subject->fault_count; i++)
        if (strcmp(subject->faults[i].code, "content_type") == 0 &&
            text_equal(subject->faults[i].locus, subject->turns[turn].at))
            return true;
    return false;
}

/* Nothing is said at all: no text, no parts, no call. Content of a wrong type is another fault. */
static bool says_nothing(const struct subject *subject, size_t turn)
{
    const struct turn *item = &subject->turns[turn];
    yyjson_val *kept = json_get(subject->turn_extras[turn], "content");
    return !item->content.data && !item->parts.data && !item->tool_call_count &&
           (!kept || yyjson_is_null(kept)) && !json_get(subject->turn_extras[turn], "message") &&
           !has_wrong_type(subject, turn);
}

QUESTION(asks_content_null)
{
    for (size_t i = 0; i < subject->count; i++)
        if (says_nothing(subject, i) && !has_calls(subject, i))
            return hits_turn(hit, i, subject->turns[i].role);
    return false;
}

QUESTION(asks_content_null_with_calls)
{
    for (size_t i = 0; i < subject->count; i++)
        if (!subject->turns[i].content.data && !subject->turns[i].parts.data &&
            (has_calls(subject, i) || says_nothing(subject, i)))
            return hits_turn(hit, i, subject->turns[i].role);
    return false;
}

QUESTION(asks_content_parts)
{
    for (size_t i = 0; i < subject->count; i++)
        if (subject->turns[i].parts.data)
            return hits_turn(hit, i, subject->turns[i].role);
    return false;
}

/* The first part of a turn for which the question holds. */
static bool part_found(const struct subject *subject, struct hit *hit, const char *words,
                       bool (*wrong)(yyjson_val *part, const char *words))
{
    for (size_t i = 0; i < subject->count; i++) {
        yyjson_val *parts =
            subject->turns[i].parts.data ? nested_read(subject->arena, subject->turns[i].parts) : NULL;
        size_t index, count;
        yyjson_val *part;
        yyjson_arr_foreach(parts, index, count, part)
        {
            yyjson_val *type = json_get(part, "type");
            if (wrong(part, words))
                return hits_turn(hit, i, yyjson_is_str(type) ? json_text(type) : text_of("no type"));
        }
    }
    return false;
}

static bool type_outside(yyjson_val *part, const char *words)
{
    yyjson_val *type = json_get(part, "type");
    return !yyjson_is_str(type) || !words_hold(words, json_text(type));
}

QUESTION(asks_part_type_not_in)
{
    return part_found(subject, hit, words, type_outside);
}

static bool text_absent(yyjson_val *part, const char *words)
{
    (void)words;
    yyjson_val *type = json_get(part, "type");
    return yyjson_is_str(type) && text_is(json_text(type), "text") && !yyjson_is_str(json_get(part, "text"));
}

QUESTION(asks_part_without_text)
{
    return part_found(subject, hit, words, text_absent);
}

static bool is_image(yyjson_val *part, const char *words)
{
    return !type_outside(part, words);
}

QUESTION(asks_parts_without_image)
{
    struct hit image = {0};
    return asks_content_parts(subject, words, hit) && !part_found(subject, &image, "image_url", is_image);
}

QUESTION(asks_parts_mixed)
{
    size_t with = 0, without = SIZE_MAX;
    for (size_t i = 0; i < subject->count; i++) {
        with += subject->turns[i].parts.data != NULL;
        if (!subject->turns[i].parts.data && subject->turns[i].content.data && without == SIZE_MAX)
            without = i;
    }
    return with > 0 && without != SIZE_MAX && hits_turn(hit, without, subject->turns[without].role);
}

QUESTION(asks_content_wrong_type)
{
    for (size_t i = 0; i < subject->fault_count; i++) {
        const struct record_fault *fault = &subject->faults[i];
        if (!words_hold("content_type|message_not_an_object", text_of(fault->code)))
            continue;
        hit->locus = fault->locus;
        hit->about = fault->message;
        return true;
    }
    return false;
}

static bool answer_is_empty(const struct subject *subject, size_t turn)
{
    const struct turn *item = &subject->turns[turn];
    return is(item, "assistant") && item->content.data && !item->parts.data && !has_calls(subject, turn) &&
           text_trim(item->content).length == 0 && item->reasoning.length == 0;
}

QUESTION(asks_answer_empty)
{
    for (size_t i = 0; i < subject->count; i++)
        if (answer_is_empty(subject, i))
            return hits_turn(hit, i, subject->turns[i].role);
    return false;
}

QUESTION(asks_answers_all_empty)
{
    bool found = false;
    for (size_t i = 0; i < subject->count; i++)
        if (is(&subject->turns[i], "assistant")) {
            if (!answer_is_empty(subject, i))
                return false;
            found = hits_turn(hit, i, subject->turns[i].role);
        }
    return found;
}

QUESTION(asks_text_beside_calls)
{
    for (size_t i = 0; i < subject->count; i++)
        if (subject->turns[i].tool_call_count && text_trim(subject->turns[i].content).length)
            return hits_turn(hit, i, subject->turns[i].role);
    return false;
}
