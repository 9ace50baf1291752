/* Samples of lm-evaluation-harness (--log_samples): one line a document and filter, in
 * samples_TASK_DATE.jsonl.
 *
 * {"doc_id", "doc", "target", "arguments": {"gen_args_0": {"arg_0": prompt, "arg_1": continuation}}, "resps",
 * "filtered_resps", "filter", "metrics": ["acc", …], "acc": 1.0, …}. Older files have "arguments" as a list
 * of lists. Generated answers: filtered_resps is a list of texts. Choices by likelihood: a list of
 * [log-likelihood, greedy] per choice; the answer is the likeliest choice, and the confidence its share after
 * a softmax over the choices. The grade is the first metric that is a number from 0 to 1; --map
 * correct=METRIC takes another. Numbers in resps may be texts, which is how the harness writes them. The
 * model and the task are told by the file's path. */
#include <math.h>
#include <stdio.h>

#include "packs/prediction/formats_read.h"

/* Argument `place` of request `request`; NULL when it is not there. */
static yyjson_val *argument_at(yyjson_val *record, size_t request, size_t place)
{
    char name[48];
    yyjson_val *arguments = json_get(record, "arguments");
    if (yyjson_is_arr(arguments)) {
        yyjson_val *list = yyjson_arr_get(arguments, request);
        return yyjson_is_arr(list) ? yyjson_arr_get(list, place) : NULL;
    }
    (void)snprintf(name, sizeof name, "gen_args_%zu", request);
    yyjson_val *of_request = json_get(arguments, name);
    (void)snprintf(name, sizeof name, "arg_%zu", place);
    return json_get(of_request, name);
}

/* The log-likelihood of a choice: [number, greedy], or a number; NaN when it is neither. */
static double likelihood_of(yyjson_val *choice)
{
    while (yyjson_is_arr(choice) && yyjson_arr_size(choice) > 0) /* resps wrap it once more */
        choice = yyjson_arr_get_first(choice);
    return value_as_number(choice);
}

static bool is_likelihood(yyjson_val *choice)
{
    while (yyjson_arr_size(choice) == 1 && yyjson_is_arr(yyjson_arr_get_first(choice)))
        choice = yyjson_arr_get_first(choice);
    return yyjson_is_arr(choice) && yyjson_arr_size(choice) == 2 && !isnan(likelihood_of(choice));
}

/* The index of the likeliest choice, and its share after a softmax. */
static size_t choice_best(yyjson_val *choices, double *share)
{
    size_t index, count, best = 0;
    yyjson_val *choice;
    double most = -INFINITY, sum = 0;
    yyjson_arr_foreach(choices, index, count, choice)
    {
        double likelihood = likelihood_of(choice);
        if (likelihood > most) {
            most = likelihood;
            best = index;
        }
    }
    yyjson_arr_foreach(choices, index, count, choice)
    {
        double likelihood = likelihood_of(choice);
        sum += isnan(likelihood) ? 0 : exp(likelihood - most);
    }
    *share = isfinite(most) && sum > 0 ? 1 / sum : (double)NAN;
    return best;
}

static struct text choice_text(struct answers *answers, yyjson_val *record, size_t choice)
{
    yyjson_val *continuation = argument_at(record, choice, 1);
    return yyjson_is_str(continuation) ? text_trim(json_text(continuation))
                                       : answer_text(answers, continuation);
}

static void choices_read(struct answers *answers, struct prediction *prediction, yyjson_val *record,
                         yyjson_val *choices)
{
    size_t count = yyjson_arr_size(choices), best = choice_best(choices, &prediction->confidence);
    double target = value_as_number(json_get(record, "target"));
    prediction->texts[ANSWER_ANSWER] = choice_text(answers, record, best);
    if (target >= 0 && target < (double)count && target == floor(target)) {
        struct text named = choice_text(answers, record, (size_t)target);
        if (named.data)
            prediction->texts[ANSWER_TARGET] = named;
    }
}

static void responses_read(struct answers *answers, struct prediction *prediction, yyjson_val *record)
{
    yyjson_val *responses = json_get(record, "filtered_resps");
    if (!responses)
        responses = json_get(record, "resps");
    yyjson_val *first = yyjson_is_arr(responses) ? yyjson_arr_get_first(responses) : responses;
    if (yyjson_arr_size(responses) > 1 && is_likelihood(first)) {
        choices_read(answers, prediction, record, responses);
        return;
    }
    if (is_likelihood(first)) { /* a single continuation has a likelihood and no rival */
        prediction->texts[ANSWER_ANSWER] = (struct text){0};
        return;
    }
    while (yyjson_is_arr(first) && yyjson_arr_size(first) > 0)
        first = yyjson_arr_get_first(first);
    if (!yyjson_is_arr(first)) /* else there is no response at all */
        prediction->texts[ANSWER_ANSWER] = answer_text(answers, first);
}

static double metric_value(yyjson_val *record, struct text metric)
{
    struct buffer name = {0};
    buffer_text(&name, metric);
    double value = name.failed ? (double)NAN : value_as_grade(json_get(record, buffer_c(&name)));
    buffer_release(&name);
    return value >= 0 && value <= 1 ? value : (double)NAN;
}

static double grade_of(yyjson_val *record, const struct column_map *map)
{
    static const char *const common[] = {"exact_match", "acc", "pass@1", "em", "acc_norm"};
    yyjson_val *metrics = json_get(record, "metrics"), *metric;
    size_t index, count;
    double value = NAN;
    if (map->names[COLUMN_CORRECT].data)
        return metric_value(record, map->names[COLUMN_CORRECT]);
    if (yyjson_arr_size(metrics) > 0) {
        yyjson_arr_foreach(metrics, index, count, metric)
        {
            if (isnan(value) && yyjson_is_str(metric))
                value = metric_value(record, json_text(metric));
        }
        return value;
    }
    for (size_t i = 0; i < sizeof common / sizeof *common && isnan(value);
         i++) /* before 0.4.4 metrics are not listed */
        value = metric_value(record, text_of(common[i]));
    return value;
}

static const char *lm_eval_fits(yyjson_val *record)
{
    bool answered = json_get(record, "resps") || json_get(record, "filtered_resps");
    return json_get(record, "doc_id") && json_get(record, "doc") && answered
               ? "are samples of lm-evaluation-harness"
               : NULL;
}

static void lm_eval_read(struct answers *answers, yyjson_val *record, const struct column_map *map)
{
    static const char *const read[] = {"target", "arguments", "resps", "filtered_resps", "filter"};
    yyjson_val *used[sizeof read / sizeof *read];
    struct prediction *prediction = answer_add(answers);
    if (!prediction)
        return;
    for (size_t i = 0; i < sizeof read / sizeof *read; i++)
        used[i] = json_get(record, read[i]);
    prediction->texts[ANSWER_ITEM] = answer_text(answers, json_get(record, "doc_id"));
    prediction->texts[ANSWER_FILTER] = answer_text(answers, json_get(record, "filter"));
    prediction->texts[ANSWER_TARGET] = answer_text(answers, json_get(record, "target"));
    prediction->texts[ANSWER_PROMPT] = answer_text(answers, argument_at(record, 0, 0));
    responses_read(answers, prediction, record);
    prediction->correct = grade_of(record, map);
    if (map->names[ANSWER_CLUSTER].data) {
        struct buffer name = {0};
        buffer_text(&name, map->names[ANSWER_CLUSTER]);
        prediction->texts[ANSWER_CLUSTER] =
            answer_text(answers, json_get(json_get(record, "doc"), buffer_c(&name)));
        answers->failed |= name.failed;
        buffer_release(&name);
    }
    prediction->extra = extra_of(answers, record, used, sizeof used / sizeof *used);
}

const struct prediction_coder lm_eval_coder = {lm_eval_fits, lm_eval_read};
