#include "kernels/resampling.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

uint64_t dice_next(struct dice *dice)
{
    uint64_t z = dice->state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

uint64_t dice_below(struct dice *dice, uint64_t limit)
{
    return (uint64_t)((unsigned __int128)dice_next(dice) * limit >> 64);
}

int resampling_open(struct resampling *resampling, size_t items, const uint32_t *cluster, size_t clusters,
                    struct error *error)
{
    *resampling =
        (struct resampling){.items = items, .clusters = cluster ? clusters : items, .cluster = cluster};
    if (!cluster)
        return 0;
    resampling->drawn = memory_new(clusters + 1, sizeof *resampling->drawn);
    return resampling->drawn ? 0 : error_memory(error);
}

void resampling_draw(struct resampling *resampling, struct dice *dice, uint32_t *times)
{
    uint32_t *drawn = resampling->cluster ? resampling->drawn : times;
    memset(drawn, 0, resampling->clusters * sizeof *drawn);
    for (size_t i = 0; i < resampling->clusters; i++)
        drawn[dice_below(dice, resampling->clusters)]++;
    for (size_t i = 0; resampling->cluster && i < resampling->items; i++)
        times[i] = drawn[resampling->cluster[i]];
}

void resampling_close(struct resampling *resampling)
{
    memory_free(resampling->drawn);
    *resampling = (struct resampling){0};
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* Type 7 of Hyndman and Fan (1996). */
static double quantile_of(const double *sorted, size_t count, double p)
{
    double place = p * (double)(count - 1), below = floor(place);
    size_t at = (size_t)below;
    double above = at + 1 < count ? sorted[at + 1] : sorted[at];
    return sorted[at] + (place - below) * (above - sorted[at]);
}

struct interval percentile_interval(double value, double *drawn, size_t count, double tail)
{
    size_t defined = 0;
    for (size_t i = 0; i < count; i++)
        if (!isnan(drawn[i]))
            drawn[defined++] = drawn[i];
    if (isnan(value) || defined < 2 || defined * 2 < count)
        return (struct interval){value, NAN, NAN};
    qsort(drawn, defined, sizeof *drawn, by_size);
    return (struct interval){value, quantile_of(drawn, defined, tail), quantile_of(drawn, defined, 1 - tail)};
}
