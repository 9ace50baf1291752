#include "kernels/diverse.h"

#include <math.h>
#include <stdbool.h>

#include "base/cancel.h"
#include "base/memory.h"
#include "kernels/text_vector.h"

struct candidate {
    double value; /* an upper bound until all picks are seen */
    double distance;
    uint32_t item;
    uint32_t seen; /* picks that the distance takes into account */
};

struct choosing {
    const float *vectors;
    const double *scores;
    size_t dimensions;
    double weight;
    struct candidate *heap;
    size_t count;
    const struct diverse_pick *picks;
};

/* ---- heap: highest value first, then the lower item ---------------------------------------------------- */

static bool is_before(const struct candidate *a, const struct candidate *b)
{
    return a->value > b->value || (a->value == b->value && a->item < b->item);
}

static void heap_sink(struct choosing *choosing, size_t at)
{
    struct candidate moved = choosing->heap[at];
    for (size_t child = 2 * at + 1; child < choosing->count; child = 2 * at + 1) {
        if (child + 1 < choosing->count && is_before(&choosing->heap[child + 1], &choosing->heap[child]))
            child++;
        if (!is_before(&choosing->heap[child], &moved))
            break;
        choosing->heap[at] = choosing->heap[child];
        at = child;
    }
    choosing->heap[at] = moved;
}

/* ---- values -------------------------------------------------------------------------------------------- */

static double cosine_of(const struct choosing *choosing, size_t a, size_t b)
{
    const float *x = choosing->vectors + a * choosing->dimensions,
                *y = choosing->vectors + b * choosing->dimensions;
    double sum = 0;
    for (size_t i = 0; i < choosing->dimensions; i++)
        sum += (double)x[i] * (double)y[i];
    return sum;
}

static double score_of(const struct choosing *choosing, size_t item)
{
    double score = choosing->scores[item];
    return score >= 0 ? fmin(1, score) : 0;
}

/* Takes the picks made since into account. */
static void candidate_renew(const struct choosing *choosing, struct candidate *candidate, size_t picked)
{
    for (; candidate->seen < picked; candidate->seen++) {
        double distance = 1 - cosine_of(choosing, candidate->item, choosing->picks[candidate->seen].item);
        candidate->distance = fmax(0, fmin(candidate->distance, distance));
    }
    candidate->value =
        (1 - choosing->weight) * score_of(choosing, candidate->item) + choosing->weight * candidate->distance;
}

static void heap_fill(struct choosing *choosing, float *vectors)
{
    for (size_t i = 0; i < choosing->count; i++) {
        bool whole = dense_normalise(vectors + i * choosing->dimensions, choosing->dimensions);
        struct candidate *candidate = &choosing->heap[i];
        *candidate = (struct candidate){.distance = whole ? 1 : 0, .item = (uint32_t)i};
        candidate_renew(choosing, candidate, 0);
        if (!whole)
            candidate->seen = UINT32_MAX; /* nothing brings it nearer */
    }
    for (size_t i = choosing->count / 2; i-- > 0;)
        heap_sink(choosing, i);
}

static int picks_make(struct choosing *choosing, size_t budget, struct diverse_pick *picks, size_t *picked,
                      struct error *error)
{
    while (*picked < budget && choosing->count > 0) {
        struct candidate *top = &choosing->heap[0];
        if (top->seen < *picked) {
            candidate_renew(choosing, top, *picked);
            heap_sink(choosing, 0);
            continue;
        }
        picks[(*picked)++] = (struct diverse_pick){top->item, top->value, top->distance};
        *top = choosing->heap[--choosing->count];
        heap_sink(choosing, 0);
        if (cancel_requested())
            return error_set(error, ERROR_INTERRUPTED, "interrupted");
    }
    return 0;
}

int diverse_choose(float *vectors, size_t count, size_t dimensions, const double *scores, double weight,
                   size_t budget, struct diverse_pick *picks, size_t *picked, struct error *error)
{
    *picked = 0;
    if (count >= UINT32_MAX)
        return error_set(error, ERROR_USAGE, "%zu items are too many to choose from", count);
    struct choosing choosing = {.vectors = vectors,
                                .scores = scores,
                                .dimensions = dimensions,
                                .weight = weight >= 0 ? fmin(1, weight) : 0,
                                .heap = memory_new(count + 1, sizeof(struct candidate)),
                                .count = count,
                                .picks = picks};
    if (!choosing.heap)
        return error_memory(error);
    heap_fill(&choosing, vectors);
    int code = picks_make(&choosing, budget, picks, picked, error);
    memory_free(choosing.heap);
    return code;
}
