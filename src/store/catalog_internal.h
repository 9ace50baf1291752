/* What stands behind catalog.h: a catalog of one kind is a set of calls. catalog.c holds what is the same for
 * both (transactions, checks of parameters, the schema's version), and each kind its own way to the server.
 */
#ifndef ASSAY_STORE_CATALOG_INTERNAL_H
#define ASSAY_STORE_CATALOG_INTERNAL_H

#include "base/embedded.h"
#include "store/catalog.h"

enum { CATALOG_WAIT_SECONDS = 60 /* for other writers */ };

struct catalog_backend {
    const char *kind;
    int (*open)(struct catalog *catalog, const char *place, bool create, struct error *error);
    void (*close)(struct catalog *catalog);
    /* Waits for other writers; between begin and commit nobody else writes. `schema`: the tables may not be
     * there yet. */
    int (*begin)(struct catalog *catalog, bool schema, struct error *error);
    int (*commit)(struct catalog *catalog, struct error *error);
    void (*rollback)(struct catalog *catalog);
    /* One statement; rows may be NULL, and so may changed. */
    int (*execute)(struct catalog *catalog, const char *sql, const struct text *parameters, size_t count,
                   struct rows *rows, int64_t *changed, struct error *error);
    /* Statements without parameters, as schema.sql has them. */
    int (*script)(struct catalog *catalog, const char *sql, struct error *error);
    const char *find_table; /* a query: 1 when there is a table of the name $1, 0 when not */
};
extern const struct catalog_backend sqlite_backend, postgres_backend;

struct catalog {
    const struct catalog_backend *backend;
    char *place; /* for messages: the path, or the URL without its password */
    void *connection;
    bool writing; /* a transaction is open */
    bool failed;  /* a statement of it failed: it can only be rolled back */
};

/* Brings the tables to the newest version: step n of the list makes version n out of version n - 1. The list
 * ends with a NULL path. Without `create` only looks, and an other version is an error that says what to do.
 */
int schema_update(struct catalog *catalog, const struct embedded *steps, bool create,
                  struct error *error) MUST_CHECK;
/* The same, where there are tables already: never makes the first ones. */
int schema_migrate(struct catalog *catalog, const struct embedded *steps, struct error *error) MUST_CHECK;
extern const struct embedded schema_files[];

/* ---- what both kinds fill answers with ----------------------------------------------------------------- */

/* Appends a cell; data NULL is SQL's NULL. Cells have no address until rows_finish. */
int rows_add(struct rows *rows, const char *data, size_t length, struct error *error) MUST_CHECK;
int rows_finish(struct rows *rows, struct error *error) MUST_CHECK;

#endif
