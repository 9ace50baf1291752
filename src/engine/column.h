/* Columns: how C code reads and writes the engine's vectors without seeing the engine.
 *
 * Reading: struct column is a cheap view, valid while the batch is. Test column_valid per row before any
 * value; a list's children start at an offset, never assumed 0; struct fields are found by name because real
 * data has extra ones. Writing: struct target is the result's side; a list is reserved once and its child
 * targets fetched after. */
#ifndef ASSAY_ENGINE_COLUMN_H
#define ASSAY_ENGINE_COLUMN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/text.h"

enum kind {
    KIND_OTHER, /* a type this project's kernels do not read */
    KIND_BOOLEAN,
    KIND_INT32,
    KIND_INT64,
    KIND_UINT32,
    KIND_UINT64,
    KIND_DOUBLE,
    KIND_TEXT, /* VARCHAR (and JSON): valid UTF-8 */
    KIND_BLOB,
    KIND_LIST, /* LIST and MAP: the engine keeps a MAP as a list of STRUCT(key, value) */
    KIND_STRUCT,
    KIND_NULL, /* a column of untyped NULLs */
    KIND_INT8,
    KIND_INT16,
    KIND_UINT8,
    KIND_UINT16,
    KIND_INT128,  /* HUGEINT */
    KIND_UINT128, /* UHUGEINT */
    KIND_FLOAT,
    KIND_DECIMAL, /* an integer of column_physical, to be divided by 10^column_scale */
    KIND_DATE,    /* int32_t: days since 1970-01-01 */
    KIND_TIME,    /* int64_t: microseconds since midnight */
    KIND_TIMESTAMP_S,
    KIND_TIMESTAMP_MS,
    KIND_TIMESTAMP, /* int64_t: microseconds since 1970-01-01; S, MS and NS count theirs */
    KIND_TIMESTAMP_NS,
    KIND_TIMESTAMP_TZ, /* microseconds, UTC */
    KIND_INTERVAL,
    KIND_UUID,
    KIND_ENUM,  /* an index of column_physical into the type's words */
    KIND_ARRAY, /* as many elements in every row: those of row r begin at r times column_array_size */
    KINDS       /* how many there are */
};

/* HUGEINT and UHUGEINT as they lie in memory, and UUID, whose highest bit is flipped so that it sorts. */
struct wide_integer {
    uint64_t low;
    uint64_t high;
};

struct calendar_interval {
    int32_t months;
    int32_t days;
    int64_t microseconds;
};

/* The engine's 16-byte string: up to 12 bytes inline, else prefix and pointer. */
struct packed_text {
    uint32_t length;
    char head[4];
    union {
        char tail[8];
        const char *pointer;
    };
};

struct column {
    void *vector;
    enum kind kind;
    const void *values;
    const uint64_t *validity; /* NULL: all valid */
};

static inline bool column_valid(const struct column *column, size_t row)
{
    return column->kind != KIND_NULL && (!column->validity || (column->validity[row >> 6] >> (row & 63) & 1));
}

/* TEXT and BLOB. Inlined bytes are borrowed from the vector itself: valid while the batch is. */
static inline struct text column_text(const struct column *column, size_t row)
{
    const struct packed_text *packed = (const struct packed_text *)column->values + row;
    return (struct text){packed->length <= 12 ? packed->head : packed->pointer, packed->length};
}
static inline int64_t column_int64(const struct column *column, size_t row)
{
    return ((const int64_t *)column->values)[row];
}
static inline int32_t column_int32(const struct column *column, size_t row)
{
    return ((const int32_t *)column->values)[row];
}
static inline uint64_t column_uint64(const struct column *column, size_t row)
{
    return ((const uint64_t *)column->values)[row];
}
static inline uint32_t column_uint32(const struct column *column, size_t row)
{
    return ((const uint32_t *)column->values)[row];
}
static inline double column_double(const struct column *column, size_t row)
{
    return ((const double *)column->values)[row];
}
static inline bool column_boolean(const struct column *column, size_t row)
{
    return ((const bool *)column->values)[row];
}

/* An integer of 1 to 8 bytes by its own kind or its column_physical; 0 for other kinds. */
static inline int64_t column_integer(const struct column *column, enum kind physical, size_t row)
{
    switch (physical) {
    case KIND_INT8:
        return ((const int8_t *)column->values)[row];
    case KIND_UINT8:
        return ((const uint8_t *)column->values)[row];
    case KIND_INT16:
        return ((const int16_t *)column->values)[row];
    case KIND_UINT16:
        return ((const uint16_t *)column->values)[row];
    case KIND_INT32:
        return column_int32(column, row);
    case KIND_UINT32:
        return column_uint32(column, row);
    case KIND_INT64:
        return column_int64(column, row);
    default:
        return 0;
    }
}
static inline float column_float(const struct column *column, size_t row)
{
    return ((const float *)column->values)[row];
}
static inline struct wide_integer column_wide(const struct column *column, size_t row)
{
    return ((const struct wide_integer *)column->values)[row];
}
static inline struct calendar_interval column_interval(const struct column *column, size_t row)
{
    return ((const struct calendar_interval *)column->values)[row];
}

/* What lies in memory behind a DECIMAL (INT16 to INT128) or an ENUM (UINT8 to UINT32); else the kind itself.
 * Looked up in the type: ask once a batch, as for all that follows. */
enum kind column_physical(const struct column *column);
uint8_t column_scale(const struct column *decimal);
uint64_t column_array_size(const struct column *array);
bool column_is_map(const struct column *list);
/* The name of a type that is KIND_OTHER. Constant. */
const char *column_type_name(const struct column *column);

/* The word of an ENUM with this index, copied into the arena; .data NULL when out of memory. */
struct arena;
struct text column_enum_text(const struct column *column, uint64_t index, struct arena *arena);

struct list_entry {
    uint64_t offset;
    uint64_t length;
};
static inline struct list_entry column_list(const struct column *column, size_t row)
{
    return ((const struct list_entry *)column->values)[row];
}

/* The one child column of a LIST (rows of it are offset … offset + length - 1 of each entry) or an ARRAY. */
struct column column_elements(const struct column *list);

/* The field of a STRUCT by name (bytewise); kind KIND_NULL when there is none, so reads see NULL. */
struct column column_field(const struct column *structure, const char *name);

/* The same by place, in declared order; the name is copied into the arena (.data NULL: out of memory). */
size_t column_field_count(const struct column *structure);
struct column column_field_at(const struct column *structure, size_t index, struct arena *arena,
                              struct text *name);

/* ---- writing ------------------------------------------------------------------------------------------- */

struct target {
    void *vector;
    void *values;
    enum kind kind;
};

/* A target for the vector; fetch again after target_reserve moved it. */
struct target target_elements(const struct target *list);
struct target target_field(const struct target *structure, size_t index); /* in declared order */

void target_null(const struct target *target, size_t row); /* recursive into STRUCT fields */

/* Copies the bytes. TEXT must be valid UTF-8: what is not is repaired with U+FFFD, never lost to NULL. */
void target_text(const struct target *target, size_t row, struct text text);
void target_blob(const struct target *target, size_t row, struct text bytes);

static inline void target_int64(const struct target *target, size_t row, int64_t value)
{
    ((int64_t *)target->values)[row] = value;
}
static inline void target_int32(const struct target *target, size_t row, int32_t value)
{
    ((int32_t *)target->values)[row] = value;
}
static inline void target_uint64(const struct target *target, size_t row, uint64_t value)
{
    ((uint64_t *)target->values)[row] = value;
}
static inline void target_uint32(const struct target *target, size_t row, uint32_t value)
{
    ((uint32_t *)target->values)[row] = value;
}
static inline void target_double(const struct target *target, size_t row, double value)
{
    ((double *)target->values)[row] = value;
}
static inline void target_float(const struct target *target, size_t row, float value)
{
    ((float *)target->values)[row] = value;
}
static inline void target_boolean(const struct target *target, size_t row, bool value)
{
    ((bool *)target->values)[row] = value;
}

/* LIST results: room for `total` elements over all rows (growing keeps what was written), then one entry per
 * row. */
int target_reserve(const struct target *list, uint64_t total); /* 0, or -1 when out of memory */
static inline void target_list(const struct target *target, size_t row, uint64_t offset, uint64_t length)
{
    ((struct list_entry *)target->values)[row] = (struct list_entry){offset, length};
}
void target_length(const struct target *list, uint64_t total); /* elements really written, once at the end */

#endif
