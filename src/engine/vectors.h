/* From the engine's vectors to the views of column.h. */
#ifndef ASSAY_ENGINE_VECTORS_H
#define ASSAY_ENGINE_VECTORS_H

#include "engine/column.h"
#include "engine/duckdb_api.h"

enum kind kind_of_type(duckdb_type type);
struct column column_of_vector(duckdb_vector vector);
struct target target_of_vector(duckdb_vector vector);

#endif
