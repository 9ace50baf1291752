/* Files: reading with transparent decompression, globs, and writing that is whole or not at all. */
#ifndef ASSAY_BASE_FILE_H
#define ASSAY_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/hash.h"

/* ---- reading ------------------------------------------------------------------------------------------- */

struct input; /* a byte stream: plain, gzip (all members) or zstd (all frames), told by magic bytes, not by
                 name */

/* "-" is standard input. *opened is freed by input_close. A directory, a missing or an unreadable file is an
 * error that names the path. */
int input_open(struct input **opened, const char *path, struct error *error) MUST_CHECK;

/* Fills up to size bytes of decompressed content; *got == 0 at the end. Truncated or corrupt compressed data
 * is ERROR_INPUT naming the path and the compressed byte offset. */
int input_read(struct input *input, void *out, size_t size, size_t *got, struct error *error) MUST_CHECK;

void input_close(struct input *input);

/* SHA-256 (hex) and size of a file's bytes as stored (compressed). */
int file_digest(const char *path, char sha256[65], uint64_t *bytes, struct error *error) MUST_CHECK;

/* The whole decompressed content of a small file (at most `limit` bytes) into *data, freed by memory_free. */
int file_read_all(const char *path, size_t limit, char **data, size_t *length,
                  struct error *error) MUST_CHECK;

/* Expands shell patterns (*, ?, [..], ** is not special) and sorts the matches of each pattern bytewise. A
 * name that exists is taken literally even when it holds pattern characters; a pattern without a match is an
 * error.
 * "-" passes. The list and its strings are freed by paths_release. */
struct paths {
    char **items;
    size_t count;
};
int paths_expand(struct paths *paths, const char *const *patterns, size_t count,
                 struct error *error) MUST_CHECK;
void paths_release(struct paths *paths);

/* ---- writing ------------------------------------------------------------------------------------------- */

/* Output that appears whole or not at all: written to a temporary name in the same folder, fsynced, renamed.
 * "-" writes straight to standard output. A failed write (full disk, /dev/full) is ERROR_SYSTEM and nothing
 * is renamed. An existing path that is not a regular file (a pipe, /dev/full, /dev/stdout) is written in
 * place. */
struct output;
int output_open(struct output **opened, const char *path, struct error *error) MUST_CHECK;
int output_write(struct output *output, const void *data, size_t length, struct error *error) MUST_CHECK;
/* The name bytes go to until commit: for writers (the engine's COPY) that insist on opening a path
 * themselves. */
const char *output_path(const struct output *output);
/* Flush, fsync, rename. The output is freed either way. A broken pipe on standard output is success. */
int output_commit(struct output *output, struct error *error) MUST_CHECK;
/* Removes the temporary file and frees. Safe after anything; NULL is fine. */
void output_abandon(struct output *output);
/* Removes every temporary file still open: for a handler of fatal signals. Async-signal-safe. */
void output_abandon_all(void);

#endif
