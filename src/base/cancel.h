/* One process-wide wish to stop. Set from a signal handler; polled by long kernels and readers. */
#ifndef ASSAY_BASE_CANCEL_H
#define ASSAY_BASE_CANCEL_H

#include <stdbool.h>

void cancel_request(void); /* async-signal-safe */
void cancel_reset(void);
bool cancel_requested(void);

#endif
