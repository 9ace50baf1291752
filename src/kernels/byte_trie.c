/* Nodes are numbers, edges a hash table: one probe a byte, whatever the number of strings. */
#include "kernels/byte_trie.h"

#include "base/memory.h"

#define NO_VALUE UINT32_MAX

static int add_node(struct byte_trie *trie, uint32_t *node, struct error *error)
{
    if (trie->count == trie->capacity) {
        size_t capacity = trie->capacity * 2 + 256;
        uint32_t *values = memory_resize(trie->values, capacity, sizeof *values);
        if (!values)
            return error_memory(error);
        trie->values = values;
        trie->capacity = capacity;
    }
    *node = (uint32_t)trie->count;
    trie->values[trie->count++] = NO_VALUE;
    return 0;
}

int byte_trie_add(struct byte_trie *trie, struct text string, uint32_t value, struct error *error)
{
    uint32_t node = 0, child;
    if (trie->count == 0)
        TRY(add_node(trie, &child, error));
    for (size_t i = 0; i < string.length; i++) {
        uint32_t byte = (unsigned char)string.data[i];
        if (!token_pairs_find(&trie->edges, node, byte, &child)) {
            TRY(add_node(trie, &child, error));
            TRY(token_pairs_add(&trie->edges, node, byte, 0, child, error));
        }
        node = child;
    }
    trie->values[node] = value;
    return 0;
}

bool byte_trie_longest(const struct byte_trie *trie, struct text text, size_t at, uint32_t *value,
                       size_t *end)
{
    uint32_t node = 0;
    bool found = false;
    while (at < text.length && byte_trie_step(trie, &node, text.data[at])) {
        at++;
        if (trie->values[node] != NO_VALUE) {
            *value = trie->values[node];
            *end = at;
            found = true;
        }
    }
    return found;
}

void byte_trie_release(struct byte_trie *trie)
{
    token_pairs_release(&trie->edges);
    memory_free(trie->values);
    *trie = (struct byte_trie){0};
}
