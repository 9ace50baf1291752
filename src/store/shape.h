/* How a C struct is written as a JSON object, as a table: one line a member. The same table writes the
 * object, reads it strictly (every member there, no other, each of its type) and checks what its values may
 * be. So what is written can be read again, and both fail with the RFC 6901 pointer of the member at fault.
 */
#ifndef ASSAY_STORE_SHAPE_H
#define ASSAY_STORE_SHAPE_H

#include <stddef.h>
#include <yyjson.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"

enum field_kind {
    FIELD_TEXT,       /* struct text: any string */
    FIELD_NAME,       /* … that is not empty */
    FIELD_DIGEST,     /* … of 64 lower-case hexadecimal digits */
    FIELD_DIGEST_ANY, /* … or "" */
    FIELD_TIME,       /* … RFC 3339 in UTC, ends in Z */
    FIELD_DAY_ANY,    /* … YYYY-MM-DD, or "" */
    FIELD_CHOICE,     /* … one of `choices` */
    FIELD_COUNT,      /* int64_t: 0 to 2^53 - 1, which every reader of JSON keeps exactly */
    FIELD_OBJECT_ANY, /* struct text: the JSON text of an object; null when empty */
    FIELD_TEXTS,      /* an array of strings: pointer and count */
    FIELD_LIST,       /* an array of objects of `shape`: pointer and count */
    FIELD_GROUP,      /* an object of `shape` whose members stand in the same struct */
    FIELD_ONE_ANY,    /* pointer to a struct of `shape`; null when NULL */
};

struct shape;
struct field {
    const char *name;
    enum field_kind kind;
    size_t at, count_at; /* offsets in the struct */
    const struct shape *shape;
    const char *const *choices; /* ends with NULL */
};

struct shape {
    const struct field *fields;
    size_t count;
    size_t size; /* of the struct */
};

/* What a walk over a shape carries along. `pointer` is empty at the root. */
struct walk {
    const char *name; /* of the text, for messages */
    struct buffer pointer;
    struct arena *arena; /* for reading */
    struct error *error;
};

/* ERROR_INPUT with the name and the pointer. */
int walk_fault(struct walk *walk, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Steps into a member or an element; the length to step back to with walk_back. */
size_t walk_into(struct walk *walk, const char *key);
size_t walk_into_nth(struct walk *walk, size_t index);
void walk_back(struct walk *walk, size_t length);

/* Appends the struct as JSON, members in the table's order. */
void shape_put(const struct shape *shape, const void *record, struct buffer *out);

/* Fills the zeroed struct; texts and lists live in the walk's arena. */
int shape_read(const struct shape *shape, void *record, yyjson_val *value, struct walk *walk) MUST_CHECK;

/* Whether every value is one that its kind allows. */
int shape_check(const struct shape *shape, const void *record, struct walk *walk) MUST_CHECK;

#endif
