/* The words of a chat template: text to be copied, and what stands between {{ }}, {% %} and {# #}.
 *
 * Jinja2 as transformers sets it up for chat templates: trim_blocks and lstrip_blocks are on, a last line end
 * of the source is dropped, line ends become "\n". Definition: Jinja 3.1, "Template Designer Documentation",
 * whitespace control; transformers, chat_template_utils. */
#ifndef ASSAY_PACKS_SFT_TEMPLATE_TOKEN_H
#define ASSAY_PACKS_SFT_TEMPLATE_TOKEN_H

#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

enum token_kind {
    TOKEN_DATA,
    TOKEN_VARIABLE_BEGIN,
    TOKEN_VARIABLE_END,
    TOKEN_BLOCK_BEGIN,
    TOKEN_BLOCK_END,
    TOKEN_NAME,
    TOKEN_STRING, /* text: its value, escapes resolved */
    TOKEN_INTEGER,
    TOKEN_REAL,
    TOKEN_OPERATOR, /* text: the operator itself */
    TOKEN_END
};

struct token {
    enum token_kind kind;
    size_t offset; /* within the source */
    struct text text;
    int64_t integer;
    double real;
};

struct token_list {
    struct text source; /* line ends made "\n", the last one dropped */
    struct token *items;
    size_t count; /* the last is TOKEN_END */
};

/* Memory is the arena's. ERROR_INPUT names line and column. */
int tokens_read(struct token_list *tokens, struct text source, struct arena *arena,
                struct error *error) MUST_CHECK;

/* "line 3, column 14: …" about a place in the source. Returns ERROR_INPUT. */
int template_fault(struct error *error, struct text source, size_t offset, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
