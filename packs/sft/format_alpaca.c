/* Alpaca: {"instruction", "input", "output", "system", "history": [[question, answer], …]}.
 *
 * The user's turn is the instruction, and "\n" and the input where there is one; `instruction` in the turn
 * says where the one ends. Dolly's names (context, response) are read as well. Pitfalls: the input may hold a
 * placeholder such as "<noinput>"; the answers in `history` are trained on too; LlamaFactory v1 joins
 * instruction and input without a line break; rows with several outputs or a null input exist. A writer
 * always says "input". */
#include "packs/sft/pairs.h"

static const char *alpaca_fits(yyjson_val *record)
{
    struct pairs pairs;
    pairs_find(&pairs, record, NULL);
    if (text_is(pairs_key(&pairs, PROMPT), "instruction") && pairs.values[RESPONSE])
        return "have instruction and output";
    return NULL;
}

static void put_history(struct object *object, const struct conversation *conversation,
                        const struct exchange *exchange)
{
    struct buffer *out = &object->writing->out;
    object_key(object, "history");
    buffer_byte(out, '[');
    for (size_t i = exchange->first; i < exchange->last; i++) {
        bool question = (i - exchange->first) % 2 == 0;
        buffer_string(out, question ? (i > exchange->first ? ",[" : "[") : ",");
        json_put_text(out, plain_text(object->writing, &conversation->turns[i]));
        if (!question)
            buffer_byte(out, ']');
    }
    buffer_byte(out, ']');
}

static void alpaca_write(struct writing *writing, const struct conversation *conversation)
{
    struct exchange exchange;
    struct object object;
    struct text instruction, input;
    if (!exchange_find(&exchange, writing, conversation))
        return;
    prompt_split(exchange.question, &instruction, &input);
    plain_text(writing, exchange.question);
    record_chosen_loss(writing, conversation, NULL);
    object_open(&object, writing, conversation->extra, (struct text){"", 0});
    record_put_id(&object, conversation);
    object_text(&object, "instruction", instruction);
    if (input.length == 0 && yyjson_is_null(object_kept(&object, "input")))
        object_keep(&object, "input");
    else
        object_text(&object, "input", input);
    object_text(&object, "output", plain_text(writing, exchange.answer));
    if (exchange.system)
        object_put_system(&object, exchange.system);
    if (exchange.first < exchange.last)
        put_history(&object, conversation, &exchange);
    pairs_reserve(&object, "instruction", "input", "output");
    record_put_tools(&object, conversation, true);
    record_put_weight(&object, conversation);
    object_close(&object);
}

const struct coder alpaca_coder = {alpaca_fits, pairs_read, alpaca_write};
