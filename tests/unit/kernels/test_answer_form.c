/* Forms of answers: one of each kind, and what only looks like it. */
#include "testing.h"

#include "base/memory.h"
#include "kernels/answer_form.h"

static struct form_space space;

static void expect(const char *answer, const char *form)
{
    struct answer_form seen = answer_form_tell(&space, text_of(answer));
    if (strcmp(form_name(seen.form), form) != 0)
        fail_msg("%s, not %s: %s", form_name(seen.form), form, answer);
}

static void test_json(void **state)
{
    (void)state;
    expect("{\"a\": [1, 2]}", "json");
    expect(" [1, 2] \n", "json");
    expect("```json\n{\"a\": 1}\n```", "json");
    expect("{a: 1}", "prose");
    expect("{\"a\": 1} is the answer", "prose");
    expect("{\"a\": 1", "prose");
    expect("\"text\"", "prose"); /* a JSON value, but no object or list */
    expect("[see below]", "prose");
    expect("42", "prose");
    expect("{", "prose");
}

static void test_code(void **state)
{
    (void)state;
    expect("```python\nprint(1)\n```", "code");
    expect("Here it is:\n```\nx = 1\ny = 2\n```", "code");
    expect("def f(x):\n    return x + 1", "code");
    expect("int main(void)\n{\n    return 0;\n}", "code");
    expect("SELECT a FROM t\nWHERE b = 1;", "code");
    expect("<ul>\n<li>one</li>\n</ul>", "code");
    expect("x = 1\ny = x + 2", "code");
    expect("From the start, it was clear.\nImport taxes rose.", "prose");
    expect("Class was over\nand they went home", "prose");
    expect("I recommend this.\nIt is fast.\nIt is cheap.\nCall it so: f(x);", "prose");
}

static void test_tables(void **state)
{
    (void)state;
    expect("| a | b |\n|---|---|\n| 1 | 2 |", "table");
    expect("The table:\n\na | b | c\n--|---|--\n1 | 2 | 3", "table");
    expect("either | or", "prose");
    expect("|x| is at most |y|.", "prose");
}

static void test_lists(void **state)
{
    (void)state;
    expect("- one\n- two", "list");
    expect("Things to bring:\n\n1. Bread\n2. Salt\n", "list");
    expect("• one\n• two", "list");
    expect("a) one\nb) two", "list");
    expect("1. Bread\n   from the baker\n2. Salt\n   from the sea", "list");
    expect("- only one", "prose");
    expect("2020. It was a year.\nAnd one more line.", "prose");
    expect("A. Smith wrote it.\nB. Jones read it.", "prose");
    expect("3.14\n2.72", "prose");
    expect("* * *", "prose");
}

static void test_prose_and_nothing(void **state)
{
    (void)state;
    expect("", "empty");
    expect(" \n\t\r\n", "empty");
    expect("Yes.", "prose");
    expect("First paragraph.\n\nSecond paragraph, with - a dash.", "prose");
    expect("```", "prose"); /* a fence with nothing in it */
}

static void test_counts(void **state)
{
    (void)state;
    struct answer_form seen = answer_form_tell(
        &space,
        text_of("# Title\n\nSome **bold** and __more__ text.\n\n- one\n- two\n\n```\ncode\n```\n~~~\nopen"));
    assert_int_equal(seen.lines, 9);
    assert_int_equal(seen.headings, 1);
    assert_int_equal(seen.emphases, 2);
    assert_int_equal(seen.items, 2);
    assert_int_equal(seen.fences, 2);
    assert_int_equal(seen.code, 5);
    assert_int_equal(seen.form, FORM_CODE);
}

/* Every beginning of an answer gets some form, and no byte behind its end is looked at (the sanitizers see
 * that). */
static void test_beginnings(void **state)
{
    (void)state;
    static const char text[] =
        "# T\n1. a\n- b\n| x | y |\n```c\nint a;\n```\n{\"a\": [1]}\n<b>\na = 1\nif x:\n\xff\xfe •";
    for (size_t length = 0; length < sizeof text; length++) {
        char *copy = memory_copy_text(text, length);
        assert_non_null(copy);
        struct answer_form seen = answer_form_tell(&space, (struct text){copy, length});
        assert_true(seen.form < FORM_COUNT && seen.code <= seen.lines && seen.items <= seen.lines);
        memory_free(copy);
    }
}

static int release(void **state)
{
    (void)state;
    form_space_release(&space);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_code),
        cmocka_unit_test(test_tables),
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_prose_and_nothing),
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_beginnings),
    };
    return cmocka_run_group_tests(tests, NULL, release);
}
