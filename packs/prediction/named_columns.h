/* Which column of an evaluation's file means what: by the names people use, or as the user says (--map). */
#ifndef ASSAY_PACKS_PREDICTION_NAMED_COLUMNS_H
#define ASSAY_PACKS_PREDICTION_NAMED_COLUMNS_H

#include "packs/prediction/answers.h"

/* What a column can be: the texts of a prediction, then these. */
enum {
    COLUMN_CORRECT = ANSWER_TEXTS,
    COLUMN_CONFIDENCE,
    COLUMN_SAFE,
    COLUMN_UNSAFE, /* the same, the other way round */
    COLUMN_OOD,
    COLUMN_GRADER, /* who graded … */
    COLUMN_LABEL,  /* … and how, one grade a row */
    COLUMN_GRADES, /* a list or an object of grades */
    COLUMN_KINDS,
    COLUMN_NONE = COLUMN_KINDS
};

/* The user's names; data NULL: not mapped. */
struct column_map {
    struct text names[COLUMN_KINDS];
};

/* Parses {"map": {"target": "gold", …}}; empty options map nothing. Texts live in the arena. ERROR_USAGE
 * names what it does not know. */
int column_map_read(struct column_map *map, struct text options, struct arena *arena,
                    struct error *error) MUST_CHECK;

/* The columns of one record. */
struct columns_found {
    yyjson_val *keys[COLUMN_KINDS], *values[COLUMN_KINDS];
    int ranks[COLUMN_KINDS];
    size_t graders; /* columns of one grader each: annotator1, judge_x */
};

void named_columns_find(struct columns_found *found, yyjson_val *record, const struct column_map *map);

/* Whether the key is a grader's own column: annotator1, rater_b, judge_gpt4, human_2. */
bool grader_named(struct text key);

/* Whether the columns are those of an evaluation, and not of training data that happens to share some. */
bool named_columns_tell(const struct columns_found *found);

/* Fills a prediction from a flat record. `wide`: members that were read otherwise and are left out. */
void columns_take(struct answers *answers, struct prediction *prediction, yyjson_val *record,
                  const struct column_map *map, bool (*wide)(yyjson_val *value));

#endif
