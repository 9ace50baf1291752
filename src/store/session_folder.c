#include "store/session_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "store/objects.h"

/* Locked under a hidden name first: a sweep takes no notice of it until it shows, and then it is locked. */
static int folder_lock(struct session_folder *session, const char *fresh, const char *path,
                       struct error *error)
{
    if (mkdir(fresh, 0777) != 0)
        return error_set(error, ERROR_SYSTEM, "%s: cannot create the folder: %s", fresh, strerror(errno));
    session->lock = open(fresh, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (session->lock < 0 || flock(session->lock, LOCK_EX | LOCK_NB) != 0)
        return error_set(error, ERROR_SYSTEM, "%s: cannot lock: %s", fresh, strerror(errno));
    if (rename(fresh, path) != 0)
        return error_set(error, ERROR_SYSTEM, "%s: cannot rename: %s", fresh, strerror(errno));
    return 0;
}

int session_folder_make(struct session_folder *session, const char *parent, struct error *error)
{
    unsigned long long number = 0;
    struct buffer fresh = {0}, path = {0};
    if (session->path)
        return 0;
    if (getrandom(&number, sizeof number, 0) != sizeof number)
        return error_set(error, ERROR_SYSTEM, "no random number for a folder's name: %s", strerror(errno));
    buffer_format(&fresh, "%s/.%016llx", parent, number);
    buffer_format(&path, "%s/%016llx", parent, number);
    crash_point("make the folder of a session");
    int code = buffer_status(&fresh, error);
    if (code == 0)
        code = buffer_status(&path, error);
    if (code == 0)
        code = folder_lock(session, buffer_c(&fresh), buffer_c(&path), error);
    buffer_release(&fresh);
    if (code < 0)
        buffer_release(&path);
    else
        session->path = path.data;
    return code;
}

/* Removes the files of a folder and the folder; sessions have no folders within. */
static void folder_remove(const char *path)
{
    DIR *entries = opendir(path);
    if (!entries)
        return;
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            unlinkat(dirfd(entries), entry->d_name, 0);
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
        return error_set(error, ERROR_SYSTEM, "%s: cannot list: %s", parent, strerror(errno));
    int code = 0;
    for (struct dirent *entry; code == 0 && (entry = readdir(entries)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        buffer_clear(&path);
        buffer_format(&path, "%s/%s", parent, entry->d_name);
        if ((code = buffer_status(&path, error)) < 0)
            break;
        int folder = open(buffer_c(&path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
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
