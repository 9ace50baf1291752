/* How digests, days and times must be written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/forms.h"

static void digests(void **state)
{
    (void)state;
    assert_true(form_digest(text_of("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")));
    assert_false(form_digest(text_of("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdeF")));
    assert_false(form_digest(text_of("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde")));
    assert_false(form_digest(text_of("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0")));
    assert_false(form_digest(text_of("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdeg")));
    assert_false(form_digest(text_of("")));
}

static void days(void **state)
{
    (void)state;
    static const char *const good[] = {"2026-01-31", "2028-02-29", "2000-02-29", "1999-12-01", "0000-02-29"};
    static const char *const bad[] = {"2026-02-29", "1900-02-29", "2026-13-01",  "2026-00-10", "2026-01-32",
                                      "2026-1-31",  "2026/01/31", "2026-01-311", "soon",       "",
                                      "2026-04-31", "2026-01-00", "20x6-01-01"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(form_day(text_of(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(form_day(text_of(bad[i])));
}

static void times(void **state)
{
    (void)state;
    static const char *const good[] = {"2026-01-31T23:59:59.000001Z", "2026-01-31T00:00:00Z",
                                       "2026-12-31T23:59:60Z", "2026-01-31T00:00:00.5Z"};
    static const char *const bad[] = {
        "2026-01-31T24:00:00Z",  "2026-01-31 23:59:59Z",         "2026-01-31T23:59:59",
        "2026-01-31T23:59:59.Z", "2026-01-31T23:59:59xZ",        "2026-02-30T23:59:59Z",
        "2026-01-31T23:60:59Z",  "2026-01-31T23:59:61Z",         "2026-01-31T23:59:59.1xZ",
        "2026-01-31T23-59-59Z",  "2026-01-31T23:59:59.000+01:00"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(form_time(text_of(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(form_time(text_of(bad[i])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digests),
        cmocka_unit_test(days),
        cmocka_unit_test(times),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
