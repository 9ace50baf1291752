#include "kernels/calibration.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/cancel.h"
#include "base/memory.h"

static int by_confidence(const void *a, const void *b)
{
    const struct judged *x = a, *y = b;
    if (x->confidence != y->confidence)
        return x->confidence < y->confidence ? -1 : 1;
    return x->place < y->place ? -1 : x->place > y->place;
}

void calibration_sort(struct judged *answers, size_t count)
{
    if (count > 1)
        qsort(answers, count, sizeof *answers, by_confidence);
}

/* ---- bins ---------------------------------------------------------------------------------------------- */

/* What lies in a bin. */
struct heap {
    double n, confidence, correct;
};

static void heap_add(struct heap *heap, const struct judged *answer, double times)
{
    heap->n += times;
    heap->confidence += times * answer->confidence;
    heap->correct += times * answer->correct;
}

static double heap_gap(const struct heap *heap)
{
    return fabs(heap->correct - heap->confidence) / heap->n;
}

static double edge_of(size_t bin, size_t bins)
{
    return (double)bin / (double)bins;
}

static size_t bin_of(double confidence, size_t bins)
{
    double guess = ceil(confidence * (double)bins) - 1;
    size_t bin = !(guess > 0) ? 0 : guess < (double)bins ? (size_t)guess : bins - 1;
    while (bin > 0 && confidence <= edge_of(bin, bins)) /* the product above is rounded */
        bin--;
    while (bin + 1 < bins && confidence > edge_of(bin + 1, bins))
        bin++;
    return bin;
}

static double times_of(const uint32_t *times, size_t i)
{
    return times ? times[i] : 1;
}

static void bins_fill(const struct judged *answers, size_t count, size_t bins, const uint32_t *times,
                      struct heap *heaps)
{
    memset(heaps, 0, bins * sizeof *heaps);
    for (size_t i = 0; i < count; i++)
        heap_add(&heaps[bin_of(answers[i].confidence, bins)], &answers[i], times_of(times, i));
}

void calibration_bins(const struct judged *answers, size_t count, size_t bins, struct calibration_bin *out)
{
    struct heap heaps[CALIBRATION_MOST_BINS];
    bins_fill(answers, count, bins, NULL, heaps);
    for (size_t i = 0; i < bins; i++)
        out[i] = (struct calibration_bin){edge_of(i, bins), edge_of(i + 1, bins), (int64_t)heaps[i].n,
                                          heaps[i].n > 0 ? heaps[i].confidence / heaps[i].n : (double)NAN,
                                          heaps[i].n > 0 ? heaps[i].correct / heaps[i].n : (double)NAN};
}

/* ---- figures ------------------------------------------------------------------------------------------- */

static void measure_width(const struct judged *answers, size_t count, size_t bins, const uint32_t *times,
                          double total, double *figures)
{
    struct heap heaps[CALIBRATION_MOST_BINS];
    double accuracy = figures[CALIBRATION_ACCURACY];
    bins_fill(answers, count, bins, times, heaps);
    for (size_t i = 0; i < bins; i++) {
        if (!(heaps[i].n > 0))
            continue;
        double gap = heap_gap(&heaps[i]), share = heaps[i].n / total,
               apart = heaps[i].correct / heaps[i].n - accuracy;
        figures[CALIBRATION_ECE] += share * gap;
        figures[CALIBRATION_MCE] = fmax(figures[CALIBRATION_MCE], gap);
        figures[CALIBRATION_RELIABILITY] += share * gap * gap;
        figures[CALIBRATION_RESOLUTION] += share * apart * apart;
    }
    figures[CALIBRATION_UNCERTAINTY] = accuracy * (1 - accuracy);
}

/* The items in order, `times` each, are cut after every part's size; an item drawn often may lie in two
 * parts. */
static double measure_mass(const struct judged *answers, size_t count, size_t bins, const uint32_t *times,
                           double total)
{
    struct heap heap = {0};
    double error = 0, small = floor(total / (double)bins), larger = total - small * (double)bins;
    size_t part = 0;
    double room = small + (larger > 0);
    for (size_t i = 0; i < count; i++) {
        double left = times_of(times, i);
        while (left > 0) {
            double taken = fmin(left, room);
            heap_add(&heap, &answers[i], taken);
            left -= taken;
            room -= taken;
            if (room > 0)
                continue;
            error += heap.n / total * heap_gap(&heap);
            heap = (struct heap){0};
            room = small + ((double)++part < larger);
            if (!(room > 0)) /* fewer items than parts: the rest is empty */
                room = INFINITY;
        }
    }
    return error;
}

/* Mann and Whitney's count over groups of equal confidence. */
static double measure_ranks(const struct judged *answers, size_t count, const uint32_t *times)
{
    double wins = 0, right = 0, wrong = 0;
    for (size_t i = 0; i < count;) {
        double confidence = answers[i].confidence, here_right = 0, here_wrong = 0;
        for (; i < count && answers[i].confidence == confidence; i++) {
            double weight = times_of(times, i);
            here_right += weight * answers[i].correct;
            here_wrong += weight * (1 - answers[i].correct);
        }
        wins += here_right * (wrong + here_wrong / 2);
        right += here_right;
        wrong += here_wrong;
    }
    return right > 0 && wrong > 0 ? wins / right / wrong : (double)NAN;
}

void calibration_measure(const struct judged *answers, size_t count, size_t bins, const uint32_t *times,
                         double figures[CALIBRATION_FIGURES])
{
    double total = 0, correct = 0, confidence = 0, squares = 0;
    for (size_t i = 0; i < count; i++) {
        double weight = times_of(times, i), miss = answers[i].confidence - answers[i].correct;
        total += weight;
        correct += weight * answers[i].correct;
        confidence += weight * answers[i].confidence;
        squares += weight * miss * miss;
    }
    for (size_t i = 0; i < CALIBRATION_FIGURES; i++)
        figures[i] = total > 0 ? 0 : (double)NAN;
    if (!(total > 0))
        return;
    figures[CALIBRATION_ACCURACY] = correct / total;
    figures[CALIBRATION_CONFIDENCE] = confidence / total;
    figures[CALIBRATION_BRIER] = squares / total;
    measure_width(answers, count, bins, times, total, figures);
    figures[CALIBRATION_ACE] = measure_mass(answers, count, bins, times, total);
    figures[CALIBRATION_AUROC] = measure_ranks(answers, count, times);
}

/* ---- intervals ----------------------------------------------------------------------------------------- */

struct draws {
    struct resampling resampling;
    uint32_t *cluster, *times;
    double *figures; /* CALIBRATION_FIGURES times `resamples` */
};

static void draws_release(struct draws *draws)
{
    resampling_close(&draws->resampling);
    memory_free(draws->cluster);
    memory_free(draws->times);
    memory_free(draws->figures);
}

static int draws_make(struct draws *draws, const struct judged *answers, size_t count, size_t bins,
                      size_t resamples, struct error *error)
{
    struct dice dice = {0x61737361};
    double figures[CALIBRATION_FIGURES];
    for (size_t draw = 0; draw < resamples; draw++) {
        if (cancel_requested())
            return error_set(error, ERROR_INTERRUPTED, "interrupted");
        resampling_draw(&draws->resampling, &dice, draws->times);
        calibration_measure(answers, count, bins, draws->times, figures);
        for (size_t i = 0; i < CALIBRATION_FIGURES; i++)
            draws->figures[i * resamples + draw] = figures[i];
    }
    return 0;
}

int calibration_intervals(const struct judged *answers, size_t count, size_t clusters, size_t bins,
                          size_t resamples, struct interval figures[CALIBRATION_FIGURES], struct error *error)
{
    struct draws draws = {.cluster = memory_new(count + 1, sizeof *draws.cluster),
                          .times = memory_new(count + 1, sizeof *draws.times),
                          .figures = memory_new(resamples * CALIBRATION_FIGURES + 1, sizeof *draws.figures)};
    double values[CALIBRATION_FIGURES];
    int code = draws.cluster && draws.times && draws.figures ? 0 : error_memory(error);
    for (size_t i = 0; code == 0 && i < count; i++)
        draws.cluster[i] = answers[i].cluster;
    if (code == 0)
        code = resampling_open(&draws.resampling, count, draws.cluster, clusters, error);
    calibration_measure(answers, count, bins, NULL, values);
    if (code == 0 && count > 0)
        code = draws_make(&draws, answers, count, bins, resamples, error);
    for (size_t i = 0; code == 0 && i < CALIBRATION_FIGURES; i++)
        figures[i] =
            percentile_interval(values[i], draws.figures + i * resamples, count > 0 ? resamples : 0, 0.025);
    draws_release(&draws);
    return code;
}
