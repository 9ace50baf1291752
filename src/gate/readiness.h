/* Whether data and use case are ready for fine-tuning: a checklist of evidence, and what follows from it. No
 * score: each item is answered yes, no or unknown, with what was seen and what would change the answer. Pure:
 * a run and a use case in, answers out. docs/ready.md gives the rules. */
#ifndef ASSAY_GATE_READINESS_H
#define ASSAY_GATE_READINESS_H

#include "check/run.h"
#include "gate/use_case.h"

enum answer_kind { ANSWER_YES, ANSWER_UNKNOWN, ANSWER_NO };
const char *answer_kind_name(enum answer_kind answer); /* "yes", "unknown", "no" */

enum advice { ADVICE_FINE_TUNE, ADVICE_PROMPT, ADVICE_RETRIEVAL, ADVICE_NOT_YET };
const char *advice_name(enum advice advice); /* "fine-tune", "prompt", "retrieval", "not yet" */

struct readiness_item {
    const char *name;     /* "structure": stable */
    const char *question; /* "Do like tasks have like answers?" */
    enum answer_kind answer;
    bool needed;          /* unknown is not enough for fine-tuning */
    struct text evidence; /* a sentence or two with numbers */
    struct text change;   /* what would change the answer; empty for a good one */
};

enum { READINESS_MOST = 16 };

struct readiness {
    struct arena arena;
    struct readiness_item items[READINESS_MOST];
    size_t count;
    enum advice advice;
    struct text because; /* which items decided, in a sentence */
};

/* `run` is one of all checks of the task, with all findings. *readiness is released by
 * arena_release(&readiness->arena). */
int readiness_make(struct readiness *readiness, const struct run *run, const struct use_case *use_case,
                   struct error *error) MUST_CHECK;

#endif
