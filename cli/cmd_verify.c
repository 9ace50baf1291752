/* assay verify, assay prove-row, assay gc: whether what is kept is what was kept, and what need not be kept.
 */
#include <string.h>

#include "base/memory.h"
#include "cli/console.h"
#include "cli/session.h"
#include "report/amount.h"
#include "store/collect.h"
#include "store/row_proof.h"
#include "store/verify.h"

struct telling {
    struct buffer out;
};

static void fault_tell(void *context, const char *message)
{
    struct telling *telling = context;
    buffer_string(&telling->out, "FAULT  ");
    terminal_put(&telling->out, text_of(message));
    buffer_byte(&telling->out, '\n');
}

static int all_verify(struct verifying *verifying, struct error *error)
{
    struct rows rows = {0};
    int code = catalog_query(verifying->project->catalog, "SELECT id FROM versions ORDER BY dataset, number",
                             NULL, 0, &rows, error);
    for (size_t i = 0; i < rows.count && code == 0; i++) {
        progress_show("verifying", 100.0 * (double)i / (double)rows.count);
        code = version_verify(verifying, rows_cell(&rows, i, 0).data, error);
    }
    rows_release(&rows);
    return code < 0 ? code : others_verify(verifying, error);
}

static int given_verify(struct invocation *invocation, struct verifying *verifying, struct error *error)
{
    for (size_t i = 0; i < invocation->operand_count; i++) {
        char id[65];
        TRY(version_find(verifying->project, invocation->operands[i], id, error));
        TRY(version_verify(verifying, id, error));
    }
    return 0;
}

static int verify_steps(struct invocation *invocation, struct session *session, struct telling *telling,
                        struct error *error)
{
    TRY(session_project(session, error));
    TRY(session_open(session, invocation, error));
    struct verifying verifying = {
        .project = session->project, .engine = session->engine, .on_fault = fault_tell, .context = telling};
    int code = invocation->operand_count ? given_verify(invocation, &verifying, error)
                                         : all_verify(&verifying, error);
    progress_end();
    buffer_format(&telling->out, "%s  ", verifying.faults ? "BROKEN" : "sound");
    amount_put_counted(&telling->out, verifying.objects, "object");
    buffer_string(&telling->out, ", ");
    amount_put_bytes(&telling->out, (uint64_t)verifying.bytes);
    buffer_string(&telling->out, ", ");
    amount_put_counted(&telling->out, verifying.rows, "row");
    buffer_string(&telling->out, " recomputed");
    if (verifying.faults) {
        buffer_string(&telling->out, "; ");
        amount_put_counted(&telling->out, verifying.faults, "fault");
    }
    buffer_byte(&telling->out, '\n');
    verifying_release(&verifying);
    TRY(code);
    TRY(print_buffer(&telling->out, NULL, error));
    return verifying.faults ? EXIT_BAD_INPUT : EXIT_FINE;
}

static int verify_run(struct invocation *invocation, struct error *error)
{
    struct session session = {0};
    struct telling telling = {0};
    int code = verify_steps(invocation, &session, &telling, error);
    session_close(&session);
    buffer_release(&telling.out);
    return code;
}

/* ---- proofs ----------------------------------------------------------------------------------------------
 */

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

/* ---- garbage ---------------------------------------------------------------------------------------------
 */

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

static const struct option no_options[] = {{NULL, 0, ARGUMENT_NONE, NULL, NULL, false}};
static const struct option prove_row_options[] = {
    {"output", 'o', ARGUMENT_NEEDED, "FILE", "where to write; default: standard output", false},
    {NULL, 0, ARGUMENT_NONE, NULL, NULL, false},
};
static const struct option gc_options[] = {
    {"dry-run", 'n', ARGUMENT_NONE, NULL, "only say what would be removed", false},
    {NULL, 0, ARGUMENT_NONE, NULL, NULL, false},
};

const struct command verify_command = {
    .name = "verify",
    .operands = "[NAME@REV…]",
    .title = "recompute every digest of versions, down to each row",
    .doc = "Without a version: of all. Reads every object, hashes every row, and compares with what the "
           "manifests say. The first "
           "chunk and rows that differ are named. Exits with 3 when anything is missing or altered. 'assay "
           "audit verify' does "
           "the same for the audit log.",
    .examples = "  assay verify\n  assay verify chat@v3\n",
    .options = no_options,
    .engine = true,
    .run = verify_run,
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
