/* Hashed tf-idf vectors and their projections. */
#include "kernels/text_vector.h"

#include <math.h>
#include <string.h>

#include "base/hash.h"
#include "base/memory.h"
#include "kernels/shingles.h"

/* ---- features ------------------------------------------------------------------------------------------ */

/* Every run as its leading bits with its place behind them: all different, so that sorting into a set keeps
 * repeats side by side. */
static int gather_features(struct text_vector *vector, const struct vector_shape *shape, struct error *error)
{
    const struct hashes *words = &vector->words.hashes;
    struct hashes *features = &vector->features;
    uint64_t place = ((uint64_t)1 << (64 - shape->bits)) - 1;
    features->count = 0;
    for (size_t n = 1; n <= (size_t)shape->longest && n <= words->count; n++) {
        TRY(shingle_runs_of_words(&vector->runs, words->items, words->count, n, error));
        TRY(hashes_reserve(features, vector->runs.count, error));
        for (size_t i = 0; i < vector->runs.count; i++) {
            features->items[features->count] = (vector->runs.items[i] & ~place) | (features->count & place);
            features->count++;
        }
    }
    return hashes_make_set(features, error);
}

static int entries_reserve(struct text_vector *vector, size_t count, struct error *error)
{
    if (count <= vector->capacity)
        return 0;
    size_t capacity = count + count / 2;
    struct vector_entry *entries = memory_resize(vector->entries, capacity, sizeof *entries);
    if (!entries)
        return error_memory(error);
    vector->entries = entries;
    vector->capacity = capacity;
    return 0;
}

static int check_shape(const struct vector_shape *shape, struct error *error)
{
    if (shape->bits < 1 || shape->bits > VECTOR_BITS_MOST)
        return error_set(error, ERROR_USAGE, "a vector has 2^1 to 2^%d features, not 2^%d", VECTOR_BITS_MOST,
                         shape->bits);
    if (shape->longest < 1 || shape->longest > VECTOR_RUN_MOST)
        return error_set(error, ERROR_USAGE, "a feature is a run of 1 to %d words, not %d", VECTOR_RUN_MOST,
                         shape->longest);
    return 0;
}

int text_vector_count(struct text_vector *vector, struct text text, const struct vector_shape *shape,
                      struct error *error)
{
    vector->count = 0;
    TRY(check_shape(shape, error));
    TRY(words_split(&vector->words, text, error));
    TRY(gather_features(vector, shape, error));
    const struct hashes *features = &vector->features;
    TRY(entries_reserve(vector, features->count, error));
    unsigned shift = (unsigned)(64 - shape->bits);
    for (size_t i = 0; i < features->count; i++) {
        uint32_t feature = (uint32_t)(features->items[i] >> shift);
        if (vector->count && vector->entries[vector->count - 1].feature == feature)
            vector->entries[vector->count - 1].weight += 1;
        else
            vector->entries[vector->count++] = (struct vector_entry){feature, 1};
    }
    return 0;
}

int text_vector_make(struct text_vector *vector, struct text text, const struct vector_shape *shape,
                     struct error *error)
{
    TRY(text_vector_count(vector, text, shape, error));
    double squares = 0;
    for (size_t i = 0; i < vector->count; i++) {
        struct vector_entry *entry = &vector->entries[i];
        double weight = shape->sublinear ? 1 + log((double)entry->weight) : (double)entry->weight;
        weight *= shape->idf ? (double)shape->idf[entry->feature] : 1;
        entry->weight = (float)weight;
        squares += weight * weight;
    }
    if (!(squares > 0)) {
        vector->count = 0; /* every factor is 0: no direction */
        return 0;
    }
    double length = sqrt(squares);
    for (size_t i = 0; i < vector->count; i++)
        vector->entries[i].weight = (float)((double)vector->entries[i].weight / length);
    return 0;
}

void text_vector_release(struct text_vector *vector)
{
    memory_free(vector->entries);
    words_release(&vector->words);
    hashes_release(&vector->runs);
    hashes_release(&vector->features);
    *vector = (struct text_vector){0};
}

/* ---- products ------------------------------------------------------------------------------------------ */

double vector_dot(const struct vector_entry *a, size_t a_count, const struct vector_entry *b, size_t b_count)
{
    double sum = 0;
    for (size_t i = 0, j = 0; i < a_count && j < b_count;) {
        uint32_t left = a[i].feature, right = b[j].feature;
        if (left == right)
            sum += (double)a[i].weight * (double)b[j].weight;
        i += left <= right;
        j += right <= left;
    }
    return sum;
}

double vector_cosine(const struct vector_entry *a, size_t a_count, const struct vector_entry *b,
                     size_t b_count)
{
    double squares = vector_dot(a, a_count, a, a_count) * vector_dot(b, b_count, b, b_count);
    return squares > 0 ? vector_dot(a, a_count, b, b_count) / sqrt(squares) : (double)NAN;
}

double dense_cosine(const float *a, const float *b, size_t dimensions)
{
    double ab = 0, aa = 0, bb = 0;
    for (size_t i = 0; i < dimensions; i++) {
        ab += (double)a[i] * (double)b[i];
        aa += (double)a[i] * (double)a[i];
        bb += (double)b[i] * (double)b[i];
    }
    return aa > 0 && bb > 0 ? ab / sqrt(aa * bb) : (double)NAN;
}

bool dense_normalise(float *vector, size_t dimensions)
{
    double squares = 0;
    for (size_t i = 0; i < dimensions; i++)
        squares += (double)vector[i] * (double)vector[i];
    if (!(squares > 0) || isinf(squares))
        return false;
    double length = sqrt(squares);
    for (size_t i = 0; i < dimensions; i++)
        vector[i] = (float)((double)vector[i] / length);
    return true;
}

/* ---- projection ---------------------------------------------------------------------------------------- */

enum { BLOCK = 32 };

/* Adds the weight with the signs of 32 bits. A whole block has a fixed length, which the compiler makes
 * vector instructions of. */
static void add_signed(float *out, size_t count, uint32_t signs, float weight)
{
    for (size_t i = 0; i < count; i++)
        out[i] += signs & (uint32_t)1 << i ? weight : -weight;
}

static void add_feature(float *out, size_t dimensions, uint64_t stream, float weight)
{
    for (size_t at = 0; at < dimensions; at += BLOCK) {
        stream += 0x9e3779b97f4a7c15U; /* the increment of splitmix64: hash_mix of a counter */
        uint32_t signs = (uint32_t)(hash_mix(stream) >> 32);
        if (dimensions - at >= BLOCK)
            add_signed(out + at, BLOCK, signs, weight);
        else
            add_signed(out + at, dimensions - at, signs, weight);
    }
}

void vector_project(const struct vector_entry *entries, size_t count, size_t dimensions, uint64_t seed,
                    float *out)
{
    memset(out, 0, dimensions * sizeof *out);
    float scale = (float)(1 / sqrt((double)dimensions));
    for (size_t i = 0; i < count; i++) {
        uint64_t stream = hash_mix(hash_mix(seed) ^ ((uint64_t)entries[i].feature + 1));
        add_feature(out, dimensions, stream, entries[i].weight * scale);
    }
}
