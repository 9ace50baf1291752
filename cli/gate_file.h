/* A gate file read and its checks found: what the gate commands begin with. */
#ifndef ASSAY_CLI_GATE_FILE_H
#define ASSAY_CLI_GATE_FILE_H

#include "cli/session.h"
#include "gate/gate.h"

struct gate_file {
    struct gate gate;
    struct buffer text;
    char sha256[65];
};

/* Checks are those built in, of ./checks and of --checks. Released in either outcome. */
int gate_file_read(struct gate_file *file, const struct invocation *invocation, const char *path,
                   struct error *error) MUST_CHECK;
void gate_file_release(struct gate_file *file);

#endif
