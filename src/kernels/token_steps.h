/* The pre-tokenizer of a tokenizer.json: a list of steps, each of which takes the pieces of a text further
 * apart. */
#ifndef ASSAY_KERNELS_TOKEN_STEPS_H
#define ASSAY_KERNELS_TOKEN_STEPS_H

#include "base/json.h"
#include "kernels/token_regex.h"
#include "kernels/tokenizer_parts.h"

enum step_kind {
    STEP_SCANNER, /* an expression for which there is a scanner */
    STEP_REGEX,
    STEP_LITERAL,
    STEP_METASPACE,
    STEP_BYTE_LEVEL,
    STEP_DIGITS,
    STEP_PUNCTUATION,
    STEP_BERT,
    STEP_WHITE_SPACE,
    STEP_LENGTH,
};

/* What happens to the matches of a step: kept apart, dropped, neighbours joined, or joined to a neighbour. */
enum step_rule { RULE_ISOLATED, RULE_REMOVED, RULE_CONTIGUOUS, RULE_WITH_PREVIOUS, RULE_WITH_NEXT };

enum prepend_scheme { PREPEND_NEVER, PREPEND_FIRST, PREPEND_ALWAYS };

struct split_step {
    enum step_kind kind;
    enum step_rule rule;
    bool invert;
    enum token_split scanner;
    struct token_regex *regex;
    struct text text;            /* of a literal, or what stands for a space (Metaspace) */
    enum prepend_scheme prepend; /* Metaspace */
    bool split;                  /* Metaspace: split at all */
    bool add_space, use_scanner; /* ByteLevel */
    bool maps;                   /* ByteLevel: bytes become letters here; the last step leaves them bytes */
    size_t length;               /* in code points */
};

struct split_steps {
    struct split_step *items;
    size_t count;
    bool byte_level; /* there is such a step */
};

int split_steps_read(struct split_steps *steps, yyjson_val *value, struct arena *arena, const char *file,
                     struct error *error) MUST_CHECK;
void split_steps_release(struct split_steps *steps);

/* The pieces of a text: *spans into *result, both of which lie in the work or are the text. `first`: the text
 * begins where the whole one does. */
int split_steps_run(const struct split_steps *steps, struct token_work *work, struct text text, bool first,
                    struct text *result, const struct token_spans **spans, struct error *error) MUST_CHECK;

/* The scanner that does the work of all steps, where there is one. */
enum token_split split_steps_scanner(const struct split_steps *steps);

#endif
