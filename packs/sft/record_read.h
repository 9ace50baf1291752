/* One raw record to a conversation: parse, report what is wrong with the JSON, let the format read it. */
#ifndef ASSAY_PACKS_SFT_RECORD_READ_H
#define ASSAY_PACKS_SFT_RECORD_READ_H

#include "packs/sft/formats.h"

/* Kept by a thread between records; owns the memory that the conversation borrows until the next record. */
struct record_reader {
    struct arena arena; /* of the record */
    struct json_reader json;
    struct conversation conversation;
    const struct format *format;
    struct buffer format_name; /* of the last record, so that it is looked up once */
    struct mapping mapping;
    struct arena mapping_arena;
    struct buffer options; /* that `mapping` was parsed from */
};

/* Reads one record into reader->conversation. An empty format is told from the record itself. ERROR_USAGE for
 * an unknown format or bad options; whatever is wrong with the record is a fault, never an error. */
int record_read(struct record_reader *reader, struct text raw, struct text format, struct text options,
                struct error *error) MUST_CHECK;
void record_reader_release(struct record_reader *reader);

#endif
