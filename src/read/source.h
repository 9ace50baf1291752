/* From files to records with places: decompress, find where each record starts and ends, number them.
 *
 * A source hands out blocks of whole records; threads take turns to fetch a block (cheap: finding ends) and
 * then parse it (dear) side by side. Number, line and byte are assigned while fetching, so they do not depend
 * on threads. Record contents are raw bytes: nothing is parsed, repaired or dropped here. */
#ifndef ASSAY_READ_SOURCE_H
#define ASSAY_READ_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/text.h"

enum container {
    CONTAINER_UNKNOWN,
    CONTAINER_LINES,  /* one record a line, split at \n only; a trailing \r belongs to the line end; blank
                         lines skipped but counted */
    CONTAINER_ARRAY,  /* one JSON array of records, possibly over many lines; anything after the closing
                         bracket is a  fault. Also values that follow each other over many lines without an
                         array around them */
    CONTAINER_OBJECT, /* the whole file is one JSON value that is no array: one record */
    CONTAINER_TABLE,  /* CSV or TSV, RFC 4180 quoting, a header line; a record may span lines */
    CONTAINER_PARQUET /* magic PAR1; read by the engine, not by this module */
};

const char *container_name(enum container container);

struct source_record {
    struct text raw; /* borrowed from the block; without line end */
    int64_t number;  /* from 1 within the file; the header line of a table and blank lines do not count */
    int64_t line;    /* from 1: the line the record starts on, in the decompressed file */
    int64_t byte;    /* from 0: offset of the first byte in the decompressed file */
    /* NULL, or a code: truncated_record, unbalanced_array, text_after_array, misplaced_comma, unclosed_quote,
     * nul_bytes. Faults of the array itself (its end is missing, text after it) come as a record of their
     * own, whose raw is empty or the bytes in question. */
    const char *fault;
    const char *fault_message; /* a sentence */
};

struct source_block {
    struct source_record *records;
    size_t count;
    size_t capacity;
    char *bytes; /* what the records borrow from */
    size_t bytes_capacity;
};
void source_block_release(struct source_block *block);

struct source_options {
    enum container container; /* UNKNOWN: told by content */
    char delimiter;           /* of a table; 0: told by content among , \t ; | */
    size_t block_bytes;       /* 0 = 1 MiB; a longer record makes a longer block */
    size_t record_limit;      /* 0 = 1 GiB; a longer record is an error that names its place */
};

struct source; /* one file */
int source_open(struct source **opened, const char *path, const struct source_options *options,
                struct error *error) MUST_CHECK;

/* What was told by content. */
enum container source_container(const struct source *source);
char source_delimiter(const struct source *source);
/* The raw header record of a table; empty for other containers. Borrowed from the source. */
struct text source_header(const struct source *source);
/* The first records (up to 64 of them or 1 MiB), for recognising the format; they are handed out again by
 * source_next. Borrowed from the source. Returns how many. */
size_t source_peek(struct source *source, const struct source_record **records);

/* The next block of records in file order; block->count == 0 at the end of the file. Thread-safe. A UTF-8
 * byte order mark before the first record is skipped (bytes still count); UTF-16 and UTF-32 by their marks
 * are ERROR_INPUT with a message that says how to convert. An empty file gives no records. */
int source_next(struct source *source, struct source_block *block, struct error *error) MUST_CHECK;

bool source_had_mark(const struct source *source); /* a UTF-8 byte order mark was there */
void source_close(struct source *source);

/* The fields of one record of a table, unquoted. fields[i].data points into raw or, where a doubled quote had
 * to be undone, into the arena. Returns how many; a record with more than `capacity` fields reports the true
 * number. */
struct arena;
size_t table_fields(struct text raw, char delimiter, struct text *fields, size_t capacity,
                    struct arena *arena);

#endif
