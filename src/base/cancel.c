/* One lock-free flag. */
#include "base/cancel.h"

#include <stdatomic.h>

static atomic_bool requested;

void cancel_request(void)
{
    atomic_store_explicit(&requested, true, memory_order_relaxed);
}

void cancel_reset(void)
{
    atomic_store_explicit(&requested, false, memory_order_relaxed);
}

bool cancel_requested(void)
{
    return atomic_load_explicit(&requested, memory_order_relaxed);
}
