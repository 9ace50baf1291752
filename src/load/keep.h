/* Loaded data kept as a version of a dataset. */
#ifndef ASSAY_LOAD_KEEP_H
#define ASSAY_LOAD_KEEP_H

#include "load/load.h"
#include "store/table_write.h"
#include "store/version_commit.h"

enum media_mode { MEDIA_COPY, MEDIA_LINK, MEDIA_NONE };

/* Texts are NUL-terminated; NULL where not said. */
struct keep_options {
    const char *dataset, *key, *message, *command;
    const char *license, *owner, *consent, *contact, *expires; /* not said: as in the dataset's head */
    const char *metadata;                                      /* a JSON object; not said: as in the head */
    enum media_mode media;
    struct text derived, recipe; /* how a derived version came about; see manifest.h */
    struct commit_options commit;
};

struct kept {
    struct manifest manifest; /* id and number are the version's */
    enum commit_outcome outcome;
    struct written written;
    struct buffer media_places; /* paths of the media files that were read, each ended by a NUL */
};

/* Stages the tables that are loaded in the engine, writes what is new and commits. Media that cannot be read
 * are ERROR_INPUT naming the record. *kept is released by kept_release in either outcome. */
int version_keep(struct project *project, struct engine *engine, struct loaded *loaded,
                 const struct keep_options *options, struct kept *kept, struct error *error) MUST_CHECK;
void kept_release(struct kept *kept);

/* The media files that the loaded records refer to, by path, into the manifest; copies become objects. */
int media_keep(struct project *project, struct engine *engine, const struct loaded *loaded,
               enum media_mode mode, struct kept *kept, struct error *error) MUST_CHECK;

#endif
