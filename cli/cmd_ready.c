/* assay ready DATA --use-case FILE.yaml: is this ready for fine-tuning, and would that be the right thing to
 * do? */
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "cli/check_now.h"
#include "cli/console.h"
#include "gate/readiness.h"
#include "report/line.h"

enum { USE_CASE_MOST = 1 << 18, NARROWEST_READY = 20, INDENT_READY = 4 };

struct readying {
    struct check_now now;
    struct use_case use_case;
    struct readiness readiness;
    struct invocation invocation; /* with the use case's files as options */
    char *text;
};

/* ---- the use case's files as options ------------------------------------------------------------------- */

static const struct option *option_named(const struct command *command, const char *name)
{
    for (const struct option *option = command->options; option->name; option++)
        if (strcmp(option->name, name) == 0)
            return option;
    return NULL;
}

static void options_add(struct invocation *invocation, const char *name, const struct use_case_files *files)
{
    for (size_t i = 0; i < files->count; i++)
        invocation->given[invocation->given_count++] =
            (struct given){option_named(invocation->command, name), files->items[i]};
}

/* What the command line gives comes first; what the use case names is added to it. */
static int options_join(struct readying *readying, const struct invocation *typed, struct error *error)
{
    struct use_case *use_case = &readying->use_case;
    size_t more = use_case->eval.count + use_case->production.count + use_case->suites.count +
                  use_case->documents.count;
    readying->invocation = *typed;
    readying->invocation.given = arena_take_zeroed(&use_case->arena, typed->given_count + more + 1,
                                                   sizeof *readying->invocation.given);
    if (!readying->invocation.given)
        return error_memory(error);
    if (typed->given_count)
        memcpy(readying->invocation.given, typed->given, typed->given_count * sizeof *typed->given);
    options_add(&readying->invocation, "eval", &use_case->eval);
    options_add(&readying->invocation, "production", &use_case->production);
    options_add(&readying->invocation, "suite", &use_case->suites);
    options_add(&readying->invocation, "documents", &use_case->documents);
    return 0;
}

/* ---- what is printed ----------------------------------------------------------------------------------- */

static const struct {
    const char *unicode, *ascii;
    enum shade shade;
} marks[] = {
    [ANSWER_YES] = {"✓", "+", SHADE_GREEN},
    [ANSWER_UNKNOWN] = {"?", "?", SHADE_YELLOW},
    [ANSWER_NO] = {"✗", "x", SHADE_RED},
};

static void item_put(struct line *line, const struct readiness_item *item)
{
    line_string(line, line->options->unicode ? marks[item->answer].unicode : marks[item->answer].ascii,
                marks[item->answer].shade);
    line_string(line, " ", SHADE_PLAIN);
    struct text question = text_of(item->question);
    size_t fitting = line_fitting(line, question);
    line_put(line, (struct text){question.data, fitting}, SHADE_BOLD, line->options->columns);
    line_end(line);
    line_paragraph(line, text_trim((struct text){question.data + fitting, question.length - fitting}), 2,
                   SHADE_BOLD);
    line_paragraph(line, item->evidence, INDENT_READY, SHADE_PLAIN);
    line_paragraph(line, item->change, INDENT_READY, SHADE_FAINT);
}

static void ready_terminal(const struct readying *readying, struct buffer *out)
{
    struct terminal_options options = {
        .columns = terminal_columns(), .color = terminal_color(), .unicode = terminal_unicode()};
    if (options.columns < NARROWEST_READY)
        options.columns = NARROWEST_READY;
    struct line line = {.out = out, .options = &options};
    const struct readiness *readiness = &readying->readiness;
    line_string(&line, advice_name(readiness->advice),
                readiness->advice == ADVICE_FINE_TUNE ? SHADE_GREEN : SHADE_YELLOW);
    line_string(&line, options.unicode ? " · " : " - ", SHADE_FAINT);
    line_put(&line, readying->use_case.name, SHADE_BOLD, options.columns);
    line_end(&line);
    line_paragraph(&line, readiness->because, INDENT_READY, SHADE_PLAIN);
    line_end(&line);
    for (size_t i = 0; i < readiness->count; i++)
        item_put(&line, &readiness->items[i]);
}

static void ready_json(const struct readying *readying, struct buffer *out)
{
    const struct readiness *readiness = &readying->readiness;
    buffer_string(out, "{\"use_case\":");
    json_put_text(out, readying->use_case.name);
    buffer_format(out, ",\"advice\":\"%s\",\"because\":", advice_name(readiness->advice));
    json_put_text(out, readiness->because);
    buffer_format(out, ",\"version\":\"%s\",\"run\":\"%s\",\"items\":[", readying->now.version,
                  readying->now.kept);
    for (size_t i = 0; i < readiness->count; i++) {
        const struct readiness_item *item = &readiness->items[i];
        buffer_format(out, "%s\n {\"item\":\"%s\",\"question\":", i ? "," : "", item->name);
        json_put_text(out, text_of(item->question));
        buffer_format(out, ",\"answer\":\"%s\",\"needed\":%s,\"evidence\":", answer_kind_name(item->answer),
                      item->needed ? "true" : "false");
        json_put_text(out, item->evidence);
        buffer_string(out, ",\"change\":");
        json_put_text(out, item->change);
        buffer_byte(out, '}');
    }
    buffer_string(out, "\n]}\n");
}

/* ---- the command --------------------------------------------------------------------------------------- */

static int ready_steps(struct invocation *invocation, struct readying *readying, struct error *error)
{
    const char *path = option_value(invocation, "use-case");
    size_t length = 0;
    if (!path)
        return error_set(error, ERROR_USAGE,
                         "ready needs --use-case FILE; docs/ready.md says how one is written");
    TRY(file_read_all(path, USE_CASE_MOST, &readying->text, &length, error));
    TRY(use_case_parse(&readying->use_case, path, (struct text){readying->text, length}, error));
    TRY(options_join(readying, invocation, error));
    struct check_request request = {.inputs = invocation->operands,
                                    .input_count = invocation->operand_count,
                                    .fail_on = LEVEL_NEVER,
                                    .findings_limit = -1};
    TRY(check_now(&readying->now, &readying->invocation, &request, error));
    if (!text_is(readying->now.run.task, "sft"))
        return error_set(error, ERROR_USAGE, "ready is about data for fine-tuning, not %.*s data",
                         (int)readying->now.run.task.length, readying->now.run.task.data);
    TRY(readiness_make(&readying->readiness, &readying->now.run, &readying->use_case, error));
    struct buffer out = {0};
    if (option_given(invocation, "json"))
        ready_json(readying, &out);
    else
        ready_terminal(readying, &out);
    int code = print_buffer(&out, NULL, error);
    buffer_release(&out);
    TRY(code);
    return readying->readiness.advice == ADVICE_FINE_TUNE ? EXIT_FINE : EXIT_FAILED;
}

static int ready_run(struct invocation *invocation, struct error *error)
{
    struct readying readying = {0};
    int code = ready_steps(invocation, &readying, error);
    check_now_close(&readying.now);
    arena_release(&readying.readiness.arena);
    arena_release(&readying.use_case.arena);
    memory_free(readying.text);
    return code;
}

static const struct option ready_options[] = {
    {"use-case", 'u', ARGUMENT_NEEDED, "FILE", "what the model is to be tuned for, as YAML", false},
    {"json", 0, ARGUMENT_NONE, NULL, "print the answers as one JSON object", false},
    BESIDE_OPTIONS,
    {"checks", 0, ARGUMENT_NEEDED, "FOLDER",
     "also the check files of this folder (./checks takes part by itself)", true},
    SET_OPTION,
    READING_OPTIONS,
    {NULL, 0, ARGUMENT_NONE, NULL, NULL, false},
};

const struct command ready_command = {
    .name = "ready",
    .operands = "FILE…|NAME@REV",
    .title = "say from evidence whether to prompt, retrieve, fine-tune, or wait",
    .doc =
        "Runs all checks and answers a list of questions with what they found and what the use case states: "
        "what "
        "the model lacks, how far a prompt gets, whether the answers could be looked up, whether like "
        "prompts have "
        "answers of one kind, cleanliness, size, coverage of production, independence of the evaluation, "
        "suites that "
        "must not be forgotten. Each answer is yes, no or unknown, with its evidence and what would change "
        "it; there "
        "is no score.\n\n"
        "Ends in fine-tune (exit 0), or prompt, retrieval or not yet (exit 1). docs/ready.md has the rules.",
    .examples = "  assay ready train.jsonl --use-case support.yaml\n"
                "  assay ready chat@v3 --use-case support.yaml --eval eval.jsonl --json\n",
    .options = ready_options,
    .engine = true,
    .run = ready_run,
};
