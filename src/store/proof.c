/* Checking proofs: which kind, and those of the audit log. Rows: proof_row.c. */
#include "store/proof.h"

#include <inttypes.h>

#include "base/json.h"
#include "store/checkpoint.h"
#include "store/proof_internal.h"

/* ---- parts --------------------------------------------------------------------------------------------- */

int proof_nodes(struct walk *walk, yyjson_val *object, struct merkle_path *path)
{
    size_t back = walk_into(walk, "proof"), index, count;
    yyjson_val *list = yyjson_obj_get(object, "proof"), *item;
    path->length = 0;
    if (!yyjson_is_arr(list) || yyjson_arr_size(list) > MERKLE_PROOF_MOST)
        return walk_fault(walk, "is no list of at most %d hashes", MERKLE_PROOF_MOST);
    yyjson_arr_foreach(list, index, count, item)
    {
        size_t inner = walk_into_nth(walk, index);
        if (!yyjson_is_str(item) || !hex_read(json_text(item), path->nodes[index].bytes, MERKLE_HASH))
            return walk_fault(walk, "is no text of %d lower-case hexadecimal digits", 2 * MERKLE_HASH);
        walk_back(walk, inner);
    }
    path->length = yyjson_arr_size(list);
    walk_back(walk, back);
    return 0;
}

int proof_fails(struct walk *walk, const char *why)
{
    return error_set(walk->error, ERROR_INPUT, "%s: the proof does not hold: %s", walk->name, why);
}

/* A checkpoint with the key that signed it, from two members; the note must be signed by that key. */
struct signed_head {
    struct checkpoint checkpoint;
    struct text key_name;
};

static int head_read(struct walk *walk, yyjson_val *root, const char *note_member, const char *key_member,
                     const struct proof_demand *demand, struct signed_head *head)
{
    struct text note, key;
    unsigned char public[32];
    TRY(strict_text(walk, root, note_member, &note));
    TRY(strict_text(walk, root, key_member, &key));
    if (demand->key.data && !text_equal(key, demand->key))
        return proof_fails(walk, "it is not signed by the key that was asked for");
    int code = verifier_key_read(key, &head->key_name, public, walk->error);
    if (code == 0)
        code = checkpoint_read(&head->checkpoint, note, walk->error);
    if (code == 0)
        code = checkpoint_verify(&head->checkpoint, head->key_name, public, walk->error);
    if (code == 0 && !text_equal(head->checkpoint.origin, head->key_name))
        return proof_fails(walk, "the key is not of the log that the checkpoint names");
    return code < 0 ? error_prefix(walk->error, "%s: ", walk->name) : 0;
}

static void head_put(struct buffer *said, const struct signed_head *head, yyjson_val *root)
{
    struct text key = json_text(yyjson_obj_get(root, "public_key"));
    buffer_format(said, "The log's checkpoint of %" PRId64 " events is signed by %.*s\n",
                  head->checkpoint.size, (int)key.length, key.data);
}

/* ---- an event in the log ------------------------------------------------------------------------------- */

static void event_put(struct buffer *said, struct text event, int64_t index, const struct signed_head *head)
{
    struct arena arena = {0};
    struct json_reader reader = {.arena = &arena};
    yyjson_val *body = json_read(&reader, event);
    struct text kind = json_text(yyjson_obj_get(body, "kind")), who = json_text(yyjson_obj_get(body, "who")),
                time = json_text(yyjson_obj_get(body, "time"));
    buffer_format(said, "Event %" PRId64 " is in the log %.*s:\n  ", index,
                  (int)head->checkpoint.origin.length, head->checkpoint.origin.data);
    buffer_text(said, kind);
    buffer_string(said, " by ");
    buffer_text(said, who);
    buffer_string(said, " at ");
    buffer_text(said, time);
    buffer_byte(said, '\n');
    json_reader_release(&reader);
    arena_release(&arena);
}

static int inclusion_check(struct walk *walk, yyjson_val *root, const struct proof_demand *demand,
                           struct buffer *said)
{
    struct signed_head head = {0};
    struct merkle_path path;
    struct merkle_hash given, leaf;
    struct text event;
    int64_t index, size;
    TRY(strict_count(walk, root, "index", &index));
    TRY(strict_count(walk, root, "size", &size));
    TRY(strict_text(walk, root, "event", &event));
    TRY(strict_hex(walk, root, "root", given.bytes, sizeof given.bytes));
    TRY(proof_nodes(walk, root, &path));
    TRY(head_read(walk, root, "checkpoint", "public_key", demand, &head));
    if (head.checkpoint.size != size ||
        memcmp(head.checkpoint.root.bytes, given.bytes, sizeof given.bytes) != 0)
        return proof_fails(walk, "its size and root are not those of the checkpoint");
    if (merkle_leaf(event.data, event.length, &leaf) < 0)
        return error_memory(walk->error);
    if (!merkle_inclusion_holds(&leaf, (uint64_t)index, (uint64_t)size, path.nodes, path.length, &given))
        return proof_fails(walk, "the event's hash does not lead to the root");
    event_put(said, event, index, &head);
    head_put(said, &head, root);
    return 0;
}

/* ---- a log that grew ----------------------------------------------------------------------------------- */

static int consistency_check(struct walk *walk, yyjson_val *root, const struct proof_demand *demand,
                             struct buffer *said)
{
    const struct proof_demand any = {0};
    struct signed_head old = {0}, new = {0};
    struct merkle_path path;
    TRY(proof_nodes(walk, root, &path));
    TRY(head_read(walk, root, "old_checkpoint", "old_public_key", &any, &old));
    TRY(head_read(walk, root, "checkpoint", "public_key", demand, &new));
    if (!text_equal(old.checkpoint.origin, new.checkpoint.origin))
        return proof_fails(walk, "the two checkpoints are of different logs");
    if (!merkle_consistency_holds((uint64_t)old.checkpoint.size, (uint64_t)new.checkpoint.size, path.nodes,
                                  path.length, &old.checkpoint.root, &new.checkpoint.root))
        return proof_fails(walk, "the older root does not lead to the newer one");
    buffer_format(said,
                  "The log %.*s of %" PRId64 " events begins with the %" PRId64 " of the older checkpoint.\n",
                  (int)new.checkpoint.origin.length, new.checkpoint.origin.data, new.checkpoint.size,
                  old.checkpoint.size);
    head_put(said, &new, root);
    return 0;
}

/* ---- which kind ---------------------------------------------------------------------------------------- */

static int kind_check(struct walk *walk, yyjson_val *root, const struct proof_demand *demand,
                      struct buffer *said)
{
    static const struct {
        const char *type;
        int (*check)(struct walk *walk, yyjson_val *root, const struct proof_demand *demand,
                     struct buffer *said);
    } kinds[] = {
        {"assay-audit-inclusion", inclusion_check},
        {"assay-audit-consistency", consistency_check},
        {"assay-row-inclusion", proof_row_check},
    };
    struct text type;
    if (!yyjson_is_obj(root))
        return walk_fault(walk, "is no object; a proof is one");
    TRY(strict_text(walk, root, "type", &type));
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (text_is(type, kinds[i].type))
            return kinds[i].check(walk, root, demand, said);
    return error_set(walk->error, ERROR_INPUT, "%s: there is no kind of proof called '%.*s'", walk->name,
                     (int)(type.length < 60 ? type.length : 60), type.data);
}

int proof_check(struct text json, const char *name, const struct proof_demand *demand, struct buffer *said,
                struct error *error)
{
    struct arena arena = {0};
    struct json_reader reader = {.arena = &arena};
    struct walk walk = {.name = name, .arena = &arena, .error = error};
    yyjson_val *root = NULL;
    int code = strict_json_read(&reader, json, name, &root, error);
    if (code == 0)
        code = kind_check(&walk, root, demand, said);
    if (code == 0)
        code = buffer_status(said, error);
    buffer_release(&walk.pointer);
    json_reader_release(&reader);
    arena_release(&arena);
    return code;
}
