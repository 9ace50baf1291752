/* Inside the JSON reader: how its steps report and what they share. */
#ifndef ASSAY_BASE_JSON_FAULT_H
#define ASSAY_BASE_JSON_FAULT_H

#include "base/json.h"

enum fault_kind {
    FAULT_INVALID_JSON,
    FAULT_TRUNCATED_JSON,
    FAULT_INVALID_UTF8,
    FAULT_LONE_SURROGATE,
    FAULT_NOT_A_NUMBER,
    FAULT_DUPLICATE_KEY,
    FAULT_DEEP_NESTING,
    FAULT_BYTE_ORDER_MARK,
    FAULT_OUT_OF_MEMORY,
    FAULT_KINDS
};

/* The parser's memory from base/memory.h. */
yyjson_alc json_allocator(void);

void faults_start(struct json_reader *reader);

/* Whether one more fault of this kind gets its own entry; counts it either way. Ask before building a locus.
 */
bool fault_wanted(struct json_reader *reader, enum fault_kind kind);

/* Appends a fault; the locus and the formatted message are copied into the arena. */
void fault_add(struct json_reader *reader, enum fault_kind kind, size_t offset, struct text locus,
               const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Adds the entries that count what fault_wanted turned away. */
void faults_finish(struct json_reader *reader);

/* Copies text into reader->repaired with ill-formed UTF-8 and the escapes of lone surrogates replaced by
 * U+FFFD, each a fault at `base` plus its offset. Returns the repaired text; .data NULL when out of memory.
 */
struct text json_repair(struct json_reader *reader, struct text text, size_t base);

/* The offset in the original that corresponds to an offset in what json_repair made of it. */
size_t json_original_offset(struct text original, size_t repaired_offset);

/* Goes through a parsed document once: turns number texts into numbers, finds NaN, duplicate keys and deep
 * nesting. `original` is what the offsets of faults count in, `base` is added to them. */
void json_examine(struct json_reader *reader, yyjson_doc *document, struct text original, size_t base);

/* The text of a number as it was read, or NULL for a value that json_examine did not mark. NUL-terminated. */
const char *json_number_text(const yyjson_val *value);

#endif
