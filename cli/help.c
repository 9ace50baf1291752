/* Help, man pages and completions, all from the option tables. */
#include "cli/command.h"

#include <string.h>

#include "base/utf8.h"

enum { HELP_COLUMNS = 92 };

/* Wraps text at spaces; a line end in the text ends the paragraph's line. */
static void paragraph_put(struct buffer *out, const char *text, size_t indent, size_t column)
{
    for (const char *at = text; *at;) {
        size_t word = strcspn(at, " \n"), columns = utf8_count((struct text){at, word});
        if (column > indent && column + 1 + columns > HELP_COLUMNS) {
            buffer_format(out, "\n%*s", (int)indent, "");
            column = indent;
        } else if (column > indent) {
            buffer_byte(out, ' ');
            column++;
        }
        buffer_append(out, at, word);
        column += columns;
        at += word;
        while (*at == ' ')
            at++;
        for (; *at == '\n'; at++) {
            buffer_format(out, "\n%*s", at[1] == '\n' ? 0 : (int)indent, "");
            column = indent;
        }
    }
    buffer_byte(out, '\n');
}

static void option_put(struct buffer *out, const struct option *option)
{
    struct buffer left = {0};
    if (option->letter)
        buffer_format(&left, "  -%c, --%s", option->letter, option->name);
    else
        buffer_format(&left, "      --%s", option->name);
    if (option->takes == ARGUMENT_NEEDED)
        buffer_format(&left, " %s", option->argument);
    else if (option->takes == ARGUMENT_OPTIONAL)
        buffer_format(&left, "[=%s]", option->argument);
    buffer_text(out, buffer_view(&left));
    size_t column = utf8_count(buffer_view(&left));
    if (column > 30) {
        buffer_byte(out, '\n');
        column = 0;
    }
    buffer_format(out, "%*s", (int)(32 - column), "");
    paragraph_put(out, option->doc, 32, 32);
    buffer_release(&left);
}

static void options_put(struct buffer *out, const char *title, const struct option *options)
{
    if (!options || !options->name)
        return;
    buffer_format(out, "\n%s\n", title);
    for (; options->name; options++)
        option_put(out, options);
}

void help_command(const struct command *command, struct buffer *out)
{
    buffer_format(out, "assay %s - %s\n\nUsage: assay %s%s%s [OPTION…]\n\n", command->name, command->title,
                  command->name, command->operands[0] ? " " : "", command->operands);
    paragraph_put(out, command->doc, 0, 0);
    options_put(out, "Options", command->options);
    if (command->engine)
        options_put(out, "Engine", engine_option_table);
    if (command->examples)
        buffer_format(out, "\nExamples\n%s", command->examples);
}

void help_noun(const struct noun *noun, struct buffer *out)
{
    buffer_format(out, "assay %s - %s\n\n", noun->name, noun->title);
    for (size_t i = 0; commands[i]; i++)
        if (command_verb(commands[i], noun))
            buffer_format(out, "  %-20s%s\n", commands[i]->name, commands[i]->title);
    buffer_format(out, "\n'assay help %s VERB' tells more.\n", noun->name);
}

static void verbs_put(struct buffer *out, const struct noun *noun, const char *between)
{
    bool first = true;
    for (size_t i = 0; commands[i]; i++) {
        if (!command_verb(commands[i], noun))
            continue;
        buffer_format(out, "%s%s", first ? "" : between, command_verb(commands[i], noun));
        first = false;
    }
}

void help_all(struct buffer *out)
{
    buffer_string(
        out, "assay - says what is wrong with training data, and shows it\n\nUsage: assay COMMAND …\n\n");
    for (size_t i = 0; commands[i]; i++)
        if (!strchr(commands[i]->name, ' '))
            buffer_format(out, "  %-12s%s\n", commands[i]->name, commands[i]->title);
    for (size_t i = 0; nouns[i].name; i++) {
        buffer_format(out, "%s  %-12s%s: ", i ? "" : "\n", nouns[i].name, nouns[i].title);
        verbs_put(out, &nouns[i], ", ");
        buffer_byte(out, '\n');
    }
    buffer_string(out, "\n'assay help COMMAND' tells more. Start with: assay check FILE\n\n"
                       "Exit status: 0 fine, 1 a gate failed or differences were found, 2 wrong usage,\n"
                       "3 unreadable or invalid input, 4 engine, I/O or memory failure, 130 interrupted.\n");
}

/* ---- man pages -------------------------------------------------------------------------------------------
 */

/* The character at `text` by its number, as in \[u2026]; how many bytes it takes. */
static size_t roff_put_wide(struct buffer *out, const char *text)
{
    size_t length = 0;
    int32_t point = utf8_next(text_of(text), &length);
    buffer_format(out, "\\[u%04X]", (unsigned)point);
    return length;
}

/* Text for roff: dashes and backslashes escaped, a control character at a line's start made harmless, what is
 * not ASCII by number, so that a page needs no preprocessor. */
static void roff_put(struct buffer *out, const char *text)
{
    bool start = true;
    for (; *text; text++) {
        if (start && (*text == '.' || *text == '\''))
            buffer_string(out, "\\&");
        if (*text == '\\')
            buffer_string(out, "\\e");
        else if (*text == '-')
            buffer_string(out, "\\-");
        else if ((unsigned char)*text >= 0x80)
            text += roff_put_wide(out, text) - 1;
        else
            buffer_byte(out, *text);
        start = *text == '\n';
    }
}

static void man_argument(struct buffer *out, const struct option *option)
{
    bool needed = option->takes == ARGUMENT_NEEDED;
    buffer_string(out, needed ? " \\fI" : "[=\\fI");
    roff_put(out, option->argument);
    buffer_string(out, needed ? "\\fR" : "\\fR]");
}

static void man_options(struct buffer *out, const struct option *options)
{
    for (; options && options->name; options++) {
        buffer_string(out, ".TP\n");
        if (options->letter)
            buffer_format(out, "\\fB\\-%c\\fR, ", options->letter);
        buffer_string(out, "\\fB\\-\\-");
        roff_put(out, options->name);
        buffer_string(out, "\\fR");
        if (options->takes != ARGUMENT_NONE)
            man_argument(out, options);
        buffer_byte(out, '\n');
        roff_put(out, options->doc);
        buffer_string(out, ".\n");
    }
}

/* "dataset add" as the name of a page: dataset\\-add. */
static void man_name(struct buffer *out, const struct command *command)
{
    for (const char *at = command->name; *at; at++) {
        if (*at == ' ' || *at == '-')
            buffer_string(out, "\\-");
        else
            buffer_byte(out, *at);
    }
}

static void man_command(const struct command *command, struct buffer *out)
{
    buffer_string(out, ".TH ASSAY\\-");
    man_name(out, command);
    buffer_string(out, " 1 \"\" \"assay " ASSAY_VERSION "\"\n.SH NAME\nassay\\-");
    man_name(out, command);
    buffer_string(out, " \\- ");
    roff_put(out, command->title);
    buffer_format(out, "\n.SH SYNOPSIS\n\\fBassay %s\\fR ", command->name);
    roff_put(out, command->operands);
    buffer_string(out, " [\\fIOPTION\\fR\\[u2026]]\n.SH DESCRIPTION\n");
    roff_put(out, command->doc);
    buffer_string(out, command->engine || command->options->name ? "\n.SH OPTIONS\n" : "\n");
    man_options(out, command->options);
    if (command->engine)
        man_options(out, engine_option_table);
    if (command->examples) {
        buffer_string(out, ".SH EXAMPLES\n.nf\n");
        roff_put(out, command->examples);
        buffer_string(out, ".fi\n");
    }
}

void help_man(const struct command *command, struct buffer *out)
{
    if (command) {
        man_command(command, out);
    } else {
        buffer_string(
            out, ".TH ASSAY 1 \"\" \"assay " ASSAY_VERSION
                 "\"\n.SH NAME\nassay \\- says what is wrong with training "
                 "data, and shows it\n.SH SYNOPSIS\n\\fBassay\\fR \\fICOMMAND\\fR \\[u2026]\n.SH COMMANDS\n");
        for (size_t i = 0; commands[i]; i++) {
            buffer_format(out, ".TP\n\\fB%s\\fR\n", commands[i]->name);
            roff_put(out, commands[i]->title);
            buffer_byte(out, '\n');
        }
    }
    buffer_string(
        out,
        ".SH EXIT STATUS\n0 fine; 1 a gate failed or differences were found; 2 wrong usage; 3 unreadable or "
        "invalid input; 4 engine, I/O or memory failure; 130 interrupted.\n.SH SEE ALSO\n");
    if (command)
        buffer_string(out, "\\fBassay\\fR(1)");
    for (size_t i = 0; !command && commands[i]; i++) {
        buffer_format(out, "%s\\fBassay\\-", i ? ", " : "");
        man_name(out, commands[i]);
        buffer_string(out, "\\fR(1)");
    }
    buffer_byte(out, '\n');
}

/* ---- completions -----------------------------------------------------------------------------------------
 */

static void words_put(struct buffer *out, const struct option *options)
{
    for (; options && options->name; options++)
        buffer_format(out, " --%s", options->name);
}

/* What the first word may be: commands of one word, and nouns. */
static void first_words_put(struct buffer *out)
{
    for (size_t i = 0; commands[i]; i++)
        if (!strchr(commands[i]->name, ' '))
            buffer_format(out, "%s%s", i ? " " : "", commands[i]->name);
    for (size_t i = 0; nouns[i].name; i++)
        buffer_format(out, " %s", nouns[i].name);
}

static void completion_bash(struct buffer *out)
{
    buffer_string(out,
                  "_assay() {\n  local word=${COMP_WORDS[COMP_CWORD]}\n  if [ \"$COMP_CWORD\" = 1 ]; then\n"
                  "    COMPREPLY=($(compgen -W '");
    first_words_put(out);
    buffer_string(out,
                  "' -- \"$word\")); return\n  fi\n  local command=${COMP_WORDS[1]}\n  case $command in\n");
    for (size_t i = 0; nouns[i].name; i++) {
        buffer_format(out, "  %s) if [ \"$COMP_CWORD\" = 2 ]; then COMPREPLY=($(compgen -W '", nouns[i].name);
        verbs_put(out, &nouns[i], " ");
        buffer_string(out, "' -- \"$word\")); return; fi; command=\"$command ${COMP_WORDS[2]}\" ;;\n");
    }
    buffer_string(out, "  esac\n  case $command in\n");
    for (size_t i = 0; commands[i]; i++) {
        bool two = strchr(commands[i]->name, ' ') != NULL;
        buffer_format(out, two ? "  '%s') words='" : "  %s) words='", commands[i]->name);
        words_put(out, commands[i]->options);
        if (commands[i]->engine)
            words_put(out, engine_option_table);
        buffer_string(out, "' ;;\n");
    }
    buffer_string(
        out,
        "  *) words= ;;\n  esac\n  case $word in\n  -*) COMPREPLY=($(compgen -W \"$words\" -- \"$word\")) "
        ";;\n"
        "  *) COMPREPLY=($(compgen -f -- \"$word\")) ;;\n  esac\n}\ncomplete -o filenames -F _assay assay\n");
}

static void quoted_put(struct buffer *out, const char *text)
{
    for (; *text; text++)
        if (*text == '\'')
            buffer_string(out, "'\\''");
        else
            buffer_byte(out, *text);
}

static void fish_options(struct buffer *out, const struct command *command)
{
    const struct option *tables[] = {command->options, command->engine ? engine_option_table : NULL};
    const char *space = strchr(command->name, ' ');
    int first = space ? (int)(space - command->name) : (int)strlen(command->name);
    for (size_t t = 0; t < 2; t++)
        for (const struct option *option = tables[t]; option && option->name; option++) {
            buffer_format(out, "complete -c assay -n '__fish_seen_subcommand_from %.*s%s%s' -l %s%s -d '",
                          first, command->name, space ? "; and __fish_seen_subcommand_from " : "",
                          space ? space + 1 : "", option->name,
                          option->takes == ARGUMENT_NEEDED ? " -r" : "");
            quoted_put(out, option->doc);
            buffer_string(out, "'\n");
        }
}

static void completion_fish(struct buffer *out)
{
    for (size_t i = 0; nouns[i].name; i++) {
        buffer_format(out, "complete -c assay -n __fish_use_subcommand -a %s -d '", nouns[i].name);
        quoted_put(out, nouns[i].title);
        buffer_string(out, "'\n");
    }
    for (size_t i = 0; commands[i]; i++) {
        const char *space = strchr(commands[i]->name, ' ');
        if (space)
            buffer_format(out, "complete -c assay -n '__fish_seen_subcommand_from %.*s' -a %s -d '",
                          (int)(space - commands[i]->name), commands[i]->name, space + 1);
        else
            buffer_format(out, "complete -c assay -n __fish_use_subcommand -a %s -d '", commands[i]->name);
        quoted_put(out, commands[i]->title);
        buffer_string(out, "'\n");
        fish_options(out, commands[i]);
    }
}

int help_completion(const char *shell, struct buffer *out, struct error *error)
{
    if (strcmp(shell, "bash") == 0) {
        completion_bash(out);
    } else if (strcmp(shell, "zsh") == 0) {
        buffer_string(out, "autoload -U +X bashcompinit && bashcompinit\n");
        completion_bash(out);
    } else if (strcmp(shell, "fish") == 0) {
        completion_fish(out);
    } else {
        return error_set(error, ERROR_USAGE, "no completion for '%s'; there is bash, zsh and fish", shell);
    }
    return 0;
}
