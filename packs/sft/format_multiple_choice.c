/* Multiple-choice questions of evaluations, in the shapes that benchmarks have:
 *   {"question", "subject", "choices": ["…", …], "answer": 1}                       MMLU
 *   {"question", "options": ["…", …], "answer": "C", "answer_index": 2}             MMLU-Pro
 *   {"question", "choices": {"text": [], "label": []}, "answerKey": "B"}            ARC, CommonsenseQA,
 * OpenBookQA
 *   {"ctx", "endings": [], "label": "3"}                                            HellaSwag
 *   {"question", "A": "…", "B": "…", …, "answer": "B"}                              C-Eval, CMMLU
 * The user's turn is the question and a line "A. …" for each choice, the assistant's the line of the right
 * one. Members are kept whole in extra, since the turn says them in another way. Read only.
 *
 * Pitfalls: a number as answer counts from 0, a label may be a letter or a number; a hidden answer (test
 * sets) is
 * "", "?" or -1: then there is no assistant turn. */
#include "packs/sft/formats.h"

enum { CHOICES_MOST = 26 };

struct choices {
    yyjson_val *question, *answer;
    struct text texts[CHOICES_MOST], labels[CHOICES_MOST];
    size_t count;
};

static yyjson_val *member_named(yyjson_val *record, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        yyjson_val *value = json_get(record, names[i]);
        if (value)
            return value;
    }
    return NULL;
}

static void choice_take(struct choices *choices, yyjson_val *text, yyjson_val *label)
{
    static const char *const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    if (!yyjson_is_str(text) || choices->count == CHOICES_MOST)
        return;
    choices->texts[choices->count] = json_text(text);
    choices->labels[choices->count] =
        yyjson_is_str(label) ? json_text(label) : (struct text){letters + choices->count, 1};
    choices->count++;
}

/* A list of texts, or {"text": […], "label": […]}. */
static void choices_take(struct choices *choices, yyjson_val *value)
{
    yyjson_val *list = yyjson_is_obj(value) ? json_get(value, "text") : value, *text;
    yyjson_val *labels = yyjson_is_obj(value) ? json_get(value, "label") : NULL;
    size_t index, count;
    yyjson_arr_foreach(list, index, count, text)
    {
        choice_take(choices, text, yyjson_arr_get(labels, index));
    }
}

static void lettered_take(struct choices *choices, yyjson_val *record)
{
    for (int letter = 'A'; letter <= 'Z'; letter++) {
        const char name[2] = {(char)letter, 0};
        yyjson_val *value = json_get(record, name);
        if (!value)
            return;
        choice_take(choices, value, NULL);
    }
}

static bool choices_find(struct choices *choices, yyjson_val *record)
{
    static const char *const questions[] = {"question", "question_stem", "ctx", "query", "stem"};
    static const char *const lists[] = {"choices", "options", "endings"};
    static const char *const answers[] = {"answerKey", "answer", "label", "answer_index", "gold"};
    *choices = (struct choices){.question = member_named(record, questions, 5),
                                .answer = member_named(record, answers, 5)};
    yyjson_val *list = member_named(record, lists, 3);
    if (list)
        choices_take(choices, list);
    else
        lettered_take(choices, record);
    return yyjson_is_str(choices->question) && choices->count >= 2;
}

static const char *multiple_choice_fits(yyjson_val *record)
{
    struct choices choices;
    return choices_find(&choices, record) && choices.answer ? "have a question, choices and an answer" : NULL;
}

/* The index of the right choice; -1: not said. A text is a label, the choice itself, or a number in digits.
 */
static int answer_index(const struct choices *choices)
{
    if (yyjson_is_int(choices->answer)) {
        int64_t index = yyjson_get_sint(choices->answer);
        return index >= 0 && index < (int64_t)choices->count ? (int)index : -1;
    }
    struct text answer = text_trim(yyjson_is_str(choices->answer) ? json_text(choices->answer) : text_of(""));
    for (size_t i = 0; i < choices->count; i++)
        if (text_equal(answer, choices->labels[i]) || text_equal(answer, choices->texts[i]))
            return (int)i;
    bool digit = answer.length == 1 && answer.data[0] >= '0' && answer.data[0] <= '9';
    return digit && (size_t)(answer.data[0] - '0') < choices->count ? answer.data[0] - '0' : -1;
}

static struct text lines_make(struct conversation *conversation, struct text question,
                              const struct choices *choices, size_t first, size_t last)
{
    struct buffer lines = {0};
    buffer_text(&lines, question);
    for (size_t i = first; i < last; i++) {
        buffer_string(&lines, lines.length ? "\n" : "");
        buffer_text(&lines, choices->labels[i]);
        buffer_string(&lines, ". ");
        buffer_text(&lines, choices->texts[i]);
    }
    struct text made = arena_copy(conversation->arena, buffer_view(&lines));
    conversation->failed |= lines.failed || !made.data;
    buffer_release(&lines);
    return made;
}

static void turn_make(struct conversation *conversation, const char *key, const char *role,
                      struct text content)
{
    struct turn *turn = turn_add(conversation, key, -1, -1);
    if (!turn)
        return;
    turn->role = text_of(role);
    turn->content = content;
}

static void multiple_choice_read(struct conversation *conversation, yyjson_val *record,
                                 const struct mapping *mapping)
{
    struct choices choices;
    struct text whole = {"", 0};
    (void)mapping;
    bool found = choices_find(&choices, record);
    if (!yyjson_is_str(choices.question))
        record_fault_add(conversation, choices.question ? "content_type" : "missing_content", whole, "",
                         "no column holds the question as a text");
    else
        turn_make(conversation, "question", "user",
                  lines_make(conversation, json_text(choices.question), &choices, 0, choices.count));
    if (choices.count < 2)
        record_fault_add(conversation, "missing_content", whole, "",
                         "there are fewer than two choices that are texts");
    int right = found ? answer_index(&choices) : -1;
    if (right >= 0)
        turn_make(conversation, "answer", "assistant",
                  lines_make(conversation, whole, &choices, (size_t)right, (size_t)right + 1));
    record_rest(conversation, record, NULL, 0);
}

const struct coder multiple_choice_coder = {multiple_choice_fits, multiple_choice_read, NULL};
