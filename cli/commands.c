/* The list of commands, in the order of help. */
#include "cli/command.h"

#include <string.h>

extern const struct command check_command, explain_command, show_command, sql_command, convert_command,
    prove_command, checks_command, functions_command, formats_command, completion_command, help_command_entry;

const struct command *const commands[] = {&check_command,      &show_command,       &explain_command,
                                          &sql_command,        &convert_command,    &prove_command,
                                          &checks_command,     &functions_command,  &formats_command,
                                          &completion_command, &help_command_entry, NULL};

const struct noun nouns[] = {
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
