/* Folding with a map back, and phrases compared byte by byte. */
#include "kernels/phrases.h"

#include <utf8proc.h>

#include "base/utf8.h"

static bool is_white(int32_t point)
{
    return point == ' ' || (point >= '\t' && point <= '\r') || point == 0xA0 || point == 0x3000 ||
           point == 0x2028 || point == 0x2029;
}

static int32_t fold(int32_t point)
{
    if (point >= 'A' && point <= 'Z')
        return point + ('a' - 'A');
    if (point < 0x80)
        return point < 0 ? 0xFFFD : point;
    if (point == 0x2018 || point == 0x2019 || point == 0x02BC)
        return '\'';
    if (point == 0x201C || point == 0x201D)
        return '"';
    return utf8proc_tolower(point);
}

/* Reads the white space at *at; what it folds to. */
static char fold_white(struct text text, size_t *at)
{
    char white = ' ';
    while (*at < text.length) {
        size_t next = *at;
        int32_t point = utf8_next(text, &next);
        if (!is_white(point))
            break;
        if (point == '\n' || point == 0x2028 || point == 0x2029)
            white = '\n';
        *at = next;
    }
    return white;
}

/* One byte of the text, what is neither white nor beyond ASCII, to one folded byte. */
static void take_byte(struct folded *folded, char byte, size_t at)
{
    folded->bytes[folded->length] = byte >= 'A' && byte <= 'Z' ? (char)(byte + ('a' - 'A')) : byte;
    folded->origins[folded->length++] = (uint32_t)at;
}

static void take_bytes(struct folded *folded, const char *bytes, size_t width, size_t at)
{
    for (size_t i = 0; i < width; i++) {
        folded->bytes[folded->length] = bytes[i];
        folded->origins[folded->length++] = (uint32_t)at;
    }
}

void folded_read(struct folded *folded, struct text text)
{
    size_t at = 0;
    folded->length = 0;
    fold_white(text, &at);
    while (at < text.length && folded->length < FOLDED_MOST) {
        size_t start = at;
        char byte = text.data[at];
        if (byte > ' ') {
            take_byte(folded, byte, at++);
            continue;
        }
        int32_t point = utf8_next(text, &at);
        char bytes[4];
        if (is_white(point)) {
            at = start;
            take_byte(folded, fold_white(text, &at), start);
        } else {
            take_bytes(folded, bytes, utf8_encode(fold(point), bytes), start);
        }
    }
    folded->origins[folded->length] = (uint32_t)at;
    folded->cut = at < text.length;
    if (!folded->cut && folded->length && is_white(folded->bytes[folded->length - 1]))
        folded->length--;
}

/* Bytes of letters, marks and digits; whatever is not ASCII counts as one. */
static bool is_word_byte(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || (byte & 0x80) || byte == '_';
}

bool folded_word_starts(const struct folded *folded, size_t at)
{
    return at == 0 || !is_word_byte(folded->bytes[at - 1]) || !is_word_byte(folded->bytes[at]);
}

/* Whether the word before the byte goes on there: "can" in "can't" is no whole word. */
static bool word_goes_on(const struct folded *folded, size_t at)
{
    if (at >= folded->length || !is_word_byte(folded->bytes[at - 1]))
        return false;
    if (folded->bytes[at] == '\'')
        return at + 1 < folded->length && is_word_byte(folded->bytes[at + 1]);
    return is_word_byte(folded->bytes[at]);
}

size_t folded_phrase(const struct folded *folded, size_t at, const char *words)
{
    size_t start = at;
    bool anywhere = *words == '~';
    if (anywhere)
        words++;
    else if (!folded_word_starts(folded, at))
        return 0;
    for (; *words && *words != '*' && *words != '|'; words++, at++) {
        if (at >= folded->length)
            return 0;
        char byte = folded->bytes[at];
        if (byte != *words && !(*words == ' ' && byte == '\n'))
            return 0;
    }
    return anywhere || *words == '*' || !word_goes_on(folded, at) ? at - start : 0;
}

/* ---- the index ----------------------------------------------------------------------------------------- */

static size_t bucket_of(const char *bytes)
{
    char second = bytes[1] == '\n' ? ' ' : bytes[1];
    return ((unsigned char)bytes[0] * 31U + (unsigned char)second) % INDEX_BUCKETS;
}

static size_t bucket_of_phrase(const char *phrase)
{
    return bucket_of(*phrase == '~' ? phrase + 1 : phrase);
}

static const char *next_phrase(const char *phrase)
{
    const char *bar = strchr(phrase, '|');
    return bar ? bar + 1 : NULL;
}

void phrase_index_make(struct phrase_index *index, const struct phrase_family *families, size_t count)
{
    uint16_t sizes[INDEX_BUCKETS] = {0};
    if (index->count)
        return;
    for (size_t i = 0; i < count; i++) {
        for (const char *phrase = families[i].phrases; phrase && index->count < INDEXED_PHRASES;
             phrase = next_phrase(phrase)) {
            sizes[bucket_of_phrase(phrase)]++;
            index->count++;
        }
    }
    for (size_t i = 0; i < INDEX_BUCKETS; i++)
        index->buckets[i + 1] = (uint16_t)(index->buckets[i] + sizes[i]);
    size_t taken = 0;
    for (size_t i = 0; i < count; i++) {
        for (const char *phrase = families[i].phrases; phrase && taken < index->count;
             phrase = next_phrase(phrase), taken++) {
            size_t bucket = bucket_of_phrase(phrase),
                   place = index->buckets[bucket + 1] - (size_t)sizes[bucket]--;
            index->phrases[place] = phrase;
            index->families[place] = (uint8_t)families[i].family;
        }
    }
}

size_t folded_match(const struct folded *folded, size_t at, const struct phrase_index *index,
                    unsigned *family)
{
    size_t longest = 0;
    if (!(folded->bytes[at] & 0x80) && !folded_word_starts(folded, at))
        return 0;
    size_t bucket = bucket_of(folded->bytes + at);
    for (size_t i = index->buckets[bucket]; i < index->buckets[bucket + 1]; i++) {
        size_t length = folded_phrase(folded, at, index->phrases[i]);
        if (length > longest) {
            longest = length;
            *family = index->families[i];
        }
    }
    return longest;
}

bool folded_has(const struct folded *folded, size_t start, size_t stop, const char *const *phrases)
{
    stop = stop < folded->length ? stop : folded->length;
    for (size_t at = start; at < stop; at++) {
        if (folded_longest(folded, at, phrases))
            return true;
    }
    return false;
}

size_t folded_longest(const struct folded *folded, size_t at, const char *const *phrases)
{
    size_t longest = 0;
    char first = folded->bytes[at];
    if (!folded_word_starts(folded, at))
        return 0;
    for (; *phrases; phrases++) {
        size_t length = **phrases == first ? folded_phrase(folded, at, *phrases) : 0;
        longest = length > longest ? length : longest;
    }
    return longest;
}

static bool is_stop(const struct folded *folded, size_t at, size_t *width)
{
    static const char *const wide[] = {"。", "！", "？", "।", "؟", "۔"};
    char byte = folded->bytes[at];
    *width = 1;
    if (byte == '.' || byte == '!' || byte == '?') {
        char next = at + 1 < folded->length ? folded->bytes[at + 1] : ' ';
        return next == ' ' || next == '\n' || next == '"' || next == ')' || next == '*';
    }
    for (size_t i = 0; (byte & 0x80) && i < sizeof wide / sizeof *wide; i++) {
        *width = strlen(wide[i]);
        if (folded->length - at >= *width && memcmp(folded->bytes + at, wide[i], *width) == 0)
            return true;
    }
    return false;
}

size_t folded_sentence_end(const struct folded *folded, size_t at)
{
    size_t width = 1;
    for (; at < folded->length; at++) {
        if (folded->bytes[at] == '\n')
            return at;
        if (is_stop(folded, at, &width))
            return at + width;
    }
    return folded->length;
}

struct text folded_source(const struct folded *folded, struct text text, size_t start, size_t stop)
{
    size_t from = folded->origins[start], to = folded->origins[stop];
    while (to > from && is_white((unsigned char)text.data[to - 1]))
        to--;
    return (struct text){text.data + from, to - from};
}
