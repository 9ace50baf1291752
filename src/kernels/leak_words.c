/* See leak_words.h. */
#include "kernels/leak_words.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/memory.h"
#include "base/utf8.h"

enum { SEED_WORD = 11, SEED_NUMBER = 12 };

static const struct {
    const char *word, *number;
} number_words[] = {
    {"zero", "0"},     {"one", "1"},      {"two", "2"},        {"three", "3"},     {"four", "4"},
    {"five", "5"},     {"six", "6"},      {"seven", "7"},      {"eight", "8"},     {"nine", "9"},
    {"ten", "10"},     {"eleven", "11"},  {"twelve", "12"},    {"thirteen", "13"}, {"fourteen", "14"},
    {"fifteen", "15"}, {"sixteen", "16"}, {"seventeen", "17"}, {"eighteen", "18"}, {"nineteen", "19"},
    {"twenty", "20"},  {"thirty", "30"},  {"forty", "40"},     {"fifty", "50"},    {"sixty", "60"},
    {"seventy", "70"}, {"eighty", "80"},  {"ninety", "90"},    {"hundred", "100"}, {"thousand", "1000"},
    {"dozen", "12"},   {"half", "1/2"},   {"third", "1/3"},    {"quarter", "1/4"}, {"once", "1"},
    {"twice", "2"},    {"double", "2"},   {"triple", "3"},
};
enum { NUMBER_WORDS = sizeof number_words / sizeof *number_words };

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static size_t digits_from(struct text text, size_t at)
{
    size_t end = at;
    while (end < text.length && is_digit(text.data[end]))
        end++;
    return end - at;
}

static int hash_push(struct hashes *hashes, uint64_t hash, struct error *error)
{
    TRY(hashes_reserve(hashes, 1, error));
    hashes->items[hashes->count++] = hash;
    return 0;
}

/* The English numeral's digits, or an empty text. */
static struct text numeral_of(struct text word)
{
    static const char *const initials = "zotfsenhdqt";
    if (word.length < 3 || word.length > 9 || !strchr(initials, word.data[0]))
        return (struct text){"", 0};
    for (size_t i = 0; i < NUMBER_WORDS; i++)
        if (number_words[i].word[0] == word.data[0] && text_is(word, number_words[i].word))
            return text_of(number_words[i].number);
    return (struct text){"", 0};
}

static bool ending_cut_of(struct text *word, const char *ending, size_t length)
{
    if (word->length < length + 3 || memcmp(word->data + word->length - length, ending, length) != 0)
        return false;
    word->length -= length;
    return true;
}
#define ending_cut(word, ending) ending_cut_of((word), (ending), sizeof(ending) - 1)

/* The hash of the word without its ending: plural, then -ing, -ed, -ly, then a last e. */
static uint64_t stem_hash(struct text word)
{
    char singular[32];
    if (word.length < sizeof singular && ending_cut(&word, "ies")) { /* berries: berry */
        memcpy(singular, word.data, word.length);
        singular[word.length] = 'y';
        return hash_bytes(singular, word.length + 1, SEED_WORD);
    }
    if (!ending_cut(&word, "es"))
        (void)ending_cut(&word, "s");
    if (!ending_cut(&word, "ing") && !ending_cut(&word, "ed"))
        (void)ending_cut(&word, "ly");
    if (word.length > 3 && word.data[word.length - 1] == 'e')
        word.length--;
    return hash_bytes(word.data, word.length, SEED_WORD);
}

static int number_push(struct leak_words *words, struct text digits, struct error *error)
{
    while (digits.length > 1 && digits.data[0] == '0' && is_digit(digits.data[1]))
        digits = (struct text){digits.data + 1, digits.length - 1};
    if (memchr(digits.data, '.', digits.length)) {
        while (digits.data[digits.length - 1] == '0')
            digits.length--;
        digits.length -= digits.data[digits.length - 1] == '.';
    }
    uint64_t hash = hash_bytes(digits.data, digits.length, SEED_NUMBER);
    TRY(hash_push(&words->numbers, hash, error));
    return hash_push(&words->tokens, hash, error);
}

static int piece_push(struct leak_words *words, struct text piece, struct error *error)
{
    struct text numeral = numeral_of(piece);
    if (numeral.length)
        return number_push(words, numeral, error);
    return hash_push(&words->tokens, stem_hash(piece), error);
}

/* Does the number that was read go on behind a point or comma with this word? */
static bool number_goes_on(struct text text, size_t before_end, const struct word_span *next,
                           struct text folded)
{
    if (next->start != before_end + 1 || !folded.length || !is_digit(folded.data[0]))
        return false;
    size_t digits = digits_from(text, next->start);
    return (text.data[before_end] == ',' && digits == 3) || (text.data[before_end] == '.' && digits > 0);
}

/* Cuts one folded word into letters and digits. Digits at its very end are kept open: the next word may go on
 * with them. */
static int word_cut(struct leak_words *words, struct text folded, struct error *error)
{
    for (size_t at = 0; at < folded.length;) {
        size_t end = at;
        if (is_digit(folded.data[at])) {
            end += digits_from(folded, at);
            buffer_append(&words->number, folded.data + at, end - at);
            if (end < folded.length) {
                TRY(number_push(words, buffer_view(&words->number), error));
                buffer_clear(&words->number);
            }
        } else if (folded.data[at] == '_')
            end++;
        else {
            while (end < folded.length && !is_digit(folded.data[end]) && folded.data[end] != '_')
                end++;
            TRY(piece_push(words, (struct text){folded.data + at, end - at}, error));
        }
        at = end;
    }
    return 0;
}

static int stems_read(struct leak_words *words, struct text text, struct error *error)
{
    size_t end = 0;
    buffer_clear(&words->number);
    for (size_t i = 0; i < words->words.hashes.count; i++) {
        const struct word_span *span = &words->words.spans[i];
        struct text folded = words_folded(&words->words, i);
        if (words->number.length) {
            bool point = !memchr(words->number.data, '.', words->number.length);
            if (number_goes_on(text, end, span, folded) && (text.data[end] == ',' || point)) {
                if (text.data[end] == '.')
                    buffer_byte(&words->number, '.');
            } else {
                TRY(number_push(words, buffer_view(&words->number), error));
                buffer_clear(&words->number);
            }
        }
        TRY(word_cut(words, folded, error));
        end = span->start + span->length;
    }
    if (words->number.length)
        TRY(number_push(words, buffer_view(&words->number), error));
    return buffer_status(&words->number, error);
}

/* Words of at least two characters, as they are. */
static int plain_read(struct leak_words *words, struct error *error)
{
    for (size_t i = 0; i < words->words.hashes.count; i++)
        if (utf8_count(words_folded(&words->words, i)) >= 2)
            TRY(hash_push(&words->tokens, words->words.hashes.items[i], error));
    return 0;
}

static void feature_push(struct leak_words *words, uint64_t hash, enum leak_kind kind)
{
    words->features[words->feature_count++] = (struct leak_feature){hash, 1, kind};
}

static uint64_t pair_hash(uint64_t a, uint64_t b, uint64_t salt)
{
    return hash_mix(hash_mix(a + salt) ^ (b * 0x9fb21c651e98df25U));
}

/* Hashes are spread evenly: a shell sort of a few hundred is faster than the library's. */
static void features_sort(struct leak_feature *features, size_t count)
{
    static const size_t gaps[] = {1968, 701, 301, 132, 57, 23, 10, 4, 1};
    for (size_t g = 0; g < sizeof gaps / sizeof *gaps; g++)
        for (size_t i = gaps[g]; i < count; i++) {
            struct leak_feature moved = features[i];
            size_t at = i;
            for (; at >= gaps[g] && features[at - gaps[g]].hash > moved.hash; at -= gaps[g])
                features[at] = features[at - gaps[g]];
            features[at] = moved;
        }
}

static int feature_compare(const void *a, const void *b)
{
    const struct leak_feature *x = a, *y = b;
    return (x->hash > y->hash) - (x->hash < y->hash);
}

static void features_merge(struct leak_words *words)
{
    size_t kept = 0;
    if (words->feature_count == 0)
        return;
    if (words->feature_count < 2000)
        features_sort(words->features, words->feature_count);
    else
        qsort(words->features, words->feature_count, sizeof *words->features, feature_compare);
    for (size_t i = 1; i < words->feature_count; i++) {
        if (words->features[i].hash == words->features[kept].hash)
            words->features[kept].count++;
        else
            words->features[++kept] = words->features[i];
    }
    words->feature_count = kept + 1;
}

static int features_make(struct leak_words *words, struct error *error)
{
    size_t tokens = words->tokens.count, numbers = words->numbers.count;
    size_t most = 2 * tokens + 3 * numbers + 1;
    words->feature_count = 0;
    if (most > words->feature_capacity) {
        struct leak_feature *grown = memory_resize(words->features, most + most / 2, sizeof *grown);
        if (!grown)
            return error_memory(error);
        words->features = grown;
        words->feature_capacity = most + most / 2;
    }
    for (size_t i = 0; i < tokens; i++) {
        feature_push(words, words->tokens.items[i], LEAK_WORD);
        if (i + 1 < tokens)
            feature_push(words, pair_hash(words->tokens.items[i], words->tokens.items[i + 1], 1), LEAK_PAIR);
    }
    for (size_t i = 0; i < numbers; i++) {
        feature_push(words, hash_mix(words->numbers.items[i] + 2), LEAK_NUMBER);
        for (size_t far = 1; far <= 2 && i + far < numbers; far++)
            feature_push(words, pair_hash(words->numbers.items[i], words->numbers.items[i + far], 2 + far),
                         LEAK_NUMBER);
    }
    features_merge(words);
    return 0;
}

int leak_words_split(struct leak_words *words, struct text text, enum leak_method method, struct error *error)
{
    words->tokens.count = words->numbers.count = 0;
    TRY(words_split_spans(&words->words, text, error));
    if (method == LEAK_TFIDF)
        TRY(plain_read(words, error));
    else
        TRY(stems_read(words, text, error));
    return features_make(words, error);
}

void leak_words_release(struct leak_words *words)
{
    words_release(&words->words);
    hashes_release(&words->tokens);
    hashes_release(&words->numbers);
    buffer_release(&words->number);
    memory_free(words->features);
    *words = (struct leak_words){0};
}
