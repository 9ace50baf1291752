/* Changing what is loaded into what a derived version keeps. */
#ifndef ASSAY_LOAD_DERIVE_H
#define ASSAY_LOAD_DERIVE_H

#include "load/load.h"

/* Keeps what the query gives. With a column `row`: those records, its other columns of the records' names
 * replacing theirs. Without: of a plain table its rows as they are; of another task an error. */
int derive_sql(struct engine *engine, const struct loaded *loaded, const char *query,
               struct error *error) MUST_CHECK;

/* The field of a marked record: {"run": …, "findings": [{"check", "code", "locus"}]}. */
#define MARK_FIELD "assay_findings"

/* What to do about findings, and what was done. */
struct derive_findings {
    struct text run;         /* its id */
    struct text report;      /* the run as JSON */
    const struct text *only; /* "CHECK" or "CHECK:CODE", with or without the task; none: all */
    size_t only_count;
    bool mark; /* without a review: mark the records instead of dropping them */
    struct text
        review; /* JSON lines {record, check, code, locus, decision: drop|keep|mark, by}; data NULL: none */
    int64_t dropped, marked;
    int64_t undecided; /* findings that the review says nothing of: their records stay */
};

/* Drops or marks the records that a run has findings on. Without a review all of them, but of copies of each
 * other the one that the evidence calls the representative stays. With one, as it decides: a line without
 * check, code or locus decides all findings of its record, the line that names most counts, and lines without
 * a decision are passed over. Errors name the line. The decisions are appended as a JSON list, for the
 * recipe. */
int derive_found(struct engine *engine, const struct loaded *loaded, struct derive_findings *findings,
                 struct buffer *decisions, struct error *error) MUST_CHECK;

/* Keeps a number or a share of the records, chosen by a hash of seed and name. */
int derive_sample(struct engine *engine, const struct loaded *loaded, double number, bool percent,
                  const char *seed, struct error *error) MUST_CHECK;

/* Rows of the task's other tables whose record is gone go too. */
int derive_parts_prune(struct engine *engine, const struct loaded *loaded, struct error *error) MUST_CHECK;

#endif
