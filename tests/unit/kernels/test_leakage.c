/* The search for evaluation items: what words become, the index against a slow oracle, damaged indexes, runs
 * of words, the rule of GPT-3, thresholds, and memory that runs out. */
#include "testing.h"

#include <math.h>
#include <stdio.h>

#include "base/memory.h"
#include "kernels/gpt3_rule.h"
#include "kernels/leak_search.h"
#include "kernels/leak_threshold.h"

static uint64_t only_token(const char *text)
{
    struct leak_words words = {0};
    struct error error = {0};
    assert_int_equal(leak_words_split(&words, text_of(text), LEAK_REPHRASED, &error), 0);
    assert_int_equal(words.tokens.count, 1);
    uint64_t token = words.tokens.items[0];
    leak_words_release(&words);
    return token;
}

static size_t count_numbers(const char *text)
{
    struct leak_words words = {0};
    struct error error = {0};
    assert_int_equal(leak_words_split(&words, text_of(text), LEAK_REPHRASED, &error), 0);
    size_t count = words.numbers.count;
    leak_words_release(&words);
    return count;
}

static void test_words(void **state)
{
    static const char *const same[][2] = {
        {"three", "3"}, {"Twelve", "dozen"},  {"12,000", "12000"},     {"2.50", "2.5"},
        {"07", "7"},    {"berries", "berry"}, {"boxes", "box"},        {"walking", "walked"},
        {"twice", "2"}, {"bake", "baking"},   {"1,234,567", "1234567"}};
    (void)state;
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        assert_true(only_token(same[i][0]) == only_token(same[i][1]));
    assert_true(only_token("cat") != only_token("dog"));
    assert_true(only_token("12") != only_token("120"));
    assert_int_equal(count_numbers("1,2 3.4.5 v2 x_7"), 6); /* 1 2 | 3.4 5 | 2 | 7 */
    assert_int_equal(count_numbers("no number, only an end."), 0);
    assert_int_equal(count_numbers("$12, 50 minutes"), 2);
}

/* ---- the search against an oracle ---- */

enum { ITEMS = 60, VOCABULARY = 90 };

static void text_invent(struct random *random, char *out, size_t size)
{
    size_t words = 1 + random_below(random, 25), at = 0;
    for (size_t i = 0; i < words && at + 16 < size; i++) {
        uint64_t word = random_below(random, VOCABULARY) * random_below(random, VOCABULARY) / VOCABULARY;
        at +=
            (size_t)snprintf(out + at, size - at, "w%c%c ", (char)('a' + word % 26), (char)('a' + word / 26));
    }
}

static bool has_feature(const struct leak_words *words, uint64_t hash, double *count)
{
    for (size_t i = 0; i < words->feature_count; i++)
        if (words->features[i].hash == hash) {
            *count = words->features[i].count;
            return true;
        }
    return false;
}

static double idf_slow(const struct leak_words *all, size_t texts, uint64_t hash)
{
    double having = 0, count;
    for (size_t i = 0; i < texts; i++)
        having += has_feature(&all[i], hash, &count);
    return log((1 + (double)texts) / (1 + having)) + 1;
}

static double length_slow(const struct leak_words *all, size_t texts, const struct leak_words *words)
{
    double square = 0, count;
    for (size_t i = 0; i < words->feature_count; i++) {
        bool known = false;
        for (size_t t = 0; t < texts && !known; t++)
            known = has_feature(&all[t], words->features[i].hash, &count);
        double weight =
            known ? (1 + log(words->features[i].count)) * idf_slow(all, texts, words->features[i].hash) : 0;
        square += weight * weight;
    }
    return sqrt(square);
}

static double cosine_slow(const struct leak_words *all, size_t texts, const struct leak_words *a,
                          const struct leak_words *b)
{
    double sum = 0, count;
    for (size_t i = 0; i < a->feature_count; i++)
        if (has_feature(b, a->features[i].hash, &count)) {
            double idf = idf_slow(all, texts, a->features[i].hash);
            sum += (1 + log(a->features[i].count)) * (1 + log(count)) * idf * idf;
        }
    double lengths = length_slow(all, texts, a) * length_slow(all, texts, b);
    return lengths > 0 ? sum / lengths : 0;
}

static void test_search(void **state)
{
    static char texts[ITEMS][512];
    static struct leak_words all[ITEMS];
    struct random random = {11};
    struct error error = {0};
    struct leak_text items[ITEMS];
    struct buffer index = {0};
    struct leak_view view;
    struct leak_search search = {0};
    (void)state;
    for (size_t i = 0; i < ITEMS; i++) {
        text_invent(&random, texts[i], sizeof texts[i]);
        items[i] = (struct leak_text){(int64_t)i * 10, text_of(texts[i])};
        assert_int_equal(leak_words_split(&all[i], items[i].text, LEAK_TFIDF, &error), 0);
    }
    assert_int_equal(leak_index_build(&index, items, ITEMS, NULL, 0, LEAK_TFIDF, &error), 0);
    assert_int_equal(leak_view_open(&view, buffer_view(&index), &error), 0);
    for (size_t round = 0; round < 40; round++) {
        char text[512];
        struct leak_words words = {0};
        struct leak_found found[LEAK_BEST];
        text_invent(&random, text, sizeof text);
        int64_t except = round % 2 ? -1 : (int64_t)(round * 10);
        assert_int_equal(leak_words_split(&words, text_of(text), LEAK_TFIDF, &error), 0);
        int count = leak_search_find(&search, &view, text_of(text), except, found, &error);
        double best = 0;
        for (size_t i = 0; i < ITEMS; i++)
            if (items[i].item != except)
                best = fmax(best, cosine_slow(all, ITEMS, &words, &all[i]));
        assert_true(count > 0 ? fabs(found[0].score - best) < 1e-4 : best < 1e-4);
        for (int i = 0; i < count; i++) {
            assert_true(found[i].item != except);
            assert_true(fabs(found[i].score - cosine_slow(all, ITEMS, &words, &all[found[i].item / 10])) <
                        1e-4);
        }
        leak_words_release(&words);
    }
    for (size_t i = 0; i < ITEMS; i++)
        leak_words_release(&all[i]);
    leak_search_release(&search);
    buffer_release(&index);
}

static void test_rephrased(void **state)
{
    static const struct leak_text items[] = {
        {5, {"A bakery fills 7 boxes with 24 rolls each and has 11 rolls left over. How many rolls?", 84}},
        {6, {"Which planet has the shortest year of all that go around the sun?", 66}},
        {7, {"", 0}},
    };
    struct error error = {0};
    struct buffer index = {0};
    struct leak_view view;
    struct leak_search search = {0};
    struct leak_found found[LEAK_BEST];
    (void)state;
    assert_int_equal(leak_index_build(&index, items, 3, NULL, 0, LEAK_REPHRASED, &error), 0);
    assert_int_equal(leak_view_open(&view, buffer_view(&index), &error), 0);
    struct text near =
        text_of("Seven boxes with twenty-four rolls in each, and 11 rolls left: how many rolls is that?");
    assert_int_equal(leak_search_find(&search, &view, near, -1, found, &error), 1);
    assert_int_equal(found[0].item, 5);
    assert_true(found[0].score > 0.5);
    assert_int_equal(leak_search_find(&search, &view, text_of("Sing."), -1, found, &error), 0);
    assert_int_equal(leak_search_find(&search, &view, text_of(""), -1, found, &error), 0);
    assert_int_equal(leak_search_find(&search, &view, items[0].text, 5, found, &error), 0);
    leak_search_release(&search);
    buffer_release(&index);
}

/* Every byte changed, and every end cut off: refused, and nothing is read outside. */
static void test_damage(void **state)
{
    static const struct leak_text items[] = {{1, {"one two three four five", 23}}, {2, {"three four 5", 12}}};
    struct error error = {0};
    struct buffer index = {0}, runs = {0};
    struct leak_view view;
    struct gram_view grams;
    (void)state;
    assert_int_equal(leak_index_build(&index, items, 2, NULL, 0, LEAK_REPHRASED, &error), 0);
    assert_int_equal(gram_index_build(&runs, items, 2, 2, GRAM_WORDS, &error), 0);
    assert_int_equal(gram_view_open(&grams, buffer_view(&runs), &error), 0);
    for (size_t i = 0; i < index.length; i++) {
        index.data[i] ^= 0x40;
        error = (struct error){0};
        assert_int_equal(leak_view_open(&view, buffer_view(&index), &error), ERROR_USAGE);
        index.data[i] ^= 0x40;
        error = (struct error){0};
        assert_int_equal(leak_view_open(&view, (struct text){index.data, i}, &error), ERROR_USAGE);
    }
    for (size_t i = 0; i < runs.length; i++) {
        runs.data[i] ^= 0x40;
        error = (struct error){0};
        assert_int_equal(gram_view_open(&grams, buffer_view(&runs), &error), ERROR_USAGE);
        runs.data[i] ^= 0x40;
        error = (struct error){0};
        assert_int_equal(gram_view_open(&grams, (struct text){runs.data, i}, &error), ERROR_USAGE);
    }
    buffer_release(&index);
    buffer_release(&runs);
}

static void test_runs(void **state)
{
    static const struct leak_text items[] = {
        {1, {"a b c d e a b c", 15}}, /* a b c, b c d, c d e, d e a, e a b: five, one of them twice */
        {2, {"x y", 3}},              /* too short to be looked for */
        {3, {"p q r s", 7}},
    };
    struct error error = {0};
    struct buffer index = {0};
    struct gram_view view;
    struct gram_search search = {0};
    (void)state;
    assert_int_equal(gram_index_build(&index, items, 3, 0, GRAM_WORDS, &error), ERROR_USAGE);
    error = (struct error){0};
    assert_int_equal(gram_index_build(&index, items, 3, 3, GRAM_WORDS, &error), 0);
    assert_int_equal(gram_view_open(&view, buffer_view(&index), &error), 0);
    assert_int_equal(gram_search_find(&search, &view, text_of("A, b! c d; x y; Q r s. a b c"), &error), 0);
    assert_int_equal(search.hits.length, 2 * sizeof(struct gram_hit));
    const struct gram_hit *hits = (const struct gram_hit *)(const void *)search.hits.data;
    assert_true(hits[0].item == 1 && hits[0].grams == 5 && hits[0].shared == 2);
    assert_true(hits[1].item == 3 && hits[1].grams == 2 && hits[1].shared == 1);
    assert_int_equal(gram_search_find(&search, &view, text_of(""), &error), 0);
    assert_int_equal(search.hits.length, 0);
    buffer_clear(&index);
    assert_int_equal(gram_index_build(&index, items, 3, 13, GRAM_WORDS, &error), 0);
    assert_int_equal(gram_view_open(&view, buffer_view(&index), &error), 0);
    assert_int_equal(gram_search_find(&search, &view, text_of("say p q r s now"), &error), 0);
    hits = (const struct gram_hit *)(const void *)search.hits.data;
    assert_true(search.hits.length == sizeof *hits && hits[0].item == 3 && hits[0].grams == 1);
    gram_search_release(&search);
    buffer_release(&index);
}

static void test_gpt3(void **state)
{
    static const char run[] = "one two three four five six seven eight nine ten eleven twelve thirteen";
    struct leak_text item = {1, {run, sizeof run - 1}};
    struct error error = {0};
    struct buffer index = {0}, text = {0};
    struct gram_view view;
    struct gpt3_rule rule = {0};
    struct gpt3_verdict verdict;
    (void)state;
    assert_int_equal(gram_index_build(&index, &item, 1, 13, GRAM_GPT3, &error), 0);
    assert_int_equal(gram_view_open(&view, buffer_view(&index), &error), 0);
    assert_int_equal(gpt3_rule_apply(&rule, &view, text_of("short"), &verdict, &error), 0);
    assert_true(verdict.collisions == 0 && verdict.pieces == 1 && verdict.kept == 5 && !verdict.dropped);
    assert_int_equal(gpt3_rule_apply(&rule, &view, item.text, &verdict, &error), 0);
    assert_true(verdict.collisions == 1 && verdict.pieces == 0 && verdict.dropped);
    for (int piece = 0; piece < 12;
         piece++) { /* 450 characters, then the run: 250 and eleven times 50 are left */
        for (int i = 0; i < 450; i++)
            buffer_byte(&text, i % 9 == 8 ? ' ' : 'z');
        buffer_string(&text, "ONE, two three \xe2\x80\x94");
        buffer_string(&text, run + 13);
    }
    assert_int_equal(gpt3_rule_apply(&rule, &view, buffer_view(&text), &verdict, &error), 0);
    assert_int_equal(verdict.collisions, 0); /* the dash is no ASCII punctuation: a word of its own */
    buffer_clear(&text);
    for (int piece = 0; piece < 12; piece++) {
        for (int i = 0; i < 650; i++)
            buffer_byte(&text, i % 9 == 8 ? ' ' : 'z');
        buffer_string(&text, " ONE, two -- three ");
        buffer_string(&text, run + 14);
        buffer_byte(&text, ' ');
    }
    assert_int_equal(gpt3_rule_apply(&rule, &view, buffer_view(&text), &verdict, &error), 0);
    assert_true(verdict.collisions == 12 && verdict.pieces == 12 && verdict.dropped);
    gpt3_rule_release(&rule);
    buffer_release(&index);
    buffer_release(&text);
}

static void test_threshold(void **state)
{
    static double scores[1000];
    struct leak_threshold threshold;
    (void)state;
    for (size_t i = 0; i < 1000; i++)
        scores[i] = (double)((i * 7) % 1000) / 1000;
    threshold = leak_threshold_at(scores, 1000, 0.01);
    assert_true(threshold.score == 0.99 && threshold.origin == LEAK_FROM_ITEMS);
    threshold = leak_threshold_at(scores, 1000, 0.0001);
    assert_true(threshold.score > 0.99 && threshold.score < 1 && threshold.origin == LEAK_FROM_TAIL);
    threshold = leak_threshold_at(scores, 50, 0.01);
    assert_true(threshold.score > 0.1 && threshold.score < 0.25 && threshold.origin == LEAK_FROM_GSM8K);
    assert_true(isnan(leak_threshold_at(scores, 1000, 0).score) &&
                isnan(leak_threshold_at(scores, 1000, 1.5).score));
}

static int everything(struct error *error)
{
    struct leak_text items[] = {{1, text_of("one two three four five six 7")},
                                {2, text_of("three four 5 six")}};
    struct text background = text_of("four five six");
    struct buffer index = {0}, runs = {0};
    struct leak_view view;
    struct gram_view grams;
    struct leak_search search = {0};
    struct gram_search hits = {0};
    struct leak_found found[LEAK_BEST];
    int code = leak_index_build(&index, items, 2, &background, 1, LEAK_REPHRASED, error);
    if (code == 0)
        code = leak_view_open(&view, buffer_view(&index), error);
    if (code == 0)
        code = leak_search_find(&search, &view, items[1].text, -1, found, error);
    if (code >= 0)
        code = gram_index_build(&runs, items, 2, 3, GRAM_GPT3, error);
    if (code == 0)
        code = gram_view_open(&grams, buffer_view(&runs), error);
    if (code == 0)
        code = gram_search_find(&hits, &grams, items[0].text, error);
    leak_search_release(&search);
    gram_search_release(&hits);
    buffer_release(&index);
    buffer_release(&runs);
    return code;
}

static void test_memory(void **state)
{
    (void)state;
    for (long nth = 1;; nth++) {
        struct error error = {0};
        memory_fail_at(nth);
        int code = everything(&error);
        memory_fail_at(0);
        if (code == 0)
            break;
        assert_int_equal(code, ERROR_SYSTEM);
        assert_int_equal(error.code, ERROR_SYSTEM);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),     cmocka_unit_test(test_search), cmocka_unit_test(test_rephrased),
        cmocka_unit_test(test_damage),    cmocka_unit_test(test_runs),   cmocka_unit_test(test_gpt3),
        cmocka_unit_test(test_threshold), cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
