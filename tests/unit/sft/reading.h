/* What the tests of formats share: a record in, the conversation or the written record out. */
#ifndef ASSAY_TESTS_SFT_READING_H
#define ASSAY_TESTS_SFT_READING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "packs/sft/record_read.h"

/* The conversation in one record as deterministic JSON. Valid until the next call. */
const char *read_dump(const char *format, const char *options, const char *record);

/* Fails the test where the dump differs. */
void assert_read(const char *format, const char *record, const char *expected);

/* The faults of one record: "code locus offset" each, one a line; offset is left out where unknown. */
void assert_faults(const char *format, const char *record, const char *expected);

/* Reads the record in one format and writes it in another. "" when refused. *losses counts. Freed by
 * memory_free. */
char *convert(const char *from, const char *to, const char *record, size_t *losses);

/* Writes the record in another format and compares text and losses ("field" each, joined by blanks). */
void assert_written(const char *from, const char *to, const char *record, const char *expected,
                    const char *losses);

/* The same value, whatever the order of keys and the form of numbers. */
bool json_alike(const char *a, const char *b);

void reading_release(void);

#endif
