/* A table from byte strings to token ids: built once, then read by any number of threads. */
#ifndef ASSAY_KERNELS_TOKEN_TABLE_H
#define ASSAY_KERNELS_TOKEN_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/text.h"

struct token_entry {
    uint32_t start, length; /* in bytes */
    uint32_t id;
    uint32_t hash;
};

struct token_table {
    struct buffer bytes; /* all strings, joined */
    struct token_entry *entries;
    size_t count, capacity;
    uint32_t *slots; /* entry + 1; 0 is free */
    size_t slot_count;
};

/* *fresh tells whether the string was new; if not, nothing changes. */
int token_table_add(struct token_table *table, struct text string, uint32_t id, bool *fresh,
                    struct error *error) MUST_CHECK;
bool token_table_find(const struct token_table *table, struct text string, uint32_t *id);

static inline struct text token_table_string(const struct token_table *table, size_t entry)
{
    return (struct text){table->bytes.data + table->entries[entry].start, table->entries[entry].length};
}

void token_table_release(struct token_table *table);

#endif
