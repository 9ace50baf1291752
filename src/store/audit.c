/* Verifying the audit log: one walk over the events, with the tree, the columns and the signatures beside. */
#include "store/audit.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/canonical.h"
#include "base/hex.h"
#include "base/json.h"
#include "store/checkpoint.h"
#include "store/log_head.h"
#include "store/log_read.h"

struct verifying {
    struct merkle_frontier frontier; /* of the events so far */
    struct log_keys keys;
    struct buffer origin;
    struct arena arena;
    struct json_reader reader;
    struct buffer canonical;
};

/* ---- an event ------------------------------------------------------------------------------------------ */

static int event_fault(uint64_t number, const char *what, struct error *error)
{
    return error_set(error, ERROR_INPUT, "event %" PRIu64 " %s", number, what);
}

/* Which column was altered can only be told from the body, and whether the body was, by its signature. */
static int columns_check(struct verifying *verifying, const struct log_row *row, uint64_t number,
                         struct error *error)
{
    static const char *const names[] = {"time", "who", "kind"};
    const struct text columns[] = {row->time, row->who, row->kind};
    yyjson_val *body = json_read(&verifying->reader, row->body);
    if (!body && verifying->reader.faults && strcmp(verifying->reader.faults->code, "out_of_memory") == 0)
        return error_memory(error);
    if (!yyjson_is_obj(body))
        return event_fault(number, "was altered: its body is no JSON object", error);
    for (size_t i = 0; i < 3; i++) {
        yyjson_val *value = yyjson_obj_get(body, names[i]);
        if (!yyjson_is_str(value) || !columns[i].data || !text_equal(json_text(value), columns[i]))
            return error_set(error, ERROR_INPUT,
                             "event %" PRIu64 " was altered: its column '%s' is not what its body says",
                             number, names[i]);
    }
    yyjson_val *sequence = yyjson_obj_get(body, "sequence");
    if (!yyjson_is_uint(sequence) || yyjson_get_uint(sequence) != number)
        return event_fault(number, "was altered: its body has another number", error);
    return 0;
}

static int body_check(struct verifying *verifying, const struct log_row *row, uint64_t number,
                      struct error *error)
{
    struct error why = {0};
    if (!row->body.data)
        return event_fault(number, "was altered: it has no body", error);
    arena_clear(&verifying->arena);
    buffer_clear(&verifying->canonical);
    int code = json_canonical(row->body, &verifying->canonical, &why);
    if (code == ERROR_SYSTEM || verifying->canonical.failed)
        return error_memory(error);
    if (code < 0 || !text_equal(buffer_view(&verifying->canonical), row->body))
        return event_fault(number, "was altered: its body is not in canonical form", error);
    return columns_check(verifying, row, number, error);
}

/* ---- its checkpoint ------------------------------------------------------------------------------------ */

static int signed_by_known(const struct verifying *verifying, const struct checkpoint *checkpoint,
                           struct error *error)
{
    for (size_t i = 0; i < verifying->keys.count; i++) {
        struct error why = {0};
        int code = checkpoint_verify(checkpoint, buffer_view(&verifying->origin),
                                     verifying->keys.items[i].public, &why);
        if (code != ERROR_INPUT)
            return code == 0 ? 0 : error_set(error, code, "%s", why.message);
    }
    return error_set(error, ERROR_INPUT, "the checkpoint is not signed by any of the project's keys");
}

static int note_read(const struct verifying *verifying, struct text note, struct checkpoint *checkpoint,
                     struct error *error)
{
    TRY(checkpoint_read(checkpoint, note, error));
    if (!text_equal(checkpoint->origin, buffer_view(&verifying->origin)))
        return error_set(error, ERROR_INPUT, "the checkpoint is of another log (%.*s and not %s)",
                         (int)checkpoint->origin.length, checkpoint->origin.data,
                         buffer_c(&verifying->origin));
    return signed_by_known(verifying, checkpoint, error);
}

/* The signature first: when it holds, the note says what the log was, and the event is what differs. */
static int checkpoint_check(struct verifying *verifying, const struct log_row *row, uint64_t number,
                            struct error *error)
{
    struct checkpoint checkpoint;
    struct merkle_hash root;
    char hex[65];
    if (!row->note.data || !row->root.data)
        return event_fault(number, "has no checkpoint: it was removed", error);
    if (note_read(verifying, row->note, &checkpoint, error) < 0)
        return error_prefix(error, "the checkpoint of event %" PRIu64 " was altered: ", number);
    if (merkle_frontier_root(&verifying->frontier, &root) < 0)
        return error_memory(error);
    if (checkpoint.size != (int64_t)verifying->frontier.size)
        return event_fault(number, "has the checkpoint of another size", error);
    if (memcmp(checkpoint.root.bytes, root.bytes, sizeof root.bytes) != 0)
        return event_fault(number, "was altered: its hash is not in the root that was signed", error);
    hex_write(root.bytes, sizeof root.bytes, hex);
    if (!text_is(row->root, hex))
        return error_set(error, ERROR_INPUT,
                         "the checkpoint of event %" PRIu64 " was altered: its column 'root' is not what was "
                         "signed",
                         number);
    return 0;
}

static int row_verify(void *context, const struct log_row *row, struct error *error)
{
    struct verifying *verifying = context;
    struct merkle_hash leaf;
    struct decimal digits;
    uint64_t number = verifying->frontier.size;
    if (!text_equal(row->sequence, decimal_text(&digits, (int64_t)number)))
        return error_set(error, ERROR_INPUT, "event %" PRIu64 " is missing: in its place is event %.*s",
                         number, (int)row->sequence.length, row->sequence.data ? row->sequence.data : "");
    TRY(body_check(verifying, row, number, error));
    if (merkle_leaf(row->body.data, row->body.length, &leaf) < 0 ||
        merkle_frontier_add(&verifying->frontier, &leaf) < 0)
        return error_memory(error);
    return checkpoint_check(verifying, row, number, error);
}

/* ---- the whole ----------------------------------------------------------------------------------------- */

static int ends_check(const struct verifying *verifying, const struct log_extent *extent, struct error *error)
{
    struct buffer frontier = {0};
    int64_t read = (int64_t)verifying->frontier.size;
    if (read < extent->size)
        return error_set(error, ERROR_INPUT,
                         "event %" PRId64 " is missing: the log's head (log_head) says there are %" PRId64
                         " events",
                         read, extent->size);
    if (extent->events != extent->size)
        return error_set(error, ERROR_INPUT,
                         "the log's head (log_head) was altered: it says %" PRId64 " events and there are "
                         "%" PRId64,
                         extent->size, extent->events);
    if (extent->checkpoints != extent->size)
        return error_set(error, ERROR_INPUT,
                         "there are checkpoints of no event: %" PRId64 " for %" PRId64 " events",
                         extent->checkpoints, extent->size);
    frontier_put(&verifying->frontier, &frontier);
    int code = buffer_status(&frontier, error);
    if (code == 0 && extent->size && !text_equal(buffer_view(&frontier), buffer_view(&extent->frontier)))
        code = error_set(error, ERROR_INPUT,
                         "the log's head (log_head) was altered: its frontier is not that of the events");
    if (code == 0 && extent->size == 0 && extent->frontier.length)
        code = error_set(error, ERROR_INPUT,
                         "the log's head (log_head) was altered: an empty log has no frontier");
    buffer_release(&frontier);
    return code;
}

static int summary_fill(const struct verifying *verifying, struct audit_summary *summary, struct error *error)
{
    struct merkle_hash root;
    if (merkle_frontier_root(&verifying->frontier, &root) < 0)
        return error_memory(error);
    summary->events = (int64_t)verifying->frontier.size;
    summary->keys = verifying->keys.count;
    hex_write(root.bytes, sizeof root.bytes, summary->root);
    snprintf(summary->origin, sizeof summary->origin, "%s", buffer_c(&verifying->origin));
    return 0;
}

static void verifying_release(struct verifying *verifying)
{
    log_keys_release(&verifying->keys);
    buffer_release(&verifying->origin);
    buffer_release(&verifying->canonical);
    json_reader_release(&verifying->reader);
    arena_release(&verifying->arena);
}

static int verifying_start(struct verifying *verifying, struct catalog *catalog, struct log_extent *extent,
                           struct error *error)
{
    TRY(log_extent_read(catalog, extent, error));
    verifying->reader.arena = &verifying->arena;
    buffer_string(&verifying->origin, "assay/");
    buffer_text(&verifying->origin, buffer_view(&extent->project));
    TRY(buffer_status(&verifying->origin, error));
    return log_keys_read(catalog, &verifying->keys, error);
}

int audit_verify(struct catalog *catalog, struct audit_summary *summary, struct error *error)
{
    struct verifying verifying = {0};
    struct log_extent extent = {0};
    *summary = (struct audit_summary){0};
    int code = verifying_start(&verifying, catalog, &extent, error);
    if (code == 0)
        code = log_each(catalog, INT64_MIN, extent.size, row_verify, &verifying, error);
    if (code == 0)
        code = ends_check(&verifying, &extent, error);
    if (code == 0)
        code = summary_fill(&verifying, summary, error);
    log_extent_release(&extent);
    verifying_release(&verifying);
    return code;
}

static int root_compare(struct catalog *catalog, const struct checkpoint *checkpoint, struct error *error)
{
    struct rows rows = {0};
    struct decimal digits;
    char hex[65];
    const struct text size = decimal_text(&digits, checkpoint->size);
    hex_write(checkpoint->root.bytes, sizeof checkpoint->root.bytes, hex);
    int code = catalog_query(catalog, "SELECT root FROM checkpoints WHERE size = $1", &size, 1, &rows, error);
    if (code == 0 && rows.count != 1)
        code = error_set(error, ERROR_INPUT,
                         "the log was cut short: it had %" PRId64 " events when the checkpoint was signed",
                         checkpoint->size);
    else if (code == 0 && !text_is(rows_cell(&rows, 0, 0), hex))
        code = error_set(error, ERROR_INPUT,
                         "the log was rewritten: its first %" PRId64
                         " events are not those of when the checkpoint "
                         "was signed",
                         checkpoint->size);
    rows_release(&rows);
    return code;
}

int audit_contains(struct catalog *catalog, struct text note, int64_t *size, struct error *error)
{
    struct verifying verifying = {0};
    struct log_extent extent = {0};
    struct checkpoint checkpoint = {0};
    int code = verifying_start(&verifying, catalog, &extent, error);
    if (code == 0)
        code = note_read(&verifying, note, &checkpoint, error);
    if (code == 0 && checkpoint.size > 0)
        code = root_compare(catalog, &checkpoint, error);
    *size = checkpoint.size;
    log_extent_release(&extent);
    verifying_release(&verifying);
    return code;
}
