/* A version's manifest: everything a version is, as one canonical JSON text (RFC 8785) whose SHA-256 is the
 * version's id. docs/store.md describes the fields. Read into this plain struct; texts live in its arena. */
#ifndef ASSAY_STORE_MANIFEST_H
#define ASSAY_STORE_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/text.h"

struct stored_column {
    struct text name, type; /* type as the engine writes it */
};

/* A run of consecutive rows in key order, held by one Parquet object. */
struct stored_chunk {
    struct text root;   /* hex: RFC 6962 root over the hashes of its rows */
    struct text object; /* hex SHA-256 of the file */
    int64_t rows, bytes;
    struct text first, last; /* keys, as text */
};

struct stored_table {
    struct text name;
    struct text *key; /* columns whose values name a row, in order */
    size_t key_count;
    struct stored_column *columns;
    size_t column_count;
    int64_t rows;
    struct text root; /* hex: RFC 6962 root whose leaves are the roots of its chunks */
    struct stored_chunk *chunks;
    size_t chunk_count;
};

/* What the rows were read from. */
struct stored_source {
    struct text path;   /* as given */
    struct text format; /* "openai"; empty for a version */
    struct text sha256; /* of the file's bytes; the version's id when it is a version */
    int64_t bytes, rows;
};

struct stored_media {
    struct text path; /* as the data refers to it */
    struct text sha256;
    int64_t bytes;
    struct text kept;  /* "object": its bytes are an object; "link": only its place is known */
    struct text place; /* of a link: absolute path when it was added */
};

struct stored_parent {
    struct text version; /* id */
    struct text given;   /* as written: "chat@v3" */
};

struct manifest {
    struct arena arena;
    struct text id; /* SHA-256 of the canonical text; empty before it was written */
    struct text dataset, task;
    int64_t number;
    struct text previous; /* id of the dataset's version before; empty for the first */
    struct text content;  /* digest of task, tables and media alone: equal whatever the history */
    struct text created, message, command, assay;
    struct text keyed;   /* what names its records: "id", "content", or the columns or field given */
    struct text derived; /* "" added from files; "sql", "drop_findings", "sample", "mix" */
    struct text recipe;  /* JSON object: SQL text, run id, seed and size … of a derivation; empty: none */
    struct stored_parent *parents;
    size_t parent_count;
    struct stored_source *sources;
    size_t source_count;
    struct stored_table *tables; /* the task's; by name */
    size_t table_count;
    struct stored_table
        *places; /* where each row stood in the sources; not part of `content`; NULL: unknown */
    struct stored_media *media; /* by path */
    size_t media_count;
    /* Governance: free text, expires is YYYY-MM-DD; empty when not said. */
    struct text license, owner, consent, contact, expires;
    struct text metadata; /* JSON object of the user's own; empty: none */
};

/* Appends the manifest as canonical JSON (without id). */
int manifest_write(const struct manifest *manifest, struct buffer *out, struct error *error) MUST_CHECK;

/* Reads one; `name` is for messages. A field that is missing, of the wrong type or unknown is ERROR_INPUT
 * that names it. id is computed from the text. The struct is released by manifest_release in either outcome.
 */
int manifest_read(struct manifest *manifest, struct text json, const char *name,
                  struct error *error) MUST_CHECK;
void manifest_release(struct manifest *manifest);

#endif
