/* The checks that take part: those built in, then those of the user's folders (same name: the user's wins).
 */
#ifndef ASSAY_CHECK_CHECK_SET_H
#define ASSAY_CHECK_CHECK_SET_H

#include "base/embedded.h"
#include "check/check.h"

struct check_set {
    struct arena arena;  /* names, texts and parameters of all checks */
    struct check *items; /* sorted by name */
    size_t count, capacity;
    struct check_cases {   /* "x.cases.sql" beside "x.sql" */
        struct text stem;  /* "packs/sft/checks/structure" */
        struct text check; /* name of the check it belongs to; empty until check_set_close */
        struct text text, path;
    } *cases;
    size_t cases_count, cases_capacity;
};

/* Adds the files whose path begins with "checks/" or "tables/" and ends in ".sql". */
int check_set_add_embedded(struct check_set *set, const char *pack, const struct embedded *files,
                           struct error *error) MUST_CHECK;

/* Adds every *.sql file of a folder. A folder that is not there is an error unless `optional`. */
int check_set_add_folder(struct check_set *set, const char *folder, bool optional,
                         struct error *error) MUST_CHECK;

/* Sorts, and joins cases to their checks. Call once after the last add. */
int check_set_close(struct check_set *set, struct error *error) MUST_CHECK;

/* By full name, or by the part after the last dot where that is unique; NULL when unknown. */
const struct check *check_set_find(const struct check_set *set, struct text name);

void check_set_release(struct check_set *set);

#endif
