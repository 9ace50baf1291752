/* One block of memory per thread, released by the destructor of a thread key: the engine's stable API has no
 * state per thread for scalar functions, and plain thread-local memory would leak when the engine ends its
 * threads.
 *
 * What a function keeps in `own` is saved when the next call comes, not when its call returns: an exception
 * of the engine may fly through a callback, and then there is no return. */
#include "engine/scratch.h"

#include <pthread.h>

#include "base/memory.h"

struct owned {
    const struct function *owner;
    void *own;
    void (*release)(void *own);
};

struct thread_memory {
    struct scratch scratch;
    struct owned *owned;
    size_t owned_count;
    size_t current; /* whose `own` is in scratch; owned_count: nobody's */
};

static pthread_key_t memory_key;
static pthread_once_t memory_once = PTHREAD_ONCE_INIT;
static int memory_key_failed;

static void save_own(struct thread_memory *memory)
{
    if (memory->current == memory->owned_count)
        return;
    memory->owned[memory->current].own = memory->scratch.own;
    memory->owned[memory->current].release = memory->scratch.release_own;
}

static void thread_memory_free(void *value)
{
    struct thread_memory *memory = value;
    save_own(memory);
    for (size_t i = 0; i < memory->owned_count; i++)
        if (memory->owned[i].own && memory->owned[i].release)
            memory->owned[i].release(memory->owned[i].own);
    memory_free(memory->owned);
    arena_release(&memory->scratch.arena);
    buffer_release(&memory->scratch.a);
    buffer_release(&memory->scratch.b);
    memory_free(memory);
}

static void make_key(void)
{
    memory_key_failed = pthread_key_create(&memory_key, thread_memory_free);
}

static struct thread_memory *thread_memory_get(void)
{
    pthread_once(&memory_once, make_key);
    if (memory_key_failed)
        return NULL;
    struct thread_memory *memory = pthread_getspecific(memory_key);
    if (memory)
        return memory;
    memory = memory_new(1, sizeof *memory);
    if (memory && pthread_setspecific(memory_key, memory) != 0) {
        memory_free(memory);
        memory = NULL;
    }
    return memory;
}

/* Index of the function's slot, made when it is new; -1 when out of memory. */
static long slot_of(struct thread_memory *memory, const struct function *function)
{
    for (size_t i = 0; i < memory->owned_count; i++)
        if (memory->owned[i].owner == function)
            return (long)i;
    struct owned *grown = memory_resize(memory->owned, memory->owned_count + 1, sizeof *grown);
    if (!grown)
        return -1;
    memory->owned = grown;
    grown[memory->owned_count] = (struct owned){.owner = function};
    return (long)memory->owned_count++;
}

struct scratch *scratch_enter(const struct function *function)
{
    struct thread_memory *memory = thread_memory_get();
    if (!memory)
        return NULL;
    save_own(memory);
    memory->current = memory->owned_count;
    long slot = slot_of(memory, function);
    if (slot < 0)
        return NULL;
    memory->current = (size_t)slot;
    memory->scratch.own = memory->owned[slot].own;
    memory->scratch.release_own = memory->owned[slot].release;
    arena_clear(&memory->scratch.arena);
    return &memory->scratch;
}
