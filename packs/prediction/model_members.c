/* One row an item with a member per model: {"question": …, "ground_truth": …, "MODEL": {"is_correct": false,
 * "solution": …}, …}, as GSM8K's example_model_solutions. What stands beside the models is the item's own. */
#include <math.h>

#include "packs/prediction/formats_read.h"

enum { MOST_MODELS = 255 }; /* of one row: `row` numbers them in eight bits */

static bool is_model(yyjson_val *value)
{
    return yyjson_is_obj(value) && (json_get(value, "is_correct") || json_get(value, "correct"));
}

static const char *model_members_fits(yyjson_val *record)
{
    size_t index, count, models = 0;
    yyjson_val *key, *value;
    if (yyjson_obj_size(record) == 0)
        return NULL;
    yyjson_obj_foreach(record, index, count, key, value)
    {
        models += is_model(value);
    }
    (void)key;
    return models > 0 && models < count ? "have an item and a graded answer per model" : NULL;
}

static void model_read(struct answers *answers, const struct prediction *item, yyjson_val *name,
                       yyjson_val *member, const struct column_map *map)
{
    struct prediction *prediction = answer_add(answers);
    if (!prediction)
        return;
    columns_take(answers, prediction, member, map, NULL);
    for (int i = 0; i < ANSWER_TEXTS; i++)
        if (i != ANSWER_ANSWER && item->texts[i].data)
            prediction->texts[i] = item->texts[i];
    prediction->texts[ANSWER_MODEL] = json_text(name);
    prediction->safe = item->safe;
    prediction->ood = item->ood;
    if (!prediction->extra.data)
        prediction->extra = item->extra;
}

static void model_members_read(struct answers *answers, yyjson_val *record, const struct column_map *map)
{
    size_t index, count;
    yyjson_val *key, *value;
    struct answers scratch = {.arena = answers->arena};
    struct prediction *item = answer_add(&scratch);
    if (item) {
        columns_take(&scratch, item, record, map, is_model);
        yyjson_obj_foreach(record, index, count, key, value)
        {
            if (is_model(value) && answers->count < MOST_MODELS)
                model_read(answers, item, key, value, map);
        }
        if (answers->count == 0 && (item = answer_add(answers)))
            columns_take(answers, item, record, map, NULL);
    }
    answers->failed |= scratch.failed;
}

const struct prediction_coder model_members_coder = {model_members_fits, model_members_read};
