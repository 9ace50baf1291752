/* See leak_threshold.h. */
#include "kernels/leak_threshold.h"

#include <math.h>
#include <stdlib.h>

enum { TAIL_LEAST = 100 };

/* Of GSM8K's training questions with its test questions: the 90 % quantile of the log-odds, and the mean
 * excess above it. */
static const double gsm8k_start = -5.04, gsm8k_excess = 1.46;

static int descending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x < y) - (x > y);
}

static double log_odds(double score)
{
    score = fmin(fmax(score, 1e-12), 1 - 1e-12);
    return log(score / (1 - score));
}

static double tail_score(double start, double excess, double rate)
{
    return 1 / (1 + exp(-(start + excess * log(0.1 / rate))));
}

struct leak_threshold leak_threshold_at(double *scores, size_t count, double rate)
{
    if (!(rate > 0 && rate < 1))
        return (struct leak_threshold){(double)NAN, LEAK_FROM_GSM8K};
    if (count < TAIL_LEAST)
        return (struct leak_threshold){tail_score(gsm8k_start, gsm8k_excess, rate), LEAK_FROM_GSM8K};
    qsort(scores, count, sizeof *scores, descending);
    size_t k = (size_t)(rate * ((double)count + 1));
    if (k >= 1)
        return (struct leak_threshold){scores[k - 1], LEAK_FROM_ITEMS};
    size_t above = count / 10;
    double start = log_odds(scores[above]), excess = 0;
    for (size_t i = 0; i < above; i++)
        excess += log_odds(scores[i]) - start;
    return (struct leak_threshold){tail_score(start, excess / (double)above, rate), LEAK_FROM_TAIL};
}
