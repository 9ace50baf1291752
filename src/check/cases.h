/* Cases prove that a check can fail and can pass: a check never seen to fail is one nobody should trust.
 *
 * A file "x.cases.sql" beside "x.sql":
 *   -- cases:   sft.structure                 first line: the check
 *   -- case:    an answer is missing          then SQL that fills the canonical tables
 *   INSERT INTO records FROM sft_rows('openai', ['{"messages": […]}']);
 *   -- set:     threshold=0.5                 parameters, if not the defaults
 *   -- finds:   no_assistant_turn case#1      exactly these findings: code, record; "nothing" for none
 *   -- figure:  records with faults = 1       a figure and its value (to 1e-6)
 */
#ifndef ASSAY_CHECK_CASES_H
#define ASSAY_CHECK_CASES_H

#include "check/check_set.h"
#include "engine/engine.h"

struct proof {
    struct text check, name; /* of the case; "coverage" for what is demanded of all cases together */
    bool passed;
    struct text message; /* why not */
};

struct proofs {
    struct arena arena;
    struct proof *items;
    size_t count, capacity;
    size_t failed;
};

/* Runs all cases of one check; tables_sql makes the canonical tables empty. Besides each case it demands of
 * all together: some case finds something, some finds nothing, and every declared code is found at least
 * once. */
int cases_prove(struct engine *engine, const struct check_set *set, const struct check *check,
                const char *tables_sql, struct proofs *proofs, struct error *error) MUST_CHECK;
void proofs_release(struct proofs *proofs);

#endif
