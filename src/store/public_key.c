#include "store/public_key.h"

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include "base/hash.h"

enum { SIGNATURE_BYTES = 64, HALF = 32, DER_MOST = 80 };

static EVP_PKEY *p256_read(const struct public_key *key)
{
    char group[] = "prime256v1";
    unsigned char point[PUBLIC_KEY_MOST];
    EVP_PKEY *made = NULL;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
    memcpy(point, key->bytes, sizeof point);
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point),
        OSSL_PARAM_construct_end(),
    };
    if (!context || EVP_PKEY_fromdata_init(context) != 1 ||
        EVP_PKEY_fromdata(context, &made, EVP_PKEY_PUBLIC_KEY, parameters) != 1)
        made = NULL;
    EVP_PKEY_CTX_free(context);
    return made;
}

/* libcrypto takes ECDSA signatures as DER: r ‖ s becomes that. Returns its length, 0 on failure. */
static size_t der_make(struct text signature, unsigned char der[DER_MOST])
{
    const unsigned char *bytes = (const unsigned char *)signature.data;
    ECDSA_SIG *made = ECDSA_SIG_new();
    BIGNUM *r = BN_bin2bn(bytes, HALF, NULL), *s = BN_bin2bn(bytes + HALF, HALF, NULL);
    int length = 0;
    if (made && r && s && ECDSA_SIG_set0(made, r, s) == 1) {
        r = s = NULL; /* taken over */
        unsigned char *end = der;
        length = i2d_ECDSA_SIG(made, NULL) <= DER_MOST ? i2d_ECDSA_SIG(made, &end) : 0;
    }
    BN_free(r);
    BN_free(s);
    ECDSA_SIG_free(made);
    return length > 0 ? (size_t)length : 0;
}

static int digest_verify(EVP_PKEY *key, const EVP_MD *digest, const unsigned char *signature,
                         size_t signature_length, const void *data, size_t length)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    int holds = context && EVP_DigestVerifyInit(context, NULL, digest, NULL, key) == 1 &&
                EVP_DigestVerify(context, signature, signature_length, data, length) == 1;
    EVP_MD_CTX_free(context);
    return holds;
}

static int signature_holds(const struct public_key *key, struct text signature, const void *data,
                           size_t length)
{
    unsigned char der[DER_MOST];
    bool ed25519 = key->kind == KEY_ED25519;
    EVP_PKEY *read =
        ed25519 ? EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key->bytes, 32) : p256_read(key);
    size_t der_length = ed25519 ? 0 : der_make(signature, der);
    int holds = 0;
    if (read && ed25519)
        holds =
            digest_verify(read, NULL, (const unsigned char *)signature.data, signature.length, data, length);
    else if (read && der_length)
        holds = digest_verify(read, EVP_sha256(), der, der_length, data, length);
    EVP_PKEY_free(read);
    ERR_clear_error();
    return holds;
}

int public_key_verify(const struct public_key *key, const void *data, size_t length, struct text signature,
                      struct error *error)
{
    if (signature.length != SIGNATURE_BYTES)
        return error_set(error, ERROR_INPUT, "the signature has %zu bytes and not %d", signature.length,
                         SIGNATURE_BYTES);
    if (!signature_holds(key, signature, data, length))
        return error_set(error, ERROR_INPUT, "the signature does not match the key and what it signs");
    return 0;
}

int public_key_name(const unsigned char public[32], char name[17], struct error *error)
{
    char hex[65] = "";
    struct sha256 *state = sha256_new();
    int code = state ? sha256_add(state, public, 32, error) : error_memory(error);
    if (code == 0)
        code = sha256_hex(state, hex, error);
    sha256_free(state);
    memcpy(name, hex, 16);
    name[16] = '\0';
    return code;
}
