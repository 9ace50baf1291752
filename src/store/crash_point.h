/* Every step that changes the disk or the catalog says its name here first. With ASSAY_CRASH_AT=N in the
 * environment the process ends at the Nth step as kill -9 ends it, so that the crash tests can stop a commit
 * anywhere. */
#ifndef ASSAY_STORE_CRASH_POINT_H
#define ASSAY_STORE_CRASH_POINT_H

void crash_point(const char *step);

#endif
