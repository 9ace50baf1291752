/* What the terminal can do, progress lines, and printing that notices a full disk and a closed pipe. */
#ifndef ASSAY_CLI_CONSOLE_H
#define ASSAY_CLI_CONSOLE_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/error.h"

int terminal_columns(void);  /* of standard output; COLUMNS wins; 80 when unknown */
bool terminal_color(void);   /* standard output is a terminal, NO_COLOR is unset, TERM is not dumb */
bool terminal_unicode(void); /* the locale's character set is UTF-8 */

/* Writes the buffer to a path ("-" or NULL: standard output), whole or not at all. */
int print_buffer(const struct buffer *buffer, const char *path, struct error *error) MUST_CHECK;

/* Appends text from data so that it cannot act on the terminal: controls and hidden characters are written by
 * name, line ends and tabs stay. */
void terminal_put(struct buffer *out, struct text text);

/* A progress line on standard error: only on a terminal, only after half a second. progress_end clears it. */
bool progress_wanted(void);
void progress_start(void);
void progress_show(const char *what, double percent);
void progress_end(void);

/* A remark on standard error, unless --quiet. */
void remark(const char *format, ...) __attribute__((format(printf, 1, 2)));
extern bool remarks_off;

#endif
