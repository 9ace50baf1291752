/* Question and answer: {"question": …, "answer": …} as in GSM8K, and any other pair of columns whose names
 * are known (query, problem, user, input; response, solution, ground_truth, target, …).
 *
 * Pitfalls: GSM8K's answers hold calculator annotations (<<48/2=24>>) and end in "#### 24"; solution files
 * add a column per model, which is kept. */
#include "packs/sft/pairs.h"

static const char *question_answer_fits(yyjson_val *record)
{
    struct pairs pairs;
    pairs_find(&pairs, record, NULL);
    return pairs.values[PROMPT] && pairs.values[RESPONSE] ? "have a question and an answer" : NULL;
}

static void question_answer_write(struct writing *writing, const struct conversation *conversation)
{
    struct exchange exchange;
    struct object object;
    if (!exchange_find(&exchange, writing, conversation))
        return;
    if (exchange.first < exchange.last) {
        writing_refuse(writing, conversation->turns[exchange.first].at,
                       "this format says one question and one answer");
        return;
    }
    const char *question = pairs_name(PROMPT, exchange.question, "question");
    const char *answer = pairs_name(RESPONSE, exchange.answer, "answer");
    record_chosen_loss(writing, conversation, NULL);
    object_open(&object, writing, conversation->extra, (struct text){"", 0});
    record_put_id(&object, conversation);
    if (exchange.system)
        object_put_system(&object, exchange.system);
    object_text(&object, question, plain_text(writing, exchange.question));
    object_text(&object, answer, plain_text(writing, exchange.answer));
    pairs_reserve(&object, question, NULL, answer);
    if (turn_is_split(exchange.question))
        loss_add(writing, exchange.question->at, "/instruction",
                 "a question cannot say where its instruction ends and its input begins");
    record_put_tools(&object, conversation, false);
    record_put_weight(&object, conversation);
    object_close(&object);
}

const struct coder question_answer_coder = {question_answer_fits, pairs_read, question_answer_write};
