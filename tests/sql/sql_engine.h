/* What the programs of this folder share: an engine with every function of the library and the packs. */
#ifndef TESTS_SQL_SQL_ENGINE_H
#define TESTS_SQL_SQL_ENGINE_H

#include "base/buffer.h"
#include "engine/engine.h"

int engine_with_all_functions(struct engine **engine, const struct engine_options *options,
                              struct error *error) MUST_CHECK;

/* Runs the query and appends its rows, every value as the engine casts it to VARCHAR, NULL as NULL; columns
 * are separated by tabs and rows end with a newline. */
int query_as_text(struct engine *engine, const char *sql, struct buffer *rows,
                  struct error *error) MUST_CHECK;

#endif
