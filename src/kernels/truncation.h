/* Signs that an answer was cut off before it was finished, as generation at a token limit leaves it.
 *
 * Made for precision: a text counts as cut only where complete texts do not end that way. Short answers,
 * titles, lists, tables, code, formulas and addresses without a full stop are complete. */
#ifndef ASSAY_KERNELS_TRUNCATION_H
#define ASSAY_KERNELS_TRUNCATION_H

#include <stddef.h>

#include "base/text.h"

struct truncation {
    const char
        *code; /* NULL: no sign. open_code_fence, open_bracket, open_quote, bare_list_marker, cut_sentence */
    size_t offset; /* byte where the unfinished piece starts */
};

struct truncation truncation_find(struct text text);

#endif
