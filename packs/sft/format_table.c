/* Tables: CSV or TSV with a header line. The reading layer hands a row over as {"header": "field", …}.
 *
 * Columns are found by their names, the same as in the other formats: instruction, prompt, question … for
 * what is asked, output, completion, answer … for the answer, system; or one column messages or conversations
 * that holds the JSON text of the list. Anything else is kept; `--map` names columns that are called
 * otherwise. Pitfalls: every cell is a text, so a number is read only where one belongs (weight), and an
 * empty cell cannot be told from no value. Written as id,system,prompt,completion: one question and one
 * answer a row. */
#include "packs/sft/pairs.h"

static const char *table_fits(yyjson_val *record)
{
    (void)record;
    return NULL; /* told by the container, not by a record */
}

static const char *const list_keys[] = {"messages", "conversations", "conversation"};

/* True when a cell holds the messages and they were read. */
static bool cell_read(struct conversation *conversation, yyjson_val *cell, const char *key)
{
    yyjson_val *list = yyjson_is_str(cell) ? nested_read(conversation->arena, json_text(cell)) : cell;
    if (!list) {
        record_fault_add(conversation, "messages_not_a_list",
                         pointer_make(conversation, text_of(key), -1, -1), "",
                         "the cell \"%s\" is not the JSON of a list of messages", key);
        return false;
    }
    yyjson_val *first = yyjson_arr_get_first(list);
    messages_read(conversation, list, key, json_get(first, "from") ? &sharegpt_dialect : &openai_dialect);
    return yyjson_is_arr(list);
}

/* A weight in a cell is a text that reads as a number. */
static yyjson_val *weight_cell(struct conversation *conversation, yyjson_val *record)
{
    yyjson_val *cell = json_get(record, "weight");
    yyjson_val *number =
        yyjson_is_str(cell) ? nested_read(conversation->arena, text_trim(json_text(cell))) : NULL;
    return number && value_number(number, &conversation->weight) ? cell : NULL;
}

static void table_read(struct conversation *conversation, yyjson_val *record, const struct mapping *mapping)
{
    const char *key = mapping->messages.data;
    yyjson_val *cell = key ? json_get(record, key) : NULL;
    for (size_t i = 0; i < sizeof list_keys / sizeof *list_keys && !key && !cell; i++)
        if ((cell = json_get(record, list_keys[i])))
            key = list_keys[i];
    yyjson_val *weight = weight_cell(conversation, record);
    double number = conversation->weight;
    if (cell) {
        if (!cell_read(conversation, cell, key))
            cell = NULL;
        record_rest(conversation, record, (yyjson_val *[]){cell, weight}, 2);
    } else
        pairs_read_except(conversation, record, mapping, weight);
    if (weight)
        conversation->weight = number;
}

static void put_cell(struct buffer *out, struct text text)
{
    bool quote = false;
    for (size_t i = 0; i < text.length && !quote; i++)
        quote = strchr(",\"\r\n", text.data[i]) != NULL;
    quote = quote || (text.length && (text.data[0] == ' ' || text.data[text.length - 1] == ' '));
    if (!quote) {
        buffer_text(out, text);
        return;
    }
    buffer_byte(out, '"');
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] == '"')
            buffer_byte(out, '"');
        buffer_byte(out, text.data[i]);
    }
    buffer_byte(out, '"');
}

static void table_write(struct writing *writing, const struct conversation *conversation)
{
    struct exchange exchange;
    if (!exchange_find(&exchange, writing, conversation))
        return;
    if (exchange.first < exchange.last) {
        writing_refuse(writing, conversation->turns[exchange.first].at,
                       "a row of a table says one question and one answer");
        return;
    }
    const struct text cells[] = {
        conversation->id,
        exchange.system ? plain_text(writing, exchange.system) : (struct text){"", 0},
        plain_text(writing, exchange.question),
        plain_text(writing, exchange.answer),
    };
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        if (i)
            buffer_byte(&writing->out, ',');
        put_cell(&writing->out, cells[i]);
    }
    struct text record = {"", 0};
    record_chosen_loss(writing, conversation, NULL);
    static const char why[] = "the table has no column for it";
    if (turn_is_split(exchange.question))
        loss_add(writing, exchange.question->at, "/instruction", why);
    if (conversation->tools.data)
        loss_add(writing, record, "/tools", why);
    if (conversation->weight == conversation->weight)
        loss_add(writing, record, "/weight", why);
    if (conversation->extra.data)
        loss_add(writing, record, "/extra", why);
}

const struct coder table_coder = {table_fits, table_read, table_write};
