/* A lineage as OpenLineage 2-0-2 run events, one JSON object a line, oldest first: an event for every version
 * (how it was added or derived), run of checks and verdict of a gate. https://openlineage.io/spec/2-0-2 */
#ifndef ASSAY_REPORT_OPENLINEAGE_H
#define ASSAY_REPORT_OPENLINEAGE_H

#include "base/buffer.h"
#include "store/lineage.h"
#include "store/project.h"

int openlineage_write(struct project *project, const struct lineage *lineage, struct buffer *out,
                      struct error *error) MUST_CHECK;

#endif
