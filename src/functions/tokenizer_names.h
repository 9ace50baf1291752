/* From what a user calls a tokenizer to the tokenizer. */
#ifndef ASSAY_FUNCTIONS_TOKENIZER_NAMES_H
#define ASSAY_FUNCTIONS_TOKENIZER_NAMES_H

#include "base/error.h"
#include "base/text.h"
#include "kernels/tokenizer.h"

/* `name` is an encoding (cl100k_base), a model that is certain to use one (gpt-4o), a .tiktoken or
 * tokenizer.json file (with #SPLIT behind a .tiktoken of unpublished size), or a folder that holds one. Read
 * once a process. */
int tokenizer_by_name(struct text name, const struct tokenizer **tokenizer, struct error *error) MUST_CHECK;

#endif
