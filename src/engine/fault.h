/* Our errors on their way through the engine. The engine carries a message only, and puts its own words
 * around it; so the message is sent between two marks together with its code, and found again on the other
 * side. */
#ifndef ASSAY_ENGINE_FAULT_H
#define ASSAY_ENGINE_FAULT_H

#include <stdbool.h>

#include "base/error.h"

struct fault {
    char message[sizeof(struct error) + 16];
};

/* What to hand to a *_set_error of the engine. In the loadable extension, whose messages a person reads
 * straight from another program, it is the bare message. */
const char *fault_pack(struct fault *fault, const struct error *error);

/* If the engine's message holds one of ours, fills *error with it and returns true. */
bool fault_unpack(const char *message, struct error *error);

#endif
