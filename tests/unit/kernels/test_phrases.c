/* Folding with its way back, phrases at word bounds, sentences, the index. */
#include "testing.h"

#include "kernels/harm_words.h"
#include "kernels/refusal_phrases.h"

static struct folded folded;

static void expect_folded(const char *text, const char *wanted)
{
    folded_read(&folded, text_of(text));
    if (!text_is((struct text){folded.bytes, folded.length}, wanted))
        fail_msg("'%s' folds to '%.*s' instead of '%s'", text, (int)folded.length, folded.bytes, wanted);
}

static void test_folding(void **state)
{
    (void)state;
    expect_folded("", "");
    expect_folded("  I CAN’T\t go \n\n home  ", "i can't go\nhome");
    expect_folded("ÉTÉ “x”", "été \"x\"");
    expect_folded("\xFF", "\xEF\xBF\xBD");
    folded_read(&folded, text_of("  Ab  Cé"));
    struct text text = text_of("  Ab  Cé");
    assert_true(text_is(folded_source(&folded, text, 3, folded.length), "Cé"));
    assert_true(text_is(folded_source(&folded, text, 0, 2), "Ab"));
}

static void test_long_texts_are_cut(void **state)
{
    (void)state;
    static char long_text[3 * FOLDED_MOST];
    memset(long_text, 'x', sizeof long_text);
    folded_read(&folded, (struct text){long_text, sizeof long_text});
    assert_true(folded.cut);
    assert_int_equal(folded.length, FOLDED_MOST);
    assert_int_equal(folded.origins[folded.length], FOLDED_MOST);
    for (size_t i = 0; i + 3 <= sizeof long_text; i += 3)
        memcpy(long_text + i, "\xE6\xB0\xB4", 3); /* wider than a byte at the end of the window */
    folded_read(&folded, (struct text){long_text, sizeof long_text});
    assert_true(folded.length >= FOLDED_MOST && folded.length < FOLDED_MOST + 4);
}

static void test_bounds(void **state)
{
    (void)state;
    folded_read(&folded, text_of("can't cannot can 我无法帮 kills"));
    assert_int_equal(folded_phrase(&folded, 0, "can"), 0); /* goes on with an apostrophe */
    assert_int_equal(folded_phrase(&folded, 0, "can't"), 5);
    assert_int_equal(folded_phrase(&folded, 6, "can"), 0);
    assert_int_equal(folded_phrase(&folded, 6, "can*"), 3);
    assert_int_equal(folded_phrase(&folded, 13, "can|other"), 3);
    assert_int_equal(folded_phrase(&folded, 20, "无法"), 0); /* within a run of letters */
    assert_int_equal(folded_phrase(&folded, 20, "~无法"), 6);
    const char *const wanted[] = {"kill", "kills", NULL}, *const others[] = {"kill", NULL};
    assert_true(folded_has(&folded, 0, folded.length, wanted));
    assert_false(folded_has(&folded, 0, folded.length, others));
    assert_false(folded_has(&folded, 0, 10, wanted));
}

static void test_sentences(void **state)
{
    (void)state;
    folded_read(&folded, text_of("One. Two v1.5 is here! 三。四\nfive"));
    size_t end = folded_sentence_end(&folded, 0);
    assert_int_equal(end, 4);
    end = folded_sentence_end(&folded, end);
    assert_true(folded.bytes[end - 1] == '!');
    end = folded_sentence_end(&folded, end);
    assert_int_equal(folded_sentence_end(&folded, end), end + 3); /* 四, up to the line feed */
}

static void test_index(void **state)
{
    (void)state;
    static const struct phrase_family families[] = {{3, "red|red wine|blue"}, {5, "red win*|~水"}};
    static struct phrase_index index;
    unsigned family = 0;
    phrase_index_make(&index, families, 2);
    phrase_index_make(&index, families, 2); /* nothing twice */
    assert_int_equal(index.count, 5);
    folded_read(&folded, text_of("red wines blued 冰水"));
    assert_int_equal(folded_match(&folded, 0, &index, &family), 7);
    assert_int_equal(family, 5);
    assert_int_equal(folded_match(&folded, 10, &index, &family), 0);
    assert_int_equal(folded_match(&folded, folded.length - 3, &index, &family), 3);
}

/* An index that is full leaves phrases out in silence; so none may be. */
static void test_vocabularies_fit(void **state)
{
    (void)state;
    static struct phrase_index refusals, harms;
    phrase_index_make(&refusals, refusal_families, REFUSAL_FAMILIES);
    phrase_index_make(&harms, harm_families, HARM_FAMILIES);
    assert_true(refusals.count > 300 && refusals.count < INDEXED_PHRASES);
    assert_true(harms.count > 300 && harms.count < INDEXED_PHRASES);
    for (unsigned i = 0; i < REFUSAL_FAMILIES; i++)
        assert_int_equal(refusal_families[i].family, i);
    for (unsigned i = 0; i < HARM_FAMILIES; i++)
        assert_int_equal(harm_families[i].family, i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_folding), cmocka_unit_test(test_long_texts_are_cut),
        cmocka_unit_test(test_bounds),  cmocka_unit_test(test_sentences),
        cmocka_unit_test(test_index),   cmocka_unit_test(test_vocabularies_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
