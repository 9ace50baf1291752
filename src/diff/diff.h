/* What differs between two tables: rows added, removed and changed, and the cells of the changed ones.
 *
 * Rows meet by a key, in one join on the key and a 64-bit hash of all other cells; only rows that find no
 * partner there are looked at again, cell by cell, in their own types (IS NOT DISTINCT FROM: NULL equals
 * NULL, NaN equals NaN, -0.0 equals 0.0). The order of rows and of columns is no difference. Without a key
 * tables are compared as bags of rows: a changed row is then one removed and one added. */
#ifndef ASSAY_DIFF_DIFF_H
#define ASSAY_DIFF_DIFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "engine/engine.h"

enum diff_presence { PRESENT_BOTH, PRESENT_BEFORE, PRESENT_AFTER };
enum diff_shape { DIFF_NUMBER, DIFF_BOOLEAN, DIFF_TEXT, DIFF_NESTED /* shown as JSON text */ };

struct diff_column {
    struct text name, type_before, type_after; /* as the engine writes types; empty where it is absent */
    enum diff_presence presence;
    enum diff_shape shape_before, shape_after;
    bool key, retyped;
    int64_t changed; /* cells */
};

struct diff_value {
    struct text text; /* data NULL: NULL */
};

enum diff_change { DIFF_CHANGED, DIFF_ADDED, DIFF_REMOVED };

struct diff_cell {
    size_t column;
    struct diff_value before, after;
};

struct diff_row {
    enum diff_change change;
    struct diff_value *key;  /* key_count values; NULL without a key */
    struct diff_cell *cells; /* changed: the cells that differ; else all of the side it stands on */
    size_t cell_count;
};

struct diff_table {
    struct text name;
    size_t *key; /* columns, in order; none: compared as a bag of rows */
    size_t key_count;
    bool content_key; /* the key is a digest of the row: a changed row is one removed and one added */
    struct diff_column *columns;
    size_t column_count;
    int64_t rows_before, rows_after, added, removed, changed, cells;
    struct diff_row *rows; /* in the order of the key, at most the limit */
    size_t row_count;
    struct text suggested_key; /* without a key: a column whose values name every row; or empty */
};

/* Something said of a version, beside its rows: licence, owner, an added picture. */
struct diff_fact {
    const char *kind; /* "governance", "metadata", "media" */
    struct text name;
    struct diff_value before, after;
};

/* What was read of one side. */
struct diff_read {
    int64_t chunks, chunks_all, bytes, bytes_all;
};

struct diff {
    struct arena arena;
    struct text before, after; /* as given */
    struct diff_table *tables;
    size_t table_count;
    struct diff_fact *facts;
    size_t fact_count;
    bool versions; /* both sides are versions: `read` says what they cost */
    struct diff_read read_before, read_after;
};

bool diff_table_differs(const struct diff_table *table);
bool diff_differs(const struct diff *diff);
void diff_release(struct diff *diff);

/* One side of a table. */
struct diff_side {
    struct text name;     /* for messages */
    const char *relation; /* SQL that may follow FROM: a name or a table function; scanned more than once */
    int64_t rows_equal;   /* rows known to be on both sides and left out of the relation */
};

struct diff_options {
    const struct text *key; /* columns of both sides */
    size_t key_count;       /* 0: compare as bags of rows */
    int64_t limit;          /* rows to keep in `rows`; -1: all */
};

/* Fills *table (name and content_key are the caller's) with texts in the arena. A key that is not in both
 * tables is ERROR_USAGE; key values that are NULL or stand twice are ERROR_INPUT that lists them. */
int diff_fill(struct engine *engine, const struct diff_side *before, const struct diff_side *after,
              const struct diff_options *options, struct diff_table *table, struct arena *arena,
              struct error *error) MUST_CHECK;

#endif
