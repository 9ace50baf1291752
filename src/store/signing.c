#include "store/signing.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "store/crash_point.h"
#include "store/public_key.h"

enum { PEM_MOST = 4096 };

struct signer {
    EVP_PKEY *key;
    unsigned char public[32];
    char name[17];
};

static int key_write(int file, const char *path, const char *pem, size_t length, struct error *error)
{
    while (length > 0) {
        ssize_t written = write(file, pem, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return error_set(error, ERROR_SYSTEM, "%s: cannot write the key: %s", path, strerror(errno));
        pem += written;
        length -= (size_t)written;
    }
    if (fsync(file) != 0)
        return error_set(error, ERROR_SYSTEM, "%s: cannot write the key: %s", path, strerror(errno));
    return 0;
}

/* The whole key appears at once under its name, so that a crash leaves no half of one; link() does not
 * replace what is there. */
static int key_link(const char *fresh, const char *path, struct error *error)
{
    crash_point("name the key");
    if (link(fresh, path) == 0)
        return 0;
    return errno == EEXIST
               ? error_set(error, ERROR_USAGE, "%s: there is a key already; it is never replaced", path)
               : error_set(error, ERROR_SYSTEM, "%s: cannot make the key: %s", path, strerror(errno));
}

static int key_save(const char *path, const char *pem, size_t length, struct error *error)
{
    struct buffer fresh = {0};
    const char *slash = strrchr(path, '/');
    buffer_append(&fresh, path, slash ? (size_t)(slash + 1 - path) : 0);
    buffer_format(&fresh, ".assay-key-%ld", (long)getpid());
    TRY(buffer_status(&fresh, error));
    unlink(buffer_c(&fresh)); /* of a process of this number that was killed */
    int file = open(buffer_c(&fresh), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    int code =
        file < 0 ? error_set(error, ERROR_SYSTEM, "%s: cannot make the key: %s", path, strerror(errno)) : 0;
    crash_point("write the key");
    if (code == 0)
        code = key_write(file, path, pem, length, error);
    if (file >= 0 && close(file) != 0 && code == 0)
        code = error_set(error, ERROR_SYSTEM, "%s: cannot write the key: %s", path, strerror(errno));
    if (code == 0)
        code = key_link(buffer_c(&fresh), path, error);
    unlink(buffer_c(&fresh));
    buffer_release(&fresh);
    return code;
}

int signer_make(const char *path, struct error *error)
{
    char *pem = NULL;
    EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    BIO *memory = BIO_new(BIO_s_secmem());
    int code = 0;
    if (!key || !memory || PEM_write_bio_PrivateKey(memory, key, NULL, NULL, 0, NULL, NULL) != 1)
        code = error_set(error, ERROR_SYSTEM, "the crypto library cannot make an Ed25519 key");
    long length = code == 0 ? BIO_get_mem_data(memory, &pem) : 0;
    if (code == 0)
        code = key_save(path, pem, (size_t)length, error);
    BIO_free(memory);
    EVP_PKEY_free(key);
    ERR_clear_error();
    return code;
}

/* Nobody is asked for a pass phrase: our keys have none. */
static int no_passphrase(char *out, int size, int writing, void *context)
{
    (void)out;
    (void)size;
    (void)writing;
    (void)context;
    return -1;
}

static int mode_check(const struct stat *status, const char *path, struct error *error)
{
    unsigned mode = (unsigned)status->st_mode & 07777U;
    if (!S_ISREG(status->st_mode))
        return error_set(error, ERROR_INPUT, "%s: is no file; the key is one", path);
    if (mode & 077U)
        return error_set(error, ERROR_INPUT,
                         "%s: others may read the private key (mode %04o); run 'chmod 600' on it", path,
                         mode);
    return 0;
}

static int pem_read(const char *path, char pem[PEM_MOST], size_t *length, struct error *error)
{
    struct stat status;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0 || fstat(file, &status) != 0) {
        int code = error_set(error, errno == ENOENT ? ERROR_INPUT : ERROR_SYSTEM,
                             "%s: cannot read the private key: %s", path, strerror(errno));
        if (file >= 0)
            close(file);
        return code;
    }
    int code = mode_check(&status, path, error);
    ssize_t got = code == 0 ? read(file, pem, PEM_MOST) : 0;
    if (got < 0)
        code = error_set(error, ERROR_SYSTEM, "%s: cannot read the private key: %s", path, strerror(errno));
    close(file);
    *length = got > 0 ? (size_t)got : 0;
    return code;
}

static int key_read(struct signer *signer, const char *path, const char *pem, size_t length,
                    struct error *error)
{
    size_t size = sizeof signer->public;
    BIO *memory = BIO_new_mem_buf(pem, (int)length);
    if (!memory)
        return error_memory(error);
    signer->key = PEM_read_bio_PrivateKey(memory, NULL, no_passphrase, NULL);
    BIO_free(memory);
    ERR_clear_error();
    if (!signer->key || EVP_PKEY_get_id(signer->key) != EVP_PKEY_ED25519 ||
        EVP_PKEY_get_raw_public_key(signer->key, signer->public, &size) != 1)
        return error_set(error, ERROR_INPUT, "%s: holds no Ed25519 private key in PEM form", path);
    return public_key_name(signer->public, signer->name, error);
}

int signer_open(struct signer **opened, const char *path, struct error *error)
{
    char pem[PEM_MOST];
    size_t length = 0;
    *opened = NULL;
    int code = pem_read(path, pem, &length, error);
    struct signer *signer = code == 0 ? memory_new(1, sizeof *signer) : NULL;
    if (code == 0)
        code = signer ? key_read(signer, path, pem, length, error) : error_memory(error);
    OPENSSL_cleanse(pem, sizeof pem);
    if (code < 0)
        signer_close(signer);
    else
        *opened = signer;
    return code;
}

void signer_close(struct signer *signer)
{
    if (!signer)
        return;
    EVP_PKEY_free(signer->key);
    memory_free(signer);
}

const unsigned char *signer_public(const struct signer *signer)
{
    return signer->public;
}

const char *signer_name(const struct signer *signer)
{
    return signer->name;
}

int signer_sign(const struct signer *signer, const void *data, size_t length, unsigned char signature[64],
                struct error *error)
{
    size_t size = 64;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool fine = context && EVP_DigestSignInit(context, NULL, NULL, NULL, signer->key) == 1 &&
                EVP_DigestSign(context, signature, &size, data, length) == 1 && size == 64;
    EVP_MD_CTX_free(context);
    ERR_clear_error();
    return fine ? 0 : error_set(error, ERROR_SYSTEM, "the crypto library cannot sign");
}

int signature_verify(const unsigned char public_key[32], const void *data, size_t length,
                     const unsigned char signature[64], struct error *error)
{
    struct public_key key = {.kind = KEY_ED25519};
    memcpy(key.bytes, public_key, 32);
    return public_key_verify(&key, data, length, (struct text){(const char *)signature, 64}, error);
}
