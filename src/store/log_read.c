#include "store/log_read.h"

#include "base/base64.h"
#include "base/cancel.h"
#include "base/memory.h"
#include "store/public_key.h"

static const char page_query[] =
    "SELECT events.sequence, events.time, events.who, events.kind, events.body, checkpoints.root, "
    "checkpoints.note "
    "FROM events "
    "LEFT JOIN checkpoints ON checkpoints.size = events.sequence + 1 "
    "WHERE events.sequence >= $1 AND events.sequence < $2 "
    "ORDER BY events.sequence "
    "LIMIT 1000";

static struct log_row row_of(const struct rows *rows, size_t row)
{
    return (struct log_row){
        .sequence = rows_cell(rows, row, 0),
        .time = rows_cell(rows, row, 1),
        .who = rows_cell(rows, row, 2),
        .kind = rows_cell(rows, row, 3),
        .body = rows_cell(rows, row, 4),
        .root = rows_cell(rows, row, 5),
        .note = rows_cell(rows, row, 6),
    };
}

int log_each(struct catalog *catalog, int64_t from, int64_t until,
             int (*each)(void *context, const struct log_row *row, struct error *error), void *context,
             struct error *error)
{
    struct decimal low, high;
    size_t got = 1;
    int code = 0;
    while (code == 0 && got && from < until) {
        struct rows rows = {0};
        const struct text range[] = {decimal_text(&low, from), decimal_text(&high, until)};
        code = catalog_query(catalog, page_query, range, 2, &rows, error);
        got = code == 0 ? rows.count : 0;
        for (size_t i = 0; i < got && code == 0; i++) {
            const struct log_row row = row_of(&rows, i);
            code = cancel_requested() ? error_set(error, ERROR_INTERRUPTED, "interrupted in the audit log")
                                      : each(context, &row, error);
            from = rows_int64(&rows, i, 0) + 1;
        }
        rows_release(&rows);
    }
    return code;
}

int log_extent_read(struct catalog *catalog, struct log_extent *extent, struct error *error)
{
    struct rows rows = {0};
    *extent = (struct log_extent){0};
    int code =
        catalog_query(catalog,
                      "SELECT log_head.size, (SELECT count(*) FROM events), (SELECT count(*) FROM "
                      "checkpoints), log_head.frontier, (SELECT meta.value FROM meta WHERE meta.name = "
                      "'project') FROM log_head WHERE log_head.one = 1",
                      NULL, 0, &rows, error);
    if (code == 0 && (rows.count != 1 || !rows_cell(&rows, 0, 4).data))
        code = error_set(error, ERROR_INPUT, "the catalog is not whole: it has no %s",
                         rows.count != 1 ? "head of the audit log (log_head)" : "id of the project (meta)");
    if (code == 0) {
        extent->size = rows_int64(&rows, 0, 0);
        extent->events = rows_int64(&rows, 0, 1);
        extent->checkpoints = rows_int64(&rows, 0, 2);
        buffer_text(&extent->frontier, rows_cell(&rows, 0, 3));
        buffer_text(&extent->project, rows_cell(&rows, 0, 4));
        code = extent->frontier.failed ? error_memory(error) : buffer_status(&extent->project, error);
    }
    rows_release(&rows);
    return code;
}

void log_extent_release(struct log_extent *extent)
{
    buffer_release(&extent->frontier);
    buffer_release(&extent->project);
}

static int key_read(struct log_key *key, struct text name, struct text public, struct error *error)
{
    bool right = base64_read_bytes(public, key->public, sizeof key->public);
    if (right)
        TRY(public_key_name(key->public, key->name, error));
    if (!right || !text_is(name, key->name))
        return error_set(error, ERROR_INPUT, "key %.*s was altered: what is kept is not the key of that name",
                         (int)name.length, name.data);
    return 0;
}

int log_keys_read(struct catalog *catalog, struct log_keys *keys, struct error *error)
{
    struct rows rows = {0};
    *keys = (struct log_keys){0};
    int code = catalog_query(catalog, "SELECT name, public FROM keys ORDER BY name", NULL, 0, &rows, error);
    if (code == 0) {
        keys->items = memory_new(rows.count ? rows.count : 1, sizeof *keys->items);
        code = keys->items ? 0 : error_memory(error);
    }
    for (; code == 0 && keys->count < rows.count; keys->count++)
        code = key_read(&keys->items[keys->count], rows_cell(&rows, keys->count, 0),
                        rows_cell(&rows, keys->count, 1), error);
    rows_release(&rows);
    return code;
}

void log_keys_release(struct log_keys *keys)
{
    memory_free(keys->items);
    *keys = (struct log_keys){0};
}
