/* Scanners for the expressions of GPT-2, cl100k_base and o200k_base. */
#include "kernels/token_split.h"

#include "kernels/token_classes.h"

/* ---- parts that several expressions share -------------------------------------------------------------- */

/* Past 's 't 're 've 'm 'll or 'd; `at` itself when there is none. Without case U+017F is an s too. */
static size_t contraction_end(struct text text, size_t at, bool caseless)
{
    if (text.length - at < 2 || text.data[at] != '\'')
        return at;
    const unsigned char *bytes = (const unsigned char *)text.data + at + 1;
    size_t left = text.length - at - 1;
    if (caseless && left >= 2 && bytes[0] == 0xC5 && bytes[1] == 0xBF)
        return at + 3;
    int fold = caseless ? 0x20 : 0;
    int first = bytes[0] | fold, second = left >= 2 ? bytes[1] | fold : 0;
    if (first == 's' || first == 't' || first == 'm' || first == 'd')
        return at + 2;
    bool two =
        (first == 'r' && second == 'e') || (first == 'v' && second == 'e') || (first == 'l' && second == 'l');
    return two ? at + 3 : at;
}

/* \s+(?!\S)|\s+ for a run that begins here: the white space before a word's own last one. */
static size_t white_end(struct text text, size_t at)
{
    size_t last = at, next;
    for (size_t end = at;; end = next) {
        uint8_t class = class_at(text, end, &next);
        if (!(class & POINT_WHITE))
            return class == POINT_END || last == at ? end : last;
        last = end;
    }
}

/* \s*[\r\n]+ first, then as white_end; `tail`: a run that ends the text is one piece before all that. */
static size_t white_or_break_end(struct text text, size_t at, bool tail)
{
    size_t break_end = 0, next, end = at;
    for (uint8_t class; (class = class_at(text, end, &next)) & POINT_WHITE; end = next)
        break_end = class == POINT_BREAK ? next : break_end;
    if (tail && end == text.length)
        return end;
    return break_end ? break_end : white_end(text, at);
}

static size_t number_end(struct text text, size_t at, int most)
{
    for (size_t next; most-- > 0 && class_at(text, at, &next) == POINT_NUMBER; at = next)
        ;
    return at;
}

/* ` ?[^\s\p{L}\p{N}]+`; `at` itself when there is none. */
static size_t symbols_end(struct text text, size_t at)
{
    size_t start = at + (text.data[at] == ' ');
    size_t end = start;
    for (size_t next;
         !(class_at(text, end, &next) & (POINT_WHITE | POINT_ALPHABETIC | POINT_NUMBER | POINT_END));
         end = next)
        ;
    return end > start ? end : at;
}

static size_t bytes_run(struct text text, size_t at, const char *set)
{
    while (at < text.length && text.data[at] && strchr(set, text.data[at]))
        at++;
    return at;
}

/* ---- GPT-2 --------------------------------------------------------------------------------------------- */

static size_t gpt2_end(struct text text, size_t at)
{
    size_t end = contraction_end(text, at, false), next;
    if (end > at)
        return end;
    size_t start = at + (text.data[at] == ' ');
    uint8_t class = class_at(text, start, &next);
    if (class & POINT_ALPHABETIC)
        return class_run(text, next, POINT_ALPHABETIC);
    if (class == POINT_NUMBER)
        return class_run(text, next, POINT_NUMBER);
    end = symbols_end(text, at);
    return end > at ? end : white_end(text, at);
}

/* ---- cl100k_base --------------------------------------------------------------------------------------- */

static size_t cl100k_end(struct text text, size_t at, int digits, bool tail)
{
    size_t end = contraction_end(text, at, true), next, after;
    if (end > at)
        return end;
    uint8_t class = class_at(text, at, &next);
    if (class & POINT_ALPHABETIC)
        return class_run(text, next, POINT_ALPHABETIC);
    if (class == POINT_NUMBER)
        return number_end(text, at, digits);
    if (class != POINT_BREAK && class_at(text, next, &after) & POINT_ALPHABETIC)
        return class_run(text, after, POINT_ALPHABETIC);
    end = symbols_end(text, at);
    return end > at ? bytes_run(text, end, "\r\n") : white_or_break_end(text, at, tail);
}

/* ---- o200k_base ---------------------------------------------------------------------------------------- */

enum {
    HEAD_CLASSES = POINT_UPPER | POINT_LETTER | POINT_MARK, /* [\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}] */
    TAIL_CLASSES = POINT_LOWER | POINT_LETTER | POINT_MARK, /* [\p{Ll}\p{Lm}\p{Lo}\p{M}] */
};

/* HEAD* TAIL+: all of the head when a tail follows it, else back to the last code point that may be a tail.
 * `at` itself when there is none. *head: where the run of heads ends, for HEAD+ TAIL*. */
static size_t tailed_end(struct text text, size_t at, size_t *head)
{
    size_t tail_end = at, next;
    for (uint8_t class; (class = class_at(text, at, &next)) & HEAD_CLASSES; at = next)
        tail_end = class & TAIL_CLASSES ? next : tail_end;
    *head = at;
    size_t end = class_run(text, at, TAIL_CLASSES);
    return end > at ? end : tail_end;
}

/* Both alternatives for words, each with and without the one leading code point that is allowed. */
static size_t cased_word_end(struct text text, size_t at)
{
    size_t next, with = at, without = at;
    uint8_t class = class_at(text, at, &next);
    bool lead = !(class & (POINT_BREAK | POINT_ALPHABETIC | POINT_NUMBER | POINT_END));
    if (lead) {
        size_t end = tailed_end(text, next, &with);
        if (end > next)
            return end;
    }
    size_t end = tailed_end(text, at, &without);
    if (end > at)
        return end;
    return lead && with > next ? with : without;
}

static size_t o200k_end(struct text text, size_t at)
{
    size_t end = cased_word_end(text, at);
    if (end > at)
        return contraction_end(text, end, true);
    end = number_end(text, at, 3);
    if (end > at)
        return end;
    end = symbols_end(text, at);
    return end > at ? bytes_run(text, end, "\r\n/") : white_or_break_end(text, at, false);
}

/* ---- choosing ------------------------------------------------------------------------------------------ */

size_t split_end(enum token_split split, struct text text, size_t at)
{
    switch (split) {
    case SPLIT_GPT2:
        return gpt2_end(text, at);
    case SPLIT_CL100K:
        return cl100k_end(text, at, 3, true);
    case SPLIT_LLAMA3:
        return cl100k_end(text, at, 3, false);
    case SPLIT_QWEN2:
        return cl100k_end(text, at, 1, false);
    case SPLIT_O200K:
        return o200k_end(text, at);
    case SPLIT_NONE:
        break;
    }
    return text.length;
}

enum token_split split_of_name(struct text name)
{
    static const struct {
        const char *name;
        enum token_split split;
    } names[] = {{"gpt2", SPLIT_GPT2},
                 {"cl100k", SPLIT_CL100K},
                 {"llama3", SPLIT_LLAMA3},
                 {"qwen2", SPLIT_QWEN2},
                 {"o200k", SPLIT_O200K}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (text_is(name, names[i].name))
            return names[i].split;
    }
    return SPLIT_NONE;
}

#define CONTRACTIONS "'s|'t|'re|'ve|'m|'ll|'d"
#define WHITE "|\\s+(?!\\S)|\\s+"
#define O200K_HEAD "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]"
#define O200K_TAIL "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]"
#define O200K_LEAD "[^\\r\\n\\p{L}\\p{N}]?"

enum token_split split_of_pattern(struct text pattern)
{
    static const struct {
        const char *pattern;
        enum token_split split;
    } patterns[] = {
        {CONTRACTIONS "| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+" WHITE, SPLIT_GPT2},
        {CONTRACTIONS "| ?[\\p{L}]+| ?[\\p{N}]+| ?[^\\s\\p{L}\\p{N}]+" WHITE, SPLIT_GPT2},
        {"(?i:" CONTRACTIONS ")|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
         "|\\s*[\\r\\n]+" WHITE,
         SPLIT_LLAMA3},
        {"(?i:" CONTRACTIONS ")|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
         "|\\s*[\\r\\n]+" WHITE,
         SPLIT_QWEN2},
        {O200K_LEAD O200K_HEAD "*" O200K_TAIL "+(?i:" CONTRACTIONS ")?|" O200K_LEAD O200K_HEAD "+" O200K_TAIL
                               "*(?i:" CONTRACTIONS
                               ")?|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+" WHITE,
         SPLIT_O200K},
    };
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        if (text_is(pattern, patterns[i].pattern))
            return patterns[i].split;
    }
    return SPLIT_NONE;
}
