/* Words that carry a fact: digits, capitals inside a sentence, each once, and nothing of what opens one. */
#include "testing.h"

#include "kernels/fact_words.h"

static void expect(const char *text, const char *wanted)
{
    struct words words = {0};
    struct buffer indices = {0}, joined = {0};
    struct error error = {0};
    assert_int_equal(fact_words_find(&words, text_of(text), &indices, &error), 0);
    const size_t *found = (const size_t *)(const void *)indices.data;
    for (size_t i = 0; i < indices.length / sizeof *found; i++) {
        buffer_string(&joined, i ? " " : "");
        buffer_text(&joined, words_folded(&words, found[i]));
    }
    assert_string_equal(buffer_c(&joined), wanted);
    words_release(&words);
    buffer_release(&indices);
    buffer_release(&joined);
}

static void test_found(void **state)
{
    (void)state;
    expect("", "");
    expect("The Elbe is 1094 km long, says Karl.", "elbe 1094 karl");
    expect("Paris is large. Rome is old!\nOslo? Yes: Bern.", "");
    expect("In Paris and in Paris again, on port 8443.", "paris 8443");
    expect("A 7 alone is little, v2 is not.", "v2");
    expect("- List\n* Items\n> Quotes\n# Heads", "");
    expect("in \xc3\x84gypten", "\xc3\xa4gypten");
    expect("\xe5\x8c\x97\xe4\xba\xac 2008", "2008");
}

/* Many different words: no more than are kept, and no quadratic time worth speaking of. */
static void test_many(void **state)
{
    (void)state;
    struct words words = {0};
    struct buffer indices = {0}, text = {0};
    struct error error = {0};
    for (int i = 0; i < 20000; i++)
        buffer_format(&text, "w%d ", i);
    assert_int_equal(fact_words_find(&words, buffer_view(&text), &indices, &error), 0);
    assert_int_equal(indices.length / sizeof(size_t), 512);
    words_release(&words);
    buffer_release(&indices);
    buffer_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_found),
        cmocka_unit_test(test_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
