/* placeholder while the reader is written */
#include "kernels/tokenizer_json.h"
int tokenizer_json_read(struct tokenizer *tokenizer, struct text content, const char *name,
                        struct error *error)
{
    (void)tokenizer;
    (void)content;
    return error_set(error, ERROR_INPUT, "%s: tokenizer.json is not read yet; give a .tiktoken file", name);
}
void tokenizer_json_free(struct tokenizer_json *json)
{
    (void)json;
}
int json_encode(const struct tokenizer *tokenizer, struct token_work *work, struct text text,
                struct error *error)
{
    (void)tokenizer;
    (void)work;
    (void)text;
    return error_set(error, ERROR_INPUT, "no json");
}
int json_encode_piece(const struct tokenizer *tokenizer, struct token_work *work, struct text piece,
                      struct error *error)
{
    (void)tokenizer;
    (void)work;
    (void)piece;
    return error_set(error, ERROR_INPUT, "no json");
}
void regex_match_free(void *match)
{
    (void)match;
}
