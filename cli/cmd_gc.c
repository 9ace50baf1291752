/* assay gc: what need not be kept. */
#include "cli/command.h"
#include "cli/console.h"
#include "report/amount.h"
#include "store/collect.h"

static int gc_run(struct invocation *invocation, struct error *error)
{
    struct project *project = NULL;
    struct collected collected = {0};
    struct buffer out = {0};
    bool look = option_given(invocation, "dry-run");
    int code = project_open(&project, error);
    if (code == 0)
        code = garbage_collect(project, look, &collected, error);
    project_close(project);
    if (code == 0) {
        buffer_string(&out, look ? "would remove " : "removed ");
        amount_put_counted(&out, collected.objects, "object");
        buffer_string(&out, ", ");
        amount_put_bytes(&out, (uint64_t)collected.bytes);
        if (collected.folders) {
            buffer_string(&out, ", and what ");
            amount_put_counted(&out, collected.folders, "crashed command");
            buffer_string(&out, " left");
        }
        buffer_string(&out, "; ");
        amount_put_counted(&out, collected.kept, "object");
        buffer_string(&out, collected.kept == 1 ? " is in use\n" : " are in use\n");
        code = print_buffer(&out, NULL, error);
    }
    buffer_release(&out);
    return code;
}

static const struct option gc_options[] = {
    {"dry-run", 'n', ARGUMENT_NONE, NULL, "only say what would be removed", false},
    {NULL, 0, ARGUMENT_NONE, NULL, NULL, false},
};

const struct command gc_command = {
    .name = "gc",
    .operands = "",
    .title = "remove what no version, run or verdict reaches",
    .doc = "Interrupted commands leave objects that nothing refers to. What any version, tag, run or verdict "
           "reaches is never "
           "touched.",
    .examples = "  assay gc --dry-run\n",
    .options = gc_options,
    .run = gc_run,
};
