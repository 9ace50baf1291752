#include "store/leftover.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "store/crash_point.h"

enum { AGE_LEAST = 3600 /* seconds */ };

static const char prefix[] = ".assay-";

static bool is_left(int folder, const char *name)
{
    struct stat status;
    return strncmp(name, prefix, sizeof prefix - 1) == 0 &&
           fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode) &&
           time(NULL) - status.st_mtime > AGE_LEAST;
}

int leftovers_sweep(const char *folder, int64_t *removed, struct error *error)
{
    DIR *entries = opendir(folder);
    if (!entries)
        return errno == ENOENT
                   ? 0
                   : error_set(error, ERROR_SYSTEM, "%s: cannot list: %s", folder, strerror(errno));
    int descriptor = dirfd(entries);
    for (struct dirent *entry; descriptor >= 0 && (entry = readdir(entries)) != NULL;) {
        if (!is_left(descriptor, entry->d_name))
            continue;
        crash_point("remove a file that a crash left");
        *removed += unlinkat(descriptor, entry->d_name, 0) == 0;
    }
    closedir(entries);
    return 0;
}
