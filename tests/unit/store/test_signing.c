/* Keys and signatures: a published vector of RFC 8032, files that others may read, damage of every kind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "store/public_key.h"
#include "store/signing.h"

static char folder[64], path[96];
static struct error error;

static int fresh_folder(void **state)
{
    (void)state;
    error = (struct error){0};
    snprintf(folder, sizeof folder, "/tmp/assay-signing-XXXXXX");
    snprintf(path, sizeof path, "%s/key", mkdtemp(folder) ? folder : "");
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);
}

static void key_is_made_kept_and_used(void **state)
{
    (void)state;
    struct signer *signer = NULL;
    struct stat status;
    unsigned char signature[64], again[64];
    assert_int_equal(signer_make(path, &error), 0);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0600);
    assert_int_equal(signer_open(&signer, path, &error), 0);
    assert_int_equal(strlen(signer_name(signer)), 16);
    assert_int_equal(signer_sign(signer, "abc", 3, signature, &error), 0);
    assert_int_equal(signer_sign(signer, "abc", 3, again, &error), 0);
    assert_memory_equal(signature, again, 64); /* Ed25519 has no chance in it */
    assert_int_equal(signature_verify(signer_public(signer), "abc", 3, signature, &error), 0);
    assert_int_equal(signature_verify(signer_public(signer), "abd", 3, signature, &error), ERROR_INPUT);
    for (size_t bit = 0; bit < 512; bit++) {
        memcpy(again, signature, 64);
        again[bit / 8] ^= (unsigned char)(1U << bit % 8);
        assert_int_equal(signature_verify(signer_public(signer), "abc", 3, again, &error), ERROR_INPUT);
    }
    signer_close(signer);
    error.code = 0;
    assert_int_equal(signer_make(path, &error), ERROR_USAGE);
    assert_non_null(strstr(error.message, "there is a key already"));
}

static void key_that_others_may_read_is_refused(void **state)
{
    (void)state;
    static const unsigned modes[] = {0604, 0640, 0610, 0666};
    struct signer *signer = NULL;
    assert_int_equal(signer_make(path, &error), 0);
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        char says[64];
        error.code = 0;
        assert_int_equal(chmod(path, modes[i]), 0);
        assert_int_equal(signer_open(&signer, path, &error), ERROR_INPUT);
        snprintf(says, sizeof says, "(mode %04o); run 'chmod 600' on it", modes[i]);
        assert_non_null(strstr(error.message, says));
        assert_null(signer);
    }
}

static void what_is_no_key_is_refused(void **state)
{
    (void)state;
    static const char encrypted[] =
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIGjMF8GCSqGSIb3DQEFDTBSMDEGCSqGSIb3DQEFDDAkBBDA\n"
        "-----END ENCRYPTED PRIVATE KEY-----\n";
    const char *const contents[] = {"", "no key\n", encrypted};
    struct signer *signer = NULL;
    assert_int_equal(signer_open(&signer, path, &error), ERROR_INPUT); /* not there */
    for (size_t i = 0; i < 3; i++) {
        FILE *file = fopen(path, "w");
        assert_non_null(file);
        fputs(contents[i], file);
        fclose(file);
        chmod(path, 0600);
        error.code = 0;
        assert_int_equal(signer_open(&signer, path, &error), ERROR_INPUT);
        assert_non_null(strstr(error.message, "holds no Ed25519 private key"));
    }
    error.code = 0;
    assert_int_equal(signer_open(&signer, folder, &error), ERROR_INPUT);
    assert_non_null(strstr(error.message, "is no file"));
}

/* RFC 8032, section 7.1, TEST 2. */
static void published_vector_holds(void **state)
{
    (void)state;
    static const unsigned char public[32] = {0x3d, 0x40, 0x17, 0xc3, 0xe8, 0x43, 0x89, 0x5a, 0x92, 0xb7, 0x0a,
                                             0xa7, 0x4d, 0x1b, 0x7e, 0xbc, 0x9c, 0x98, 0x2c, 0xcf, 0x2e, 0xc4,
                                             0x96, 0x8c, 0xc0, 0xcd, 0x55, 0xf1, 0x2a, 0xf4, 0x66, 0x0c};
    static const unsigned char signature[64] = {
        0x92, 0xa0, 0x09, 0xa9, 0xf0, 0xd4, 0xca, 0xb8, 0x72, 0x0e, 0x82, 0x0b, 0x5f, 0x64, 0x25, 0x40,
        0xa2, 0xb2, 0x7b, 0x54, 0x16, 0x50, 0x3f, 0x8f, 0xb3, 0x76, 0x22, 0x23, 0xeb, 0xdb, 0x69, 0xda,
        0x08, 0x5a, 0xc1, 0xe4, 0x3e, 0x15, 0x99, 0x6e, 0x45, 0x8f, 0x36, 0x13, 0xd0, 0xf1, 0x1d, 0x8c,
        0x38, 0x7b, 0x2e, 0xae, 0xb4, 0x30, 0x2a, 0xee, 0xb0, 0x0d, 0x29, 0x16, 0x12, 0xbb, 0x0c, 0x00};
    struct public_key key = {.kind = KEY_ED25519};
    assert_int_equal(signature_verify(public, "\x72", 1, signature, &error), 0);
    memcpy(key.bytes, public, 32);
    assert_int_equal(public_key_verify(&key, "\x72", 1, (struct text){(const char *)signature, 63}, &error),
                     ERROR_INPUT);
    assert_non_null(strstr(error.message, "has 63 bytes and not 64"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(key_is_made_kept_and_used, fresh_folder, remove_folder),
        cmocka_unit_test_setup_teardown(key_that_others_may_read_is_refused, fresh_folder, remove_folder),
        cmocka_unit_test_setup_teardown(what_is_no_key_is_refused, fresh_folder, remove_folder),
        cmocka_unit_test_setup_teardown(published_vector_holds, fresh_folder, remove_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
