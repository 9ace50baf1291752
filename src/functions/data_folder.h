/* Where files that are read at run time lie: tokenizers and language models. */
#ifndef ASSAY_FUNCTIONS_DATA_FOLDER_H
#define ASSAY_FUNCTIONS_DATA_FOLDER_H

#include <stdbool.h>

#include "base/buffer.h"

/* Looks for the file, a name such as "tokenizers/x.tiktoken", in $ASSAY_DATA, then in share/assay beside the
 * program or library and in the folders above it (as installed, and as ./setup leaves it in a source tree),
 * then below the prefix that was configured. False when it is in none; *path is then what was asked for. */
bool data_file_find(const char *name, struct buffer *path);

#endif
