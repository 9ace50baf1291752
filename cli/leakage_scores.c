#include "cli/leakage_scores.h"

#include "base/embedded.h"
#include "base/memory.h"
#include "cli/console.h"

int leakage_scores_load(struct session *session, const struct invocation *invocation, struct error *error)
{
    size_t count = option_count(invocation, "scores");
    const char **paths = memory_new(count + 1, sizeof *paths);
    struct load_options options = {.task = "prediction"};
    struct loaded logs = {0};
    if (!paths)
        return error_memory(error);
    for (size_t i = 0; i < count; i++)
        paths[i] = option_nth(invocation, "scores", i);
    int code = load_files(session->engine, paths, count, &options, &logs, error);
    if (code == 0)
        code =
            engine_run(session->engine,
                       "CREATE OR REPLACE TABLE score_records AS SELECT model, suite, item, format, prompt, "
                       "correct, extra FROM records; DROP VIEW IF EXISTS grades; TRUNCATE records",
                       NULL, error);
    else
        error_prefix(error, "--scores: ");
    loaded_release(&logs);
    memory_free(paths);
    return code;
}

extern const struct embedded leakage_scores_files[]; /* leakage_scores.sql: written by tools/embed */

int leakage_scores_make(struct session *session, struct error *error)
{
    int64_t unmatched = 0, answers = 0;
    bool found = false;
    TRY(engine_run(session->engine, leakage_scores_files[0].data, NULL, error));
    TRY(engine_one_int64(session->engine, "SELECT sum(answers)::BIGINT FROM score_parts", NULL, &answers,
                         &found, error));
    TRY(engine_one_int64(session->engine, "SELECT sum(unmatched)::BIGINT FROM score_parts", NULL, &unmatched,
                         &found, error));
    if (answers == 0)
        return error_set(error, ERROR_INPUT,
                         "--scores: no answer has a grade; name the metric's column in a file of "
                         "predictions, or give lm-eval samples with their metrics");
    if (unmatched == answers)
        return error_set(error, ERROR_INPUT,
                         "--scores: none of the %lld graded answers is to a question of the "
                         "--eval files; give the evaluation set that was scored, or the log itself",
                         (long long)answers);
    if (unmatched > 0)
        remark("%lld of %lld graded answers are to no question of the --eval files and are left out",
               (long long)unmatched, (long long)answers);
    return 0;
}
