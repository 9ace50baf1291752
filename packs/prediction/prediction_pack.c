/* The pack for evaluation. A format is one line in prediction_formats.c, a check one file named in
 * meson.build. */
#include "packs/prediction/formats_read.h"
#include "packs/prediction/prediction.h"

extern const struct embedded prediction_files[]; /* tables.sql, checks, tables: written by tools/embed */

static const struct function functions[] = {
    {"prediction_record",
     "(BLOB, VARCHAR, VARCHAR) -> STRUCT(id VARCHAR, item VARCHAR, model VARCHAR, suite VARCHAR, \"filter\" "
     "VARCHAR, prompt "
     "VARCHAR, answer VARCHAR, target VARCHAR, paraphrases VARCHAR, original VARCHAR, perturbation VARCHAR, "
     "\"cluster\" "
     "VARCHAR, \"role\" VARCHAR, refusal VARCHAR, correct DOUBLE, confidence DOUBLE, safe BOOLEAN, ood "
     "BOOLEAN, graders "
     "STRUCT(grader VARCHAR, label VARCHAR)[], extra VARCHAR, faults STRUCT(code VARCHAR, locus VARCHAR, "
     "\"offset\" BIGINT, "
     "message VARCHAR)[])[]",
     prediction_record_rows,
     "The predictions in a raw record of the named format of evaluations (NULL: by named columns), with "
     "options as JSON; "
     "what is wrong with the record is in the first one's faults.",
     "prediction_record('{\"item\":1,\"prediction\":\"4\",\"correct\":true}'::BLOB, 'predictions', "
     "NULL)[1].answer  → 4"},
};

static const struct kept_table kept[] = {
    {"records", "row, record, file, number, line, byte, bytes", NULL},
};

const struct pack prediction_pack = {
    .task = "prediction",
    .title = "predictions of models on eval sets",
    .functions = functions,
    .function_count = sizeof functions / sizeof *functions,
    .formats = prediction_formats,
    .format_count = PREDICTION_FORMATS,
    .files = prediction_files,
    .kept = kept,
    .kept_count = sizeof kept / sizeof *kept,
    .shown = "prediction_shown($row)",
    .recognise = prediction_recognise,
};
