/* A tokenizer comes from disk: any bytes must give an error that says where, or a tokenizer that takes any
 * text apart. The text is the input's own end. */
#include <stdint.h>

#include "kernels/tokenizer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void encode(const struct tokenizer *tokenizer, struct text text)
{
    struct error error = {0};
    struct token_work *work = NULL;
    const struct token_ids *ids = NULL;
    for (int round = 0; round < 2; round++) { /* the second answer comes from memory */
        if (tokenizer_encode(tokenizer, &work, text, &ids, &error) < 0 && error.message[0] == '\0')
            __builtin_trap();
    }
    token_work_free(work);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error error = {0};
    struct tokenizer *tokenizer = NULL;
    struct text content = {(const char *)data, size};
    if (tokenizer_read(&tokenizer, content, "fuzz", SPLIT_CL100K, &error) < 0) {
        if (error.message[0] == '\0')
            __builtin_trap();
        return 0;
    }
    size_t tail = size < 2000 ? size : 2000;
    encode(tokenizer, (struct text){content.data + size - tail, tail});
    encode(tokenizer, text_of("Hello  wörld's 漢字 \xF0\x9F\x98\x80 123456\r\n  <s> \xFF e\xCC\x81"));
    tokenizer_free(tokenizer);
    return 0;
}
