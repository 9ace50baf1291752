/* Text from data on its way into markup. Whatever the data holds, what comes out is inert: no tag opens, no
 * attribute ends, and characters that would act without being seen (controls, bidirectional overrides, line
 * separators) are written by name, as in ⟨U+202E⟩. */
#ifndef ASSAY_REPORT_ESCAPE_H
#define ASSAY_REPORT_ESCAPE_H

#include <stdint.h>

#include "base/buffer.h"
#include "base/text.h"

/* Characters that change what is displayed without showing themselves: C0, DEL, C1, bidirectional controls,
 * line and paragraph separators, the byte order mark and non-characters. Tab and line feed are not among
 * them. */
bool character_is_hidden(int32_t code_point);

/* For element content and quoted attribute values of HTML and XML 1.0 alike. */
void markup_put(struct buffer *out, struct text text);

/* The same for at most `limit` code points; an ellipsis stands for the rest. */
void markup_put_cut(struct buffer *out, struct text text, size_t limit);

/* For one cell or line of GitHub-flavoured Markdown: nothing formats, links, mentions or breaks the line. */
void markdown_put(struct buffer *out, struct text text, size_t limit);

/* A path as a URI reference (RFC 3986): absolute paths become file: URIs, other bytes are percent-encoded. */
void uri_put_path(struct buffer *out, struct text path);

#endif
