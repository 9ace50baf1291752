#include "check/sql_split.h"

/* Moves past a run that ends with `close` (which may be several bytes); to the end when it never closes. */
static size_t skip_until(struct text sql, size_t at, struct text close)
{
    while (at + close.length <= sql.length) {
        if (memcmp(sql.data + at, close.data, close.length) == 0)
            return at + close.length;
        at++;
    }
    return sql.length;
}

static bool name_byte(char c)
{
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* $tag$ … $tag$; a parameter ($name) is no quote. */
static size_t skip_dollar(struct text sql, size_t at)
{
    size_t end = at + 1;
    while (end < sql.length && name_byte(sql.data[end]))
        end++;
    if (end < sql.length && sql.data[end] == '$')
        return skip_until(sql, end + 1, (struct text){sql.data + at, end + 1 - at});
    return end;
}

/* Past the quote, comment or plain byte at `at`. */
static size_t skip_token(struct text sql, size_t at)
{
    char c = sql.data[at], next = at + 1 < sql.length ? sql.data[at + 1] : '\0';
    if (c == '\'')
        return skip_until(sql, at + 1, text_of("'"));
    if (c == '"')
        return skip_until(sql, at + 1, text_of("\""));
    if (c == '-' && next == '-')
        return skip_until(sql, at + 2, text_of("\n"));
    if (c == '/' && next == '*')
        return skip_until(sql, at + 2, text_of("*/"));
    if (c == '$')
        return skip_dollar(sql, at);
    return at + 1;
}

/* False when nothing but white space, comments and semicolons is left. */
static bool has_code(struct text sql)
{
    for (size_t at = 0; at < sql.length;) {
        char c = sql.data[at];
        bool comment = (c == '-' && at + 1 < sql.length && sql.data[at + 1] == '-') ||
                       (c == '/' && at + 1 < sql.length && sql.data[at + 1] == '*');
        if (!comment && !strchr(" \t\r\n\f\v;", c))
            return true;
        at = comment ? skip_token(sql, at) : at + 1;
    }
    return false;
}

struct text statement_next(struct text sql, size_t *at)
{
    while (*at < sql.length) {
        size_t start = *at, end = start;
        while (end < sql.length && sql.data[end] != ';')
            end = skip_token(sql, end);
        *at = end < sql.length ? end + 1 : end;
        struct text statement = {sql.data + start, end - start};
        if (has_code(statement))
            return text_trim(statement);
    }
    return (struct text){NULL, 0};
}

void statements_split_last(struct text sql, struct text *before, struct text *last)
{
    *before = *last = (struct text){sql.data, 0};
    size_t at = 0;
    for (;;) {
        struct text statement = statement_next(sql, &at);
        if (!statement.data)
            return;
        before->length = (size_t)(statement.data - sql.data);
        *last = statement;
    }
}
