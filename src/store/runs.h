/* Runs of checks on versions, kept: the whole run as an object, its figures as rows for queries. */
#ifndef ASSAY_STORE_RUNS_H
#define ASSAY_STORE_RUNS_H

#include "store/project.h"

struct stored_figure {
    struct text check, figure, slice, unit;
    double value, low, high; /* NaN: undefined */
    int64_t n;               /* -1: unknown */
};

struct stored_run {
    struct text version; /* id of what was checked */
    struct text task, started, command;
    double seconds;
    bool failed;
    int64_t findings;
    struct text report;     /* the run as JSON (docs/json.md), with every finding */
    struct text parameters; /* JSON object */
    struct text checks;     /* JSON object: check → SHA-256 of its file */
    const struct stored_figure *figures;
    size_t figure_count;
};

/* Stores the run, its figures and the event, in one transaction. Gives its id. */
int run_store(struct project *project, const struct stored_run *run, char id[65],
              struct error *error) MUST_CHECK;

/* The id of a run by a beginning of it (6 digits or more), or of the newest run on a version ("chat@v3"). */
int run_find(struct project *project, const char *name, char id[65], struct error *error) MUST_CHECK;

/* The stored report (JSON text, freed by memory_free) of a run. */
int run_report(struct project *project, const char *id, char **json, size_t *length,
               struct error *error) MUST_CHECK;

#endif
