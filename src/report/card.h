/* A version as a dataset card: Markdown for people, Croissant 1.1 for programs. Only what the project knows
 * is said; what it does not know is said to be unknown. */
#ifndef ASSAY_REPORT_CARD_H
#define ASSAY_REPORT_CARD_H

#include "report/version_facts.h"

/* `now` as the store writes times: to tell what has expired. */
int card_markdown(const struct version_facts *facts, const char *now, struct buffer *out,
                  struct error *error) MUST_CHECK;

/* JSON-LD of http://mlcommons.org/croissant/1.1 and its RAI extension 1.0. Paths of objects are relative to
 * the folder that holds .assay. */
int card_croissant(const struct version_facts *facts, struct project *project, struct buffer *out,
                   struct error *error) MUST_CHECK;

#endif
