/* One piece of text by models whose symbols are code points: byte pairs with fallback, WordPiece, words,
 * Unigram. Definitions: Wu et al. 2016 (WordPiece, greedy longest match first), Kudo 2018 (Unigram, the
 * likeliest segmentation), with the rules for unknown text of huggingface/tokenizers. */
#include "base/cancel.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "kernels/tokenizer_json.h"

bool put_fallback(const struct tokenizer *tokenizer, struct token_work *work, struct text symbol)
{
    for (size_t i = 0; i < symbol.length; i++) {
        if (tokenizer->byte_ids[(unsigned char)symbol.data[i]] == NO_TOKEN)
            return false;
    }
    for (size_t i = 0; i < symbol.length; i++)
        work->ids.items[work->ids.count++] = tokenizer->byte_ids[(unsigned char)symbol.data[i]];
    return true;
}

/* ---- byte pairs over code points ----------------------------------------------------------------------- */

/* The symbol of a code point, with what marks its place in the word. */
static struct text mark_symbol(const struct tokenizer_json *json, struct token_work *work, struct text symbol,
                               bool first, bool last)
{
    bool prefixed = !first && json->prefix.length, suffixed = last && json->suffix.length;
    if (!prefixed && !suffixed)
        return symbol;
    buffer_clear(&work->space);
    if (prefixed)
        buffer_text(&work->space, json->prefix);
    buffer_text(&work->space, symbol);
    if (suffixed)
        buffer_text(&work->space, json->suffix);
    return buffer_view(&work->space);
}

static void put_symbol(const struct tokenizer *tokenizer, struct token_work *work, struct text symbol,
                       bool *unknown)
{
    const struct tokenizer_json *json = tokenizer->json;
    struct token_ids *ids = &work->ids;
    uint32_t id;
    if (token_table_find(&tokenizer->words, symbol, &id)) {
        if (*unknown)
            ids->items[ids->count++] = json->unknown;
        *unknown = false;
        ids->items[ids->count++] = id;
        return;
    }
    if (json->byte_fallback && put_fallback(tokenizer, work, symbol))
        return;
    if (json->unknown == NO_TOKEN)
        return; /* left out */
    if (*unknown && !json->fuse_unknown)
        ids->items[ids->count++] = json->unknown;
    *unknown = true;
}

int encode_points(const struct tokenizer *tokenizer, struct token_work *work, struct text piece,
                  struct error *error)
{
    const struct tokenizer_json *json = tokenizer->json;
    struct token_ids *ids = &work->ids;
    size_t marks = json->prefix.length + json->suffix.length;
    TRY(token_ids_reserve(ids, piece.length * (1 + (json->byte_fallback ? marks : 0)) + 2, error));
    if (tokenizer->whole_words && token_table_find(&tokenizer->words, piece, ids->items + ids->count)) {
        ids->count++;
        return 0;
    }
    size_t before = ids->count;
    bool unknown = false;
    for (size_t at = 0, start = 0; at < piece.length; start = at) {
        utf8_next(piece, &at);
        struct text symbol = {piece.data + start, at - start};
        symbol = mark_symbol(json, work, symbol, start == 0, at == piece.length);
        TRY(buffer_status(&work->space, error));
        put_symbol(tokenizer, work, symbol, &unknown);
    }
    if (unknown)
        ids->items[ids->count++] = json->unknown;
    size_t count = ids->count - before;
    TRY(token_pairs_merge(&tokenizer->pairs, &work->merge, ids->items + before, &count, error));
    ids->count = before + count;
    return 0;
}

/* ---- WordPiece ----------------------------------------------------------------------------------------- */

/* The longest token at `start`; its end, or `start` when there is none. */
static size_t longest_piece(const struct tokenizer *tokenizer, struct token_work *work, struct text word,
                            size_t start, uint32_t *id)
{
    struct text prefix = start > 0 ? tokenizer->json->prefix : (struct text){0};
    buffer_clear(&work->space);
    buffer_text(&work->space, prefix);
    buffer_append(&work->space, word.data + start, word.length - start);
    for (size_t end = word.length; end > start && !work->space.failed;) {
        struct text piece = {work->space.data, prefix.length + end - start};
        if (token_table_find(&tokenizer->words, piece, id))
            return end;
        do
            end--;
        while (end > start && ((unsigned char)word.data[end] & 0xC0) == 0x80);
    }
    return start;
}

int encode_word_pieces(const struct tokenizer *tokenizer, struct token_work *work, struct text piece,
                       struct error *error)
{
    size_t before = work->ids.count;
    if (utf8_count(piece) > tokenizer->json->most_points)
        return put_id(work, tokenizer->json->unknown, error);
    for (size_t start = 0, end; start < piece.length; start = end) {
        uint32_t id;
        end = longest_piece(tokenizer, work, piece, start, &id);
        TRY(buffer_status(&work->space, error));
        if (end == start) {
            work->ids.count = before;
            return put_id(work, tokenizer->json->unknown, error);
        }
        TRY(put_id(work, id, error));
    }
    return 0;
}

/* ---- Unigram ------------------------------------------------------------------------------------------- */

/* The best way to each place of the piece. */
struct path_node {
    double score;
    size_t start; /* of the token that ends here; SIZE_MAX: not reached */
    uint32_t id;
};

static const double UNKNOWN_PENALTY = 10;

static int paths_reserve(struct token_work *work, size_t count, struct error *error)
{
    if (work->path_capacity < count) {
        struct path_node *paths = memory_resize(work->paths, count + count / 2, sizeof *paths);
        if (!paths)
            return error_memory(error);
        work->paths = paths;
        work->path_capacity = count + count / 2;
    }
    for (size_t i = 0; i < count; i++)
        work->paths[i] = (struct path_node){0, SIZE_MAX, 0};
    return 0;
}

static void offer_path(struct path_node *node, double score, size_t start, uint32_t id)
{
    if (node->start == SIZE_MAX || score > node->score)
        *node = (struct path_node){score, start, id};
}

static void extend_paths(const struct tokenizer_json *json, struct path_node *paths, struct text piece,
                         size_t start, size_t next)
{
    double so_far = paths[start].score;
    uint32_t node = 0;
    bool single = false;
    for (size_t at = start; at < piece.length && byte_trie_step(&json->trie, &node, piece.data[at]);) {
        uint32_t id = json->trie.values[node];
        at++;
        if (id == UINT32_MAX)
            continue;
        offer_path(&paths[at], json->scores[id] + so_far, start, id);
        single |= at == next;
    }
    if (!single)
        offer_path(&paths[next], json->least_score - UNKNOWN_PENALTY + so_far, start, json->unknown);
}

/* Unknown text: one token in all, or its bytes. */
static int put_unknown(const struct tokenizer *tokenizer, struct token_work *work, struct text text,
                       struct error *error)
{
    uint32_t id;
    TRY(token_ids_reserve(&work->ids, text.length, error));
    if (token_table_find(&tokenizer->words, text, &id))
        return put_id(work, id, error);
    if (tokenizer->json->byte_fallback && put_fallback(tokenizer, work, text))
        return 0;
    if (tokenizer->json->unknown == NO_TOKEN)
        return error_set(error, ERROR_INPUT,
                         "a text holds what the tokenizer has no token for, and it has no unk_id");
    return put_id(work, tokenizer->json->unknown, error);
}

/* Turns the way back from the end into one from the start: each node then names where the token from it ends.
 */
static void turn_path(struct path_node *paths, size_t end)
{
    size_t next = SIZE_MAX;
    for (size_t at = end, previous;; at = previous) {
        previous = paths[at].start;
        paths[at].start = next;
        next = at;
        if (at == 0)
            return;
    }
}

static int put_path(const struct tokenizer *tokenizer, struct token_work *work, struct text piece,
                    struct error *error)
{
    const struct path_node *paths = work->paths;
    uint32_t unknown = tokenizer->json->unknown;
    for (size_t at = 0, stop; (stop = paths[at].start) != SIZE_MAX; at = stop) {
        if (paths[stop].id != unknown) {
            TRY(put_id(work, paths[stop].id, error));
            continue;
        }
        while (paths[stop].start != SIZE_MAX && paths[paths[stop].start].id == unknown)
            stop = paths[stop].start;
        TRY(put_unknown(tokenizer, work, (struct text){piece.data + at, stop - at}, error));
    }
    return 0;
}

int encode_unigram(const struct tokenizer *tokenizer, struct token_work *work, struct text piece,
                   struct error *error)
{
    size_t points = 0;
    TRY(paths_reserve(work, piece.length + 1, error));
    for (size_t at = 0, next = 0; at < piece.length; at = next) {
        utf8_next(piece, &next);
        extend_paths(tokenizer->json, work->paths, piece, at, next);
        if ((++points & 0xFFFF) == 0 && cancel_requested())
            return error_set(error, ERROR_INTERRUPTED, "interrupted");
    }
    turn_path(work->paths, piece.length);
    return put_path(tokenizer, work, piece, error);
}
