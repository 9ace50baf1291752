/* Rows are read by the engine's own readers into the table `data` (src/load/plain.c), so there are no formats
 * to recognise: a file is read as a table only when --task table says so. */
#include "packs/table/table_pack.h"

extern const struct embedded table_files[]; /* tables.sql: written by tools/embed */

static const struct kept_table kept[] = {
    {"data", "row", NULL},
};

static int recognise_nothing(const struct sample *sample, struct recognition *recognition,
                             struct arena *arena, struct error *error)
{
    (void)sample, (void)recognition, (void)arena, (void)error;
    return 0;
}

const struct pack table_pack = {
    .task = "table",
    .title = "plain tables",
    .files = table_files,
    .kept = kept,
    .kept_count = sizeof kept / sizeof *kept,
    .plain = true,
    .recognise = recognise_nothing,
};
