/* A conversation as JSON: absent members are left out, so that tests and people read only what was said. */
#include <math.h>

#include "packs/sft/conversation.h"

static void put_member(struct buffer *out, size_t start, const char *key)
{
    if (out->length > start)
        buffer_byte(out, ',');
    json_put_text(out, text_of(key));
    buffer_byte(out, ':');
}

static void put_text(struct buffer *out, size_t start, const char *key, struct text text)
{
    if (!text.data)
        return;
    put_member(out, start, key);
    json_put_text(out, text);
}

/* Members that hold JSON already are put as they are. */
static void put_json(struct buffer *out, size_t start, const char *key, struct text json)
{
    if (!json.data)
        return;
    put_member(out, start, key);
    buffer_text(out, json);
}

static void put_weight(struct buffer *out, size_t start, double weight)
{
    if (isnan(weight))
        return;
    put_member(out, start, "weight");
    json_put_double(out, weight);
}

static void put_calls(struct buffer *out, size_t start, const struct turn *turn)
{
    if (turn->tool_call_count == 0)
        return;
    put_member(out, start, "tool_calls");
    buffer_byte(out, '[');
    for (size_t i = 0; i < turn->tool_call_count; i++) {
        buffer_string(out, i ? ",{" : "{");
        size_t first = out->length;
        put_text(out, first, "id", turn->tool_calls[i].id);
        put_text(out, first, "name", turn->tool_calls[i].name);
        put_text(out, first, "arguments", turn->tool_calls[i].arguments);
        buffer_byte(out, '}');
    }
    buffer_byte(out, ']');
}

static void put_turn(struct buffer *out, const struct turn *turn)
{
    buffer_byte(out, '{');
    size_t start = out->length;
    put_text(out, start, "role", turn->role);
    put_text(out, start, "content", turn->content);
    put_text(out, start, "name", turn->name);
    put_text(out, start, "reasoning", turn->reasoning);
    put_json(out, start, "parts", turn->parts);
    put_calls(out, start, turn);
    put_text(out, start, "tool_call_id", turn->tool_call_id);
    put_weight(out, start, turn->weight);
    if (turn->instruction >= 0) {
        put_member(out, start, "instruction");
        buffer_format(out, "%lld", (long long)turn->instruction);
    }
    put_text(out, start, "at", turn->at);
    put_json(out, start, "extra", turn->extra);
    buffer_byte(out, '}');
}

static void put_faults(struct buffer *out, size_t start, const struct conversation *conversation)
{
    if (conversation->fault_count == 0)
        return;
    put_member(out, start, "faults");
    buffer_byte(out, '[');
    for (size_t i = 0; i < conversation->fault_count; i++) {
        const struct record_fault *fault = &conversation->faults[i];
        buffer_string(out, i ? ",{" : "{");
        size_t first = out->length;
        put_text(out, first, "code", text_of(fault->code));
        put_text(out, first, "locus", fault->locus);
        if (fault->offset >= 0) {
            put_member(out, first, "offset");
            buffer_format(out, "%lld", (long long)fault->offset);
        }
        buffer_byte(out, '}');
    }
    buffer_byte(out, ']');
}

void conversation_put_json(struct buffer *out, const struct conversation *conversation)
{
    buffer_byte(out, '{');
    size_t start = out->length;
    put_text(out, start, "id", conversation->id);
    if (conversation->readable) {
        put_member(out, start, "turns");
        buffer_byte(out, '[');
        for (size_t i = 0; i < conversation->turn_count; i++) {
            if (i)
                buffer_byte(out, ',');
            put_turn(out, &conversation->turns[i]);
        }
        buffer_byte(out, ']');
    }
    put_json(out, start, "tools", conversation->tools);
    put_weight(out, start, conversation->weight);
    put_json(out, start, "extra", conversation->extra);
    put_faults(out, start, conversation);
    buffer_byte(out, '}');
}
