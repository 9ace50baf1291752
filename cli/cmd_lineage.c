/* assay lineage X: what a version, run, verdict or file came from, and what came of it. */
#include "cli/command.h"
#include "cli/console.h"
#include "report/lineage_report.h"
#include "report/openlineage.h"
#include "store/lineage_load.h"

static int lineage_print(const struct invocation *invocation, struct project *project,
                         const struct lineage *lineage, const struct lineage_options *options,
                         struct buffer *out, struct error *error)
{
    if (option_given(invocation, "json")) {
        lineage_json(lineage, out);
        return 0;
    }
    if (option_given(invocation, "dot")) {
        lineage_dot(lineage, out);
        return 0;
    }
    if (option_given(invocation, "svg"))
        return lineage_svg(lineage, out, error);
    if (option_given(invocation, "openlineage"))
        return openlineage_write(project, lineage, out, error);
    bool file = option_value(invocation, "output") != NULL;
    struct terminal_options terminal = {.columns = file ? 0 : terminal_columns(),
                                        .color = !file && terminal_color(),
                                        .unicode = terminal_unicode()};
    return lineage_tree(lineage, options->up, options->down, &terminal, out, error);
}

static int forms_check(const struct invocation *invocation, struct error *error)
{
    static const char *const forms[] = {"json", "dot", "svg", "openlineage"};
    const char *first = NULL;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (!option_given(invocation, forms[i]))
            continue;
        if (first)
            return error_set(error, ERROR_USAGE, "--%s and --%s exclude each other", first, forms[i]);
        first = forms[i];
    }
    return 0;
}

static int lineage_run(struct invocation *invocation, struct error *error)
{
    struct project *project = NULL;
    struct lineage lineage = {0};
    struct buffer out = {0};
    bool up = option_given(invocation, "up"), down = option_given(invocation, "down");
    struct lineage_options options = {
        .up = up || !down, .down = down || !up, .history = option_given(invocation, "history")};
    if (invocation->operand_count != 1)
        return error_set(error, ERROR_USAGE,
                         "lineage needs one version, run, verdict or file: assay lineage NAME@V");
    TRY(forms_check(invocation, error));
    int code = project_open(&project, error);
    if (code == 0)
        code = lineage_load(&lineage, project, invocation->operands[0], &options, error);
    if (code == 0)
        code = lineage_print(invocation, project, &lineage, &options, &out, error);
    if (code == 0)
        code = print_buffer(&out, option_value(invocation, "output"), error);
    buffer_release(&out);
    lineage_release(&lineage);
    project_close(project);
    return code;
}

static const struct option lineage_command_options[] = {
    {"up", 0, ARGUMENT_NONE, NULL, "only what it came from", false},
    {"down", 0, ARGUMENT_NONE, NULL, "only what came of it", false},
    {"history", 0, ARGUMENT_NONE, NULL,
     "also all earlier and later versions of a dataset, not only the nearest", false},
    {"json", 0, ARGUMENT_NONE, NULL, "print nodes and edges as JSON", false},
    {"dot", 0, ARGUMENT_NONE, NULL, "print a graph for Graphviz", false},
    {"svg", 0, ARGUMENT_NONE, NULL, "print a drawing", false},
    {"openlineage", 0, ARGUMENT_NONE, NULL, "print OpenLineage run events, one a line", false},
    {"output", 'o', ARGUMENT_NEEDED, "FILE", "write to this file instead of standard output", false},
    {NULL, 0, ARGUMENT_NONE, NULL, NULL, false},
};

const struct command lineage_command = {
    .name = "lineage",
    .operands = "X",
    .title = "what a version, run, verdict or file came from, and what came of it",
    .doc = "X is a version (NAME@V), the beginning of the id of a run or a verdict, the path of a file that "
           "was added, or a file's SHA-256. Prints a tree in both directions: the files and versions it came "
           "from, and the versions, runs and verdicts that came of it. --svg draws it; --dot, --json and "
           "--openlineage are for other programs.",
    .examples = "  assay lineage chat@v3\n"
                "  assay lineage train.jsonl --down        # which versions hold this file\n"
                "  assay lineage chat@v3 --svg -o lineage.svg\n"
                "  assay lineage chat@v3 --openlineage     # events for a lineage server\n",
    .options = lineage_command_options,
    .run = lineage_run,
};
