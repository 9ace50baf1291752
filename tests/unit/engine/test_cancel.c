/* A wish to stop is heard: by a kernel that polls, by the engine itself, and before a statement begins. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/cancel.h"
#include "kernels_for_tests.h"

/* Works for ever, in a way that a compiler cannot see through; polls as long kernels do. */
static int rows_slow(struct call *call)
{
    while (!cancel_requested())
        usleep(1000);
    return error_set(call->error, ERROR_INTERRUPTED, "interrupted");
}

static const struct function slow = {"test_slow", "(BIGINT) -> BIGINT", rows_slow, "Slow.", ""};

static void *cancel_soon(void *context)
{
    (void)context;
    usleep(200000);
    cancel_request();
    return NULL;
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void expect_interrupted(struct engine *engine, const char *sql)
{
    struct error error = {0};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, cancel_soon, NULL), 0);
    double start = seconds();
    assert_int_equal(engine_run(engine, sql, NULL, &error), ERROR_INTERRUPTED);
    assert_true(seconds() - start < 5);
    assert_string_equal(error.message, "interrupted");
    pthread_join(thread, NULL);

    struct error again = {0};
    assert_int_equal(engine_run(engine, "SELECT 1", NULL, &again), ERROR_INTERRUPTED);
    cancel_reset();
    expect_rows(engine, "SELECT 'usable again'", "usable again");
}

static void test_cancel(void **state)
{
    (void)state;
    struct error error = {0};
    for (int threads = 1; threads <= 2; threads++) {
        struct engine *engine = engine_for_test(threads);
        assert_int_equal(engine_add_functions(engine, &slow, 1, &error), 0);
        expect_interrupted(engine, "SELECT test_slow(i) FROM range(100000) AS t(i)");
        expect_interrupted(engine, "SELECT test_slow(1)"); /* at plan time */
        expect_interrupted(
            engine,
            "SELECT count(*) FROM range(10000000) AS a(i), range(10000000) AS b(j) WHERE hash(i, j) = 1");
        engine_close(engine);
    }
}

static void count_progress(void *context, double percent)
{
    assert_true(percent == -1 || (percent >= 0 && percent <= 100));
    ++*(int *)context;
}

static void test_progress_is_reported(void **state)
{
    (void)state;
    struct engine *engine = engine_for_test(1);
    struct error error = {0};
    int calls = 0;
    struct error progress_error = {0};
    assert_int_equal(engine_on_progress(engine, count_progress, &calls, &progress_error), 0);
    assert_int_equal(engine_add_functions(engine, &slow, 1, &error), 0);
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, cancel_soon, NULL), 0);
    assert_int_equal(engine_run(engine, "SELECT test_slow(i) FROM range(100) AS t(i)", NULL, &error),
                     ERROR_INTERRUPTED);
    pthread_join(thread, NULL);
    cancel_reset();
    assert_true(calls >= 1);
    engine_close(engine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cancel),
        cmocka_unit_test(test_progress_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
