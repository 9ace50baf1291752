/* A manifest with something in every field, for tests. */
#ifndef ASSAY_SAMPLE_MANIFEST_H
#define ASSAY_SAMPLE_MANIFEST_H

#include "store/manifest.h"

/* All texts are literals; nothing is to be released. */
struct manifest sample_manifest(void);

#endif
