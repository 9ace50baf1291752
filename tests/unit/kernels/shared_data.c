/* Gzip files from the shared folder. */
#include "shared_data.h"

#include <stdio.h>
#include <zlib.h>

bool shared_read(const char *name, struct buffer *content)
{
    const char *shared = getenv("ASSAY_SHARED");
    struct buffer path = {0};
    buffer_format(&path, "%s/data/%s", shared ? shared : "../shared", name);
    gzFile file = gzopen(buffer_c(&path), "rb");
    if (!file)
        printf("skipped: %s is not there\n", buffer_c(&path));
    buffer_release(&path);
    if (!file)
        return false;
    int got;
    char chunk[1 << 16];
    while ((got = gzread(file, chunk, sizeof chunk)) > 0)
        buffer_append(content, chunk, (size_t)got);
    gzclose(file);
    return got == 0 && !content->failed;
}
