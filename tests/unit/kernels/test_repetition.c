/* Loops, and repetition that is none. */
#include "testing.h"

#include "kernels/repetition.h"

static struct repetition_space space;

static void expect_loop(const char *text, size_t times, const char *unit)
{
    struct repetition loop = repetition_find(text_of(text), &space);
    if (loop.times != times)
        fail_msg("'%s': %zu times instead of %zu", text, loop.times, times);
    if (times && strncmp(text + loop.start, unit, strlen(unit)) != 0)
        fail_msg("'%s': starts with '%.20s'", text, text + loop.start);
    assert_true(loop.start + loop.length <= strlen(text) && loop.unit_length <= loop.length);
}

static void test_loops(void **state)
{
    (void)state;
    expect_loop("It is so. We go on. We go on. We go on. We go on.", 4, "We go on. ");
    expect_loop("Well: No, NO, no, no, no, no, no, no, no, no, no, no!", 12, "No, ");
    expect_loop("水是好的。水是好的。水是好的。水是好的。", 4, "水是好的。");
}

static void test_none(void **state)
{
    (void)state;
    expect_loop("", 0, "");
    expect_loop("We go on. We go on. We go on.", 0, "");
    expect_loop("1 0 0 1 0 0 1 0 0 1 0 0 1 0 0 1 0 0", 0, "");
    expect_loop("| --- | --- | --- | --- | --- | --- | --- | --- |", 0, "");
    expect_loop("ha ha ha, said the man, and went away with all his luggage.", 0, "");
}

static void test_long_texts(void **state)
{
    (void)state;
    static char text[60000];
    size_t length = 0;
    for (unsigned i = 0; i < 6000; i++)
        length += (size_t)snprintf(text + length, sizeof text - length, "w%u ", i);
    assert_int_equal(repetition_find((struct text){text, length}, &space).times, 0);
    memset(text, 'x', sizeof text);
    for (size_t i = 1; i < sizeof text; i += 2)
        text[i] = ' ';
    struct repetition loop = repetition_find((struct text){text, sizeof text}, &space);
    assert_int_equal(loop.times, REPETITION_WORDS);
    assert_true(loop.share == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_loops), cmocka_unit_test(test_none),
                                       cmocka_unit_test(test_long_texts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
