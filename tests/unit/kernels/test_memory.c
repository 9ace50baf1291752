/* Every kernel that allocates, with the Nth allocation failing for every N: an error each time, nothing
 * leaked (the sanitizer run looks), and the right result once memory lasts. */
#include "testing.h"

#include "base/memory.h"
#include "kernels/components.h"
#include "kernels/jaccard.h"
#include "kernels/minhash.h"
#include "kernels/mojibake.h"
#include "kernels/near_pairs.h"
#include "kernels/normal.h"

static int use_jaccard(struct error *error)
{
    struct jaccard jaccard = {0};
    struct buffer text = {0};
    double similarity = 0;
    for (int i = 0; i < 100; i++)
        buffer_format(&text, "word%d ", i);
    int code = buffer_status(&text, error);
    if (code == 0)
        code =
            jaccard_of_texts(&jaccard, buffer_view(&text), text_of("é cafe\u0301 a"), 1, &similarity, error);
    assert_true(code < 0 || similarity == 0);
    buffer_release(&text);
    jaccard_release(&jaccard);
    return code;
}

static int use_minhash(struct error *error)
{
    struct minhash minhash = {0};
    uint64_t shingles[50] = {1, 2, 3}, keys[MINHASH_BANDS];
    size_t count = 0;
    int code = minhash_init(&minhash, (struct minhash_shape){20, 6}, error);
    if (code == 0)
        code = minhash_keys(&minhash, shingles, 50, keys, &count, error);
    assert_true(code < 0 || count == 20);
    minhash_release(&minhash);
    return code;
}

static int use_groups(struct error *error)
{
    struct near_pairs pairs = {0};
    struct components components = {0};
    int64_t bucket[100];
    for (int64_t i = 0; i < 100; i++)
        bucket[i] = i * i;
    int code = near_pairs_find(&pairs, bucket, 100, 10, error);
    for (size_t i = 0; code == 0 && i < pairs.count; i++)
        code = components_join(&components, pairs.items[i].a, pairs.items[i].b, error);
    if (code == 0)
        code = components_finish(&components, error);
    assert_true(code < 0 || (components.count == 100 && components.members[99].component == 0));
    near_pairs_release(&pairs);
    components_release(&components);
    return code;
}

static int use_texts(struct error *error)
{
    struct normal normal = {0};
    struct buffer out = {0}, spare = {0};
    struct text result, repaired = {0};
    int code = normal_of_text(&normal, text_of("a  e\u0301\u0323\u0302 b"), &result, error);
    if (code == 0)
        code = mojibake_undo(text_of("ÃƒÂ©tÃƒÂ©"), &out, &spare, &repaired, error);
    assert_true(code < 0 || text_is(repaired, "été"));
    normal_release(&normal);
    buffer_release(&out);
    buffer_release(&spare);
    return code;
}

static void fail_each(int (*use)(struct error *error))
{
    for (long nth = 1;; nth++) {
        struct error error = {0};
        memory_fail_at(nth);
        int code = use(&error);
        long used = memory_allocations();
        memory_fail_at(0);
        assert_int_equal(error.code, code);
        if (code == 0) {
            assert_true(used < nth);
            return;
        }
        assert_int_equal(code, ERROR_SYSTEM);
    }
}

static void test_each_failure_is_reported(void **state)
{
    (void)state;
    fail_each(use_jaccard);
    fail_each(use_minhash);
    fail_each(use_groups);
    fail_each(use_texts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_each_failure_is_reported)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
