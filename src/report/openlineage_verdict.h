/* What a gate judged, as OpenLineage's facet of tests: a rule, a test. */
#ifndef ASSAY_REPORT_OPENLINEAGE_VERDICT_H
#define ASSAY_REPORT_OPENLINEAGE_VERDICT_H

#include "base/buffer.h"
#include "store/project.h"

/* Appends the member "test". `object` is the digest of the stored verdict. */
int verdict_tests_put(struct project *project, struct text object, struct buffer *out,
                      struct error *error) MUST_CHECK;

#endif
