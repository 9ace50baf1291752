/* The pack for plain tables: rows with columns of their own, kept in versions, compared and queried like any
 * other data. It has no checks of its own; yours go into ./checks. */
#ifndef ASSAY_PACKS_TABLE_TABLE_PACK_H
#define ASSAY_PACKS_TABLE_TABLE_PACK_H

#include "packs/pack.h"

extern const struct pack table_pack;

#endif
