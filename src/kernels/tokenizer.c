/* Running a tokenizer: pieces of text, words remembered, and byte pairs of a piece. */
#include "kernels/tokenizer.h"

#include "base/cancel.h"
#include "base/hash.h"
#include "base/memory.h"
#include "kernels/token_regex.h"
#include "kernels/tokenizer_json.h"
#include "kernels/tokenizer_parts.h"

/* ---- space --------------------------------------------------------------------------------------------- */

int token_ids_reserve(struct token_ids *ids, size_t more, struct error *error)
{
    if (more <= ids->capacity - ids->count)
        return 0;
    size_t capacity = ids->count + more + ids->capacity / 2 + 64;
    uint32_t *items = memory_resize(ids->items, capacity, sizeof *items);
    if (!items)
        return error_memory(error);
    ids->items = items;
    ids->capacity = capacity;
    return 0;
}

int token_spans_add(struct token_spans *spans, size_t start, size_t end, bool first, struct error *error)
{
    if (start == end)
        return 0;
    if (spans->count == spans->capacity) {
        size_t capacity = spans->capacity * 2 + 64;
        struct token_span *items = memory_resize(spans->items, capacity, sizeof *items);
        if (!items)
            return error_memory(error);
        spans->items = items;
        spans->capacity = capacity;
    }
    spans->items[spans->count++] = (struct token_span){start, end, first};
    return 0;
}

static int work_open(struct token_work **work, const struct tokenizer *tokenizer, struct error *error)
{
    if (!*work)
        *work = memory_new(1, sizeof **work);
    if (!*work)
        return error_memory(error);
    if (!(*work)->cache)
        (*work)->cache = memory_new(CACHE_SLOTS, sizeof *(*work)->cache);
    if (!(*work)->cache)
        return error_memory(error);
    if ((*work)->owner != tokenizer)
        memset((*work)->cache, 0, CACHE_SLOTS * sizeof *(*work)->cache);
    (*work)->owner = tokenizer;
    (*work)->ids.count = 0;
    return 0;
}

void token_work_free(struct token_work *work)
{
    if (!work)
        return;
    memory_free(work->cache);
    memory_free(work->ids.items);
    memory_free(work->paths);
    memory_free(work->matches.items);
    merge_space_release(&work->merge);
    buffer_release(&work->space);
    buffer_release(&work->repaired);
    for (size_t i = 0; i < 2; i++) {
        buffer_release(&work->normal[i]);
        buffer_release(&work->texts[i]);
        memory_free(work->spans[i].items);
    }
    regex_match_free(work->match);
    memory_free(work);
}

/* ---- one piece ----------------------------------------------------------------------------------------- */

static int encode_bytes(const struct tokenizer *tokenizer, struct token_work *work, struct text piece,
                        struct error *error)
{
    struct token_ids *ids = &work->ids;
    TRY(token_ids_reserve(ids, piece.length, error));
    uint32_t *start = ids->items + ids->count;
    size_t count = 0;
    if (tokenizer->whole_words && token_table_find(&tokenizer->words, piece, start)) {
        ids->count++;
        return 0;
    }
    for (size_t i = 0; i < piece.length; i++) {
        start[count] = tokenizer->byte_ids[(unsigned char)piece.data[i]];
        count += start[count] != NO_TOKEN;
    }
    TRY(token_pairs_merge(&tokenizer->pairs, &work->merge, start, &count, error));
    ids->count += count;
    return 0;
}

static int encode_fresh(const struct tokenizer *tokenizer, struct token_work *work, struct text piece,
                        struct error *error)
{
    if (tokenizer->bytewise)
        return encode_bytes(tokenizer, work, piece, error);
    return json_encode_piece(tokenizer, work, piece, error);
}

/* The first 31 bytes at most, zeros behind, and a hash of all. Reads whole words where they are there. */
static uint64_t load_piece(struct text piece, uint64_t words[4])
{
    memset(words, 0, 4 * sizeof *words);
    memcpy(words, piece.data, piece.length);
    uint64_t hash = words[0] * 0x9e3779b97f4a7c15U ^ piece.length;
    if (piece.length > 8) {
        hash = (hash ^ hash >> 29 ^ words[1]) * 0xbf58476d1ce4e5b9U;
        if (piece.length > 16) {
            hash = (hash ^ hash >> 31 ^ words[2]) * 0x94d049bb133111ebU;
            hash = (hash ^ hash >> 30 ^ words[3]) * 0xbf58476d1ce4e5b9U;
        }
    }
    return hash;
}

int encode_piece(const struct tokenizer *tokenizer, struct token_work *work, struct text piece,
                 struct error *error)
{
    if (piece.length == 0 || piece.length > SLOT_BYTES)
        return piece.length ? encode_fresh(tokenizer, work, piece, error) : 0;
    uint64_t words[4];
    uint64_t hash = load_piece(piece, words);
    ((char *)words)[SLOT_BYTES] = (char)piece.length; /* as it lies in the slot */
    struct word_slot *slot = &work->cache[hash >> 50];
    struct token_ids *ids = &work->ids;
    if (memcmp(slot->bytes, words, sizeof words) == 0) {
        TRY(token_ids_reserve(ids, SLOT_IDS, error));
        memcpy(ids->items + ids->count, slot->ids, sizeof slot->ids);
        ids->count += slot->count;
        return 0;
    }
    size_t before = ids->count;
    TRY(encode_fresh(tokenizer, work, piece, error));
    if (ids->count - before <= SLOT_IDS) {
        memcpy(slot->bytes, words, sizeof words);
        slot->count = (uint32_t)(ids->count - before);
        memcpy(slot->ids, ids->items + before, slot->count * sizeof *slot->ids);
    }
    return 0;
}

int encode_scanned(const struct tokenizer *tokenizer, struct token_work *work, struct text text,
                   struct error *error)
{
    size_t pieces = 0;
    for (size_t at = 0, end; at < text.length; at = end) {
        end = split_end(tokenizer->scanner, text, at);
        TRY(encode_piece(tokenizer, work, (struct text){text.data + at, end - at}, error));
        if ((++pieces & 0xFFFFF) == 0 && cancel_requested())
            return error_set(error, ERROR_INTERRUPTED, "interrupted");
    }
    return 0;
}

/* ---- whole texts --------------------------------------------------------------------------------------- */

int tokenizer_encode(const struct tokenizer *tokenizer, struct token_work **work, struct text text,
                     const struct token_ids **ids, struct error *error)
{
    TRY(work_open(work, tokenizer, error));
    if (tokenizer->json)
        TRY(json_encode(tokenizer, *work, text, error));
    else
        TRY(encode_scanned(tokenizer, *work, text, error));
    *ids = &(*work)->ids;
    return 0;
}

static bool is_json(struct text content)
{
    struct text trimmed = text_trim(content);
    return trimmed.length > 0 && trimmed.data[0] == '{';
}

int tokenizer_read(struct tokenizer **read, struct text content, const char *name, enum token_split split,
                   struct error *error)
{
    struct tokenizer *tokenizer = memory_new(1, sizeof *tokenizer);
    if (!tokenizer)
        return error_memory(error);
    memset(tokenizer->byte_ids, 0xFF, sizeof tokenizer->byte_ids);
    int code = is_json(content) ? tokenizer_json_read(tokenizer, content, name, error)
                                : tiktoken_read(tokenizer, content, name, split, error);
    if (code < 0) {
        tokenizer_free(tokenizer);
        return code;
    }
    *read = tokenizer;
    return 0;
}

void tokenizer_free(struct tokenizer *tokenizer)
{
    if (!tokenizer)
        return;
    token_table_release(&tokenizer->words);
    token_pairs_release(&tokenizer->pairs);
    tokenizer_json_free(tokenizer->json);
    memory_free(tokenizer);
}
