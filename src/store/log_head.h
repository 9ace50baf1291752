/* The one row that says how far the log is: its size and the roots of its full subtrees. */
#ifndef ASSAY_STORE_LOG_HEAD_H
#define ASSAY_STORE_LOG_HEAD_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/text.h"
#include "kernels/merkle.h"

/* Roots in hexadecimal, joined by spaces. */
void frontier_put(const struct merkle_frontier *frontier, struct buffer *out);

/* Reads what frontier_put wrote for a log of this size; ERROR_INPUT when it is not that. */
int frontier_read(struct merkle_frontier *frontier, int64_t size, struct text text,
                  struct error *error) MUST_CHECK;

#endif
