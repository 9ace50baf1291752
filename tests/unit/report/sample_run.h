/* A run built by hand, with one of everything that a report must show: every status and level, figures with
 * and without intervals, slices, both kinds of histogram, every form of evidence, and strings that attack the
 * reader. */
#ifndef ASSAY_TESTS_SAMPLE_RUN_H
#define ASSAY_TESTS_SAMPLE_RUN_H

#include "check/run.h"

/* Everything is static or in the run's arena, which the caller releases. */
struct run *sample_run(void);

/* The same run with its first check given `count` findings. */
struct run *sample_run_large(size_t count);

/* A run in which nothing was found and one check did not apply. */
struct run *sample_run_clean(void);

/* Script end, CDATA end, terminal escapes, NUL, line separator, right-to-left override, invalid UTF-8. */
extern const char sample_hostile[];
extern const size_t sample_hostile_length;

#endif
