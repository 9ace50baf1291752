/* What `assay diff` compares: files as tables of their own, files as records of their task, versions. */
#ifndef ASSAY_CLI_DIFF_SOURCE_H
#define ASSAY_CLI_DIFF_SOURCE_H

#include "base/buffer.h"
#include "cli/session.h"
#include "diff/diff.h"

/* Both sides of one comparison. */
struct diff_pair {
    const struct invocation *invocation;
    struct session *session; /* open; its project is opened when a side is a version */
    const struct text *key;  /* --key; none: what a version was keyed by, else what tells rows apart */
    size_t key_count;
    const char *key_given; /* as typed; NULL */
    int64_t limit;
    struct diff *diff; /* before and after are set; the rest is filled */
};

/* Finds out what both sides are and compares them. */
int pair_compare(struct diff_pair *pair, struct error *error) MUST_CHECK;

/* Makes the temporary view or table `name` of the rows of a file or pattern, read by the engine. */
int plain_relation(struct engine *engine, const char *operand, const char *name, bool all_text,
                   struct error *error) MUST_CHECK;

#endif
