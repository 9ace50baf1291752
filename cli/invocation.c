/* Reading the command line against a command's option table. */
#include "cli/command.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static const struct option *table_find(const struct option *table, const char *name, size_t length,
                                       char letter)
{
    for (; table && table->name; table++) {
        if (letter ? table->letter == letter
                   : strlen(table->name) == length && memcmp(table->name, name, length) == 0)
            return table;
    }
    return NULL;
}

static const struct option *option_find(const struct command *command, const char *name, size_t length,
                                        char letter)
{
    const struct option *found = table_find(command->options, name, length, letter);
    if (!found && command->engine)
        found = table_find(engine_option_table, name, length, letter);
    return found;
}

static int option_unknown(const struct command *command, const char *typed, struct error *error)
{
    const char *names[64];
    size_t count = 0;
    const struct option *tables[] = {command->options, command->engine ? engine_option_table : NULL};
    for (size_t t = 0; t < 2; t++)
        for (const struct option *option = tables[t]; option && option->name && count < 64; option++)
            names[count++] = option->name;
    const char *nearest = nearest_name(typed, names, count);
    return error_set(error, ERROR_USAGE, "%s has no option --%s%s%s%s; 'assay help %s' lists them",
                     command->name, typed, nearest ? " (did you mean --" : "", nearest ? nearest : "",
                     nearest ? "?)" : "", command->name);
}

static int given_add(struct invocation *invocation, const struct option *option, const char *value,
                     struct error *error)
{
    if (!option->repeats && option_given(invocation, option->name))
        return error_set(error, ERROR_USAGE, "--%s is given twice", option->name);
    invocation->given[invocation->given_count++] = (struct given){option, value};
    return 0;
}

static int long_parse(struct invocation *invocation, int *i, struct error *error)
{
    const char *word = invocation->argv[*i] + 2;
    const char *equals = strchr(word, '=');
    size_t length = equals ? (size_t)(equals - word) : strlen(word);
    const struct option *option = option_find(invocation->command, word, length, 0);
    if (!option) {
        char *typed = memory_copy_text(word, length);
        int code = typed ? option_unknown(invocation->command, typed, error) : error_memory(error);
        memory_free(typed);
        return code;
    }
    const char *value = equals ? equals + 1 : NULL;
    if (option->takes == ARGUMENT_NONE && value)
        return error_set(error, ERROR_USAGE, "--%s takes no value", option->name);
    if (option->takes == ARGUMENT_NEEDED && !value) {
        if (*i + 1 >= invocation->argc)
            return error_set(error, ERROR_USAGE, "--%s needs %s after it", option->name, option->argument);
        value = invocation->argv[++*i];
    }
    return given_add(invocation, option, value, error);
}

static int short_parse(struct invocation *invocation, int *i, struct error *error)
{
    for (const char *at = invocation->argv[*i] + 1; *at; at++) {
        const struct option *option = option_find(invocation->command, NULL, 0, *at);
        if (!option)
            return error_set(error, ERROR_USAGE, "%s has no option -%c; 'assay help %s' lists them",
                             invocation->command->name, *at, invocation->command->name);
        if (option->takes != ARGUMENT_NEEDED) {
            TRY(given_add(invocation, option, NULL, error));
            continue;
        }
        const char *value = at[1] ? at + 1 : *i + 1 < invocation->argc ? invocation->argv[++*i] : NULL;
        if (!value)
            return error_set(error, ERROR_USAGE, "-%c needs %s after it", *at, option->argument);
        return given_add(invocation, option, value, error);
    }
    return 0;
}

int invocation_parse(struct invocation *invocation, const struct command *command, int argc, char **argv,
                     struct error *error)
{
    *invocation = (struct invocation){.command = command, .argc = argc, .argv = argv};
    size_t longest = 1;
    for (int i = 0; i < argc; i++)
        longest += strlen(argv[i]) + 1;
    invocation->operands = memory_new((size_t)argc + 1, sizeof *invocation->operands);
    invocation->given = memory_new(longest, sizeof *invocation->given);
    if (!invocation->operands || !invocation->given)
        return error_memory(error);
    bool operands_only = false;
    for (int i = strchr(command->name, ' ') ? 3 : 2; i < argc; i++) {
        const char *word = argv[i];
        bool standard_input =
            word[0] == '-' && (word[1] == '\0' || word[1] == '#'); /* "-", and "-#3" of show */
        if (operands_only || word[0] != '-' || standard_input)
            invocation->operands[invocation->operand_count++] = word;
        else if (strcmp(word, "--") == 0)
            operands_only = true;
        else if (word[1] == '-')
            TRY(long_parse(invocation, &i, error));
        else
            TRY(short_parse(invocation, &i, error));
    }
    return 0;
}

void invocation_release(struct invocation *invocation)
{
    memory_free(invocation->operands);
    memory_free(invocation->given);
    *invocation = (struct invocation){0};
}

bool option_given(const struct invocation *invocation, const char *name)
{
    return option_count(invocation, name) > 0;
}

const char *option_value(const struct invocation *invocation, const char *name)
{
    const char *value = NULL;
    for (size_t i = 0; i < invocation->given_count; i++)
        if (strcmp(invocation->given[i].option->name, name) == 0)
            value = invocation->given[i].value;
    return value;
}

size_t option_count(const struct invocation *invocation, const char *name)
{
    size_t count = 0;
    for (size_t i = 0; i < invocation->given_count; i++)
        count += strcmp(invocation->given[i].option->name, name) == 0;
    return count;
}

const char *option_nth(const struct invocation *invocation, const char *name, size_t n)
{
    for (size_t i = 0; i < invocation->given_count; i++)
        if (strcmp(invocation->given[i].option->name, name) == 0 && n-- == 0)
            return invocation->given[i].value;
    return NULL;
}

int option_number(const struct invocation *invocation, const char *name, long long least, bool all,
                  long long *value, struct error *error)
{
    const char *text = option_value(invocation, name);
    if (!text)
        return 0;
    if (all && strcmp(text, "all") == 0) {
        *value = -1;
        return 0;
    }
    char *end = NULL;
    errno = 0;
    long long parsed = strtoll(text, &end, 10);
    if (end == text || *end || errno || parsed < least)
        return error_set(error, ERROR_USAGE, "--%s %s: needs a whole number of at least %lld%s", name, text,
                         least, all ? ", or 'all'" : "");
    *value = parsed;
    return 0;
}
