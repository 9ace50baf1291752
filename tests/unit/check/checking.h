/* What the tests of check files share: parsing from a literal, an engine, and a small canonical table. */
#ifndef ASSAY_TESTS_UNIT_CHECK_CHECKING_H
#define ASSAY_TESTS_UNIT_CHECK_CHECKING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "check/check_set.h"
#include "engine/engine.h"

/* The least that the runner asks of a task's tables: where each record stands. */
#define TABLES                                                                                               \
    "CREATE OR REPLACE TABLE records (row BIGINT, record VARCHAR, file VARCHAR, number BIGINT, line "        \
    "BIGINT, "                                                                                               \
    "extra VARCHAR, words BIGINT, colour VARCHAR);"

#define THREE_RECORDS                                                                                        \
    "INSERT INTO records VALUES (1, 'a', 'f', 1, 1, '{\"source\":\"web\"}', 10, NULL), "                     \
    "(2, 'b', 'f', 2, 2, '{\"source\":\"book\"}', 20, NULL), "                                               \
    "(3, 'c', 'f', 3, 4, '{\"source\":\"web\"}', 30, NULL);"

static inline void assert_text(struct text text, const char *wanted)
{
    if (!text_is(text, wanted))
        fail_msg("is '%.*s', not '%s'", (int)text.length, text.data ? text.data : "", wanted);
}

static inline void assert_number(double value, double wanted)
{
    if (!(value > wanted - 1e-12 && value < wanted + 1e-12))
        fail_msg("is %.17g, not %.17g", value, wanted);
}

/* Adds check files from literals: pairs of a path ("checks/x.sql") and a text, ended by NULL. */
static inline void set_fill(struct check_set *set, const char *const files[])
{
    struct error error = {0};
    struct embedded list[16] = {{0}};
    size_t count = 0;
    for (; files[count * 2]; count++)
        list[count] = (struct embedded){files[count * 2], files[count * 2 + 1], strlen(files[count * 2 + 1])};
    if (check_set_add_embedded(set, "test", list, &error) < 0 || check_set_close(set, &error) < 0)
        fail_msg("%s", error.message);
}

static inline struct engine *engine_with(const char *sql)
{
    struct engine *engine = NULL;
    struct error error = {0};
    if (engine_open(&engine, &(struct engine_options){.threads = 1}, &error) < 0 ||
        engine_run(engine, TABLES, NULL, &error) < 0 || engine_run(engine, sql, NULL, &error) < 0)
        fail_msg("%s", error.message);
    return engine;
}

#endif
