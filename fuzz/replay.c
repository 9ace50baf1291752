/* Runs one fuzz target over the files it is given, one after another: so that every build, with whatever
 * compiler, sees what once mattered. A folder stands for the files in it. The last line names the file that a
 * crash came from. */
#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/memory.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { INPUT_LIMIT = 1 << 24 };

/* The bytes as they lie there; nothing is unpacked. */
static int file_replay(const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t *data = memory_new(1, INPUT_LIMIT);
    if (!file || !data) {
        fprintf(stderr, "%s: cannot be read\n", path);
        memory_free(data);
        if (file)
            fclose(file);
        return -1;
    }
    size_t size = fread(data, 1, INPUT_LIMIT, file);
    fclose(file);
    /* A block of exactly this size, so that a sanitizer sees a read past the end. */
    uint8_t *exact = memory_resize(data, size + (size == 0), 1);
    fprintf(stderr, "%s\n", path);
    LLVMFuzzerTestOneInput(exact ? exact : data, size);
    memory_free(exact ? exact : data);
    return 0;
}

static int folder_replay(const char *path)
{
    char name[4096];
    DIR *folder = opendir(path);
    int code = folder ? 0 : -1;
    for (struct dirent *entry; code == 0 && (entry = readdir(folder));) {
        if (entry->d_name[0] == '.')
            continue;
        snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
        code = file_replay(name);
    }
    if (folder)
        closedir(folder);
    return code;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        struct stat status;
        bool folder = stat(argv[i], &status) == 0 && S_ISDIR(status.st_mode);
        if ((folder ? folder_replay(argv[i]) : file_replay(argv[i])) < 0)
            return 1;
    }
    return 0;
}
