/* How far raters who put items into categories agree beyond chance, out of a list of (item, rater, category).
 * Every coefficient is (a - e) / (1 - e): a the agreement seen, e the one expected by chance.
 *
 * With agreement weights w (1 on the diagonal; "linear": 1 - |x - y| / range, "quadratic": 1 - (x - y)^2 /
 * range^2, over the categories' numbers, or over their ranks where they are no numbers):
 *
 * - Cohen 1960, 1968: two raters, items that both rated; chance from each one's own shares. Interval: normal,
 * with the large-sample error of Fleiss, Cohen and Everitt 1969.
 * - Conger 1980: the same for any number of raters: mean over pairs of raters of the chance agreement.
 * - Fleiss 1971: chance from the shares of all raters together; with two raters Scott's pi (1955).
 * - Gwet 2008, 2014: AC1, and AC2 with weights: chance T / (q (q - 1)) sum p (1 - p), T the sum of the
 * weights.
 * - Krippendorff's alpha (2004, ch. 11): 1 - observed / expected disagreement over values that can be paired;
 * nominal, ordinal, interval and ratio differences.
 *
 * Missing ratings: the agreement seen is over items with at least two ratings, shares over items with at
 * least one (Gwet 2014, ch. 2); alpha takes items with at least two. Intervals but Cohen's: percentile, from
 * draws of items. What is undefined is NaN with a reason. */
#ifndef ASSAY_KERNELS_AGREEMENT_NOMINAL_H
#define ASSAY_KERNELS_AGREEMENT_NOMINAL_H

#include <stdbool.h>

#include "base/text.h"
#include "kernels/resampling.h"

enum agreement_kind {
    AGREEMENT_RAW,
    AGREEMENT_COHEN,
    AGREEMENT_CONGER,
    AGREEMENT_FLEISS,
    AGREEMENT_GWET,
    AGREEMENT_ALPHA
};
enum agreement_scale {
    SCALE_NOMINAL,
    SCALE_LINEAR,
    SCALE_QUADRATIC,
    SCALE_ORDINAL,
    SCALE_INTERVAL,
    SCALE_RATIO
};

struct agreement_measure {
    const char *name; /* "fleiss", "gwet_ac2_linear", "alpha_ordinal" */
    enum agreement_kind kind;
    enum agreement_scale scale;
};
extern const struct agreement_measure agreement_measures[];        /* ends with a name of NULL */
const struct agreement_measure *agreement_named(struct text name); /* NULL: none */

struct rating {
    uint32_t item, rater, category;
};

/* Ratings in the order of their items, one a rater and item (see ratings_settle). */
struct ratings {
    struct rating *list;
    size_t count;
    size_t items, raters, categories;
    const double *numbers; /* of each category, in rising order; NULL: they are no numbers */
};

/* Puts the ratings in order and leaves out all but the first of one rater for one item. */
int ratings_settle(struct ratings *ratings, struct error *error) MUST_CHECK;

struct agreement {
    struct interval value; /* at 95 % */
    int64_t items;         /* with at least two ratings */
    const char *reason;    /* why undefined, or NULL */
};
int agreement_measured(const struct ratings *ratings, const struct agreement_measure *measure,
                       size_t resamples, struct agreement *out, struct error *error) MUST_CHECK;

#endif
