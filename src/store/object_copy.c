/* Copies of files as objects: media, of which there may be a million small ones, or few that are very large.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/hex.h"
#include "store/objects_internal.h"

enum { SMALL_FILE = 1 << 20 /* up to here a file is copied through memory */ };

/* One pass: what is written is what was hashed, also when somebody writes to the file meanwhile. */
static int bytes_copy(int from, const char *path, int to, const char *draft, struct sha256 *state,
                      int64_t *bytes, struct error *error)
{
    char block[1 << 16];
    for (*bytes = 0;;) {
        ssize_t got = read(from, block, sizeof block);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return error_set(error, ERROR_INPUT, "%s: cannot read: %s", path, strerror(errno));
        if (got == 0)
            return 0;
        TRY(sha256_add(state, block, (size_t)got, error));
        TRY(write_whole(to, draft, block, (size_t)got, error));
        *bytes += got;
    }
}

static int file_copy(const char *path, const char *draft, char sha256[65], int64_t *bytes,
                     struct error *error)
{
    struct sha256 *state = sha256_new();
    int from = open(path, O_RDONLY | O_CLOEXEC);
    int to = from < 0 ? -1 : open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    int code = state ? 0 : error_memory(error);
    if (code == 0 && from < 0)
        code = error_set(error, ERROR_INPUT, "%s: cannot open: %s", path, strerror(errno));
    if (code == 0 && to < 0)
        code = error_set(error, ERROR_SYSTEM, "%s: cannot create: %s", draft, strerror(errno));
    if (code == 0)
        code = bytes_copy(from, path, to, draft, state, bytes, error);
    if (to >= 0 && close(to) != 0 && code == 0)
        code = error_set(error, ERROR_SYSTEM, "%s: cannot write: %s", draft, strerror(errno));
    if (from >= 0)
        close(from);
    if (code == 0)
        code = sha256_hex(state, sha256, error);
    sha256_free(state);
    return code;
}

static int large_copy(struct objects *objects, const char *path, char sha256[65], int64_t *bytes,
                      struct error *error)
{
    struct buffer draft = {0};
    uint64_t size = 0;
    TRY(file_digest(path, sha256, &size, error));
    *bytes = (int64_t)size;
    if (object_exists(objects, sha256)) /* a reading is cheaper than a writing in vain */
        return 0;
    int code = object_draft(objects, &draft, error);
    crash_point("copy a file");
    if (code == 0)
        code = file_copy(path, buffer_c(&draft), sha256, bytes, error);
    if (code == 0)
        code = draft_keep(objects, buffer_c(&draft), sha256, error);
    buffer_release(&draft);
    return code;
}

/* Fills objects->content; *small is false, and nothing was read, for a file that is not small. */
static int small_read(struct objects *objects, const char *path, bool *small, struct error *error)
{
    struct stat status;
    int file = open(path, O_RDONLY | O_CLOEXEC), code = 0;
    if (file < 0)
        return error_set(error, ERROR_INPUT, "%s: cannot open: %s", path, strerror(errno));
    *small = fstat(file, &status) == 0 && S_ISREG(status.st_mode) && status.st_size < SMALL_FILE;
    buffer_clear(&objects->content);
    for (ssize_t got = 1; *small && code == 0 && got != 0;) {
        size_t room = objects->content.length ? SMALL_FILE : (size_t)status.st_size + 1;
        char *at = buffer_reserve(&objects->content, room);
        got = at ? read(file, at, room) : 0;
        if (!at)
            code = error_memory(error);
        else if (got < 0 && errno != EINTR)
            code = error_set(error, ERROR_INPUT, "%s: cannot read: %s", path, strerror(errno));
        objects->content.length += got > 0 ? (size_t)got : 0;
    }
    close(file);
    return code;
}

/* Writes objects->content under its digest's name in the session's folder, which is nobody else's. */
static int content_write(struct objects *objects, const char *sha256, struct error *error)
{
    const char *path = buffer_c(&objects->path);
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0444);
    if (file < 0 && errno == EEXIST) /* taken already */
        return 0;
    if (file < 0)
        return error_set(error, ERROR_SYSTEM, "%s: cannot create: %s", path, strerror(errno));
    int code = write_whole(file, path, objects->content.data, objects->content.length, error);
    if (code == 0 && fchmod(file, 0444) != 0)
        code = error_set(error, ERROR_SYSTEM, "%s: cannot protect from writing: %s", path, strerror(errno));
    if (close(file) != 0 && code == 0)
        code = error_set(error, ERROR_SYSTEM, "%s: cannot write: %s", path, strerror(errno));
    if (code == 0)
        code = object_taken(objects, sha256, error);
    if (code < 0)
        unlink(path);
    return code;
}

static int small_keep(struct objects *objects, char sha256[65], int64_t *bytes, struct error *error)
{
    unsigned char digest[SHA256_BYTES];
    *bytes = (int64_t)objects->content.length;
    if (sha256_bytes(objects->content.data, objects->content.length, digest) < 0)
        return error_set(error, ERROR_SYSTEM, "SHA-256 failed in the crypto library");
    hex_write(digest, SHA256_BYTES, sha256);
    if (object_exists(objects, sha256))
        return 0;
    TRY(session_folder_make(&objects->session, objects->incoming, error));
    TRY(object_waiting(objects, sha256, &objects->path, error));
    crash_point("write a small object");
    return content_write(objects, sha256, error);
}

int object_copy(struct objects *objects, const char *path, char sha256[65], int64_t *bytes,
                struct error *error)
{
    bool small = false;
    TRY(small_read(objects, path, &small, error));
    return small ? small_keep(objects, sha256, bytes, error)
                 : large_copy(objects, path, sha256, bytes, error);
}
