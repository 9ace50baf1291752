/* Signs of truncation, and endings that look alike but are complete. */
#include "testing.h"

#include "kernels/truncation.h"

static void expect_sign(const char *text, const char *code, const char *piece)
{
    struct truncation got = truncation_find(text_of(text));
    if (!got.code || strcmp(got.code, code) != 0)
        fail_msg("'%s': %s instead of %s", text, got.code ? got.code : "nothing", code);
    if (strcmp(text + got.offset, piece) != 0)
        fail_msg("'%s': starts at '%s' instead of '%s'", text, text + got.offset, piece);
}

static void test_signs(void **state)
{
    (void)state;
    expect_sign("Here is the code:\n```python\nprint(1)\n", "open_code_fence", "```python\nprint(1)\n");
    expect_sign("It rains. It pours. The old man is sno", "cut_sentence", "The old man is sno");
    expect_sign("It rains today. It pours, too. We will need boots, hats and a", "cut_sentence",
                "We will need boots, hats and a");
    expect_sign("One is here. Two is there. After that we went to the market,", "cut_sentence",
                "After that we went to the market,");
    expect_sign("Steps are these:\n1. Mix the flour.\n2. Add the milk.\n3.", "bare_list_marker", "3.");
    expect_sign("There are many courses on speaking, such as \"Introduction to Publi", "open_quote",
                "\"Introduction to Publi");
    expect_sign("The first tools were made of stone (flint or obsidian, for exam", "open_bracket",
                "(flint or obsidian, for exam");
    expect_sign("{\"name\": \"x\", \"list\": [1, 2", "open_bracket", "[1, 2");
    expect_sign("今日は雨です。明日は晴れです。明後日はたぶん曇りに", "cut_sentence", "明後日はたぶん曇りに");
    expect_sign(
        "1. Keep the house warm in the winter months.\n2. Close all of the windows when you leave home.\n"
        "3. Turn the heating down at night and in the rooms that you seld",
        "cut_sentence", "Turn the heating down at night and in the rooms that you seld");
}

static void test_complete(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "42",
        "Paris",
        "The capital of France is Paris",
        "It rains. It pours. The old man is snoring.",
        "It rains. It pours. He asked: \"Why?\"",
        "apples\nbread\ncheese",
        "- apples\n- bread and butter\n- cheese",
        "Dear Ann,\n\nThank you for coming. It was a joy to see you.\n\nBest regards,\nJohn Smith",
        "Thank you for all. It was good to see you.\n\nYours sincerely,",
        "See the manual. It has all you need. https://example.org/manual/page",
        "We add the numbers. Then we divide. So x = 4 apples",
        "Add both. Divide by two. The answer is 12",
        "| a | b |\n|---|---|\n| one. two. three | four |",
        "# A title. Another. And a heading without end",
        "```c\nint x;\n```",
        "Use `a`:\n```\na\n```\nThat prints the line. It ends here.",
        "\"Less is more. Truly so. Or not,\" he said. -C.S. Lewis",
        "Read this book. It is good. War And Peace By Leo Tolstoy",
        "It was sad :( and he went home. But then it was fine.",
        "{\"a\": [1, 2]}",
        "Et voilà",
        "Hello world \xF0\x9F\x98\x80",
        "1. One thing.\n2. Another thing.\n---",
        "She met Dr. Smith of the U.S. Army",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct truncation got = truncation_find(text_of(texts[i]));
        if (got.code)
            fail_msg("'%s': %s at '%s'", texts[i], got.code, texts[i] + got.offset);
    }
}

static void test_arbitrary_bytes(void **state)
{
    (void)state;
    struct random random = {10};
    static const char alphabet[] = "ab .\n([{\"'`-1\xE2\x80\x9C\x9D,#|";
    for (int round = 0; round < 50000; round++) {
        char text[80];
        size_t length = random_below(&random, sizeof text);
        for (size_t i = 0; i < length; i++)
            text[i] = alphabet[random_below(&random, sizeof alphabet - 1)];
        struct truncation got = truncation_find((struct text){text, length});
        assert_true(!got.code || got.offset < length);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_signs),
        cmocka_unit_test(test_complete),
        cmocka_unit_test(test_arbitrary_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
