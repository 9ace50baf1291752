/* Connected components of a graph given as edges: which items hang together through near pairs.
 *
 * Union-find with path halving and union by size (Tarjan and van Leeuwen 1984): almost linear in the edges. A
 * component is named by its smallest member, so the result does not depend on the order of edges or their
 * ends. */
#ifndef ASSAY_KERNELS_COMPONENTS_H
#define ASSAY_KERNELS_COMPONENTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "kernels/hashes.h"

struct member {
    int64_t item;
    int64_t component; /* the smallest item it is connected with, perhaps itself */
};

/* Zeroed before first use; keeps its memory. */
struct components {
    struct member *members; /* ascending by item */
    size_t count;
    struct component_node *nodes;
    uint32_t *slots; /* open addressing: node number + 1, 0 is free */
    size_t node_count, node_capacity, slot_count;
    struct hashes order;
};

/* Forgets all edges. */
void components_clear(struct components *components);

/* Adds one edge; an edge from an item to itself adds the item. */
int components_join(struct components *components, int64_t a, int64_t b, struct error *error) MUST_CHECK;

/* Fills members from the edges added so far. */
int components_finish(struct components *components, struct error *error) MUST_CHECK;
void components_release(struct components *components);

#endif
