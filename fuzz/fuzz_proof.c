/* What the store reads that others wrote: a proof, an envelope, a checkpoint, a key. Any bytes give something
 * that is right or an error that says why; and what was read as an envelope or checkpoint of these bytes is
 * signed by no key that we hold, so nothing may verify. */
#include <stdint.h>

#include "store/checkpoint.h"
#include "store/dsse.h"
#include "store/proof.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void hold(bool right)
{
    if (!right)
        __builtin_trap();
}

/* The base point of Ed25519: a valid key of which nobody here knows a signature. */
static const unsigned char public[32] = {0x58, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
                                         0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
                                         0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66};

static void proof_try(struct text text)
{
    struct error error = {0};
    struct buffer said = {0};
    const struct proof_demand demand = {0};
    int code = proof_check(text, "fuzz", &demand, &said, &error);
    hold(code == 0 ? said.length > 0 : error.message[0] != '\0' && said.length == 0);
    buffer_release(&said);
}

static void envelope_try(struct text text)
{
    struct error error = {0};
    struct dsse_envelope envelope;
    struct public_key key = {.kind = KEY_ED25519};
    int code = dsse_read(&envelope, text, "fuzz", &error);
    hold(code == 0 || error.message[0] != '\0');
    if (code == 0) {
        memcpy(key.bytes, public, sizeof public);
        hold(envelope.signature_count > 0 && dsse_verify(&envelope, &key, &error) == ERROR_INPUT);
        key.kind = KEY_P256;
        hold(dsse_verify(&envelope, &key, &error) == ERROR_INPUT);
    }
    dsse_release(&envelope);
}

static void checkpoint_try(struct text text)
{
    struct error error = {0};
    struct checkpoint checkpoint;
    if (checkpoint_read(&checkpoint, text, &error) < 0) {
        hold(error.message[0] != '\0');
        return;
    }
    hold(checkpoint.size >= 0 && checkpoint.body.length < text.length);
    hold(checkpoint_verify(&checkpoint, checkpoint.origin, public, &error) == ERROR_INPUT);
}

static void key_try(struct text text)
{
    struct error error = {0};
    struct text name;
    unsigned char read[32];
    struct buffer written = {0};
    if (verifier_key_read(text, &name, read, &error) == 0) {
        hold(verifier_key_write(&written, name, read, &error) == 0);
        hold(text_equal(buffer_view(&written), text));
    }
    buffer_release(&written);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text text = {(const char *)data, size};
    proof_try(text);
    envelope_try(text);
    checkpoint_try(text);
    key_try(text);
    return 0;
}
