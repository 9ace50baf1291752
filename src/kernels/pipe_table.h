/* Tables in Markdown that do not render: the delimiter row has another number of cells than the header, so
 * that GitHub Flavored Markdown (section 4.10) shows both as text. Kind: broken_table. Code fences are left
 * aside. */
#ifndef ASSAY_KERNELS_PIPE_TABLE_H
#define ASSAY_KERNELS_PIPE_TABLE_H

#include "base/text.h"
#include "kernels/sign.h"

struct sign pipe_table_fault(struct text text);

#endif
