/* assay prove-row: proof that a row was in a version. */
#include "cli/console.h"
#include "cli/session.h"
#include "store/row_proof.h"

static int prove_row_steps(struct invocation *invocation, struct session *session, struct buffer *out,
                           struct error *error)
{
    char id[65];
    TRY(session_project(session, error));
    TRY(version_find(session->project, invocation->operands[0], id, error));
    TRY(session_open(session, invocation, error));
    TRY(row_prove(session->project, session->engine, id, invocation->operands + 1,
                  invocation->operand_count - 1, out, error));
    return print_buffer(out, option_value(invocation, "output"), error);
}

static int prove_row_run(struct invocation *invocation, struct error *error)
{
    struct session session = {0};
    struct buffer out = {0};
    if (invocation->operand_count < 2)
        return error_set(error, ERROR_USAGE,
                         "prove-row needs a version and the key of a row, as in: chat@v3 dev-00093");
    int code = prove_row_steps(invocation, &session, &out, error);
    session_close(&session);
    buffer_release(&out);
    return code;
}

static const struct option prove_row_options[] = {
    {"output", 'o', ARGUMENT_NEEDED, "FILE", "where to write; default: standard output", false},
    {NULL, 0, ARGUMENT_NONE, NULL, NULL, false},
};
const struct command prove_row_command = {
    .name = "prove-row",
    .operands = "NAME@REV KEY…",
    .title = "proof that a row was in a version",
    .doc = "Prints a proof as JSON that 'assay check-proof' verifies without the project: the row's bytes, "
           "hashes up to the root of "
           "its table, and the manifest whose SHA-256 is the version. KEY is the record's name as findings "
           "show it; of a table "
           "with a key of several columns, one operand for each.",
    .examples = "  assay prove-row chat@v3 dev-00093 -o proof.json && assay check-proof proof.json\n",
    .options = prove_row_options,
    .engine = true,
    .run = prove_row_run,
};
