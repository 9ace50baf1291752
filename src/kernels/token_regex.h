/* Regular expressions of tokenizer.json, for which no scanner is written: run by PCRE2.
 *
 * They are written for Oniguruma. What differs is rewritten: \s is the property White_Space, \w has the marks
 * and the connecting punctuation of UTS 18 (annex C), \h is a hexadecimal digit, ^ and $ hold at every line.
 */
#ifndef ASSAY_KERNELS_TOKEN_REGEX_H
#define ASSAY_KERNELS_TOKEN_REGEX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/text.h"

struct token_regex;

/* `place` begins messages: where the expression stands. */
int token_regex_new(struct token_regex **regex, struct text pattern, const char *place,
                    struct error *error) MUST_CHECK;
void token_regex_free(struct token_regex *regex);

/* The first match at or after `from`; *found tells whether there is one. *match is space of one thread, NULL
 * before first use, freed by regex_match_free. The text must be valid UTF-8. */
int token_regex_find(const struct token_regex *regex, void **match, struct text text, size_t from,
                     size_t *start, size_t *end, bool *found, struct error *error) MUST_CHECK;
void regex_match_free(void *match);

#endif
