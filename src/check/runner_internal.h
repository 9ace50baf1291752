/* What the files of the runner share. */
#ifndef ASSAY_CHECK_RUNNER_INTERNAL_H
#define ASSAY_CHECK_RUNNER_INTERNAL_H

#include "base/buffer.h"
#include "check/runner.h"

struct runner {
    struct engine *engine;
    const struct check_set *set;
    const struct runner_options *options;
    struct run *run;
    struct buffer sql;   /* the statement being put together */
    struct text *slices; /* values of --by, most frequent first */
    size_t slice_count;
    struct error *error;
};

/* A VARCHAR of the current batch copied into the run; empty text for NULL. */
int cell_text(struct runner *runner, const struct column *column, size_t row, struct text *out);
double cell_double(const struct column *column, size_t row); /* NaN for NULL */
int64_t cell_int64(const struct column *column, size_t row, int64_t otherwise);

/* The parameters of a check, overrides applied; in the run's arena. */
int check_parameters(struct runner *runner, const struct check *check, struct parameters *out);

/* Runs the rows stage into the table `target`. */
int rows_build(struct runner *runner, const struct check *check, const char *target);

/* Names of a table's columns. */
struct columns {
    struct text names[64];
    size_t count;
};
int columns_read(struct runner *runner, const char *table, struct columns *out);
bool columns_have(const struct columns *columns, const char *name);

int figures_gather(struct runner *runner, const struct check *check, struct check_result *result);
int findings_gather(struct runner *runner, const struct check *check, struct check_result *result);

#endif
