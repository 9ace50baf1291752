/* The measures behind the checks, to be called on single texts and numbers without an engine or a file.
 *
 * Texts are UTF-8 given by pointer and length in bytes; an ill-formed sequence counts as U+FFFD. Nothing is
 * kept of them. Functions that need working space take a struct assay_scratch: one per thread, used again and
 * again, so that a loop over a million texts allocates nothing once warm. Fallible functions return 0 or
 * ASSAY_BROKEN (no memory) or ASSAY_WRONG_USE. Definitions with their sources: docs/functions.md, where the
 * functions have the same names in SQL. */
#ifndef ASSAY_KERNELS_H
#define ASSAY_KERNELS_H

#include "assay/assay.h"

#ifdef __cplusplus
extern "C" {
#endif

struct assay_scratch;
ASSAY_PUBLIC struct assay_scratch *assay_scratch_new(void);          /* NULL when out of memory */
ASSAY_PUBLIC void assay_scratch_free(struct assay_scratch *scratch); /* NULL is fine */

/* ---- words and likeness ----------------------------------------------------------------------------------
 */

/* Number of words: runs of letters, marks, numbers and underscores; in scripts written without spaces each
 * character with its marks is one. */
ASSAY_PUBLIC int assay_word_count(struct assay_scratch *scratch, const char *text, size_t length,
                                  int64_t *words);

/* Jaccard similarity of the sets of runs of `n` words (n >= 1) of two texts, 0 to 1; NaN when neither has a
 * word. */
ASSAY_PUBLIC int assay_word_jaccard(struct assay_scratch *scratch, const char *a, size_t a_length,
                                    const char *b, size_t b_length, int n, double *similarity);

/* Shape of a MinHash that misses at most the share `miss` of the pairs at the similarity `threshold`, both in
 * (0, 1]. */
ASSAY_PUBLIC int assay_minhash_plan(double threshold, double miss, int *bands, int *rows);

/* Probability that two texts of this similarity share a key. */
ASSAY_PUBLIC double assay_minhash_recall(int bands, int rows, double similarity);

/* One key per band over the runs of `n` words; room for `bands` of them (at most 128). *count is `bands`, or
 * 0 for a text without words. Texts that share a key at the same position are candidates: verify them with
 * assay_word_jaccard. */
ASSAY_PUBLIC int assay_minhash(struct assay_scratch *scratch, const char *text, size_t length, int n,
                               int bands, int rows, uint64_t *keys, size_t *count);

/* ---- one text
 * ---------------------------------------------------------------------------------------------- */

/* The text in NFC with every run of white space as one space and none at the ends. *normal lives in the
 * scratch until its next use, or is the text itself. */
ASSAY_PUBLIC int assay_text_normal(struct assay_scratch *scratch, const char *text, size_t length,
                                   const char **normal, size_t *normal_length);

/* 128 bits of XXH3 over the normal form as 32 hex digits and a NUL: equal keys, equal texts. For grouping,
 * not identity. */
ASSAY_PUBLIC int assay_text_key(struct assay_scratch *scratch, const char *text, size_t length, char key[33]);

struct assay_encoding_fault {
    const char *code;      /* "mojibake", "control_character" …: static */
    size_t offset, length; /* bytes */
    int32_t code_point;    /* the first one; for mojibake the one that was meant */
};

/* The first places where an encoding went wrong, by offset: fills at most `capacity` (64 is the most there
 * are) and returns how many. */
ASSAY_PUBLIC size_t assay_encoding_faults(const char *text, size_t length,
                                          struct assay_encoding_fault *faults, size_t capacity);

/* The text with UTF-8 that was read as Windows-1252 or Latin-1 decoded again; *repaired is NULL when there is
 * none. It lives in the scratch until its next use. */
ASSAY_PUBLIC int assay_mojibake_repair(struct assay_scratch *scratch, const char *text, size_t length,
                                       const char **repaired, size_t *repaired_length);

/* Why an answer looks cut off: "open_code_fence", "open_bracket", "open_quote", "bare_list_marker",
 * "cut_sentence"; NULL when it does not. *offset (may be NULL): the byte where the unfinished piece starts.
 */
ASSAY_PUBLIC const char *assay_truncation_sign(const char *text, size_t length, size_t *offset);

/* ---- 95 % intervals
 * ----------------------------------------------------------------------------------------- */

struct assay_interval {
    double value, low, high; /* NaN where undefined */
};

/* k of n (Wilson 1927). */
ASSAY_PUBLIC struct assay_interval assay_wilson(int64_t k, int64_t n);

/* sum(y) / sum(x) over n clusters from their sums (Cochran 1977, section 6.4). */
ASSAY_PUBLIC struct assay_interval assay_ratio_interval(int64_t n, double x, double y, double xx, double yy,
                                                        double xy);

/* The mean of n values from their sum and sum of squares. */
ASSAY_PUBLIC struct assay_interval assay_mean_interval(int64_t n, double x, double xx);

#ifdef __cplusplus
}
#endif

#endif
