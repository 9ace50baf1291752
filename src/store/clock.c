/* The time as the store writes it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "store/project.h"

void time_now(char out[32])
{
    const char *fixed = getenv("ASSAY_NOW");
    struct timespec now;
    struct tm parts;
    if (fixed && strlen(fixed) == 27 && fixed[26] == 'Z') {
        memcpy(out, fixed, 28);
        return;
    }
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &parts);
    size_t length = strftime(out, 32, "%Y-%m-%dT%H:%M:%S", &parts);
    snprintf(out + length, 32 - length, ".%06ldZ", now.tv_nsec / 1000);
}
