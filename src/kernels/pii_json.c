/* Masking within JSON without parsing it into a tree: tokens are found, strings that hold personal data are
 * written anew, and every other byte is copied. See pii_mask.h. */
#include <string.h>

#include "base/json.h"
#include "base/utf8.h"
#include "kernels/pii_mask.h"

enum { NESTED_MOST = 3, NUMBER_LEAST = 7 };

/* An object or a list that is open. */
struct level {
    bool object;
    bool key_due;
    size_t key, key_length; /* the last key's place in the JSON text, without quotes */
    uint64_t index;
};

struct walk {
    struct pii_masker *masker;
    struct text json;
    struct buffer levels;
    struct buffer decoded, replaced;
    struct buffer *out;
    size_t copied;    /* bytes of json that are in out */
    struct text base; /* the pointer to the string that this JSON is in */
    int nested;
};

static int walk_json(struct walk *walk, bool *is_json, struct error *error);

static struct level *level_top(struct walk *walk)
{
    return walk->levels.length
               ? (struct level *)(void *)(walk->levels.data + walk->levels.length - sizeof(struct level))
               : NULL;
}

/* ---- strings ------------------------------------------------------------------------------------------- */

static int32_t hex4(struct text text, size_t at)
{
    int32_t value = 0;
    if (text.length < 4 || at > text.length - 4)
        return -1;
    for (size_t i = at; i < at + 4; i++) {
        char c = text.data[i];
        int digit = c >= '0' && c <= '9'                 ? c - '0'
                    : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10
                                                         : -1;
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

/* "\u" at `at`, maybe with its other half. Moves past it. */
static void unescape_point(struct text text, size_t *at, struct buffer *out)
{
    char bytes[4];
    int32_t point = hex4(text, *at + 2), low = -1;
    *at += point < 0 ? 2 : 6;
    if (point >= 0xD800 && point < 0xDC00 && *at + 1 < text.length && text.data[*at] == '\\' &&
        text.data[*at + 1] == 'u')
        low = hex4(text, *at + 2);
    if (low >= 0xDC00 && low < 0xE000) {
        point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
        *at += 6;
    }
    buffer_append(out, bytes, utf8_encode(point < 0 ? 0xFFFD : point, bytes));
}

static void unescape(struct text text, struct buffer *out)
{
    static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
    buffer_clear(out);
    for (size_t at = 0; at < text.length;) {
        const char *slash = memchr(text.data + at, '\\', text.length - at);
        size_t stop = slash ? (size_t)(slash - text.data) : text.length;
        buffer_append(out, text.data + at, stop - at);
        at = stop;
        if (at + 1 >= text.length)
            break;
        char c = text.data[at + 1];
        const char *found = c ? strchr(from, c) : NULL;
        if (c == 'u') {
            unescape_point(text, &at, out);
            continue;
        }
        buffer_byte(out, found ? to[found - from] : c);
        at += 2;
    }
}

/* The pointer to the value that the walk is at, with a NUL, in masker.loci; its offset. */
static size_t locus_make(struct walk *walk)
{
    struct buffer *loci = &walk->masker->loci;
    size_t start = loci->length;
    buffer_text(loci, walk->base);
    for (size_t i = 0; i < walk->levels.length; i += sizeof(struct level)) {
        struct level level;
        memcpy(&level, walk->levels.data + i, sizeof level);
        if (level.object)
            json_pointer_push(loci, (struct text){walk->json.data + level.key, level.key_length});
        else
            buffer_format(loci, "/%llu", (unsigned long long)level.index);
    }
    buffer_byte(loci, '\0');
    return start;
}

/* The nearest key above the value: "phone" of {"phone": ["…"]}. */
static struct text key_above(const struct walk *walk)
{
    for (size_t i = walk->levels.length; i > 0; i -= sizeof(struct level)) {
        struct level level;
        memcpy(&level, walk->levels.data + i - sizeof level, sizeof level);
        if (level.object)
            return (struct text){walk->json.data + level.key, level.key_length};
    }
    return (struct text){"", 0};
}

static bool looks_nested(struct text text)
{
    struct text inner = text_trim(text);
    return inner.length > 1 && ((inner.data[0] == '{' && inner.data[inner.length - 1] == '}') ||
                                (inner.data[0] == '[' && inner.data[inner.length - 1] == ']'));
}

/* A string that is JSON itself: masked within. *done is false when it is none. */
static int mask_nested(struct walk *walk, struct text text, bool *done, struct error *error)
{
    struct walk inner = {
        .masker = walk->masker, .json = text, .out = &walk->replaced, .nested = walk->nested + 1};
    size_t locus = locus_make(walk), masked = walk->masker->masked.length;
    /* The pointer moves when loci grows: a copy is kept. */
    struct buffer base = {0};
    buffer_string(&base, walk->masker->loci.data ? walk->masker->loci.data + locus : "");
    inner.base = buffer_view(&base);
    buffer_clear(&walk->replaced);
    int code = buffer_status(&base, error);
    if (code == 0)
        code = walk_json(&inner, done, error);
    if (!*done)
        walk->masker->masked.length = masked;
    buffer_release(&inner.levels);
    buffer_release(&inner.decoded);
    buffer_release(&inner.replaced);
    buffer_release(&base);
    return code;
}

/* Copies what came before the token, and the string anew in place of the token. */
static void token_replace(struct walk *walk, size_t start, size_t stop, struct text text)
{
    buffer_append(walk->out, walk->json.data + walk->copied, start - walk->copied);
    json_put_text(walk->out, text);
    walk->copied = stop;
}

static int mask_string(struct walk *walk, size_t start, size_t stop, struct error *error)
{
    struct text text = {walk->json.data + start + 1, stop - start - 2};
    bool done = false;
    if (memchr(text.data, '\\', text.length)) {
        unescape(text, &walk->decoded);
        TRY(buffer_status(&walk->decoded, error));
        text = buffer_view(&walk->decoded);
    }
    if (walk->nested < NESTED_MOST && looks_nested(text))
        TRY(mask_nested(walk, text, &done, error));
    if (done) {
        if (!text_equal(text, buffer_view(&walk->replaced)))
            token_replace(walk, start, stop, buffer_view(&walk->replaced));
        return 0;
    }
    TRY(pii_masker_find(walk->masker, text, key_above(walk), error));
    if (walk->masker->found.count == 0)
        return 0;
    buffer_clear(&walk->replaced);
    TRY(pii_masker_put(walk->masker, text, locus_make(walk), &walk->replaced, error));
    token_replace(walk, start, stop, buffer_view(&walk->replaced));
    return 0;
}

static int mask_number(struct walk *walk, size_t start, size_t stop, struct error *error)
{
    struct text text = {walk->json.data + start, stop - start};
    const struct pii *found = &walk->masker->found;
    if (!walk->masker->numbers_too || stop - start < NUMBER_LEAST)
        return 0;
    TRY(pii_masker_find(walk->masker, text, key_above(walk), error));
    if (found->count != 1 || found->spans[0].score < 0.75 || found->spans[0].start != 0 ||
        found->spans[0].stop != text.length)
        return 0;
    buffer_clear(&walk->replaced);
    TRY(pii_masker_put(walk->masker, text, locus_make(walk), &walk->replaced, error));
    token_replace(walk, start, stop, buffer_view(&walk->replaced));
    return 0;
}

/* ---- the walk ------------------------------------------------------------------------------------------ */

/* The place after the string that begins at `start`; 0 when it does not end. */
static size_t string_end(struct text json, size_t start)
{
    for (size_t at = start + 1; at < json.length; at++) {
        if (json.data[at] == '\\')
            at++;
        else if (json.data[at] == '"')
            return at + 1;
    }
    return 0;
}

static bool ends_token(char c)
{
    return (unsigned char)c <= ' ' || c == ',' || c == ']' || c == '}' || c == ':' || c == '"' || c == '[' ||
           c == '{';
}

static size_t word_stop(struct text json, size_t start)
{
    while (start < json.length && !ends_token(json.data[start]))
        start++;
    return start;
}

/* Strings: keys are noted, values are masked. Returns the place after it in *at. */
static int take_string(struct walk *walk, size_t *at, bool *is_json, struct error *error)
{
    size_t stop = string_end(walk->json, *at);
    struct level *top = level_top(walk);
    if (!stop) {
        *is_json = false;
        return 0;
    }
    if (top && top->object && top->key_due) {
        top->key = *at + 1;
        top->key_length = stop - *at - 2;
        top->key_due = false;
    } else
        TRY(mask_string(walk, *at, stop, error));
    *at = stop;
    return 0;
}

static void take_bracket(struct walk *walk, char c, bool *is_json)
{
    struct level *top = level_top(walk);
    if (c == '{' || c == '[') {
        struct level level = {.object = c == '{', .key_due = c == '{'};
        buffer_append(&walk->levels, &level, sizeof level);
    } else if (!top || top->object != (c == '}'))
        *is_json = false;
    else
        walk->levels.length -= sizeof(struct level);
}

static void take_comma(struct walk *walk)
{
    struct level *top = level_top(walk);
    if (!top)
        return;
    top->key_due = top->object;
    top->index++;
}

static int walk_json(struct walk *walk, bool *is_json, struct error *error)
{
    *is_json = true;
    for (size_t at = 0; at < walk->json.length && *is_json;) {
        char c = walk->json.data[at];
        if (c == '"')
            TRY(take_string(walk, &at, is_json, error));
        else if (c == '{' || c == '[' || c == '}' || c == ']') {
            take_bracket(walk, c, is_json);
            at++;
        } else if (c == ',') {
            take_comma(walk);
            at++;
        } else if (ends_token(c))
            at++;
        else {
            size_t stop = word_stop(walk->json, at);
            if (c >= '0' && c <= '9')
                TRY(mask_number(walk, at, stop, error));
            else if (!strchr("-tfnIN", c))
                *is_json = false;
            at = stop;
        }
        TRY(buffer_status(&walk->levels, error));
    }
    *is_json = *is_json && walk->levels.length == 0;
    if (*is_json && walk->json.length > walk->copied)
        buffer_append(walk->out, walk->json.data + walk->copied, walk->json.length - walk->copied);
    TRY(buffer_status(&walk->masker->loci, error));
    return buffer_status(walk->out, error);
}

int pii_mask_json(struct pii_masker *masker, struct text json, struct buffer *out, struct error *error)
{
    bool is_json = false;
    size_t before = out->length;
    struct walk walk = {.masker = masker,
                        .json = json,
                        .out = out,
                        .base = {"", 0},
                        .levels = masker->space[0],
                        .decoded = masker->space[1],
                        .replaced = masker->space[2]};
    buffer_clear(&walk.levels);
    int code = walk_json(&walk, &is_json, error);
    masker->space[0] = walk.levels;
    masker->space[1] = walk.decoded;
    masker->space[2] = walk.replaced;
    if (code < 0 || is_json)
        return code;
    out->length = before;
    pii_masker_clear(masker);
    return pii_mask_text(masker, json, out, error);
}
