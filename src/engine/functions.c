/* Scalar functions: one callback serves them all, the declaration rides along as extra info. It may run on
 * many threads at once, and at plan time, where the engine folds constants. NULL arguments reach it too: what
 * NULL means is the function's to say. */
#include "engine/fault.h"
#include "engine/register.h"
#include "engine/scratch.h"
#include "engine/signature.h"
#include "engine/vectors.h"

static void report(duckdb_function_info info, const struct function *function, struct error *error)
{
    if (error->code == 0)
        error_fill(error, ERROR_SYSTEM, "failed without saying why");
    error_prefix(error, "%s: ", function->name);
    struct fault fault;
    duckdb_scalar_function_set_error(info, fault_pack(&fault, error));
}

static void function_rows(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output)
{
    const struct function *function = duckdb_scalar_function_get_extra_info(info);
    struct error error = {.code = 0};
    struct column arguments[SIGNATURE_ARGUMENTS];
    struct call call = {
        .rows = duckdb_data_chunk_get_size(input),
        .argument_count = duckdb_data_chunk_get_column_count(input),
        .arguments = arguments,
        .result = target_of_vector(output),
        .scratch = scratch_enter(function),
        .error = &error,
    };
    for (size_t i = 0; i < call.argument_count; i++)
        arguments[i] = column_of_vector(duckdb_data_chunk_get_vector(input, i));
    int code = call.scratch ? function->rows(&call) : error_memory(&error);
    if (code < 0)
        report(info, function, &error);
}

static duckdb_state register_one(duckdb_connection connection, const struct function *function,
                                 const struct signature *signature)
{
    duckdb_scalar_function scalar = duckdb_create_scalar_function();
    duckdb_scalar_function_set_name(scalar, function->name);
    for (size_t i = 0; i < signature->argument_count; i++)
        duckdb_scalar_function_add_parameter(scalar, signature->arguments[i]);
    duckdb_scalar_function_set_return_type(scalar, signature->result);
    duckdb_scalar_function_set_special_handling(scalar);
    duckdb_scalar_function_set_extra_info(scalar, (void *)function, NULL);
    duckdb_scalar_function_set_function(scalar, function_rows);
    duckdb_state state = duckdb_register_scalar_function(connection, scalar);
    duckdb_destroy_scalar_function(&scalar);
    return state;
}

int functions_register(duckdb_connection connection, const struct function *functions, size_t count,
                       struct error *error)
{
    for (size_t i = 0; i < count; i++) {
        struct signature signature;
        int code = signature_parse(&signature, functions[i].signature, error);
        if (code == 0 && register_one(connection, &functions[i], &signature) != DuckDBSuccess)
            code = error_set(error, ERROR_SYSTEM, "the engine refused to register it");
        signature_release(&signature);
        if (code < 0)
            return error_prefix(error, "function %s: ", functions[i].name);
    }
    return 0;
}
