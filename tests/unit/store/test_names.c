/* What datasets, versions and tags may be called, and the set of digests. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "store/digest_set.h"
#include "store/project.h"

static void test_datasets(void **state)
{
    static const char *const good[] = {"chat", "a", "0", "team/chat", "a.b-c_d", "x1"};
    static const char *const bad[] = {"",     ".a",   "-a",   "a b", "a@b", "a/",   "/a",
                                      "a//b", "../a", "a..b", "ä",   "a#b", "a\nb", "'a'"};
    char longest[102];
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(dataset_name_valid(good[i]));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(dataset_name_valid(bad[i]));
    memset(longest, 'a', sizeof longest);
    longest[100] = '\0';
    assert_true(dataset_name_valid(longest));
    longest[100] = 'a';
    longest[101] = '\0';
    assert_false(dataset_name_valid(longest));
}

static void test_versions(void **state)
{
    static const char *const good[] = {"chat@v3", "team/chat@release-1", "a@0123abcd", "a@head"};
    static const char *const bad[] = {
        "chat", "chat@", "@v1", "a@b@c", "a b@v1", "a@v 1", "mail@example.org/x", ""};
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(version_name_valid(good[i]));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(version_name_valid(bad[i]));
}

static void test_tags(void **state)
{
    static const char *const good[] = {"release-1", "v", "v1a", "gold", "2027.1", "abc", "deadbee", "V3"};
    static const char *const bad[] = {"",           "head", "v1",  "v12", "deadbeef",
                                      "0123456789", "a/b",  "a b", "-a",  "a@b"};
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(tag_name_valid(good[i]));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(tag_name_valid(bad[i]));
}

static void digest_make(size_t number, char digest[65])
{
    snprintf(digest, 65, "%016zx%048d", number * 0x9E3779B97F4A7C15U, 0);
}

static void test_digests(void **state)
{
    struct digest_set set = {0};
    struct error error = {0};
    char digest[65];
    bool fresh = false;
    (void)state;
    assert_false(digest_set_has(&set, text_of("00")));
    for (size_t i = 0; i < 5000; i++) {
        digest_make(i, digest);
        assert_int_equal(digest_set_add(&set, text_of(digest), &fresh, &error), 0);
        assert_true(fresh);
        assert_int_equal(digest_set_add(&set, text_of(digest), &fresh, &error), 0);
        assert_false(fresh);
    }
    assert_int_equal(set.count, 5000);
    for (size_t i = 0; i < 10000; i++) {
        digest_make(i, digest);
        assert_int_equal(digest_set_has(&set, text_of(digest)), i < 5000);
    }
    assert_int_equal(digest_set_add(&set, text_of("ABC"), NULL, &error), ERROR_INPUT);
    digest_set_release(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_datasets), cmocka_unit_test(test_versions),
                                       cmocka_unit_test(test_tags), cmocka_unit_test(test_digests)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
