/* The one file that calls PCRE2. */
#include "kernels/token_regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/buffer.h"
#include "base/memory.h"

#define WHITE_SPACE                                                                                          \
    "\\t-\\r\\x20\\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}"
#define WORD_POINTS                                                                                          \
    "\\p{L}\\p{M}\\p{Nd}\\p{Nl}\\p{Pc}\\x{200C}\\x{200D}\\x{24B6}-\\x{24E9}\\x{1F130}-\\x{1F149}"            \
    "\\x{1F150}-\\x{1F169}\\x{1F170}-\\x{1F189}"

struct token_regex {
    pcre2_code *code;
};

static const struct {
    char letter;
    const char *class; /* what stands between brackets */
    bool negated;
} escapes[] = {
    {'s', WHITE_SPACE, false}, {'S', WHITE_SPACE, true},  {'w', WORD_POINTS, false},
    {'W', WORD_POINTS, true},  {'h', "0-9A-Fa-f", false}, {'H', "0-9A-Fa-f", true},
};

/* Writes the escape of one letter; inside brackets a negated one is left to PCRE2. */
static void put_escape(struct buffer *out, char letter, bool inside)
{
    for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++) {
        if (escapes[i].letter != letter || (inside && escapes[i].negated))
            continue;
        if (inside)
            buffer_string(out, escapes[i].class);
        else
            buffer_format(out, "[%s%s]", escapes[i].negated ? "^" : "", escapes[i].class);
        return;
    }
    buffer_byte(out, '\\');
    buffer_byte(out, letter);
}

static void rewrite(struct text pattern, struct buffer *out)
{
    int depth = 0;
    for (size_t i = 0; i < pattern.length; i++) {
        char byte = pattern.data[i];
        if (byte == '\\' && i + 1 < pattern.length) {
            put_escape(out, pattern.data[++i], depth > 0);
            continue;
        }
        depth += byte == '[' ? 1 : byte == ']' && depth > 0 ? -1 : 0;
        buffer_byte(out, byte);
    }
}

int token_regex_new(struct token_regex **regex, struct text pattern, const char *place, struct error *error)
{
    struct buffer rewritten = {0};
    int number = 0;
    PCRE2_SIZE offset = 0;
    rewrite(pattern, &rewritten);
    struct token_regex *made = memory_new(1, sizeof *made);
    int code = buffer_status(&rewritten, error);
    if (!made && code == 0)
        code = error_memory(error);
    if (code == 0) {
        made->code = pcre2_compile((PCRE2_SPTR)buffer_c(&rewritten), rewritten.length,
                                   PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE, &number, &offset, NULL);
        if (!made->code) {
            PCRE2_UCHAR message[200] = "";
            pcre2_get_error_message(number, message, sizeof message);
            code =
                error_set(error, ERROR_INPUT, "%s: the regular expression %.*s cannot be used: %s", place,
                          (int)(pattern.length < 400 ? pattern.length : 400), pattern.data, (char *)message);
        } else {
            pcre2_jit_compile(made->code,
                              PCRE2_JIT_COMPLETE); /* only faster: without it matching works too */
        }
    }
    buffer_release(&rewritten);
    if (code < 0)
        token_regex_free(made);
    else
        *regex = made;
    return code;
}

void token_regex_free(struct token_regex *regex)
{
    if (!regex)
        return;
    pcre2_code_free(regex->code);
    memory_free(regex);
}

int token_regex_find(const struct token_regex *regex, void **match, struct text text, size_t from,
                     size_t *start, size_t *end, bool *found, struct error *error)
{
    if (!*match)
        *match = pcre2_match_data_create(1, NULL);
    if (!*match)
        return error_memory(error);
    PCRE2_SPTR data = (PCRE2_SPTR)(text.data ? text.data : "");
    int status = pcre2_match(regex->code, data, text.length, from, PCRE2_NO_UTF_CHECK, *match, NULL);
    if (status == PCRE2_ERROR_JIT_STACKLIMIT)
        status = pcre2_match(regex->code, data, text.length, from, PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT, *match,
                             NULL);
    *found = status >= 0;
    if (status == PCRE2_ERROR_NOMATCH)
        return 0;
    if (status < 0) {
        PCRE2_UCHAR message[200] = "";
        pcre2_get_error_message(status, message, sizeof message);
        return error_set(error, ERROR_INPUT,
                         "a text cannot be split by the tokenizer's regular expression: %s", (char *)message);
    }
    const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(*match);
    *start = ends[0];
    *end = ends[1] < ends[0] ? ends[0] : ends[1];
    return 0;
}

void regex_match_free(void *match)
{
    pcre2_match_data_free(match);
}
