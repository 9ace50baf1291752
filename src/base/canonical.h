/* JSON that is hashed and signed: the canonical form of RFC 8785 (JCS). Members sorted by the UTF-16 code
 * units of their names, no white space, strings with the least escapes, numbers as ECMAScript prints the
 * nearest double. */
#ifndef ASSAY_BASE_CANONICAL_H
#define ASSAY_BASE_CANONICAL_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/text.h"

/* Appends the canonical form of one JSON text. What RFC 8785 (and I-JSON, RFC 7493) excludes is ERROR_INPUT
 * with its byte: broken JSON, invalid UTF-8, lone surrogates, duplicate names, numbers that are no finite
 * double. */
int json_canonical(struct text json, struct buffer *out, struct error *error) MUST_CHECK;

#endif
