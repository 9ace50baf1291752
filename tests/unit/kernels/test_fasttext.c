/* Small models of every loss, dense and quantised, against what fastText 0.9.2 itself says of them; the
 * models are those that the fuzz target begins with. And the judgements of language_find that need no model.
 */
#include "testing.h"

#include <math.h>

#include "base/file.h"
#include "base/memory.h"
#include "kernels/fasttext.h"
#include "kernels/scripts.h"

static struct fasttext *open_model(const char *name, struct error *error)
{
    char path[256], *data = NULL;
    size_t length = 0;
    struct fasttext *model = NULL;
    snprintf(path, sizeof path, "fuzz/corpus/fasttext/%s", name);
    if (file_read_all(path, 1 << 20, &data, &length, error) == 0 &&
        fasttext_read(&model, (struct text){data, length}, name, error) < 0)
        model = NULL;
    memory_free(data);
    return model;
}

static void test_models(void **state)
{
    (void)state;
    static const struct {
        const char *model, *text, *labels;
        double probabilities[3];
    } cases[] = {
        {"softmax", "two words", "bca", {0.38400596, 0.33431208, 0.28171194}},
        {"softmax", "wörd here two", "acb", {0.39075318, 0.30495572, 0.30432114}},
        {"softmax", "", "acb", {0.96129662, 0.03091051, 0.00782287}},
        {"tree", "two words", "acb", {0.47286281, 0.28999606, 0.23717168}},
        {"tree", "wörd here two", "acb", {0.56679606, 0.218647, 0.21458566}},
        {"tree", "", "abc", {0.76630366, 0.22765204, 0.00606901}},
        {"one_vs_all", "two words", "bca", {0.52343035, 0.49219814, 0.44553956}},
        {"one_vs_all", "", "acb", {0.97405267, 0.54674816, 0.23371637}},
        {"quantised", "two words", "cab", {0.74030226, 0.17402273, 0.08570504}},
        {"quantised", "wörd here two", "cab", {0.51045918, 0.30449575, 0.1850751}},
        {"no_ngrams", "two\nwords", "acb", {0.44653013, 0.4023582, 0.15114163}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error error = {0};
        struct fasttext_work *work = NULL;
        struct fasttext_guess guesses[5];
        size_t count = 0;
        struct fasttext *model = open_model(cases[i].model, &error);
        assert_non_null(model);
        assert_int_equal(fasttext_guess(model, &work, text_of(cases[i].text), 5, guesses, &count, &error), 0);
        assert_int_equal(count, 3);
        for (size_t j = 0; j < 3; j++) {
            assert_true(
                text_equal(fasttext_label(model, guesses[j].label), (struct text){cases[i].labels + j, 1}));
            assert_true(fabs(guesses[j].probability - cases[i].probabilities[j]) < 1e-6);
        }
        fasttext_work_free(work);
        fasttext_free(model);
    }
}

static void check_refused(const char *name, const char *message)
{
    struct error error = {0};
    assert_null(open_model(name, &error));
    assert_int_equal(error.code, ERROR_INPUT);
    if (!strstr(error.message, message))
        fail_msg("'%s' does not say '%s'", error.message, message);
}

static void test_wrong_models(void **state)
{
    (void)state;
    check_refused("cut", "cut: byte 211: a table is said to be larger than the rest of the file");
    check_refused("huge", "huge: byte 404: a matrix's shape does not agree");
    check_refused("no_label", "no_label: byte 92: the dictionary's sizes do not agree");
    check_refused("empty", "empty: byte 0: the file ends inside the model");
}

/* Every place where a model may be cut is refused, and none is read past its end (the sanitizers look). */
static void test_cut_everywhere(void **state)
{
    (void)state;
    struct error error = {0};
    char *data = NULL;
    size_t length = 0;
    assert_int_equal(file_read_all("fuzz/corpus/fasttext/quantised", 1 << 20, &data, &length, &error), 0);
    for (size_t cut = 0; cut < length; cut += cut < 300 ? 1 : 97) {
        struct error refused = {0};
        struct fasttext *model = NULL;
        char *exact = memory_copy_text(data, cut);
        assert_int_equal(fasttext_read(&model, (struct text){exact, cut}, "cut", &refused), ERROR_INPUT);
        memory_free(exact);
    }
    memory_free(data);
}

static void test_memory(void **state)
{
    (void)state;
    for (long nth = 1;; nth++) {
        struct error error = {0};
        struct fasttext_work *work = NULL;
        struct fasttext_guess guess;
        size_t count;
        memory_fail_at(nth);
        struct fasttext *model = open_model("tree", &error);
        int code = model ? fasttext_guess(model, &work, text_of("two words"), 1, &guess, &count, &error)
                         : error.code;
        memory_fail_at(0);
        fasttext_work_free(work);
        fasttext_free(model);
        if (code == 0)
            return;
        assert_int_equal(code, ERROR_SYSTEM);
        assert_true(nth < 1000);
    }
}

static void test_scripts(void **state)
{
    (void)state;
    assert_int_equal(script_of('a'), SCRIPT_LATIN);
    assert_int_equal(script_of(0x1C5A), SCRIPT_OTHER); /* Ol Chiki */
    assert_int_equal(script_of(0x3042), SCRIPT_KANA);
    assert_int_equal(scripts_of_language(text_of("ru")), 1U << SCRIPT_CYRILLIC);
    assert_int_equal(scripts_of_language(text_of("sr")), 1U << SCRIPT_CYRILLIC | 1U << SCRIPT_LATIN);
    assert_int_equal(scripts_of_language(text_of("en")), 1U << SCRIPT_LATIN);
    assert_true(scripts_of_language(text_of("eng_Latn")) == UINT32_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_models), cmocka_unit_test(test_wrong_models),
                                       cmocka_unit_test(test_cut_everywhere), cmocka_unit_test(test_memory),
                                       cmocka_unit_test(test_scripts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
