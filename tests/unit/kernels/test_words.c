/* Words: the English rule, folding, marks, scripts without spaces; the fast path against a plain one. */
#include "testing.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "kernels/words.h"

static struct words words;

static void expect_words(const char *text, const char *joined)
{
    struct error error = {0};
    struct buffer got = {0};
    assert_int_equal(words_split_spans(&words, text_of(text), &error), 0);
    for (size_t i = 0; i < words.hashes.count; i++) {
        buffer_string(&got, i ? "|" : "");
        buffer_text(&got, words_folded(&words, i));
    }
    assert_string_equal(buffer_c(&got), joined);
    size_t detailed = words.hashes.count;
    assert_int_equal(words_split(&words, text_of(text), &error), 0);
    assert_int_equal(words.hashes.count, detailed);
    buffer_release(&got);
}

static void test_english(void **state)
{
    (void)state;
    expect_words("", "");
    expect_words(" ... !", "");
    expect_words("Don't PANIC, it's_42!", "don|t|panic|it|s_42");
    expect_words("x", "x");
    expect_words("a-b\nc\td", "a|b|c|d");
}

static void test_folding(void **state)
{
    (void)state;
    expect_words("STRASSE Straße", "strasse|strasse");
    expect_words("Ｆｕｌｌ １２", "full|12");
    expect_words("naïve NAI\u0308VE", "naïve|naïve");
    expect_words("cafe\u0301s", "cafés");
    expect_words("ΣΊΣΥΦΟΣ", "σίσυφοσ");
    expect_words("ﬁn Åse", "fin|åse");
    expect_words("x=\u0338y", "x|y"); /* U+2260 is no letter */
    expect_words("Bún chả giò", "bún|chả|giò");
    expect_words("क़िताब हिन्दी", "क़िताब|हिन्दी");
}

static void test_unspaced_scripts(void **state)
{
    (void)state;
    expect_words("日本語GPT4です", "日|本|語|gpt4|で|す");
    expect_words("a日b", "a|日|b");
    expect_words("กำ", "กํ|า");
    expect_words("한국어 좋아", "한국어|좋아");
}

static void test_spans_point_into_the_text(void **state)
{
    (void)state;
    struct error error = {0};
    const char *text = "Ça va, e\u0301lan: 日本.";
    assert_int_equal(words_split_spans(&words, text_of(text), &error), 0);
    static const char *const pieces[] = {"Ça", "va", "e\u0301lan", "日", "本"};
    assert_int_equal(words.hashes.count, 5);
    for (size_t i = 0; i < 5; i++) {
        struct text piece = {text + words.spans[i].start, words.spans[i].length};
        assert_true(text_is(piece, pieces[i]));
    }
}

static bool is_word_byte(char byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           byte == '_';
}

/* Random ASCII against the definition, byte by byte; and equal hashes exactly for equal words. */
static void test_ascii_against_oracle(void **state)
{
    (void)state;
    struct random random = {1};
    struct error error = {0};
    static const char alphabet[] = "abAB19__ .,\n-zZ@[`{/:";
    for (int round = 0; round < 2000; round++) {
        char text[300];
        struct buffer expected = {0};
        size_t length = random_below(&random, sizeof text), count = 0;
        for (size_t i = 0; i < length; i++)
            text[i] = alphabet[random_below(&random, sizeof alphabet - 1)];
        for (size_t i = 0; i < length; i++) {
            bool in = is_word_byte(text[i]);
            bool starts = in && (i == 0 || !is_word_byte(text[i - 1]));
            if (starts && count++)
                buffer_byte(&expected, '|');
            if (in)
                buffer_byte(&expected, text[i] >= 'A' && text[i] <= 'Z' ? (char)(text[i] + 32) : text[i]);
        }
        struct buffer got = {0};
        assert_int_equal(words_split_spans(&words, (struct text){text, length}, &error), 0);
        assert_int_equal(words.hashes.count, count);
        for (size_t i = 0; i < count; i++) {
            buffer_string(&got, i ? "|" : "");
            buffer_text(&got, words_folded(&words, i));
            for (size_t j = 0; j < i; j++)
                assert_int_equal(words.hashes.items[i] == words.hashes.items[j],
                                 text_equal(words_folded(&words, i), words_folded(&words, j)));
        }
        assert_string_equal(buffer_c(&got), buffer_c(&expected));
        buffer_release(&got);
        buffer_release(&expected);
    }
}

/* A word's hash does not depend on what stands around it, nor on which path read it. */
static void test_paths_agree(void **state)
{
    (void)state;
    struct error error = {0};
    static const char *const words_to_try[] = {"a",        "hello",     "Hello_W0rld",
                                               "eightlet", "ninelette", "a_very_long_word_indeed_42"};
    for (size_t i = 0; i < sizeof words_to_try / sizeof *words_to_try; i++) {
        struct buffer text = {0};
        assert_int_equal(words_split(&words, text_of(words_to_try[i]), &error), 0);
        uint64_t alone = words.hashes.items[0];
        buffer_format(&text, "é %s é, 日%s日", words_to_try[i], words_to_try[i]);
        assert_int_equal(words_split(&words, buffer_view(&text), &error), 0);
        assert_true(words.hashes.items[1] == alone);
        assert_true(words.hashes.items[words.hashes.count - 2] == alone);
        buffer_release(&text);
    }
}

static void test_out_of_memory(void **state)
{
    (void)state;
    for (long nth = 1;; nth++) {
        struct words fresh = {0};
        struct error error = {0};
        memory_fail_at(nth);
        int code = words_split_spans(&fresh, text_of("one Zwei e\u0301\u0302 三"), &error);
        long used = memory_allocations();
        memory_fail_at(0);
        words_release(&fresh);
        assert_int_equal(error.code, code);
        if (code == 0) {
            assert_true(used < nth);
            return;
        }
    }
}

static int release(void **state)
{
    (void)state;
    words_release(&words);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_english),
        cmocka_unit_test(test_folding),
        cmocka_unit_test(test_unspaced_scripts),
        cmocka_unit_test(test_spans_point_into_the_text),
        cmocka_unit_test(test_ascii_against_oracle),
        cmocka_unit_test(test_paths_agree),
        cmocka_unit_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, release);
}
