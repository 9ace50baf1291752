/* cmocka, and random numbers that are the same in every run. */
#ifndef TESTS_KERNELS_TESTING_H
#define TESTS_KERNELS_TESTING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/hash.h"

struct random {
    uint64_t state;
};

static inline uint64_t random_next(struct random *random)
{
    return hash_mix(random->state += 0x9e3779b97f4a7c15U);
}

static inline uint64_t random_below(struct random *random, uint64_t limit)
{
    return random_next(random) % limit;
}

#endif
