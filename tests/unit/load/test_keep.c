/* Keeping loaded tables as versions and loading them again, for a task with two tables: that of this
 * program's packs have one yet, so the pack here is the test's own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include <stdlib.h>
#include <unistd.h>

#include "load/inputs.h"
#include "load/keep.h"
#include "load/stage.h"

#define TABLES                                                                                               \
    "CREATE OR REPLACE TABLE records (row BIGINT, record VARCHAR, id VARCHAR, file VARCHAR, number BIGINT, " \
    "line BIGINT, "                                                                                          \
    "width INTEGER);"                                                                                        \
    "CREATE OR REPLACE TABLE labels (row BIGINT, label VARCHAR, box DOUBLE[]);"

#define ROWS                                                                                                 \
    "INSERT INTO records VALUES (1, 'f#1', 'b', 'f', 1, 1, 640), (2, 'f#2', 'a', 'f', 2, 2, 480);"           \
    "INSERT INTO labels VALUES (1, 'cat', [0, 1.5]), (1, 'dog', NULL), (2, 'cat', [-0.0, 1.5]);"

static const struct kept_table kept_tables[] = {
    {"records", "row, record, file, number, line", NULL},
    {"labels", "row", "label"},
};
static const struct embedded no_files[] = {{NULL, NULL, 0}};
static const struct pack scene_pack = {
    .task = "scene", .title = "scenes", .files = no_files, .kept = kept_tables, .kept_count = 2};

struct fixture {
    char folder[64];
    struct engine *engine;
    struct project *project;
    struct loaded loaded;
    struct loaded_file file;
};

#define OK(call)                                                                                             \
    do {                                                                                                     \
        struct error error = {0};                                                                            \
        if ((call) < 0)                                                                                      \
            fail_msg("%s", error.message);                                                                   \
    } while (0)

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    bool made = false;
    snprintf(fixture->folder, sizeof fixture->folder, "/tmp/assay-keep-XXXXXX");
    assert_non_null(mkdtemp(fixture->folder));
    assert_int_equal(setenv("ASSAY_PROJECT", fixture->folder, 1), 0);
    OK(project_init(fixture->folder, NULL, &made, &error));
    OK(project_open(&fixture->project, &error));
    OK(load_engine_open(&fixture->engine, &(struct engine_options){.threads = 2}, &error));
    fixture->file =
        (struct loaded_file){.path = text_of(__FILE__), .stored = text_of("/dev/null"), .records = 2};
    fixture->loaded = (struct loaded){.pack = &scene_pack, .files = &fixture->file, .count = 1, .records = 2};
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    char command[128];
    project_close(fixture->project);
    engine_close(fixture->engine);
    snprintf(command, sizeof command, "rm -rf %s", fixture->folder);
    assert_int_equal(system(command), 0);
    free(fixture);
    return 0;
}

static void fill(struct fixture *fixture, const char *sql)
{
    OK(engine_run(fixture->engine, TABLES, NULL, &error));
    OK(engine_run(fixture->engine, sql, NULL, &error));
}

/* Keeps what is loaded; the version's tables' roots, joined. */
static void keep(struct fixture *fixture, const char *dataset, enum commit_outcome outcome, char roots[160])
{
    struct kept kept;
    struct keep_options options = {.dataset = dataset};
    OK(version_keep(fixture->project, fixture->engine, &fixture->loaded, &options, &kept, &error));
    assert_int_equal(kept.outcome, outcome);
    if (outcome == COMMIT_MADE) {
        assert_int_equal(kept.manifest.table_count, 2);
        assert_string_equal(kept.manifest.tables[0].name.data, "labels");
        assert_string_equal(kept.manifest.tables[1].name.data, "records");
        assert_int_equal(kept.manifest.tables[0].key_count, 2);
        snprintf(roots, 160, "%s %s", kept.manifest.tables[0].root.data, kept.manifest.tables[1].root.data);
    }
    kept_release(&kept);
}

static int64_t one(struct fixture *fixture, const char *sql)
{
    int64_t value = 0;
    bool found = false;
    OK(engine_one_int64(fixture->engine, sql, NULL, &value, &found, &error));
    assert_true(found);
    return value;
}

static void test_two_tables(void **state)
{
    struct fixture *fixture = *state;
    char first[160], turned[160], other[160];
    fill(fixture, ROWS);
    keep(fixture, "scenes", COMMIT_MADE, first);
    keep(fixture, "scenes", COMMIT_SAME, first);
    /* Other places, another order, -0.0 for 0.0: the same content. */
    fill(fixture,
         "INSERT INTO records VALUES (7, 'g#7', 'a', 'g', 7, 9, 480), (9, 'g#9', 'b', 'g', 9, 11, 640);"
         "INSERT INTO labels VALUES (7, 'cat', [0, 1.5]), (9, 'dog', NULL), (9, 'cat', [-0.0, 1.5]);");
    keep(fixture, "scenes", COMMIT_SAME, turned);
    keep(fixture, "copies", COMMIT_MADE, turned);
    assert_string_equal(first, turned);
    /* One label less is another version of labels alone. */
    fill(fixture, ROWS "DELETE FROM labels WHERE label = 'dog'");
    keep(fixture, "scenes", COMMIT_MADE, other);
    assert_memory_not_equal(first, other, 64);
    assert_string_equal(first + 65, other + 65);
}

static void test_loaded_again(void **state)
{
    struct fixture *fixture = *state;
    struct loaded loaded = {.pack = &scene_pack, .count = 1};
    char roots[160];
    fill(fixture, ROWS);
    keep(fixture, "scenes", COMMIT_MADE, roots);
    OK(engine_run(fixture->engine, TABLES, NULL, &error));
    loaded.files = arena_take_zeroed(&loaded.arena, 1, sizeof *loaded.files);
    assert_non_null(loaded.files);
    loaded.files[0].path = text_of("scenes@v1");
    OK(version_input(&loaded, &loaded.files[0], fixture->project, &error));
    OK(version_load(fixture->engine, &loaded, 0, fixture->project, &error));
    /* Records in the order of their sources, labels with their record's row. */
    assert_int_equal(
        one(fixture,
            "SELECT count(*) FROM records WHERE (record, number, width) IN (('b', 1, 640), ('a', 2, 480))"),
        2);
    assert_int_equal(
        one(fixture, "SELECT count(*) FROM labels JOIN records USING (row) WHERE (record, label) IN (('b', "
                     "'cat'), ('b', 'dog'), ('a', 'cat'))"),
        3);
    assert_int_equal(one(fixture, "SELECT count(*) FROM labels WHERE box IS NULL"), 1);
    loaded_release(&loaded);
}

static void test_keys(void **state)
{
    struct fixture *fixture = *state;
    struct kept kept;
    struct error error = {0};
    fill(fixture, ROWS "INSERT INTO labels VALUES (2, 'cat', NULL)");
    struct keep_options options = {.dataset = "scenes"};
    assert_int_equal(
        version_keep(fixture->project, fixture->engine, &fixture->loaded, &options, &kept, &error),
        ERROR_INPUT);
    assert_non_null(strstr(error.message, "the key of labels must be unique: 1 key occurs more than once"));
    kept_release(&kept);
    /* Nothing half done: the dataset is not there. */
    char id[65];
    error = (struct error){0};
    assert_int_equal(version_find(fixture->project, "scenes@v1", id, &error), ERROR_USAGE);
    fill(fixture, ROWS "UPDATE labels SET label = NULL WHERE label = 'dog'");
    error = (struct error){0};
    assert_int_equal(
        version_keep(fixture->project, fixture->engine, &fixture->loaded, &options, &kept, &error),
        ERROR_INPUT);
    assert_non_null(strstr(error.message, "1 row has none"));
    kept_release(&kept);
}

/* Rows keyed by content: twice the same is two rows, in whatever order. */
static void test_content_keys(void **state)
{
    struct fixture *fixture = *state;
    struct staging staging;
    fill(fixture, ROWS "UPDATE records SET id = NULL, width = 1");
    OK(stage_tables(fixture->engine, &fixture->loaded, NULL, &staging, &error));
    assert_string_equal(staging.keyed.data, "content");
    assert_int_equal(staging.count, 2);
    assert_int_equal(one(fixture, "SELECT count(DISTINCT record) FROM kept_records"), 2);
    assert_int_equal(
        one(fixture, "SELECT count(*) FROM kept_records WHERE record LIKE '%~2' AND length(record) = 34"), 1);
    staging_release(&staging);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_two_tables, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_loaded_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_keys, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_content_keys, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
