/* Nearest vectors by an index against a comparison with all of them; blocks that are damaged. */
#include "testing.h"

#include <math.h>

#include "base/memory.h"
#include "kernels/vector_index.h"

enum { ITEMS = 60, FEATURES = 40, LONGEST = 12 };

struct sparse {
    struct vector_entry entries[LONGEST];
    size_t count;
};

static struct sparse make_sparse(struct random *random)
{
    struct sparse sparse = {.count = 0};
    uint32_t feature = 0;
    size_t wanted = random_below(random, LONGEST + 1);
    while (sparse.count < wanted && feature < FEATURES) {
        feature += 1 + (uint32_t)random_below(random, 6);
        sparse.entries[sparse.count++] =
            (struct vector_entry){feature, (float)random_below(random, 9) / 4 - 0.5F};
    }
    return sparse;
}

static void make_block(const struct sparse *items, size_t count, struct buffer *block)
{
    struct index_builder builder = {0};
    struct error error = {0};
    for (size_t i = 0; i < count; i++)
        assert_int_equal(
            vector_index_add(&builder, (int64_t)(1000 - i), items[i].entries, items[i].count, &error), 0);
    assert_int_equal(vector_index_write(&builder, block, &error), 0);
    vector_index_release(&builder);
}

static bool share_feature(const struct sparse *a, const struct sparse *b)
{
    for (size_t i = 0; i < a->count; i++)
        for (size_t j = 0; j < b->count; j++)
            if (a->entries[i].feature == b->entries[j].feature)
                return true;
    return false;
}

/* How many items have a cosine above that of the hit, by more than rounding. */
static size_t count_better(const struct sparse *items, const struct sparse *query, double similarity)
{
    size_t better = 0;
    for (size_t i = 0; i < ITEMS; i++) {
        double cosine = vector_cosine(query->entries, query->count, items[i].entries, items[i].count);
        better += share_feature(query, &items[i]) && cosine > similarity + 1e-5;
    }
    return better;
}

static void test_against_all(void **state)
{
    (void)state;
    struct random random = {9};
    struct index_search search = {0};
    struct error error = {0};
    for (int round = 0; round < 200; round++) {
        struct sparse items[ITEMS];
        struct buffer block = {0};
        struct vector_index index;
        struct index_hit hits[7];
        size_t found;
        for (size_t i = 0; i < ITEMS; i++)
            items[i] = make_sparse(&random);
        make_block(items, ITEMS, &block);
        assert_int_equal(vector_index_open(&index, buffer_view(&block), &error), 0);
        struct sparse query = make_sparse(&random);
        assert_int_equal(
            vector_index_search(&index, &search, query.entries, query.count, 0.1, hits, 7, &found, &error),
            0);
        for (size_t i = 0; i < found; i++) {
            const struct sparse *item = &items[1000 - hits[i].item];
            double cosine = vector_cosine(query.entries, query.count, item->entries, item->count);
            assert_true(fabs(cosine - hits[i].similarity) < 1e-5 && hits[i].similarity >= 0.1);
            assert_true(i == 0 || hits[i - 1].similarity >= hits[i].similarity);
            assert_true(count_better(items, &query, hits[i].similarity) <= i);
        }
        if (found < 7)
            assert_true(count_better(items, &query, 0.1) <= found);
        buffer_release(&block);
    }
    index_search_release(&search);
}

static void test_ties_go_to_the_lowest_number(void **state)
{
    (void)state;
    struct sparse same[3] = {{{{5, 1}}, 1}, {{{5, 2}}, 1}, {{{5, 3}}, 1}};
    struct buffer block = {0};
    struct vector_index index;
    struct index_search search = {0};
    struct index_hit hits[2];
    struct error error = {0};
    size_t found;
    make_block(same, 3, &block); /* numbers 1000, 999, 998 */
    assert_int_equal(vector_index_open(&index, buffer_view(&block), &error), 0);
    assert_int_equal(vector_index_search(&index, &search, same[0].entries, 1, 0, hits, 2, &found, &error), 0);
    assert_int_equal(found, 2);
    assert_int_equal(hits[0].item, 998);
    assert_int_equal(hits[1].item, 999);
    index_search_release(&search);
    buffer_release(&block);
}

static void test_nothing_in_it(void **state)
{
    (void)state;
    struct buffer block = {0};
    struct vector_index index;
    struct index_search search = {0};
    struct index_hit hits[1];
    struct error error = {0};
    size_t found;
    struct vector_entry entry = {1, 1};
    make_block(NULL, 0, &block);
    assert_int_equal(vector_index_open(&index, buffer_view(&block), &error), 0);
    assert_int_equal(vector_index_search(&index, &search, &entry, 1, 0, hits, 1, &found, &error), 0);
    assert_int_equal(found, 0);
    index_search_release(&search);
    buffer_release(&block);
}

/* Every byte changed, every beginning: an error, or an index whose searches stay within it. */
static void test_damaged_blocks(void **state)
{
    (void)state;
    struct random random = {4};
    struct sparse items[8];
    struct buffer block = {0};
    struct index_search search = {0};
    size_t refused = 0;
    for (size_t i = 0; i < 8; i++)
        items[i] = make_sparse(&random);
    make_block(items, 8, &block);
    for (size_t at = 0; at < block.length; at++) {
        struct error error = {0}, cut = {0};
        struct vector_index index;
        struct index_hit hits[3];
        size_t found;
        assert_int_equal(vector_index_open(&index, (struct text){block.data, at}, &cut), ERROR_USAGE);
        block.data[at] = (char)(block.data[at] ^ (1 << random_below(&random, 8)));
        if (vector_index_open(&index, buffer_view(&block), &error) == 0)
            assert_int_equal(vector_index_search(&index, &search, items[0].entries, items[0].count, 0, hits,
                                                 3, &found, &error),
                             0);
        else
            refused++;
        buffer_clear(&block);
        make_block(items, 8, &block);
    }
    assert_true(refused > 32); /* the header at least */
    index_search_release(&search);
    buffer_release(&block);
}

static void test_out_of_memory(void **state)
{
    (void)state;
    struct vector_entry entry = {1, 1};
    for (long nth = 1;; nth++) {
        struct index_builder builder = {0};
        struct index_search search = {0};
        struct buffer block = {0};
        struct vector_index index;
        struct index_hit hit;
        struct error error = {0};
        size_t found;
        memory_fail_at(nth);
        int code = vector_index_add(&builder, 1, &entry, 1, &error);
        if (code == 0)
            code = vector_index_write(&builder, &block, &error);
        if (code == 0)
            code = vector_index_open(&index, buffer_view(&block), &error);
        if (code == 0)
            code = vector_index_search(&index, &search, &entry, 1, 0, &hit, 1, &found, &error);
        memory_fail_at(0);
        vector_index_release(&builder);
        index_search_release(&search);
        buffer_release(&block);
        if (code == 0)
            break;
        assert_int_equal(code, ERROR_SYSTEM);
        assert_true(nth < 100);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_all),   cmocka_unit_test(test_ties_go_to_the_lowest_number),
        cmocka_unit_test(test_nothing_in_it), cmocka_unit_test(test_damaged_blocks),
        cmocka_unit_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
