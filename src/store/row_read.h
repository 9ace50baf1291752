/* The fields of a row from its canonical bytes (docs/row_hash.md): for proofs, which come from others. */
#ifndef ASSAY_STORE_ROW_READ_H
#define ASSAY_STORE_ROW_READ_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/text.h"
#include "kernels/row_bytes.h"

struct row_field {
    struct text name;
    enum row_tag tag;
    struct text body; /* what follows the tag; of a text or blob without its length */
};

/* Moves past the mark that a row begins with; false when it is not there. */
bool row_begin(struct text *bytes);

/* The next field; false when the bytes are none. A row ends where nothing is left. */
bool row_next(struct text *bytes, struct row_field *field);

/* Appends the value as the engine writes it as text, where that is plain: texts and integers. false for
 * others, and nothing is appended. */
bool row_value_put_text(const struct row_field *field, struct buffer *out);

#endif
