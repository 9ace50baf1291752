/* Sets of hashes, shingles, Jaccard and MinHash against slow oracles and expectations of probability. */
#include "testing.h"

#include <math.h>

#include "kernels/jaccard.h"
#include "kernels/minhash.h"
#include "kernels/shingles.h"

static int ascending(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return left < right ? -1 : left > right;
}

/* Numbers of every shape: spread, bunched in a few buckets, all equal, descending. */
static uint64_t shaped(struct random *random, int shape, size_t i)
{
    switch (shape) {
    case 0:
        return random_next(random);
    case 1:
        return random_below(random, 1000);
    case 2:
        return 7;
    case 3:
        return UINT64_MAX - i;
    default:
        return random_below(random, 2) << 63 | random_below(random, 50);
    }
}

static void test_sorting(void **state)
{
    (void)state;
    struct random random = {2};
    struct error error = {0};
    struct hashes hashes = {0};
    static uint64_t expected[5000];
    static const size_t sizes[] = {0, 1, 2, 31, 32, 33, 64, 500, 5000};
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        for (int shape = 0; shape < 5; shape++) {
            hashes.count = 0;
            assert_int_equal(hashes_reserve(&hashes, sizes[s], &error), 0);
            for (size_t i = 0; i < sizes[s]; i++)
                expected[i] = hashes.items[hashes.count++] = shaped(&random, shape, i);
            qsort(expected, sizes[s], sizeof *expected, ascending);
            size_t kept = 0;
            for (size_t i = 0; i < sizes[s]; i++) {
                if (i == 0 || expected[i] != expected[kept - 1])
                    expected[kept++] = expected[i];
            }
            assert_int_equal(hashes_make_set(&hashes, &error), 0);
            assert_int_equal(hashes.count, kept);
            assert_true(kept == 0 || memcmp(hashes.items, expected, kept * sizeof *expected) == 0);
            assert_true(hashes_are_set(hashes.items, hashes.count));
        }
    }
    hashes_release(&hashes);
}

static void test_shingle_counts(void **state)
{
    (void)state;
    struct error error = {0};
    struct words words = {0};
    struct hashes shingles = {0};
    static const struct {
        const char *text;
        size_t n, count;
    } cases[] = {{"", 3, 0},          {"...", 3, 0},        {"one", 3, 1},         {"one two", 3, 1},
                 {"a b c", 3, 1},     {"a b c d", 3, 2},    {"a b a b a b", 2, 2}, {"a a a a", 1, 1},
                 {"a b c d e", 5, 1}, {"a b c d e f", 5, 2}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(shingles_of_text(&shingles, &words, text_of(cases[i].text), cases[i].n, &error), 0);
        assert_int_equal(shingles.count, cases[i].count);
    }
    words_release(&words);
    hashes_release(&shingles);
}

static double brute_jaccard(const uint64_t *a, size_t a_count, const uint64_t *b, size_t b_count)
{
    size_t common = 0;
    for (size_t i = 0; i < a_count; i++) {
        for (size_t j = 0; j < b_count; j++)
            common += a[i] == b[j];
    }
    size_t all = a_count + b_count - common;
    return all ? (double)common / (double)all : (double)NAN;
}

static void fill(struct hashes *set, struct random *random, size_t count, uint64_t range)
{
    struct error error = {0};
    set->count = 0;
    assert_int_equal(hashes_reserve(set, count, &error), 0);
    for (size_t i = 0; i < count; i++)
        set->items[set->count++] = hash_mix(random_below(random, range));
    assert_int_equal(hashes_make_set(set, &error), 0);
}

static void test_jaccard_against_brute_force(void **state)
{
    (void)state;
    struct random random = {3};
    struct hashes a = {0}, b = {0};
    for (int round = 0; round < 1000; round++) {
        uint64_t range = 1 + random_below(&random, 400);
        fill(&a, &random, random_below(&random, 300), range);
        fill(&b, &random, random_below(&random, 300), range);
        double expected = brute_jaccard(a.items, a.count, b.items, b.count);
        double got = jaccard_of_sets(a.items, a.count, b.items, b.count);
        if (isnan(expected)) {
            assert_true(isnan(got));
            continue;
        }
        assert_true(got == expected);
        double threshold = (double)random_below(&random, 100) / 100;
        double bounded = jaccard_at_least(a.items, a.count, b.items, b.count, threshold);
        assert_true(bounded == (expected >= threshold ? expected : -1));
    }
    hashes_release(&a);
    hashes_release(&b);
}

static void test_jaccard_of_texts(void **state)
{
    (void)state;
    struct jaccard jaccard = {0};
    struct error error = {0};
    double got;
    assert_int_equal(jaccard_of_texts(&jaccard, text_of("a b c d"), text_of("B, C d e"), 1, &got, &error), 0);
    assert_true(got == 0.6);
    assert_int_equal(jaccard_of_texts(&jaccard, text_of("x y"), text_of("X. Y!"), 3, &got, &error), 0);
    assert_true(got == 1);
    assert_int_equal(jaccard_of_texts(&jaccard, text_of(""), text_of("?"), 3, &got, &error), 0);
    assert_true(isnan(got));
    jaccard_release(&jaccard);
}

/* Two sets of 300 with a given overlap share single minima (128 bands of one row) with probability J: over
 * 100 pairs, 12,800 trials, the rate lies within five standard errors. Trials within a pair are not quite
 * independent, which five allows for. */
static void test_minhash_collides_with_probability_jaccard(void **state)
{
    (void)state;
    struct random random = {4};
    struct error error = {0};
    struct minhash minhash = {0};
    assert_int_equal(minhash_init(&minhash, (struct minhash_shape){128, 1}, &error), 0);
    static const size_t shared[] = {0, 60, 150, 240, 290, 300};
    for (size_t s = 0; s < sizeof shared / sizeof *shared; s++) {
        double jaccard = (double)shared[s] / (600.0 - (double)shared[s]);
        size_t same = 0, trials = 0;
        for (int round = 0; round < 100; round++) {
            uint64_t items[600], a_keys[MINHASH_BANDS], b_keys[MINHASH_BANDS];
            size_t count;
            for (size_t i = 0; i < 600; i++)
                items[i] = random_next(&random);
            assert_int_equal(minhash_keys(&minhash, items, 300, a_keys, &count, &error), 0);
            assert_int_equal(minhash_keys(&minhash, items + 300 - shared[s], 300, b_keys, &count, &error), 0);
            assert_int_equal(count, 128);
            for (size_t i = 0; i < count; i++)
                same += a_keys[i] == b_keys[i];
            trials += count;
        }
        double rate = (double)same / (double)trials;
        double error_of_rate = sqrt(jaccard * (1 - jaccard) / (double)trials);
        assert_true(fabs(rate - jaccard) <= 5 * error_of_rate + 1e-9);
    }
    minhash_release(&minhash);
}

static void test_minhash_ignores_order_and_repeats(void **state)
{
    (void)state;
    struct error error = {0};
    struct minhash minhash = {0};
    uint64_t keys[3][MINHASH_BANDS];
    size_t count;
    const uint64_t sets[3][5] = {{1, 2, 3, 4, 5}, {5, 4, 3, 2, 1}, {1, 2, 3, 4, 4}};
    assert_int_equal(minhash_init(&minhash, (struct minhash_shape){20, 6}, &error), 0);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(minhash_keys(&minhash, sets[i], 5, keys[i], &count, &error), 0);
    assert_memory_equal(keys[0], keys[1], 20 * sizeof(uint64_t));
    assert_memory_not_equal(keys[0], keys[2], 20 * sizeof(uint64_t));
    assert_int_equal(minhash_keys(&minhash, NULL, 0, keys[0], &count, &error), 0);
    assert_int_equal(count, 0);
    assert_int_equal(minhash_init(&minhash, (struct minhash_shape){0, 6}, &error), ERROR_USAGE);
    minhash_release(&minhash);
}

static void test_plan_keeps_its_promise(void **state)
{
    (void)state;
    struct error error = {0};
    struct minhash_shape shape;
    for (int i = 1; i <= 20; i++) {
        for (int j = 1; j <= 9; j++) {
            double threshold = i / 20.0, miss = 0.5 / (1 << j);
            assert_int_equal(minhash_plan(threshold, miss, &shape, &error), 0);
            assert_true(shape.bands >= 1 && shape.bands <= MINHASH_BANDS && shape.rows >= 1);
            bool reachable = minhash_recall((struct minhash_shape){MINHASH_BANDS, 1}, threshold) >= 1 - miss;
            assert_true(!reachable || minhash_recall(shape, threshold) >= 1 - miss - 1e-12);
        }
    }
    assert_int_equal(minhash_plan(0.7, 0.05, &shape, &error), 0);
    assert_int_equal(shape.bands, 35);
    assert_int_equal(shape.rows, 7);
    assert_int_equal(minhash_plan(0, 0.05, &shape, &error), ERROR_USAGE);
    struct error other = {0};
    assert_int_equal(minhash_plan(0.5, (double)NAN, &shape, &other), ERROR_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sorting),
        cmocka_unit_test(test_shingle_counts),
        cmocka_unit_test(test_jaccard_against_brute_force),
        cmocka_unit_test(test_jaccard_of_texts),
        cmocka_unit_test(test_minhash_collides_with_probability_jaccard),
        cmocka_unit_test(test_minhash_ignores_order_and_repeats),
        cmocka_unit_test(test_plan_keeps_its_promise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
