/* Loops: a run of words that is said again and again, as decoding without a repetition penalty leaves it.
 *
 * A loop of period p is a stretch in which every word equals the one p words before it. It counts when the
 * unit is said at least four times in a row (eight times for units of one or two words), has letters, and the
 * stretch is at least 12 words. Words are runs of letters and digits, case aside; in scripts written without
 * spaces each character is one. The first 4,096 words are looked at, periods up to 160 words. Words times
 * periods. */
#ifndef ASSAY_KERNELS_REPETITION_H
#define ASSAY_KERNELS_REPETITION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

enum { REPETITION_WORDS = 4096, REPETITION_PERIOD = 160 };

/* Working space of the caller, one a thread; content does not matter. */
struct repetition_space {
    uint32_t hashes[REPETITION_WORDS];
    uint32_t starts[REPETITION_WORDS + 1];
    bool lettered[REPETITION_WORDS];
};

struct repetition {
    size_t times;         /* how often the unit is said in a row; 0: no loop */
    size_t start, length; /* bytes of the stretch */
    size_t unit_length;   /* bytes of its first unit */
    double share;         /* of the words looked at that stand in the stretch */
};

struct repetition repetition_find(struct text text, struct repetition_space *space);

#endif
