/* Union-find over items numbered as they appear; a hash table from item to number. */
#include "kernels/components.h"

#include "base/cancel.h"
#include "base/hash.h"
#include "base/memory.h"

struct component_node {
    int64_t item;
    int64_t smallest; /* of the component, right at its root */
    uint32_t parent;
    uint32_t size;
};

static uint64_t to_rank(int64_t item)
{
    return (uint64_t)item ^ (uint64_t)1 << 63;
}
static int64_t from_rank(uint64_t rank)
{
    return (int64_t)(rank ^ (uint64_t)1 << 63);
}

/* The slot that holds the item, or the free one where it belongs. */
static uint32_t *slot_of(const struct components *components, int64_t item)
{
    size_t mask = components->slot_count - 1;
    size_t at = (size_t)hash_mix((uint64_t)item) & mask;
    while (components->slots[at] && components->nodes[components->slots[at] - 1].item != item)
        at = (at + 1) & mask;
    return &components->slots[at];
}

static int grow(struct components *components, struct error *error)
{
    size_t slot_count = components->slot_count ? 2 * components->slot_count : 1024;
    size_t node_capacity = slot_count / 2;
    if (node_capacity > UINT32_MAX)
        return error_set(error, ERROR_USAGE, "more than 4 billion items in one graph: split it by some key");
    struct component_node *nodes = memory_resize(components->nodes, node_capacity, sizeof *nodes);
    if (!nodes)
        return error_memory(error);
    components->nodes = nodes;
    uint32_t *slots = memory_new(slot_count, sizeof *slots);
    if (!slots)
        return error_memory(error);
    memory_free(components->slots);
    components->slots = slots;
    components->slot_count = slot_count;
    components->node_capacity = node_capacity;
    for (size_t i = 0; i < components->node_count; i++)
        *slot_of(components, nodes[i].item) = (uint32_t)i + 1;
    return 0;
}

static int number_of(struct components *components, int64_t item, uint32_t *number, struct error *error)
{
    if (components->node_count == components->node_capacity)
        TRY(grow(components, error));
    uint32_t *slot = slot_of(components, item);
    if (!*slot) {
        uint32_t added = (uint32_t)components->node_count++;
        components->nodes[added] =
            (struct component_node){.item = item, .smallest = item, .parent = added, .size = 1};
        *slot = added + 1;
    }
    *number = *slot - 1;
    return 0;
}

static uint32_t root_of(struct component_node *nodes, uint32_t number)
{
    while (nodes[number].parent != number) {
        nodes[number].parent = nodes[nodes[number].parent].parent;
        number = nodes[number].parent;
    }
    return number;
}

void components_clear(struct components *components)
{
    components->count = components->node_count = 0;
    if (components->slots)
        memset(components->slots, 0, components->slot_count * sizeof *components->slots);
}

int components_join(struct components *components, int64_t a, int64_t b, struct error *error)
{
    uint32_t left, right;
    TRY(number_of(components, a, &left, error));
    TRY(number_of(components, b, &right, error));
    struct component_node *nodes = components->nodes;
    left = root_of(nodes, left);
    right = root_of(nodes, right);
    if (left == right)
        return 0;
    if (nodes[left].size < nodes[right].size) {
        uint32_t other = left;
        left = right;
        right = other;
    }
    nodes[right].parent = left;
    nodes[left].size += nodes[right].size;
    if (nodes[right].smallest < nodes[left].smallest)
        nodes[left].smallest = nodes[right].smallest;
    return 0;
}

int components_finish(struct components *components, struct error *error)
{
    components->order.count = 0;
    TRY(hashes_reserve(&components->order, components->node_count, error));
    for (size_t i = 0; i < components->node_count; i++)
        components->order.items[i] = to_rank(components->nodes[i].item);
    components->order.count = components->node_count;
    TRY(hashes_make_set(&components->order, error));

    struct member *members = memory_resize(components->members, components->node_count + 1, sizeof *members);
    if (!members)
        return error_memory(error);
    components->members = members;
    components->count = components->node_count;
    for (size_t i = 0; i < components->count; i++) {
        int64_t item = from_rank(components->order.items[i]);
        uint32_t root = root_of(components->nodes, *slot_of(components, item) - 1);
        members[i] = (struct member){item, components->nodes[root].smallest};
        if ((i & 0xFFFFF) == 0xFFFFF && cancel_requested())
            return error_set(error, ERROR_INTERRUPTED, "interrupted");
    }
    return 0;
}

void components_release(struct components *components)
{
    memory_free(components->members);
    memory_free(components->nodes);
    memory_free(components->slots);
    hashes_release(&components->order);
    *components = (struct components){0};
}
