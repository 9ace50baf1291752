/* The list of commands, in the order of help. */
#include "cli/command.h"

#include <string.h>

extern const struct command check_command;
extern const struct command leakage_command;
extern const struct command diff_command;
extern const struct command show_command;
extern const struct command explain_command;
extern const struct command sql_command;
extern const struct command select_command;
extern const struct command convert_command;
extern const struct command mask_command;
extern const struct command prove_command;
extern const struct command mix_command;
extern const struct command ready_command;
extern const struct command init_command;
extern const struct command runs_command;
extern const struct command verify_command;
extern const struct command lineage_command;
extern const struct command card_command;
extern const struct command prove_row_command;
extern const struct command gc_command;
extern const struct command dataset_add_command;
extern const struct command dataset_list_command;
extern const struct command dataset_log_command;
extern const struct command dataset_show_command;
extern const struct command dataset_derive_command;
extern const struct command dataset_tag_command;
extern const struct command dataset_remove_tag_command;
extern const struct command dataset_files_command;
extern const struct command run_show_command;
extern const struct command run_compare_command;
extern const struct command gate_run_command;
extern const struct command gate_prove_command;
extern const struct command audit_log_command;
extern const struct command audit_verify_command;
extern const struct command audit_prove_command;
extern const struct command audit_checkpoint_command;
extern const struct command audit_export_command;
extern const struct command check_proof_command;
extern const struct command checks_command;
extern const struct command functions_command;
extern const struct command formats_command;
extern const struct command completion_command;
extern const struct command help_command_entry;

const struct command *const commands[] = {
    &check_command,
    &show_command,
    &explain_command,
    &sql_command,
    &select_command,
    &convert_command,
    &mask_command,
    &leakage_command,
    &diff_command,
    &prove_command,
    &mix_command,
    &ready_command,
    &init_command,
    &runs_command,
    &lineage_command,
    &card_command,
    &verify_command,
    &prove_row_command,
    &check_proof_command,
    &gc_command,
    &dataset_add_command,
    &dataset_list_command,
    &dataset_log_command,
    &dataset_show_command,
    &dataset_derive_command,
    &dataset_tag_command,
    &dataset_remove_tag_command,
    &dataset_files_command,
    &run_show_command,
    &run_compare_command,
    &gate_run_command,
    &gate_prove_command,
    &audit_log_command,
    &audit_verify_command,
    &audit_prove_command,
    &audit_checkpoint_command,
    &audit_export_command,
    &checks_command,
    &functions_command,
    &formats_command,
    &completion_command,
    &help_command_entry,
    NULL,
};

const struct noun nouns[] = {
    {"dataset", "versions of data"},
    {"run", "kept runs of checks"},
    {"gate", "rules that data must keep"},
    {"audit", "what was done, and that it is not altered"},
    {NULL, NULL},
};

const struct noun *noun_find(const char *name)
{
    for (size_t i = 0; nouns[i].name; i++)
        if (strcmp(nouns[i].name, name) == 0)
            return &nouns[i];
    return NULL;
}

const char *command_verb(const struct command *command, const struct noun *noun)
{
    size_t length = strlen(noun->name);
    bool of_noun = strncmp(command->name, noun->name, length) == 0 && command->name[length] == ' ';
    return of_noun ? command->name + length + 1 : NULL;
}

const struct command *command_find(const char *const *words, size_t count, size_t *used)
{
    const struct noun *noun = count ? noun_find(words[0]) : NULL;
    for (size_t i = 0; count && commands[i]; i++) {
        const char *verb = noun ? command_verb(commands[i], noun) : NULL;
        *used = verb ? 2 : 1;
        if (verb ? count > 1 && strcmp(words[1], verb) == 0 : strcmp(commands[i]->name, words[0]) == 0)
            return commands[i];
    }
    return NULL;
}
