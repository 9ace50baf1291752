/* The classifier test, AUROC, MMD and diverse choice against scikit-learn 1.9, the definitions written out,
 * and plain search. */
#include "testing.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "kernels/auroc.h"
#include "kernels/diverse.h"
#include "kernels/logistic.h"
#include "kernels/mean_discrepancy.h"
#include "kernels/nearest_vector.h"
#include "kernels/term_rows.h"
#include "kernels/two_samples.h"

static const char *const sentences[] = {"red wine and cheese", "red beer",     "a red tea and cake",
                                        "blue sky and sea",    "the blue sea", "blue ink",
                                        "red sky at night"};
static const bool second[] = {false, false, false, true, true, true, true};
enum { SENTENCES = 7 };

static void sentences_take(struct text *texts)
{
    for (size_t i = 0; i < SENTENCES; i++)
        texts[i] = text_of(sentences[i]);
}

/* ---- terms and regression ------------------------------------------------------------------------------ */

/* TfidfVectorizer(ngram_range=(1, 2), min_df=2) and LogisticRegression(C=1, tol=1e-12). */
static void test_regression(void **state)
{
    (void)state;
    struct text texts[SENTENCES];
    struct error error = {0};
    struct term_rows terms = {0};
    struct logistic model = {0};
    sentences_take(texts);
    assert_int_equal(term_rows_make(&terms, texts, SENTENCES, 2, &error), 0);
    assert_int_equal(terms.rows.columns,
                     5); /* red, and, sky, blue, sea: in the order in which they are met */
    assert_int_equal(terms.rows.starts[1], 2);
    assert_true(fabs((double)terms.rows.entries[0].value - 0.65559486) < 1e-6);
    assert_true(fabs((double)terms.rows.entries[1].value - 0.75511282) < 1e-6);
    assert_int_equal(logistic_fit(&model, &terms.rows, second, NULL, 1, &error), 0);
    const double weights[] = {-0.7079151966169726, -0.47110248724012566, 0.4813914742434005,
                              0.5724357744238451, 0.35151197514367166};
    const double scores[] = {-0.40765229, -0.29572639, -0.40765229, 0.90643624,
                             1.05132995,  0.98462458,  0.37688508};
    const uint32_t columns[] = {0, 1, 2, 3, 4};
    size_t names[5];
    struct buffer text = {0};
    assert_int_equal(term_names_find(&terms, texts, SENTENCES, columns, 5, names, &text, &error), 0);
    const char *const words[] = {"red", "and", "blue", "sky", "sea"};
    const double by_word[] = {weights[0], weights[1], weights[3], weights[2], weights[4]};
    for (size_t i = 0; i < 5; i++) {
        assert_string_equal(text.data + names[i], words[i]);
        assert_true(fabs(model.weights[i] - by_word[i]) < 1e-5);
    }
    assert_true(fabs(model.intercept - 0.4121888) < 1e-5);
    for (size_t i = 0; i < SENTENCES; i++)
        assert_true(fabs(logistic_score(&model, &terms.rows, i) - scores[i]) < 1e-5);
    buffer_release(&text);
    term_rows_release(&terms);
    logistic_release(&model);
}

static void test_pair_names(void **state)
{
    (void)state;
    const struct text texts[] = {text_of("Data flow, data"), text_of("data FLOW")};
    struct error error = {0};
    struct term_rows terms = {0};
    struct buffer text = {0};
    size_t name;
    assert_int_equal(term_rows_make(&terms, texts, 2, 2, &error), 0);
    assert_int_equal(terms.rows.columns, 3);
    const uint32_t last = 2;
    assert_int_equal(term_names_find(&terms, texts, 2, &last, 1, &name, &text, &error), 0);
    assert_string_equal(text.data + name, "data flow");
    buffer_release(&text);
    term_rows_release(&terms);
}

/* ---- AUROC --------------------------------------------------------------------------------------------- */

static void test_auroc(void **state)
{
    (void)state;
    /* DeLong's formula written out with numpy: variance 0.0208. */
    struct scored items[] = {{0.1, false},  {0.4, false}, {0.35, true}, {0.8, true}, {0.4, true},
                             {0.65, false}, {0.2, false}, {0.9, true},  {0.5, true}, {0.3, false}};
    struct interval area = auroc_of(items, 10);
    assert_true(fabs(area.value - 0.82) < 1e-12 && fabs(area.low - 0.40161003857027405) < 1e-9 &&
                fabs(area.high - 0.9686732827270553) < 1e-9);
    struct scored parted[] = {{1, false}, {2, false}, {3, true}, {4, true}};
    area = auroc_of(parted, 4);
    assert_true(area.value == 1 && area.high == 1 && area.low > 0.2 && area.low < 0.8);
    struct scored alike[] = {{1, false}, {1, false}, {1, true}};
    area = auroc_of(alike, 3);
    assert_true(area.value == 0.5 && area.low < 0.4 && area.high > 0.6);
    assert_true(isnan(auroc_of(alike, 0).value) && isnan(auroc_of(parted, 1).value));
    struct scored unknown[] = {{(double)NAN, false}, {(double)NAN, false}, {1, true}};
    assert_true(auroc_of(unknown, 3).value == 1);
}

/* ---- the classifier test ------------------------------------------------------------------------------- */

struct corpus {
    char text[400][64];
    struct text texts[400];
};

/* 200 sentences about numbers, and 200 of which a share speaks of something else. */
static void corpus_fill(struct corpus *corpus, unsigned share)
{
    uint64_t random = 42;
    for (size_t i = 0; i < 400; i++) {
        random = random * 6364136223846793005U + 1442695040888963407U;
        unsigned a = (unsigned)(random >> 33) % 50, b = (unsigned)(random >> 40) % 50;
        bool other = i >= 200 && (random >> 50) % 100 < share;
        snprintf(corpus->text[i], sizeof corpus->text[i],
                 other ? "please translate word%u into word%u" : "how many apples word%u has word%u", a, b);
        corpus->texts[i] = text_of(corpus->text[i]);
    }
}

static struct interval corpus_tell(struct corpus *corpus, struct two_samples *result)
{
    const struct two_sample_options options = {.folds = 5, .seed = 1, .least = 2, .terms = 3};
    struct error error = {0};
    assert_int_equal(two_samples_tell(result, corpus->texts, 400, 200, &options, &error), 0);
    return result->auroc;
}

static void test_telling(void **state)
{
    (void)state;
    struct corpus corpus;
    struct two_samples result = {0};
    corpus_fill(&corpus, 0);
    struct interval area = corpus_tell(&corpus, &result);
    assert_true(area.low < 0.5 && area.high > 0.4 && area.value < 0.6);
    two_samples_release(&result);
    corpus_fill(&corpus, 50);
    area = corpus_tell(&corpus, &result);
    assert_true(area.low > 0.65);
    assert_string_equal(result.terms[0].term, "please"); /* the first met of equal ones */
    assert_true(result.terms[0].weight > 0 && result.terms[0].first == 0 && result.terms[0].second > 50);
    assert_true(result.terms[result.term_count - 1].weight < 0);
    two_samples_release(&result);
}

static void test_folds(void **state)
{
    (void)state;
    struct corpus corpus;
    struct error error = {0};
    uint32_t folds[400], turned[400];
    corpus_fill(&corpus, 50);
    corpus.texts[399] = corpus.texts[0]; /* stands in both samples */
    corpus.texts[1] = corpus.texts[0];   /* and twice in the first */
    assert_int_equal(folds_assign(corpus.texts, 400, 200, 5, 1, folds, &error), 0);
    assert_true(folds[0] == folds[1] && folds[0] == folds[399]);
    size_t sizes[2][5] = {{0}};
    for (size_t i = 0; i < 400; i++)
        sizes[i >= 200][folds[i]]++;
    for (size_t i = 0; i < 5; i++)
        assert_true(sizes[0][i] >= 36 && sizes[0][i] <= 44 && sizes[1][i] >= 36 && sizes[1][i] <= 44);
    /* The order within a sample does not matter. */
    for (size_t i = 0; i < 100; i++) {
        struct text kept = corpus.texts[i];
        corpus.texts[i] = corpus.texts[199 - i];
        corpus.texts[199 - i] = kept;
    }
    assert_int_equal(folds_assign(corpus.texts, 400, 200, 5, 1, turned, &error), 0);
    for (size_t i = 0; i < 200; i++)
        assert_int_equal(turned[i], folds[199 - i]);
}

static void test_too_few(void **state)
{
    (void)state;
    struct text texts[SENTENCES];
    struct two_samples result = {0};
    struct error error = {0};
    sentences_take(texts);
    struct two_sample_options options = {.folds = 5, .seed = 1, .least = 2, .terms = 3};
    assert_int_equal(two_samples_tell(&result, texts, SENTENCES, 3, &options, &error), 0);
    assert_true(isnan(result.auroc.value) && result.term_count == 0);
    two_samples_release(&result);
    options.folds = 1;
    assert_int_equal(two_samples_tell(&result, texts, SENTENCES, 3, &options, &error), ERROR_USAGE);
    two_samples_release(&result);
}

/* ---- MMD ----------------------------------------------------------------------------------------------- */

static double kernel_of(const float *a, const float *b, double bandwidth)
{
    double square = 0;
    for (size_t i = 0; i < 2; i++)
        square += ((double)a[i] - (double)b[i]) * ((double)a[i] - (double)b[i]);
    return exp(-square / (2 * bandwidth * bandwidth));
}

static void test_mmd(void **state)
{
    (void)state;
    const float vectors[] = {0, 0, 1, 0, 0, 1, 3, 3, 4, 3, 3, 4, 5, 5};
    struct error error = {0};
    struct mmd_test test;
    assert_int_equal(mmd_two_samples(vectors, 7, 3, 2, 999, 1, &test, &error), 0);
    double within = 0, other = 0, between = 0;
    for (size_t i = 0; i < 7; i++) {
        for (size_t j = 0; j < 7; j++) {
            double k = i == j ? 0 : kernel_of(vectors + 2 * i, vectors + 2 * j, test.bandwidth);
            within += i < 3 && j < 3 ? k : 0;
            other += i >= 3 && j >= 3 ? k : 0;
            between += i < 3 && j >= 3 ? k : 0;
        }
    }
    assert_true(fabs(test.value - (within / 6 + other / 12 - 2 * between / 12)) < 1e-5);
    /* 35 relabellings, of which one is as large: p near 1 / 35. */
    assert_true(test.p > 0.015 && test.p < 0.05);
    assert_int_equal(mmd_two_samples(vectors, 7, 1, 2, 9, 1, &test, &error), 0);
    assert_true(isnan(test.value));
    const float same[8] = {0};
    assert_int_equal(mmd_two_samples(same, 4, 2, 2, 9, 1, &test, &error), 0);
    assert_true(test.value == 0 && test.p == 1 && test.bandwidth == 1);
}

/* ---- choosing ------------------------------------------------------------------------------------------ */

enum { ITEMS = 60, PICKS = 25, DIMENSIONS = 4 };

/* The choice written out: every value anew for every pick. */
static void plain_choice(const float *vectors, const double *scores, double weight, size_t *chosen)
{
    double distances[ITEMS];
    bool taken[ITEMS] = {false};
    for (size_t i = 0; i < ITEMS; i++)
        distances[i] = 1;
    for (size_t pick = 0; pick < PICKS; pick++) {
        size_t best = ITEMS;
        for (size_t i = 0; i < ITEMS; i++) {
            double value = (1 - weight) * scores[i] + weight * distances[i];
            if (!taken[i] &&
                (best == ITEMS || value > (1 - weight) * scores[best] + weight * distances[best]))
                best = i;
        }
        chosen[pick] = best;
        taken[best] = true;
        for (size_t i = 0; i < ITEMS; i++) {
            double cosine = 0;
            for (size_t k = 0; k < DIMENSIONS; k++)
                cosine += (double)vectors[i * DIMENSIONS + k] * (double)vectors[best * DIMENSIONS + k];
            distances[i] = fmax(0, fmin(distances[i], 1 - cosine));
        }
    }
}

static void test_choice(void **state)
{
    (void)state;
    float vectors[ITEMS * DIMENSIONS];
    double scores[ITEMS];
    uint64_t random = 3;
    struct error error = {0};
    for (size_t i = 0; i < ITEMS * DIMENSIONS; i++) {
        random = random * 6364136223846793005U + 1442695040888963407U;
        vectors[i] = (float)(random >> 40) / 1e7f;
        scores[i / DIMENSIONS] = (double)(random >> 40) / (1 << 24);
    }
    for (int step = 0; step <= 4; step++) {
        struct diverse_pick picks[PICKS];
        size_t picked = 0, chosen[PICKS];
        double weight = step / 4.0;
        assert_int_equal(
            diverse_choose(vectors, ITEMS, DIMENSIONS, scores, weight, PICKS, picks, &picked, &error), 0);
        assert_int_equal(picked, PICKS);
        plain_choice(vectors, scores, weight, chosen); /* the vectors have length 1 by now */
        for (size_t i = 0; i < PICKS; i++) {
            assert_int_equal(picks[i].item, chosen[i]);
            assert_true(i == 0 || picks[i].value <= picks[i - 1].value);
        }
    }
}

static void test_choice_edges(void **state)
{
    (void)state;
    float vectors[] = {0, 0, 1, 0, 1, 0};
    const double scores[] = {0.5, (double)NAN, 7};
    struct diverse_pick picks[3];
    size_t picked = 9;
    struct error error = {0};
    assert_int_equal(diverse_choose(vectors, 3, 2, scores, 0.5, 3, picks, &picked, &error), 0);
    assert_int_equal(picked, 3);
    assert_true(picks[0].item == 2 && picks[0].value == 1); /* a score above 1 counts as 1 */
    assert_true(picks[1].item == 0 && picks[1].distance == 0);
    assert_true(picks[2].item == 1 && picks[2].value == 0);
    assert_int_equal(diverse_choose(vectors, 0, 2, scores, 0.5, 3, picks, &picked, &error), 0);
    assert_int_equal(picked, 0);
}

/* ---- nearest ------------------------------------------------------------------------------------------- */

static void test_nearest(void **state)
{
    (void)state;
    float rows[] = {1, 0, 0, 0, 2, 2}, others[] = {0, 5, 3, 4, 1, 0};
    struct nearest_vector nearest[3];
    struct error error = {0};
    assert_int_equal(nearest_vectors(rows, 3, others, 3, 2, nearest, &error), 0);
    assert_true(nearest[0].item == 2 && nearest[0].similarity == 1);
    assert_true(nearest[1].item == 0 && nearest[1].similarity == 0); /* a row without length */
    assert_true(nearest[2].item == 1 && fabs(nearest[2].similarity - 0.98994949) < 1e-6);
    assert_int_equal(nearest_vectors(rows, 1, others, 0, 2, nearest, &error), 0);
    assert_true(isnan(nearest[0].similarity));
}

/* The inverted index finds what all scalar products give. */
static void test_nearest_sparse(void **state)
{
    (void)state;
    enum { VECTORS = 80, ENTRIES = 6 };
    struct vector_entry entries[VECTORS * ENTRIES];
    size_t starts[VECTORS + 1] = {0};
    struct random random = {11};
    struct error error = {0};
    struct nearest_vector nearest[VECTORS];
    for (size_t i = 0; i < VECTORS; i++) {
        uint32_t feature = 0;
        for (size_t k = 0; k < ENTRIES; k++) {
            feature += 1 + (uint32_t)random_below(&random, 9);
            entries[i * ENTRIES + k] =
                (struct vector_entry){feature, (float)random_below(&random, 1000) / 1000};
        }
        starts[i + 1] = (i + 1) * ENTRIES;
    }
    size_t own[VECTORS - 40 + 1];
    for (size_t i = 0; i <= VECTORS - 40; i++)
        own[i] = starts[40 + i] - starts[40];
    const struct sparse_vectors first = {entries, starts, 40},
                                others = {entries + starts[40], own, VECTORS - 40};
    assert_int_equal(nearest_sparse(&first, &others, nearest, &error), 0);
    for (size_t i = 0; i < first.count; i++) {
        double best = 0;
        for (size_t j = 0; j < others.count; j++)
            best = fmax(best, vector_dot(entries + starts[i], ENTRIES, others.entries + own[j], ENTRIES));
        assert_true(fabs(nearest[i].similarity - best) < 1e-6);
        assert_true(
            fabs(vector_dot(entries + starts[i], ENTRIES, others.entries + own[nearest[i].item], ENTRIES) -
                 best) < 1e-6);
    }
    const size_t none[] = {0};
    const struct sparse_vectors empty = {entries, none, 0};
    assert_int_equal(nearest_sparse(&first, &empty, nearest, &error), 0);
    assert_true(isnan(nearest[0].similarity));
    memory_fail_at(1);
    assert_int_equal(nearest_sparse(&first, &others, nearest, &error), ERROR_SYSTEM);
    memory_fail_at(0);
}

/* ---- memory -------------------------------------------------------------------------------------------- */

static int everything_run(struct corpus *corpus)
{
    const struct two_sample_options options = {.folds = 2, .seed = 1, .least = 2, .terms = 2};
    const float vectors[] = {0, 1, 2, 3};
    struct error error = {0};
    struct two_samples result = {0};
    struct mmd_test test;
    int code = two_samples_tell(&result, corpus->texts, 400, 200, &options, &error);
    two_samples_release(&result);
    return code < 0 ? code : mmd_two_samples(vectors, 4, 2, 1, 3, 1, &test, &error);
}

static void test_memory(void **state)
{
    (void)state;
    struct corpus corpus;
    corpus_fill(&corpus, 50);
    memory_fail_at(0);
    assert_int_equal(everything_run(&corpus), 0);
    long needed = memory_allocations();
    assert_true(needed > 10);
    for (long nth = 1; nth <= needed; nth++) {
        memory_fail_at(nth);
        assert_int_equal(everything_run(&corpus), ERROR_SYSTEM);
    }
    memory_fail_at(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_regression),
        cmocka_unit_test(test_pair_names),
        cmocka_unit_test(test_auroc),
        cmocka_unit_test(test_telling),
        cmocka_unit_test(test_folds),
        cmocka_unit_test(test_too_few),
        cmocka_unit_test(test_mmd),
        cmocka_unit_test(test_choice),
        cmocka_unit_test(test_choice_edges),
        cmocka_unit_test(test_nearest),
        cmocka_unit_test(test_nearest_sparse),
        cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
