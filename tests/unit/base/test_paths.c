/* Patterns into names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <unistd.h>

#include "base/file.h"

static char folder[] = "/tmp/assay-test-paths-XXXXXX";
static const char *const names[] = {"b.jsonl", "a.jsonl", "B.jsonl", "[x].json", "c.txt"};
enum { NAMES = sizeof names / sizeof *names };

static int make_files(void **state)
{
    (void)state;
    if (!mkdtemp(folder) || chdir(folder) != 0)
        return -1;
    for (int i = 0; i < NAMES; i++)
        fclose(fopen(names[i], "w"));
    return 0;
}

static int remove_files(void **state)
{
    (void)state;
    for (int i = 0; i < NAMES; i++)
        unlink(names[i]);
    return rmdir(folder);
}

static void matches_are_sorted_bytewise(void **state)
{
    (void)state;
    struct paths paths;
    struct error error = {0};
    const char *const patterns[] = {"-", "c.txt", "*.jsonl", "[x].json"};
    assert_int_equal(paths_expand(&paths, patterns, 4, &error), 0);
    static const char *const expected[] = {"-", "c.txt", "B.jsonl", "a.jsonl", "b.jsonl", "[x].json"};
    assert_int_equal(paths.count, 6);
    for (int i = 0; i < 6; i++)
        assert_string_equal(paths.items[i], expected[i]);
    paths_release(&paths);
}

static void nothing_found_is_an_error(void **state)
{
    (void)state;
    struct paths paths;
    struct error error = {0};
    const char *const pattern[] = {"c.txt", "*.parquet"}, *const name[] = {"missing.jsonl"};
    assert_int_equal(paths_expand(&paths, pattern, 2, &error), ERROR_INPUT);
    assert_string_equal(error.message, "*.parquet: no file matches this pattern");
    assert_int_equal(paths.count, 0);
    error.code = 0;
    assert_int_equal(paths_expand(&paths, name, 1, &error), ERROR_INPUT);
    assert_string_equal(error.message, "missing.jsonl: cannot open: No such file or directory");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matches_are_sorted_bytewise),
        cmocka_unit_test(nothing_found_is_an_error),
    };
    return cmocka_run_group_tests(tests, make_files, remove_files);
}
