/* What leaked items do to the scores of models: on all items, on the clean and on the leaked ones. */
#ifndef ASSAY_CLI_LEAKAGE_SCORES_H
#define ASSAY_CLI_LEAKAGE_SCORES_H

#include "cli/session.h"

/* Reads the logs named by --scores into the table score_records. Before the data itself is loaded: it uses
 * the same names of tables. */
int leakage_scores_load(struct session *session, const struct invocation *invocation,
                        struct error *error) MUST_CHECK;

/* Makes the tables score_parts (a row a model and suite) and score_pairs (two models on one suite) from
 * score_records and leak_best. */
int leakage_scores_make(struct session *session, struct error *error) MUST_CHECK;

#endif
