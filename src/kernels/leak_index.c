/* Reading an index. See leak_index.h. */
#include "kernels/leak_index.h"

#include "base/hash.h"
#include "kernels/leak_layout.h"

static int view_refuse(struct error *error, const char *what)
{
    return error_set(error, ERROR_USAGE,
                     "this is no index of leak_index: %s; make it with leak_index in the same query", what);
}

/* Adds count * size to *at; false when that leaves `bytes`. */
static bool part_take(uint64_t *at, uint64_t count, uint64_t size, uint64_t bytes)
{
    if (count > (bytes - *at) / size)
        return false;
    *at += count * size;
    return true;
}

static bool parts_place(struct leak_view *view, const char *data)
{
    const struct leak_header *header = view->header;
    uint64_t at = sizeof *header, bytes = header->bytes;
    if (header->slot_bits > 40)
        return false;
    view->slots = (const void *)(data + at);
    if (!part_take(&at, (uint64_t)1 << header->slot_bits, sizeof *view->slots, bytes))
        return false;
    view->terms = (const void *)(data + at);
    if (!part_take(&at, header->terms, sizeof *view->terms, bytes))
        return false;
    view->postings = (const void *)(data + at);
    if (!part_take(&at, header->postings, sizeof *view->postings, bytes))
        return false;
    view->items = (const void *)(data + at);
    if (!part_take(&at, header->items, sizeof *view->items, bytes))
        return false;
    view->weights = (const void *)(data + at);
    if (!part_take(&at, header->weights, sizeof *view->weights, bytes))
        return false;
    view->numbers = (const void *)(data + at);
    return part_take(&at, header->numbers, sizeof *view->numbers, bytes) && at == bytes;
}

static bool range_within(uint64_t first, uint64_t count, uint64_t whole)
{
    return first <= whole && count <= whole - first;
}

static bool references_hold(const struct leak_view *view)
{
    const struct leak_header *header = view->header;
    uint64_t used = 0, slots = (uint64_t)1 << header->slot_bits;
    for (uint64_t i = 0; i < slots; i++) {
        if (view->slots[i].term < LEAK_NO_TERM || view->slots[i].term >= (int64_t)header->terms)
            return false;
        used += view->slots[i].idf > 0;
    }
    for (uint64_t i = 0; i < header->terms; i++)
        if (!range_within(view->terms[i].first, view->terms[i].count, header->postings))
            return false;
    for (uint64_t i = 0; i < header->postings; i++)
        if (view->postings[i].item >= header->items)
            return false;
    for (uint64_t i = 0; i < header->items; i++)
        if (!range_within(view->items[i].first_weight, view->items[i].weight_count, header->weights) ||
            !range_within(view->items[i].first_number, view->items[i].number_count, header->numbers) ||
            view->items[i].number_count > LEAK_NUMBERS_KEPT)
            return false;
    for (uint64_t i = 0; i < header->weights; i++)
        if (view->weights[i].term >= header->terms)
            return false;
    return used < slots; /* a search for a feature ends at an empty slot */
}

int leak_view_open(struct leak_view *view, struct text bytes, struct error *error)
{
    *view = (struct leak_view){0};
    if (bytes.length < sizeof *view->header || memcmp(bytes.data, leak_magic, sizeof leak_magic) != 0)
        return view_refuse(error, "it does not begin like one");
    view->header = (const void *)bytes.data;
    if (view->header->bytes != bytes.length || view->header->method >= LEAK_METHODS)
        return view_refuse(error, "its length is not what it says");
    size_t covered = offsetof(struct leak_header, bytes);
    if (hash_bytes(bytes.data + covered, bytes.length - covered, 0) != view->header->checksum)
        return view_refuse(error, "its checksum is wrong");
    if (!parts_place(view, bytes.data) || !references_hold(view))
        return view_refuse(error, "its parts do not fit together");
    return 0;
}

const struct leak_slot *leak_slot_find(const struct leak_view *view, uint64_t hash)
{
    uint64_t mask = ((uint64_t)1 << view->header->slot_bits) - 1;
    for (uint64_t at = hash_mix(hash) & mask;; at = (at + 1) & mask) {
        const struct leak_slot *slot = &view->slots[at];
        if (slot->idf <= 0)
            return NULL;
        if (slot->hash == hash)
            return slot;
    }
}
