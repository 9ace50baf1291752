/* The folders above this code's own file: no path is compiled in but the prefix, so a tree may be moved. */
#include "functions/data_folder.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LEVELS = 6 };

static bool exists(struct buffer *path)
{
    return buffer_c(path)[0] != '\0' && access(buffer_c(path), R_OK) == 0;
}

static bool look_in(struct text folder, const char *middle, const char *name, struct buffer *path)
{
    buffer_clear(path);
    buffer_text(path, folder);
    buffer_format(path, "%s/%s", middle, name);
    return exists(path);
}

/* The folders above the file `start`. */
static bool look_above(struct text start, const char *name, struct buffer *path)
{
    for (int level = 0; level < LEVELS && start.length; level++) {
        const char *slash = memrchr(start.data, '/', start.length);
        if (!slash)
            return false;
        start.length = (size_t)(slash - start.data);
        if (look_in(start, "/share/assay", name, path) || look_in(start, "/.deps/share/assay", name, path))
            return true;
    }
    return false;
}

static bool look_above_program(const char *name, struct buffer *path)
{
    char program[4096];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program);
    return length > 0 && look_above((struct text){program, (size_t)length}, name, path);
}

/* In a library or an extension this code lies in a file of its own. */
static bool look_above_library(const char *name, struct buffer *path)
{
    Dl_info own;
    static const char anchor = 0;
    if (!dladdr(&anchor, &own) || !own.dli_fname)
        return false;
    char *full = realpath(own.dli_fname, NULL);
    bool found = full && look_above(text_of(full), name, path);
    free(full);
    return found;
}

bool data_file_find(const char *name, struct buffer *path)
{
    const char *folder = getenv("ASSAY_DATA");
    if (folder && look_in(text_of(folder), "", name, path))
        return true;
    if (look_above_library(name, path) || look_above_program(name, path) ||
        look_in(text_of(ASSAY_DATA_FOLDER), "", name, path))
        return true;
    buffer_clear(path);
    buffer_string(path, name);
    return false;
}
