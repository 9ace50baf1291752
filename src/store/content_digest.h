/* The digest of what a version holds, whatever its history: SHA-256 of the canonical JSON of its task, of
 * each table's name, columns, key and root, and of its media's paths and digests. Equal content, equal
 * digest. */
#ifndef ASSAY_STORE_CONTENT_DIGEST_H
#define ASSAY_STORE_CONTENT_DIGEST_H

#include "store/manifest.h"

/* Sets manifest->content. */
int manifest_content(struct manifest *manifest, struct error *error) MUST_CHECK;

#endif
