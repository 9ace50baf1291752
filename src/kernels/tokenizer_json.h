/* What only a tokenizer.json has: added tokens, a normalizer, a pre-tokenizer, and models beside byte pairs.
 */
#ifndef ASSAY_KERNELS_TOKENIZER_JSON_H
#define ASSAY_KERNELS_TOKENIZER_JSON_H

#include "kernels/byte_trie.h"
#include "kernels/token_normal.h"
#include "kernels/token_steps.h"
#include "kernels/tokenizer_parts.h"

/* A token that is found in the text before anything else is done to it. */
struct added_token {
    uint32_t id;
    struct text content;
    bool single_word, left_strip, right_strip, normalized;
};

struct tokenizer_json {
    struct arena arena;
    const char *file; /* for messages while reading */
    struct added_token *added;
    size_t added_count;
    struct byte_trie added_raw,
        added_normal; /* to places in `added`: looked for before and after normalising */
    struct normal_steps normals;
    struct split_steps splits;
    bool letters; /* pieces come as letters of the byte alphabet and must become bytes again */

    /* Models whose symbols are code points. */
    uint32_t unknown; /* NO_TOKEN: there is none */
    bool fuse_unknown, byte_fallback;
    struct text prefix, suffix; /* of a symbol inside a word; of the last one */
    size_t most_points;         /* longer words are unknown (WordPiece) */
    double *scores;             /* Unigram: by place in the vocabulary */
    double least_score;
    struct byte_trie trie; /* Unigram: to places in the vocabulary */
};

int tokenizer_json_read(struct tokenizer *tokenizer, struct text content, const char *name,
                        struct error *error) MUST_CHECK;
void tokenizer_json_free(struct tokenizer_json *json);

/* Fills tokenizer->words and what the model needs. */
int token_model_read(struct tokenizer *tokenizer, yyjson_val *model, struct error *error) MUST_CHECK;

/* A whole text: added tokens, normalisation, splitting, then the model piece by piece. */
int json_encode(const struct tokenizer *tokenizer, struct token_work *work, struct text text,
                struct error *error) MUST_CHECK;

/* One piece by a model whose symbols are not bytes. */
int json_encode_piece(const struct tokenizer *tokenizer, struct token_work *work, struct text piece,
                      struct error *error) MUST_CHECK;

/* One piece by each model. */
int encode_points(const struct tokenizer *tokenizer, struct token_work *work, struct text piece,
                  struct error *error) MUST_CHECK;
int encode_word_pieces(const struct tokenizer *tokenizer, struct token_work *work, struct text piece,
                       struct error *error) MUST_CHECK;
int encode_unigram(const struct tokenizer *tokenizer, struct token_work *work, struct text piece,
                   struct error *error) MUST_CHECK;

/* Appends one id. */
static inline int put_id(struct token_work *work, uint32_t id, struct error *error)
{
    TRY(token_ids_reserve(&work->ids, 1, error));
    work->ids.items[work->ids.count++] = id;
    return 0;
}

/* Appends <0xNN> for every byte; false when the vocabulary lacks one, and nothing was appended. */
bool put_fallback(const struct tokenizer *tokenizer, struct token_work *work, struct text symbol);

#endif
