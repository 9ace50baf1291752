/* Text to tokens, as the tokenizer of a model does it: `.tiktoken` files of ranks, and `tokenizer.json`
 * files.
 *
 * A tokenizer is read once and never changes; any number of threads share it, each with a struct token_work
 * of its own. The tokens are those of tiktoken's encode_ordinary (words like <|endoftext|> are plain text),
 * and of `tokenizers`' encode with add_special_tokens=False (special tokens in the text count as one token
 * each, as they do in a rendered chat; none is added at either end; truncation in the file is left out).
 *
 * Linear in the text, but for byte pairs in a piece of more than 48 symbols: n log n. */
#ifndef ASSAY_KERNELS_TOKENIZER_H
#define ASSAY_KERNELS_TOKENIZER_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/text.h"
#include "kernels/token_split.h"

struct tokenizer;

/* Reads either format from the content of a file. `name` stands in messages. A .tiktoken file does not say
 * how text is split before merging: SPLIT_NONE tells it from the number of ranks, where that is a published
 * one. An error names the byte, or the place in the JSON. */
int tokenizer_read(struct tokenizer **read, struct text content, const char *name, enum token_split split,
                   struct error *error) MUST_CHECK;
void tokenizer_free(struct tokenizer *tokenizer);

/* Working space and results of one thread; NULL before first use. */
struct token_work;

struct token_ids {
    uint32_t *items;
    size_t count, capacity;
};

/* The tokens of a text, valid until the next call with this work. *work is made on first use. */
int tokenizer_encode(const struct tokenizer *tokenizer, struct token_work **work, struct text text,
                     const struct token_ids **ids, struct error *error) MUST_CHECK;
void token_work_free(struct token_work *work);

#endif
