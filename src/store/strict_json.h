/* JSON that somebody else wrote and that must be right as a whole: proofs, envelopes. */
#ifndef ASSAY_STORE_STRICT_JSON_H
#define ASSAY_STORE_STRICT_JSON_H

#include "base/error.h"
#include "base/json.h"
#include "store/shape.h"

/* The root of a text without any fault (duplicate names included), else ERROR_INPUT with the name and the
 * byte. The reader is the caller's, with its arena. */
int strict_json_read(struct json_reader *reader, struct text json, const char *name, yyjson_val **root,
                     struct error *error) MUST_CHECK;

/* Members that must be there and of their type; a fault names the pointer. Other members do not matter. */
int strict_object(struct walk *walk, yyjson_val *object, const char *name, yyjson_val **member) MUST_CHECK;
int strict_text(struct walk *walk, yyjson_val *object, const char *name, struct text *text) MUST_CHECK;
int strict_count(struct walk *walk, yyjson_val *object, const char *name, int64_t *count) MUST_CHECK;
/* Exactly `length` bytes as lower-case hexadecimal digits. */
int strict_hex(struct walk *walk, yyjson_val *object, const char *name, void *bytes,
               size_t length) MUST_CHECK;
/* Any bytes as base64, appended. */
int strict_base64(struct walk *walk, yyjson_val *object, const char *name, struct buffer *bytes) MUST_CHECK;

#endif
