/* No data of its own: src/load fills the table `governance` from the manifests of the versions that are
 * loaded. */
#include "packs/dataset/dataset.h"

extern const struct embedded dataset_files[]; /* tables.sql, checks: written by tools/embed */

static int recognise_nothing(const struct sample *sample, struct recognition *recognition,
                             struct arena *arena, struct error *error)
{
    (void)sample, (void)recognition, (void)arena, (void)error;
    return 0;
}

const struct pack dataset_pack = {
    .task = "dataset",
    .title = "datasets as a whole",
    .files = dataset_files,
    .recognise = recognise_nothing,
};
