/* assay verify: whether what is kept is what was kept. */
#include <string.h>

#include "base/memory.h"
#include "cli/console.h"
#include "cli/session.h"
#include "report/amount.h"
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

static const struct option no_options[] = {{NULL, 0, ARGUMENT_NONE, NULL, NULL, false}};
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
