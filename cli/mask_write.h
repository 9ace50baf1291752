/* Writing a file's records with their personal data masked, each container in its own way. */
#ifndef ASSAY_CLI_MASK_WRITE_H
#define ASSAY_CLI_MASK_WRITE_H

#include "base/file.h"
#include "cli/session.h"

struct masking {
    struct engine *engine;
    struct parameters parameters; /* $locales, $kinds, $style, $least, $salt */
};

/* Makes the table masked_records (number, line, text, spans, fault) of one file. */
int mask_records(const struct masking *masking, const struct loaded_file *file,
                 struct error *error) MUST_CHECK;

/* Writes that table to `path` ("-" is standard output), as the file has its records. */
int mask_write(const struct masking *masking, const struct loaded_file *file, const char *path,
               struct error *error) MUST_CHECK;

/* Appends a line of JSON for each value that was replaced. */
int mask_report(const struct masking *masking, const struct loaded_file *file, struct output *report,
                struct error *error) MUST_CHECK;

#endif
