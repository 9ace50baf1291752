/* malloc and friends with checked sizes and a hook that makes the Nth allocation fail. */
#include "base/memory.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Counting costs a shared cache line, so it starts with the first memory_fail_at. */
static atomic_bool counting;
static atomic_long allocations;
static atomic_long first_failure;

static bool must_fail(void)
{
    if (!atomic_load_explicit(&counting, memory_order_relaxed))
        return false;
    long now = atomic_fetch_add(&allocations, 1) + 1;
    long limit = atomic_load(&first_failure);
    return limit > 0 && now >= limit;
}

/* Bytes of count * size, at least 1 so that a block of nothing is not taken for failure; 0 on overflow. */
static size_t bytes_of(size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes) || bytes > PTRDIFF_MAX)
        return 0;
    return bytes ? bytes : 1;
}

void *memory_new(size_t count, size_t size)
{
    size_t bytes = bytes_of(count, size);
    return bytes == 0 || must_fail() ? NULL : calloc(1, bytes);
}

void *memory_resize(void *old, size_t count, size_t size)
{
    size_t bytes = bytes_of(count, size);
    return bytes == 0 || must_fail() ? NULL : realloc(old, bytes);
}

char *memory_copy_text(const char *data, size_t length)
{
    if (length == SIZE_MAX)
        return NULL;
    char *copy = memory_resize(NULL, length + 1, 1);
    if (!copy)
        return NULL;
    if (length)
        memcpy(copy, data, length);
    copy[length] = '\0';
    return copy;
}

void memory_free(void *block)
{
    free(block);
}

void memory_fail_at(long nth)
{
    atomic_store(&first_failure, nth);
    atomic_store(&allocations, 0);
    atomic_store(&counting, true);
}

long memory_allocations(void)
{
    return atomic_load(&allocations);
}
