#include "packs/sft/turn_texts.h"

#include "base/utf8.h"

enum field field_named(struct text name)
{
    static const char *const names[FIELD_COUNT] = {"prompt", "asked", "answer", "whole", "content"};
    int i = 0;
    while (i < FIELD_COUNT && !text_is(name, names[i]))
        i++;
    return (enum field)i;
}

static bool is_system(const struct turn *turn)
{
    return text_is(turn->role, "system") || text_is(turn->role, "developer");
}

/* Plain text rows (role "text") are what the model learns to say. */
static bool is_answer(const struct turn *turn)
{
    return text_is(turn->role, "assistant") || text_is(turn->role, "text");
}

/* Byte offset of the n-th code point. */
static size_t skip_points(struct text text, int64_t points)
{
    size_t at = 0;
    while (points-- > 0 && at < text.length)
        utf8_next(text, &at);
    return at;
}

/* The turn's text without its instruction and the line end that parts them. */
static struct text input_of(const struct turn *turn)
{
    struct text content = turn->content;
    if (turn->instruction <= 0)
        return content;
    size_t skip = skip_points(content, turn->instruction);
    skip += skip < content.length && content.data[skip] == '\n';
    return (struct text){content.data + skip, content.length - skip};
}

static void turn_append(struct buffer *out, const struct turn *turn, bool framing, bool *first)
{
    if (!*first)
        buffer_byte(out, '\n');
    *first = false;
    buffer_text(out, framing ? turn->content : input_of(turn));
    for (size_t i = 0; i < turn->tool_call_count; i++) {
        buffer_byte(out, '\n');
        buffer_text(out, turn->tool_calls[i].name);
        buffer_byte(out, '(');
        buffer_text(out, turn->tool_calls[i].arguments);
        buffer_byte(out, ')');
    }
}

bool turns_text(const struct turn *turns, size_t count, enum field field, struct buffer *out)
{
    bool first = true, framing = field == FIELD_ASKED || field == FIELD_WHOLE || field == FIELD_ANSWER;
    size_t end = count;
    if (field == FIELD_PROMPT || field == FIELD_ASKED) {
        while (end > 0 && !is_answer(&turns[end - 1]))
            end--;
        end = end > 0 ? end - 1 : count; /* without an answer all of it is prompt */
    }
    size_t before = out->length;
    for (size_t i = 0; i < end; i++) {
        if (field == FIELD_ANSWER ? is_answer(&turns[i]) : framing || !is_system(&turns[i]))
            turn_append(out, &turns[i], framing, &first);
    }
    /* An instruction without input is the question itself. */
    if (field == FIELD_PROMPT &&
        text_trim((struct text){out->data + before, out->length - before}).length == 0) {
        out->length = before;
        return turns_text(turns, count, FIELD_ASKED, out);
    }
    return !first;
}

bool turns_have_framing(const struct turn *turns, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (is_system(&turns[i]) || turns[i].instruction > 0)
            return true;
    return false;
}
