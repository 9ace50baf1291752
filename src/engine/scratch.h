/* The memory a thread keeps between calls of functions. */
#ifndef ASSAY_ENGINE_SCRATCH_H
#define ASSAY_ENGINE_SCRATCH_H

#include "engine/function.h"

/* This thread's scratch, arena cleared, `own` being the function's. NULL when out of memory. Freed at thread
 * end. */
struct scratch *scratch_enter(const struct function *function);

#endif
