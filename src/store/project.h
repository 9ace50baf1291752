/* A project: the folder .assay with its catalog, objects and key, and what versions are called.
 *
 *   .assay/project.json     format number, project id, place of the catalog
 *   .assay/catalog.sqlite   unless the catalog is in PostgreSQL
 *   .assay/objects/ab/…     immutable files named by SHA-256
 *   .assay/incoming/        what a running or crashed command was writing; removed by gc
 *   .assay/key              the private key, mode 0600
 *   .assay/cache/           what can be made again: digests of files that have not changed since */
#ifndef ASSAY_STORE_PROJECT_H
#define ASSAY_STORE_PROJECT_H

#include "store/catalog.h"
#include "store/manifest.h"
#include "store/objects.h"
#include "store/signing.h"

struct project {
    char *folder; /* ".../.assay" */
    char *id;     /* 32 hex digits, made by init: origin of the log's checkpoints is "assay/<id>" */
    struct catalog *catalog;
    struct objects *objects;
    struct signer *signer; /* NULL where the key file is not there: reading works, writing says so */
};

/* Makes the project in `folder` (".": ./.assay). catalog: NULL for SQLite, or a postgresql:// URL. A project
 * that is there already with the same catalog (*made is false) gets what it lacks: the newest tables in its
 * catalog, and a new key where the key was lost. */
int project_init(const char *folder, const char *catalog, bool *made, struct error *error) MUST_CHECK;

/* Opens the project named by ASSAY_PROJECT (its folder), else the nearest .assay from the working directory
 * upwards. None is ERROR_USAGE that says to run 'assay init'. */
int project_open(struct project **opened, struct error *error) MUST_CHECK;
void project_close(struct project *project); /* NULL is fine */

/* Whether there is one, without opening it. */
bool project_exists(void);

/* "NAME@v3", "NAME@TAG", "NAME@HASH" (8 digits or more), "NAME@head", or "NAME" alone for its head. Gives the
 * id; an unknown name or an ambiguous hash is ERROR_USAGE that lists what is near. */
int version_find(struct project *project, const char *name, char id[65], struct error *error) MUST_CHECK;

/* Whether text is written like a version: NAME@REV with a NAME that a dataset may have. */
bool version_name_valid(const char *text);
/* Letters, digits, '-', '_', '.', '/' within; begins with a letter or digit; at most 100 bytes. */
bool dataset_name_valid(const char *text);
/* As a dataset's name without '/', and neither head, v3 nor the beginning of a hash. */
bool tag_name_valid(const char *text);

/* The manifest of a version, its digest verified. */
int version_open(struct project *project, const char *id, struct manifest *manifest,
                 struct error *error) MUST_CHECK;

/* "chat@v3" for an id; "?" when unknown. */
int version_name(struct project *project, const char *id, struct buffer *out, struct error *error) MUST_CHECK;

/* Now in UTC, RFC 3339 with microseconds and Z; 27 characters. ASSAY_NOW, where set, is taken instead: for
 * tests. */
void time_now(char out[32]);

#endif
