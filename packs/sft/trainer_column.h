/* A record to be judged, out of a column of canonical rows: the way from SQL to struct subject. */
#ifndef ASSAY_PACKS_SFT_TRAINER_COLUMN_H
#define ASSAY_PACKS_SFT_TRAINER_COLUMN_H

#include "packs/sft/trainer.h"
#include "packs/sft/turns_column.h"

/* The columns of a canonical row, looked up once a batch; those that are not there read as NULL. */
struct subject_columns {
    struct column format, id, tools, weight, extra, faults;
    struct column fault_code, fault_locus, fault_message;
    struct turns_column turns;
};
void subject_columns_open(struct subject_columns *columns, const struct column *row);

/* The record in one row; trainer and settings are the caller's. Memory is the arena's, texts borrow from the
 * batch. -1: out of memory. */
int subject_take(struct subject *subject, const struct subject_columns *columns, size_t row,
                 struct arena *arena);

/* A text, or an absent one. */
struct text column_text_at(const struct column *column, size_t row);

/* "assistant_only_loss,train_on_prompt,packing"; other words are no settings. */
unsigned settings_read(struct text text);

/* ERROR_USAGE names the trainers there are. */
int trainer_read(enum trainer *trainer, const struct column *names, size_t row, struct error *error);

#endif
