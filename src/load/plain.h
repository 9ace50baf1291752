/* Tables with columns of their own, read by the engine's readers: what kind of file it is is told by its
 * content, as for records. */
#ifndef ASSAY_LOAD_PLAIN_H
#define ASSAY_LOAD_PLAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"
#include "read/source.h"

struct plain_kind {
    enum container container;
    char delimiter;
    const char *compression; /* as the engine calls it: "gzip", "zstd"; NULL: none */
};

/* Tells the kind of the file at `stored`; `path` is its name for messages. What is no table at all is
 * ERROR_INPUT. */
int plain_tell(struct plain_kind *kind, const char *stored, const char *path, struct error *error) MUST_CHECK;

/* Appends the call of the engine's reader over files of one kind. `all_text`: columns of CSV stay text.
 * `whole`: types are told from all rows, else from the first ones. An empty field of CSV is NULL. */
void plain_reader_put(struct buffer *sql, const struct plain_kind *kind, const char *const *paths,
                      size_t count, bool all_text, bool whole);

#endif
