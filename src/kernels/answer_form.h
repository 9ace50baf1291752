/* In which form an answer is given: JSON, code, a table, a list or prose; and how much markup it uses.
 *
 * The first that fits:
 *   empty   no character but white space
 *   json    one JSON object or array and nothing else, or that alone within one code fence
 *   code    at least half of the lines that are not blank stand in code fences or look like code (what ends
 * in ";", "{", or "}", begins with a word such as "def", "#include", "SELECT", or is a tag), and at least two
 * such lines, or one in a fence table   at least half of the lines are rows of a Markdown table: two bars or
 * more; and at least two are list    at least half of the lines are list items ("-", "*", "+", "•", "1.",
 * "2)", "a)"), or go on with one by indentation; and at least two are items prose   all else Numbers, labels
 * and other short answers are prose of one line. */
#ifndef ASSAY_KERNELS_ANSWER_FORM_H
#define ASSAY_KERNELS_ANSWER_FORM_H

#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "base/text.h"

enum form { FORM_EMPTY, FORM_JSON, FORM_CODE, FORM_TABLE, FORM_LIST, FORM_PROSE, FORM_COUNT };

struct answer_form {
    enum form form;
    uint32_t lines;    /* that are not blank */
    uint32_t code;     /* of these: in fences, or looking like code */
    uint32_t table;    /* rows of a table */
    uint32_t items;    /* list items */
    uint32_t fences;   /* code fences opened */
    uint32_t headings; /* lines that begin with "# " to "###### " */
    uint32_t emphases; /* pieces in ** or __ */
};

/* Working space of a thread; zeroed before first use. */
struct form_space {
    struct json_reader reader;
    struct arena arena;
};

struct answer_form answer_form_tell(struct form_space *space, struct text answer);
void form_space_release(struct form_space *space);

/* "empty", "json", … */
const char *form_name(enum form form);

#endif
