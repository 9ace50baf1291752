/* What data is compared with stands beside it in tables of its own: the questions of an evaluation, a log of
 * production, reference suites. A check says by `needs` which of them it must have. */
#ifndef ASSAY_CHECK_BESIDE_H
#define ASSAY_CHECK_BESIDE_H

#include <stdbool.h>

#include "base/text.h"

struct beside {
    const char *role;  /* "eval": the option that gives its files, and how reports call it */
    const char *table; /* "eval_records": the columns of records, and `source` */
    bool texts;        /* files are read as texts: the table has source, text and nothing else */
};

enum { BESIDE_COUNT = 5 };
extern const struct beside besides[BESIDE_COUNT];

/* The one with this table; NULL: none. */
const struct beside *beside_of_table(struct text table);

#endif
