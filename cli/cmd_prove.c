/* assay prove: every check must be seen to fail and to pass. */
#include <string.h>

#include "base/json.h"
#include "check/cases.h"
#include "cli/console.h"
#include "cli/session.h"
#include "packs/packs.h"

/* The pack whose task the check's name begins with; a check of one's own without such a name is proven on
 * conversations. */
static const char *tables_of(const struct check *check)
{
    const struct pack *pack = pack_find(text_of("sft"));
    for (size_t i = 0; packs[i]; i++) {
        size_t length = strlen(packs[i]->task);
        if (check->name.length > length && check->name.data[length] == '.' &&
            memcmp(check->name.data, packs[i]->task, length) == 0)
            pack = packs[i];
    }
    const struct embedded *file = pack ? pack->files : NULL;
    while (file && file->path && strcmp(file->path, "tables.sql") != 0)
        file++;
    return file && file->path ? file->data : "";
}

static bool asked_for(const struct invocation *invocation, const struct check_set *set,
                      const struct check *check)
{
    for (size_t i = 0; i < invocation->operand_count; i++)
        if (check_set_find(set, text_of(invocation->operands[i])) == check)
            return true;
    return invocation->operand_count == 0;
}

static int operands_test(const struct invocation *invocation, const struct check_set *set,
                         struct error *error)
{
    for (size_t i = 0; i < invocation->operand_count; i++) {
        const struct check *check = check_set_find(set, text_of(invocation->operands[i]));
        if (!check || check->is_table)
            return error_set(error, ERROR_USAGE, "there is no check '%s'; 'assay checks' lists them",
                             invocation->operands[i]);
    }
    return 0;
}

static void proofs_text(const struct proofs *proofs, struct buffer *out)
{
    for (size_t i = 0; i < proofs->count; i++) {
        const struct proof *proof = &proofs->items[i];
        buffer_format(out, "%s  %.*s: %.*s", proof->passed ? "ok  " : "FAIL", (int)proof->check.length,
                      proof->check.data, (int)proof->name.length, proof->name.data);
        if (!proof->passed)
            buffer_format(out, "\n      %.*s", (int)proof->message.length, proof->message.data);
        buffer_byte(out, '\n');
    }
    buffer_format(out, "%zu proven, %zu not\n", proofs->count - proofs->failed, proofs->failed);
}

static void proofs_json(const struct proofs *proofs, struct buffer *out)
{
    buffer_string(out, "[");
    for (size_t i = 0; i < proofs->count; i++) {
        const struct proof *proof = &proofs->items[i];
        buffer_string(out, i ? ",\n{\"check\":" : "\n{\"check\":");
        json_put_text(out, proof->check);
        buffer_string(out, ",\"case\":");
        json_put_text(out, proof->name);
        buffer_format(out, ",\"passed\":%s,\"message\":", proof->passed ? "true" : "false");
        json_put_text(out, proof->message);
        buffer_byte(out, '}');
    }
    buffer_string(out, "\n]\n");
}

static int prove_steps(struct invocation *invocation, struct check_set *set, struct session *session,
                       struct proofs *proofs, struct error *error)
{
    struct buffer out = {0};
    TRY(session_checks(set, invocation, NULL, error));
    TRY(operands_test(invocation, set, error));
    TRY(session_open(session, invocation, error));
    for (size_t i = 0; i < set->count; i++)
        if (!set->items[i].is_table && asked_for(invocation, set, &set->items[i]))
            TRY(cases_prove(session->engine, set, &set->items[i], tables_of(&set->items[i]), proofs, error));
    progress_end();
    if (option_given(invocation, "json"))
        proofs_json(proofs, &out);
    else
        proofs_text(proofs, &out);
    int code = print_buffer(&out, NULL, error);
    buffer_release(&out);
    return code < 0 ? code : proofs->failed ? EXIT_FAILED : EXIT_FINE;
}

static int prove_run(struct invocation *invocation, struct error *error)
{
    struct check_set set = {0};
    struct session session = {0};
    struct proofs proofs = {0};
    int code = prove_steps(invocation, &set, &session, &proofs, error);
    proofs_release(&proofs);
    session_close(&session);
    check_set_release(&set);
    return code;
}

static const struct option prove_options[] = {
    {"checks", 0, ARGUMENT_NEEDED, "FOLDER",
     "also the check files of this folder (./checks takes part by itself)", true},
    {"json", 0, ARGUMENT_NONE, NULL, "print a JSON list", false},
    {NULL, 0, ARGUMENT_NONE, NULL, NULL, false},
};

const struct command prove_command = {
    .name = "prove",
    .operands = "[CHECK…]",
    .title = "run the cases of checks: each must be seen to fail and to pass",
    .doc = "A check never seen to fail is one nobody should trust. Every check has a file of cases beside it "
           "(NAME.cases.sql): records that must be found, records that must pass, figures that must come "
           "out. All of "
           "them must hold, every kind of fault that the check declares must be found by some case, and some "
           "case must "
           "pass. Exits with 1 when anything does not hold.",
    .examples = "  assay prove                       # all checks\n"
                "  assay prove structure             # one\n",
    .options = prove_options,
    .engine = true,
    .run = prove_run,
};
