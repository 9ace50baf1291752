#include "store/digest_set.h"

#include <stdint.h>
#include <string.h>

#include "base/hex.h"
#include "base/memory.h"

/* Where the digest is or would go; digests are spread evenly already. */
static size_t slot_of(const struct digest_set *set, const unsigned char digest[32])
{
    uint64_t start;
    memcpy(&start, digest, sizeof start);
    size_t slot = (size_t)start & (set->capacity - 1);
    while (set->used[slot] && memcmp(set->slots[slot], digest, 32) != 0)
        slot = (slot + 1) & (set->capacity - 1);
    return slot;
}

static int grow(struct digest_set *set, struct error *error)
{
    struct digest_set larger = {.capacity = set->capacity ? 2 * set->capacity : 1024, .count = set->count};
    larger.slots = memory_new(larger.capacity, sizeof *larger.slots);
    larger.used = memory_new(larger.capacity, sizeof *larger.used);
    if (!larger.slots || !larger.used) {
        digest_set_release(&larger);
        return error_memory(error);
    }
    for (size_t i = 0; i < set->capacity; i++) {
        if (!set->used[i])
            continue;
        size_t slot = slot_of(&larger, set->slots[i]);
        memcpy(larger.slots[slot], set->slots[i], 32);
        larger.used[slot] = true;
    }
    digest_set_release(set);
    *set = larger;
    return 0;
}

int digest_set_add(struct digest_set *set, struct text hex, bool *fresh, struct error *error)
{
    unsigned char digest[32];
    if (!hex_read(hex, digest, sizeof digest))
        return error_set(error, ERROR_INPUT, "'%.*s' is no SHA-256 in lower-case hexadecimal",
                         (int)hex.length, hex.data);
    if (2 * set->count >= set->capacity)
        TRY(grow(set, error));
    size_t slot = slot_of(set, digest);
    if (fresh)
        *fresh = !set->used[slot];
    if (set->used[slot])
        return 0;
    memcpy(set->slots[slot], digest, sizeof digest);
    set->used[slot] = true;
    set->count++;
    return 0;
}

bool digest_set_has(const struct digest_set *set, struct text hex)
{
    unsigned char digest[32];
    return set->count && hex_read(hex, digest, sizeof digest) && set->used[slot_of(set, digest)];
}

void digest_set_release(struct digest_set *set)
{
    memory_free(set->slots);
    memory_free(set->used);
    *set = (struct digest_set){0};
}
