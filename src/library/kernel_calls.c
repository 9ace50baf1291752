/* The kernels for callers outside: thin wrappers that lend working space and turn errors into codes. */
#include "assay/kernels.h"

#include "base/memory.h"
#include "kernels/encoding.h"
#include "kernels/intervals.h"
#include "kernels/jaccard.h"
#include "kernels/minhash.h"
#include "kernels/mojibake.h"
#include "kernels/normal.h"
#include "kernels/shingles.h"
#include "kernels/truncation.h"

struct assay_scratch {
    struct jaccard jaccard; /* its words and sets serve the other word kernels too */
    struct minhash minhash;
    struct normal normal;
    struct buffer repaired, spare;
};

struct assay_scratch *assay_scratch_new(void)
{
    return memory_new(1, sizeof(struct assay_scratch));
}

void assay_scratch_free(struct assay_scratch *scratch)
{
    if (!scratch)
        return;
    jaccard_release(&scratch->jaccard);
    minhash_release(&scratch->minhash);
    normal_release(&scratch->normal);
    buffer_release(&scratch->repaired);
    buffer_release(&scratch->spare);
    memory_free(scratch);
}

/* ---- words and likeness ----------------------------------------------------------------------------------
 */

int assay_word_count(struct assay_scratch *scratch, const char *text, size_t length, int64_t *words)
{
    struct error error = {0};
    int code = words_split(&scratch->jaccard.words, (struct text){text, length}, &error);
    *words = code < 0 ? 0 : (int64_t)scratch->jaccard.words.hashes.count;
    return code;
}

int assay_word_jaccard(struct assay_scratch *scratch, const char *a, size_t a_length, const char *b,
                       size_t b_length, int n, double *similarity)
{
    struct error error = {0};
    if (n < 1)
        return ASSAY_WRONG_USE;
    return jaccard_of_texts(&scratch->jaccard, (struct text){a, a_length}, (struct text){b, b_length},
                            (size_t)n, similarity, &error);
}

int assay_minhash_plan(double threshold, double miss, int *bands, int *rows)
{
    struct error error = {0};
    struct minhash_shape shape = {0, 0};
    int code = minhash_plan(threshold, miss, &shape, &error);
    *bands = shape.bands;
    *rows = shape.rows;
    return code;
}

double assay_minhash_recall(int bands, int rows, double similarity)
{
    return minhash_recall((struct minhash_shape){bands, rows}, similarity);
}

int assay_minhash(struct assay_scratch *scratch, const char *text, size_t length, int n, int bands, int rows,
                  uint64_t *keys, size_t *count)
{
    struct error error = {0};
    struct hashes *shingles = &scratch->jaccard.a;
    *count = 0;
    if (n < 1)
        return ASSAY_WRONG_USE;
    TRY(minhash_init(&scratch->minhash, (struct minhash_shape){bands, rows}, &error));
    TRY(shingles_of_text(shingles, &scratch->jaccard.words, (struct text){text, length}, (size_t)n, &error));
    return minhash_keys(&scratch->minhash, shingles->items, shingles->count, keys, count, &error);
}

/* ---- one text
 * ---------------------------------------------------------------------------------------------- */

int assay_text_normal(struct assay_scratch *scratch, const char *text, size_t length, const char **normal,
                      size_t *normal_length)
{
    struct error error = {0};
    struct text result = {0};
    int code = normal_of_text(&scratch->normal, (struct text){text, length}, &result, &error);
    *normal = result.data;
    *normal_length = result.length;
    return code;
}

int assay_text_key(struct assay_scratch *scratch, const char *text, size_t length, char key[33])
{
    struct error error = {0};
    return normal_key(&scratch->normal, (struct text){text, length}, key, &error);
}

size_t assay_encoding_faults(const char *text, size_t length, struct assay_encoding_fault *faults,
                             size_t capacity)
{
    struct encoding_report report = {0};
    encoding_examine((struct text){text, length}, &report);
    size_t count = report.count < capacity ? report.count : capacity;
    for (size_t i = 0; i < count; i++)
        faults[i] = (struct assay_encoding_fault){.code = encoding_code_name(report.faults[i].code),
                                                  .offset = report.faults[i].offset,
                                                  .length = report.faults[i].length,
                                                  .code_point = report.faults[i].point};
    return count;
}

int assay_mojibake_repair(struct assay_scratch *scratch, const char *text, size_t length,
                          const char **repaired, size_t *repaired_length)
{
    struct error error = {0};
    struct text result = {0};
    int code =
        mojibake_undo((struct text){text, length}, &scratch->repaired, &scratch->spare, &result, &error);
    *repaired = code == 0 && result.length ? result.data : NULL;
    *repaired_length = *repaired ? result.length : 0;
    return code;
}

const char *assay_truncation_sign(const char *text, size_t length, size_t *offset)
{
    struct truncation sign = truncation_find((struct text){text, length});
    if (offset)
        *offset = sign.code ? sign.offset : 0;
    return sign.code;
}

/* ---- intervals
 * --------------------------------------------------------------------------------------------- */

static struct assay_interval outward(struct interval interval)
{
    return (struct assay_interval){interval.value, interval.low, interval.high};
}

struct assay_interval assay_wilson(int64_t k, int64_t n)
{
    return outward(interval_wilson(k, n));
}

struct assay_interval assay_ratio_interval(int64_t n, double x, double y, double xx, double yy, double xy)
{
    return outward(interval_ratio(n, x, y, xx, yy, xy));
}

struct assay_interval assay_mean_interval(int64_t n, double x, double xx)
{
    return outward(interval_mean(n, x, xx));
}
