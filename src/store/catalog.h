/* The catalog: a project's plain tables (datasets, versions, refs, runs, figures, verdicts, events), in
 * SQLite or in PostgreSQL. One small interface; all SQL above it is of the kind that both understand, with
 * parameters $1, $2, … numbered in the order in which they first appear. Values go in and come out as text;
 * types in the tables are TEXT, BIGINT and DOUBLE PRECISION. Texts compare and sort by their bytes. A
 * parameter takes its type from the column that it is stored in or compared with, so one parameter cannot
 * stand for two types, and one that meets no column has to be cast: CAST($1 AS BIGINT).
 *
 * A write happens inside one transaction, which both catalogs serialise among writers: SQLite by BEGIN
 * IMMEDIATE (WAL, busy timeout), PostgreSQL by locking the one row of log_head first. So a transaction reads
 * what it will write, and nobody else writes in between. Readers never wait. A transaction of which a
 * statement failed can only be rolled back; where a conflict is expected, INSERT … ON CONFLICT DO NOTHING and
 * *changed tell it without. */
#ifndef ASSAY_STORE_CATALOG_H
#define ASSAY_STORE_CATALOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/text.h"

struct catalog;

/* `place` is the path of a SQLite file or a postgresql:// URL. `create` makes the file and the tables where
 * they are missing, and brings older tables up to date (schema_version in `meta`); without it a catalog that
 * is not there, is older or is newer than this program is an error that says what to do. URLs are never
 * printed with their password. */
int catalog_open(struct catalog **opened, const char *place, bool create, struct error *error) MUST_CHECK;
/* Opens one that must be there, and brings older tables up to date. */
int catalog_open_older(struct catalog **opened, const char *place, struct error *error) MUST_CHECK;
void catalog_close(struct catalog *catalog); /* rolls back what is open; NULL is fine */

/* "sqlite" or "postgresql". */
const char *catalog_kind(const struct catalog *catalog);

/* Write transactions. begin waits up to 60 s for other writers, then says that the catalog is busy. */
int catalog_begin(struct catalog *catalog, struct error *error) MUST_CHECK;
int catalog_commit(struct catalog *catalog, struct error *error) MUST_CHECK;
void catalog_rollback(struct catalog *catalog);

/* One statement without an answer. *changed (may be NULL): rows inserted, updated or deleted. A parameter
 * whose .data is NULL is SQL's NULL. A violated primary key or unique constraint is ERROR_USAGE, so that a
 * caller can tell a conflict; all else is ERROR_SYSTEM. */
int catalog_run(struct catalog *catalog, const char *sql, const struct text *parameters, size_t count,
                int64_t *changed, struct error *error) MUST_CHECK;

/* One query. All of the answer is fetched before the call returns; cells are NUL-terminated text, .data NULL
 * for SQL's NULL. The caller releases *rows, also after an error. */
struct rows {
    struct text *cells; /* count * columns, row by row */
    size_t count, columns;
    struct buffer bytes; /* what cells borrow from */
};
int catalog_query(struct catalog *catalog, const char *sql, const struct text *parameters, size_t count,
                  struct rows *rows, struct error *error) MUST_CHECK;
void rows_release(struct rows *rows);

static inline struct text rows_cell(const struct rows *rows, size_t row, size_t column)
{
    return rows->cells[row * rows->columns + column];
}
int64_t rows_int64(const struct rows *rows, size_t row, size_t column); /* 0 for NULL */

/* A 64-bit integer as a parameter: its decimal digits in *space. */
struct decimal {
    char digits[24];
};
struct text decimal_text(struct decimal *space, int64_t value);

#endif
