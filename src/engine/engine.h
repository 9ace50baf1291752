/* The SQL engine (libduckdb): open, run statements, read results. This folder alone includes duckdb.h. */
#ifndef ASSAY_ENGINE_ENGINE_H
#define ASSAY_ENGINE_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "engine/column.h"
#include "engine/function.h"

struct engine_options {
    int threads;            /* 0: one per core */
    uint64_t memory_bytes;  /* 0: the engine's default (80 % of what the machine has) */
    const char *spill_path; /* folder for what does not fit in memory; NULL: a private one under TMPDIR, made
                               on open and removed on close */
    bool verify; /* PRAGMA enable_verification, and names are compared with built-in ones: for tests */
};

struct engine; /* one in-memory database with one connection for statements */
int engine_open(struct engine **opened, const struct engine_options *options, struct error *error) MUST_CHECK;
void engine_close(struct engine *engine);
const char *engine_version(void);

/* Registers functions, which must outlive the engine. A name that was added already is an error that names
 * it; with options.verify so is one that the engine has built in. */
int engine_add_functions(struct engine *engine, const struct function *functions, size_t count,
                         struct error *error) MUST_CHECK;
int engine_add_table_function(struct engine *engine, const struct table_function *function,
                              struct error *error) MUST_CHECK;

/* A named parameter: $name in SQL. */
struct parameter {
    const char *name;
    enum kind kind;  /* INT32, INT64, DOUBLE, BOOLEAN, TEXT; LIST is a list of texts; NULL */
    int64_t integer; /* also BOOLEAN */
    double number;
    struct text text;
    const struct text *texts;
    size_t text_count;
};
struct parameters {
    const struct parameter *items;
    size_t count;
};

/* Runs one or more statements; results are discarded. Parameters a statement does not name are not bound to
 * it; one it names and nobody gave is an error. Errors carry the engine's message without stack traces,
 * mapped: parser, binder, catalog → ERROR_USAGE; conversion, invalid input → ERROR_INPUT; interrupt →
 * ERROR_INTERRUPTED; else ERROR_SYSTEM. A cancel_request() anywhere stops a running statement within half a
 * second. */
int engine_run(struct engine *engine, const char *sql, const struct parameters *parameters,
               struct error *error) MUST_CHECK;

/* Runs statements that do not depend on each other, in any order, as many at a time as the engine has
 * threads, each by one thread alone. Temporary tables are not seen by them. After the first error no further
 * one is begun. */
int engine_run_together(struct engine *engine, const char *const *statements, size_t count,
                        struct error *error) MUST_CHECK;

/* The same, and the last statement's rows can be fetched. They are complete before the first is handed out,
 * and held in memory: large tables leave by COPY. Other statements may run while an answer is read. */
struct answer;
int engine_query(struct engine *engine, struct answer **answer, const char *sql,
                 const struct parameters *parameters, struct error *error) MUST_CHECK;
size_t answer_columns(const struct answer *answer);
const char *answer_name(const struct answer *answer, size_t column);
const char *answer_type(const struct answer *answer, size_t column); /* "VARCHAR", "BIGINT", "STRUCT(…)" */
/* Next batch: *rows == 0 at the end. Columns are valid until the next call. */
int answer_next(struct answer *answer, size_t *rows, struct error *error) MUST_CHECK;
struct column answer_column(const struct answer *answer, size_t column);
void answer_free(struct answer *answer);

/* One value of one row, for small questions: the first column of the first row. *found false when there is no
 * row or it is NULL. */
int engine_one_int64(struct engine *engine, const char *sql, const struct parameters *parameters,
                     int64_t *value, bool *found, struct error *error) MUST_CHECK;

/* Splits SQL text into its statements with the engine's own parser; the count, or ERROR_USAGE with the line.
 */
int engine_count_statements(struct engine *engine, const char *sql, struct error *error) MUST_CHECK;

/* Called from the waiting thread about every 100 ms while a statement runs: percent done, or -1 when unknown.
 */
int engine_on_progress(struct engine *engine, void (*progress)(void *context, double percent), void *context,
                       struct error *error) MUST_CHECK;

/* Appends `name` quoted as an SQL identifier / 'text' as an SQL literal. */
struct buffer;
void sql_put_name(struct buffer *out, struct text name);
void sql_put_literal(struct buffer *out, struct text text);

#endif
