/* See leak_search.h. */
#include "kernels/leak_search.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"

enum { LIST_SHORT = 32 }; /* a list so short is walked whatever it adds */

static const float numbers_share = 0.25F;

/* The rank that a candidate must reach. A cosine that is to be compared with others' is found however small.
 */
static float near_least(const struct leak_view *view)
{
    return view->header->method == LEAK_TFIDF ? 1e-6F : 0.25F;
}

static int rooms_make(struct leak_search *search, const struct leak_view *view, struct error *error)
{
    size_t items = (size_t)view->header->items, terms = (size_t)view->header->terms;
    if (items > search->item_capacity || !search->ranks) {
        memory_free(search->ranks);
        memory_free(search->touched);
        search->item_capacity = 0;
        search->ranks = memory_new(items + 1, sizeof *search->ranks);
        search->touched = memory_new(items + 1, sizeof *search->touched);
        if (!search->ranks || !search->touched)
            return error_memory(error);
        search->item_capacity = items;
    }
    if (terms > search->term_capacity || !search->weights) {
        memory_free(search->weights);
        search->term_capacity = 0;
        search->weights = memory_new(terms + 1, sizeof *search->weights);
        if (!search->weights)
            return error_memory(error);
        search->term_capacity = terms;
    }
    if (search->words.feature_count > search->query_capacity) {
        size_t capacity = search->words.feature_count * 2;
        struct leak_query *grown = memory_resize(search->query, capacity, sizeof *grown);
        if (!grown)
            return error_memory(error);
        search->query = grown;
        search->query_capacity = capacity;
    }
    return 0;
}

/* The text's features that items have, with weights scaled by the length over all known features. */
static void query_make(struct leak_search *search, const struct leak_view *view)
{
    double squares[2] = {0, 0};
    search->query_count = 0;
    for (size_t i = 0; i < search->words.feature_count; i++) {
        const struct leak_feature *feature = &search->words.features[i];
        const struct leak_slot *slot = leak_slot_find(view, feature->hash);
        if (!slot)
            continue;
        double weight = (double)slot->idf * (feature->count == 1 ? 1 : 1 + log(feature->count));
        squares[feature->kind == LEAK_NUMBER] += weight * weight;
        if (slot->term != LEAK_NO_TERM)
            search->query[search->query_count++] =
                (struct leak_query){(uint32_t)slot->term, view->terms[slot->term].count, (float)weight, 0};
    }
    float scales[2] = {squares[0] > 0 ? (float)(1 / sqrt(squares[0])) : 0,
                       squares[1] > 0 ? (float)(1 / sqrt(squares[1])) : 0};
    for (size_t i = 0; i < search->query_count; i++) {
        struct leak_query *query = &search->query[i];
        const struct leak_term *term = &view->terms[query->term];
        bool number = term->kind == LEAK_NUMBER;
        query->weight *= scales[number];
        query->most = query->weight * term->most * (number ? numbers_share : 1);
    }
}

static int longest_first(const void *a, const void *b)
{
    const struct leak_query *x = a, *y = b;
    if (x->count != y->count)
        return x->count < y->count ? 1 : -1;
    return (x->term > y->term) - (x->term < y->term);
}

/* Puts the longest lists in front, as many as could not add more than a part of the least rank; returns how
 * many, and in *left what they could add. */
static size_t lists_leave(struct leak_search *search, const struct leak_view *view, float *left)
{
    size_t lists = 0;
    float most = near_least(view) * 0.5F;
    *left = 0;
    if (search->query_count)
        qsort(search->query, search->query_count, sizeof *search->query, longest_first);
    while (lists < search->query_count && search->query[lists].count >= LIST_SHORT &&
           *left + search->query[lists].most < most)
        *left += search->query[lists++].most;
    return lists;
}

/* Adds the lists that are walked to the items' ranks; returns how many items were touched. */
static size_t ranks_add(struct leak_search *search, const struct leak_view *view, size_t lists_left)
{
    size_t count = 0;
    float *restrict ranks = search->ranks;
    uint32_t *restrict touched = search->touched;
    for (size_t i = lists_left; i < search->query_count; i++) {
        const struct leak_term *term = &view->terms[search->query[i].term];
        const struct leak_posting *restrict posting = view->postings + term->first,
                                            *end = posting + term->count;
        float weight = search->query[i].weight * (term->kind == LEAK_NUMBER ? numbers_share : 1);
        for (; posting < end; posting++) {
            float rank = ranks[posting->item];
            touched[count] = posting->item;
            count += rank == 0;
            ranks[posting->item] = rank + weight * posting->weight;
        }
    }
    return count;
}

/* Sums of floats in another order differ by less. */
#define ROUNDING 1e-4F

struct candidate {
    uint32_t item;
    float rank;
    double words, numbers, mass;
};

/* The dot products of the text with one item; search->weights holds the text. */
static struct candidate candidate_of(const struct leak_search *search, const struct leak_view *view,
                                     uint32_t item)
{
    const struct leak_item *entry = &view->items[item];
    const struct leak_weight *weights = view->weights + entry->first_weight;
    struct candidate candidate = {.item = item};
    for (uint32_t i = 0; i < entry->weight_count; i++) {
        float weight = search->weights[weights[i].term];
        if (weight == 0)
            continue;
        const struct leak_term *term = &view->terms[weights[i].term];
        double product = (double)weight * (double)weights[i].weight;
        if (term->kind == LEAK_NUMBER)
            candidate.numbers += product;
        else
            candidate.words += product;
        candidate.mass += term->kind == LEAK_WORD ? (double)term->idf : 0;
    }
    candidate.rank = (float)(candidate.words + (double)numbers_share * candidate.numbers);
    return candidate;
}

/* Keeps the best, ties by the order of items. */
static size_t candidate_keep(struct candidate best[LEAK_BEST], size_t kept, struct candidate candidate)
{
    size_t at = kept < LEAK_BEST ? kept : LEAK_BEST;
    while (at > 0 && (best[at - 1].rank < candidate.rank ||
                      (best[at - 1].rank == candidate.rank && best[at - 1].item > candidate.item)))
        at--;
    if (at == LEAK_BEST)
        return kept;
    size_t last = kept < LEAK_BEST ? kept : LEAK_BEST - 1;
    memmove(best + at + 1, best + at, (last - at) * sizeof *best);
    best[at] = candidate;
    return kept < LEAK_BEST ? kept + 1 : kept;
}

/* The rank that the LEAK_BEST highest of the items touched reach already. */
static float rank_reached(const struct leak_search *search, const struct leak_view *view, size_t touched,
                          int64_t except)
{
    float best[LEAK_BEST] = {0};
    const float *ranks = search->ranks;
    const uint32_t *items = search->touched;
    for (size_t i = 0; i < touched; i++) {
        float rank = ranks[items[i]];
        if (rank <= best[LEAK_BEST - 1] || view->items[items[i]].item == except)
            continue;
        size_t at = LEAK_BEST - 1;
        for (; at > 0 && best[at - 1] < rank; at--)
            best[at] = best[at - 1];
        best[at] = rank;
    }
    return best[LEAK_BEST - 1];
}

static size_t candidates_find(struct leak_search *search, const struct leak_view *view, size_t touched,
                              float left, int64_t except, struct candidate best[LEAK_BEST])
{
    size_t kept = 0;
    float near = near_least(view),
          least = fmaxf(near, rank_reached(search, view, touched, except)) - ROUNDING;
    float *ranks = search->ranks;
    const uint32_t *items = search->touched;
    for (size_t i = 0; i < touched; i++) {
        uint32_t item = items[i];
        float reach = ranks[item] + left;
        ranks[item] = 0;
        if (reach < least || view->items[item].item == except)
            continue;
        struct candidate candidate = candidate_of(search, view, item);
        if (candidate.rank >= near)
            kept = candidate_keep(best, kept, candidate);
        if (kept == LEAK_BEST)
            least = fmaxf(least, best[LEAK_BEST - 1].rank - ROUNDING);
    }
    return kept;
}

/* Longest common subsequence of two short sequences. */
static size_t common_length(const uint64_t *a, size_t a_count, const uint64_t *b, size_t b_count)
{
    uint32_t row[LEAK_NUMBERS_KEPT + 1] = {0};
    for (size_t i = 0; i < a_count; i++) {
        uint32_t diagonal = 0;
        for (size_t j = 0; j < b_count; j++) {
            uint32_t above = row[j + 1];
            if (a[i] == b[j])
                row[j + 1] = diagonal + 1;
            else if (row[j] > row[j + 1])
                row[j + 1] = row[j];
            diagonal = above;
        }
    }
    return row[b_count];
}

static double logistic(double x)
{
    return 1 / (1 + exp(-x));
}

static struct leak_found found_of(const struct leak_search *search, const struct leak_view *view,
                                  const struct candidate *candidate)
{
    const struct leak_item *item = &view->items[candidate->item];
    size_t numbers = search->words.numbers.count;
    struct leak_found found = {.item = item->item,
                               .cosine = fmin(1, candidate->words),
                               .numbers = fmin(1, candidate->numbers),
                               .contained =
                                   item->mass > 0 ? fmin(1, candidate->mass / (double)item->mass) : 0};
    if (numbers > LEAK_NUMBERS_KEPT)
        numbers = LEAK_NUMBERS_KEPT;
    size_t longer = numbers > item->number_count ? numbers : item->number_count;
    if (longer)
        found.sequence = (double)common_length(search->words.numbers.items, numbers,
                                               view->numbers + item->first_number, item->number_count) /
                         (double)longer;
    if (view->header->method == LEAK_TFIDF)
        found.score = found.cosine;
    else if (item->number_count >= 2)
        found.score = logistic(14.2 * found.cosine + 4.3 * found.numbers + 10.1 * found.contained +
                               6.3 * found.sequence - 16);
    else
        found.score = logistic(14.9 * found.cosine + 11.2 * found.contained - 13.1);
    return found;
}

static int found_compare(const void *a, const void *b)
{
    const struct leak_found *x = a, *y = b;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return (x->item > y->item) - (x->item < y->item);
}

int leak_search_find(struct leak_search *search, const struct leak_view *view, struct text text,
                     int64_t except, struct leak_found found[LEAK_BEST], struct error *error)
{
    struct candidate best[LEAK_BEST];
    float left = 0;
    TRY(leak_words_split(&search->words, text, (enum leak_method)view->header->method, error));
    TRY(rooms_make(search, view, error));
    query_make(search, view);
    size_t lists_left = lists_leave(search, view, &left);
    size_t touched = ranks_add(search, view, lists_left);
    for (size_t i = 0; i < search->query_count; i++)
        search->weights[search->query[i].term] = search->query[i].weight;
    size_t count = candidates_find(search, view, touched, left, except, best);
    for (size_t i = 0; i < search->query_count; i++)
        search->weights[search->query[i].term] = 0;
    for (size_t i = 0; i < count; i++)
        found[i] = found_of(search, view, &best[i]);
    qsort(found, count, sizeof *found, found_compare);
    return (int)count;
}

void leak_search_release(struct leak_search *search)
{
    leak_words_release(&search->words);
    memory_free(search->query);
    memory_free(search->ranks);
    memory_free(search->touched);
    memory_free(search->weights);
    *search = (struct leak_search){0};
}
