#include "store/dsse.h"

#include "base/base64.h"
#include "base/json.h"
#include "store/strict_json.h"

void dsse_signed_put(struct buffer *out, struct text type, struct text payload)
{
    buffer_format(out, "DSSEv1 %zu ", type.length);
    buffer_text(out, type);
    buffer_format(out, " %zu ", payload.length);
    buffer_text(out, payload);
}

int dsse_write(struct buffer *out, struct text type, struct text payload, const struct signer *signer,
               struct error *error)
{
    unsigned char signature[64];
    struct buffer bytes = {0};
    dsse_signed_put(&bytes, type, payload);
    int code = buffer_status(&bytes, error);
    if (code == 0)
        code = signer_sign(signer, bytes.data, bytes.length, signature, error);
    buffer_release(&bytes);
    TRY(code);
    buffer_string(out, "{\"payload\":\"");
    base64_put(out, payload.data, payload.length);
    buffer_string(out, "\",\"payloadType\":");
    json_put_text(out, type);
    buffer_format(out, ",\"signatures\":[{\"keyid\":\"%s\",\"sig\":\"", signer_name(signer));
    base64_put(out, signature, sizeof signature);
    buffer_string(out, "\"}]}");
    return buffer_status(out, error);
}

/* Both alphabets of RFC 4648 are allowed in envelopes. */
static int bytes_read(struct walk *walk, yyjson_val *object, const char *member, struct text *bytes)
{
    struct text text;
    struct buffer plain = {0}, read = {0};
    TRY(strict_text(walk, object, member, &text));
    for (size_t i = 0; i < text.length; i++)
        buffer_byte(&plain, text.data[i] == '-' ? '+' : text.data[i] == '_' ? '/' : text.data[i]);
    bool right = base64_read(buffer_view(&plain), &read);
    int code = buffer_status(&plain, walk->error);
    if (code == 0 && !right)
        code = error_set(walk->error, ERROR_INPUT, "%s: %s/%s is no base64", walk->name,
                         buffer_c(&walk->pointer), member);
    if (code == 0)
        *bytes = arena_copy(walk->arena, (struct text){buffer_c(&read), read.length});
    if (code == 0 && (read.failed || !bytes->data))
        code = error_memory(walk->error);
    buffer_release(&plain);
    buffer_release(&read);
    return code;
}

static int copy(struct walk *walk, struct text text, struct text *kept)
{
    *kept = arena_copy(walk->arena, text);
    return kept->data ? 0 : error_memory(walk->error);
}

static int signature_read(struct walk *walk, yyjson_val *item, struct dsse_signature *signature)
{
    struct text key = {"", 0};
    if (!yyjson_is_obj(item))
        return walk_fault(walk, "is no object");
    if (yyjson_obj_get(item, "keyid"))
        TRY(strict_text(walk, item, "keyid", &key));
    TRY(copy(walk, key, &signature->key));
    return bytes_read(walk, item, "sig", &signature->bytes);
}

static int signatures_read(struct dsse_envelope *envelope, struct walk *walk, yyjson_val *list)
{
    size_t back = walk_into(walk, "signatures"), index, count;
    yyjson_val *item;
    if (!yyjson_is_arr(list) || yyjson_arr_size(list) == 0)
        return walk_fault(walk, "is no list of signatures");
    envelope->signature_count = yyjson_arr_size(list);
    envelope->signatures =
        arena_take_zeroed(walk->arena, envelope->signature_count, sizeof *envelope->signatures);
    if (!envelope->signatures)
        return error_memory(walk->error);
    yyjson_arr_foreach(list, index, count, item)
    {
        size_t inner = walk_into_nth(walk, index);
        TRY(signature_read(walk, item, &envelope->signatures[index]));
        walk_back(walk, inner);
    }
    walk_back(walk, back);
    return 0;
}

static int envelope_read(struct dsse_envelope *envelope, struct walk *walk, yyjson_val *root)
{
    struct text type;
    if (!yyjson_is_obj(root))
        return walk_fault(walk, "is no object");
    TRY(strict_text(walk, root, "payloadType", &type));
    TRY(copy(walk, type, &envelope->type));
    TRY(bytes_read(walk, root, "payload", &envelope->payload));
    return signatures_read(envelope, walk, yyjson_obj_get(root, "signatures"));
}

int dsse_read(struct dsse_envelope *envelope, struct text json, const char *name, struct error *error)
{
    *envelope = (struct dsse_envelope){0};
    struct arena scratch = {0};
    struct json_reader reader = {.arena = &scratch};
    struct walk walk = {.name = name, .arena = &envelope->arena, .error = error};
    yyjson_val *root = NULL;
    int code = strict_json_read(&reader, json, name, &root, error);
    if (code == 0)
        code = envelope_read(envelope, &walk, root);
    buffer_release(&walk.pointer);
    json_reader_release(&reader);
    arena_release(&scratch);
    return code;
}

void dsse_release(struct dsse_envelope *envelope)
{
    arena_release(&envelope->arena);
    *envelope = (struct dsse_envelope){0};
}

int dsse_verify(const struct dsse_envelope *envelope, const struct public_key *key, struct error *error)
{
    struct buffer bytes = {0};
    bool holds = false;
    dsse_signed_put(&bytes, envelope->type, envelope->payload);
    int code = buffer_status(&bytes, error);
    for (size_t i = 0; i < envelope->signature_count && code == 0 && !holds; i++) {
        struct error why = {0};
        holds = public_key_verify(key, bytes.data, bytes.length, envelope->signatures[i].bytes, &why) == 0;
    }
    if (code == 0 && !holds)
        code = error_set(error, ERROR_INPUT, "the envelope has no signature by this key");
    buffer_release(&bytes);
    return code;
}
