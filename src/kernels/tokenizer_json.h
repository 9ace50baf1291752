/* What only a tokenizer.json has. */
#ifndef ASSAY_KERNELS_TOKENIZER_JSON_H
#define ASSAY_KERNELS_TOKENIZER_JSON_H

#include "kernels/tokenizer_parts.h"

int tokenizer_json_read(struct tokenizer *tokenizer, struct text content, const char *name,
                        struct error *error) MUST_CHECK;
void tokenizer_json_free(struct tokenizer_json *json);

/* A whole text: added tokens, normalisation, splitting, then the model piece by piece. */
int json_encode(const struct tokenizer *tokenizer, struct token_work *work, struct text text,
                struct error *error) MUST_CHECK;

/* One piece by a model whose symbols are not bytes. */
int json_encode_piece(const struct tokenizer *tokenizer, struct token_work *work, struct text piece,
                      struct error *error) MUST_CHECK;

void regex_match_free(void *match);

#endif
