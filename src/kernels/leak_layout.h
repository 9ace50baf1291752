/* What the writer and the reader of an index share. */
#ifndef ASSAY_KERNELS_LEAK_LAYOUT_H
#define ASSAY_KERNELS_LEAK_LAYOUT_H

static const char leak_magic[8] = {'A', 'S', 'S', 'A', 'Y', 'L', 'K', '1'};

#endif
