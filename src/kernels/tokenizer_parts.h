/* What a tokenizer is made of; for the files that read and run one. */
#ifndef ASSAY_KERNELS_TOKENIZER_PARTS_H
#define ASSAY_KERNELS_TOKENIZER_PARTS_H

#include "base/arena.h"
#include "base/buffer.h"
#include "kernels/token_pairs.h"
#include "kernels/token_table.h"
#include "kernels/tokenizer.h"

#define NO_TOKEN UINT32_MAX

enum token_model { MODEL_PAIRS, MODEL_WORD_PIECE, MODEL_WORD_LEVEL, MODEL_UNIGRAM };

struct tokenizer {
    enum token_model model;
    struct token_table words;    /* the vocabulary; bytes themselves where `bytewise` */
    struct token_pairs pairs;    /* MODEL_PAIRS */
    uint32_t byte_ids[256];      /* bytewise: of the one byte; byte_fallback: of <0xNN> */
    bool bytewise;               /* symbols are bytes, not code points */
    bool whole_words;            /* a piece that is a word of the vocabulary is not taken apart */
    enum token_split scanner;    /* the only way in which text is split, SPLIT_NONE: the steps do it */
    struct tokenizer_json *json; /* what only tokenizer.json has; NULL otherwise */
};

enum { SLOT_BYTES = 31, SLOT_IDS = 7, CACHE_SLOTS = 1 << 14 };

/* A piece of text whose tokens are remembered. */
struct word_slot {
    char bytes[SLOT_BYTES]; /* zeros behind */
    uint8_t length;         /* 0: free */
    uint32_t count;
    uint32_t ids[SLOT_IDS];
};

struct token_span {
    size_t start, end;
    bool first; /* begins where the whole text does */
};

struct token_spans {
    struct token_span *items;
    size_t count, capacity;
};

struct token_work {
    const struct tokenizer *owner; /* whose words the cache holds */
    struct word_slot *cache;
    struct token_ids ids;
    struct merge_space merge;
    struct buffer normal[2]; /* the text between steps of the normaliser, in turn */
    struct buffer texts[2];  /* the same between steps of splitting */
    struct token_spans spans[2];
    struct token_spans matches; /* of one step in one piece */
    struct buffer space;
    struct buffer repaired; /* a text that was not UTF-8 */
    void *match;            /* of the regular expression engine */
    struct path_node *paths;
    size_t path_capacity;
};

int token_ids_reserve(struct token_ids *ids, size_t more, struct error *error) MUST_CHECK;
int token_spans_add(struct token_spans *spans, size_t start, size_t end, bool first,
                    struct error *error) MUST_CHECK;

/* The tokens of one piece, appended to work->ids. */
int encode_piece(const struct tokenizer *tokenizer, struct token_work *work, struct text piece,
                 struct error *error) MUST_CHECK;

/* All pieces that the scanner finds in a text. */
int encode_scanned(const struct tokenizer *tokenizer, struct token_work *work, struct text text,
                   struct error *error) MUST_CHECK;

int tiktoken_read(struct tokenizer *tokenizer, struct text content, const char *name, enum token_split split,
                  struct error *error) MUST_CHECK;

#endif
