/* Proofs of the audit log as JSON; proof.h reads them. */
#include <inttypes.h>

#include "base/canonical.h"
#include "base/hex.h"
#include "base/json.h"
#include "base/memory.h"
#include "store/audit.h"
#include "store/checkpoint.h"
#include "store/log_read.h"

/* The leaves of the log's first events, and what stands in one of them. */
struct proving {
    struct catalog *catalog;
    struct merkle_hash *leaves;
    size_t count, room;
    size_t wanted;
    struct buffer body;
    struct error *error;
};

static int leaf_add(void *context, const struct log_row *row, struct error *error)
{
    struct proving *proving = context;
    if (proving->count == proving->room)
        return error_set(error, ERROR_SYSTEM, "the audit log has more events than its head says");
    if (proving->count == proving->wanted)
        buffer_text(&proving->body, row->body);
    if (merkle_leaf(row->body.data, row->body.length, &proving->leaves[proving->count]) < 0)
        return error_memory(error);
    proving->count++;
    return 0;
}

/* A proof of a log that is not whole would be refused by whoever checks it; better to say why here. */
static int proving_start(struct proving *proving, struct audit_summary *summary, int64_t *size)
{
    TRY(audit_verify(proving->catalog, summary, proving->error));
    *size = *size < 0 ? summary->events : *size;
    if (*size > summary->events)
        return error_set(proving->error, ERROR_USAGE,
                         "the audit log has %" PRId64 " events, so no size %" PRId64, summary->events, *size);
    proving->room = (size_t)*size;
    proving->leaves = memory_new(proving->room ? proving->room : 1, sizeof *proving->leaves);
    if (!proving->leaves)
        return error_memory(proving->error);
    return log_each(proving->catalog, 0, *size, leaf_add, proving, proving->error);
}

static void proving_release(struct proving *proving)
{
    memory_free(proving->leaves);
    buffer_release(&proving->body);
}

static void text_member(struct buffer *out, const char *name, struct text value)
{
    buffer_format(out, "\"%s\":", name);
    json_put_text(out, value);
    buffer_byte(out, ',');
}

static void hash_member(struct buffer *out, const char *name, const struct merkle_hash *hash)
{
    char hex[65];
    hex_write(hash->bytes, sizeof hash->bytes, hex);
    text_member(out, name, text_of(hex));
}

static void proof_member(struct buffer *out, const struct merkle_hash *nodes, size_t count)
{
    char hex[65];
    buffer_string(out, "\"proof\":[");
    for (size_t i = 0; i < count; i++) {
        hex_write(nodes[i].bytes, sizeof nodes[i].bytes, hex);
        buffer_format(out, "%s\"%s\"", i ? "," : "", hex);
    }
    buffer_string(out, "],");
}

/* The key, among those known, that signed a note. */
static int key_member(struct catalog *catalog, const struct checkpoint *checkpoint, const char *name,
                      struct buffer *out, struct error *error)
{
    struct log_keys keys = {0};
    struct buffer text = {0};
    int code = log_keys_read(catalog, &keys, error);
    for (size_t i = 0; i < keys.count && code == 0 && text.length == 0; i++) {
        struct error why = {0};
        int signs = checkpoint_verify(checkpoint, checkpoint->origin, keys.items[i].public, &why);
        if (signs == 0)
            code = verifier_key_write(&text, checkpoint->origin, keys.items[i].public, error);
        else if (signs != ERROR_INPUT)
            code = error_set(error, signs, "%s", why.message);
    }
    if (code == 0 && text.length == 0)
        code = error_set(error, ERROR_INPUT, "no known key signed the checkpoint of %" PRId64 " events",
                         checkpoint->size);
    if (code == 0)
        text_member(out, name, buffer_view(&text));
    buffer_release(&text);
    log_keys_release(&keys);
    return code;
}

/* The stored checkpoint of a size, and the key that signed it: members of the names given. */
static int checkpoint_members(struct catalog *catalog, int64_t size, const char *note_name,
                              const char *key_name, struct buffer *out, struct error *error)
{
    struct rows rows = {0};
    struct decimal digits;
    struct checkpoint checkpoint;
    const struct text parameter = decimal_text(&digits, size);
    int code =
        catalog_query(catalog, "SELECT note FROM checkpoints WHERE size = $1", &parameter, 1, &rows, error);
    if (code == 0 && rows.count != 1)
        code = error_set(error, ERROR_INPUT, "there is no checkpoint of %" PRId64 " events", size);
    if (code == 0)
        code = checkpoint_read(&checkpoint, rows_cell(&rows, 0, 0), error);
    if (code == 0) {
        text_member(out, note_name, rows_cell(&rows, 0, 0));
        code = key_member(catalog, &checkpoint, key_name, out, error);
    }
    rows_release(&rows);
    return code;
}

static int json_finish(struct buffer *members, const char *type, struct buffer *json, struct error *error)
{
    buffer_format(members, "\"type\":\"%s\"}", type);
    TRY(buffer_status(members, error));
    TRY(json_canonical(buffer_view(members), json, error));
    buffer_byte(json, '\n');
    return buffer_status(json, error);
}

static int event_members(struct proving *proving, int64_t number, int64_t size, struct buffer *members)
{
    struct merkle_hash proof[MERKLE_PROOF_MOST], root;
    size_t length = 0;
    if (merkle_inclusion(proving->leaves, proving->count, (size_t)number, proof, &length) < 0 ||
        merkle_root(proving->leaves, proving->count, &root) < 0)
        return error_memory(proving->error);
    buffer_format(members, "{\"index\":%" PRId64 ",\"size\":%" PRId64 ",", number, size);
    text_member(members, "event", buffer_view(&proving->body));
    proof_member(members, proof, length);
    hash_member(members, "root", &root);
    return checkpoint_members(proving->catalog, size, "checkpoint", "public_key", members, proving->error);
}

int audit_prove_event(struct catalog *catalog, int64_t number, struct buffer *json, struct error *error)
{
    struct proving proving = {.catalog = catalog, .wanted = (size_t)number, .error = error};
    struct audit_summary summary;
    struct buffer members = {0};
    int64_t size = -1;
    int code = proving_start(&proving, &summary, &size);
    if (code == 0 && (number < 0 || number >= size))
        code =
            error_set(error, ERROR_USAGE,
                      "there is no event %" PRId64 ": the audit log has %" PRId64 " events, the first is 0",
                      number, size);
    if (code == 0)
        code = event_members(&proving, number, size, &members);
    if (code == 0)
        code = json_finish(&members, "assay-audit-inclusion", json, error);
    buffer_release(&members);
    proving_release(&proving);
    return code;
}

static int growth_members(struct proving *proving, int64_t old, int64_t size, struct buffer *members)
{
    struct merkle_hash proof[MERKLE_PROOF_MOST];
    size_t length = 0;
    if (merkle_consistency(proving->leaves, proving->count, (size_t)old, proof, &length) < 0)
        return error_memory(proving->error);
    buffer_byte(members, '{');
    proof_member(members, proof, length);
    TRY(checkpoint_members(proving->catalog, old, "old_checkpoint", "old_public_key", members,
                           proving->error));
    return checkpoint_members(proving->catalog, size, "checkpoint", "public_key", members, proving->error);
}

int audit_prove_growth(struct catalog *catalog, int64_t old, int64_t size, struct buffer *json,
                       struct error *error)
{
    struct proving proving = {.catalog = catalog, .wanted = SIZE_MAX, .error = error};
    struct audit_summary summary;
    struct buffer members = {0};
    int code = proving_start(&proving, &summary, &size);
    if (code == 0 && (old < 1 || old > size))
        code = error_set(error, ERROR_USAGE,
                         "a log of %" PRId64 " events has no beginning of %" PRId64 "; name 1 to %" PRId64,
                         size, old, size);
    if (code == 0)
        code = growth_members(&proving, old, size, &members);
    if (code == 0)
        code = json_finish(&members, "assay-audit-consistency", json, error);
    buffer_release(&members);
    proving_release(&proving);
    return code;
}
