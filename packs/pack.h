/* A pack is everything about one discipline of training data: its formats, functions, tables and checks, in
 * one folder. The rest of the program sees only this struct; packs.c lists the packs.
 *
 * To add a format: write packs/<task>/format_<name>.c with its head comment, and add one line to the task's
 * table of formats. All of it is constant data; nothing registers itself. */
#ifndef ASSAY_PACKS_PACK_H
#define ASSAY_PACKS_PACK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/embedded.h"
#include "base/error.h"
#include "engine/function.h"
#include "read/source.h"

/* A file format as people meet it. `coder` is the pack's own pair of reader and writer. */
struct format {
    const char *name;          /* as written in --format and --to */
    const char *task;          /* "sft" */
    const char *title;         /* a few words */
    const char *doc;           /* what a record looks like and what to beware of, in a sentence or two */
    unsigned containers;       /* bit 1 << enum container of each that may hold it */
    bool writes;               /* records can be written in it too */
    enum container written_as; /* LINES, or TABLE with `header` as its first line */
    const char *header;
    const void *coder;
};

/* What is known of a file before it is read. */
struct sample {
    enum container container;
    const struct text *records; /* the first records, raw; of a table already JSON objects {header: field} */
    size_t count;
    struct text path; /* of the data file; its name is looked up in dataset_info */
    struct text
        dataset_info; /* content of the dataset_info.json beside it or given by the user; empty: none */
};

/* How to read it. Texts live in the arena that was passed. */
struct recognition {
    const struct format *format; /* NULL: none fits; `why` says what was seen */
    struct text why;             /* "64 of 64 records have messages with role and content" */
    struct text options;         /* JSON for the reader (columns and tags), or empty */
};

/* A table that versions keep. */
struct kept_table {
    const char *name;
    const char *places; /* its columns that say where a row stood and not what it says: "row, file, …";
                           `record` is among them, since a version names its records anew */
    const char *key;    /* columns that name a row among those of one record; NULL: a record has one row */
};

struct pack {
    const char *task;
    const char *title;
    const struct function *functions;
    size_t function_count;
    const struct format *formats;
    size_t format_count;
    /* tables.sql, checks, tables. tables.sql makes the canonical tables; among them every task has `records`
     * (row, record, file, number, line) and the macro TASK_canonical(raw_table), which turns raw records into
     * its rows. */
    const struct embedded *files;
    /* `records` first; every other table has a column `row` that names the record it belongs to. */
    const struct kept_table *kept;
    size_t kept_count;
    /* A table expression of (row, path): the media files that records refer to; NULL: none. */
    const char *media;
    const char
        *shown; /* a table expression of (line) for $row: a record as a person reads it; NULL: its turns */
    bool plain; /* rows with columns of their own in one table `data`; no formats, canonical columns or
                   recognition */
    int (*recognise)(const struct sample *sample, struct recognition *recognition, struct arena *arena,
                     struct error *error);
};

#endif
