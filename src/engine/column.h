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
    KIND_LIST,
    KIND_STRUCT,
    KIND_NULL, /* a column of untyped NULLs */
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

struct list_entry {
    uint64_t offset;
    uint64_t length;
};
static inline struct list_entry column_list(const struct column *column, size_t row)
{
    return ((const struct list_entry *)column->values)[row];
}

/* The one child column of a LIST; rows of it are offset … offset + length - 1 of each entry. */
struct column column_elements(const struct column *list);

/* The field of a STRUCT by name (bytewise); kind KIND_NULL when there is none, so reads see NULL. */
struct column column_field(const struct column *structure, const char *name);

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
