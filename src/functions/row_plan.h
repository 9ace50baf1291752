/* A batch's rows as the canonical bytes of kernels/row_bytes.h. What depends on types only (kinds, scales,
 * the order of names) is looked up once a batch; writing a row then allocates nothing. */
#ifndef ASSAY_FUNCTIONS_ROW_PLAN_H
#define ASSAY_FUNCTIONS_ROW_PLAN_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "engine/column.h"

/* How one value, and those within it, are written. */
struct row_plan {
    struct column column;
    enum kind physical;
    uint8_t scale;       /* DECIMAL */
    bool map;            /* LIST */
    uint64_t array_size; /* ARRAY */
    struct row_plan *children;
    struct text *names; /* of a STRUCT's children, each as row_put_name writes it */
    size_t child_count;
    struct enum_word *words; /* ENUM: words seen in this batch, by index modulo a power of two */
    struct arena *arena;
};

/* For the rows of a STRUCT. Lives in the arena. A type without canonical bytes is ERROR_USAGE that names the
 * field and the way out. */
int row_plan_make(struct row_plan *plan, const struct column *structure, struct arena *arena,
                  struct error *error) MUST_CHECK;

/* Appends the bytes of a row that is not NULL. */
int row_plan_put(const struct row_plan *plan, size_t row, struct buffer *out, struct error *error) MUST_CHECK;

#endif
