/* The loadable extension: every function of Assay inside a stock DuckDB.
 *
 *     duckdb -unsigned
 *     LOAD './assay.duckdb_extension';
 *     SELECT word_count(content) FROM read_json('train.jsonl');
 *
 * It is written against the stable part of the engine's C interface, so one file serves every version
 * from 1.2 on. The entry point's name must begin with the file's name, whence DUCKDB_EXTENSION_NAME. */
#define DUCKDB_EXTENSION_NAME assay
#include "engine/duckdb_api.h"

#include "engine/register.h"
#include "functions/functions.h"
#include "packs/packs.h"

static int register_all(duckdb_connection connection, struct error *error)
{
    size_t count = 0;
    const struct function *functions = functions_all(&count);
    TRY(functions_register(connection, functions, count, error));
    for (const struct pack *const *pack = packs; *pack; pack++)
        TRY(functions_register(connection, (*pack)->functions, (*pack)->function_count, error));
    return 0;
}

/* Defined by the macro below, which does not declare it. */
DUCKDB_CAPI_ENTRY_VISIBILITY bool assay_init_c_api(duckdb_extension_info info,
                                                   struct duckdb_extension_access *access);

DUCKDB_EXTENSION_ENTRYPOINT(duckdb_connection connection, duckdb_extension_info info,
                            struct duckdb_extension_access *access)
{
    struct error error = {.code = 0};
    if (register_all(connection, &error) == 0)
        return true;
    access->set_error(info, error.message);
    return false;
}
