/* What `assay diff` compares: files as tables of their own, files as records of their task, versions. */
#ifndef ASSAY_CLI_DIFF_SOURCE_H
#define ASSAY_CLI_DIFF_SOURCE_H

#include "base/buffer.h"
#include "cli/session.h"
#include "diff/diff.h"

struct plain_options {
    bool text; /* every column of a CSV is text */
};

/* Makes the temporary view or table `name` of the rows of a file or pattern, read by the engine. */
int plain_relation(struct engine *engine, const char *operand, const char *name,
                   const struct plain_options *options, struct error *error) MUST_CHECK;

#endif
