/* The normalizer of a tokenizer.json: a list of steps, each of which rewrites the whole text. */
#ifndef ASSAY_KERNELS_TOKEN_NORMAL_H
#define ASSAY_KERNELS_TOKEN_NORMAL_H

#include "base/json.h"
#include "kernels/charsmap.h"
#include "kernels/token_regex.h"

enum normal_kind {
    NORMAL_NFC,
    NORMAL_NFD,
    NORMAL_NFKC,
    NORMAL_NFKD,
    NORMAL_LOWERCASE,
    NORMAL_STRIP,
    NORMAL_STRIP_ACCENTS,
    NORMAL_REPLACE,
    NORMAL_PREPEND,
    NORMAL_NMT,
    NORMAL_CHARSMAP,
    NORMAL_BERT,
    NORMAL_BYTE_LEVEL,
};

struct normal_step {
    enum normal_kind kind;
    struct text text, content; /* replaced text (or the regular expression) and what stands for it */
    struct token_regex *regex;
    struct charsmap charsmap;
    bool left, right;                        /* strip */
    bool clean, chinese, accents, lowercase; /* of BERT */
};

struct normal_steps {
    struct normal_step *items;
    size_t count;
};

/* Reads a normalizer, null included. Texts are copied into the arena. `file` stands in messages. */
int normal_steps_read(struct normal_steps *steps, yyjson_val *value, struct arena *arena, const char *file,
                      struct error *error) MUST_CHECK;
void normal_steps_release(struct normal_steps *steps);

/* The normalised text, in one of the two buffers or the text itself. */
int normal_steps_run(const struct normal_steps *steps, struct buffer buffers[2], void **match,
                     struct text text, struct text *result, struct error *error) MUST_CHECK;

#endif
