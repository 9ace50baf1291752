/* The minima: for every shingle x and permutation i, factor_i * x + offset_i modulo 2^32, an odd factor
 * making it a bijection. Four shingles at a time, so that a minimum is loaded and stored once for four; the
 * inner loop vectorises as written. */
#include "kernels/minhash.h"

#include <math.h>

#include "base/cancel.h"
#include "base/hash.h"
#include "base/memory.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#endif

/* The loader picks the widest version the processor runs. Its choice runs before a sanitizer is ready. */
#if defined(__x86_64__) && defined(__linux__) && !defined(SANITIZED)
#define WIDEST __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define WIDEST
#endif

static inline uint32_t lower(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

WIDEST static void lower_minima(uint32_t *restrict minima, const uint32_t *restrict factors,
                                const uint32_t *restrict offsets, size_t permutations, const uint32_t *values,
                                size_t count)
{
    size_t at = 0;
    for (; at + 4 <= count; at += 4) {
        uint32_t x0 = values[at], x1 = values[at + 1], x2 = values[at + 2], x3 = values[at + 3];
        for (size_t i = 0; i < permutations; i++) {
            uint32_t a = lower(factors[i] * x0 + offsets[i], factors[i] * x1 + offsets[i]);
            uint32_t b = lower(factors[i] * x2 + offsets[i], factors[i] * x3 + offsets[i]);
            minima[i] = lower(minima[i], lower(a, b));
        }
    }
    for (; at < count; at++) {
        for (size_t i = 0; i < permutations; i++)
            minima[i] = lower(minima[i], factors[i] * values[at] + offsets[i]);
    }
}

static size_t permutations_of(struct minhash_shape shape)
{
    return (size_t)shape.bands * (size_t)shape.rows;
}

int minhash_init(struct minhash *minhash, struct minhash_shape shape, struct error *error)
{
    if (minhash->factors && minhash->shape.bands == shape.bands && minhash->shape.rows == shape.rows)
        return 0;
    if (shape.bands < 1 || shape.bands > MINHASH_BANDS || shape.rows < 1 || shape.rows > MINHASH_ROWS)
        return error_set(error, ERROR_USAGE, "minhash takes 1 to %d bands of 1 to %d rows, not %d of %d",
                         MINHASH_BANDS, MINHASH_ROWS, shape.bands, shape.rows);
    size_t permutations = permutations_of(shape);
    uint32_t *block = memory_resize(minhash->factors, 3 * permutations, sizeof *block);
    if (!block)
        return error_memory(error);
    minhash->shape = shape;
    minhash->factors = block;
    minhash->offsets = block + permutations;
    minhash->minima = block + 2 * permutations;
    for (size_t i = 0; i < permutations; i++) {
        uint64_t random = hash_mix(hash_mix(i + 1) ^ 0x6d696e68617368U);
        minhash->factors[i] = (uint32_t)random | 1;
        minhash->offsets[i] = (uint32_t)(random >> 32);
    }
    return 0;
}

static int load_values(struct minhash *minhash, const uint64_t *shingles, size_t count, struct error *error)
{
    if (minhash->value_capacity < count) {
        size_t capacity = count + count / 2;
        uint32_t *values = memory_resize(minhash->values, capacity, sizeof *values);
        if (!values)
            return error_memory(error);
        minhash->values = values;
        minhash->value_capacity = capacity;
    }
    for (size_t i = 0; i < count; i++)
        minhash->values[i] = (uint32_t)(hash_mix(shingles[i]) >> 32);
    return 0;
}

int minhash_keys(struct minhash *minhash, const uint64_t *shingles, size_t shingle_count, uint64_t *keys,
                 size_t *count, struct error *error)
{
    *count = 0;
    if (shingle_count == 0)
        return 0;
    TRY(load_values(minhash, shingles, shingle_count, error));
    size_t permutations = permutations_of(minhash->shape);
    memset(minhash->minima, 0xFF, permutations * sizeof *minhash->minima);
    enum {
        STRIDE = 1 << 13
    }; /* with 128 permutations, about a million steps between looks at the wish to stop */
    for (size_t at = 0; at < shingle_count; at += STRIDE) {
        if (at && cancel_requested())
            return error_set(error, ERROR_INTERRUPTED, "interrupted");
        size_t size = shingle_count - at < STRIDE ? shingle_count - at : STRIDE;
        lower_minima(minhash->minima, minhash->factors, minhash->offsets, permutations, minhash->values + at,
                     size);
    }
    size_t rows = (size_t)minhash->shape.rows;
    for (size_t band = 0; band < (size_t)minhash->shape.bands; band++)
        keys[band] = hash_bytes(minhash->minima + band * rows, rows * sizeof *minhash->minima, band);
    *count = (size_t)minhash->shape.bands;
    return 0;
}

void minhash_release(struct minhash *minhash)
{
    memory_free(minhash->factors);
    memory_free(minhash->values);
    *minhash = (struct minhash){0};
}

double minhash_recall(struct minhash_shape shape, double similarity)
{
    return 1 - pow(1 - pow(similarity, shape.rows), shape.bands);
}

int minhash_plan(double threshold, double miss, struct minhash_shape *shape, struct error *error)
{
    if (!(threshold > 0 && threshold <= 1 && miss > 0 && miss <= 1))
        return error_set(error, ERROR_USAGE,
                         "minhash_plan takes a threshold and a miss rate above 0 and up to 1, not %g and %g",
                         threshold, miss);
    *shape = (struct minhash_shape){MINHASH_BANDS, 1};
    for (int rows = 1; rows <= MINHASH_ROWS; rows++) {
        double agree = pow(threshold, rows);
        double bands = agree >= 1 ? 1 : ceil(log(miss) / log1p(-agree));
        if (bands < 1)
            bands = 1;
        if (bands <= (double)MINHASH_BANDS && bands * rows <= (double)MINHASH_PERMUTATIONS)
            *shape = (struct minhash_shape){(int)bands, rows};
    }
    return 0;
}
