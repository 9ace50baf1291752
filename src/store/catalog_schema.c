/* The version of the catalog's tables: what is there, what this program knows, and the way from one to the
 * other. */
#include <stdlib.h>

#include "store/catalog_internal.h"
#include "store/crash_point.h"

static int64_t version_newest(const struct embedded *steps)
{
    int64_t count = 0;
    while (steps[count].path)
        count++;
    return count;
}

/* 0 where there are no tables yet. */
static int version_read(struct catalog *catalog, int64_t *version, struct error *error)
{
    struct rows rows = {0};
    const struct text name = text_of("meta");
    *version = 0;
    int code = catalog_query(catalog, catalog->backend->find_table, &name, 1, &rows, error);
    bool there = code == 0 && rows.count == 1 && rows_int64(&rows, 0, 0) == 1;
    rows_release(&rows);
    if (code < 0 || !there)
        return code;
    struct error why = {0};
    code =
        catalog_query(catalog, "SELECT value FROM meta WHERE name = 'schema_version'", NULL, 0, &rows, &why);
    *version = code == 0 && rows.count == 1 ? rows_int64(&rows, 0, 0) : 0;
    rows_release(&rows);
    if (code == ERROR_INTERRUPTED)
        return error_set(error, code, "%s", why.message);
    if (*version > 0)
        return 0;
    return error_set(
        error, ERROR_INPUT,
        "%s: has a table 'meta' that is not a catalog's; give the catalog a database or schema of "
        "its own%s%s",
        catalog->place, code < 0 ? ": " : "", code < 0 ? why.message : "");
}

/* Whether the program can work with what is there; a version to come from is not 0. */
static int version_check(const struct catalog *catalog, int64_t version, int64_t newest, struct error *error)
{
    if (version > newest)
        return error_set(error, ERROR_INPUT,
                         "%s: the catalog is of version %lld and this program knows %lld; use a newer assay",
                         catalog->place, (long long)version, (long long)newest);
    if (version == 0)
        return error_set(error, ERROR_INPUT, "%s: holds no catalog any more; restore it from a copy",
                         catalog->place);
    if (version < newest)
        return error_set(
            error, ERROR_INPUT,
            "%s: the catalog is of version %lld and this program needs %lld; 'assay init' brings it "
            "up to date",
            catalog->place, (long long)version, (long long)newest);
    return 0;
}

static int step_run(struct catalog *catalog, const struct embedded *step, int64_t version,
                    struct error *error)
{
    struct decimal digits;
    const struct text value = decimal_text(&digits, version);
    crash_point("make the catalog's tables");
    int code = catalog->backend->script(catalog, step->data, error);
    crash_point("say the version of the catalog's tables");
    if (code == 0)
        code = catalog_run(catalog,
                           version == 1 ? "INSERT INTO meta VALUES ('schema_version', $1)"
                                        : "UPDATE meta SET value = $1 WHERE name = 'schema_version'",
                           &value, 1, NULL, error);
    if (code < 0)
        return error_prefix(error,
                            "the catalog's tables cannot be brought to version %lld: ", (long long)version);
    return 0;
}

/* Looks again inside the transaction: another process may have been first. */
static int steps_run(struct catalog *catalog, const struct embedded *steps, int64_t newest,
                     struct error *error)
{
    int64_t version = 0;
    TRY(version_read(catalog, &version, error));
    for (; version < newest; version++)
        TRY(step_run(catalog, &steps[version], version + 1, error));
    return 0;
}

int schema_migrate(struct catalog *catalog, const struct embedded *steps, struct error *error)
{
    int64_t version = 0;
    TRY(version_read(catalog, &version, error));
    return schema_update(catalog, steps, version > 0, error);
}

int schema_update(struct catalog *catalog, const struct embedded *steps, bool create, struct error *error)
{
    int64_t version = 0, newest = version_newest(steps);
    TRY(version_read(catalog, &version, error));
    if (!create || version >= newest)
        return version_check(catalog, version, newest, error);
    TRY(catalog->backend->begin(catalog, true, error));
    catalog->writing = true;
    catalog->failed = false;
    int code = steps_run(catalog, steps, newest, error);
    crash_point("commit the catalog's tables");
    if (code == 0)
        return catalog_commit(catalog, error);
    catalog_rollback(catalog);
    return code;
}
