/* JSON on top of yyjson: reading that reports what is wrong with its place, and small writers.
 *
 * Reading is two steps. Strict RFC 8259 first; if that fails, a lenient second try (NaN and Infinity, invalid
 * UTF-8, lone surrogates) recovers what can be recovered, and each departure is a fault with its byte offset.
 * What cannot be recovered is one fault and no document. Duplicate keys are legal JSON for the parser; they
 * are found here because the last one silently wins in every trainer.
 *
 * Numbers keep their text: json_put_value writes 1.10, 1E400 and 12345678901234567890123 as they were read. A
 * number is YYJSON_TYPE_NUM (integers that fit 64 bits as such, all others as the nearest double), except one
 * beyond the largest double (1E400), which is YYJSON_TYPE_RAW. NaN and Infinity become null. */
#ifndef ASSAY_BASE_JSON_H
#define ASSAY_BASE_JSON_H

#include <yyjson.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/text.h"

struct json_fault {
    const char *code; /* invalid_json, truncated_json, invalid_utf8, lone_surrogate, not_a_number,
                         duplicate_key, deep_nesting, byte_order_mark, out_of_memory */
    size_t offset;    /* byte offset within the text that was read */
    struct text
        locus; /* RFC 6901 pointer where known (duplicate_key, not_a_number, deep_nesting), else empty */
    struct text message; /* a sentence */
    struct json_fault *next;
};

struct json_reader {
    struct arena *arena;    /* documents, messages and loci live here; the caller clears it */
    size_t deepest_allowed; /* deeper nesting is a fault deep_nesting (read all the same); 0 = 256 */
    struct json_fault *faults, **faults_end; /* of one code at most 16, then one that counts the rest */
    size_t fault_counts[16];
    struct json_fault out_of_memory; /* stands in when a fault cannot be allocated */
    void *pool;                      /* parse memory, kept between records */
    size_t pool_size;
    yyjson_doc *large;      /* a document too large for the pool, until the next read */
    struct buffer repaired; /* text with invalid UTF-8 replaced */
};

/* Reads one JSON value that must fill the text (white space around it aside). Returns the document's root or
 * NULL; reader->faults lists what was found for this text. The document borrows nothing from text after a
 * lenient try, and lives until the next json_read with this reader: one reader per thread, one live document
 * per reader. */
yyjson_val *json_read(struct json_reader *reader, struct text text);
void json_reader_release(struct json_reader *reader);

static inline struct text json_text(yyjson_val *value)
{
    return (struct text){yyjson_get_str(value), yyjson_get_len(value)};
}

/* Last value under the key (as Python, JavaScript and Go read duplicate keys), or NULL. */
yyjson_val *json_get(yyjson_val *object, const char *key);

/* Appends the value as compact JSON; key order and number text as read. */
void json_put_value(struct buffer *out, yyjson_val *value);

/* Appends a JSON string with quotes: escapes what RFC 8259 requires, leaves other UTF-8 as it is. Invalid
 * UTF-8 becomes U+FFFD. */
void json_put_text(struct buffer *out, struct text text);

/* Appends the shortest decimal that reads back as the same double, in the form of ECMAScript (RFC 8785); null
 * for NaN and infinities, which JSON cannot say. */
void json_put_double(struct buffer *out, double number);

/* Appends one RFC 6901 reference token ("/" and the escaped key) to a pointer. */
void json_pointer_push(struct buffer *pointer, struct text key);

#endif
