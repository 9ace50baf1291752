/* A private folder under incoming/ for what one process is writing. It is locked while the process lives, so
 * that what a crash left behind can be told from what is being written. */
#ifndef ASSAY_STORE_SESSION_FOLDER_H
#define ASSAY_STORE_SESSION_FOLDER_H

#include <stdint.h>

#include "base/error.h"

struct session_folder {
    char *path; /* NULL: not made yet */
    int lock;   /* descriptor of the folder, which carries the lock */
};

/* Makes it in `parent` unless it is there. */
int session_folder_make(struct session_folder *session, const char *parent, struct error *error) MUST_CHECK;

/* Removes it and everything in it; fine when it was never made. */
void session_folder_remove(struct session_folder *session);

/* Removes the folders in `parent` whose process has ended. */
int session_folders_sweep(const char *parent, int64_t *removed, struct error *error) MUST_CHECK;

#endif
