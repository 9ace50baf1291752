/* Registering declared functions on a connection: used by the engine and by the loadable extension. */
#ifndef ASSAY_ENGINE_REGISTER_H
#define ASSAY_ENGINE_REGISTER_H

#include "base/error.h"
#include "engine/duckdb_api.h"
#include "engine/function.h"

/* The declarations must outlive the database. Names are not checked against what is there. */
int functions_register(duckdb_connection connection, const struct function *functions, size_t count,
                       struct error *error) MUST_CHECK;
int table_function_register(duckdb_connection connection, const struct table_function *function,
                            struct error *error) MUST_CHECK;

#endif
