/* A temporary file with given content, for tests that open by name. */
#ifndef ASSAY_TESTS_WRITTEN_FILE_H
#define ASSAY_TESTS_WRITTEN_FILE_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/text.h"

struct written_file {
    char path[64];
};

static inline struct written_file written_file(struct text content, const char *ending)
{
    struct written_file written;
    snprintf(written.path, sizeof written.path, "/tmp/assay-test-XXXXXX%s", ending);
    int file = mkstemps(written.path, (int)strlen(ending));
    FILE *stream = fdopen(file, "wb");
    if (stream) {
        fwrite(content.data, 1, content.length, stream);
        fclose(stream);
    }
    return written;
}

#endif
