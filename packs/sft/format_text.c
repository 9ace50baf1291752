/* Plain text: {"text": …}, for language modelling.
 *
 * One turn whose role is "text": a role that no chat has, so that nothing takes it for a dialogue. Pitfall: a
 * text that was rendered by a chat template holds the template's markers; it is not taken apart here. */
#include "packs/sft/formats.h"

static const char *text_fits(yyjson_val *record)
{
    return yyjson_is_str(json_get(record, "text")) ? "have a text" : NULL;
}

static void text_read(struct conversation *conversation, yyjson_val *record, const struct mapping *mapping)
{
    const char *key = mapping->text.data ? mapping->text.data : "text";
    yyjson_val *value = json_get(record, key);
    if (!value)
        record_fault_add(conversation, "missing_content", (struct text){"", 0}, "",
                         "the record has no \"%s\"", key);
    struct turn *turn = value ? turn_add(conversation, key, -1, -1) : NULL;
    if (turn) {
        turn->role = text_of("text");
        if (yyjson_is_str(value))
            turn->content = json_text(value);
        else
            record_fault_add(conversation, yyjson_is_null(value) ? "missing_content" : "content_type",
                             turn->at, "", "\"%s\" is %s, not a text", key, value_kind(value));
    }
    record_rest(conversation, record, &value, yyjson_is_str(value));
}

static void text_write(struct writing *writing, const struct conversation *conversation)
{
    struct object object;
    if (conversation->turn_count != 1 || !text_is(conversation->turns[0].role, "text")) {
        writing_refuse(writing, (struct text){"", 0},
                       "a conversation becomes a text only by a model's chat template");
        return;
    }
    object_open(&object, writing, conversation->extra, (struct text){"", 0});
    record_put_id(&object, conversation);
    object_text(&object, "text", plain_text(writing, &conversation->turns[0]));
    record_put_weight(&object, conversation);
    object_close(&object);
}

const struct coder text_coder = {text_fits, text_read, text_write};
