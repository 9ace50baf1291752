/* The test vector that comes with the DSSE specification, as it lies in the shared data: what is signed, byte
 * for byte, and its ECDSA signature. Skipped where that data is not there. */
#include <openssl/bn.h>
#include <stdint.h>

#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "store/dsse.h"

enum { SKIPPED = 77, VECTOR_MOST = 1 << 16 };

static int wrong(const char *what, const char *why)
{
    printf("%s: %s\n", what, why);
    return 1;
}

static bool coordinate_read(yyjson_val *key, const char *name, unsigned char out[32])
{
    BIGNUM *number = NULL;
    const char *digits = yyjson_get_str(yyjson_obj_get(key, name));
    bool right = digits && BN_dec2bn(&number, digits) > 0 && BN_bn2binpad(number, out, 32) == 32;
    BN_free(number);
    return right;
}

static bool key_read(yyjson_val *root, struct public_key *key)
{
    yyjson_val *object = yyjson_obj_get(root, "public_key");
    *key = (struct public_key){.kind = KEY_P256, .bytes = {4 /* uncompressed */}};
    return coordinate_read(object, "x", key->bytes + 1) && coordinate_read(object, "y", key->bytes + 33);
}

static int signed_bytes_compare(const struct dsse_envelope *envelope, yyjson_val *root)
{
    struct buffer bytes = {0};
    dsse_signed_put(&bytes, envelope->type, envelope->payload);
    bool same = text_equal(buffer_view(&bytes), json_text(yyjson_obj_get(root, "pae"))) &&
                text_equal(envelope->payload, json_text(yyjson_obj_get(root, "serialized_body"))) &&
                text_equal(envelope->type, json_text(yyjson_obj_get(root, "payload_type")));
    buffer_release(&bytes);
    return same ? 0 : wrong("pae", "differs");
}

static int vector_check(yyjson_val *root)
{
    struct error error = {0};
    struct buffer json = {0};
    struct dsse_envelope envelope;
    struct public_key key;
    json_put_value(&json, yyjson_obj_get(root, "envelope"));
    if (!key_read(root, &key))
        return wrong("public_key", "is no point");
    int failed = 0;
    if (dsse_read(&envelope, buffer_view(&json), "vector", &error) < 0)
        failed = wrong("envelope", error.message);
    else
        failed = signed_bytes_compare(&envelope, root);
    if (!failed && dsse_verify(&envelope, &key, &error) < 0)
        failed = wrong("signature", error.message);
    key.bytes[64] ^= 1;
    if (!failed && dsse_verify(&envelope, &key, &error) == 0)
        failed = wrong("signature", "holds for another key");
    dsse_release(&envelope);
    buffer_release(&json);
    return failed;
}

int main(void)
{
    const char *shared = getenv("ASSAY_SHARED");
    char path[4096], *text = NULL;
    size_t length = 0;
    struct error error = {0};
    struct arena arena = {0};
    struct json_reader reader = {.arena = &arena};
    snprintf(path, sizeof path, "%s/data/loop/dsse/vector.json", shared ? shared : DEFAULT_SHARED);
    if (file_read_all(path, VECTOR_MOST, &text, &length, &error) < 0) {
        printf("skipped: no shared data (set ASSAY_SHARED)\n");
        return SKIPPED;
    }
    yyjson_val *root = json_read(&reader, (struct text){text, length});
    int failed = root ? vector_check(root) : wrong(path, "is not JSON");
    json_reader_release(&reader);
    arena_release(&arena);
    memory_free(text);
    return failed;
}
