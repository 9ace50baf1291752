/* One comparison under way, as the files of this folder share it. */
#ifndef ASSAY_DIFF_DIFF_INTERNAL_H
#define ASSAY_DIFF_DIFF_INTERNAL_H

#include "base/buffer.h"
#include "diff/diff.h"

enum { SIDE_BEFORE, SIDE_AFTER, SIDES };

struct comparing {
    struct engine *engine;
    const struct diff_side *sides[SIDES];
    const struct diff_options *options;
    struct diff_table *table;
    struct arena *arena;
    /* Per column: the type both sides are cast to before they are compared; empty: they have the same type;
     * "JSON": they have no common type and are compared as JSON text. */
    struct text *common;
    struct buffer sql;
    struct error *error;
};

/* Fills table->columns, key and comparing->common. */
int columns_match(struct comparing *comparing) MUST_CHECK;

/* Rows by key: the temporary tables diff_before and diff_after of rows that found no partner, and the counts.
 */
int rows_by_key(struct comparing *comparing) MUST_CHECK;
/* Rows as bags: the same tables, one row for each copy that is too many. */
int rows_by_content(struct comparing *comparing) MUST_CHECK;
/* Fills table->rows from them. */
int rows_fetch(struct comparing *comparing) MUST_CHECK;

/* Runs comparing->sql. */
int sql_run(struct comparing *comparing) MUST_CHECK;
int sql_count(struct comparing *comparing, int64_t *value) MUST_CHECK;

/* Appends alias."name", cast to the common type where the sides' types differ. */
void column_put(struct comparing *comparing, const char *alias, size_t column);
/* The same as text for people and JSON, in the type it has on that side. */
void column_text_put(struct comparing *comparing, const char *alias, size_t column, int side);
/* Appends hash(…) over the compared columns that are not of the key. */
void hash_put(struct comparing *comparing, const char *alias);
/* Appends "k1, k2, …" for the key's columns. */
void key_names_put(struct comparing *comparing);
/* Appends the key's columns of a relation AS k1, k2, …. */
void key_values_put(struct comparing *comparing, const char *alias);
bool column_compared(const struct comparing *comparing, size_t column);
bool column_on_side(const struct diff_column *column, int side);

/* ERROR_INPUT that lists key values that stand twice or are NULL. */
int duplicates_report(struct comparing *comparing) MUST_CHECK;

#endif
