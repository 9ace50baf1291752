/* Immutable files named by their SHA-256. On the local disk now; an object store may stand behind the same
 * calls later. Nothing is ever changed in place: an object is written under incoming/, made durable, and then
 * renamed. */
#ifndef ASSAY_STORE_OBJECTS_H
#define ASSAY_STORE_OBJECTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/text.h"
#include "store/crash_point.h"

struct objects;
int objects_open(struct objects **opened, const char *project_folder, struct error *error) MUST_CHECK;
void objects_close(struct objects *objects); /* removes what was written and not kept; NULL is fine */

/* Where the object is, whether or not it is there: ".assay/objects/ab/cdef….parquet". */
int object_path(const struct objects *objects, const char *sha256, struct buffer *path,
                struct error *error) MUST_CHECK;
bool object_exists(const struct objects *objects, const char *sha256);

/* A fresh name under incoming/ to write to (for the engine's COPY). */
int object_draft(struct objects *objects, struct buffer *path, struct error *error) MUST_CHECK;

/* Takes a finished draft as an object: digests it, and keeps it for objects_publish. One that is there
 * already is dropped. */
int object_take(struct objects *objects, const char *draft, char sha256[65], int64_t *bytes,
                struct error *error) MUST_CHECK;

/* A small object from memory: draft and take in one. */
int object_put(struct objects *objects, struct text content, char sha256[65], struct error *error) MUST_CHECK;

/* A copy of a file as an object. One that is there already is not written again. */
int object_copy(struct objects *objects, const char *path, char sha256[65], int64_t *bytes,
                struct error *error) MUST_CHECK;

/* Makes everything taken so far durable, under temporary names still: the slow part, before the catalog is
 * locked. */
int objects_flush(struct objects *objects, struct error *error) MUST_CHECK;

/* Gives everything taken its final name, durably. Within the catalog's write transaction, before it commits:
 * garbage collection removes objects within such a transaction too, so the two never meet. */
int objects_publish(struct objects *objects, struct error *error) MUST_CHECK;

/* Drops what was taken and not published. */
void objects_forget(struct objects *objects);

/* Removes what crashed processes left under incoming/; how many of their folders. */
int objects_sweep(struct objects *objects, int64_t *removed, struct error *error) MUST_CHECK;

/* The whole of a small object (unpacked, where it is compressed), its digest verified; *data is freed by
 * memory_free. A missing or altered object is ERROR_INPUT that names it. */
int object_read(const struct objects *objects, const char *sha256, char **data, size_t *length,
                struct error *error) MUST_CHECK;

/* Recomputes the digest of a stored object: 0, or ERROR_INPUT that says missing or altered. */
int object_verify(const struct objects *objects, const char *sha256, struct error *error) MUST_CHECK;

/* Calls `each` with every object's digest and size; a negative code stops. */
int objects_each(const struct objects *objects,
                 int (*each)(void *context, const char *sha256, int64_t bytes, struct error *error),
                 void *context, struct error *error) MUST_CHECK;
int object_remove(struct objects *objects, const char *sha256, struct error *error) MUST_CHECK;

#endif
