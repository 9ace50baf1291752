/* A column's type as the engine writes it, taken apart: STRUCT("name" VARCHAR, tags VARCHAR[])[] is a list of
 * a struct of a text and a list of texts. */
#ifndef ASSAY_REPORT_TYPE_PARTS_H
#define ASSAY_REPORT_TYPE_PARTS_H

#include "base/arena.h"
#include "base/text.h"

struct column_type {
    struct text name; /* of a struct's or union's member; empty: the column itself, a map's key or value */
    struct text type; /* all of it, as written */
    struct text base; /* without the lists and arguments around it: "STRUCT", "VARCHAR", "DECIMAL" */
    size_t lists;     /* how many [] or [n] follow */
    struct column_type *members; /* of STRUCT, UNION (named) and MAP (key, value) */
    size_t member_count;
};

enum { TYPE_DEPTH = 32 };

/* Fills *type; names and members live in the arena, texts borrow from `text`. What cannot be taken apart, or
 * is nested deeper than TYPE_DEPTH, has no members. Returns false when out of memory. */
bool column_type_parse(struct column_type *type, struct text text, struct arena *arena)
    __attribute__((warn_unused_result));

#endif
