/* Files that are read into an object once a process and shared, read-only, by all threads: tokenizers,
 * models.
 *
 * An object is known by path, size and time of change, so a file that was replaced is read again; what was
 * read before stays, as other threads may be using it, until the process ends. */
#ifndef ASSAY_FUNCTIONS_SHARED_FILES_H
#define ASSAY_FUNCTIONS_SHARED_FILES_H

#include <pthread.h>

#include "base/error.h"
#include "base/text.h"

struct shared_file;

struct shared_files {
    pthread_mutex_t lock;
    struct shared_file *first;
    size_t limit; /* of the file's content, in bytes */
    /* Makes the object out of a file's content. `option` is what the caller gave to shared_file_get. */
    int (*read)(struct text content, const char *path, int option, void **object, struct error *error);
};

/* The object of the file, read now if it has not been. Threads that ask at the same time wait for one
 * reading.
 */
int shared_file_get(struct shared_files *files, const char *path, int option, const void **object,
                    struct error *error) MUST_CHECK;

#endif
