/* The open engine, as the files of this folder share it. */
#ifndef ASSAY_ENGINE_ENGINE_INTERNAL_H
#define ASSAY_ENGINE_ENGINE_INTERNAL_H

#include "base/buffer.h"
#include "engine/duckdb_api.h"
#include "engine/engine.h"

struct engine {
    duckdb_database database;
    duckdb_connection connection;
    char *spill; /* private folder, removed on close; NULL when there is none */
    bool verify;
    const char **names; /* of the functions added */
    size_t name_count;
    void (*progress)(void *context, double percent);
    void *progress_context;
};

/* Runs every statement of the text. *last, when wanted, is the last one's result, destroyed by the caller in
 * either outcome; otherwise results are dropped. */
int statements_run(struct engine *engine, const char *sql, const struct parameters *parameters,
                   duckdb_result *last, struct error *error) MUST_CHECK;

/* Fills *error from what the engine said: our own faults as they were, the rest by the kind of error that the
 * message starts with, cut before a stack trace. */
int engine_error(struct error *error, const char *message);

/* Appends the type as SQL writes it. */
void type_put(struct buffer *out, duckdb_logical_type type);

#endif
