#include "store/checkpoint.h"

#include <inttypes.h>

#include "base/base64.h"
#include "base/hash.h"
#include "base/hex.h"
#include "store/public_key.h"

enum { ID_BYTES = 4, SIGNATURE_BYTES = 64, ED25519_MARK = 1, KEY_BYTES = 32 };

/* An em dash and a space begin a signature's line. */
#define SIGNATURE_MARK "\xE2\x80\x94 "

/* ---- keys ---------------------------------------------------------------------------------------------- */

static int key_id(struct text name, const unsigned char public[KEY_BYTES], unsigned char id[ID_BYTES],
                  struct error *error)
{
    unsigned char digest[SHA256_BYTES];
    struct buffer hashed = {0};
    buffer_text(&hashed, name);
    buffer_string(&hashed, "\n\x01");
    buffer_append(&hashed, public, KEY_BYTES);
    int code = buffer_status(&hashed, error);
    if (code == 0 && sha256_bytes(hashed.data, hashed.length, digest) < 0)
        code = error_set(error, ERROR_SYSTEM, "SHA-256 failed in the crypto library");
    if (code == 0)
        memcpy(id, digest, ID_BYTES);
    buffer_release(&hashed);
    return code;
}

static bool key_name_valid(struct text name)
{
    for (size_t i = 0; i < name.length; i++)
        if ((unsigned char)name.data[i] <= ' ' || name.data[i] == '+' || name.data[i] == 0x7F)
            return false;
    return name.length > 0;
}

int verifier_key_write(struct buffer *out, struct text name, const unsigned char public[32],
                       struct error *error)
{
    unsigned char id[ID_BYTES], marked[1 + KEY_BYTES] = {ED25519_MARK};
    char digits[2 * ID_BYTES + 1] = "";
    TRY(key_id(name, public, id, error));
    hex_write(id, ID_BYTES, digits);
    memcpy(marked + 1, public, KEY_BYTES);
    buffer_text(out, name);
    buffer_format(out, "+%.*s+", 2 * ID_BYTES, digits);
    base64_put(out, marked, sizeof marked);
    return buffer_status(out, error);
}

/* The part before the separator; *rest is what comes after it. false when there is no separator. */
static bool part_take(struct text *rest, char separator, struct text *part)
{
    const char *at = rest->length ? memchr(rest->data, separator, rest->length) : NULL;
    if (!at)
        return false;
    *part = (struct text){rest->data, (size_t)(at - rest->data)};
    *rest = (struct text){at + 1, rest->length - part->length - 1};
    return true;
}

int verifier_key_read(struct text text, struct text *name, unsigned char public[32], struct error *error)
{
    unsigned char given[ID_BYTES], id[ID_BYTES];
    unsigned char marked[1 + KEY_BYTES];
    struct text rest = text, digits;
    bool right = part_take(&rest, '+', name) && key_name_valid(*name) && part_take(&rest, '+', &digits) &&
                 hex_read(digits, given, ID_BYTES) && base64_read_bytes(rest, marked, sizeof marked) &&
                 marked[0] == ED25519_MARK;
    if (!right)
        return error_set(error, ERROR_INPUT,
                         "the key is not of the form name+id+base64 with an Ed25519 key in it");
    memcpy(public, marked + 1, KEY_BYTES);
    TRY(key_id(*name, public, id, error));
    if (memcmp(id, given, ID_BYTES) != 0)
        return error_set(error, ERROR_INPUT, "the key's id is not that of its name and bytes");
    return 0;
}

/* ---- writing ------------------------------------------------------------------------------------------- */

int checkpoint_write(struct buffer *out, struct text origin, int64_t size, const struct merkle_hash *root,
                     const struct signer *signer, struct error *error)
{
    unsigned char signature[ID_BYTES + SIGNATURE_BYTES];
    size_t start = out->length;
    buffer_text(out, origin);
    buffer_format(out, "\n%" PRId64 "\n", size);
    base64_put(out, root->bytes, sizeof root->bytes);
    buffer_byte(out, '\n');
    TRY(buffer_status(out, error));
    TRY(key_id(origin, signer_public(signer), signature, error));
    TRY(signer_sign(signer, out->data + start, out->length - start, signature + ID_BYTES, error));
    buffer_string(out, "\n" SIGNATURE_MARK);
    buffer_text(out, origin);
    buffer_byte(out, ' ');
    base64_put(out, signature, sizeof signature);
    buffer_byte(out, '\n');
    return buffer_status(out, error);
}

/* ---- reading ------------------------------------------------------------------------------------------- */

static int refuse(struct error *error, const char *what)
{
    return error_set(error, ERROR_INPUT, "the checkpoint %s", what);
}

/* Decimal, without sign or leading zeros. */
static bool size_read(struct text digits, int64_t *size)
{
    *size = 0;
    if (digits.length == 0 || digits.length > 19 || (digits.length > 1 && digits.data[0] == '0'))
        return false;
    for (size_t i = 0; i < digits.length; i++) {
        int value = digits.data[i] - '0';
        if (value < 0 || value > 9 || __builtin_mul_overflow(*size, (int64_t)10, size) ||
            __builtin_add_overflow(*size, (int64_t)value, size))
            return false;
    }
    return true;
}

struct note_signature {
    struct text name;
    unsigned char id[ID_BYTES], bytes[SIGNATURE_BYTES];
};

/* 1: a signature of 64 bytes; 0: one of another kind; -1: no signature's line. */
static int signature_read(struct text line, struct note_signature *signature)
{
    unsigned char bytes[ID_BYTES + SIGNATURE_BYTES];
    size_t mark = strlen(SIGNATURE_MARK), size = 0;
    if (!text_starts(line, SIGNATURE_MARK))
        return -1;
    struct text rest = {line.data + mark, line.length - mark};
    if (!part_take(&rest, ' ', &signature->name) || !key_name_valid(signature->name) ||
        !base64_size(rest, &size) || size <= ID_BYTES)
        return -1;
    if (!base64_read_bytes(rest, bytes, sizeof bytes))
        return 0;
    memcpy(signature->id, bytes, ID_BYTES);
    memcpy(signature->bytes, bytes + ID_BYTES, SIGNATURE_BYTES);
    return 1;
}

static int signatures_check(struct text lines, struct error *error)
{
    struct note_signature signature;
    struct text line;
    if (lines.length == 0)
        return refuse(error, "has no signature");
    while (lines.length) {
        if (!part_take(&lines, '\n', &line))
            return refuse(error, "does not end with a line end");
        if (signature_read(line, &signature) < 0)
            return refuse(error, "has a line after the empty one that is no signature");
    }
    return 0;
}

int checkpoint_read(struct checkpoint *checkpoint, struct text note, struct error *error)
{
    struct text rest = note, size, root, line;
    if (!part_take(&rest, '\n', &checkpoint->origin) || !key_name_valid(checkpoint->origin))
        return refuse(error, "has no origin in its first line");
    if (!part_take(&rest, '\n', &size) || !size_read(size, &checkpoint->size))
        return refuse(error, "has no size in its second line");
    if (!part_take(&rest, '\n', &root) || !base64_read_bytes(root, checkpoint->root.bytes, MERKLE_HASH))
        return refuse(error, "has no root of 32 bytes in base64 in its third line");
    do { /* lines of extensions are signed with the rest and mean nothing to us */
        checkpoint->body = (struct text){note.data, (size_t)(rest.data - note.data)};
        if (!part_take(&rest, '\n', &line))
            return refuse(error, "has no empty line before its signatures");
    } while (line.length);
    checkpoint->signatures = rest;
    return signatures_check(rest, error);
}

int checkpoint_verify(const struct checkpoint *checkpoint, struct text name, const unsigned char public[32],
                      struct error *error)
{
    unsigned char id[ID_BYTES];
    struct note_signature signature;
    struct text lines = checkpoint->signatures, line;
    TRY(key_id(name, public, id, error));
    while (part_take(&lines, '\n', &line)) {
        if (signature_read(line, &signature) != 1 || !text_equal(signature.name, name) ||
            memcmp(signature.id, id, ID_BYTES) != 0)
            continue;
        return signature_verify(public, checkpoint->body.data, checkpoint->body.length, signature.bytes,
                                error);
    }
    return refuse(error, "is not signed by this key");
}
