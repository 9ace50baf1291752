/* Splitting text into words. ASCII runs go through a bit mask of 64 bytes at a time; words that touch
 * anything else are folded code point by code point into a side buffer. Both hash the folded UTF-8 bytes,
 * eight at a time. */
#include "kernels/words.h"

#include <utf8proc.h>

#include "base/hash.h"
#include "base/memory.h"
#include "base/utf8.h"

/* 1 for the bytes of [0-9A-Za-z_]. */
static const uint8_t word_bytes[256] = {
    ['0'] = 1, ['1'] = 1, ['2'] = 1, ['3'] = 1, ['4'] = 1, ['5'] = 1, ['6'] = 1, ['7'] = 1, ['8'] = 1,
    ['9'] = 1, ['A'] = 1, ['B'] = 1, ['C'] = 1, ['D'] = 1, ['E'] = 1, ['F'] = 1, ['G'] = 1, ['H'] = 1,
    ['I'] = 1, ['J'] = 1, ['K'] = 1, ['L'] = 1, ['M'] = 1, ['N'] = 1, ['O'] = 1, ['P'] = 1, ['Q'] = 1,
    ['R'] = 1, ['S'] = 1, ['T'] = 1, ['U'] = 1, ['V'] = 1, ['W'] = 1, ['X'] = 1, ['Y'] = 1, ['Z'] = 1,
    ['_'] = 1, ['a'] = 1, ['b'] = 1, ['c'] = 1, ['d'] = 1, ['e'] = 1, ['f'] = 1, ['g'] = 1, ['h'] = 1,
    ['i'] = 1, ['j'] = 1, ['k'] = 1, ['l'] = 1, ['m'] = 1, ['n'] = 1, ['o'] = 1, ['p'] = 1, ['q'] = 1,
    ['r'] = 1, ['s'] = 1, ['t'] = 1, ['u'] = 1, ['v'] = 1, ['w'] = 1, ['x'] = 1, ['y'] = 1, ['z'] = 1,
};

static bool is_word_byte(char byte)
{
    return word_bytes[(unsigned char)byte];
}

/* ---- hashing ------------------------------------------------------------------------------------------- */

/* Lower-cases the ASCII letters among eight word bytes and leaves bytes from 0x80 on alone. '_' becomes 0x7F,
 * which is no word byte, so that no two words meet. */
static inline uint64_t fold_bytes(uint64_t bytes)
{
    uint64_t ascii = (~bytes >> 1) & 0x4040404040404040U;
    return bytes | ((bytes & ascii) >> 1);
}

/* Up to eight bytes as a number, zeros behind. Reads a full word where `limit` shows that it is there. */
static inline uint64_t load_bytes(const char *data, size_t length, const char *limit)
{
    uint64_t bytes = 0;
    if (limit - data >= 8) {
        memcpy(&bytes, data, 8);
        return length >= 8 ? bytes : bytes & ~(UINT64_MAX << (8 * length));
    }
    memcpy(&bytes, data, length < 8 ? length : 8);
    return bytes;
}

static inline uint64_t hash_word(const char *data, size_t length, const char *limit)
{
    uint64_t hash = length;
    for (; length > 8; length -= 8, data += 8) {
        hash = (hash ^ fold_bytes(load_bytes(data, 8, limit))) * 0x9e3779b97f4a7c15U;
        hash ^= hash >> 32;
    }
    return hash_mix(hash ^ fold_bytes(load_bytes(data, length, limit)) * 0x9e3779b97f4a7c15U);
}

/* ---- emitting ------------------------------------------------------------------------------------------ */

static int spans_reserve(struct words *words, size_t count, struct error *error)
{
    if (count <= words->span_capacity)
        return 0;
    size_t capacity = count + count / 2 + 16;
    struct word_span *spans = memory_resize(words->spans, capacity, sizeof *spans);
    if (!spans)
        return error_memory(error);
    words->spans = spans;
    words->span_capacity = capacity;
    return 0;
}

/* Notes the span of the word whose hash was just stored. */
static int keep_span(struct words *words, size_t start, size_t end, struct text bytes, struct error *error)
{
    size_t index = words->hashes.count - 1;
    TRY(spans_reserve(words, index + 1, error));
    words->spans[index] = (struct word_span){start, end - start, words->folded.length, bytes.length};
    char *out = buffer_reserve(&words->folded, bytes.length);
    if (!out)
        return error_memory(error);
    for (size_t i = 0; i < bytes.length; i++) {
        bool capital = bytes.data[i] >= 'A' && bytes.data[i] <= 'Z';
        out[i] = (char)(capital ? bytes.data[i] + 32 : bytes.data[i]);
    }
    words->folded.length += bytes.length;
    return 0;
}

static int close_word(struct words *words, size_t end, struct error *error)
{
    if (!words->in_word)
        return 0;
    words->in_word = false;
    struct text bytes = buffer_view(&words->open);
    TRY(buffer_status(&words->open, error));
    TRY(hashes_reserve(&words->hashes, 1, error));
    words->hashes.items[words->hashes.count++] =
        hash_word(bytes.data, bytes.length, bytes.data + bytes.length);
    return words->detailed ? keep_span(words, words->open_start, end, bytes, error) : 0;
}

static void open_word(struct words *words, size_t start)
{
    if (words->in_word)
        return;
    words->in_word = true;
    words->single = false;
    words->open_start = start;
    buffer_clear(&words->open);
}

/* ---- ASCII --------------------------------------------------------------------------------------------- */

/* Bit i tells whether data[i] is a word byte. */
static inline uint64_t word_mask(const char *data, size_t count)
{
    uint64_t mask = 0;
    if (count == 64) {
        for (unsigned i = 0; i < 64; i++)
            mask |= (uint64_t)word_bytes[(unsigned char)data[i]] << i;
        return mask;
    }
    for (unsigned i = 0; i < count; i++)
        mask |= (uint64_t)word_bytes[(unsigned char)data[i]] << i;
    return mask;
}

static int emit_ascii(struct words *words, struct text text, size_t start, size_t end, struct error *error)
{
    words->hashes.items[words->hashes.count++] =
        hash_word(text.data + start, end - start, text.data + text.length);
    if (!words->detailed)
        return 0;
    return keep_span(words, start, end, (struct text){text.data + start, end - start}, error);
}

/* Emits every word of an ASCII run; none touches a neighbour outside it. */
static int split_masked(struct words *words, struct text text, size_t at, size_t end, struct error *error)
{
    TRY(hashes_reserve(&words->hashes, (end - at) / 2 + 1, error));
    uint64_t inside = 0;
    size_t start = at;
    for (size_t base = at; base < end; base += 64) {
        size_t size = end - base < 64 ? end - base : 64;
        uint64_t mask = word_mask(text.data + base, size);
        for (uint64_t edges = mask ^ (mask << 1 | inside); edges; edges &= edges - 1) {
            size_t edge = base + (size_t)__builtin_ctzll(edges);
            if (inside)
                TRY(emit_ascii(words, text, start, edge, error));
            inside ^= 1;
            start = edge;
        }
    }
    return inside ? emit_ascii(words, text, start, end, error) : 0;
}

static void push_bytes(struct words *words, struct text text, size_t start, size_t end)
{
    if (start == end)
        return;
    open_word(words, start);
    buffer_append(&words->open, text.data + start, end - start);
}

/* An ASCII run between other text: its first and last word may be parts of longer ones. */
static int split_ascii(struct words *words, struct text text, size_t at, size_t end, struct error *error)
{
    if (words->in_word) {
        size_t head = at;
        while (!words->single && head < end && is_word_byte(text.data[head]))
            head++;
        push_bytes(words, text, at, head);
        at = head;
        if (at == end)
            return 0;
        TRY(close_word(words, at, error));
    }
    size_t tail = end;
    while (end < text.length && tail > at && is_word_byte(text.data[tail - 1]))
        tail--;
    TRY(split_masked(words, text, at, tail, error));
    push_bytes(words, text, tail, end);
    return 0;
}

/* ---- everything else ----------------------------------------------------------------------------------- */

/* Scripts written without spaces between words. */
static bool is_unspaced(int32_t point)
{
    static const int32_t ranges[][2] = {
        {0x0E00, 0x0FFF},   /* Thai, Lao, Tibetan */
        {0x1000, 0x109F},   /* Myanmar */
        {0x1780, 0x17FF},   /* Khmer */
        {0x2E80, 0x2FDF},   /* Han radicals */
        {0x3005, 0x3007},   /* ideographic iteration, closing mark, zero */
        {0x3021, 0x3029},   /* Hangzhou numerals */
        {0x3031, 0x30FF},   /* repeat marks, Hiragana, Katakana */
        {0x31F0, 0x31FF},   /* Katakana extensions */
        {0x3400, 0x4DBF},   /* Han */
        {0x4E00, 0x9FFF},   /* Han */
        {0xA9E0, 0xA9FF},   /* Myanmar extended B */
        {0xAA60, 0xAA7F},   /* Myanmar extended A */
        {0xF900, 0xFAFF},   /* Han compatibility */
        {0x1AFF0, 0x1B16F}, /* Kana supplements */
        {0x20000, 0x3FFFD}, /* Han supplements */
    };
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges && point >= ranges[i][0]; i++) {
        if (point <= ranges[i][1])
            return true;
    }
    return false;
}

static void push_point(struct words *words, int32_t point, size_t start)
{
    open_word(words, start);
    char bytes[4];
    buffer_append(&words->open, bytes, utf8_encode(point, bytes));
}

static int read_point(struct words *words, int32_t point, size_t start, struct error *error)
{
    utf8proc_category_t category = utf8proc_category(point);
    bool in_word = (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO) || point == '_';
    if (!in_word)
        return close_word(words, start, error);
    bool mark = category >= UTF8PROC_CATEGORY_MN && category <= UTF8PROC_CATEGORY_ME;
    if (mark) {
        push_point(words, point, start);
        return 0;
    }
    bool single = is_unspaced(point);
    if (single || words->single)
        TRY(close_word(words, start, error));
    push_point(words, point, start);
    words->single = single;
    return 0;
}

static size_t ascii_until(struct text text, size_t at)
{
    for (; at + 8 <= text.length; at += 8) {
        uint64_t bytes;
        memcpy(&bytes, text.data + at, 8);
        if (bytes & 0x8080808080808080U)
            break;
    }
    while (at < text.length && (unsigned char)text.data[at] < 0x80)
        at++;
    return at;
}

static int split_cluster(struct words *words, struct text text, size_t *at, struct error *error)
{
    size_t start = *at;
    const int32_t *points;
    size_t count;
    TRY(folding_next(&words->folding, text, at, &points, &count, error));
    for (size_t i = 0; i < count; i++)
        TRY(read_point(words, points[i], start, error));
    return 0;
}

static int split(struct words *words, struct text text, struct error *error)
{
    words->hashes.count = 0;
    words->in_word = words->single = false;
    buffer_clear(&words->folded);
    if (!words->folding.cache)
        TRY(folding_init(&words->folding, FOLDING_CASELESS, error));
    for (size_t at = 0; at < text.length;) {
        size_t end = ascii_until(text, at);
        if (end > at && folding_joins(&words->folding, text, end))
            end--; /* "e" and U+0301 are one letter */
        if (end > at)
            TRY(split_ascii(words, text, at, end, error));
        at = end;
        if (at < text.length)
            TRY(split_cluster(words, text, &at, error));
    }
    return close_word(words, text.length, error);
}

int words_split(struct words *words, struct text text, struct error *error)
{
    words->detailed = false;
    return split(words, text, error);
}

int words_split_spans(struct words *words, struct text text, struct error *error)
{
    words->detailed = true;
    return split(words, text, error);
}

void words_release(struct words *words)
{
    hashes_release(&words->hashes);
    memory_free(words->spans);
    buffer_release(&words->folded);
    buffer_release(&words->open);
    folding_release(&words->folding);
    *words = (struct words){0};
}
