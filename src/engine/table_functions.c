/* Table functions. The life of one:
 *
 *   bind     arguments are copied, columns declared                            struct bound
 *   init     the function is opened, once for each execution of the plan       struct scan, shared by threads
 *   local    one for each thread; opened by its first batch, because only      struct scan_thread
 *            then does the engine show the scan to the thread
 *   next     a batch is filled
 *
 * Opening at init, not at bind, lets one plan run several times. The engine frees scans and threads in no
 * promised order; so threads hold a reference, and the last one out closes. */
#include <stdatomic.h>

#include "base/memory.h"
#include "engine/fault.h"
#include "engine/register.h"
#include "engine/signature.h"
#include "engine/vectors.h"

struct bound {
    const struct table_function *function;
    duckdb_data_chunk arguments; /* one row */
    size_t column_count;
};

struct scan {
    const struct table_function *function;
    void *state;
    atomic_size_t references;
    size_t column_count; /* declared */
    size_t asked_count;
    size_t *asked; /* declared column behind each column of the output */
};

struct scan_thread {
    struct scan *scan;
    void *local;
    struct target *columns;
};

/* ---- bind ---------------------------------------------------------------------------------------------- */

/* Writes an argument's value, which is not NULL, into row `row`. -1: a type that arguments cannot have. */
static int write_value(const struct target *target, size_t row, duckdb_value value);

static int write_list(const struct target *target, size_t row, duckdb_value value)
{
    idx_t length = duckdb_get_list_size(value);
    idx_t offset = duckdb_list_vector_get_size(target->vector);
    if (target_reserve(target, offset + length) < 0)
        return -1;
    struct target elements = target_elements(target);
    target_length(target, offset + length);
    target_list(target, row, offset, length);
    int code = 0;
    for (idx_t i = 0; i < length && code == 0; i++) {
        duckdb_value element = duckdb_get_list_child(value, i);
        if (duckdb_is_null_value(element))
            target_null(&elements, offset + i);
        else
            code = write_value(&elements, offset + i, element);
        duckdb_destroy_value(&element);
    }
    return code;
}

static int write_value(const struct target *target, size_t row, duckdb_value value)
{
    char *text = NULL;
    switch (target->kind) {
    case KIND_TEXT:
        text = duckdb_get_varchar(value);
        target_text(target, row, text_of(text));
        duckdb_free(text);
        return 0;
    case KIND_BOOLEAN:
        target_boolean(target, row, duckdb_get_bool(value));
        return 0;
    case KIND_INT32:
        target_int32(target, row, duckdb_get_int32(value));
        return 0;
    case KIND_INT64:
        target_int64(target, row, duckdb_get_int64(value));
        return 0;
    case KIND_DOUBLE:
        target_double(target, row, duckdb_get_double(value));
        return 0;
    case KIND_LIST:
        return write_list(target, row, value);
    default:
        return -1;
    }
}

static int copy_arguments(duckdb_bind_info info, struct bound *bound, struct error *error)
{
    struct signature signature;
    int code = signature_parse_arguments(&signature, bound->function->arguments, error);
    if (code == 0)
        bound->arguments = duckdb_create_data_chunk(signature.arguments, signature.argument_count);
    size_t count = signature.argument_count;
    signature_release(&signature);
    if (code < 0)
        return code;
    duckdb_data_chunk_set_size(bound->arguments, 1);
    for (size_t i = 0; i < count; i++) {
        struct target target = target_of_vector(duckdb_data_chunk_get_vector(bound->arguments, i));
        duckdb_value value = duckdb_bind_get_parameter(info, i);
        int written = 0;
        if (duckdb_is_null_value(value))
            target_null(&target, 0);
        else
            written = write_value(&target, 0, value);
        duckdb_destroy_value(&value);
        if (written < 0)
            return error_set(error, ERROR_USAGE, "argument %zu has a type that is not supported", i + 1);
    }
    return 0;
}

static int declare_columns(duckdb_bind_info info, struct bound *bound, struct error *error)
{
    duckdb_logical_type row;
    TRY(type_parse(&row, bound->function->columns, error));
    bound->column_count = duckdb_struct_type_child_count(row);
    for (size_t i = 0; i < bound->column_count; i++) {
        char *name = duckdb_struct_type_child_name(row, i);
        duckdb_logical_type type = duckdb_struct_type_child_type(row, i);
        duckdb_bind_add_result_column(info, name, type);
        duckdb_destroy_logical_type(&type);
        duckdb_free(name);
    }
    duckdb_destroy_logical_type(&row);
    return 0;
}

static void bound_free(void *data)
{
    struct bound *bound = data;
    duckdb_destroy_data_chunk(&bound->arguments);
    memory_free(bound);
}

static void table_bind(duckdb_bind_info info)
{
    struct error error = {.code = 0};
    struct bound *bound = memory_new(1, sizeof *bound);
    if (!bound) {
        duckdb_bind_set_error(info, "out of memory");
        return;
    }
    bound->function = duckdb_bind_get_extra_info(info);
    duckdb_bind_set_bind_data(info, bound, bound_free);
    int code = copy_arguments(info, bound, &error);
    if (code == 0)
        code = declare_columns(info, bound, &error);
    if (code < 0) {
        struct fault fault;
        duckdb_bind_set_error(info, fault_pack(&fault, &error));
    }
}

/* ---- init ---------------------------------------------------------------------------------------------- */

static void scan_drop(struct scan *scan)
{
    if (!scan || atomic_fetch_sub(&scan->references, 1) != 1)
        return;
    if (scan->state)
        scan->function->close(scan->state);
    memory_free(scan->asked);
    memory_free(scan);
}

static void scan_release(void *data)
{
    scan_drop(data);
}

static int scan_open(duckdb_init_info info, struct scan *scan, struct bound *bound, struct error *error)
{
    struct column arguments[SIGNATURE_ARGUMENTS];
    size_t count = duckdb_data_chunk_get_column_count(bound->arguments);
    for (size_t i = 0; i < count; i++)
        arguments[i] = column_of_vector(duckdb_data_chunk_get_vector(bound->arguments, i));
    scan->asked_count = duckdb_init_get_column_count(info);
    scan->asked = memory_new(scan->asked_count + 1, sizeof *scan->asked);
    if (!scan->asked)
        return error_memory(error);
    for (size_t i = 0; i < scan->asked_count; i++)
        scan->asked[i] = duckdb_init_get_column_index(info, i);
    int threads = 1;
    TRY(scan->function->open(arguments, count, &scan->state, &threads, error));
    duckdb_init_set_max_threads(info, threads > 0 ? (idx_t)threads : 1);
    return 0;
}

static void table_init(duckdb_init_info info)
{
    struct error error = {.code = 0};
    struct bound *bound = duckdb_init_get_bind_data(info);
    struct scan *scan = memory_new(1, sizeof *scan);
    if (!scan) {
        duckdb_init_set_error(info, "out of memory");
        return;
    }
    scan->function = bound->function;
    scan->column_count = bound->column_count;
    atomic_init(&scan->references, 1);
    duckdb_init_set_init_data(info, scan, scan_release);
    if (scan_open(info, scan, bound, &error) < 0) {
        struct fault fault;
        duckdb_init_set_error(info, fault_pack(&fault, &error));
    }
}

/* ---- threads and batches ------------------------------------------------------------------------------- */

static void scan_thread_free(void *data)
{
    struct scan_thread *thread = data;
    if (thread->local && thread->scan->function->close_thread)
        thread->scan->function->close_thread(thread->local);
    scan_drop(thread->scan);
    memory_free(thread->columns);
    memory_free(thread);
}

static void table_local_init(duckdb_init_info info)
{
    struct scan_thread *thread = memory_new(1, sizeof *thread);
    if (thread)
        duckdb_init_set_init_data(info, thread, scan_thread_free);
    else
        duckdb_init_set_error(info, "out of memory");
}

static int scan_thread_open(struct scan_thread *thread, struct scan *scan, struct error *error)
{
    if (thread->scan)
        return 0;
    thread->columns = memory_new(scan->column_count, sizeof *thread->columns);
    if (!thread->columns)
        return error_memory(error);
    atomic_fetch_add(&scan->references, 1);
    thread->scan = scan;
    return scan->function->open_thread ? scan->function->open_thread(scan->state, &thread->local, error) : 0;
}

static int fill(duckdb_data_chunk output, struct scan_thread *thread, struct error *error)
{
    struct scan *scan = thread->scan;
    memset(thread->columns, 0, scan->column_count * sizeof *thread->columns);
    for (size_t i = 0; i < scan->asked_count; i++)
        if (scan->asked[i] < scan->column_count)
            thread->columns[scan->asked[i]] = target_of_vector(duckdb_data_chunk_get_vector(output, i));
    struct table_batch batch = {
        .capacity = duckdb_vector_size(), .columns = thread->columns, .column_count = scan->column_count};
    TRY(scan->function->next(scan->state, thread->local, &batch, error));
    duckdb_data_chunk_set_size(output, batch.rows);
    return 0;
}

static void table_next(duckdb_function_info info, duckdb_data_chunk output)
{
    struct error error = {.code = 0};
    struct scan_thread *thread = duckdb_function_get_local_init_data(info);
    int code = scan_thread_open(thread, duckdb_function_get_init_data(info), &error);
    if (code == 0)
        code = fill(output, thread, &error);
    if (code < 0) {
        struct fault fault;
        duckdb_function_set_error(info, fault_pack(&fault, &error));
    }
}

/* ---- registering --------------------------------------------------------------------------------------- */

static duckdb_state register_table(duckdb_connection connection, const struct table_function *function,
                                   const struct signature *signature)
{
    duckdb_table_function table = duckdb_create_table_function();
    duckdb_table_function_set_name(table, function->name);
    for (size_t i = 0; i < signature->argument_count; i++)
        duckdb_table_function_add_parameter(table, signature->arguments[i]);
    duckdb_table_function_set_extra_info(table, (void *)function, NULL);
    duckdb_table_function_set_bind(table, table_bind);
    duckdb_table_function_set_init(table, table_init);
    duckdb_table_function_set_local_init(table, table_local_init);
    duckdb_table_function_set_function(table, table_next);
    duckdb_table_function_supports_projection_pushdown(table, true);
    duckdb_state state = duckdb_register_table_function(connection, table);
    duckdb_destroy_table_function(&table);
    return state;
}

/* The declaration of the columns is read again at each bind; a mistake in it should show at once. */
static int columns_check(const struct table_function *function, struct error *error)
{
    duckdb_logical_type row;
    int code = type_parse(&row, function->columns, error);
    if (code == 0 && duckdb_get_type_id(row) != DUCKDB_TYPE_STRUCT)
        code = error_set(error, ERROR_USAGE, "its columns must be declared as a STRUCT");
    duckdb_destroy_logical_type(&row);
    return code;
}

int table_function_register(duckdb_connection connection, const struct table_function *function,
                            struct error *error)
{
    struct signature signature;
    int code = signature_parse_arguments(&signature, function->arguments, error);
    if (code == 0)
        code = columns_check(function, error);
    if (code == 0 && register_table(connection, function, &signature) != DuckDBSuccess)
        code = error_set(error, ERROR_SYSTEM, "the engine refused to register it");
    signature_release(&signature);
    return code < 0 ? error_prefix(error, "table function %s: ", function->name) : 0;
}
