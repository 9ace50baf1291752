/* The evaluation items that a training text may be a rephrasing of.
 *
 * Candidates are the LEAK_BEST items with the highest cosine of words plus a quarter of the cosine of
 * numbers, at least 0.25. They are found exactly: lists of postings whose features together cannot lift an
 * item so high are not walked (MaxScore, Turtle and Flood 1995). A candidate's score is a logistic function
 * of the cosine of words and word pairs; the cosine of numbers, pairs of numbers and pairs with one between;
 * the share of the item's words, weighted by idf, that the text has; and the longest common subsequence of
 * numbers over the longer sequence. An item without two numbers is scored by words alone. The coefficients
 * were fitted on GSM8K and its rephrasings. The score ranks; it is no probability for other data: thresholds
 * come from the items themselves, see leak_threshold.h. In the method LEAK_TFIDF the score is the cosine. */
#ifndef ASSAY_KERNELS_LEAK_SEARCH_H
#define ASSAY_KERNELS_LEAK_SEARCH_H

#include "kernels/leak_index.h"

enum { LEAK_BEST = 4 };

struct leak_found {
    int64_t item;
    double score; /* 0 to 1 */
    double cosine, numbers, contained, sequence;
};

/* A feature of the text that some item has. */
struct leak_query {
    uint32_t term;
    uint32_t count; /* items that have it */
    float weight;
    float most; /* what it can add to an item's rank */
};

/* Zeroed before first use, one per thread; keeps its memory between texts. */
struct leak_search {
    struct leak_words words;
    struct leak_query *query;
    size_t query_count, query_capacity;
    float *ranks;      /* by item, 0 between searches */
    uint32_t *touched; /* items whose rank is above 0 */
    float *weights;    /* by term, 0 between searches */
    size_t item_capacity, term_capacity;
};

/* Fills found, best first, and returns how many (at most LEAK_BEST) or a negative code. `except` is an item
 * that is not looked at (-1: none): for searching the items with themselves. */
int leak_search_find(struct leak_search *search, const struct leak_view *view, struct text text,
                     int64_t except, struct leak_found found[LEAK_BEST], struct error *error) MUST_CHECK;
void leak_search_release(struct leak_search *search);

#endif
