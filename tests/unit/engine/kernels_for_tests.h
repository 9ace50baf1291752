/* Small functions that exercise every kind of column and target; shared by the tests of the engine. */
#ifndef TESTS_ENGINE_KERNELS_FOR_TESTS_H
#define TESTS_ENGINE_KERNELS_FOR_TESTS_H

#include "engine/engine.h"

extern const struct function test_functions[];
extern const size_t test_function_count;

/* An engine with the functions above; aborts the test when it cannot be had. */
struct engine *engine_for_test(int threads);

/* Runs one query and compares all rows: columns joined with '|', rows with '\n'. Every value must be VARCHAR
 * or NULL. */
void expect_rows(struct engine *engine, const char *sql, const char *expected);

#endif
