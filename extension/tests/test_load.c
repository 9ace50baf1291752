/* Loads the extension into a stock engine; every declared function must be there, and every example that has
 * the form "expression → text" must give its text. */
#include <stdio.h>
#include <string.h>

#include <duckdb.h>

#include "functions/functions.h"
#include "packs/packs.h"

static int failures;

/* The first value of the answer as text, freed by duckdb_free; NULL when it failed (which is counted) or is
 * NULL. */
static char *ask(duckdb_connection connection, const char *sql)
{
    duckdb_result result;
    char *answer = NULL;
    if (duckdb_query(connection, sql, &result) != DuckDBSuccess) {
        fprintf(stderr, "%s\n  %s\n", sql, duckdb_result_error(&result));
        failures++;
    } else {
        duckdb_data_chunk chunk = duckdb_fetch_chunk(result);
        if (chunk && duckdb_data_chunk_get_size(chunk) > 0 && duckdb_data_chunk_get_column_count(chunk) > 0) {
            duckdb_vector vector = duckdb_data_chunk_get_vector(chunk, 0);
            uint64_t *validity = duckdb_vector_get_validity(vector);
            duckdb_string_t *texts = duckdb_vector_get_data(vector);
            if (!validity || (*validity & 1)) {
                uint32_t length = duckdb_string_t_length(texts[0]);
                answer = duckdb_malloc(length + 1);
                memcpy(answer, duckdb_string_t_data(&texts[0]), length);
                answer[length] = 0;
            }
        }
        duckdb_destroy_data_chunk(&chunk);
    }
    duckdb_destroy_result(&result);
    return answer;
}

static void check_example(duckdb_connection connection, const struct function *function)
{
    const char *arrow = strstr(function->example, "→");
    if (!arrow)
        return;
    char sql[2048];
    snprintf(sql, sizeof sql, "SELECT CAST((%.*s) AS VARCHAR)", (int)(arrow - function->example),
             function->example);
    const char *expected = arrow + strlen("→");
    while (*expected == ' ')
        expected++;
    char *got = ask(connection, sql);
    if (strcmp(got ? got : "NULL", expected) != 0) {
        fprintf(stderr, "%s\n  gives '%s'\n", function->example, got ? got : "NULL");
        failures++;
    }
    duckdb_free(got);
}

static void check_all(duckdb_connection connection)
{
    size_t count = 0;
    const struct function *functions = functions_all(&count);
    for (size_t i = 0; i < count; i++)
        check_example(connection, &functions[i]);
    for (const struct pack *const *pack = packs; *pack; pack++)
        for (size_t i = 0; i < (*pack)->function_count; i++)
            check_example(connection, &(*pack)->functions[i]);
}

int main(int argc, char **argv)
{
    duckdb_config config;
    duckdb_database database;
    duckdb_connection connection;
    if (argc != 2 || duckdb_create_config(&config) != DuckDBSuccess ||
        duckdb_set_config(config, "allow_unsigned_extensions", "true") != DuckDBSuccess ||
        duckdb_open_ext(NULL, &database, config, NULL) != DuckDBSuccess ||
        duckdb_connect(database, &connection) != DuckDBSuccess)
        return 1;
    char sql[4096];
    snprintf(sql, sizeof sql, "LOAD '%s'", argv[1]);
    duckdb_free(ask(connection, sql));
    if (failures == 0)
        check_all(connection);
    duckdb_disconnect(&connection);
    duckdb_close(&database);
    duckdb_destroy_config(&config);
    return failures != 0;
}
