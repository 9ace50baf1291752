/* Building, checking and searching blocks of vectors. */
#include "kernels/vector_index.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

struct header {
    char magic[8];
    uint64_t items, features, postings;
};

struct stored_posting {
    uint32_t item;
    float weight;
};

static const char magic[8] = "vecidx1";

/* ---- building ------------------------------------------------------------------------------------------ */

static int builder_reserve(struct index_builder *builder, size_t more, struct error *error)
{
    if (builder->item_count == builder->item_capacity) {
        size_t capacity = builder->item_capacity * 2 + 64;
        int64_t *items = memory_resize(builder->items, capacity, sizeof *items);
        if (!items)
            return error_memory(error);
        builder->items = items;
        builder->item_capacity = capacity;
    }
    if (more > builder->posting_capacity - builder->posting_count) {
        size_t capacity = builder->posting_count + more + builder->posting_capacity;
        struct index_posting *postings = memory_resize(builder->postings, capacity, sizeof *postings);
        if (!postings)
            return error_memory(error);
        builder->postings = postings;
        builder->posting_capacity = capacity;
    }
    return 0;
}

int vector_index_add(struct index_builder *builder, int64_t item, const struct vector_entry *entries,
                     size_t count, struct error *error)
{
    double squares = vector_dot(entries, count, entries, count);
    if (!(squares > 0) || isinf(squares))
        return 0;
    if (builder->item_count >= UINT32_MAX)
        return error_set(error, ERROR_USAGE, "an index holds at most %u vectors", UINT32_MAX);
    TRY(builder_reserve(builder, count, error));
    double length = sqrt(squares);
    for (size_t i = 0; i < count; i++)
        builder->postings[builder->posting_count++] = (struct index_posting){
            entries[i].feature, (uint32_t)builder->item_count, (float)((double)entries[i].weight / length)};
    builder->items[builder->item_count++] = item;
    return 0;
}

static int by_feature_and_item(const void *a, const void *b)
{
    const struct index_posting *left = a, *right = b;
    if (left->feature != right->feature)
        return left->feature < right->feature ? -1 : 1;
    return (left->item > right->item) - (left->item < right->item);
}

static size_t count_features(const struct index_builder *builder)
{
    size_t features = 0;
    for (size_t i = 0; i < builder->posting_count; i++)
        features += i == 0 || builder->postings[i].feature != builder->postings[i - 1].feature;
    return features;
}

static void write_tables(const struct index_builder *builder, struct buffer *out)
{
    const struct index_posting *postings = builder->postings;
    size_t count = builder->posting_count;
    buffer_append(out, builder->items, builder->item_count * sizeof *builder->items);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || postings[i].feature != postings[i - 1].feature)
            buffer_append(out, &postings[i].feature, sizeof postings[i].feature);
    }
    for (uint64_t i = 0; i <= count; i++) {
        if (i == 0 || i == count || postings[i].feature != postings[i - 1].feature)
            buffer_append(out, &i, sizeof i);
    }
    for (size_t i = 0; i < count; i++) {
        struct stored_posting stored = {postings[i].item, postings[i].weight};
        buffer_append(out, &stored, sizeof stored);
    }
}

int vector_index_write(struct index_builder *builder, struct buffer *out, struct error *error)
{
    if (builder->posting_count)
        qsort(builder->postings, builder->posting_count, sizeof *builder->postings, by_feature_and_item);
    struct header header = {.items = builder->item_count,
                            .features = count_features(builder),
                            .postings = builder->posting_count};
    memcpy(header.magic, magic, sizeof magic);
    buffer_append(out, &header, sizeof header);
    write_tables(builder, out);
    builder->item_count = builder->posting_count = 0;
    return buffer_status(out, error);
}

void vector_index_release(struct index_builder *builder)
{
    memory_free(builder->items);
    memory_free(builder->postings);
    *builder = (struct index_builder){0};
}

/* ---- opening ------------------------------------------------------------------------------------------- */

/* Blocks stand where the engine puts them: numbers are copied out, never pointed at. */
static uint32_t load_feature(const struct vector_index *index, size_t at)
{
    uint32_t feature;
    memcpy(&feature, index->bytes.data + index->features_at + at * sizeof feature, sizeof feature);
    return feature;
}

static uint64_t load_start(const struct vector_index *index, size_t at)
{
    uint64_t start;
    memcpy(&start, index->bytes.data + index->starts_at + at * sizeof start, sizeof start);
    return start;
}

static struct stored_posting load_posting(const struct vector_index *index, size_t at)
{
    struct stored_posting posting;
    memcpy(&posting, index->bytes.data + index->postings_at + at * sizeof posting, sizeof posting);
    return posting;
}

static bool lay_out(struct vector_index *index, const struct header *header)
{
    uint64_t most = index->bytes.length; /* no table has more entries than there are bytes */
    if (header->items > most || header->features > most || header->postings > most)
        return false;
    uint64_t starts = header->postings ? header->features + 1 : 1;
    index->items = header->items;
    index->features = header->features;
    index->postings = header->postings;
    index->numbers_at = sizeof *header;
    index->features_at = index->numbers_at + header->items * sizeof(int64_t);
    index->starts_at = index->features_at + header->features * sizeof(uint32_t);
    index->postings_at = index->starts_at + starts * sizeof(uint64_t);
    return index->postings_at + header->postings * sizeof(struct stored_posting) == most;
}

static bool tables_hold(const struct vector_index *index)
{
    if (index->features &&
        (load_start(index, 0) != 0 || load_start(index, index->features) != index->postings))
        return false;
    for (size_t i = 0; i < index->features; i++) {
        if (load_start(index, i) > load_start(index, i + 1) ||
            (i > 0 && load_feature(index, i) <= load_feature(index, i - 1)))
            return false;
    }
    for (size_t i = 0; i < index->postings; i++) {
        if (load_posting(index, i).item >= index->items)
            return false;
    }
    return index->features || !index->postings;
}

int vector_index_open(struct vector_index *index, struct text bytes, struct error *error)
{
    struct header header;
    *index = (struct vector_index){.bytes = bytes};
    if (bytes.length >= sizeof header) {
        memcpy(&header, bytes.data, sizeof header);
        if (memcmp(header.magic, magic, sizeof magic) == 0 && lay_out(index, &header) && tables_hold(index))
            return 0;
    }
    return error_set(error, ERROR_USAGE, "%zu bytes that are no index of vectors: make one with vector_index",
                     bytes.length);
}

/* ---- searching ----------------------------------------------------------------------------------------- */

static int search_reserve(struct index_search *search, size_t items, struct error *error)
{
    if (items <= search->capacity)
        return 0;
    index_search_release(search);
    search->scores = memory_new(items, sizeof *search->scores);
    search->touched = memory_new(items, sizeof *search->touched);
    search->seen = memory_new(items, sizeof *search->seen);
    if (!search->scores || !search->touched || !search->seen) {
        index_search_release(search);
        return error_memory(error);
    }
    search->capacity = items;
    return 0;
}

void index_search_release(struct index_search *search)
{
    memory_free(search->scores);
    memory_free(search->touched);
    memory_free(search->seen);
    *search = (struct index_search){0};
}

/* The first place from `from` on whose feature is not below; features of a query rise, so that the search
 * goes on from where it stopped. */
static size_t find_feature(const struct vector_index *index, size_t from, uint32_t feature)
{
    size_t low = from, high = index->features;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (load_feature(index, middle) < feature)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static size_t add_scores(const struct vector_index *index, struct index_search *search,
                         const struct vector_entry *entries, size_t count)
{
    size_t touched = 0, place = 0;
    for (size_t i = 0; i < count && place < index->features; i++) {
        place = find_feature(index, place, entries[i].feature);
        if (place == index->features || load_feature(index, place) != entries[i].feature)
            continue;
        size_t stop = load_start(index, place + 1);
        for (size_t at = load_start(index, place); at < stop; at++) {
            struct stored_posting posting = load_posting(index, at);
            if (!search->seen[posting.item]) {
                search->seen[posting.item] = true;
                search->touched[touched++] = posting.item;
            }
            search->scores[posting.item] += posting.weight * entries[i].weight;
        }
    }
    return touched;
}

static void keep_hit(struct index_hit *hits, size_t most, size_t *found, struct index_hit hit)
{
    size_t at = *found;
    while (at > 0 && (hits[at - 1].similarity < hit.similarity ||
                      (hits[at - 1].similarity <= hit.similarity && hits[at - 1].item > hit.item)))
        at--;
    if (at == most)
        return;
    size_t last = *found < most ? (*found)++ : most - 1;
    for (size_t i = last; i > at; i--)
        hits[i] = hits[i - 1];
    hits[at] = hit;
}

int vector_index_search(const struct vector_index *index, struct index_search *search,
                        const struct vector_entry *entries, size_t count, double least,
                        struct index_hit *hits, size_t most, size_t *found, struct error *error)
{
    *found = 0;
    double squares = vector_dot(entries, count, entries, count);
    if (!(squares > 0) || isinf(squares) || most == 0)
        return 0;
    TRY(search_reserve(search, index->items, error));
    size_t touched = add_scores(index, search, entries, count);
    double length = sqrt(squares);
    for (size_t i = 0; i < touched; i++) {
        uint32_t place = search->touched[i];
        double similarity = (double)search->scores[place] / length;
        search->scores[place] = 0;
        search->seen[place] = false;
        if (similarity < least)
            continue;
        int64_t item;
        memcpy(&item, index->bytes.data + index->numbers_at + place * sizeof item, sizeof item);
        keep_hit(hits, most, found, (struct index_hit){item, similarity});
    }
    return 0;
}
