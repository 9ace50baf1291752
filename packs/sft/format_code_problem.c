/* Programming problems of evaluations:
 *   {"task_id", "prompt", "entry_point", "canonical_solution", "test"}              HumanEval
 *   {"task_id", "text" or "prompt", "code", "test_list": […], …}                    MBPP
 * The user's turn is the prompt, the assistant's the solution; tests and the rest stay in extra. Read only.
 *
 * Pitfall: HumanEval's solution is the body that goes on behind the prompt, MBPP's is a whole program.
 * Sources: Chen et al. 2021, arXiv:2107.03374; Austin et al. 2021, arXiv:2108.07732. */
#include "packs/sft/formats.h"

struct problem {
    yyjson_val *prompt, *solution;
    const char *prompt_key, *solution_key;
};

static bool problem_find(struct problem *problem, yyjson_val *record)
{
    yyjson_val *text = json_get(record, "text");
    bool prompt = !text || json_get(record, "prompt");
    bool human = json_get(record, "canonical_solution") != NULL;
    problem->prompt_key = prompt ? "prompt" : "text";
    problem->solution_key = human ? "canonical_solution" : "code";
    problem->prompt = json_get(record, problem->prompt_key);
    problem->solution = json_get(record, problem->solution_key);
    return problem->prompt && problem->solution &&
           (human || json_get(record, "test_list") || json_get(record, "challenge_test_list"));
}

static const char *code_problem_fits(yyjson_val *record)
{
    struct problem problem;
    return problem_find(&problem, record) ? "have a programming problem with its solution and tests" : NULL;
}

/* True when the turn says all of the value. */
static bool side_read(struct conversation *conversation, yyjson_val *value, const char *key, const char *role)
{
    struct text whole = {"", 0};
    if (!yyjson_is_str(value)) {
        record_fault_add(conversation, value ? "content_type" : "missing_content", whole, value ? key : "",
                         "\"%s\" is not a text", key);
        return false;
    }
    struct turn *turn = turn_add(conversation, key, -1, -1);
    if (!turn)
        return false;
    turn->role = text_of(role);
    turn->content = json_text(value);
    return true;
}

static void code_problem_read(struct conversation *conversation, yyjson_val *record,
                              const struct mapping *mapping)
{
    struct problem problem;
    yyjson_val *used[2] = {NULL, NULL};
    (void)mapping;
    (void)problem_find(&problem, record);
    if (side_read(conversation, problem.prompt, problem.prompt_key, "user"))
        used[0] = problem.prompt;
    if (side_read(conversation, problem.solution, problem.solution_key, "assistant"))
        used[1] = problem.solution;
    record_rest(conversation, record, used, 2);
}

const struct coder code_problem_coder = {code_problem_fits, code_problem_read, NULL};
