/* Datasets blended by a recipe: what is loaded becomes the mix. */
#ifndef ASSAY_LOAD_MIX_H
#define ASSAY_LOAD_MIX_H

#include "load/load.h"
#include "load/mix_recipe.h"

/* Plans the mix of the loaded inputs, which are the recipe's sources in their order: sizes, targets by
 * shares, weights, temperature and epochs, and which records. Nothing in the tables changes. `path` names the
 * recipe in errors. */
int mix_plan(struct engine *engine, const struct loaded *loaded, const struct mix_recipe *recipe,
             const char *path, struct error *error) MUST_CHECK;

/* Makes `records` the mix that was planned: records that are taken several times are there several times. */
int mix_take(struct engine *engine, const struct mix_recipe *recipe, struct error *error) MUST_CHECK;

#endif
