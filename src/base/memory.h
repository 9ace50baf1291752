/* All allocation of the project goes through here, so that a test can make the Nth one fail.
 * Whoever creates frees. */
#ifndef ASSAY_BASE_MEMORY_H
#define ASSAY_BASE_MEMORY_H

#include <stddef.h>

/* count * size bytes, zeroed; NULL when out of memory or when the product overflows. */
void *memory_new(size_t count, size_t size) __attribute__((warn_unused_result));

/* Like realloc for count * size bytes; the new part is not zeroed. NULL (old block kept) on failure. */
void *memory_resize(void *old, size_t count, size_t size) __attribute__((warn_unused_result));

/* A NUL-terminated copy of length bytes. */
char *memory_copy_text(const char *data, size_t length) __attribute__((warn_unused_result));

void memory_free(void *block);

/* Test hook: the Nth allocation from now on fails (1 is the next), and so do all after it; 0 turns it off. */
void memory_fail_at(long nth);

/* Allocations made since the last memory_fail_at; lets a test walk N up until nothing fails any more. */
long memory_allocations(void);

#endif
