/* assay card NAME@V: a dataset card, for people or as Croissant. */
#include "cli/command.h"
#include "cli/console.h"
#include "report/card.h"

static int card_print(const struct invocation *invocation, struct project *project,
                      const struct version_facts *facts, struct error *error)
{
    struct buffer out = {0};
    char now[32];
    time_now(now);
    int code = option_given(invocation, "croissant") ? card_croissant(facts, project, &out, error)
                                                     : card_markdown(facts, now, &out, error);
    if (code == 0)
        code = print_buffer(&out, option_value(invocation, "output"), error);
    buffer_release(&out);
    return code;
}

static int card_run(struct invocation *invocation, struct error *error)
{
    struct project *project = NULL;
    struct version_facts facts = {0};
    char id[65];
    if (invocation->operand_count != 1)
        return error_set(error, ERROR_USAGE, "card needs one version: assay card NAME@V");
    int code = project_open(&project, error);
    if (code == 0)
        code = version_find(project, invocation->operands[0], id, error);
    if (code == 0)
        code = facts_load(&facts, project, id, error);
    if (code == 0)
        code = card_print(invocation, project, &facts, error);
    facts_release(&facts);
    project_close(project);
    return code;
}

static const struct option card_options[] = {
    {"croissant", 0, ARGUMENT_NONE, NULL, "print Croissant 1.1 (JSON-LD) with RAI fields", false},
    {"output", 'o', ARGUMENT_NEEDED, "FILE", "write to this file instead of standard output", false},
    {NULL, 0, ARGUMENT_NONE, NULL, NULL, false},
};

const struct command card_command = {
    .name = "card",
    .operands = "NAME@V",
    .title = "a version's dataset card, as Markdown or Croissant",
    .doc =
        "Says what a version holds, its columns, where it comes from, its licence, owner, consent, contact "
        "and expiry, the figures and findings of the newest run of checks on it, what is not known, and how "
        "to verify and cite it. Nothing is said that the project does not know.",
    .examples = "  assay card chat@v3 -o CARD.md\n"
                "  assay card chat@v3 --croissant -o croissant.json\n",
    .options = card_options,
    .run = card_run,
};
