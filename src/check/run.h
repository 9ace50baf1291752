/* One run: checks executed on pinned inputs, with the figures and findings they gave. This is what reports
 * print, gates judge and the store keeps. A plain tree of structs; everything in it lives in the run's arena.
 */
#ifndef ASSAY_CHECK_RUN_H
#define ASSAY_CHECK_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/text.h"

enum level { LEVEL_NOTE, LEVEL_WARNING, LEVEL_ERROR, LEVEL_NEVER /* only as a threshold: nothing fails */ };
const char *level_name(enum level level); /* "note", "warning", "error", "never" */

enum check_status { CHECK_OK, CHECK_FINDINGS, CHECK_SKIPPED, CHECK_FAILED };
const char *check_status_name(enum check_status status); /* "ok", "findings", "skipped", "failed" */

struct run_input {
    struct text path; /* as given */
    struct text format;
    struct text role; /* of data that is compared with: "eval"; empty: the data itself */
    char
        sha256[65]; /* of the stored bytes; empty for a pipe that cannot be read twice and was not digested */
    uint64_t bytes;
    int64_t records;
};

/* A number about the data. value, low and high are NaN when undefined; `reason` then says why. */
struct figure {
    struct text figure; /* its name */
    struct text slice;  /* "" = all data; else "language=de" */
    double value, low, high;
    int64_t n;          /* sample size; -1 unknown */
    struct text unit;   /* "" or "share", "words", "records" … */
    struct text reason; /* why undefined, else "" */
};

/* A distribution to plot: named counts in order. */
struct histogram {
    struct text figure; /* "words per answer" */
    struct text unit;
    size_t count;
    const double *edges;       /* count + 1 of them; NULL when labels are used */
    const struct text *labels; /* count of them; NULL when edges are used */
    const int64_t *counts;
    const double *measured; /* one a bin (the accuracy in it), NaN where there is none; NULL: counts only */
    const double *expected; /* what that is held against, one a bin (the mean confidence); NULL: nothing */
};

/* A place in the data that needs attention. */
struct finding {
    struct text record;   /* the record's own id, else FILE#N */
    struct text code;     /* stable short name of the kind of fault */
    struct text locus;    /* JSON pointer, time span, box, byte offset */
    struct text message;  /* a sentence */
    struct text evidence; /* JSON, or empty */
    double score;         /* 0..1, ranks; NaN when the check does not rank */
    struct text file;     /* where the record stands */
    int64_t line;         /* from 1; 0 unknown */
    int64_t number;       /* from 1 within the file; 0 unknown */
};

struct check_result {
    struct text check; /* "sft.structure" */
    struct text title;
    struct text why;        /* why it matters */
    struct text definition; /* how its numbers are defined: prose from the check file */
    struct text source;     /* citation */
    struct text sql;        /* the check file */
    enum level level;
    enum check_status status;
    struct text reason; /* of skipped or failed */
    double seconds;
    struct figure *figures;
    size_t figure_count;
    struct histogram *histograms;
    size_t histogram_count;
    struct finding *findings; /* worst first; at most the limit asked for */
    size_t finding_count;
    int64_t findings_total;
    struct code_count {
        struct text code;
        int64_t count;
    } *codes; /* findings_total split by code, most first */
    size_t code_count;
};

struct run {
    struct arena arena;
    const char *version; /* of assay */
    struct text task;
    struct text command; /* to repeat it */
    struct run_input *inputs;
    size_t input_count;
    int64_t records;
    struct check_result *checks;
    size_t check_count;
    enum level fail_on;
    bool failed; /* the verdict: some check at or above fail_on has findings, or a check failed */
};

#endif
