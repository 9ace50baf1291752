/* Merkle trees of RFC 6962 section 2.1 with SHA-256: leaf = H(0x00 ‖ data), node = H(0x01 ‖ left ‖ right),
 * the empty tree H(""). Roots, inclusion and consistency proofs, and their verification (RFC 9162
 * section 2.1.3 and 2.1.4, which says the steps). */
#ifndef ASSAY_KERNELS_MERKLE_H
#define ASSAY_KERNELS_MERKLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MERKLE_HASH = 32, MERKLE_PROOF_MOST = 64 /* nodes in a proof of a tree of up to 2^63 leaves */ };

struct merkle_hash {
    unsigned char bytes[MERKLE_HASH];
};

/* 0, or -1 when libcrypto fails or there is no memory: the same for all of these. */
int merkle_leaf(const void *data, size_t length, struct merkle_hash *leaf);
int merkle_node(const struct merkle_hash *left, const struct merkle_hash *right, struct merkle_hash *node);

/* Root over leaf hashes (not data): O(count) hashes, no allocation. */
int merkle_root(const struct merkle_hash *leaves, size_t count, struct merkle_hash *root);

/* The tree of a log that grows: roots of its full subtrees, largest first; at most 64. */
struct merkle_frontier {
    uint64_t size;
    struct merkle_hash roots[64];
};
int merkle_frontier_add(struct merkle_frontier *frontier, const struct merkle_hash *leaf);
int merkle_frontier_root(const struct merkle_frontier *frontier, struct merkle_hash *root);
size_t merkle_frontier_count(const struct merkle_frontier *frontier); /* set bits of size */

/* Sibling hashes from the leaf up. proof has room for MERKLE_PROOF_MOST; index < count. */
int merkle_inclusion(const struct merkle_hash *leaves, size_t count, size_t index, struct merkle_hash *proof,
                     size_t *length);
/* Shows that the tree of the first `old` leaves is a beginning of the tree of all; 0 < old <= count. */
int merkle_consistency(const struct merkle_hash *leaves, size_t count, size_t old, struct merkle_hash *proof,
                       size_t *length);

/* Whether the proof holds; any malformed proof does not. */
bool merkle_inclusion_holds(const struct merkle_hash *leaf, uint64_t index, uint64_t size,
                            const struct merkle_hash *proof, size_t length, const struct merkle_hash *root);
bool merkle_consistency_holds(uint64_t old_size, uint64_t size, const struct merkle_hash *proof,
                              size_t length, const struct merkle_hash *old_root,
                              const struct merkle_hash *root);

#endif
