/* assay dataset add NAME FILE…: keeps files as a version of a dataset. */
#include <string.h>

#include "base/memory.h"
#include "cli/console.h"
#include "cli/keeping.h"
#include "load/unchanged.h"

struct adding {
    struct session session;
    struct keep_options options;
    struct kept kept;
    struct unchanged unchanged;
    char head[65];
    char *command;
};

/* What else than the files decides what a version holds. */
static int recipe_of(const struct invocation *invocation, struct buffer *recipe, struct error *error)
{
    static const char *const idle[] = {"message", "json", "quiet", "threads", "memory", "spill"};
    for (size_t i = 0; i < invocation->given_count; i++) {
        bool matters = true;
        for (size_t j = 0; j < sizeof idle / sizeof *idle; j++)
            matters &= strcmp(invocation->given[i].option->name, idle[j]) != 0;
        if (matters)
            buffer_format(recipe, "%s=%s\n", invocation->given[i].option->name,
                          invocation->given[i].value ? invocation->given[i].value : "");
    }
    return buffer_status(recipe, error);
}

static int add_steps(struct invocation *invocation, struct adding *adding, struct error *error)
{
    struct buffer recipe = {0};
    const char *const *files = invocation->operands + 1;
    size_t count = invocation->operand_count - 1;
    bool same = false;
    TRY(session_project(&adding->session, error));
    TRY(keeping_options(invocation, &adding->session, &adding->options, adding->head, error));
    int code = recipe_of(invocation, &recipe, error);
    if (code == 0)
        code = unchanged_test(&adding->unchanged, adding->session.project, invocation->operands[0], files,
                              count, buffer_c(&recipe), &adding->kept, &same, error);
    buffer_release(&recipe);
    TRY(code);
    if (same && !adding->options.commit.if_head)
        return kept_print(invocation, &adding->kept, error);
    TRY(session_open(&adding->session, invocation, error));
    TRY(session_load(&adding->session, invocation, files, count, error));
    adding->command = command_typed(invocation, error);
    if (!adding->command)
        return error->code;
    adding->options.dataset = invocation->operands[0];
    adding->options.command = adding->command;
    TRY(version_keep(adding->session.project, adding->session.engine, &adding->session.loaded,
                     &adding->options, &adding->kept, error));
    unchanged_remember(&adding->unchanged, adding->session.project, invocation->operands[0], &adding->kept);
    return kept_print(invocation, &adding->kept, error);
}

static int add_run(struct invocation *invocation, struct error *error)
{
    struct adding adding = {0};
    if (invocation->operand_count < 2)
        return error_set(error, ERROR_USAGE,
                         "dataset add needs a name and at least one file ('-' is standard input)");
    int code = add_steps(invocation, &adding, error);
    kept_release(&adding.kept);
    session_close(&adding.session);
    memory_free(adding.command);
    return code;
}

static const struct option add_options[] = {
    KEEPING_OPTIONS,
    TASK_OPTION,
    READING_OPTIONS,
    {NULL, 0, ARGUMENT_NONE, NULL, NULL, false},
};

const struct command dataset_add_command = {
    .name = "dataset add",
    .operands = "NAME FILE…",
    .title = "keep files as the next version of a dataset",
    .doc = "The version holds exactly the records of the files given: what the version before held and these "
           "do not is gone "
           "from it (and still in the version before). FILE may be a version too: 'assay dataset add chat "
           "chat@v3 more.jsonl' "
           "appends. Adding what the newest version holds already changes nothing, and says so.\n\n"
           "Formats are recognised as by 'assay check'. Each record is named by its own id where every "
           "record has one of its "
           "own, else by a digest of its content; --key names a column or field instead. Rows are stored "
           "once, however many "
           "versions hold them.",
    .examples = "  assay dataset add chat train.jsonl -m 'first delivery'\n"
                "  assay dataset add chat chat@v1 more.jsonl\n"
                "  assay dataset add prices prices.csv --task table --key product,day\n",
    .options = add_options,
    .engine = true,
    .run = add_run,
};
