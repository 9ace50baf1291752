/* Building an index. See leak_index.h. */
#include "base/cancel.h"
#include "base/hash.h"
#include "base/memory.h"
#include "kernels/leak_index.h"
#include "kernels/leak_layout.h"

#include <math.h>
#include <stdlib.h>

/* What is known of a feature while texts are counted. */
struct counted {
    uint64_t hash;
    uint32_t texts; /* that have it; 0: an empty slot */
    int32_t term;
    uint32_t kind;
};

/* A feature of an item, before weights are known. */
struct occurrence {
    uint32_t term, count;
};

struct builder {
    struct leak_words words;
    struct counted *table;
    size_t table_bits, table_used;
    struct buffer occurrences; /* struct occurrence, item by item */
    struct buffer items;       /* struct leak_item; first_weight and weight_count name occurrences */
    struct buffer numbers;     /* uint64_t */
    struct leak_term *terms;
    size_t term_count;
    enum leak_method method;
    double texts;
    struct error *error;
};

static struct counted *counted_place(struct counted *table, size_t bits, uint64_t hash)
{
    size_t mask = ((size_t)1 << bits) - 1, at = (size_t)hash_mix(hash) & mask;
    while (table[at].texts && table[at].hash != hash)
        at = (at + 1) & mask;
    return &table[at];
}

static int table_grow(struct builder *builder)
{
    size_t bits = builder->table_bits ? builder->table_bits + 1 : 12;
    struct counted *grown = memory_new((size_t)1 << bits, sizeof *grown);
    if (!grown)
        return error_memory(builder->error);
    for (size_t i = 0; builder->table && i < (size_t)1 << builder->table_bits; i++)
        if (builder->table[i].texts)
            *counted_place(grown, bits, builder->table[i].hash) = builder->table[i];
    memory_free(builder->table);
    builder->table = grown;
    builder->table_bits = bits;
    return 0;
}

/* Counts the features of the words that were just split; `items`: they become terms. */
static int features_count(struct builder *builder, bool items)
{
    for (size_t i = 0; i < builder->words.feature_count; i++) {
        const struct leak_feature *feature = &builder->words.features[i];
        if (builder->table_used * 10 >= ((size_t)7 << builder->table_bits) || !builder->table)
            TRY(table_grow(builder));
        struct counted *counted = counted_place(builder->table, builder->table_bits, feature->hash);
        if (!counted->texts) {
            *counted = (struct counted){feature->hash, 0, LEAK_NO_TERM, feature->kind};
            builder->table_used++;
        }
        counted->texts++;
        if (!items)
            continue;
        if (counted->term == LEAK_NO_TERM)
            counted->term = (int32_t)builder->term_count++;
        struct occurrence occurrence = {(uint32_t)counted->term, feature->count};
        buffer_append(&builder->occurrences, &occurrence, sizeof occurrence);
    }
    return 0;
}

static int item_count(struct builder *builder, const struct leak_text *text)
{
    TRY(leak_words_split(&builder->words, text->text, builder->method, builder->error));
    size_t numbers = builder->words.numbers.count;
    if (numbers > LEAK_NUMBERS_KEPT)
        numbers = LEAK_NUMBERS_KEPT;
    struct leak_item item = {.item = text->item,
                             .first_weight = builder->occurrences.length / sizeof(struct occurrence),
                             .first_number = builder->numbers.length / sizeof(uint64_t),
                             .weight_count = (uint32_t)builder->words.feature_count,
                             .number_count = (uint32_t)numbers};
    TRY(features_count(builder, true));
    if (builder->term_count > INT32_MAX - 1)
        return error_set(builder->error, ERROR_INPUT,
                         "the items have too many different words for one index");
    buffer_append(&builder->items, &item, sizeof item);
    if (numbers)
        buffer_append(&builder->numbers, builder->words.numbers.items, numbers * sizeof(uint64_t));
    return 0;
}

static int texts_count(struct builder *builder, const struct leak_text *items, size_t count,
                       const struct text *background, size_t background_count)
{
    TRY(table_grow(builder));
    for (size_t i = 0; i < count + background_count; i++) {
        if ((i & 0xFFF) == 0xFFF && cancel_requested())
            return error_set(builder->error, ERROR_INTERRUPTED, "interrupted");
        if (i < count)
            TRY(item_count(builder, &items[i]));
        else {
            TRY(leak_words_split(&builder->words, background[i - count], builder->method, builder->error));
            TRY(features_count(builder, false));
        }
    }
    TRY(buffer_status(&builder->occurrences, builder->error));
    TRY(buffer_status(&builder->items, builder->error));
    return buffer_status(&builder->numbers, builder->error);
}

static float idf_of(const struct builder *builder, const struct counted *counted)
{
    return (float)(log((1 + builder->texts) / (1 + (double)counted->texts)) + 1);
}

static bool feature_counts(const struct builder *builder, const struct counted *counted)
{
    return counted->texts &&
           (counted->term != LEAK_NO_TERM || counted->texts > 1 || builder->method == LEAK_TFIDF);
}

/* The hash table as searches need it: half full at most. */
static int slots_write(struct builder *builder, struct buffer *out, uint32_t *slot_bits)
{
    size_t kept = 0, bits = 4, whole = (size_t)1 << builder->table_bits;
    for (size_t i = 0; i < whole; i++)
        kept += feature_counts(builder, &builder->table[i]);
    while ((size_t)1 << bits < 2 * kept + 2)
        bits++;
    *slot_bits = (uint32_t)bits;
    size_t size = ((size_t)1 << bits) * sizeof(struct leak_slot);
    struct leak_slot *slots = (struct leak_slot *)(void *)buffer_reserve(out, size);
    builder->terms = memory_new(builder->term_count + 1, sizeof *builder->terms);
    if (!slots || !builder->terms)
        return error_memory(builder->error);
    for (size_t i = 0; i < (size_t)1 << bits; i++)
        slots[i] = (struct leak_slot){0, LEAK_NO_TERM, 0};
    out->length += size;
    for (size_t i = 0; i < whole; i++) {
        const struct counted *counted = &builder->table[i];
        if (!feature_counts(builder, counted))
            continue;
        size_t mask = ((size_t)1 << bits) - 1, at = (size_t)hash_mix(counted->hash) & mask;
        while (slots[at].idf > 0)
            at = (at + 1) & mask;
        slots[at] = (struct leak_slot){counted->hash, counted->term, idf_of(builder, counted)};
        if (counted->term != LEAK_NO_TERM)
            builder->terms[counted->term] = (struct leak_term){.kind = counted->kind, .idf = slots[at].idf};
    }
    return 0;
}

static struct leak_item *items_of(const struct builder *builder)
{
    return (struct leak_item *)(void *)builder->items.data;
}

static struct occurrence *occurrences_of(const struct builder *builder)
{
    return (struct occurrence *)(void *)builder->occurrences.data;
}

/* Weights of one item, words and numbers each scaled to length 1; written over its occurrences, which are of
 * the same size, so that nothing is held twice. */
static void item_weigh(struct builder *builder, struct leak_item *item)
{
    struct occurrence *occurrences = occurrences_of(builder) + item->first_weight;
    double squares[2] = {0, 0}, mass = 0;
    for (size_t i = 0; i < item->weight_count; i++) {
        const struct leak_term *term = &builder->terms[occurrences[i].term];
        double weight = (1 + log(occurrences[i].count)) * (double)term->idf;
        squares[term->kind == LEAK_NUMBER] += weight * weight;
        mass += term->kind == LEAK_WORD ? (double)term->idf : 0;
    }
    for (size_t i = 0; i < item->weight_count; i++) {
        struct leak_term *term = &builder->terms[occurrences[i].term];
        double weight =
            (1 + log(occurrences[i].count)) * (double)term->idf / sqrt(squares[term->kind == LEAK_NUMBER]);
        struct leak_weight written = {occurrences[i].term, (float)weight};
        memcpy(&occurrences[i], &written, sizeof written);
        term->count++;
        term->most = fmaxf(term->most, written.weight);
    }
    item->mass = (float)mass;
}

static int postings_write(struct builder *builder, struct buffer *out)
{
    size_t items = builder->items.length / sizeof(struct leak_item);
    size_t total = builder->occurrences.length / sizeof(struct occurrence),
           size = total * sizeof(struct leak_posting);
    struct leak_posting *postings = (struct leak_posting *)(void *)buffer_reserve(out, size + 1);
    uint64_t *next = memory_new(builder->term_count + 1, sizeof *next);
    if (!postings || !next) {
        memory_free(next);
        return error_memory(builder->error);
    }
    for (size_t i = 0; i < builder->term_count; i++)
        next[i] = builder->terms[i].first;
    const struct leak_weight *weights = (const struct leak_weight *)(void *)builder->occurrences.data;
    for (size_t i = 0; i < items; i++) {
        const struct leak_item *item = &items_of(builder)[i];
        for (size_t w = 0; w < item->weight_count; w++) {
            const struct leak_weight *weight = &weights[item->first_weight + w];
            postings[next[weight->term]++] = (struct leak_posting){(uint32_t)i, weight->weight};
        }
    }
    memory_free(next);
    out->length += size;
    return 0;
}

static void terms_place(struct builder *builder)
{
    uint64_t first = 0;
    for (size_t i = 0; i < builder->term_count; i++) {
        builder->terms[i].first = first;
        first += builder->terms[i].count;
    }
}

static int index_write(struct builder *builder, struct buffer *out)
{
    _Static_assert(sizeof(struct occurrence) == sizeof(struct leak_weight), "one is written over the other");
    size_t items = builder->items.length / sizeof(struct leak_item);
    struct leak_header header = {.method = builder->method,
                                 .terms = builder->term_count,
                                 .postings = builder->occurrences.length / sizeof(struct occurrence),
                                 .items = items,
                                 .weights = builder->occurrences.length / sizeof(struct occurrence),
                                 .numbers = builder->numbers.length / sizeof(uint64_t)};
    memcpy(header.magic, leak_magic, sizeof leak_magic);
    buffer_append(out, &header, sizeof header);
    TRY(slots_write(builder, out, &header.slot_bits));
    for (size_t i = 0; i < items; i++)
        item_weigh(builder, &items_of(builder)[i]);
    terms_place(builder);
    buffer_append(out, builder->terms, builder->term_count * sizeof *builder->terms);
    TRY(postings_write(builder, out));
    buffer_append(out, builder->items.data, builder->items.length);
    buffer_append(out, builder->occurrences.data, builder->occurrences.length);
    buffer_append(out, builder->numbers.data, builder->numbers.length);
    TRY(buffer_status(out, builder->error));
    header.bytes = out->length;
    memcpy(out->data, &header, sizeof header);
    size_t covered = offsetof(struct leak_header, bytes);
    header.checksum = hash_bytes(out->data + covered, out->length - covered, 0);
    memcpy(out->data, &header, sizeof header);
    return 0;
}

int leak_index_build(struct buffer *out, const struct leak_text *items, size_t count,
                     const struct text *background, size_t background_count, enum leak_method method,
                     struct error *error)
{
    struct builder builder = {
        .method = method, .texts = (double)count + (double)background_count, .error = error};
    int code = count >= UINT32_MAX ? error_set(error, ERROR_INPUT, "too many items for one index")
                                   : texts_count(&builder, items, count, background, background_count);
    if (code == 0)
        code = index_write(&builder, out);
    leak_words_release(&builder.words);
    buffer_release(&builder.occurrences);
    buffer_release(&builder.items);
    buffer_release(&builder.numbers);
    memory_free(builder.table);
    memory_free(builder.terms);
    return code;
}
