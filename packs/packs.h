/* The packs that are built in. */
#ifndef ASSAY_PACKS_PACKS_H
#define ASSAY_PACKS_PACKS_H

#include "packs/pack.h"

extern const struct pack *const packs[]; /* NULL-terminated */

/* By task or by format name; NULL when there is none. */
const struct pack *pack_find(struct text task);
const struct format *format_find(struct text name);

/* A file of the pack by its path ("tables.sql"); NULL when it has none. */
const struct embedded *pack_file(const struct pack *pack, const char *path);

#endif
