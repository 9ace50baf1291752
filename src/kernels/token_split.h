/* Splitting text into the pieces that byte pair encoding never crosses, as the regular expressions of
 * published tokenizers do: written as scanners, since a regular expression engine would take most of the
 * time.
 *
 * Each alternative of an expression is tried in order, as there; what backtracking would find is worked out
 * from runs, so that every scanner is linear. */
#ifndef ASSAY_KERNELS_TOKEN_SPLIT_H
#define ASSAY_KERNELS_TOKEN_SPLIT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

enum token_split {
    SPLIT_NONE,   /* no such expression */
    SPLIT_GPT2,   /* GPT-2, r50k_base, p50k_base, and byte-level tokenizers by default */
    SPLIT_CL100K, /* cl100k_base */
    SPLIT_LLAMA3, /* the form of cl100k_base that Llama 3 uses: other white space at the end of a text */
    SPLIT_QWEN2,  /* the same with one digit a piece */
    SPLIT_O200K,  /* o200k_base */
};

/* The end of the piece that begins at `at`, which must be < text.length. */
size_t split_end(enum token_split split, struct text text, size_t at);

/* The scanner that does what the regular expression says; SPLIT_NONE for an unknown one. */
enum token_split split_of_pattern(struct text pattern);

/* By the short name: gpt2, cl100k, llama3, qwen2, o200k. */
enum token_split split_of_name(struct text name);

#endif
