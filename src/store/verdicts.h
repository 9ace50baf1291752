/* Verdicts of gates, kept: the gate file and the verdict as objects, a row, and an event. */
#ifndef ASSAY_STORE_VERDICTS_H
#define ASSAY_STORE_VERDICTS_H

#include "store/project.h"

struct stored_verdict {
    struct text version, run; /* what was judged: ids */
    struct text baseline;     /* id of the run it was compared with; empty: none */
    struct text gate;         /* its name */
    struct text gate_file;    /* its text, which is kept */
    struct text outcome;      /* pass, fail, inconclusive */
    struct text verdict;      /* JSON */
};

/* Stores it in one transaction. Gives its id, the SHA-256 of the verdict's canonical JSON; the same verdict
 * is stored once. */
int verdict_store(struct project *project, const struct stored_verdict *verdict, char id[65],
                  struct error *error) MUST_CHECK;

#endif
