/* Merkle trees by RFC 6962. Roots come from the stack of full subtrees, so a tree of any size needs 2 KiB. */
#include "kernels/merkle.h"

#include <string.h>

#include "base/hash.h"

_Static_assert((int)MERKLE_HASH == (int)SHA256_BYTES, "trees of SHA-256");

int merkle_leaf(const void *data, size_t length, struct merkle_hash *leaf)
{
    return sha256_tagged(0x00, data, length, leaf->bytes);
}

int merkle_node(const struct merkle_hash *left, const struct merkle_hash *right, struct merkle_hash *node)
{
    unsigned char joined[1 + 2 * MERKLE_HASH];
    joined[0] = 0x01;
    memcpy(joined + 1, left->bytes, MERKLE_HASH);
    memcpy(joined + 1 + MERKLE_HASH, right->bytes, MERKLE_HASH);
    return sha256_bytes(joined, sizeof joined, node->bytes);
}

static bool same_hash(const struct merkle_hash *a, const struct merkle_hash *b)
{
    return memcmp(a->bytes, b->bytes, MERKLE_HASH) == 0;
}

/* ---- a tree that grows --------------------------------------------------------------------------------- */

size_t merkle_frontier_count(const struct merkle_frontier *frontier)
{
    return (size_t)__builtin_popcountll(frontier->size);
}

/* Each trailing one bit of the size is a full subtree as large as what is added so far: they join. */
int merkle_frontier_add(struct merkle_frontier *frontier, const struct merkle_hash *leaf)
{
    struct merkle_hash joined = *leaf;
    size_t count = merkle_frontier_count(frontier);
    for (uint64_t size = frontier->size; size & 1; size >>= 1) {
        count--;
        if (merkle_node(&frontier->roots[count], &joined, &joined) < 0)
            return -1;
    }
    frontier->roots[count] = joined;
    frontier->size++;
    return 0;
}

int merkle_frontier_root(const struct merkle_frontier *frontier, struct merkle_hash *root)
{
    size_t count = merkle_frontier_count(frontier);
    if (count == 0)
        return sha256_bytes("", 0, root->bytes);
    struct merkle_hash joined = frontier->roots[count - 1];
    for (size_t i = count - 1; i-- > 0;)
        if (merkle_node(&frontier->roots[i], &joined, &joined) < 0)
            return -1;
    *root = joined;
    return 0;
}

int merkle_root(const struct merkle_hash *leaves, size_t count, struct merkle_hash *root)
{
    struct merkle_frontier frontier;
    frontier.size = 0; /* the roots are written before they are read */
    for (size_t i = 0; i < count; i++)
        if (merkle_frontier_add(&frontier, &leaves[i]) < 0)
            return -1;
    return merkle_frontier_root(&frontier, root);
}

/* ---- making proofs ------------------------------------------------------------------------------------- */

/* Leaves of the left subtree: the largest power of two smaller than count (> 1). */
static size_t left_leaves(size_t count)
{
    return (size_t)1 << (63 - __builtin_clzll((unsigned long long)count - 1));
}

/* Proofs are found from the root down and told from the leaf up. */
static void reverse(struct merkle_hash *proof, size_t length)
{
    for (size_t i = 0; i < length / 2; i++) {
        struct merkle_hash kept = proof[i];
        proof[i] = proof[length - 1 - i];
        proof[length - 1 - i] = kept;
    }
}

int merkle_inclusion(const struct merkle_hash *leaves, size_t count, size_t index, struct merkle_hash *proof,
                     size_t *length)
{
    *length = 0;
    if (index >= count)
        return -1;
    while (count > 1) {
        size_t left = left_leaves(count);
        bool in_left = index < left;
        const struct merkle_hash *sibling = in_left ? leaves + left : leaves;
        if (merkle_root(sibling, in_left ? count - left : left, &proof[*length]) < 0)
            return -1;
        ++*length;
        leaves += in_left ? 0 : left;
        index -= in_left ? 0 : left;
        count = in_left ? left : count - left;
    }
    reverse(proof, *length);
    return 0;
}

/* RFC 6962 section 2.1.2, SUBPROOF: `known` is its b, whether the old tree's root is the subtree at hand. */
int merkle_consistency(const struct merkle_hash *leaves, size_t count, size_t old, struct merkle_hash *proof,
                       size_t *length)
{
    *length = 0;
    if (old == 0 || old > count)
        return -1;
    bool known = true;
    while (old < count) {
        size_t left = left_leaves(count);
        bool in_left = old <= left;
        const struct merkle_hash *sibling = in_left ? leaves + left : leaves;
        if (merkle_root(sibling, in_left ? count - left : left, &proof[*length]) < 0)
            return -1;
        ++*length;
        leaves += in_left ? 0 : left;
        old -= in_left ? 0 : left;
        count = in_left ? left : count - left;
        known &= in_left;
    }
    if (!known) {
        if (merkle_root(leaves, count, &proof[*length]) < 0)
            return -1;
        ++*length;
    }
    reverse(proof, *length);
    return 0;
}

/* ---- verifying (the names fn and sn are those of RFC 9162) ----------------------------------------------
 */

/* The last node of a level without a sibling goes up as it is: skips the levels where that happens. */
static void skip_lone_levels(uint64_t *fn, uint64_t *sn)
{
    while (*fn != 0 && !(*fn & 1)) {
        *fn >>= 1;
        *sn >>= 1;
    }
}

/* Section 2.1.3.2. */
bool merkle_inclusion_holds(const struct merkle_hash *leaf, uint64_t index, uint64_t size,
                            const struct merkle_hash *proof, size_t length, const struct merkle_hash *root)
{
    if (index >= size)
        return false;
    uint64_t fn = index, sn = size - 1;
    struct merkle_hash found = *leaf;
    for (size_t i = 0; i < length; i++) {
        if (sn == 0)
            return false;
        if ((fn & 1) || fn == sn) {
            if (merkle_node(&proof[i], &found, &found) < 0)
                return false;
            skip_lone_levels(&fn, &sn);
        } else if (merkle_node(&found, &proof[i], &found) < 0) {
            return false;
        }
        fn >>= 1;
        sn >>= 1;
    }
    return sn == 0 && same_hash(&found, root);
}

/* Section 2.1.4.2, steps 4 to 7: from the node where the old tree ends up to both roots. */
static bool path_holds(uint64_t fn, uint64_t sn, const struct merkle_hash *start,
                       const struct merkle_hash *proof, size_t length, const struct merkle_hash *old_root,
                       const struct merkle_hash *root)
{
    while (fn & 1) {
        fn >>= 1;
        sn >>= 1;
    }
    struct merkle_hash old_found = *start, found = *start;
    for (size_t i = 0; i < length; i++) {
        if (sn == 0)
            return false;
        if ((fn & 1) || fn == sn) {
            if (merkle_node(&proof[i], &old_found, &old_found) < 0 ||
                merkle_node(&proof[i], &found, &found) < 0)
                return false;
            skip_lone_levels(&fn, &sn);
        } else if (merkle_node(&found, &proof[i], &found) < 0) {
            return false;
        }
        fn >>= 1;
        sn >>= 1;
    }
    return sn == 0 && same_hash(&old_found, old_root) && same_hash(&found, root);
}

bool merkle_consistency_holds(uint64_t old_size, uint64_t size, const struct merkle_hash *proof,
                              size_t length, const struct merkle_hash *old_root,
                              const struct merkle_hash *root)
{
    if (old_size == 0 || old_size > size)
        return false;
    if (old_size == size)
        return length == 0 && same_hash(old_root, root);
    if (length == 0)
        return false;
    bool power = (old_size & (old_size - 1)) == 0; /* a full tree: its root is not repeated in the proof */
    return path_holds(old_size - 1, size - 1, power ? old_root : proof, power ? proof : proof + 1,
                      power ? length : length - 1, old_root, root);
}
