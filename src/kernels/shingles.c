/* Hashing runs of words. The run's length takes part, so runs of different n never meet. */
#include "kernels/shingles.h"

#include "base/hash.h"

static inline uint64_t hash_run(const uint64_t *words, size_t n)
{
    uint64_t hash = n;
    for (size_t i = 0; i < n; i++) {
        hash = (hash ^ words[i]) * 0x9fb21c651e98df25U;
        hash ^= hash >> 29;
    }
    return hash_mix(hash);
}

int shingle_runs_of_words(struct hashes *shingles, const uint64_t *words, size_t count, size_t n,
                          struct error *error)
{
    shingles->count = 0;
    if (count == 0)
        return 0;
    if (n < 1)
        n = 1;
    if (n > count)
        n = count;
    size_t runs = count - n + 1;
    TRY(hashes_reserve(shingles, runs, error));
    for (size_t i = 0; i < runs; i++)
        shingles->items[i] = hash_run(words + i, n);
    shingles->count = runs;
    return 0;
}

int shingles_of_words(struct hashes *shingles, const uint64_t *words, size_t count, size_t n,
                      struct error *error)
{
    TRY(shingle_runs_of_words(shingles, words, count, n, error));
    return hashes_make_set(shingles, error);
}

int shingles_of_text(struct hashes *shingles, struct words *words, struct text text, size_t n,
                     struct error *error)
{
    TRY(words_split(words, text, error));
    return shingles_of_words(shingles, words->hashes.items, words->hashes.count, n, error);
}
