/* One raw record of an evaluation as predictions: what a model answered to an item, and how it was graded. A
 * record holds one prediction, or one per model where its format says so.
 *
 * Texts are borrowed from the JSON document of the record or from the arena; a text whose data is NULL is
 * absent. Nothing is lost: what no member says is in `extra`. */
#ifndef ASSAY_PACKS_PREDICTION_ANSWERS_H
#define ASSAY_PACKS_PREDICTION_ANSWERS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/json.h"

/* The members that are texts, in the order of the SQL struct. */
enum answer_field {
    ANSWER_ID,
    ANSWER_ITEM,
    ANSWER_MODEL,
    ANSWER_SUITE,
    ANSWER_FILTER,
    ANSWER_PROMPT,
    ANSWER_ANSWER,
    ANSWER_TARGET,
    ANSWER_PARAPHRASES,
    ANSWER_ORIGINAL,
    ANSWER_PERTURBATION,
    ANSWER_CLUSTER,
    ANSWER_ROLE,
    ANSWER_REFUSAL,
    ANSWER_TEXTS
};

struct grade {
    struct text grader, label;
};

struct answer_fault {
    const char *code;
    struct text locus;
    int64_t offset; /* byte within the raw record; -1: unknown */
    struct text message;
};

enum { SAID_NO, SAID_YES, NOT_SAID };

struct prediction {
    struct text texts[ANSWER_TEXTS];
    double correct;    /* 0 to 1; NaN: not graded */
    double confidence; /* as given, whatever it is; NaN: not said */
    int safe, ood;     /* SAID_NO, SAID_YES, NOT_SAID */
    struct grade *grades;
    size_t grade_count;
    struct text extra; /* JSON */
    struct answer_fault *faults;
    size_t fault_count;
};

/* All that is read from one record. Memory lives in the arena until it is cleared. */
struct answers {
    struct arena *arena;
    struct prediction *items;
    size_t count;
    bool failed; /* out of memory on the way */
};

/* One more prediction, all absent; NULL when out of memory. Valid until the next add. */
struct prediction *answer_add(struct answers *answers);

/* Notes what is wrong with it. */
void answer_fault_add(struct answers *answers, struct prediction *prediction, const char *code,
                      struct text locus, const char *format, ...) __attribute__((format(printf, 5, 6)));

/* One more grader's label; an empty label is none. */
void grade_add(struct answers *answers, struct prediction *prediction, struct text grader, struct text label);

/* A text in the arena: a string as it is, anything else as compact JSON; absent for null and no value. */
struct text answer_text(struct answers *answers, yyjson_val *value);

/* A number out of a JSON number, or out of a text that is one (a table's cell); NaN otherwise. */
double value_as_number(yyjson_val *value);

/* true, "yes", "correct", 1 … as 1, their opposites as 0, numbers as they are; NaN otherwise. */
double value_as_grade(yyjson_val *value);

/* The object without the members that were used, as JSON; absent when nothing is left. */
struct text extra_of(struct answers *answers, yyjson_val *record, yyjson_val *const *used, size_t used_count);

#endif
