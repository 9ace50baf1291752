/* A prefix tree over byte strings: all strings of a set that a text goes on with, in one walk. */
#ifndef ASSAY_KERNELS_BYTE_TRIE_H
#define ASSAY_KERNELS_BYTE_TRIE_H

#include "base/text.h"
#include "kernels/token_pairs.h"

struct byte_trie {
    struct token_pairs edges; /* node and byte to the next node */
    uint32_t *values;         /* of each node; UINT32_MAX: no string ends here */
    size_t count, capacity;
};

/* The root is node 0. A string that is there already gets the new value. */
int byte_trie_add(struct byte_trie *trie, struct text string, uint32_t value, struct error *error) MUST_CHECK;

/* One step from *node; false when no string goes on that way. */
static inline bool byte_trie_step(const struct byte_trie *trie, uint32_t *node, char byte)
{
    return token_pairs_find(&trie->edges, *node, (unsigned char)byte, node);
}

/* The value of the longest string at `at`, and where it ends; false when there is none. */
bool byte_trie_longest(const struct byte_trie *trie, struct text text, size_t at, uint32_t *value,
                       size_t *end);

void byte_trie_release(struct byte_trie *trie);

#endif
