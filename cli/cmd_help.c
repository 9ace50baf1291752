/* assay help, assay completion. */
#include <string.h>

#include "cli/command.h"
#include "cli/console.h"

static int help_run(struct invocation *invocation, struct error *error)
{
    struct buffer out = {0};
    const struct command *command = NULL;
    const struct noun *noun = NULL;
    int code = 0;
    if (invocation->operand_count > 0) {
        size_t used = 0;
        command = command_find(invocation->operands, invocation->operand_count, &used);
        if (invocation->operand_count == 1)
            noun = noun_find(invocation->operands[0]);
        if (!command && !noun)
            code = error_set(error, ERROR_USAGE, "there is no command '%s'; 'assay help' lists them",
                             invocation->operands[0]);
    }
    if (code == 0) {
        if (option_given(invocation, "man"))
            help_man(command, &out);
        else if (command)
            help_command(command, &out);
        else if (noun)
            help_noun(noun, &out);
        else
            help_all(&out);
        code = print_buffer(&out, NULL, error);
    }
    buffer_release(&out);
    return code;
}

static const struct option help_options[] = {
    {"man", 0, ARGUMENT_NONE, NULL, "print the man page's source instead", false},
    {NULL, 0, ARGUMENT_NONE, NULL, NULL, false},
};

const struct command help_command_entry = {
    .name = "help",
    .operands = "[COMMAND [VERB]]",
    .title = "what a command does and takes",
    .doc = "Without a command: the list of commands.",
    .options = help_options,
    .run = help_run,
};

static int completion_run(struct invocation *invocation, struct error *error)
{
    struct buffer out = {0};
    if (invocation->operand_count != 1)
        return error_set(error, ERROR_USAGE, "completion needs the shell's name: bash, zsh or fish");
    int code = help_completion(invocation->operands[0], &out, error);
    if (code == 0)
        code = print_buffer(&out, NULL, error);
    buffer_release(&out);
    return code;
}

static const struct option no_options[] = {{NULL, 0, ARGUMENT_NONE, NULL, NULL, false}};

const struct command completion_command = {
    .name = "completion",
    .operands = "SHELL",
    .title = "shell completion for bash, zsh or fish",
    .doc = "Prints a script for the shell to read.",
    .examples = "  assay completion bash > ~/.local/share/bash-completion/completions/assay\n",
    .options = no_options,
    .run = completion_run,
};
