/* The list of commands, in the order of help. */
#include "cli/command.h"

#include <string.h>

extern const struct command check_command, explain_command, show_command, sql_command, convert_command,
    prove_command, checks_command, functions_command, formats_command, completion_command, help_command_entry;

const struct command *const commands[] = {&check_command,      &show_command,       &explain_command,
                                          &sql_command,        &convert_command,    &prove_command,
                                          &checks_command,     &functions_command,  &formats_command,
                                          &completion_command, &help_command_entry, NULL};

const struct command *command_find(const char *name)
{
    for (size_t i = 0; commands[i]; i++)
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    return NULL;
}
