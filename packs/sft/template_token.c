#include "packs/sft/template_token.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"

enum { TOKENS_MOST = 400000 };

struct lexer {
    struct token_list *tokens;
    struct arena *arena;
    struct error *error;
    struct text source;
    size_t at;
    size_t capacity;
    bool line_starts; /* what was read last ended a line: blanks before a block tag may be stripped */
    char open[64];    /* brackets within a tag */
    size_t open_count;
};

int template_fault(struct error *error, struct text source, size_t offset, const char *format, ...)
{
    char message[600];
    size_t line = 1, start = 0;
    va_list arguments;
    for (size_t i = 0; i < offset && i < source.length; i++)
        if (source.data[i] == '\n') {
            line++;
            start = i + 1;
        }
    size_t column = utf8_count((struct text){source.data + start, offset > start ? offset - start : 0}) + 1;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    return error_set(error, ERROR_INPUT, "line %zu, column %zu: %s", line, column, message);
}

static int lexer_fault(struct lexer *lexer, const char *message)
{
    return template_fault(lexer->error, lexer->source, lexer->at, "%s", message);
}

static int token_add(struct lexer *lexer, struct token token)
{
    struct token_list *tokens = lexer->tokens;
    if (tokens->count == TOKENS_MOST)
        return lexer_fault(lexer, "the template is longer than any chat template should be");
    if (tokens->count == lexer->capacity) {
        size_t capacity = lexer->capacity ? lexer->capacity * 2 : 256;
        struct token *grown = arena_take(lexer->arena, capacity, sizeof *grown);
        if (!grown)
            return error_memory(lexer->error);
        if (tokens->count)
            memcpy(grown, tokens->items, tokens->count * sizeof *grown);
        tokens->items = grown;
        lexer->capacity = capacity;
    }
    tokens->items[tokens->count++] = token;
    return 0;
}

static bool is_blank(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

/* ---- text between tags ---- */

static bool looking_at(const struct lexer *lexer, size_t at, const char *word)
{
    size_t length = strlen(word);
    return lexer->source.length - at >= length && memcmp(lexer->source.data + at, word, length) == 0;
}

/* Where the next "{{", "{%" or "{#" starts; the source's end when there is none. */
static size_t tag_next(const struct lexer *lexer, size_t at)
{
    for (; at + 1 < lexer->source.length; at++) {
        char next = lexer->source.data[at + 1];
        if (lexer->source.data[at] == '{' && (next == '{' || next == '%' || next == '#'))
            return at;
    }
    return lexer->source.length;
}

/* The text before a tag, without the white space that the tag's sign or lstrip_blocks takes. */
static struct text data_strip(const struct lexer *lexer, struct text data, char kind, char sign)
{
    size_t length = data.length;
    if (sign == '-') {
        while (length > 0 && is_blank(data.data[length - 1]))
            length--;
        return (struct text){data.data, length};
    }
    if (sign == '+' || kind == '{')
        return data;
    while (length > 0 && is_blank(data.data[length - 1]) && data.data[length - 1] != '\n')
        length--;
    bool line_start = length > 0 ? data.data[length - 1] == '\n' : lexer->line_starts;
    return line_start ? (struct text){data.data, length} : data;
}

static int data_add(struct lexer *lexer, size_t start, size_t end, char kind, char sign)
{
    struct text data = {lexer->source.data + start, end - start};
    if (kind)
        data = data_strip(lexer, data, kind, sign);
    if (data.length == 0)
        return 0;
    return token_add(lexer, (struct token){.kind = TOKEN_DATA, .offset = start, .text = data});
}

/* After a tag: "-" takes all white space, trim_blocks one line end of blocks and comments unless "+". */
static void tag_leave(struct lexer *lexer, char sign, bool trims)
{
    lexer->line_starts = false;
    if (sign == '-') {
        while (lexer->at < lexer->source.length && is_blank(lexer->source.data[lexer->at]))
            lexer->line_starts = lexer->source.data[lexer->at++] == '\n';
    } else if (trims && sign != '+' && lexer->at < lexer->source.length &&
               lexer->source.data[lexer->at] == '\n') {
        lexer->at++;
        lexer->line_starts = true;
    }
}

static int comment_skip(struct lexer *lexer)
{
    size_t body = lexer->at + 2;
    body +=
        body < lexer->source.length && (lexer->source.data[body] == '-' || lexer->source.data[body] == '+');
    size_t at = body;
    while (at < lexer->source.length && !looking_at(lexer, at, "#}"))
        at++;
    if (at >= lexer->source.length)
        return lexer_fault(lexer, "this comment is never closed: \"#}\" is missing");
    char last = at > body ? lexer->source.data[at - 1] : ' ';
    lexer->at = at + 2;
    tag_leave(lexer, last == '-' || last == '+' ? last : ' ', true);
    return 0;
}

/* ---- words within a tag ---- */

static bool name_starts(char byte)
{
    return byte == '_' || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (unsigned char)byte >= 0x80;
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static int hex_value(char byte)
{
    if (is_digit(byte))
        return byte - '0';
    char lower = (char)(byte | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* \xNN, \uNNNN or \UNNNNNNNN at `at` (of the letter); appends the character. False when malformed. */
static bool escape_code(const struct lexer *lexer, size_t *at, char *out, size_t *length)
{
    char letter = lexer->source.data[*at];
    size_t digits = letter == 'x' ? 2 : letter == 'u' ? 4 : 8;
    int32_t code = 0;
    for (size_t i = 1; i <= digits; i++) {
        int value = *at + i < lexer->source.length ? hex_value(lexer->source.data[*at + i]) : -1;
        if (value < 0 || code > 0x10FFFF)
            return false;
        code = code * 16 + value;
    }
    if (code > 0x10FFFF)
        return false;
    *length += utf8_encode(code, out + *length);
    *at += digits + 1;
    return true;
}

static char escape_plain(char letter)
{
    static const char from[] = "ntr\\'\"abfv0", to[] = "\n\t\r\\'\"\a\b\f\v";
    const char *found = letter ? strchr(from, letter) : NULL;
    return found ? (letter == '0' ? '\0' : to[found - from]) : 1; /* 1: no escape */
}

static int string_read(struct lexer *lexer)
{
    size_t start = lexer->at, at = start + 1, length = 0;
    char quote = lexer->source.data[start];
    while (at < lexer->source.length && lexer->source.data[at] != quote)
        at += lexer->source.data[at] == '\\' ? 2 : 1;
    if (at >= lexer->source.length)
        return lexer_fault(lexer, "this string is never closed");
    char *out = arena_take(lexer->arena, at - start + 4, 1);
    if (!out)
        return error_memory(lexer->error);
    size_t end = at;
    for (at = start + 1; at < end;) {
        char byte = lexer->source.data[at++];
        char letter = byte == '\\' && at < end ? lexer->source.data[at] : 0;
        if (byte != '\\' || !letter)
            out[length++] = byte;
        else if (letter == '\n')
            at++;
        else if (letter == 'x' || letter == 'u' || letter == 'U') {
            if (!escape_code(lexer, &at, out, &length))
                return lexer_fault(lexer, "this string has a malformed escape");
        } else if (escape_plain(letter) != 1) {
            out[length++] = escape_plain(letter);
            at++;
        } else
            out[length++] = byte;
    }
    lexer->at = end + 1;
    return token_add(lexer, (struct token){.kind = TOKEN_STRING, .offset = start, .text = {out, length}});
}

/* 12, 1_000, 1.5, 2e3. */
static int number_read(struct lexer *lexer)
{
    char digits[64];
    size_t start = lexer->at, length = 0;
    bool real = false;
    for (; lexer->at < lexer->source.length; lexer->at++) {
        char byte = lexer->source.data[lexer->at];
        char next = lexer->at + 1 < lexer->source.length ? lexer->source.data[lexer->at + 1] : ' ';
        bool exponent = (byte == 'e' || byte == 'E') && (is_digit(next) || next == '-' || next == '+');
        bool sign = (byte == '-' || byte == '+') && length && (digits[length - 1] | 0x20) == 'e';
        if (byte == '_')
            continue;
        if (!is_digit(byte) && !(byte == '.' && !real && is_digit(next)) && !exponent && !sign)
            break;
        real = real || !is_digit(byte);
        if (length + 1 >= sizeof digits)
            return lexer_fault(lexer, "this number is too long");
        digits[length++] = byte;
    }
    digits[length] = 0;
    struct token token = {.kind = real ? TOKEN_REAL : TOKEN_INTEGER, .offset = start};
    errno = 0;
    if (real)
        token.real = strtod(digits, NULL);
    else
        token.integer = (int64_t)strtoll(digits, NULL, 10);
    if (errno == ERANGE && !real)
        return lexer_fault(lexer, "this number does not fit 64 bits");
    return token_add(lexer, token);
}

static int name_read(struct lexer *lexer)
{
    size_t start = lexer->at;
    while (lexer->at < lexer->source.length &&
           (name_starts(lexer->source.data[lexer->at]) || is_digit(lexer->source.data[lexer->at])))
        lexer->at++;
    return token_add(lexer, (struct token){.kind = TOKEN_NAME,
                                           .offset = start,
                                           .text = {lexer->source.data + start, lexer->at - start}});
}

/* Opening brackets are remembered, so that "}}" within a dictionary does not end the tag. */
static int bracket_note(struct lexer *lexer, char byte)
{
    static const char opening[] = "([{", closing[] = ")]}";
    const char *found = strchr(opening, byte);
    if (found) {
        if (lexer->open_count == sizeof lexer->open)
            return lexer_fault(lexer, "brackets are nested too deep");
        lexer->open[lexer->open_count++] = closing[found - opening];
    } else if (strchr(closing, byte)) {
        if (lexer->open_count == 0 || lexer->open[lexer->open_count - 1] != byte)
            return lexer_fault(lexer, "this bracket closes nothing");
        lexer->open_count--;
    }
    return 0;
}

static int operator_read(struct lexer *lexer)
{
    static const char *const operators[] = {"==", "!=", "<=", ">=", "//", "**", "+", "-", "*",
                                            "/",  "%",  "~",  "<",  ">",  "=",  "(", ")", "[",
                                            "]",  "{",  "}",  ",",  ":",  ".",  "|", ";"};
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
        if (looking_at(lexer, lexer->at, operators[i])) {
            struct token token = {
                .kind = TOKEN_OPERATOR, .offset = lexer->at, .text = {operators[i], strlen(operators[i])}};
            if (token.text.length == 1)
                TRY(bracket_note(lexer, operators[i][0]));
            lexer->at += token.text.length;
            return token_add(lexer, token);
        }
    return lexer_fault(lexer, "this character means nothing here");
}

/* The sign of the tag's end at `at`: '-', '+' or ' '; 0 when the tag does not end here. */
static char tag_ends(const struct lexer *lexer, const char *end)
{
    if (lexer->open_count)
        return 0;
    if (looking_at(lexer, lexer->at, end))
        return ' ';
    char sign = lexer->source.data[lexer->at];
    bool block = end[0] == '%';
    if ((sign == '-' || (sign == '+' && block)) && looking_at(lexer, lexer->at + 1, end))
        return sign;
    return 0;
}

static int word_read(struct lexer *lexer)
{
    char byte = lexer->source.data[lexer->at];
    if (is_blank(byte)) {
        lexer->at++;
        return 0;
    }
    if (byte == '\'' || byte == '"')
        return string_read(lexer);
    if (is_digit(byte))
        return number_read(lexer);
    return name_starts(byte) ? name_read(lexer) : operator_read(lexer);
}

static int tag_read(struct lexer *lexer, bool variable)
{
    const char *end = variable ? "}}" : "%}";
    size_t start = lexer->at;
    char sign;
    TRY(token_add(
        lexer, (struct token){.kind = variable ? TOKEN_VARIABLE_BEGIN : TOKEN_BLOCK_BEGIN, .offset = start}));
    lexer->at += 2;
    if (lexer->at < lexer->source.length &&
        (lexer->source.data[lexer->at] == '-' || (lexer->source.data[lexer->at] == '+')))
        lexer->at++;
    lexer->open_count = 0;
    for (;;) {
        if (lexer->at >= lexer->source.length)
            return template_fault(lexer->error, lexer->source, start,
                                  "this tag is never closed: \"%s\" is missing", end);
        if ((sign = tag_ends(lexer, end)))
            break;
        TRY(word_read(lexer));
    }
    TRY(token_add(
        lexer, (struct token){.kind = variable ? TOKEN_VARIABLE_END : TOKEN_BLOCK_END, .offset = lexer->at}));
    lexer->at += sign == ' ' ? 2 : 3;
    tag_leave(lexer, sign, !variable);
    return 0;
}

/* ---- {% raw %} ---- */

/* The end of a block tag that holds just `word`, from `at` (at its "{%"); 0 when it is something else. *left
 * and *right are the signs. */
static size_t bare_block(const struct lexer *lexer, size_t at, const char *word, char *left, char *right)
{
    const struct text source = lexer->source;
    if (!looking_at(lexer, at, "{%"))
        return 0;
    at += 2;
    *left = at < source.length && (source.data[at] == '-' || source.data[at] == '+') ? source.data[at] : ' ';
    at += *left != ' ';
    while (at < source.length && is_blank(source.data[at]))
        at++;
    if (!looking_at(lexer, at, word))
        return 0;
    at += strlen(word);
    while (at < source.length && is_blank(source.data[at]))
        at++;
    *right = at < source.length && (source.data[at] == '-' || source.data[at] == '+') ? source.data[at] : ' ';
    at += *right != ' ';
    return at < source.length && looking_at(lexer, at, "%}") ? at + 2 : 0;
}

/* What stands between {% raw %} and {% endraw %} is text. */
static int raw_read(struct lexer *lexer, size_t body, char right)
{
    char left = ' ', end_right = ' ';
    lexer->at = body;
    tag_leave(lexer, right, true);
    size_t start = lexer->at, at = start, end = 0;
    while (at < lexer->source.length && !(end = bare_block(lexer, at, "endraw", &left, &end_right)))
        at++;
    if (!end)
        return lexer_fault(lexer, "this {% raw %} is never closed by {% endraw %}");
    TRY(data_add(lexer, start, at, '%', left));
    lexer->at = end;
    tag_leave(lexer, end_right, true);
    return 0;
}

/* ---- the whole source ---- */

static int source_normalise(struct lexer *lexer, struct text source)
{
    char *out = arena_take(lexer->arena, source.length + 1, 1);
    size_t length = 0;
    if (!out)
        return error_memory(lexer->error);
    for (size_t i = 0; i < source.length; i++) {
        if (source.data[i] != '\r')
            out[length++] = source.data[i];
        else {
            out[length++] = '\n';
            i += i + 1 < source.length && source.data[i + 1] == '\n';
        }
    }
    length -= length > 0 && out[length - 1] == '\n';
    lexer->source = (struct text){out, length};
    return 0;
}

static int template_walk(struct lexer *lexer)
{
    while (lexer->at < lexer->source.length) {
        size_t start = lexer->at, tag = tag_next(lexer, start);
        if (tag == lexer->source.length) {
            lexer->at = tag;
            return data_add(lexer, start, tag, 0, ' ');
        }
        char kind = lexer->source.data[tag + 1], left = ' ', right = ' ';
        char sign = tag + 2 < lexer->source.length ? lexer->source.data[tag + 2] : ' ';
        TRY(data_add(lexer, start, tag, kind, sign == '-' || sign == '+' ? sign : ' '));
        lexer->at = tag;
        size_t raw = kind == '%' ? bare_block(lexer, tag, "raw", &left, &right) : 0;
        if (raw)
            TRY(raw_read(lexer, raw, right));
        else if (kind == '#')
            TRY(comment_skip(lexer));
        else
            TRY(tag_read(lexer, kind == '{'));
    }
    return 0;
}

int tokens_read(struct token_list *tokens, struct text source, struct arena *arena, struct error *error)
{
    struct lexer lexer = {.tokens = tokens, .arena = arena, .error = error, .line_starts = true};
    *tokens = (struct token_list){0};
    TRY(source_normalise(&lexer, source));
    tokens->source = lexer.source;
    TRY(template_walk(&lexer));
    return token_add(&lexer, (struct token){.kind = TOKEN_END, .offset = lexer.source.length});
}
