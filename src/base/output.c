/* Files that appear whole or not at all: a temporary name in the same folder, fsync, rename, fsync of the
 * folder. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/cancel.h"
#include "base/file.h"
#include "base/memory.h"

enum { PENDING_CAPACITY = 64 * 1024, OPEN_MAX_NAMES = 256, NAME_ATTEMPTS = 100 };

/* Temporary names that exist now. Slots are atomic so that a signal handler can read them at any instant. */
static _Atomic(char *) open_names[OPEN_MAX_NAMES];

struct output {
    char *path;      /* where the content shall appear */
    char *name;      /* the path as given, for messages */
    char *temporary; /* NULL when written in place */
    int slot;        /* of open_names; -1: none */
    int file;
    bool reader_gone; /* EPIPE: nobody wants the rest */
    size_t pending;
    char buffer[PENDING_CAPACITY];
};

static int register_name(char *name)
{
    for (int i = 0; i < OPEN_MAX_NAMES; i++) {
        char *expected = NULL;
        if (atomic_compare_exchange_strong(&open_names[i], &expected, name))
            return i;
    }
    return -1;
}

static void unregister_name(struct output *output)
{
    if (output->slot >= 0)
        atomic_store(&open_names[output->slot], NULL);
    output->slot = -1;
}

void output_abandon_all(void)
{
    for (int i = 0; i < OPEN_MAX_NAMES; i++) {
        char *name = atomic_exchange(&open_names[i], NULL);
        if (name)
            unlink(name);
    }
}

static size_t folder_length(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? (size_t)(slash - path) + 1 : 0;
}

/* "folder/.assay-0123456789abcdef": hidden, and short whatever the length of the final name. */
static char *temporary_name(const char *path)
{
    unsigned long long number;
    if (getrandom(&number, sizeof number, 0) != sizeof number)
        return NULL;
    struct buffer name = {0};
    buffer_append(&name, path, folder_length(path));
    buffer_format(&name, ".assay-%016llx", number);
    if (name.failed) {
        buffer_release(&name);
        return NULL;
    }
    return name.data;
}

static int create_temporary(struct output *output, struct error *error)
{
    for (int attempt = 0; attempt < NAME_ATTEMPTS; attempt++) {
        output->temporary = temporary_name(output->path);
        if (!output->temporary)
            return error_memory(error);
        /* Registered before it exists: unlinking a name that is not there yet does no harm. */
        output->slot = register_name(output->temporary);
        if (output->slot < 0)
            return error_set(error, ERROR_SYSTEM, "%s: more than %d outputs are open at once", output->name,
                             OPEN_MAX_NAMES);
        output->file = open(output->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (output->file >= 0)
            return 0;
        unregister_name(output);
        memory_free(output->temporary); /* may be another's file: not ours to remove */
        output->temporary = NULL;
        if (errno != EEXIST)
            break;
    }
    return error_set(error, ERROR_SYSTEM, "%s: cannot create a file in its folder: %s", output->name,
                     strerror(errno));
}

static int open_in_place(struct output *output, struct error *error)
{
    output->file = open(output->path, O_WRONLY | O_CLOEXEC);
    if (output->file < 0)
        return error_set(error, ERROR_SYSTEM, "%s: cannot write: %s", output->name, strerror(errno));
    return 0;
}

static int open_standard_output(struct output *output, struct error *error)
{
    output->file = STDOUT_FILENO;
    memory_free(output->path);
    memory_free(output->name);
    output->path = memory_copy_text("/dev/stdout", 11);
    output->name = memory_copy_text("standard output", 15);
    return output->path && output->name ? 0 : error_memory(error);
}

static int open_path(struct output *output, const char *path, struct error *error)
{
    struct stat status;
    char resolved[PATH_MAX];
    bool exists = stat(path, &status) == 0;
    if (exists && S_ISDIR(status.st_mode))
        return error_set(error, ERROR_USAGE, "%s: is a folder; name a file in it", path);
    /* Through a symbolic link the file behind it is replaced, not the link. */
    const char *final = exists && realpath(path, resolved) ? resolved : path;
    output->path = memory_copy_text(final, strlen(final));
    output->name = memory_copy_text(path, strlen(path));
    if (!output->path || !output->name)
        return error_memory(error);
    if (strcmp(path, "-") == 0)
        return open_standard_output(output, error);
    return exists && !S_ISREG(status.st_mode) ? open_in_place(output, error)
                                              : create_temporary(output, error);
}

int output_open(struct output **opened, const char *path, struct error *error)
{
    *opened = NULL;
    struct output *output = memory_new(1, sizeof *output);
    if (!output)
        return error_memory(error);
    output->file = -1;
    output->slot = -1;
    int code = open_path(output, path, error);
    if (code < 0)
        output_abandon(output);
    else
        *opened = output;
    return code;
}

static int write_all(struct output *output, const char *data, size_t length, struct error *error)
{
    while (length > 0 && !output->reader_gone) {
        ssize_t written = write(output->file, data, length);
        if (written >= 0) {
            data += written;
            length -= (size_t)written;
        } else if (errno == EPIPE) {
            output->reader_gone = true;
        } else if (errno != EINTR) {
            return error_set(error, ERROR_SYSTEM, "%s: cannot write: %s", output->name, strerror(errno));
        } else if (cancel_requested()) {
            return error_set(error, ERROR_INTERRUPTED, "interrupted while writing %s", output->name);
        }
    }
    return 0;
}

static int flush_pending(struct output *output, struct error *error)
{
    size_t length = output->pending;
    output->pending = 0;
    return write_all(output, output->buffer, length, error);
}

int output_write(struct output *output, const void *data, size_t length, struct error *error)
{
    if (length > PENDING_CAPACITY - output->pending)
        TRY(flush_pending(output, error));
    if (length >= PENDING_CAPACITY)
        return write_all(output, data, length, error);
    if (length)
        memcpy(output->buffer + output->pending, data, length);
    output->pending += length;
    return 0;
}

const char *output_path(const struct output *output)
{
    return output->temporary ? output->temporary : output->path;
}

static int sync_path(const char *path, int flags, struct error *error)
{
    int file = open(path, flags | O_CLOEXEC);
    if (file < 0)
        return error_set(error, ERROR_SYSTEM, "%s: cannot open to flush: %s", path, strerror(errno));
    /* Some file systems cannot sync a folder and say EINVAL; then there is nothing more to do. */
    int failed = fsync(file) != 0 && errno != EINVAL ? errno : 0;
    close(file);
    return failed ? error_set(error, ERROR_SYSTEM, "%s: cannot flush: %s", path, strerror(failed)) : 0;
}

static int sync_folder(const char *path, struct error *error)
{
    size_t length = folder_length(path);
    char *folder = length ? memory_copy_text(path, length) : memory_copy_text(".", 1);
    if (!folder)
        return error_memory(error);
    int code = sync_path(folder, O_RDONLY | O_DIRECTORY, error);
    memory_free(folder);
    return code;
}

/* Close and rename. By name, not by descriptor: the engine may have put another file in the place of ours. */
static int publish(struct output *output, struct error *error)
{
    int closed = close(output->file);
    output->file = -1;
    if (closed != 0)
        return error_set(error, ERROR_SYSTEM, "%s: cannot write: %s", output->name, strerror(errno));
    TRY(sync_path(output->temporary, O_RDONLY, error));
    if (rename(output->temporary, output->path) != 0)
        return error_set(error, ERROR_SYSTEM, "%s: cannot rename the finished file: %s", output->name,
                         strerror(errno));
    unregister_name(output);
    memory_free(output->temporary);
    output->temporary = NULL;
    return sync_folder(output->path, error);
}

int output_commit(struct output *output, struct error *error)
{
    int code = flush_pending(output, error);
    if (code == 0 && output->temporary)
        code = publish(output, error);
    output_abandon(output);
    return code;
}

void output_abandon(struct output *output)
{
    if (!output)
        return;
    if (output->file > STDERR_FILENO)
        close(output->file);
    if (output->temporary)
        unlink(output->temporary);
    unregister_name(output);
    memory_free(output->temporary);
    memory_free(output->path);
    memory_free(output->name);
    memory_free(output);
}
