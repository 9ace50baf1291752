#include "kernels/term_rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/cancel.h"
#include "base/hash.h"
#include "base/memory.h"

struct term_slot {
    uint64_t hash;
    uint32_t column; /* + 1; 0: free */
};

static const uint32_t left_out = UINT32_MAX;

/* ---- the table of terms -------------------------------------------------------------------------------- */

static void slot_put(struct term_rows *terms, uint64_t hash, uint32_t column)
{
    size_t at = hash_mix(hash) & (terms->slot_count - 1);
    while (terms->slots[at].column)
        at = (at + 1) & (terms->slot_count - 1);
    terms->slots[at] = (struct term_slot){hash, column + 1};
}

static int slots_grow(struct term_rows *terms, struct error *error)
{
    size_t wanted = terms->slot_count ? terms->slot_count * 2 : 1024;
    struct term_slot *slots = memory_new(wanted, sizeof *slots);
    if (!slots)
        return error_memory(error);
    memory_free(terms->slots);
    terms->slots = slots;
    terms->slot_count = wanted;
    for (size_t i = 0; i < terms->terms; i++)
        slot_put(terms, terms->hashes[i], (uint32_t)i);
    return 0;
}

static int terms_grow(struct term_rows *terms, struct error *error)
{
    size_t wanted = terms->term_capacity ? terms->term_capacity * 2 : 1024;
    uint64_t *hashes = memory_resize(terms->hashes, wanted, sizeof *hashes);
    if (!hashes)
        return error_memory(error);
    terms->hashes = hashes;
    uint32_t *holders = memory_resize(terms->holders, wanted, sizeof *holders);
    if (!holders)
        return error_memory(error);
    terms->holders = holders;
    terms->term_capacity = wanted;
    return 0;
}

static int column_of(struct term_rows *terms, uint64_t hash, uint64_t *column, struct error *error)
{
    if (terms->terms * 2 >= terms->slot_count)
        TRY(slots_grow(terms, error));
    size_t at = hash_mix(hash) & (terms->slot_count - 1);
    while (terms->slots[at].column && terms->slots[at].hash != hash)
        at = (at + 1) & (terms->slot_count - 1);
    if (!terms->slots[at].column) {
        if (terms->terms == terms->term_capacity)
            TRY(terms_grow(terms, error));
        terms->hashes[terms->terms] = hash;
        terms->holders[terms->terms] = 0;
        terms->slots[at] = (struct term_slot){hash, (uint32_t)++terms->terms};
    }
    *column = terms->slots[at].column - 1;
    return 0;
}

/* ---- the terms of one text ----------------------------------------------------------------------------- */

static uint64_t pair_hash(uint64_t first, uint64_t second)
{
    return hash_mix(first ^ 0x9e3779b97f4a7c15U) + hash_mix(second) * 3;
}

/* The places of the words that count, in terms->kept. */
static int words_keep(struct term_rows *terms, struct text text, struct error *error)
{
    TRY(words_split_spans(&terms->words, text, error));
    size_t count = terms->words.hashes.count;
    terms->kept.count = 0;
    TRY(hashes_reserve(&terms->kept, count, error));
    for (size_t i = 0; i < count; i++) {
        if (terms->words.spans[i].folded_length > 1)
            terms->kept.items[terms->kept.count++] = i;
    }
    return 0;
}

static int column_order(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* The text's columns with their counts, appended to terms->entries. */
static int text_count(struct term_rows *terms, struct text text, struct error *error)
{
    TRY(words_keep(terms, text, error));
    struct hashes *columns = &terms->columns;
    columns->count = 0;
    TRY(hashes_reserve(columns, 2 * terms->kept.count, error));
    for (size_t i = 0; i < terms->kept.count; i++) {
        uint64_t hash = terms->words.hashes.items[terms->kept.items[i]];
        TRY(column_of(terms, hash, &columns->items[columns->count++], error));
        if (i == 0)
            continue;
        uint64_t before = terms->words.hashes.items[terms->kept.items[i - 1]];
        TRY(column_of(terms, pair_hash(before, hash), &columns->items[columns->count++], error));
    }
    if (columns->count > 1)
        qsort(columns->items, columns->count, sizeof *columns->items, column_order);
    for (size_t i = 0, end; i < columns->count; i = end) {
        for (end = i + 1; end < columns->count && columns->items[end] == columns->items[i];)
            end++;
        struct sparse_entry entry = {(uint32_t)columns->items[i], (float)(end - i)};
        terms->holders[entry.column]++;
        buffer_append(&terms->entries, &entry, sizeof entry);
    }
    return 0;
}

/* ---- rows ---------------------------------------------------------------------------------------------- */

/* Leaves out rare terms; what is left is numbered in the order in which it was met. map[old] = new. */
static size_t terms_prune(struct term_rows *terms, uint32_t least, uint32_t *map)
{
    size_t kept = 0;
    for (size_t i = 0; i < terms->terms; i++) {
        map[i] = terms->holders[i] >= least ? (uint32_t)kept : left_out;
        if (map[i] == left_out)
            continue;
        terms->hashes[kept] = terms->hashes[i];
        terms->holders[kept++] = terms->holders[i];
    }
    return kept;
}

/* Weights one row's entries in place at `to`; returns how many are left. */
static size_t row_weight(const struct term_rows *terms, const uint32_t *map, const struct sparse_entry *from,
                         size_t count, double texts, struct sparse_entry *to)
{
    size_t kept = 0;
    double square = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t column = map[from[i].column];
        if (column == left_out)
            continue;
        double idf = log((1 + texts) / (1 + (double)terms->holders[column])) + 1;
        double value = (double)from[i].value * idf;
        square += value * value;
        to[kept++] = (struct sparse_entry){column, (float)value};
    }
    for (size_t i = 0; i < kept; i++)
        to[i].value = (float)((double)to[i].value / sqrt(square));
    return kept;
}

static int rows_finish(struct term_rows *terms, size_t count, uint32_t least, struct error *error)
{
    uint32_t *map = memory_new(terms->terms + 1, sizeof *map);
    if (!map)
        return error_memory(error);
    terms->terms = terms_prune(terms, least, map);
    struct sparse_entry *entries = (struct sparse_entry *)(void *)terms->entries.data;
    size_t *starts = (size_t *)(void *)terms->starts.data;
    size_t at = 0, from = 0;
    for (size_t row = 0; row < count; row++) {
        size_t end = starts[row + 1];
        starts[row] = at;
        if (end > from)
            at += row_weight(terms, map, entries + from, end - from, (double)count, entries + at);
        from = end;
    }
    starts[count] = at;
    memory_free(map);
    terms->rows = (struct sparse_rows){entries, starts, count, terms->terms};
    return 0;
}

int term_rows_make(struct term_rows *terms, const struct text *texts, size_t count, uint32_t least,
                   struct error *error)
{
    size_t start = 0;
    buffer_append(&terms->starts, &start, sizeof start);
    for (size_t i = 0; i < count; i++) {
        if ((i & 255) == 255 && cancel_requested())
            return error_set(error, ERROR_INTERRUPTED, "interrupted");
        TRY(text_count(terms, texts[i], error));
        start = terms->entries.length / sizeof(struct sparse_entry);
        buffer_append(&terms->starts, &start, sizeof start);
    }
    TRY(buffer_status(&terms->entries, error));
    TRY(buffer_status(&terms->starts, error));
    return rows_finish(terms, count, least, error);
}

/* ---- names --------------------------------------------------------------------------------------------- */

static bool name_add(struct term_rows *terms, uint64_t hash, size_t first, size_t last,
                     const uint32_t *wanted, size_t wanted_count, size_t *names, struct buffer *text)
{
    for (size_t i = 0; i < wanted_count; i++) {
        if (names[i] != SIZE_MAX || terms->hashes[wanted[i]] != hash)
            continue;
        names[i] = text->length;
        buffer_text(text, words_folded(&terms->words, first));
        if (last != first) {
            buffer_byte(text, ' ');
            buffer_text(text, words_folded(&terms->words, last));
        }
        buffer_byte(text, '\0');
        return true;
    }
    return false;
}

int term_names_find(struct term_rows *terms, const struct text *texts, size_t count, const uint32_t *wanted,
                    size_t wanted_count, size_t *names, struct buffer *text, struct error *error)
{
    size_t found = 0;
    for (size_t i = 0; i < wanted_count; i++)
        names[i] = SIZE_MAX;
    for (size_t i = 0; i < count && found < wanted_count; i++) {
        TRY(words_keep(terms, texts[i], error));
        const uint64_t *hashes = terms->words.hashes.items;
        for (size_t k = 0; k < terms->kept.count; k++) {
            size_t at = terms->kept.items[k], before = k > 0 ? terms->kept.items[k - 1] : 0;
            found += name_add(terms, hashes[at], at, at, wanted, wanted_count, names, text);
            if (k > 0)
                found += name_add(terms, pair_hash(hashes[before], hashes[at]), before, at, wanted,
                                  wanted_count, names, text);
        }
    }
    return buffer_status(text, error);
}

void term_rows_release(struct term_rows *terms)
{
    memory_free(terms->hashes);
    memory_free(terms->holders);
    memory_free(terms->slots);
    buffer_release(&terms->entries);
    buffer_release(&terms->starts);
    words_release(&terms->words);
    hashes_release(&terms->kept);
    hashes_release(&terms->columns);
    *terms = (struct term_rows){0};
}
