#include "store/objects.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/hex.h"
#include "base/memory.h"
#include "store/objects_internal.h"

enum { FLUSH_ONE_BY_ONE = 64 /* more files are made durable by one flush of the file system */ };

int objects_open(struct objects **opened, const char *project_folder, struct error *error)
{
    struct buffer folder = {0}, incoming = {0};
    *opened = NULL;
    buffer_format(&folder, "%s/objects", project_folder);
    buffer_format(&incoming, "%s/incoming", project_folder);
    struct objects *objects = memory_new(1, sizeof *objects);
    if (!objects || folder.failed || incoming.failed) {
        memory_free(objects);
        buffer_release(&folder);
        buffer_release(&incoming);
        return error_memory(error);
    }
    objects->folder = folder.data;
    objects->incoming = incoming.data;
    *opened = objects;
    return 0;
}

void objects_close(struct objects *objects)
{
    if (!objects)
        return;
    session_folder_remove(&objects->session);
    buffer_release(&objects->content);
    buffer_release(&objects->path);
    memory_free(objects->taken);
    memory_free(objects->folder);
    memory_free(objects->incoming);
    memory_free(objects);
}

static bool digest_valid(const char *sha256)
{
    return strspn(sha256, "0123456789abcdef") == 64 && sha256[64] == '\0';
}

int object_path(const struct objects *objects, const char *sha256, struct buffer *path, struct error *error)
{
    buffer_clear(path);
    if (!digest_valid(sha256))
        return error_set(error, ERROR_INPUT, "'%s' is no SHA-256 in lower-case hexadecimal", sha256);
    buffer_format(path, "%s/%.2s/%s", objects->folder, sha256, sha256 + 2);
    return buffer_status(path, error);
}

bool object_exists(const struct objects *objects, const char *sha256)
{
    struct buffer path = {0};
    struct error ignored = {0};
    struct stat status;
    bool exists = object_path(objects, sha256, &path, &ignored) == 0 && stat(buffer_c(&path), &status) == 0 &&
                  S_ISREG(status.st_mode);
    buffer_release(&path);
    return exists;
}

/* ---- writing ------------------------------------------------------------------------------------------- */

int object_draft(struct objects *objects, struct buffer *path, struct error *error)
{
    TRY(session_folder_make(&objects->session, objects->incoming, error));
    buffer_clear(path);
    buffer_format(path, "%s/draft-%llu", objects->session.path, (unsigned long long)objects->drafts++);
    return buffer_status(path, error);
}

int object_taken(struct objects *objects, const char *sha256, struct error *error)
{
    if (objects->taken_count == objects->taken_capacity) {
        size_t capacity = objects->taken_capacity ? 2 * objects->taken_capacity : 64;
        char(*taken)[65] = memory_resize(objects->taken, capacity, sizeof *taken);
        if (!taken)
            return error_memory(error);
        objects->taken = taken;
        objects->taken_capacity = capacity;
    }
    memcpy(objects->taken[objects->taken_count++], sha256, 65);
    objects->flushed = false;
    return 0;
}

int object_waiting(const struct objects *objects, const char *sha256, struct buffer *path,
                   struct error *error)
{
    buffer_clear(path);
    buffer_format(path, "%s/%s", objects->session.path, sha256);
    return buffer_status(path, error);
}

int draft_keep(struct objects *objects, const char *draft, const char *sha256, struct error *error)
{
    struct buffer path = {0};
    struct stat status;
    int code = object_waiting(objects, sha256, &path, error);
    if (code == 0 && (object_exists(objects, sha256) || stat(buffer_c(&path), &status) == 0)) {
        unlink(draft);
    } else if (code == 0) {
        crash_point("name a draft");
        if (rename(draft, buffer_c(&path)) != 0)
            code = error_set(error, ERROR_SYSTEM, "%s: cannot rename: %s", draft, strerror(errno));
        else if (chmod(buffer_c(&path), 0444) != 0)
            code = error_set(error, ERROR_SYSTEM, "%s: cannot protect from writing: %s", buffer_c(&path),
                             strerror(errno));
        if (code == 0)
            code = object_taken(objects, sha256, error);
    }
    buffer_release(&path);
    return code;
}

int object_take(struct objects *objects, const char *draft, char sha256[65], int64_t *bytes,
                struct error *error)
{
    uint64_t size = 0;
    TRY(file_digest(draft, sha256, &size, error));
    *bytes = (int64_t)size;
    return draft_keep(objects, draft, sha256, error);
}

int write_whole(int file, const char *path, const char *data, size_t length, struct error *error)
{
    for (size_t done = 0; done < length;) {
        ssize_t put = write(file, data + done, length - done);
        if (put < 0 && errno != EINTR)
            return error_set(error, ERROR_SYSTEM, "%s: cannot write: %s", path, strerror(errno));
        done += put > 0 ? (size_t)put : 0;
    }
    return 0;
}

static int draft_write(const char *path, struct text content, struct error *error)
{
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file < 0)
        return error_set(error, ERROR_SYSTEM, "%s: cannot create: %s", path, strerror(errno));
    int code = write_whole(file, path, content.data, content.length, error);
    crash_point("close a small object");
    if (close(file) != 0 && code == 0)
        code = error_set(error, ERROR_SYSTEM, "%s: cannot write: %s", path, strerror(errno));
    return code;
}

int object_put(struct objects *objects, struct text content, char sha256[65], struct error *error)
{
    struct buffer draft = {0};
    int64_t bytes = 0;
    int code = object_draft(objects, &draft, error);
    crash_point("write a small object");
    if (code == 0)
        code = draft_write(buffer_c(&draft), content, error);
    if (code == 0)
        code = object_take(objects, buffer_c(&draft), sha256, &bytes, error);
    buffer_release(&draft);
    return code;
}

/* ---- publishing ---------------------------------------------------------------------------------------- */

static int path_sync(const char *path, int flags, struct error *error)
{
    int file = open(path, flags | O_CLOEXEC);
    if (file < 0)
        return error_set(error, ERROR_SYSTEM, "%s: cannot open to flush: %s", path, strerror(errno));
    int failed = fsync(file) != 0 && errno != EINVAL ? errno : 0;
    close(file);
    return failed ? error_set(error, ERROR_SYSTEM, "%s: cannot flush: %s", path, strerror(failed)) : 0;
}

static int file_system_sync(const char *path, struct error *error)
{
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return error_set(error, ERROR_SYSTEM, "%s: cannot open to flush: %s", path, strerror(errno));
    int failed = syncfs(folder) != 0 ? errno : 0;
    close(folder);
    return failed ? error_set(error, ERROR_SYSTEM, "%s: cannot flush: %s", path, strerror(failed)) : 0;
}

int objects_flush(struct objects *objects, struct error *error)
{
    if (objects->flushed || objects->taken_count == 0)
        return 0;
    crash_point("flush objects");
    if (objects->taken_count > FLUSH_ONE_BY_ONE) {
        TRY(file_system_sync(objects->session.path, error));
    } else {
        struct buffer path = {0};
        int code = 0;
        for (size_t i = 0; i < objects->taken_count && code == 0; i++) {
            code = object_waiting(objects, objects->taken[i], &path, error);
            if (code == 0)
                code = path_sync(buffer_c(&path), O_RDONLY, error);
        }
        buffer_release(&path);
        TRY(code);
    }
    objects->flushed = true;
    return 0;
}

static int folder_make(const char *path, struct error *error)
{
    if (mkdir(path, 0777) == 0 || errno == EEXIST)
        return 0;
    return error_set(error, ERROR_SYSTEM, "%s: cannot create the folder: %s", path, strerror(errno));
}

static int object_rename(const struct objects *objects, const char *sha256, bool touched[256],
                         struct error *error)
{
    struct buffer from = {0}, to = {0}, folder = {0};
    unsigned char first = 0;
    if (!hex_read((struct text){sha256, 2}, &first, 1))
        return error_set(error, ERROR_SYSTEM, "'%s' is no digest", sha256);
    buffer_format(&folder, "%s/%.2s", objects->folder, sha256);
    int code = object_waiting(objects, sha256, &from, error);
    if (code == 0)
        code = object_path(objects, sha256, &to, error);
    if (code == 0)
        code = buffer_status(&folder, error);
    if (code == 0 && !touched[first])
        code = folder_make(buffer_c(&folder), error);
    touched[first] = true;
    crash_point("rename an object");
    if (code == 0 && rename(buffer_c(&from), buffer_c(&to)) != 0)
        code = error_set(error, ERROR_SYSTEM, "%s: cannot rename: %s", buffer_c(&from), strerror(errno));
    buffer_release(&from);
    buffer_release(&to);
    buffer_release(&folder);
    return code;
}

static int folders_sync(const struct objects *objects, const bool touched[256], struct error *error)
{
    struct buffer folder = {0};
    int code = 0;
    for (unsigned i = 0; i < 256 && code == 0; i++) {
        if (!touched[i])
            continue;
        buffer_clear(&folder);
        buffer_format(&folder, "%s/%02x", objects->folder, i);
        code = buffer_status(&folder, error);
        if (code == 0)
            code = path_sync(buffer_c(&folder), O_RDONLY | O_DIRECTORY, error);
    }
    buffer_release(&folder);
    return code < 0 ? code : path_sync(objects->folder, O_RDONLY | O_DIRECTORY, error);
}

int objects_publish(struct objects *objects, struct error *error)
{
    bool touched[256] = {false};
    if (objects->taken_count == 0)
        return 0;
    TRY(objects_flush(objects, error));
    for (size_t i = 0; i < objects->taken_count; i++)
        TRY(object_rename(objects, objects->taken[i], touched, error));
    crash_point("flush the folders of objects");
    TRY(folders_sync(objects, touched, error));
    objects->taken_count = 0;
    return 0;
}

void objects_forget(struct objects *objects)
{
    objects->taken_count = 0;
    session_folder_remove(&objects->session);
}

/* ---- reading ------------------------------------------------------------------------------------------- */

int object_read(const struct objects *objects, const char *sha256, char **data, size_t *length,
                struct error *error)
{
    struct buffer path = {0};
    *data = NULL;
    int code = object_verify(objects, sha256, error);
    if (code == 0)
        code = object_path(objects, sha256, &path, error);
    if (code == 0)
        code = file_read_all(buffer_c(&path), (size_t)1 << 31, data, length, error);
    buffer_release(&path);
    return code;
}

int object_verify(const struct objects *objects, const char *sha256, struct error *error)
{
    struct buffer path = {0};
    struct stat status;
    char found[65];
    uint64_t bytes = 0;
    int code = object_path(objects, sha256, &path, error);
    if (code == 0 && stat(buffer_c(&path), &status) != 0)
        code = errno == ENOENT || errno == ENOTDIR
                   ? error_set(error, ERROR_INPUT, "%s: the object is missing", buffer_c(&path))
                   : error_set(error, ERROR_INPUT, "%s: the object cannot be read: %s", buffer_c(&path),
                               strerror(errno));
    if (code == 0 && !S_ISREG(status.st_mode))
        code = error_set(error, ERROR_INPUT, "%s: the object was altered: it is no file", buffer_c(&path));
    if (code == 0)
        code = file_digest(buffer_c(&path), found, &bytes, error);
    if (code == 0 && strcmp(found, sha256) != 0)
        code = error_set(error, ERROR_INPUT, "%s: the object was altered: its SHA-256 is now %s",
                         buffer_c(&path), found);
    buffer_release(&path);
    return code;
}

struct walk {
    int (*each)(void *context, const char *sha256, int64_t bytes, struct error *error);
    void *context;
};

static int folder_each(const char *folder, const char *prefix, const struct walk *walk, struct error *error)
{
    DIR *entries = opendir(folder);
    if (!entries)
        return error_set(error, ERROR_SYSTEM, "%s: cannot list: %s", folder, strerror(errno));
    int code = 0, descriptor = dirfd(entries);
    for (struct dirent *entry; code == 0 && descriptor >= 0 && (entry = readdir(entries)) != NULL;) {
        struct stat status;
        char sha256[65];
        if (strlen(entry->d_name) != 62 || fstatat(descriptor, entry->d_name, &status, 0) != 0)
            continue;
        snprintf(sha256, sizeof sha256, "%s%s", prefix, entry->d_name);
        if (digest_valid(sha256))
            code = walk->each(walk->context, sha256, status.st_size, error);
    }
    closedir(entries);
    return code;
}

int objects_each(const struct objects *objects,
                 int (*each)(void *context, const char *sha256, int64_t bytes, struct error *error),
                 void *context, struct error *error)
{
    struct walk walk = {each, context};
    struct buffer folder = {0};
    int code = 0;
    for (unsigned i = 0; i < 256 && code == 0; i++) {
        char prefix[3];
        struct stat status;
        snprintf(prefix, sizeof prefix, "%02x", i);
        buffer_clear(&folder);
        buffer_format(&folder, "%s/%s", objects->folder, prefix);
        code = buffer_status(&folder, error);
        if (code == 0 && stat(buffer_c(&folder), &status) == 0)
            code = folder_each(buffer_c(&folder), prefix, &walk, error);
    }
    buffer_release(&folder);
    return code;
}

int object_remove(struct objects *objects, const char *sha256, struct error *error)
{
    struct buffer path = {0};
    int code = object_path(objects, sha256, &path, error);
    crash_point("remove an object");
    if (code == 0 && unlink(buffer_c(&path)) != 0 && errno != ENOENT)
        code = error_set(error, ERROR_SYSTEM, "%s: cannot remove: %s", buffer_c(&path), strerror(errno));
    buffer_release(&path);
    return code;
}

int objects_sweep(struct objects *objects, int64_t *removed, struct error *error)
{
    return session_folders_sweep(objects->incoming, removed, error);
}
