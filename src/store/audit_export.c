/* The audit log for other programs: an in-toto statement in a DSSE envelope for each event. */
#include "store/audit.h"
#include "store/dsse.h"
#include "store/log_read.h"
#include "store/statement.h"

struct exporting {
    const struct signer *signer;
    const char *origin;
    struct buffer *out, statement;
};

static int event_export(void *context, const struct log_row *row, struct error *error)
{
    struct exporting *exporting = context;
    buffer_clear(&exporting->statement);
    TRY(statement_write(&exporting->statement, row->body, text_of(exporting->origin), error));
    TRY(buffer_status(&exporting->statement, error));
    TRY(dsse_write(exporting->out, text_of(DSSE_IN_TOTO), buffer_view(&exporting->statement),
                   exporting->signer, error));
    buffer_byte(exporting->out, '\n');
    return buffer_status(exporting->out, error);
}

int audit_export(struct catalog *catalog, const struct signer *signer, struct buffer *out,
                 struct error *error)
{
    struct audit_summary summary;
    if (!signer)
        return error_set(
            error, ERROR_INPUT,
            "this folder has no private key (.assay/key) to sign the envelopes with; 'assay init' "
            "makes one");
    TRY(audit_verify(catalog, &summary, error));
    struct exporting exporting = {.signer = signer, .origin = summary.origin, .out = out};
    int code = log_each(catalog, 0, summary.events, event_export, &exporting, error);
    buffer_release(&exporting.statement);
    return code;
}
