/* The store of objects, as what writes into it shares it. */
#ifndef ASSAY_STORE_OBJECTS_INTERNAL_H
#define ASSAY_STORE_OBJECTS_INTERNAL_H

#include "store/objects.h"
#include "store/session_folder.h"

struct objects {
    char *folder;   /* ".assay/objects" */
    char *incoming; /* ".assay/incoming" */
    struct session_folder session;
    uint64_t drafts;
    char (*taken)[65]; /* digests of files in the session's folder, to be published */
    size_t taken_count, taken_capacity;
    bool flushed;                /* everything taken so far is durable */
    struct buffer content, path; /* of the file that is copied now: kept, because there may be many */
};

/* Notes that a file of the session's folder is to be published. */
int object_taken(struct objects *objects, const char *sha256, struct error *error) MUST_CHECK;

/* The file in the session's folder that will become the object. */
int object_waiting(const struct objects *objects, const char *sha256, struct buffer *path,
                   struct error *error) MUST_CHECK;

/* Gives the draft its digest's name in the session's folder, unless the object or such a file is there. */
int draft_keep(struct objects *objects, const char *draft, const char *sha256,
               struct error *error) MUST_CHECK;

int write_whole(int file, const char *path, const char *data, size_t length, struct error *error) MUST_CHECK;

#endif
