/* What must hold between the fields of a manifest, beyond what each of them may be. */
#ifndef ASSAY_STORE_MANIFEST_RULES_H
#define ASSAY_STORE_MANIFEST_RULES_H

#include "store/manifest.h"
#include "store/shape.h"

int manifest_rules(const struct manifest *manifest, struct walk *walk) MUST_CHECK;

#endif
