/* assay gate prove: every rule of a gate must be seen to pass and to fail. */
#include "base/json.h"
#include "cli/console.h"
#include "cli/gate_file.h"
#include "gate/gate_prove.h"

static void proofs_text(const struct gate_proofs *proofs, struct buffer *out)
{
    for (size_t i = 0; i < proofs->count; i++) {
        const struct gate_proof *proof = &proofs->items[i];
        buffer_string(out, proof->holds ? "ok    " : "FAIL  ");
        terminal_put(out, proof->rule->name);
        buffer_format(out, ", %s\n      ", bound_name(proof->bound));
        terminal_put(out, proof->message);
        buffer_byte(out, '\n');
    }
    buffer_format(out, "%zu proven, %zu not\n", proofs->count - proofs->failed, proofs->failed);
}

static void proofs_json(const struct gate_proofs *proofs, struct buffer *out)
{
    buffer_byte(out, '[');
    for (size_t i = 0; i < proofs->count; i++) {
        const struct gate_proof *proof = &proofs->items[i];
        buffer_string(out, i ? ",\n{\"rule\":" : "\n{\"rule\":");
        json_put_text(out, proof->rule->name);
        buffer_format(out, ",\"line\":%d,\"bound\":\"%s\",\"proven\":%s,\"message\":", proof->rule->line,
                      bound_name(proof->bound), proof->holds ? "true" : "false");
        json_put_text(out, proof->message);
        buffer_byte(out, '}');
    }
    buffer_string(out, "\n]\n");
}

static int prove_steps(struct invocation *invocation, struct gate_file *file, struct gate_proofs *proofs,
                       struct error *error)
{
    struct buffer out = {0};
    if (invocation->operand_count != 1)
        return error_set(error, ERROR_USAGE, "gate prove needs one gate file");
    TRY(gate_file_read(file, invocation, invocation->operands[0], error));
    TRY(gate_prove(&file->gate, proofs, error));
    if (option_given(invocation, "json"))
        proofs_json(proofs, &out);
    else
        proofs_text(proofs, &out);
    int code = print_buffer(&out, NULL, error);
    buffer_release(&out);
    return code < 0 ? code : proofs->failed ? EXIT_FAILED : EXIT_FINE;
}

static int gate_prove_run(struct invocation *invocation, struct error *error)
{
    struct gate_file file = {0};
    struct gate_proofs proofs = {0};
    int code = prove_steps(invocation, &file, &proofs, error);
    arena_release(&proofs.arena);
    gate_file_release(&file);
    return code;
}

static const struct option gate_prove_options[] = {
    {"checks", 0, ARGUMENT_NEEDED, "FOLDER",
     "also the check files of this folder (./checks takes part by itself)", true},
    {"json", 0, ARGUMENT_NONE, NULL, "print a JSON list", false},
    {NULL, 0, ARGUMENT_NONE, NULL, NULL, false},
};

const struct command gate_prove_command = {
    .name = "gate prove",
    .operands = "FILE",
    .title = "show that every rule of a gate can fail",
    .doc = "A gate that cannot fail guards nothing. Figures and findings are made up so that the whole gate "
           "passes; "
           "then, for each rule, a fault is put in that makes it fail, if possible no other rule with it, "
           "and, where "
           "an interval is weighed, values that leave it inconclusive. Exits with 1 when a rule cannot pass, "
           "cannot "
           "fail or cannot be left open. No data is read.",
    .examples = "  assay gate prove gate.yaml\n",
    .options = gate_prove_options,
    .run = gate_prove_run,
};
