/* What a model is to be fine-tuned for, as people state it: the part of the evidence that no file of examples
 * holds. docs/ready.md says how one is written. */
#ifndef ASSAY_GATE_USE_CASE_H
#define ASSAY_GATE_USE_CASE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

/* What the model lacks today. */
enum gap { GAP_UNSAID, GAP_STYLE, GAP_FORMAT, GAP_REGISTER, GAP_SKILL, GAP_FACTS };
const char *gap_name(enum gap gap); /* "style", … ; "" when unsaid */

struct use_case_files {
    const char **items; /* NUL-terminated operands, as options take them */
    size_t count;
};

struct use_case {
    struct arena arena;
    struct text name;
    enum gap gap;
    bool baseline;             /* a prompt was tried and counted */
    int64_t correct, answered; /* of it */
    double target;             /* share that is good enough; NaN: not said */
    int64_t prompts;           /* how many prompts were tried; 0: not said */
    int64_t least_records;
    struct use_case_files eval, production, suites, documents;
};

/* Errors begin "path:line:column: ". Released by arena_release(&use_case->arena) also after an error. */
int use_case_parse(struct use_case *use_case, const char *path, struct text text,
                   struct error *error) MUST_CHECK;

#endif
