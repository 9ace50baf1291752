/* The field-neutral SQL functions: thin bindings of src/kernels. To add one: a kernel, a `rows` callback in
 * the file of its family, its name in family.h, one entry in function_list.c. */
#ifndef ASSAY_FUNCTIONS_FUNCTIONS_H
#define ASSAY_FUNCTIONS_FUNCTIONS_H

#include <stddef.h>

#include "engine/function.h"

/* All of them, in the order of the reference page. Constant. */
const struct function *functions_all(size_t *count);

#endif
