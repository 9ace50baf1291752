/* The questions in samples of lm-evaluation-harness (--log_samples): {"doc_id", "doc", "target", "arguments",
 * "resps", …}.
 *
 * `doc` is the benchmark's own record: it is read as whatever format it is (question and answer, multiple
 * choice, code problem, …). Where it is none that is known, the question is the prompt of the first request,
 * with whatever examples stand before it, and the answer `target`. All members are kept in extra. Read only;
 * answers and grades are the business of the task `prediction`, to which such a file belongs where it is not
 * asked for otherwise.
 *
 * Pitfall: one line a document and filter, so a document may stand there several times. Source:
 * lm-evaluation-harness, lm_eval/loggers/evaluation_tracker.py (arguments as gen_args_0.arg_0; older files
 * have lists of lists). */
#include "packs/sft/formats.h"

static const char *lm_eval_items_fits(yyjson_val *record)
{
    bool logged =
        json_get(record, "resps") || json_get(record, "filtered_resps") || json_get(record, "arguments");
    return json_get(record, "doc_id") && yyjson_is_obj(json_get(record, "doc")) && logged
               ? "have a doc with its doc_id and responses"
               : NULL;
}

static yyjson_val *prompt_of(yyjson_val *arguments)
{
    yyjson_val *first =
        yyjson_is_arr(arguments) ? yyjson_arr_get_first(arguments) : json_get(arguments, "gen_args_0");
    return yyjson_is_arr(first) ? yyjson_arr_get_first(first) : json_get(first, "arg_0");
}

static struct text locus_within(struct conversation *conversation, struct text locus)
{
    return text_make(conversation, "/doc%.*s", (int)locus.length, locus.data ? locus.data : "");
}

/* Reads the document by its own format; false when it has none. */
static bool document_read(struct conversation *conversation, yyjson_val *document,
                          const struct mapping *mapping)
{
    const char *why;
    const struct format *format = yyjson_obj_size(document) ? sft_format_of(document, &why) : NULL;
    size_t faults = conversation->fault_count;
    if (!format || format->coder == &lm_eval_items_coder)
        return false;
    format_coder(format)->read(conversation, document, mapping);
    for (size_t i = 0; i < conversation->turn_count; i++)
        conversation->turns[i].at = locus_within(conversation, conversation->turns[i].at);
    for (size_t i = faults; i < conversation->fault_count; i++)
        conversation->faults[i].locus = locus_within(conversation, conversation->faults[i].locus);
    return true;
}

static void turn_make(struct conversation *conversation, const char *at, const char *role, yyjson_val *value)
{
    struct turn *turn = yyjson_is_str(value) ? turn_add(conversation, at + 1, -1, -1) : NULL;
    if (!turn)
        return;
    turn->at = text_of(at);
    turn->role = text_of(role);
    turn->content = json_text(value);
}

static void lm_eval_items_read(struct conversation *conversation, yyjson_val *record,
                               const struct mapping *mapping)
{
    yyjson_val *document = json_get(record, "doc"), *arguments = json_get(record, "arguments");
    if (!yyjson_is_obj(document) || !document_read(conversation, document, mapping))
        turn_make(conversation, yyjson_is_arr(arguments) ? "/arguments/0/0" : "/arguments/gen_args_0/arg_0",
                  "user", prompt_of(arguments));
    if (conversation->turn_count == 0)
        record_fault_add(conversation, "missing_content", (struct text){"", 0}, "",
                         "neither the doc nor the arguments hold a question");
    else if (!text_is(conversation->turns[conversation->turn_count - 1].role, "assistant"))
        turn_make(conversation, "/target", "assistant", json_get(record, "target"));
    record_rest(conversation, record, NULL, 0);
}

const struct coder lm_eval_items_coder = {lm_eval_items_fits, lm_eval_items_read, NULL};
