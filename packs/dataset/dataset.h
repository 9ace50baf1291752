/* The pack for what is said of a dataset as a whole, whatever its task: owner, licence, consent, expiry. Its
 * checks run beside those of the task when versions are checked. */
#ifndef ASSAY_PACKS_DATASET_DATASET_H
#define ASSAY_PACKS_DATASET_DATASET_H

#include "packs/pack.h"

extern const struct pack dataset_pack;

#endif
