/* Eight processes publish versions on one catalog at once, through the C interface and without an engine:
 * none is lost, none is there twice, the log holds them all. `test_concurrent_commits sqlite` or
 * `postgresql`; the latter wants a server in ASSAY_TEST_POSTGRES. ASSAY_TEST_COMMITS: versions of each
 * process (200). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/hash.h"
#include "base/memory.h"
#include "kernels/merkle.h"
#include "store/catalog_internal.h"
#include "store/checkpoint.h"
#include "store/version_commit.h"

enum { PROCESSES = 8, RACES = 25 };

static bool on_server;
static long commits = 200;
static char folder[64];
static char url[1024];
static int tests;
static struct error error;

#define FINE(call)                                                                                           \
    do {                                                                                                     \
        if ((call) < 0)                                                                                      \
            fail_msg("%s", error.message);                                                                   \
    } while (0)

/* ---- a project for each test --------------------------------------------------------------------------- */

static void server_run(const char *sql)
{
    struct catalog bare = {.backend = &postgres_backend};
    FINE(postgres_backend.open(&bare, getenv("ASSAY_TEST_POSTGRES"), false, &error));
    FINE(postgres_backend.script(&bare, sql, &error));
    postgres_backend.close(&bare);
    memory_free(bare.place);
}

static int fresh_project(void **state)
{
    char sql[128];
    bool made = false;
    (void)state;
    error = (struct error){0};
    tests++;
    snprintf(folder, sizeof folder, "/tmp/assay-commits-XXXXXX");
    assert_non_null(mkdtemp(folder));
    if (on_server) {
        snprintf(sql, sizeof sql, "CREATE SCHEMA commits_%d_%d", (int)getpid(), tests);
        server_run(sql);
        snprintf(url, sizeof url, "%s&options=-csearch_path%%3Dcommits_%d_%d", getenv("ASSAY_TEST_POSTGRES"),
                 (int)getpid(), tests);
    }
    FINE(project_init(folder, on_server ? url : NULL, &made, &error));
    assert_true(made);
    setenv("ASSAY_PROJECT", folder, 1);
    return 0;
}

static int drop_project(void **state)
{
    char text[160];
    (void)state;
    if (on_server) {
        snprintf(text, sizeof text, "DROP SCHEMA IF EXISTS commits_%d_%d CASCADE", (int)getpid(), tests);
        server_run(text);
    }
    snprintf(text, sizeof text, "rm -rf '%s'", folder);
    return system(text);
}

/* ---- one small version ----------------------------------------------------------------------------------
 */

#define TEXT(literal) {literal, sizeof(literal) - 1}

/* A version of one row, whose only chunk holds `content`. Objects are opaque to a commit. */
static int small_commit(struct project *project, const char *dataset, const char *content,
                        const char *if_head, int64_t *number, struct error *why)
{
    static struct text key[] = {TEXT("record")};
    static struct stored_column columns[] = {{TEXT("record"), TEXT("VARCHAR")}};
    char object[65], root[65];
    enum commit_outcome outcome;
    TRY(object_put(project->objects, text_of(content), object, why));
    TRY(sha256_text(text_of(object), root, why));
    struct stored_chunk chunk = {.root = {root, 64},
                                 .object = {object, 64},
                                 .rows = 1,
                                 .bytes = (int64_t)strlen(content),
                                 .first = text_of("a"),
                                 .last = text_of("a")};
    struct stored_table table = {.name = TEXT("records"),
                                 .key = key,
                                 .key_count = 1,
                                 .columns = columns,
                                 .column_count = 1,
                                 .rows = 1,
                                 .root = {root, 64},
                                 .chunks = &chunk,
                                 .chunk_count = 1};
    struct manifest manifest = {.dataset = text_of(dataset),
                                .task = TEXT("sft"),
                                .message = text_of(content),
                                .command = TEXT("test"),
                                .assay = TEXT("0"),
                                .keyed = TEXT("id"),
                                .derived = TEXT(""),
                                .tables = &table,
                                .table_count = 1,
                                .license = TEXT(""),
                                .owner = TEXT(""),
                                .consent = TEXT(""),
                                .contact = TEXT(""),
                                .expires = TEXT(""),
                                .metadata = TEXT("")};
    struct commit_options options = {.if_head = if_head};
    int code = version_commit(project, &manifest, &options, &outcome, why);
    if (code == 0 && outcome != COMMIT_MADE)
        code = error_set(why, ERROR_SYSTEM, "%s was taken for what is there", content);
    *number = manifest.number;
    manifest_release(&manifest);
    return code;
}

/* Runs the work in eight processes; how many ended well. */
static int in_processes(int (*work)(int process))
{
    pid_t children[PROCESSES];
    int good = 0;
    fflush(NULL);
    for (int i = 0; i < PROCESSES; i++) {
        children[i] = fork();
        if (children[i] == 0)
            _exit(work(i));
        assert_true(children[i] > 0);
    }
    for (int i = 0; i < PROCESSES; i++) {
        int status = 0;
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        good += WIFEXITED(status) && WEXITSTATUS(status) == 0;
    }
    return good;
}

static int64_t number(struct project *project, const char *sql)
{
    struct rows rows = {0};
    FINE(catalog_query(project->catalog, sql, NULL, 0, &rows, &error));
    assert_int_equal(rows.count, 1);
    int64_t value = rows_int64(&rows, 0, 0);
    rows_release(&rows);
    return value;
}

/* ---- none lost, none doubled ----------------------------------------------------------------------------
 */

static int versions_add(int process)
{
    struct project *project = NULL;
    struct error why = {0};
    int code = project_open(&project, &why);
    for (long i = 0; i < commits && code == 0; i++) {
        char content[64];
        int64_t ignored = 0;
        snprintf(content, sizeof content, "process %d, version %ld", process, i);
        code = small_commit(project, "chat", content, NULL, &ignored, &why);
    }
    project_close(project);
    if (code < 0)
        fprintf(stderr, "process %d: %s\n", process, why.message);
    return code < 0;
}

/* Manifests say the same as the catalog, and each is the one after the one before. */
static void chain_test(struct project *project, int64_t count)
{
    struct rows rows = {0};
    char before[65] = "";
    FINE(catalog_query(project->catalog,
                       "SELECT id, number FROM versions WHERE dataset = 'chat' ORDER BY number", NULL, 0,
                       &rows, &error));
    assert_int_equal(rows.count, count);
    for (size_t i = 0; i < rows.count; i++) {
        struct manifest manifest;
        FINE(version_open(project, rows_cell(&rows, i, 0).data, &manifest, &error));
        assert_int_equal(rows_int64(&rows, i, 1), i + 1);
        assert_int_equal(manifest.number, i + 1);
        assert_true(text_is(manifest.previous, before));
        assert_true(object_exists(project->objects, manifest.tables[0].chunks[0].object.data));
        snprintf(before, sizeof before, "%s", rows_cell(&rows, i, 0).data);
        manifest_release(&manifest);
    }
    rows_release(&rows);
    FINE(catalog_query(project->catalog, "SELECT version FROM refs WHERE dataset = 'chat' AND name = 'head'",
                       NULL, 0, &rows, &error));
    assert_int_equal(rows.count, 1);
    assert_string_equal(rows_cell(&rows, 0, 0).data, before);
    rows_release(&rows);
}

static void note_test(struct project *project, struct text note, const struct merkle_hash *root, int64_t size)
{
    struct checkpoint checkpoint;
    FINE(checkpoint_read(&checkpoint, note, &error));
    assert_int_equal(checkpoint.size, size);
    assert_memory_equal(checkpoint.root.bytes, root->bytes, sizeof root->bytes);
    FINE(checkpoint_verify(&checkpoint, checkpoint.origin, signer_public(project->signer), &error));
}

/* The tree over all events grows into every signed checkpoint. */
static void log_test(struct project *project, int64_t count)
{
    struct rows rows = {0};
    struct merkle_frontier frontier = {0};
    FINE(catalog_query(
        project->catalog,
        "SELECT events.sequence, events.body, checkpoints.note FROM events LEFT JOIN checkpoints "
        "ON checkpoints.size = events.sequence + 1 ORDER BY events.sequence",
        NULL, 0, &rows, &error));
    assert_int_equal(rows.count, count);
    for (size_t i = 0; i < rows.count; i++) {
        struct merkle_hash leaf, root;
        struct text body = rows_cell(&rows, i, 1);
        assert_int_equal(rows_int64(&rows, i, 0), i);
        assert_int_equal(merkle_leaf(body.data, body.length, &leaf), 0);
        assert_int_equal(merkle_frontier_add(&frontier, &leaf), 0);
        assert_int_equal(merkle_frontier_root(&frontier, &root), 0);
        assert_non_null(rows_cell(&rows, i, 2).data);
        note_test(project, rows_cell(&rows, i, 2), &root, (int64_t)i + 1);
    }
    rows_release(&rows);
    assert_int_equal(number(project, "SELECT size FROM log_head"), count);
    assert_int_equal(number(project, "SELECT count(*) FROM checkpoints"), count);
}

static void none_lost_none_doubled(void **state)
{
    struct project *project = NULL;
    int64_t count = PROCESSES * commits;
    (void)state;
    assert_int_equal(in_processes(versions_add), PROCESSES);
    FINE(project_open(&project, &error));
    assert_int_equal(number(project, "SELECT count(DISTINCT content) FROM versions"), count);
    assert_int_equal(number(project, "SELECT count(DISTINCT message) FROM versions"), count);
    assert_int_equal(number(project, "SELECT count(*) FROM parents WHERE kind = 'previous'"), count - 1);
    chain_test(project, count);
    log_test(project, count + 1); /* the first says that the project was made */
    project_close(project);
}

/* ---- one winner -----------------------------------------------------------------------------------------
 */

static int start_line[2], goal[2];
static char head[65];

/* Waits for the start; tells the goal whether it won, was told of the conflict, or something else. */
static int head_race(int process)
{
    struct project *project = NULL;
    struct error why = {0};
    int64_t ignored = 0;
    char content[160], go = 0, outcome = '?';
    int code = project_open(&project, &why);
    snprintf(content, sizeof content, "process %d after %s", process, head);
    close(start_line[1]);
    if (code == 0 && read(start_line[0], &go, 1) == 0)
        code = small_commit(project, "chat", content, head, &ignored, &why);
    if (code == 0)
        outcome = 'w';
    else if (code == ERROR_USAGE && strstr(why.message, "chat has moved: its head is ") &&
             strstr(why.message, "look at 'assay dataset log chat'"))
        outcome = 'l';
    else
        fprintf(stderr, "process %d: %s\n", process, why.message);
    project_close(project);
    return write(goal[1], &outcome, 1) != 1;
}

static void race_run(char outcomes[PROCESSES])
{
    pid_t children[PROCESSES];
    FINE(pipe(start_line));
    FINE(pipe(goal));
    fflush(NULL);
    for (int i = 0; i < PROCESSES; i++) {
        children[i] = fork();
        if (children[i] == 0)
            _exit(head_race(i));
        assert_true(children[i] > 0);
    }
    close(start_line[0]);
    close(start_line[1]); /* the last writer: everybody reads the end of it at once */
    for (int i = 0; i < PROCESSES; i++)
        assert_int_equal(read(goal[0], &outcomes[i], 1), 1);
    for (int i = 0; i < PROCESSES; i++)
        assert_int_equal(waitpid(children[i], NULL, 0), children[i]);
    close(goal[0]);
    close(goal[1]);
}

static void one_of_many_moves_the_head(void **state)
{
    struct project *project = NULL;
    (void)state;
    head[0] = '\0'; /* the first race is for who makes the dataset */
    for (int race = 0; race < RACES; race++) {
        char outcomes[PROCESSES];
        int won = 0, lost = 0;
        race_run(outcomes);
        for (int i = 0; i < PROCESSES; i++) {
            won += outcomes[i] == 'w';
            lost += outcomes[i] == 'l';
        }
        assert_int_equal(won, 1);
        assert_int_equal(lost, PROCESSES - 1);
        FINE(project_open(&project, &error));
        FINE(version_find(project, "chat", head, &error));
        project_close(project);
    }
    FINE(project_open(&project, &error));
    chain_test(project, RACES);
    log_test(project, RACES + 1);
    project_close(project);
}

/* ---- many at the beginning ------------------------------------------------------------------------------
 */

static int init_at_once(int process)
{
    struct error why = {0};
    bool made = false;
    int code = project_init(folder, on_server ? url : NULL, &made, &why);
    if (code < 0)
        fprintf(stderr, "process %d: %s\n", process, why.message);
    return code < 0;
}

/* All of them come to the same project, which has one key and one beginning. */
static void eight_may_init_at_once(void **state)
{
    struct project *project = NULL;
    char command[128];
    (void)state;
    if (on_server) {
        snprintf(command, sizeof command, "DROP SCHEMA commits_%d_%d CASCADE", (int)getpid(), tests);
        server_run(command);
        snprintf(command, sizeof command, "CREATE SCHEMA commits_%d_%d", (int)getpid(), tests);
        server_run(command);
    }
    snprintf(command, sizeof command, "rm -rf '%s/.assay'", folder);
    assert_int_equal(system(command), 0);
    assert_int_equal(in_processes(init_at_once), PROCESSES);
    FINE(project_open(&project, &error));
    assert_int_equal(number(project, "SELECT count(*) FROM keys"), 1);
    log_test(project, 1);
    project_close(project);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, fresh_project, drop_project)

int main(int argc, char **argv)
{
    const struct CMUnitTest list[] = {
        EACH(none_lost_none_doubled),
        EACH(one_of_many_moves_the_head),
        EACH(eight_may_init_at_once),
    };
    on_server = argc > 1 && strcmp(argv[1], "postgresql") == 0;
    if (on_server && !getenv("ASSAY_TEST_POSTGRES")) {
        fprintf(stderr,
                "skipped: ASSAY_TEST_POSTGRES names no server (tools/postgres_for_tests starts one)\n");
        return 77;
    }
    if (getenv("ASSAY_TEST_COMMITS"))
        commits = strtol(getenv("ASSAY_TEST_COMMITS"), NULL, 10);
    return cmocka_run_group_tests(list, NULL, NULL);
}
