/* Pairs of a bucket and connected components, against plain definitions and in any order. */
#include "testing.h"

#include "kernels/components.h"
#include "kernels/near_pairs.h"

static void test_small_bucket_pairs_all(void **state)
{
    (void)state;
    struct error error = {0};
    struct near_pairs pairs = {0};
    const int64_t bucket[] = {5, -2, 9, 5};
    assert_int_equal(near_pairs_find(&pairs, bucket, 4, 10, &error), 0);
    static const struct near_pair expected[] = {{-2, 5}, {-2, 9}, {5, 9}};
    assert_int_equal(pairs.count, 3);
    assert_memory_equal(pairs.items, expected, sizeof expected);
    assert_int_equal(near_pairs_find(&pairs, bucket, 1, 10, &error), 0);
    assert_int_equal(pairs.count, 0);
    assert_int_equal(near_pairs_find(&pairs, bucket, 0, 10, &error), 0);
    assert_int_equal(pairs.count, 0);
    near_pairs_release(&pairs);
}

static void test_large_bucket_is_chained(void **state)
{
    (void)state;
    struct error error = {0};
    struct near_pairs pairs = {0};
    struct random random = {5};
    enum { ITEMS = 500 };
    int64_t bucket[ITEMS];
    for (int64_t i = 0; i < ITEMS; i++)
        bucket[i] = i;
    for (size_t i = ITEMS; i-- > 1;) {
        size_t other = random_below(&random, i + 1);
        int64_t item = bucket[i];
        bucket[i] = bucket[other];
        bucket[other] = item;
    }
    assert_int_equal(near_pairs_find(&pairs, bucket, ITEMS, 100, &error), 0);
    size_t at = 0;
    for (int64_t a = 0; a < ITEMS; a++) {
        for (int64_t b = a + 1; b < ITEMS && (a == 0 || b <= a + NEAR_PAIRS_NEXT); b++, at++) {
            assert_true(at < pairs.count && pairs.items[at].a == a && pairs.items[at].b == b);
        }
    }
    assert_int_equal(at, pairs.count);
    near_pairs_release(&pairs);
}

/* Relabels until nothing changes. */
static void slow_components(const struct near_pair *edges, size_t edge_count, int64_t *label, size_t items)
{
    for (size_t i = 0; i < items; i++)
        label[i] = (int64_t)i;
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = 0; i < edge_count; i++) {
            int64_t *a = &label[edges[i].a], *b = &label[edges[i].b];
            changed |= *a != *b;
            *a = *b = *a < *b ? *a : *b;
        }
    }
}

static void test_components_against_relabelling(void **state)
{
    (void)state;
    struct error error = {0};
    struct components components = {0};
    struct random random = {6};
    enum { ITEMS = 300 };
    for (int round = 0; round < 200; round++) {
        struct near_pair edges[400];
        int64_t label[ITEMS];
        bool seen[ITEMS] = {false};
        size_t edge_count = random_below(&random, 400);
        components_clear(&components);
        for (size_t i = 0; i < edge_count; i++) {
            edges[i] = (struct near_pair){(int64_t)random_below(&random, ITEMS),
                                          (int64_t)random_below(&random, ITEMS)};
            seen[edges[i].a] = seen[edges[i].b] = true;
            /* An offset, to see negative items. */
            assert_int_equal(components_join(&components, edges[i].a - 100, edges[i].b - 100, &error), 0);
        }
        slow_components(edges, edge_count, label, ITEMS);
        assert_int_equal(components_finish(&components, &error), 0);
        size_t at = 0;
        for (size_t i = 0; i < ITEMS; i++) {
            if (!seen[i])
                continue;
            assert_int_equal(components.members[at].item, (int64_t)i - 100);
            assert_int_equal(components.members[at].component, label[i] - 100);
            at++;
        }
        assert_int_equal(at, components.count);
    }
    components_release(&components);
}

static void test_components_of_a_long_chain(void **state)
{
    (void)state;
    struct error error = {0};
    struct components components = {0};
    enum { ITEMS = 200000 };
    for (int64_t i = ITEMS; i-- > 1;)
        assert_int_equal(components_join(&components, i * 3, (i - 1) * 3, &error), 0);
    assert_int_equal(components_finish(&components, &error), 0);
    assert_int_equal(components.count, ITEMS);
    for (size_t i = 0; i < ITEMS; i++)
        assert_true(components.members[i].component == 0);
    components_release(&components);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_small_bucket_pairs_all),
        cmocka_unit_test(test_large_bucket_is_chained),
        cmocka_unit_test(test_components_against_relabelling),
        cmocka_unit_test(test_components_of_a_long_chain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
