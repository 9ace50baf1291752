/* Merkle trees against the definition of RFC 6962 written down literally, for every size up to 130. */
#include <string.h>

#include "base/hex.h"
#include "base/memory.h"
#include "kernels/merkle.h"
#include "testing.h"

enum { LARGEST = 130 };

static void make_leaves(struct merkle_hash *leaves, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char data[32];
        int length = snprintf(data, sizeof data, "leaf %zu", i);
        assert_int_equal(merkle_leaf(data, (size_t)length, &leaves[i]), 0);
    }
}

/* MTH: the largest power of two smaller than the count splits the leaves. */
static struct merkle_hash literal_root(const struct merkle_hash *leaves, size_t count)
{
    struct merkle_hash root;
    if (count == 0) {
        assert_int_equal(sha256_bytes("", 0, root.bytes), 0);
        return root;
    }
    if (count == 1)
        return leaves[0];
    size_t left = 1;
    while (left * 2 < count)
        left *= 2;
    struct merkle_hash a = literal_root(leaves, left), b = literal_root(leaves + left, count - left);
    unsigned char joined[65] = {1};
    memcpy(joined + 1, a.bytes, 32);
    memcpy(joined + 33, b.bytes, 32);
    assert_int_equal(sha256_bytes(joined, sizeof joined, root.bytes), 0);
    return root;
}

static void known_hashes(void **state)
{
    (void)state;
    static const struct {
        const char *data, *hex;
    } leaves[] = {
        /* from RFC 6962's neighbours: the empty tree, the leaf of no data */
        {NULL, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
    };
    char hex[65];
    struct merkle_hash hash;
    assert_int_equal(merkle_root(NULL, 0, &hash), 0);
    hex_write(hash.bytes, sizeof hash.bytes, hex);
    assert_string_equal(hex, leaves[0].hex);
    assert_int_equal(merkle_leaf("", 0, &hash), 0);
    hex_write(hash.bytes, sizeof hash.bytes, hex);
    assert_string_equal(hex, leaves[1].hex);
}

static void roots_are_the_definition(void **state)
{
    (void)state;
    struct merkle_hash leaves[LARGEST];
    make_leaves(leaves, LARGEST);
    struct merkle_frontier frontier = {0};
    for (size_t count = 0; count <= LARGEST; count++) {
        struct merkle_hash expected = literal_root(leaves, count), root, grown;
        assert_int_equal(merkle_root(leaves, count, &root), 0);
        assert_memory_equal(&root, &expected, sizeof root);
        assert_int_equal(merkle_frontier_root(&frontier, &grown), 0);
        assert_memory_equal(&grown, &expected, sizeof grown);
        assert_int_equal(frontier.size, count);
        if (count < LARGEST)
            assert_int_equal(merkle_frontier_add(&frontier, &leaves[count]), 0);
    }
}

/* Every way in which a proof can be wrong by a little. */
static void check_inclusion_faults(const struct merkle_hash *leaves, size_t count, size_t index,
                                   struct merkle_hash *proof, size_t length, const struct merkle_hash *root)
{
    const struct merkle_hash *leaf = &leaves[index];
    assert_false(merkle_inclusion_holds(leaf, index + 1, count, proof, length, root));
    assert_false(merkle_inclusion_holds(leaf, index + count, count, proof, length, root));
    assert_false(merkle_inclusion_holds(leaf, index, 0, proof, length, root));
    assert_false(merkle_inclusion_holds(leaf, index, count, proof, length + 1, root));
    if (length > 0)
        assert_false(merkle_inclusion_holds(leaf, index, count, proof, length - 1, root));
    if (count > 1)
        assert_false(merkle_inclusion_holds(&leaves[(index + 1) % count], index, count, proof, length, root));
    for (size_t i = 0; i < length; i++) {
        proof[i].bytes[i % MERKLE_HASH] ^= 0x10;
        assert_false(merkle_inclusion_holds(leaf, index, count, proof, length, root));
        proof[i].bytes[i % MERKLE_HASH] ^= 0x10;
    }
}

static void inclusion_proofs_hold(void **state)
{
    (void)state;
    struct merkle_hash leaves[LARGEST], proof[MERKLE_PROOF_MOST + 1] = {0};
    make_leaves(leaves, LARGEST);
    for (size_t count = 1; count <= LARGEST; count++) {
        struct merkle_hash root = literal_root(leaves, count);
        for (size_t index = 0; index < count; index++) {
            size_t length = 0;
            assert_int_equal(merkle_inclusion(leaves, count, index, proof, &length), 0);
            assert_true(length <= 8);
            assert_true(merkle_inclusion_holds(&leaves[index], index, count, proof, length, &root));
            check_inclusion_faults(leaves, count, index, proof, length, &root);
        }
    }
    size_t length;
    assert_int_equal(merkle_inclusion(leaves, 3, 3, proof, &length), -1);
}

static void check_consistency_faults(size_t old, size_t count, struct merkle_hash *proof, size_t length,
                                     const struct merkle_hash *old_root, const struct merkle_hash *root)
{
    assert_false(merkle_consistency_holds(old, count, proof, length + 1, old_root, root));
    if (length > 0)
        assert_false(merkle_consistency_holds(old, count, proof, length - 1, old_root, root));
    assert_false(merkle_consistency_holds(0, count, proof, length, old_root, root));
    assert_false(merkle_consistency_holds(count + 1, count, proof, length, old_root, root));
    if (old < count) {
        assert_false(merkle_consistency_holds(old, count, proof, length, root, root));
        assert_false(merkle_consistency_holds(old, count, proof, length, old_root, old_root));
    }
    for (size_t i = 0; i < length; i++) {
        proof[i].bytes[31] ^= 1;
        assert_false(merkle_consistency_holds(old, count, proof, length, old_root, root));
        proof[i].bytes[31] ^= 1;
    }
}

static void consistency_proofs_hold(void **state)
{
    (void)state;
    struct merkle_hash leaves[LARGEST], proof[MERKLE_PROOF_MOST + 1] = {0};
    make_leaves(leaves, LARGEST);
    for (size_t count = 1; count <= LARGEST; count++) {
        struct merkle_hash root = literal_root(leaves, count);
        for (size_t old = 1; old <= count; old++) {
            struct merkle_hash old_root = literal_root(leaves, old);
            size_t length = 0;
            assert_int_equal(merkle_consistency(leaves, count, old, proof, &length), 0);
            assert_true(merkle_consistency_holds(old, count, proof, length, &old_root, &root));
            check_consistency_faults(old, count, proof, length, &old_root, &root);
        }
    }
    size_t length;
    assert_int_equal(merkle_consistency(leaves, 3, 0, proof, &length), -1);
    assert_int_equal(merkle_consistency(leaves, 3, 4, proof, &length), -1);
}

/* Sizes and indices at the end of the range, and proofs that are far too long, end without a word. */
static void absurd_proofs_do_not_hold(void **state)
{
    (void)state;
    struct merkle_hash proof[200] = {0}, hash = {{0}};
    assert_false(merkle_inclusion_holds(&hash, UINT64_MAX - 1, UINT64_MAX, proof, 64, &hash));
    assert_false(merkle_inclusion_holds(&hash, UINT64_MAX, UINT64_MAX, proof, 64, &hash));
    assert_false(merkle_inclusion_holds(&hash, 0, UINT64_MAX, proof, 200, &hash));
    assert_false(merkle_consistency_holds(1, UINT64_MAX, proof, 200, &hash, &hash));
    assert_false(merkle_consistency_holds(UINT64_MAX - 1, UINT64_MAX, proof, 200, &hash, &hash));
    assert_false(merkle_consistency_holds(UINT64_MAX, 1, proof, 1, &hash, &hash));
    assert_false(merkle_consistency_holds(0, 0, proof, 0, &hash, &hash));
}

static void roots_need_no_memory(void **state)
{
    (void)state;
    struct merkle_hash leaves[LARGEST], root, proof[MERKLE_PROOF_MOST];
    size_t length;
    make_leaves(leaves, LARGEST);
    memory_fail_at(1);
    assert_int_equal(merkle_root(leaves, LARGEST, &root), 0);
    assert_int_equal(merkle_inclusion(leaves, LARGEST, 77, proof, &length), 0);
    assert_int_equal(memory_allocations(), 0);
    memory_fail_at(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_hashes),
        cmocka_unit_test(roots_are_the_definition),
        cmocka_unit_test(inclusion_proofs_hold),
        cmocka_unit_test(consistency_proofs_hold),
        cmocka_unit_test(absurd_proofs_do_not_hold),
        cmocka_unit_test(roots_need_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
