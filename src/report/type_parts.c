#include "report/type_parts.h"

/* The end of a quoted part that begins at `at`; a doubled quote stands for itself. */
static size_t quoted_end(struct text text, size_t at)
{
    char quote = text.data[at++];
    for (; at < text.length; at++) {
        if (text.data[at] != quote)
            continue;
        if (at + 1 < text.length && text.data[at + 1] == quote)
            at++;
        else
            return at + 1;
    }
    return text.length;
}

/* Offset of the next comma outside of quotes and parentheses, or the end. */
static size_t part_end(struct text text, size_t at)
{
    size_t depth = 0;
    while (at < text.length) {
        char byte = text.data[at];
        if (byte == '"' || byte == '\'') {
            at = quoted_end(text, at);
            continue;
        }
        if (byte == ',' && depth == 0)
            return at;
        depth += byte == '(';
        depth -= byte == ')' && depth > 0;
        at++;
    }
    return text.length;
}

static struct text part(struct text text, size_t from, size_t to)
{
    return text_trim((struct text){text.data + from, to - from});
}

/* Takes [] and [n] off the end. */
static struct text lists_strip(struct text text, size_t *lists)
{
    while (text.length > 1 && text.data[text.length - 1] == ']') {
        size_t at = text.length - 1;
        while (at > 0 && text.data[at - 1] >= '0' && text.data[at - 1] <= '9')
            at--;
        if (at == 0 || text.data[at - 1] != '[')
            break;
        (*lists)++;
        text = part(text, 0, at - 1);
    }
    return text;
}

/* A member's name: a word, or quoted with its quotes taken off. *type is what follows. */
static bool name_take(struct text member, struct text *name, struct text *type, struct arena *arena)
{
    size_t end = 0;
    bool quoted = member.length > 0 && member.data[0] == '"';
    if (quoted)
        end = quoted_end(member, 0);
    else
        while (end < member.length && member.data[end] != ' ')
            end++;
    *type = part(member, end, member.length);
    *name = (struct text){member.data, end};
    if (!quoted || end < 2)
        return true;
    char *plain = arena_take(arena, end, 1);
    size_t length = 0;
    for (size_t at = 1; plain && at + 1 < end; at++) {
        plain[length++] = member.data[at];
        at += member.data[at] == '"';
    }
    *name = (struct text){plain, length};
    return plain != NULL;
}

static bool type_parse_at(struct column_type *type, struct text text, struct arena *arena, int depth);

static bool members_parse(struct column_type *type, struct text inside, bool named, struct arena *arena,
                          int depth)
{
    size_t count = 0;
    for (size_t at = 0; at < inside.length; at = part_end(inside, at) + 1)
        count++;
    type->members = arena_take_zeroed(arena, count, sizeof *type->members);
    if (!type->members)
        return false;
    for (size_t at = 0; at < inside.length && type->member_count < count;) {
        size_t end = part_end(inside, at);
        struct text member = part(inside, at, end), name = {"", 0};
        struct column_type *taken = &type->members[type->member_count++];
        if (named && !name_take(member, &name, &member, arena))
            return false;
        if (!type_parse_at(taken, member, arena, depth + 1))
            return false;
        taken->name = name;
        at = end + 1;
    }
    return true;
}

static bool type_parse_at(struct column_type *type, struct text text, struct arena *arena, int depth)
{
    *type = (struct column_type){.type = text_trim(text)};
    struct text rest = lists_strip(type->type, &type->lists);
    const char *open = rest.length ? memchr(rest.data, '(', rest.length) : NULL;
    size_t head = open ? (size_t)(open - rest.data) : rest.length;
    type->base = part(rest, 0, head);
    bool named = text_is(type->base, "STRUCT") || text_is(type->base, "UNION");
    bool whole = open && rest.data[rest.length - 1] == ')';
    if (!whole || depth >= TYPE_DEPTH || !(named || text_is(type->base, "MAP")))
        return true;
    return members_parse(type, (struct text){open + 1, rest.length - head - 2}, named, arena, depth);
}

bool column_type_parse(struct column_type *type, struct text text, struct arena *arena)
{
    return type_parse_at(type, text, arena, 0);
}
