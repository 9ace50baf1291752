/* Facets and datasets of OpenLineage events. A facet says by whose schema it is written and who wrote it. */
#ifndef ASSAY_REPORT_OPENLINEAGE_FACETS_H
#define ASSAY_REPORT_OPENLINEAGE_FACETS_H

#include "base/buffer.h"
#include "check/run.h"
#include "store/manifest.h"

/* Opens a facet as a member: "name":{"_producer":…,"_schemaURL":…; the caller adds members and "}". */
void facet_open(struct buffer *out, const char *name, const char *schema, const char *version);

void producer_put(struct buffer *out); /* a JSON string: who writes these events */

/* "processing_engine" by a version of assay; "jobType" by what the job did; "sql". */
void engine_facet_put(struct buffer *out, struct text version);
void job_facet_put(struct buffer *out, const char *kind);
void sql_facet_put(struct buffer *out, struct text query);

/* A file that rows were read from, with how many. */
void file_dataset_put(struct buffer *out, const struct stored_source *source);

/* A version as a dataset, without its last brace: facets version, schema and ownership. */
int version_dataset_open(struct buffer *out, struct text project, const struct manifest *manifest,
                         struct error *error) MUST_CHECK;

void output_facet_put(struct buffer *out, const struct manifest *manifest);  /* rows and bytes written */
void input_facet_put(struct buffer *out, const struct manifest *manifest);   /* rows and bytes read */
void metrics_facet_put(struct buffer *out, const struct manifest *manifest); /* rows and bytes examined */
void assertions_facet_put(struct buffer *out, const struct run *run);        /* a check, an assertion */

#endif
