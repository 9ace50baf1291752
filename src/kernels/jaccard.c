/* Merging two sorted sets without branching on which is ahead. */
#include "kernels/jaccard.h"

#include <math.h>

#include "kernels/shingles.h"

static size_t count_common(const uint64_t *a, size_t a_count, const uint64_t *b, size_t b_count)
{
    size_t i = 0, j = 0, common = 0;
    while (i < a_count && j < b_count) {
        uint64_t left = a[i], right = b[j];
        common += left == right;
        i += left <= right;
        j += right <= left;
    }
    return common;
}

static double similarity_of(size_t common, size_t a_count, size_t b_count)
{
    size_t all = a_count + b_count - common;
    return all ? (double)common / (double)all : (double)NAN;
}

double jaccard_of_sets(const uint64_t *a, size_t a_count, const uint64_t *b, size_t b_count)
{
    return similarity_of(count_common(a, a_count, b, b_count), a_count, b_count);
}

double jaccard_at_least(const uint64_t *a, size_t a_count, const uint64_t *b, size_t b_count,
                        double threshold)
{
    size_t i = 0, j = 0, common = 0;
    enum { STRIDE = 64 }; /* how often to ask whether the rest can still make up for what differs */
    while (i < a_count && j < b_count) {
        size_t left_rest = a_count - i, right_rest = b_count - j;
        size_t best = common + (left_rest < right_rest ? left_rest : right_rest);
        if (similarity_of(best, a_count, b_count) < threshold)
            return -1;
        for (size_t step = 0; step < STRIDE && i < a_count && j < b_count; step++) {
            uint64_t left = a[i], right = b[j];
            common += left == right;
            i += left <= right;
            j += right <= left;
        }
    }
    double similarity = similarity_of(common, a_count, b_count);
    return similarity >= threshold ? similarity : -1;
}

int jaccard_of_texts(struct jaccard *jaccard, struct text a, struct text b, size_t n, double *similarity,
                     struct error *error)
{
    TRY(shingles_of_text(&jaccard->a, &jaccard->words, a, n, error));
    TRY(shingles_of_text(&jaccard->b, &jaccard->words, b, n, error));
    *similarity = jaccard_of_sets(jaccard->a.items, jaccard->a.count, jaccard->b.items, jaccard->b.count);
    return 0;
}

void jaccard_release(struct jaccard *jaccard)
{
    words_release(&jaccard->words);
    hashes_release(&jaccard->a);
    hashes_release(&jaccard->b);
}
