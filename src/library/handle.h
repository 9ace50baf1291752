/* The open handle of the C library, as the files of this folder share it. What a function does is said in
 * include/assay; here is how. */
#ifndef ASSAY_LIBRARY_HANDLE_H
#define ASSAY_LIBRARY_HANDLE_H

#include "assay/assay.h"
#include "check/check_set.h"
#include "check/run.h"
#include "load/load.h"

struct assay {
    struct engine *engine;
    struct project *project; /* opened when a version is read */
    struct loaded loaded;    /* what was read; no pack when nothing is */
    struct check_set set;    /* checks of the last run: derived tables are forgotten by it */
    struct run run;          /* the last run; no task when there is none */
    struct arena views;      /* results, for the caller */
    struct assay_result *results;
    struct error error;
};

/* Begins a public call: forgets the last message. */
void call_begin(struct assay *assay);

/* Ends one: a wish to stop is granted once. */
int call_end(int code);

/* Drops the last run and the tables derived for it. */
int run_drop(struct assay *assay) MUST_CHECK;

/* Fills assay->results from assay->run. */
int results_make(struct assay *assay) MUST_CHECK;

#endif
