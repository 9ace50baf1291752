/* One declaration per SQL function feeds its registration, `assay functions`, the reference page, the
 * generated smoke test and the generic fuzzer. To add a function: write a kernel, a `rows` callback that
 * reads columns and writes a target, and one line in the table of its folder. */
#ifndef ASSAY_ENGINE_FUNCTION_H
#define ASSAY_ENGINE_FUNCTION_H

#include <stddef.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "engine/column.h"

/* Memory that a thread keeps between calls; kernels allocate nothing per row once it is warm. */
struct scratch {
    struct arena arena; /* cleared before every call */
    struct buffer a, b; /* cleared by whoever uses them */
    /* One function-owned object per thread: set by the callback on first use, freed by `release` at thread
     * end. `owner` is the struct function it belongs to; each function sees its own. */
    void *own;
    void (*release_own)(void *own);
};

struct call {
    size_t rows;
    size_t argument_count;
    const struct column *arguments;
    struct target result;
    struct scratch *scratch;
    struct error *error;
};

struct function {
    const char *name;
    /* "(VARCHAR, INTEGER) -> STRUCT(hit INTEGER, sub INTEGER)". Types: BOOLEAN INTEGER BIGINT UINTEGER
     * UBIGINT FLOAT DOUBLE VARCHAR BLOB ANY T[] STRUCT(name T, …). ANY takes whatever comes: look kinds up at
     * run time. */
    const char *signature;
    int (*rows)(
        struct call *call); /* every row NULL-tested by itself; 0 or a negative code with *call->error set */
    const char *doc;        /* one sentence or two: what, units, definition's source */
    const char *example;    /* "word_count('a b')  → 2": executed by the tests */
};

/* A table function: rows from outside (files) into SQL. Rows are handed out in batches to several threads. */
struct table_batch {
    size_t capacity;        /* rows there is room for */
    size_t rows;            /* set by `next`; 0 ends this thread */
    struct target *columns; /* one per declared column; vector NULL when the query does not ask for it */
    size_t column_count;
};

struct table_function {
    const char *name;
    const char *arguments; /* "(VARCHAR[])", same types as above */
    const char *columns;   /* "STRUCT(file VARCHAR, number BIGINT, …)" */
    /* arguments has one row per argument column. *state is shared by all threads and freed by close. */
    int (*open)(const struct column *arguments, size_t count, void **state, int *threads,
                struct error *error);
    int (*open_thread)(void *state, void **local, struct error *error);
    int (*next)(void *state, void *local, struct table_batch *batch, struct error *error);
    void (*close_thread)(void *local);
    void (*close)(void *state);
    const char *doc;
};

#endif
