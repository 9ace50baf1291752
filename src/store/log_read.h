/* Reading the audit log back, in order, a page at a time. */
#ifndef ASSAY_STORE_LOG_READ_H
#define ASSAY_STORE_LOG_READ_H

#include "store/catalog.h"

/* An event with the checkpoint that was signed with it; .data is NULL where a cell is missing. */
struct log_row {
    struct text sequence, time, who, kind, body;
    struct text root, note;
};

/* Calls `each` with every event from number `from` on that is before `until`; a negative code stops. */
int log_each(struct catalog *catalog, int64_t from, int64_t until,
             int (*each)(void *context, const struct log_row *row, struct error *error), void *context,
             struct error *error) MUST_CHECK;

/* One reading of how much there is. */
struct log_extent {
    int64_t size; /* by log_head */
    int64_t events, checkpoints;
    struct buffer frontier, project;
};
int log_extent_read(struct catalog *catalog, struct log_extent *extent, struct error *error) MUST_CHECK;
void log_extent_release(struct log_extent *extent);

/* Public keys by which checkpoints may be signed, from `keys`, each checked against its name. */
struct log_key {
    unsigned char public[32];
    char name[17];
};
struct log_keys {
    struct log_key *items;
    size_t count;
};
int log_keys_read(struct catalog *catalog, struct log_keys *keys, struct error *error) MUST_CHECK;
void log_keys_release(struct log_keys *keys);

#endif
