/* assay check-proof: verifies what 'assay audit prove' and 'assay prove-row' printed, without the project. */
#include "base/file.h"
#include "base/memory.h"
#include "cli/command.h"
#include "cli/console.h"
#include "store/proof.h"

enum { PROOF_MOST = 64 << 20, KEY_MOST = 1 << 12 };

struct demanded {
    char *key, *version;
    struct proof_demand demand;
};

/* A key stands in the option itself, or in a file of the name given. */
static int key_demand(const char *value, struct demanded *demanded, struct error *error)
{
    size_t length = 0;
    if (!value)
        return 0;
    demanded->demand.key = text_of(value);
    if (strchr(value, '+'))
        return 0;
    TRY(file_read_all(value, KEY_MOST, &demanded->key, &length, error));
    demanded->demand.key = text_trim((struct text){demanded->key, length});
    return 0;
}

static int one_check(const char *path, const struct proof_demand *demand, struct buffer *out,
                     struct error *error)
{
    char *json = NULL;
    size_t length = 0;
    struct buffer said = {0};
    TRY(file_read_all(path, PROOF_MOST, &json, &length, error));
    int code = proof_check((struct text){json, length}, path, demand, &said, error);
    if (code == 0)
        terminal_put(out, buffer_view(&said));
    memory_free(json);
    buffer_release(&said);
    return code;
}

static int check_proof_run(struct invocation *invocation, struct error *error)
{
    struct demanded demanded = {0};
    struct buffer out = {0};
    if (invocation->operand_count == 0)
        return error_set(error, ERROR_USAGE,
                         "check-proof needs a file that 'assay audit prove' or 'assay prove-row' wrote");
    demanded.demand.version = text_of(option_value(invocation, "version"));
    int code = key_demand(option_value(invocation, "key"), &demanded, error);
    for (size_t i = 0; i < invocation->operand_count && code == 0; i++)
        code = one_check(invocation->operands[i], &demanded.demand, &out, error);
    if (code == 0)
        code = buffer_status(&out, error);
    if (code == 0)
        code = print_buffer(&out, NULL, error);
    memory_free(demanded.key);
    buffer_release(&out);
    return code;
}

static const struct option check_proof_options[] = {
    {"key", 0, ARGUMENT_NEEDED, "KEY",
     "the key (name+id+base64, or a file with it) that must have signed the log's checkpoint", false},
    {"version", 0, ARGUMENT_NEEDED, "ID", "the version, all 64 digits, that the row must be in", false},
    {NULL, 0, ARGUMENT_NONE, NULL, NULL, false},
};

const struct command check_proof_command = {
    .name = "check-proof",
    .operands = "FILE…",
    .title = "verify a proof of a row or of an event, without the project",
    .doc =
        "Takes what 'assay prove-row' and 'assay audit prove' print. Needs nothing but the file: every hash "
        "is "
        "computed again, up to the version's id or the signed root of the log. The exit status is 3 when the "
        "proof does not hold.\n\n"
        "What is left to you is whether the id or the key is the one that you trust: say so with --version "
        "or "
        "--key, or compare what is printed.",
    .examples = "  assay prove-row chat@v3 17 > row.json\n  assay check-proof row.json\n",
    .options = check_proof_options,
    .run = check_proof_run,
};
