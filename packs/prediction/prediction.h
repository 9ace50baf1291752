/* The pack for evaluation: what models answered to the items of an eval set, and how the answers were graded.
 */
#ifndef ASSAY_PACKS_PREDICTION_PREDICTION_H
#define ASSAY_PACKS_PREDICTION_PREDICTION_H

#include "packs/pack.h"

extern const struct pack prediction_pack;

/* The SQL binding; declared to the engine in prediction_pack.c. */
int prediction_record_rows(struct call *call);

#endif
