/* The list of formats, and which of them a file is. */
#include "packs/prediction/formats_read.h"

enum { OBJECTS = 1u << CONTAINER_LINES | 1u << CONTAINER_ARRAY | 1u << CONTAINER_PARQUET };

const struct format prediction_formats[PREDICTION_FORMATS] = {
    {"lm_eval", "prediction", "samples of lm-evaluation-harness",
     "`--log_samples` lines: doc_id, doc, target, arguments, resps, filtered_resps, filter and metrics. Of "
     "several choices by "
     "likelihood the confidence is the softmax; the task is told by the file's name, the model by its "
     "folder; filters are "
     "suites of their own.",
     OBJECTS, false, CONTAINER_LINES, NULL, &lm_eval_coder},
    {"model_members", "prediction", "an item and an answer per model",
     "One row an item, and a member per model that holds is_correct and an answer: {\"question\", "
     "\"ground_truth\", \"MODEL\": "
     "{\"is_correct\", \"solution\"}}.",
     OBJECTS, false, CONTAINER_LINES, NULL, &model_members_coder},
    {"predictions", "prediction", "predictions by named columns",
     "One row an answer, as objects or as a table: item, model, suite, prompt, answer (prediction, response "
     "…), target, correct, "
     "confidence, graders (annotator1 …), refusal and more. Where no column says it, the model is the file's "
     "name.",
     OBJECTS | 1u << CONTAINER_TABLE, false, CONTAINER_LINES, NULL, &named_columns_coder},
};

static const char *named_columns_fits(yyjson_val *record)
{
    static const char *const training[] = {"messages", "conversations", "chosen", "rejected"};
    struct columns_found found;
    for (size_t i = 0; i < sizeof training / sizeof *training; i++)
        if (json_get(record, training[i]))
            return NULL;
    named_columns_find(&found, record, NULL);
    return named_columns_tell(&found) ? "have graded answers" : NULL;
}

static void named_columns_read(struct answers *answers, yyjson_val *record, const struct column_map *map)
{
    struct prediction *prediction = answer_add(answers);
    if (prediction)
        columns_take(answers, prediction, record, map, NULL);
}

const struct prediction_coder named_columns_coder = {named_columns_fits, named_columns_read};

/* ---- recognition --------------------------------------------------------------------------------------- */

struct counts {
    size_t fitting[PREDICTION_FORMATS], readable;
    const char *why[PREDICTION_FORMATS];
};

static void sample_count(const struct sample *sample, struct counts *counts)
{
    struct arena arena = {0};
    struct json_reader reader = {.arena = &arena};
    for (size_t i = 0; i < sample->count; i++) {
        yyjson_val *record = json_read(&reader, sample->records[i]);
        counts->readable += yyjson_is_obj(record);
        for (size_t f = 0; f < PREDICTION_FORMATS && yyjson_is_obj(record); f++) {
            const struct prediction_coder *coder = prediction_formats[f].coder;
            const char *why = coder->fits(record);
            counts->why[f] = why ? why : counts->why[f];
            counts->fitting[f] += why != NULL;
        }
        arena_clear(&arena);
    }
    json_reader_release(&reader);
    arena_release(&arena);
}

/* All readable records must fit: a format that takes what it half understands hides those after it. Where
 * none does, nothing is said, so that the packs after this one say what they saw. */
int prediction_recognise(const struct sample *sample, struct recognition *recognition, struct arena *arena,
                         struct error *error)
{
    struct counts counts = {0};
    struct buffer why = {0};
    sample_count(sample, &counts);
    for (size_t f = 0; f < PREDICTION_FORMATS; f++) {
        if (counts.readable == 0 || counts.fitting[f] < counts.readable ||
            !(prediction_formats[f].containers >> sample->container & 1))
            continue;
        buffer_format(&why, "%zu of the first %zu record%s %s", counts.fitting[f], sample->count,
                      sample->count == 1 ? "" : "s", counts.why[f]);
        *recognition =
            (struct recognition){.format = &prediction_formats[f],
                                 .why = why.failed ? (struct text){0} : arena_copy(arena, buffer_view(&why))};
        buffer_release(&why);
        return recognition->why.data ? 0 : error_memory(error);
    }
    return 0;
}
