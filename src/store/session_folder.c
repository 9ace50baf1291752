#include "store/session_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "store/objects.h"

enum { ATTEMPTS = 100 };

/* Between its making and its lock a sweep may take the folder for one that a crash left: then the lock, or
 * the rename that only shows whether the folder is still there, fails; *taken tells it from other failures.
 */
static int folder_lock(struct session_folder *session, const char *parent, const char *fresh,
                       const char *path, bool *taken, struct error *error)
{
    *taken = false;
    crash_point("make the folder of a session");
    if (mkdir(parent, 0777) != 0 && errno != EEXIST)
        return error_set(error, ERROR_SYSTEM, "%s: cannot create the folder: %s", parent, strerror(errno));
    if (mkdir(fresh, 0777) != 0)
        return error_set(error, ERROR_SYSTEM, "%s: cannot create the folder: %s", fresh, strerror(errno));
    crash_point("lock the folder of a session");
    session->lock = open(fresh, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (session->lock < 0 || flock(session->lock, LOCK_EX | LOCK_NB) != 0 || rename(fresh, path) != 0) {
        *taken = errno == ENOENT || errno == EWOULDBLOCK;
        int code = error_set(error, ERROR_SYSTEM, "%s: cannot lock: %s", fresh, strerror(errno));
        if (session->lock >= 0)
            close(session->lock);
        return code;
    }
    return 0;
}

static int folder_try(struct session_folder *session, const char *parent, bool *taken, struct error *error)
{
    unsigned long long number = 0;
    struct buffer fresh = {0}, path = {0};
    *taken = false;
    if (getrandom(&number, sizeof number, 0) != sizeof number)
        return error_set(error, ERROR_SYSTEM, "no random number for a folder's name: %s", strerror(errno));
    buffer_format(&fresh, "%s/.%016llx", parent, number);
    buffer_format(&path, "%s/%016llx", parent, number);
    int code = buffer_status(&fresh, error);
    if (code == 0)
        code = buffer_status(&path, error);
    if (code == 0)
        code = folder_lock(session, parent, buffer_c(&fresh), buffer_c(&path), taken, error);
    buffer_release(&fresh);
    if (code < 0)
        buffer_release(&path);
    else
        session->path = path.data;
    return code;
}

int session_folder_make(struct session_folder *session, const char *parent, struct error *error)
{
    for (int attempt = 0; !session->path; attempt++) {
        struct error why = {0};
        bool taken = false;
        int code = folder_try(session, parent, &taken, &why);
        if (code < 0 && (!taken || attempt >= ATTEMPTS))
            return error_set(error, code, "%s", why.message);
    }
    return 0;
}

/* Removes the files of a folder and the folder; sessions have no folders within. */
static void folder_remove(const char *path)
{
    DIR *entries = opendir(path);
    if (!entries)
        return;
    int descriptor = dirfd(entries);
    for (struct dirent *entry; descriptor >= 0 && (entry = readdir(entries)) != NULL;)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            unlinkat(descriptor, entry->d_name, 0);
    closedir(entries);
    rmdir(path);
}

void session_folder_remove(struct session_folder *session)
{
    if (!session->path)
        return;
    folder_remove(session->path);
    close(session->lock);
    memory_free(session->path);
    *session = (struct session_folder){0};
}

int session_folders_sweep(const char *parent, int64_t *removed, struct error *error)
{
    DIR *entries = opendir(parent);
    struct buffer path = {0};
    *removed = 0;
    if (!entries)
        return errno == ENOENT
                   ? 0
                   : error_set(error, ERROR_SYSTEM, "%s: cannot list: %s", parent, strerror(errno));
    int code = 0;
    for (struct dirent *entry; code == 0 && (entry = readdir(entries)) != NULL;) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        buffer_clear(&path);
        buffer_format(&path, "%s/%s", parent, entry->d_name);
        if ((code = buffer_status(&path, error)) < 0)
            break;
        int folder = open(buffer_c(&path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        crash_point("remove what a crash left");
        if (folder >= 0 && flock(folder, LOCK_EX | LOCK_NB) == 0) {
            folder_remove(buffer_c(&path));
            ++*removed;
        }
        if (folder >= 0)
            close(folder);
    }
    buffer_release(&path);
    closedir(entries);
    return code;
}
