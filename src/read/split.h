/* Inside the reader: finding where records end in a window of bytes that moves over a file.
 *
 * A splitter cuts one record a call. When the window ends first it says so, is called again with a window
 * that begins at the same record and holds more, and goes on where it stopped: every byte is looked at once.
 */
#ifndef ASSAY_READ_SPLIT_H
#define ASSAY_READ_SPLIT_H

#include "read/source.h"

enum brackets {
    BRACKETS_DUE,   /* nothing but white space so far */
    BRACKETS_NONE,  /* values follow each other without an array around them */
    BRACKETS_OPEN,  /* between [ and ] */
    BRACKETS_CLOSED /* after ] */
};

struct split {
    const char *bytes; /* the window */
    size_t length;
    bool at_end;    /* the file ends with the window */
    size_t start;   /* first byte not yet handed out */
    size_t scanned; /* bytes before this were looked at */
    int64_t line;   /* of bytes[start], from 1 */
    int64_t byte;   /* offset of bytes[0] in the file */
    int64_t number; /* of the next record */
    char delimiter; /* of a table */

    /* Where a splitter stands within the record that begins at start. */
    bool in_quote; /* of a JSON string or a table's field */
    bool in_value;
    size_t quote; /* offset after the quote that opened it */
    int64_t depth;
    /* Of an array as a whole. */
    enum brackets brackets;
    int64_t commas; /* since the last value */
    int64_t values;
    bool reported; /* the fault at the end was handed out */
};

/* Each cuts the next record, or returns false when the window holds no whole one: read more, or, at the end
 * of the file, finished. */
bool split_lines(struct split *split, struct source_record *record);
bool split_array(struct split *split, struct source_record *record);
bool split_table(struct split *split, struct source_record *record);

/* Hands out bytes[start..end) and moves past `next`, the first byte after the record's end. */
void split_cut(struct split *split, struct source_record *record, size_t end, size_t next);

/* Drops what was handed out from the window's front: the caller moves bytes[start..] to the front. */
void split_shift(struct split *split);

/* Nothing but spaces, tabs and carriage returns. */
bool split_is_blank(struct text raw);

/* What the beginning of a file says it is. `whole`: there is no more than this. Sets *delimiter for a table.
 */
enum container container_tell(struct text beginning, bool whole, const char *path, char *delimiter);

/* The delimiter of a table by its first records. */
char table_delimiter(struct text beginning, bool whole, const char *path);

#endif
