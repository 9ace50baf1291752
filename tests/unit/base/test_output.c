/* Writing: a file appears whole or not at all, and leaves nothing behind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/file.h"
#include "base/memory.h"

static char folder[] = "/tmp/assay-test-output-XXXXXX";
static char path[64];

static int count_files(void)
{
    int count = 0;
    DIR *listing = opendir(folder);
    for (const struct dirent *entry; (entry = readdir(listing));)
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(listing);
    return count;
}

static void expect_content(const char *expected)
{
    struct error error = {0};
    char *data;
    size_t length;
    assert_int_equal(file_read_all(path, SIZE_MAX, &data, &length, &error), 0);
    assert_string_equal(data, expected);
    memory_free(data);
}

static void write_text(struct output *output, const char *text)
{
    struct error error = {0};
    assert_int_equal(output_write(output, text, strlen(text), &error), 0);
}

static void content_appears_at_commit(void **state)
{
    (void)state;
    struct error error = {0};
    struct output *output;
    for (int round = 0; round < 2; round++) {
        assert_int_equal(output_open(&output, path, &error), 0);
        write_text(output, round ? "second" : "first");
        if (round == 0)
            assert_int_equal(access(path, F_OK), -1);
        else
            expect_content("first");
        assert_int_equal(output_commit(output, &error), 0);
        expect_content(round ? "second" : "first");
        assert_int_equal(count_files(), 1);
    }
    struct stat status;
    mode_t mask = umask(0);
    umask(mask);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0666 & ~mask);
}

static void abandoned_output_leaves_nothing(void **state)
{
    (void)state;
    struct error error = {0};
    struct output *output, *other;
    assert_int_equal(output_open(&output, path, &error), 0);
    write_text(output, "lost");
    assert_int_equal(count_files(), 2);
    output_abandon(output);
    output_abandon(NULL);
    assert_int_equal(count_files(), 1);
    expect_content("second");
    assert_int_equal(output_open(&output, path, &error), 0);
    assert_int_equal(output_open(&other, path, &error), 0);
    assert_int_equal(count_files(), 3);
    output_abandon_all();
    assert_int_equal(count_files(), 1);
    output_abandon(output);
    output_abandon(other);
    expect_content("second");
}

static void others_may_write_the_temporary_file(void **state)
{
    (void)state;
    struct error error = {0};
    struct output *output;
    assert_int_equal(output_open(&output, path, &error), 0);
    assert_int_equal(unlink(output_path(output)), 0);
    FILE *file = fopen(output_path(output), "w");
    fputs("by another hand", file);
    fclose(file);
    assert_int_equal(output_commit(output, &error), 0);
    expect_content("by another hand");
}

static void links_are_followed(void **state)
{
    (void)state;
    struct error error = {0};
    struct output *output;
    struct buffer name = {0};
    struct stat status;
    buffer_format(&name, "%s/link", folder);
    assert_int_equal(symlink("out", buffer_c(&name)), 0);
    assert_int_equal(output_open(&output, buffer_c(&name), &error), 0);
    write_text(output, "through a link");
    assert_int_equal(output_commit(output, &error), 0);
    assert_int_equal(lstat(buffer_c(&name), &status), 0);
    assert_true(S_ISLNK(status.st_mode));
    expect_content("through a link");
    unlink(buffer_c(&name));
    buffer_release(&name);
}

static void failures_are_reported(void **state)
{
    (void)state;
    struct error error = {0};
    struct output *output;
    char *large = memory_new(1, 200000);
    assert_int_equal(output_open(&output, "/dev/full", &error), 0);
    assert_int_equal(output_write(output, "x", 1, &error), 0);
    assert_int_equal(output_commit(output, &error), ERROR_SYSTEM);
    assert_string_equal(error.message, "/dev/full: cannot write: No space left on device");
    error.code = 0;
    assert_int_equal(output_open(&output, "/dev/full", &error), 0);
    assert_int_equal(output_write(output, large, 200000, &error), ERROR_SYSTEM);
    output_abandon(output);
    error.code = 0;
    assert_int_equal(output_open(&output, "/nowhere/out", &error), ERROR_SYSTEM);
    assert_null(output);
    error.code = 0;
    assert_int_equal(output_open(&output, folder, &error), ERROR_USAGE);
    memory_free(large);
}

static void a_reader_that_went_away_is_fine(void **state)
{
    (void)state;
    struct error error = {0};
    struct output *output;
    int ends[2], kept = dup(STDOUT_FILENO);
    signal(SIGPIPE, SIG_IGN);
    assert_int_equal(pipe(ends), 0);
    close(ends[0]);
    fflush(stdout);
    dup2(ends[1], STDOUT_FILENO);
    int opened = output_open(&output, "-", &error);
    int written = output_write(output, "x", 1, &error);
    int committed = output_commit(output, &error);
    dup2(kept, STDOUT_FILENO);
    close(kept);
    close(ends[1]);
    assert_int_equal(opened, 0);
    assert_int_equal(written, 0);
    assert_int_equal(committed, 0);
}

static void running_out_of_memory_leaves_nothing(void **state)
{
    (void)state;
    for (long nth = 1;; nth++) {
        struct error error = {0};
        struct output *output;
        memory_fail_at(nth);
        int code = output_open(&output, path, &error);
        if (code == 0)
            code = output_commit(output, &error);
        bool enough = memory_allocations() < nth;
        memory_fail_at(0);
        assert_int_equal(code, enough ? 0 : ERROR_SYSTEM);
        assert_int_equal(count_files(), 1);
        if (enough)
            return;
    }
}

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/out", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(content_appears_at_commit),
        cmocka_unit_test(abandoned_output_leaves_nothing),
        cmocka_unit_test(others_may_write_the_temporary_file),
        cmocka_unit_test(links_are_followed),
        cmocka_unit_test(failures_are_reported),
        cmocka_unit_test(a_reader_that_went_away_is_fine),
        cmocka_unit_test(running_out_of_memory_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
