/* A list under a lock: a process uses a handful of such files. */
#include "functions/shared_files.h"

#include <errno.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/memory.h"

struct shared_file {
    char *path;
    int option;
    off_t size;
    struct timespec changed;
    void *object;
    struct shared_file *next;
};

static bool is_same(const struct shared_file *file, const char *path, int option, const struct stat *status)
{
    return file->option == option && strcmp(file->path, path) == 0 && file->size == status->st_size &&
           file->changed.tv_sec == status->st_mtim.tv_sec && file->changed.tv_nsec == status->st_mtim.tv_nsec;
}

static int read_object(struct shared_files *files, struct shared_file *file, struct error *error)
{
    char *data = NULL;
    size_t length = 0;
    TRY(file_read_all(file->path, files->limit, &data, &length, error));
    int code = files->read((struct text){data, length}, file->path, file->option, &file->object, error);
    memory_free(data);
    return code;
}

static int add_file(struct shared_files *files, const char *path, int option, const struct stat *status,
                    struct error *error)
{
    struct shared_file *file = memory_new(1, sizeof *file);
    if (!file)
        return error_memory(error);
    *file = (struct shared_file){.path = memory_copy_text(path, strlen(path)),
                                 .option = option,
                                 .size = status->st_size,
                                 .changed = status->st_mtim,
                                 .next = files->first};
    int code = file->path ? read_object(files, file, error) : error_memory(error);
    if (code < 0) {
        memory_free(file->path);
        memory_free(file);
        return code;
    }
    files->first = file;
    return 0;
}

int shared_file_get(struct shared_files *files, const char *path, int option, const void **object,
                    struct error *error)
{
    struct stat status;
    if (stat(path, &status) < 0)
        return error_set(error, ERROR_INPUT, "%s: cannot open: %s", path, strerror(errno));
    pthread_mutex_lock(&files->lock);
    const struct shared_file *file = files->first;
    while (file && !is_same(file, path, option, &status))
        file = file->next;
    int code = file ? 0 : add_file(files, path, option, &status, error);
    if (code == 0)
        *object = file ? file->object : files->first->object;
    pthread_mutex_unlock(&files->lock);
    return code;
}
