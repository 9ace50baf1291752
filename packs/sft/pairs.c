/* Reading and writing of question and answer in columns. See pairs.h. */
#include "packs/sft/pairs.h"

#include "base/utf8.h"

/* The names that data sets use, best first. A prompt under "input" counts only where nothing better is there,
 * and then it is no query. */
static const struct {
    enum slot slot;
    const char *name;
} names[] = {
    {PROMPT, "instruction"}, {PROMPT, "prompt"},   {PROMPT, "question"},       {PROMPT, "query"},
    {PROMPT, "problem"},     {PROMPT, "user"},     {PROMPT, "input"},          {QUERY, "input"},
    {QUERY, "context"},      {RESPONSE, "output"}, {RESPONSE, "completion"},   {RESPONSE, "response"},
    {RESPONSE, "solution"},  {RESPONSE, "answer"}, {RESPONSE, "ground_truth"}, {RESPONSE, "target"},
    {RESPONSE, "assistant"}, {SYSTEM, "system"},   {SYSTEM, "system_prompt"},  {HISTORY, "history"},
};
enum { NAMES = sizeof names / sizeof *names };

static void find_named(struct pairs *pairs, yyjson_val *record)
{
    int rank[SLOTS] = {NAMES, NAMES, NAMES, NAMES, NAMES};
    size_t index, count;
    yyjson_val *key, *value;
    yyjson_obj_foreach(record, index, count, key, value)
    {
        struct text name = json_text(key);
        for (int i = 0; i < NAMES; i++)
            if (i <= rank[names[i].slot] && text_is(name, names[i].name)) {
                rank[names[i].slot] = i;
                pairs->keys[names[i].slot] = key;
                pairs->values[names[i].slot] = value;
            }
    }
    if (pairs->values[QUERY] == pairs->values[PROMPT])
        pairs->keys[QUERY] = pairs->values[QUERY] = NULL;
}

void pairs_find(struct pairs *pairs, yyjson_val *record, const struct mapping *mapping)
{
    *pairs = (struct pairs){0};
    if (!mapping || !(mapping->prompt.data || mapping->response.data)) {
        find_named(pairs, record);
        return;
    }
    const struct text mapped[SLOTS] = {mapping->prompt, mapping->query, mapping->response, mapping->system,
                                       mapping->history};
    size_t index, count;
    yyjson_val *key, *value;
    yyjson_obj_foreach(record, index, count, key, value)
    {
        for (int i = 0; i < SLOTS; i++)
            if (mapped[i].data && text_equal(json_text(key), mapped[i])) {
                pairs->keys[i] = key;
                pairs->values[i] = value;
            }
    }
}

struct text pairs_key(const struct pairs *pairs, enum slot slot)
{
    return pairs->keys[slot] ? json_text(pairs->keys[slot]) : (struct text){"", 0};
}

void prompt_join(struct conversation *conversation, struct turn *turn, struct text instruction,
                 struct text input)
{
    turn->content = instruction.data ? instruction : input;
    if (!input.length)
        return;
    if (!instruction.length) {
        turn->content = input;
        turn->instruction = instruction.data ? 0 : -1;
        return;
    }
    char *joined = arena_take(conversation->arena, instruction.length + 1 + input.length, 1);
    if (!joined) {
        conversation->failed = true;
        return;
    }
    memcpy(joined, instruction.data, instruction.length);
    joined[instruction.length] = '\n';
    memcpy(joined + instruction.length + 1, input.data, input.length);
    turn->content = (struct text){joined, instruction.length + 1 + input.length};
    turn->instruction = (int64_t)utf8_count(instruction);
}

/* The text of a column. Anything else is a fault and kept; null is a column that says nothing. */
static struct text column_read(struct conversation *conversation, const struct pairs *pairs, enum slot slot)
{
    yyjson_val *value = pairs->values[slot];
    if (!value || yyjson_is_str(value))
        return value ? json_text(value) : (struct text){0};
    struct text key = pairs_key(pairs, slot), locus = pointer_make(conversation, key, -1, -1);
    if (!yyjson_is_null(value))
        record_fault_add(conversation, "content_type", locus, "", "\"%.*s\" is %s, not a text",
                         (int)key.length, key.data, value_kind(value));
    else if (slot == PROMPT || slot == RESPONSE)
        record_fault_add(conversation, "missing_content", locus, "", "\"%.*s\" is null", (int)key.length,
                         key.data);
    extra_add(&conversation->record_extra, key, value);
    return (struct text){0};
}

static struct turn *column_turn(struct conversation *conversation, const struct pairs *pairs, enum slot slot,
                                const char *role)
{
    struct turn *turn = turn_add(conversation, pairs_key(pairs, slot).data, -1, -1);
    if (turn)
        turn->role = text_of(role);
    return turn;
}

static void history_turn(struct conversation *conversation, size_t index, int place, yyjson_val *value)
{
    struct turn *turn = turn_add(conversation, "history", (int64_t)index, place);
    if (!turn)
        return;
    turn->role = text_of(place ? "assistant" : "user");
    turn->content = json_text(value);
}

static bool is_exchange(yyjson_val *pair)
{
    return yyjson_arr_size(pair) == 2 && yyjson_is_str(yyjson_arr_get(pair, 0)) &&
           yyjson_is_str(yyjson_arr_get(pair, 1));
}

/* Earlier exchanges: a list of [question, answer]. Whatever is no such pair is a fault, and the list is kept.
 */
static void history_read(struct conversation *conversation, const struct pairs *pairs)
{
    yyjson_val *history = pairs->values[HISTORY], *pair;
    size_t index, count;
    struct text key = pairs_key(pairs, HISTORY);
    if (!history)
        return;
    bool pairwise = yyjson_is_arr(history);
    yyjson_arr_foreach(history, index, count, pair)
    {
        if (is_exchange(pair)) {
            history_turn(conversation, index, 0, yyjson_arr_get(pair, 0));
            history_turn(conversation, index, 1, yyjson_arr_get(pair, 1));
        } else
            pairwise = false;
    }
    if (pairwise && yyjson_arr_size(history))
        return;
    extra_add(&conversation->record_extra, key, history);
    bool empty = yyjson_is_null(history) || (yyjson_is_arr(history) && yyjson_arr_size(history) == 0) ||
                 (yyjson_is_str(history) && yyjson_get_len(history) == 0);
    if (!empty)
        record_fault_add(conversation, "content_type", pointer_make(conversation, key, -1, -1), "",
                         "the history is not a list of [question, answer] texts");
}

/* A side that is a list of messages (TRL); the key is NUL-terminated because JSON strings are in yyjson. */
static bool side_is_list(struct conversation *conversation, const struct pairs *pairs, enum slot slot)
{
    if (!yyjson_is_arr(pairs->values[slot]))
        return false;
    messages_read(conversation, pairs->values[slot], pairs_key(pairs, slot).data, &openai_dialect);
    return true;
}

static void question_read(struct conversation *conversation, const struct pairs *pairs)
{
    struct text instruction = column_read(conversation, pairs, PROMPT);
    struct text input = column_read(conversation, pairs, QUERY);
    if (pairs->values[QUERY] && !pairs->values[PROMPT]) /* only an input: it is the question */
        instruction = (struct text){0};
    struct turn *turn = column_turn(conversation, pairs, pairs->values[PROMPT] ? PROMPT : QUERY, "user");
    if (!turn)
        return;
    prompt_join(conversation, turn, instruction, input);
    if (turn->content.data && turn->instruction < 0 && pairs->values[PROMPT] &&
        text_is(pairs_key(pairs, PROMPT), "instruction"))
        instruction_mark(turn);
}

static void system_read(struct conversation *conversation, const struct pairs *pairs)
{
    yyjson_val *system = pairs->values[SYSTEM];
    if (yyjson_is_str(system) && yyjson_get_len(system) == 0) {
        extra_add(&conversation->record_extra, pairs_key(pairs, SYSTEM), system);
        return;
    }
    struct text text = column_read(conversation, pairs, SYSTEM);
    struct turn *turn = text.data ? column_turn(conversation, pairs, SYSTEM, "system") : NULL;
    if (turn)
        turn->content = text;
}

void pairs_read(struct conversation *conversation, yyjson_val *record, const struct mapping *mapping)
{
    pairs_read_except(conversation, record, mapping, NULL);
}

void pairs_read_except(struct conversation *conversation, yyjson_val *record, const struct mapping *mapping,
                       yyjson_val *taken)
{
    struct pairs pairs;
    pairs_find(&pairs, record, mapping);
    system_read(conversation, &pairs);
    history_read(conversation, &pairs);
    if (!pairs.values[PROMPT] && !pairs.values[QUERY])
        record_fault_add(conversation, "missing_content", (struct text){"", 0}, "",
                         "no column holds the question (instruction, prompt, question, …); map one");
    else if (!side_is_list(conversation, &pairs, PROMPT))
        question_read(conversation, &pairs);
    if (!pairs.values[RESPONSE])
        record_fault_add(conversation, "missing_content", (struct text){"", 0}, "",
                         "no column holds the answer (output, completion, response, answer, …); map one");
    else if (!side_is_list(conversation, &pairs, RESPONSE)) {
        struct text text = column_read(conversation, &pairs, RESPONSE);
        struct turn *turn = column_turn(conversation, &pairs, RESPONSE, "assistant");
        if (turn)
            turn->content = text;
    }
    yyjson_val *used[SLOTS + 1];
    memcpy(used, pairs.values, sizeof pairs.values);
    used[SLOTS] = taken;
    record_rest(conversation, record, used, SLOTS + 1);
}

/* ---- writing ---- */

bool exchange_find(struct exchange *exchange, struct writing *writing,
                   const struct conversation *conversation)
{
    const struct turn *turns = conversation->turns;
    size_t count = conversation->turn_count, at = 0;
    *exchange = (struct exchange){0};
    if (at < count && text_is(turns[at].role, "system"))
        exchange->system = &turns[at++];
    exchange->first = at;
    for (size_t i = at; i < count; i++) {
        if (text_is(turns[i].role, (i - at) % 2 ? "assistant" : "user"))
            continue;
        writing_refuse(writing, turns[i].at,
                       "this format says only a system prompt and then user and assistant in turns");
        return false;
    }
    if (count == at || (count - at) % 2) {
        writing_refuse(writing, count ? turns[count - 1].at : (struct text){"", 0},
                       "this format needs a last answer after a last question");
        return false;
    }
    exchange->last = count - 2;
    exchange->question = &turns[count - 2];
    exchange->answer = &turns[count - 1];
    return true;
}

void prompt_split(const struct turn *turn, struct text *instruction, struct text *input)
{
    struct text content = turn->content.data ? turn->content : (struct text){"", 0};
    *instruction = content;
    *input = (struct text){"", 0};
    if (turn->instruction < 0)
        return;
    size_t at = 0;
    for (int64_t i = 0; i < turn->instruction && at < content.length; i++)
        utf8_next(content, &at);
    if (at == content.length || (turn->instruction > 0 && content.data[at] != '\n'))
        return; /* the text was edited and the mark no longer stands where it did */
    *instruction = (struct text){content.data, at};
    at += turn->instruction > 0;
    *input = (struct text){content.data + at, content.length - at};
}

const char *pairs_name(enum slot slot, const struct turn *turn, const char *usual)
{
    static const char *const elsewhere[] = {"instruction", "input", "output", "prompt", "completion"};
    if (turn->at.length < 2)
        return usual;
    struct text column = {turn->at.data + 1, turn->at.length - 1};
    for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++)
        if (text_is(column, elsewhere[i]))
            return usual; /* the name belongs to Alpaca or to prompt and completion */
    for (size_t i = 0; i < NAMES; i++)
        if (names[i].slot == slot && text_is(column, names[i].name))
            return names[i].name;
    return usual;
}

/* Would a reader make a turn of what extra holds under the name? */
static bool says_turn(enum slot slot, yyjson_val *kept)
{
    size_t index, count;
    yyjson_val *pair;
    if (slot == SYSTEM)
        return kept && !(yyjson_is_str(kept) && yyjson_get_len(kept) == 0) && !yyjson_is_null(kept);
    yyjson_arr_foreach(kept, index, count, pair)
    {
        if (is_exchange(pair))
            return true;
    }
    return slot != HISTORY;
}

void pairs_reserve(struct object *object, const char *prompt, const char *query, const char *response)
{
    bool before[SLOTS] = {
        [PROMPT] = true, [QUERY] = true, [RESPONSE] = true, [SYSTEM] = true, [HISTORY] = true};
    for (size_t i = 0; i < NAMES; i++) {
        const char *written[SLOTS] = {[PROMPT] = prompt, [QUERY] = query, [RESPONSE] = response};
        const char *name = written[names[i].slot];
        if (name && strcmp(names[i].name, name) == 0)
            before[names[i].slot] = false;
        if (before[names[i].slot] && says_turn(names[i].slot, object_kept(object, names[i].name)))
            object_reserve(object, names[i].name);
    }
}

void object_put_system(struct object *object, const struct turn *turn)
{
    if (turn->content.length == 0)
        loss_add(object->writing, turn->at, "", "an empty system prompt is read as none");
    object_text(object, "system", plain_text(object->writing, turn));
}
