/* The set of checks that take part: built-in ones, those of folders, order, and names. */
#include "check/check_set.h"

#include <sys/stat.h>
#include <unistd.h>

#include "checking.h"

#define CHECK(name, title)                                                                                   \
    "-- check: " name "\n-- title: " title                                                                   \
    "\n-- why: Y\n-- rows\nSELECT 1 AS row\n-- findings\nSELECT row FROM rows\n"

struct folder {
    char path[64];
};

static void folder_make(struct folder *folder)
{
    *folder = (struct folder){"/tmp/assay-checks-XXXXXX"};
    assert_non_null(mkdtemp(folder->path));
}

static void file_write(const struct folder *folder, const char *name, const char *text)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder->path, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void folder_remove(const struct folder *folder, const char *const names[])
{
    char path[128];
    for (size_t i = 0; names[i]; i++) {
        snprintf(path, sizeof path, "%s/%s", folder->path, names[i]);
        unlink(path);
    }
    assert_int_equal(rmdir(folder->path), 0);
}

static void test_sorted_and_found(void **state)
{
    struct check_set set = {0};
    (void)state;
    set_fill(&set, (const char *const[]){"checks/z.sql", CHECK("t.zebra", "Z"), "checks/a.sql",
                                         CHECK("t.ant", "A"), "README.md", "no check", "checks/notes.txt",
                                         "nor this", "other/x.sql", "SELECT 1", NULL});
    assert_int_equal(set.count, 2);
    assert_text(set.items[0].name, "t.ant");
    assert_text(set.items[1].name, "t.zebra");
    assert_text(set.items[1].path, "packs/test/checks/z.sql");
    assert_ptr_equal(check_set_find(&set, text_of("t.ant")), &set.items[0]);
    assert_ptr_equal(check_set_find(&set, text_of("zebra")), &set.items[1]);
    assert_null(check_set_find(&set, text_of("bra")));
    assert_null(check_set_find(&set, text_of("")));
    check_set_release(&set);
}

static void test_short_names_are_unique_or_unknown(void **state)
{
    struct check_set set = {0};
    (void)state;
    set_fill(&set, (const char *const[]){"checks/a.sql", CHECK("one.ant", "A"), "checks/b.sql",
                                         CHECK("two.ant", "B"), NULL});
    assert_null(check_set_find(&set, text_of("ant")));
    assert_non_null(check_set_find(&set, text_of("two.ant")));
    check_set_release(&set);
}

static void test_the_users_check_wins(void **state)
{
    struct check_set set = {0};
    struct error error = {0};
    struct folder folder;
    (void)state;
    folder_make(&folder);
    file_write(&folder, "mine.sql", CHECK("t.ant", "Mine"));
    file_write(&folder, "new.sql", CHECK("t.bee", "New"));
    file_write(&folder, ".hidden.sql", "not read");
    file_write(&folder, "notes.md", "not read");
    const struct embedded built_in[] = {
        {"checks/ant.sql", CHECK("t.ant", "Built in"), strlen(CHECK("t.ant", "Built in"))}, {NULL, NULL, 0}};
    assert_int_equal(check_set_add_embedded(&set, "test", built_in, &error), 0);
    assert_int_equal(check_set_add_folder(&set, folder.path, false, &error), 0);
    assert_int_equal(check_set_close(&set, &error), 0);
    assert_int_equal(set.count, 2);
    assert_text(check_set_find(&set, text_of("ant"))->title, "Mine");
    assert_true(text_ends(check_set_find(&set, text_of("ant"))->path, "/mine.sql"));
    assert_text(check_set_find(&set, text_of("bee"))->title, "New");
    check_set_release(&set);
    folder_remove(&folder, (const char *const[]){"mine.sql", "new.sql", ".hidden.sql", "notes.md", NULL});
}

static void test_cases_belong_to_the_check_they_name(void **state)
{
    struct check_set set = {0};
    (void)state;
    set_fill(&set, (const char *const[]){"checks/a.sql", CHECK("t.ant", "A"), "checks/a.cases.sql",
                                         "-- cases:   t.ant \r\n-- case: x\n", NULL});
    assert_int_equal(set.cases_count, 1);
    assert_text(set.cases[0].check, "t.ant");
    check_set_release(&set);
}

static void test_errors(void **state)
{
    struct check_set set = {0};
    struct error error = {0};
    struct folder folder;
    (void)state;
    assert_int_equal(check_set_add_folder(&set, "/nowhere/at/all", true, &error), 0);
    assert_int_equal(check_set_add_folder(&set, "/nowhere/at/all", false, &error), ERROR_USAGE);
    assert_true(text_starts(text_of(error.message), "/nowhere/at/all: cannot read the folder of checks: "));
    folder_make(&folder);
    file_write(&folder, "bad.sql", "-- check: t.x\n-- title: \xff\n");
    error = (struct error){0};
    assert_int_equal(check_set_add_folder(&set, folder.path, false, &error), ERROR_USAGE);
    assert_non_null(strstr(error.message, "/bad.sql: byte 24 is not UTF-8"));
    folder_remove(&folder, (const char *const[]){"bad.sql", NULL});
    error = (struct error){0};
    const struct embedded cases[] = {{"checks/a.cases.sql", "-- case: x\n", 11}, {NULL, NULL, 0}};
    assert_int_equal(check_set_add_embedded(&set, "test", cases, &error), 0);
    assert_int_equal(check_set_close(&set, &error), ERROR_USAGE);
    assert_string_equal(
        error.message,
        "packs/test/checks/a.cases.sql:1: a cases file begins with '-- cases: NAME OF THE CHECK'");
    check_set_release(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sorted_and_found),
        cmocka_unit_test(test_short_names_are_unique_or_unknown),
        cmocka_unit_test(test_the_users_check_wins),
        cmocka_unit_test(test_cases_belong_to_the_check_they_name),
        cmocka_unit_test(test_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
