/* See gram_words.h. */
#include "kernels/gram_words.h"

#include "base/hash.h"
#include "base/memory.h"

static const uint64_t base = 0x9fb21c651e98df25U;

static bool is_space(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static bool is_punctuation(char byte)
{
    return (byte >= '!' && byte <= '/') || (byte >= ':' && byte <= '@') || (byte >= '[' && byte <= '`') ||
           (byte >= '{' && byte <= '~');
}

static int word_add(struct gram_words *words, size_t start, size_t length, struct error *error)
{
    struct words *all = &words->words;
    TRY(buffer_status(&words->plain, error));
    if (words->plain.length == 0)
        return 0;
    TRY(hashes_reserve(&all->hashes, 1, error));
    if (all->hashes.count >= all->span_capacity) {
        size_t capacity = all->span_capacity ? all->span_capacity * 2 : 64;
        struct word_span *grown = memory_resize(all->spans, capacity, sizeof *grown);
        if (!grown)
            return error_memory(error);
        all->spans = grown;
        all->span_capacity = capacity;
    }
    all->spans[all->hashes.count] = (struct word_span){start, length, 0, 0};
    all->hashes.items[all->hashes.count++] = hash_bytes(words->plain.data, words->plain.length, 0);
    return 0;
}

static int plain_split(struct gram_words *words, struct text text, struct error *error)
{
    words->words.hashes.count = 0;
    for (size_t at = 0; at < text.length;) {
        size_t start = at;
        buffer_clear(&words->plain);
        for (; at < text.length && !is_space(text.data[at]); at++) {
            char byte = text.data[at];
            if (!is_punctuation(byte))
                buffer_byte(&words->plain, byte >= 'A' && byte <= 'Z' ? (char)(byte + 32) : byte);
        }
        TRY(word_add(words, start, at - start, error));
        while (at < text.length && is_space(text.data[at]))
            at++;
    }
    return 0;
}

int gram_words_split(struct gram_words *words, struct text text, enum gram_method method, struct error *error)
{
    return method == GRAM_GPT3 ? plain_split(words, text, error) : words_split(&words->words, text, error);
}

void gram_words_release(struct gram_words *words)
{
    words_release(&words->words);
    buffer_release(&words->plain);
}

int gram_sums_make(struct hashes *sums, const struct hashes *words, struct error *error)
{
    sums->count = 0;
    TRY(hashes_reserve(sums, words->count + 1, error));
    sums->items[0] = 0;
    for (size_t i = 0; i < words->count; i++)
        sums->items[i + 1] = sums->items[i] * base + words->items[i];
    sums->count = words->count + 1;
    return 0;
}

uint64_t gram_power(size_t n)
{
    uint64_t power = 1;
    for (size_t i = 0; i < n; i++)
        power *= base;
    return power;
}

uint64_t gram_hash(const struct hashes *sums, size_t at, size_t n, uint64_t power)
{
    return hash_mix(sums->items[at + n] - sums->items[at] * power + n);
}
