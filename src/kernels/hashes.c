/* Sorting hashes into sets: most of the cost of shingling a text once its words are known. */
#include "kernels/hashes.h"

#include "base/memory.h"

int hashes_reserve(struct hashes *hashes, size_t more, struct error *error)
{
    if (more <= hashes->capacity - hashes->count)
        return 0;
    if (more > SIZE_MAX / 32 - hashes->count)
        return error_memory(error);
    size_t capacity = hashes->count + more + hashes->capacity / 2;
    uint64_t *items = memory_resize(hashes->items, capacity, sizeof *items);
    if (!items)
        return error_memory(error);
    hashes->items = items;
    hashes->capacity = capacity;
    return 0;
}

static int spare_reserve(struct hashes *hashes, size_t bucket_count, struct error *error)
{
    if (hashes->spare_capacity < hashes->count) {
        uint64_t *spare = memory_resize(hashes->spare, hashes->capacity, sizeof *spare);
        if (!spare)
            return error_memory(error);
        hashes->spare = spare;
        hashes->spare_capacity = hashes->capacity;
    }
    if (hashes->bucket_capacity < bucket_count) {
        uint32_t *buckets = memory_resize(hashes->buckets, bucket_count, sizeof *buckets);
        if (!buckets)
            return error_memory(error);
        hashes->buckets = buckets;
        hashes->bucket_capacity = bucket_count;
    }
    return 0;
}

static void insertion_sort(uint64_t *items, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        uint64_t item = items[i];
        size_t j = i;
        for (; j > 0 && items[j - 1] > item; j--)
            items[j] = items[j - 1];
        items[j] = item;
    }
}

static void sift_down(uint64_t *heap, size_t root, size_t count)
{
    uint64_t item = heap[root];
    for (size_t child; (child = 2 * root + 1) < count; root = child) {
        if (child + 1 < count && heap[child + 1] > heap[child])
            child++;
        if (heap[child] <= item)
            break;
        heap[root] = heap[child];
    }
    heap[root] = item;
}

static void heap_sort(uint64_t *items, size_t count)
{
    for (size_t i = count / 2; i-- > 0;)
        sift_down(items, i, count);
    for (size_t last = count; last-- > 1;) {
        uint64_t top = items[0];
        items[0] = items[last];
        items[last] = top;
        sift_down(items, 0, last);
    }
}

/* Scatters items into spare by their leading bits; buckets[i] is then the end of bucket i. */
static void scatter(struct hashes *hashes, unsigned shift, size_t bucket_count)
{
    uint32_t *ends = hashes->buckets;
    memset(ends, 0, bucket_count * sizeof *ends);
    for (size_t i = 0; i < hashes->count; i++)
        ends[hashes->items[i] >> shift]++;
    uint32_t start = 0;
    for (size_t i = 0; i < bucket_count; i++) {
        uint32_t size = ends[i];
        ends[i] = start;
        start += size;
    }
    for (size_t i = 0; i < hashes->count; i++)
        hashes->spare[ends[hashes->items[i] >> shift]++] = hashes->items[i];
}

static int bucket_sort(struct hashes *hashes, struct error *error)
{
    unsigned bits = 4;
    while (bits < 20 && ((size_t)4 << bits) < hashes->count)
        bits++;
    size_t bucket_count = (size_t)1 << bits;
    TRY(spare_reserve(hashes, bucket_count, error));
    scatter(hashes, 64 - bits, bucket_count);

    uint32_t start = 0;
    for (size_t i = 0; i < bucket_count; i++) {
        uint32_t size = hashes->buckets[i] - start;
        if (size <= 32)
            insertion_sort(hashes->spare + start, size);
        else
            heap_sort(hashes->spare + start, size);
        start = hashes->buckets[i];
    }
    memcpy(hashes->items, hashes->spare, hashes->count * sizeof *hashes->items);
    return 0;
}

static size_t drop_repeats(uint64_t *items, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        items[kept] = items[i];
        kept += i + 1 == count || items[i + 1] != items[i];
    }
    return kept;
}

int hashes_make_set(struct hashes *hashes, struct error *error)
{
    if (hashes->count < 2)
        return 0;
    if (hashes->count <= 32)
        insertion_sort(hashes->items, hashes->count);
    else if (hashes->count >= UINT32_MAX) /* bucket ends are 32 bits wide */
        heap_sort(hashes->items, hashes->count);
    else
        TRY(bucket_sort(hashes, error));
    hashes->count = drop_repeats(hashes->items, hashes->count);
    return 0;
}

bool hashes_are_set(const uint64_t *items, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (items[i - 1] >= items[i])
            return false;
    }
    return true;
}

void hashes_release(struct hashes *hashes)
{
    memory_free(hashes->items);
    memory_free(hashes->spare);
    memory_free(hashes->buckets);
    *hashes = (struct hashes){0};
}
