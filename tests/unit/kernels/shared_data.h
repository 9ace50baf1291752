/* Reading the shared data that reference tests compare with: $ASSAY_SHARED/data, default ../shared/data. */
#ifndef TESTS_KERNELS_SHARED_DATA_H
#define TESTS_KERNELS_SHARED_DATA_H

#include "base/buffer.h"

enum { TEST_SKIPPED = 77 };

/* Appends the decompressed content of a file below data/. False, after printing why, when it is not there. */
bool shared_read(const char *name, struct buffer *content);

#endif
