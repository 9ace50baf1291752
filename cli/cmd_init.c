/* assay init: makes the project that versions, runs and the audit log are kept in. */
#include "cli/command.h"
#include "cli/console.h"
#include "store/project.h"

static int init_run(struct invocation *invocation, struct error *error)
{
    bool made = false;
    if (invocation->operand_count > 1)
        return error_set(error, ERROR_USAGE, "init takes one folder at most");
    const char *folder = invocation->operand_count ? invocation->operands[0] : ".";
    TRY(project_init(folder, option_value(invocation, "catalog"), &made, error));
    remark(made ? "made the project %s/.assay" : "%s/.assay is a project already; it has all that it needs",
           folder);
    return EXIT_FINE;
}

static const struct option init_options[] = {
    {"catalog", 0, ARGUMENT_NEEDED, "URL",
     "keep the catalog in PostgreSQL, as in postgresql://host/database; default: SQLite, in the project",
     false},
    {NULL, 0, ARGUMENT_NONE, NULL, NULL, false},
};

const struct command init_command = {
    .name = "init",
    .operands = "[FOLDER]",
    .title = "make a project: where versions, runs and the audit log are kept",
    .doc =
        "Makes .assay in the folder (default: here) with an empty catalog and a key that signs the audit "
        "log. Commands find "
        "the project from any folder within. Several machines may share one catalog in PostgreSQL; each then "
        "has its own "
        "folder with its own key, and they need to see the same objects.\n\nRunning it again does no harm: "
        "it brings "
        "the catalog up to date after the program, and makes a new key where the key was lost.",
    .examples = "  assay init\n"
                "  assay init --catalog postgresql://db.example.org/assay\n",
    .options = init_options,
    .run = init_run,
};
