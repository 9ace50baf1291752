/* What is the same for catalogs of every kind: which kind a place names, transactions, checks of parameters.
 */
#include "store/catalog.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "store/catalog_internal.h"

static bool place_is_url(const char *place)
{
    return text_starts(text_of(place), "postgresql://") || text_starts(text_of(place), "postgres://");
}

static int kind_check(const char *place, struct error *error)
{
    const char *scheme = strstr(place, "://");
    if (place[0] == '\0')
        return error_set(error, ERROR_USAGE,
                         "the catalog's place is empty: give a path or a postgresql:// URL");
    if (scheme && !place_is_url(place))
        return error_set(error, ERROR_USAGE,
                         "%.*s:// is no kind of catalog: give the path of a file for SQLite, or a "
                         "postgresql:// URL",
                         (int)(scheme - place), place);
    return 0;
}

static int place_open(struct catalog **opened, const char *place, bool create, bool migrate,
                      struct error *error)
{
    *opened = NULL;
    TRY(kind_check(place, error));
    struct catalog *catalog = memory_new(1, sizeof *catalog);
    if (!catalog)
        return error_memory(error);
    catalog->backend = place_is_url(place) ? &postgres_backend : &sqlite_backend;
    int code = catalog->backend->open(catalog, place, create, error);
    if (code == 0)
        code = migrate ? schema_migrate(catalog, schema_files, error)
                       : schema_update(catalog, schema_files, create, error);
    if (code < 0)
        catalog_close(catalog);
    else
        *opened = catalog;
    return code;
}

int catalog_open(struct catalog **opened, const char *place, bool create, struct error *error)
{
    return place_open(opened, place, create, false, error);
}

int catalog_open_older(struct catalog **opened, const char *place, struct error *error)
{
    return place_open(opened, place, false, true, error);
}

void catalog_close(struct catalog *catalog)
{
    if (!catalog)
        return;
    catalog_rollback(catalog);
    catalog->backend->close(catalog);
    memory_free(catalog->place);
    memory_free(catalog);
}

const char *catalog_kind(const struct catalog *catalog)
{
    return catalog->backend->kind;
}

int catalog_begin(struct catalog *catalog, struct error *error)
{
    if (catalog->writing)
        return error_set(error, ERROR_SYSTEM, "%s: a transaction is open already", catalog->place);
    TRY(catalog->backend->begin(catalog, false, error));
    catalog->writing = true;
    catalog->failed = false;
    return 0;
}

/* A transaction of which a statement failed would be committed in part by one kind and dropped in silence by
 * the other. */
static int transaction_check(const struct catalog *catalog, struct error *error)
{
    if (catalog->writing && catalog->failed)
        return error_set(error, ERROR_SYSTEM,
                         "%s: a statement of this transaction failed; it can only be rolled back",
                         catalog->place);
    return 0;
}

int catalog_commit(struct catalog *catalog, struct error *error)
{
    if (!catalog->writing)
        return error_set(error, ERROR_SYSTEM, "%s: no transaction is open", catalog->place);
    int code = transaction_check(catalog, error);
    if (code == 0)
        code = catalog->backend->commit(catalog, error);
    if (code < 0)
        catalog_rollback(catalog);
    catalog->writing = false;
    return code;
}

void catalog_rollback(struct catalog *catalog)
{
    if (catalog->writing)
        catalog->backend->rollback(catalog);
    catalog->writing = false;
    catalog->failed = false;
}

/* SQLite would keep what PostgreSQL refuses. */
static int parameters_check(const struct catalog *catalog, const struct text *parameters, size_t count,
                            struct error *error)
{
    for (size_t i = 0; i < count; i++) {
        if (!parameters[i].data)
            continue;
        if (parameters[i].length && memchr(parameters[i].data, '\0', parameters[i].length))
            return error_set(error, ERROR_INPUT, "%s: a text with a NUL byte cannot be stored in the catalog",
                             catalog->place);
        size_t valid = utf8_valid_until(parameters[i]);
        if (valid < parameters[i].length)
            return error_set(error, ERROR_INPUT,
                             "%s: a text that is not valid UTF-8 (byte %zu) cannot be stored in the catalog",
                             catalog->place, valid);
    }
    return 0;
}

static int statement_execute(struct catalog *catalog, const char *sql, const struct text *parameters,
                             size_t count, struct rows *rows, int64_t *changed, struct error *error)
{
    int code = transaction_check(catalog, error);
    if (code == 0)
        code = parameters_check(catalog, parameters, count, error);
    if (code == 0)
        code = catalog->backend->execute(catalog, sql, parameters, count, rows, changed, error);
    catalog->failed = catalog->failed || (code < 0 && catalog->writing);
    return code;
}

int catalog_run(struct catalog *catalog, const char *sql, const struct text *parameters, size_t count,
                int64_t *changed, struct error *error)
{
    if (changed)
        *changed = 0;
    return statement_execute(catalog, sql, parameters, count, NULL, changed, error);
}

int catalog_query(struct catalog *catalog, const char *sql, const struct text *parameters, size_t count,
                  struct rows *rows, struct error *error)
{
    *rows = (struct rows){0};
    int code = statement_execute(catalog, sql, parameters, count, rows, NULL, error);
    return code < 0 ? code : rows_finish(rows, error);
}
