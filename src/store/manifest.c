#include "store/manifest.h"

#include <inttypes.h>

#include "base/canonical.h"
#include "base/hash.h"
#include "base/json.h"
#include "store/manifest_rules.h"
#include "store/shape.h"

enum { FORMAT = 1 };

/* What is written: the manifest, and by which rules. */
struct envelope {
    int64_t format;
    struct manifest manifest;
};

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))
#define MEMBER(type, member, kind) {#member, kind, offsetof(struct type, member), 0, NULL, NULL}
#define MANIFEST(member, kind) {#member, kind, offsetof(struct envelope, manifest.member), 0, NULL, NULL}
#define SHAPE(name, type)                                                                                    \
    static const struct shape name##_shape = {name##_fields, COUNT_OF(name##_fields), sizeof(struct type)}

/* In every list of fields the names are sorted: what is written is then in canonical form already. */
static const struct field column_fields[] = {
    MEMBER(stored_column, name, FIELD_NAME),
    MEMBER(stored_column, type, FIELD_NAME),
};
SHAPE(column, stored_column);

static const struct field chunk_fields[] = {
    MEMBER(stored_chunk, bytes, FIELD_COUNT), MEMBER(stored_chunk, first, FIELD_TEXT),
    MEMBER(stored_chunk, last, FIELD_TEXT),   MEMBER(stored_chunk, object, FIELD_DIGEST),
    MEMBER(stored_chunk, root, FIELD_DIGEST), MEMBER(stored_chunk, rows, FIELD_COUNT),
};
SHAPE(chunk, stored_chunk);

static const struct field table_fields[] = {
    {"chunks", FIELD_LIST, offsetof(struct stored_table, chunks), offsetof(struct stored_table, chunk_count),
     &chunk_shape, NULL},
    {"columns", FIELD_LIST, offsetof(struct stored_table, columns),
     offsetof(struct stored_table, column_count), &column_shape, NULL},
    {"key", FIELD_TEXTS, offsetof(struct stored_table, key), offsetof(struct stored_table, key_count), NULL,
     NULL},
    MEMBER(stored_table, name, FIELD_NAME),
    MEMBER(stored_table, root, FIELD_DIGEST),
    MEMBER(stored_table, rows, FIELD_COUNT),
};
SHAPE(table, stored_table);

static const struct field source_fields[] = {
    MEMBER(stored_source, bytes, FIELD_COUNT),   MEMBER(stored_source, format, FIELD_TEXT),
    MEMBER(stored_source, path, FIELD_NAME),     MEMBER(stored_source, rows, FIELD_COUNT),
    MEMBER(stored_source, sha256, FIELD_DIGEST),
};
SHAPE(source, stored_source);

static const char *const media_kinds[] = {"object", "link", NULL};
static const struct field media_fields[] = {
    MEMBER(stored_media, bytes, FIELD_COUNT),
    {"kept", FIELD_CHOICE, offsetof(struct stored_media, kept), 0, NULL, media_kinds},
    MEMBER(stored_media, path, FIELD_NAME),
    MEMBER(stored_media, place, FIELD_TEXT),
    MEMBER(stored_media, sha256, FIELD_DIGEST),
};
SHAPE(media, stored_media);

static const struct field parent_fields[] = {
    MEMBER(stored_parent, given, FIELD_NAME),
    MEMBER(stored_parent, version, FIELD_DIGEST),
};
SHAPE(parent, stored_parent);

static const struct field governance_fields[] = {
    MANIFEST(consent, FIELD_TEXT), MANIFEST(contact, FIELD_TEXT), MANIFEST(expires, FIELD_DAY_ANY),
    MANIFEST(license, FIELD_TEXT), MANIFEST(owner, FIELD_TEXT),
};
SHAPE(governance, envelope);

#define MANIFEST_LIST(member, counted, shape)                                                                \
    {#member,                                                                                                \
     FIELD_LIST,                                                                                             \
     offsetof(struct envelope, manifest.member),                                                             \
     offsetof(struct envelope, manifest.counted),                                                            \
     &(shape),                                                                                               \
     NULL}

static const char *const derivations[] = {"", "sql", "drop_findings", "sample", "mix", NULL};
static const struct field manifest_fields[] = {
    MANIFEST(assay, FIELD_NAME),
    MANIFEST(command, FIELD_TEXT),
    MANIFEST(content, FIELD_DIGEST),
    MANIFEST(created, FIELD_TIME),
    MANIFEST(dataset, FIELD_NAME),
    {"derived", FIELD_CHOICE, offsetof(struct envelope, manifest.derived), 0, NULL, derivations},
    MEMBER(envelope, format, FIELD_COUNT),
    {"governance", FIELD_GROUP, 0, 0, &governance_shape, NULL},
    MANIFEST(keyed, FIELD_NAME),
    MANIFEST_LIST(media, media_count, media_shape),
    MANIFEST(message, FIELD_TEXT),
    MANIFEST(metadata, FIELD_OBJECT_ANY),
    MANIFEST(number, FIELD_COUNT),
    MANIFEST_LIST(parents, parent_count, parent_shape),
    {"places", FIELD_ONE_ANY, offsetof(struct envelope, manifest.places), 0, &table_shape, NULL},
    MANIFEST(previous, FIELD_DIGEST_ANY),
    MANIFEST(recipe, FIELD_OBJECT_ANY),
    MANIFEST_LIST(sources, source_count, source_shape),
    MANIFEST_LIST(tables, table_count, table_shape),
    MANIFEST(task, FIELD_NAME),
};
SHAPE(manifest, envelope);

static int envelope_check(const struct envelope *envelope, struct walk *walk)
{
    TRY(shape_check(&manifest_shape, envelope, walk));
    return manifest_rules(&envelope->manifest, walk);
}

int manifest_write(const struct manifest *manifest, struct buffer *out, struct error *error)
{
    struct envelope envelope = {FORMAT, *manifest};
    struct walk walk = {.name = "manifest", .error = error};
    struct buffer json = {0};
    int code = envelope_check(&envelope, &walk);
    if (code < 0)
        goto done;
    shape_put(&manifest_shape, &envelope, &json);
    code = buffer_status(&json, error);
    if (code == 0)
        code = json_canonical(buffer_view(&json), out, error);
done:
    buffer_release(&json);
    buffer_release(&walk.pointer);
    return code;
}

/* ---- reading --------------------------------------------------------------------------------------------
 */

/* A manifest of another format has other fields, so this comes before they are looked at. */
static int format_check(yyjson_val *root, struct walk *walk)
{
    yyjson_val *format = yyjson_obj_get(root, "format");
    if (!yyjson_is_uint(format) || yyjson_get_uint(format) == FORMAT)
        return 0;
    (void)walk_into(walk, "format");
    return walk_fault(walk, "is %" PRIu64 ", which this assay cannot read (it reads %d): use a newer one",
                      yyjson_get_uint(format), FORMAT);
}

static int fault_report(const struct json_fault *fault, const char *name, struct error *error)
{
    if (strcmp(fault->code, "out_of_memory") == 0)
        return error_memory(error);
    return error_set(error, ERROR_INPUT, "%s: byte %zu: %.*s%s%.*s", name, fault->offset,
                     (int)fault->locus.length, fault->locus.data ? fault->locus.data : "",
                     fault->locus.length ? " " : "", (int)fault->message.length, fault->message.data);
}

static bool object_canonical(struct text object)
{
    struct buffer canonical = {0};
    struct error ignored = {0};
    bool same = object.length == 0 || (json_canonical(object, &canonical, &ignored) == 0 &&
                                       text_equal(object, buffer_view(&canonical)));
    buffer_release(&canonical);
    return same;
}

/* Whether what was read is written as it stands: the cheap way to know that it is in canonical form, where
 * hundreds of thousands of media files are listed. */
static bool written_alike(const struct manifest *manifest, struct text json)
{
    struct envelope envelope = {FORMAT, *manifest};
    struct buffer written = {0};
    if (!object_canonical(manifest->recipe) || !object_canonical(manifest->metadata))
        return false;
    shape_put(&manifest_shape, &envelope, &written);
    bool same = !written.failed && text_equal(json, buffer_view(&written));
    buffer_release(&written);
    return same;
}

/* The text must be the one that manifest_write gives, because its digest is the version's name. */
static int canonical_check(const struct manifest *manifest, struct text json, const char *name,
                           struct error *error)
{
    struct buffer canonical = {0};
    size_t same = 0;
    if (written_alike(manifest, json))
        return 0;
    int code = json_canonical(json, &canonical, error);
    if (code < 0) {
        code = error_prefix(error, "%s: ", name);
        goto done;
    }
    if (text_equal(json, buffer_view(&canonical)))
        goto done;
    while (same < json.length && same < canonical.length && json.data[same] == canonical.data[same])
        same++;
    code = error_set(error, ERROR_INPUT,
                     "%s: byte %zu: not in the canonical form of RFC 8785 (members in order, no white space)",
                     name, same);
done:
    buffer_release(&canonical);
    return code;
}

static int identify(struct manifest *manifest, struct text json, struct error *error)
{
    char digest[65];
    struct sha256 *state = sha256_new();
    int code = state ? sha256_add(state, json.data, json.length, error) : error_memory(error);
    if (code == 0)
        code = sha256_hex(state, digest, error);
    sha256_free(state);
    TRY(code);
    manifest->id = arena_copy(&manifest->arena, text_of(digest));
    return manifest->id.data ? 0 : error_memory(error);
}

static int root_read(struct manifest *manifest, yyjson_val *root, struct walk *walk)
{
    struct envelope envelope = {0};
    int code = format_check(root, walk);
    if (code == 0)
        code = shape_read(&manifest_shape, &envelope, root, walk);
    if (code == 0)
        code = envelope_check(&envelope, walk);
    struct arena arena = manifest->arena;
    *manifest = envelope.manifest;
    manifest->arena = arena;
    return code;
}

int manifest_read(struct manifest *manifest, struct text json, const char *name, struct error *error)
{
    *manifest = (struct manifest){0};
    struct arena scratch = {0};
    struct json_reader reader = {.arena = &scratch};
    struct walk walk = {.name = name, .arena = &manifest->arena, .error = error};
    yyjson_val *root = json_read(&reader, json);
    int code = reader.faults ? fault_report(reader.faults, name, error) : 0;
    if (code == 0)
        code = root_read(manifest, root, &walk);
    if (code == 0)
        code = canonical_check(manifest, json, name, error);
    if (code == 0)
        code = identify(manifest, json, error);
    buffer_release(&walk.pointer);
    json_reader_release(&reader);
    arena_release(&scratch);
    return code;
}

void manifest_release(struct manifest *manifest)
{
    arena_release(&manifest->arena);
    *manifest = (struct manifest){0};
}
