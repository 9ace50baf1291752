/* See gram_index.h. */
#include "kernels/gram_index.h"

#include <stddef.h>
#include <stdlib.h>

#include "base/cancel.h"
#include "base/hash.h"
#include "base/memory.h"

static const char magic[8] = {'A', 'S', 'S', 'A', 'Y', 'G', 'R', '1'};
/* ---- building ---- */

struct gram_entry {
    uint64_t hash;
    struct gram_use use;
};

static int entry_compare(const void *a, const void *b)
{
    const struct gram_entry *x = a, *y = b;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    if (x->use.item != y->use.item)
        return x->use.item < y->use.item ? -1 : 1;
    return (x->use.place > y->use.place) - (x->use.place < y->use.place);
}

/* The distinct runs of an item, in order of their hashes. */
static int item_read(struct gram_search *search, const struct leak_text *text, uint32_t number, size_t n,
                     struct gram_header *header, struct buffer *entries, struct gram_item *item,
                     struct error *error)
{
    enum gram_method method = (enum gram_method)header->method;
    struct hashes *hashes = &search->words.words.hashes;
    TRY(gram_words_split(&search->words, text->text, method, error));
    size_t count = hashes->count;
    *item = (struct gram_item){text->item, 0, 0};
    if (count < GRAM_LEAST || (method == GRAM_GPT3 && count < n))
        return 0;
    if (n > count)
        n = count;
    TRY(gram_sums_make(&search->sums, hashes, error));
    uint64_t power = gram_power(n);
    header->lengths |= (uint64_t)1 << (n - 1);
    for (size_t i = 0; i + n <= count; i++)
        hashes->items[i] = gram_hash(&search->sums, i, n, power);
    hashes->count = count - n + 1;
    TRY(hashes_make_set(hashes, error));
    item->grams = (uint32_t)hashes->count;
    for (uint32_t i = 0; i < item->grams; i++) {
        struct gram_entry entry = {hashes->items[i], {number, i}};
        buffer_append(entries, &entry, sizeof entry);
    }
    return 0;
}

static size_t bits_for(size_t count, size_t least)
{
    size_t bits = least;
    while ((size_t)1 << bits < count)
        bits++;
    return bits;
}

/* Filter, slots and uses, from entries in order of hashes. */
static int parts_write(struct buffer *out, struct gram_header *header, const struct gram_entry *entries,
                       size_t count, struct error *error)
{
    size_t distinct = 0;
    for (size_t i = 0; i < count; i++)
        distinct += i == 0 || entries[i].hash != entries[i - 1].hash;
    header->slot_bits = (uint32_t)bits_for(2 * distinct + 2, 4);
    header->filter_bits = (uint32_t)bits_for(16 * distinct, 6);
    header->uses = count;
    size_t filter_bytes = ((size_t)1 << header->filter_bits) / 8, slots = (size_t)1 << header->slot_bits;
    size_t size = filter_bytes + slots * sizeof(struct gram_slot) + count * sizeof(struct gram_use);
    char *data = buffer_reserve(out, size);
    if (!data)
        return error_memory(error);
    memset(data, 0, size);
    out->length += size;
    uint64_t *filter = (uint64_t *)(void *)data;
    struct gram_slot *table = (struct gram_slot *)(void *)(data + filter_bytes);
    struct gram_use *uses = (struct gram_use *)(void *)(table + slots);
    for (size_t i = 0; i < count; i++) {
        uint64_t hash = entries[i].hash, bit = hash >> (64 - header->filter_bits);
        size_t at = (size_t)hash & (slots - 1);
        while (table[at].count && table[at].hash != hash)
            at = (at + 1) & (slots - 1);
        if (!table[at].count)
            table[at] = (struct gram_slot){hash, (uint32_t)i, 0};
        table[at].count++;
        filter[bit >> 6] |= (uint64_t)1 << (bit & 63);
        uses[i] = entries[i].use;
    }
    return 0;
}

static int items_read(struct gram_search *search, struct gram_header *header, const struct leak_text *items,
                      size_t count, size_t n, struct buffer *entries, struct gram_item *written,
                      struct error *error)
{
    for (size_t i = 0; i < count; i++) {
        if ((i & 0xFFF) == 0xFFF && cancel_requested())
            return error_set(error, ERROR_INTERRUPTED, "interrupted");
        TRY(item_read(search, &items[i], (uint32_t)i, n, header, entries, &written[i], error));
    }
    TRY(buffer_status(entries, error));
    if (entries->length / sizeof(struct gram_entry) >= UINT32_MAX)
        return error_set(error, ERROR_INPUT, "the items have too many runs of words for one index");
    return 0;
}

int gram_index_build(struct buffer *out, const struct leak_text *items, size_t count, int n,
                     enum gram_method method, struct error *error)
{
    struct gram_search search = {0};
    struct gram_header header = {.items = count, .method = method};
    struct buffer entries = {0};
    struct gram_item *written = memory_new(count + 1, sizeof *written);
    int code = 0;
    if (!written)
        code = error_memory(error);
    else if (n < 1 || n > GRAM_MOST)
        code = error_set(error, ERROR_USAGE, "runs of %d words: from 1 to %d can be asked for", n, GRAM_MOST);
    else if (count >= UINT32_MAX)
        code = error_set(error, ERROR_INPUT, "too many items for one index");
    else
        code = items_read(&search, &header, items, count, (size_t)n, &entries, written, error);
    if (code == 0) {
        size_t total = entries.length / sizeof(struct gram_entry);
        struct gram_entry *sorted = (struct gram_entry *)(void *)entries.data;
        if (total)
            qsort(sorted, total, sizeof *sorted, entry_compare);
        memcpy(header.magic, magic, sizeof magic);
        buffer_append(out, &header, sizeof header);
        code = parts_write(out, &header, sorted, total, error);
        buffer_append(out, written, count * sizeof *written);
    }
    if (code == 0 && (code = buffer_status(out, error)) == 0) {
        size_t covered = offsetof(struct gram_header, bytes);
        header.bytes = out->length;
        memcpy(out->data, &header, sizeof header);
        header.checksum = hash_bytes(out->data + covered, out->length - covered, 0);
        memcpy(out->data, &header, sizeof header);
    }
    gram_search_release(&search);
    buffer_release(&entries);
    memory_free(written);
    return code;
}

/* ---- reading ---- */

static bool view_holds(struct gram_view *view, const char *data)
{
    const struct gram_header *header = view->header;
    if (header->method >= GRAM_METHODS || header->slot_bits > 40 || header->filter_bits > 44 ||
        header->filter_bits < 6 || header->uses > header->bytes / sizeof(struct gram_use) ||
        header->items > header->bytes / sizeof(struct gram_item))
        return false;
    uint64_t filter_bytes = ((uint64_t)1 << header->filter_bits) / 8,
             slots = (uint64_t)1 << header->slot_bits;
    uint64_t rest =
        sizeof *header + header->uses * sizeof(struct gram_use) + header->items * sizeof(struct gram_item);
    if (filter_bytes + slots * sizeof(struct gram_slot) + rest != header->bytes)
        return false;
    view->filter = (const void *)(data + sizeof *header);
    view->slots = (const void *)(data + sizeof *header + filter_bytes);
    view->uses = (const void *)(view->slots + slots);
    view->items = (const void *)(view->uses + header->uses);
    uint64_t used = 0;
    for (uint64_t i = 0; i < slots; i++) {
        used += view->slots[i].count > 0;
        if (view->slots[i].first > header->uses || view->slots[i].count > header->uses - view->slots[i].first)
            return false;
    }
    for (uint64_t i = 0; i < header->uses; i++)
        if (view->uses[i].item >= header->items)
            return false;
    return used < slots;
}

int gram_view_open(struct gram_view *view, struct text bytes, struct error *error)
{
    *view = (struct gram_view){0};
    bool whole = bytes.length >= sizeof *view->header && memcmp(bytes.data, magic, sizeof magic) == 0;
    if (whole) {
        size_t covered = offsetof(struct gram_header, bytes);
        view->header = (const void *)bytes.data;
        whole = view->header->bytes == bytes.length &&
                hash_bytes(bytes.data + covered, bytes.length - covered, 0) == view->header->checksum &&
                view_holds(view, bytes.data);
    }
    return whole ? 0
                 : error_set(error, ERROR_USAGE,
                             "this is no index of gram_index, or a damaged one; make it in the same query");
}

const struct gram_slot *gram_slot_find(const struct gram_view *view, uint64_t hash)
{
    uint64_t bit = hash >> (64 - view->header->filter_bits),
             mask = ((uint64_t)1 << view->header->slot_bits) - 1;
    if (!(view->filter[bit >> 6] >> (bit & 63) & 1))
        return NULL;
    for (uint64_t at = hash & mask; view->slots[at].count; at = (at + 1) & mask)
        if (view->slots[at].hash == hash)
            return &view->slots[at];
    return NULL;
}

static int use_compare(const void *a, const void *b)
{
    const struct gram_use *x = a, *y = b;
    if (x->item != y->item)
        return x->item < y->item ? -1 : 1;
    return (x->place > y->place) - (x->place < y->place);
}

/* Groups the uses by item; a run that the text has twice is one. */
static void hits_make(struct gram_search *search, const struct gram_view *view)
{
    size_t count = search->uses.length / sizeof(struct gram_use);
    struct gram_use *uses = (struct gram_use *)(void *)search->uses.data;
    struct gram_hit hit = {0};
    if (count > 1)
        qsort(uses, count, sizeof *uses, use_compare);
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && use_compare(&uses[i], &uses[i - 1]) == 0)
            continue;
        if (i > 0 && uses[i].item != uses[i - 1].item) {
            buffer_append(&search->hits, &hit, sizeof hit);
            hit.shared = 0;
        }
        if (hit.shared == 0)
            hit = (struct gram_hit){view->items[uses[i].item].item, view->items[uses[i].item].grams,
                                    (uint32_t)(search->places.length / sizeof(uint32_t)), 0};
        hit.shared++;
        buffer_append(&search->places, &uses[i].place, sizeof uses[i].place);
    }
    if (count)
        buffer_append(&search->hits, &hit, sizeof hit);
}

int gram_search_find(struct gram_search *search, const struct gram_view *view, struct text text,
                     struct error *error)
{
    buffer_clear(&search->uses);
    buffer_clear(&search->hits);
    buffer_clear(&search->places);
    TRY(gram_words_split(&search->words, text, (enum gram_method)view->header->method, error));
    size_t count = search->words.words.hashes.count;
    TRY(gram_sums_make(&search->sums, &search->words.words.hashes, error));
    for (size_t n = 1; n <= GRAM_MOST; n++) {
        if (!(view->header->lengths >> (n - 1) & 1))
            continue;
        uint64_t power = gram_power(n);
        for (size_t i = 0; i + n <= count; i++) {
            const struct gram_slot *slot = gram_slot_find(view, gram_hash(&search->sums, i, n, power));
            if (slot)
                buffer_append(&search->uses, view->uses + slot->first, slot->count * sizeof *view->uses);
        }
    }
    hits_make(search, view);
    TRY(buffer_status(&search->uses, error));
    TRY(buffer_status(&search->places, error));
    return buffer_status(&search->hits, error);
}

void gram_search_release(struct gram_search *search)
{
    gram_words_release(&search->words);
    buffer_release(&search->uses);
    buffer_release(&search->hits);
    buffer_release(&search->places);
    hashes_release(&search->sums);
    *search = (struct gram_search){0};
}
