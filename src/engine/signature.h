/* Declarations of functions ("(VARCHAR, INTEGER[]) -> STRUCT(a BIGINT)") as the engine's types. */
#ifndef ASSAY_ENGINE_SIGNATURE_H
#define ASSAY_ENGINE_SIGNATURE_H

#include "base/error.h"
#include "engine/duckdb_api.h"

enum { SIGNATURE_ARGUMENTS = 16, STRUCT_FIELDS = 64 };

struct signature {
    duckdb_logical_type arguments[SIGNATURE_ARGUMENTS];
    size_t argument_count;
    duckdb_logical_type result;
};

/* "(T, T name, …) -> T"; an argument may carry a name, which is for the reader only. Release after either
 * outcome. */
int signature_parse(struct signature *signature, const char *declaration, struct error *error) MUST_CHECK;
/* "(T, …)" alone: the arguments of a table function. */
int signature_parse_arguments(struct signature *signature, const char *declaration,
                              struct error *error) MUST_CHECK;
void signature_release(struct signature *signature);

/* One type, not ANY; destroyed by the caller. */
int type_parse(duckdb_logical_type *type, const char *declaration, struct error *error) MUST_CHECK;

#endif
