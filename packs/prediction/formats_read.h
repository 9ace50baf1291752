/* The formats of evaluations: how a record is told and read. prediction_formats.c lists them; each file says
 * how its format looks. */
#ifndef ASSAY_PACKS_PREDICTION_FORMATS_READ_H
#define ASSAY_PACKS_PREDICTION_FORMATS_READ_H

#include "packs/pack.h"
#include "packs/prediction/named_columns.h"

struct prediction_coder {
    /* Why the record is of this format, or NULL. */
    const char *(*fits)(yyjson_val *record);
    /* Adds its predictions: at least one, unless out of memory. */
    void (*read)(struct answers *answers, yyjson_val *record, const struct column_map *map);
};

extern const struct prediction_coder lm_eval_coder, model_members_coder, named_columns_coder;

enum { PREDICTION_FORMATS = 3 };
extern const struct format prediction_formats[PREDICTION_FORMATS];

/* pack.recognise */
int prediction_recognise(const struct sample *sample, struct recognition *recognition, struct arena *arena,
                         struct error *error);

/* Kept by a thread between records; owns the memory that the predictions borrow until the next record. */
struct prediction_reader {
    struct arena arena;
    struct json_reader json;
    struct answers answers;
    const struct format *format;
    struct buffer format_name, options; /* of the last record, so that they are looked up once */
    struct column_map map;
    struct arena map_arena;
};

/* Reads one record into reader->answers: at least one prediction, whatever the record is. ERROR_USAGE for an
 * unknown format or bad options; whatever is wrong with the record is a fault of its first prediction. */
int prediction_read(struct prediction_reader *reader, struct text raw, struct text format,
                    struct text options, struct error *error) MUST_CHECK;
void prediction_reader_release(struct prediction_reader *reader);

#endif
