/* A small audit log in a SQLite file of its own, for tests. */
#ifndef ASSAY_TESTS_SAMPLE_LOG_H
#define ASSAY_TESTS_SAMPLE_LOG_H

#include "store/catalog.h"
#include "store/signing.h"

#define SAMPLE_PROJECT "0123456789abcdef0123456789abcdef"

struct sample_log {
    char folder[64];
    char catalog_path[96], key_path[96];
    struct catalog *catalog;
    struct signer *signer;
};

/* Makes it with `count` events, at a time and by a user that are fixed. Fails the test where it cannot. */
void sample_log_make(struct sample_log *log, size_t count);
/* One more event. */
int sample_log_add(struct sample_log *log, size_t number, struct error *error);
void sample_log_remove(struct sample_log *log);

#endif
