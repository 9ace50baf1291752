/* Blocks in a list, the newest first; each new one twice as large as the last, up to 1 MiB. */
#include "base/arena.h"

#include <stdint.h>

#include "base/memory.h"

enum { ALIGNMENT = 16, FIRST_BLOCK = 4096, LARGEST_BLOCK = 1 << 20 };

struct arena_block {
    struct arena_block *next;
    size_t size; /* bytes after this header */
    size_t used;
    size_t unused_padding; /* keeps the bytes after the header 16-aligned */
};

_Static_assert(sizeof(struct arena_block) % ALIGNMENT == 0,
               "the bytes after a block's header must be aligned");

static struct arena_block *add_block(struct arena *arena, size_t needed)
{
    size_t size = arena->blocks ? arena->blocks->size * 2 : FIRST_BLOCK;
    if (size > LARGEST_BLOCK)
        size = LARGEST_BLOCK;
    if (size < needed)
        size = needed;
    struct arena_block *block = memory_resize(NULL, 1, sizeof *block + size);
    if (!block)
        return NULL;
    *block = (struct arena_block){arena->blocks, size, 0, 0};
    arena->blocks = block;
    arena->held += sizeof *block + size;
    return block;
}

void *arena_take(struct arena *arena, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes) || bytes > PTRDIFF_MAX / 2)
        return NULL;
    bytes = (bytes + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    if (bytes == 0)
        bytes = ALIGNMENT;
    struct arena_block *block = arena->blocks;
    if (!block || block->size - block->used < bytes)
        block = add_block(arena, bytes);
    if (!block)
        return NULL;
    void *taken = (char *)(block + 1) + block->used;
    block->used += bytes;
    return taken;
}

void *arena_take_zeroed(struct arena *arena, size_t count, size_t size)
{
    void *taken = arena_take(arena, count, size);
    if (taken)
        memset(taken, 0, count * size);
    return taken;
}

struct text arena_copy(struct arena *arena, struct text text)
{
    char *copy = text.length == SIZE_MAX ? NULL : arena_take(arena, text.length + 1, 1);
    if (!copy)
        return (struct text){NULL, 0};
    if (text.length)
        memcpy(copy, text.data, text.length);
    copy[text.length] = '\0';
    return (struct text){copy, text.length};
}

void arena_clear(struct arena *arena)
{
    struct arena_block *kept = arena->blocks;
    for (struct arena_block *block = arena->blocks; block; block = block->next)
        if (block->size > kept->size)
            kept = block;
    for (struct arena_block *block = arena->blocks, *next; block; block = next) {
        next = block->next;
        if (block != kept)
            memory_free(block);
    }
    if (kept) {
        kept->next = NULL;
        kept->used = 0;
    }
    arena->blocks = kept;
    arena->held = kept ? sizeof *kept + kept->size : 0;
}

void arena_release(struct arena *arena)
{
    for (struct arena_block *block = arena->blocks, *next; block; block = next) {
        next = block->next;
        memory_free(block);
    }
    *arena = (struct arena){0};
}
