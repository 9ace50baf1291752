/* A model comes from disk: any bytes must give an error that says where, or a model that judges any text. */
#include <stdint.h>

#include "kernels/fasttext.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error error = {0};
    struct fasttext *model = NULL;
    struct fasttext_work *work = NULL;
    struct fasttext_guess guesses[3];
    size_t count;
    if (fasttext_read(&model, (struct text){(const char *)data, size}, "fuzz", &error) < 0) {
        if (error.message[0] == '\0')
            __builtin_trap();
        return 0;
    }
    if (fasttext_guess(model, &work, text_of("two words \xFF wörd </s> __label__x"), 3, guesses, &count,
                       &error) < 0 &&
        error.message[0] == '\0')
        __builtin_trap();
    for (size_t i = 0; i < count; i++) {
        if (guesses[i].label >= fasttext_label_count(model))
            __builtin_trap();
    }
    fasttext_work_free(work);
    fasttext_free(model);
    return 0;
}
