/* Open addressing over the joined strings; at most half of the slots are taken. */
#include "kernels/token_table.h"

#include "base/hash.h"
#include "base/memory.h"

static uint32_t hash_of(struct text string)
{
    return (uint32_t)hash_bytes(string.data, string.length, 0);
}

static int table_grow(struct token_table *table, struct error *error)
{
    size_t slot_count = table->slot_count ? table->slot_count * 2 : 1024;
    uint32_t *slots = memory_new(slot_count, sizeof *slots);
    if (!slots)
        return error_memory(error);
    for (size_t i = 0; i < table->count; i++) {
        size_t slot = table->entries[i].hash & (slot_count - 1);
        while (slots[slot])
            slot = (slot + 1) & (slot_count - 1);
        slots[slot] = (uint32_t)i + 1;
    }
    memory_free(table->slots);
    table->slots = slots;
    table->slot_count = slot_count;
    return 0;
}

/* The entry of the string, or the free slot where it would go; slots exist. */
static const struct token_entry *look_up(const struct token_table *table, struct text string, uint32_t hash,
                                         size_t *slot)
{
    for (*slot = hash & (table->slot_count - 1); table->slots[*slot];
         *slot = (*slot + 1) & (table->slot_count - 1)) {
        const struct token_entry *entry = &table->entries[table->slots[*slot] - 1];
        if (entry->hash == hash && entry->length == string.length &&
            (string.length == 0 || memcmp(table->bytes.data + entry->start, string.data, string.length) == 0))
            return entry;
    }
    return NULL;
}

static int add_entry(struct token_table *table, struct token_entry entry, struct error *error)
{
    if (table->count == table->capacity) {
        size_t capacity = table->capacity * 2 + 256;
        struct token_entry *entries = memory_resize(table->entries, capacity, sizeof *entries);
        if (!entries)
            return error_memory(error);
        table->entries = entries;
        table->capacity = capacity;
    }
    table->entries[table->count++] = entry;
    return 0;
}

int token_table_add(struct token_table *table, struct text string, uint32_t id, bool *fresh,
                    struct error *error)
{
    if ((table->count + 1) * 2 > table->slot_count)
        TRY(table_grow(table, error));
    if (table->bytes.length + string.length > UINT32_MAX)
        return error_set(error, ERROR_INPUT, "the vocabulary holds more than 4 GB of tokens");
    uint32_t hash = hash_of(string);
    size_t slot;
    *fresh = !look_up(table, string, hash, &slot);
    if (!*fresh)
        return 0;
    uint32_t start = (uint32_t)table->bytes.length;
    buffer_text(&table->bytes, string);
    TRY(buffer_status(&table->bytes, error));
    TRY(add_entry(table, (struct token_entry){start, (uint32_t)string.length, id, hash}, error));
    table->slots[slot] = (uint32_t)table->count;
    return 0;
}

bool token_table_find(const struct token_table *table, struct text string, uint32_t *id)
{
    size_t slot;
    if (table->count == 0)
        return false;
    const struct token_entry *entry = look_up(table, string, hash_of(string), &slot);
    if (entry)
        *id = entry->id;
    return entry != NULL;
}

void token_table_release(struct token_table *table)
{
    buffer_release(&table->bytes);
    memory_free(table->entries);
    memory_free(table->slots);
    *table = (struct token_table){0};
}
