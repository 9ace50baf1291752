/* Commands are declared once, as data: parsing, help, man pages and completions all come from these tables.
 * To add a command: one file with a `const struct command`, and one line in commands.c. */
#ifndef ASSAY_CLI_COMMAND_H
#define ASSAY_CLI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/nearest.h"

enum argument { ARGUMENT_NONE, ARGUMENT_NEEDED, ARGUMENT_OPTIONAL /* only as --name=VALUE */ };

struct option {
    const char *name; /* without dashes */
    char letter;      /* short form, or 0 */
    enum argument takes;
    const char *argument; /* what to call it: "FILE" */
    const char *doc;      /* a line; ends without a full stop */
    bool repeats;
};

struct invocation;

struct command {
    const char *name;             /* one word, or a noun and a verb: "dataset add" */
    const char *operands;         /* "FILE…" */
    const char *title;            /* a line for the list of commands */
    const char *doc;              /* paragraphs for help and man page */
    const char *examples;         /* lines "command   # what it does" */
    const struct option *options; /* ends with a NULL name */
    bool engine;                  /* takes the engine's options too */
    int (*run)(struct invocation *invocation,
               struct error *error); /* an exit status, or a negative error code */
};

enum {
    EXIT_FINE = 0,
    EXIT_FAILED = 1,
    EXIT_WRONG_USE = 2,
    EXIT_BAD_INPUT = 3,
    EXIT_BROKEN = 4,
    EXIT_STOPPED = 130
};

extern const struct command *const commands[]; /* NULL-terminated, in the order of help; a noun's together */
extern const struct option engine_option_table[];

/* Nouns whose verbs are commands of their own. */
struct noun {
    const char *name;
    const char *title; /* a line for the list of commands */
};
extern const struct noun nouns[]; /* ends with a NULL name */
const struct noun *noun_find(const char *name);

/* The command that the words begin with; *used is how many words name it (1 or 2). NULL when there is none.
 */
const struct command *command_find(const char *const *words, size_t count, size_t *used);

/* The verb of a noun's command, NULL when the command is not of that noun. */
const char *command_verb(const struct command *command, const struct noun *noun);

/* ---- one call of a command ----------------------------------------------------------------------------- */

struct given {
    const struct option *option;
    const char *value; /* NULL: without */
};

struct invocation {
    const struct command *command;
    const char **operands;
    size_t operand_count;
    struct given *given;
    size_t given_count;
    int argc; /* as called, for "the command to repeat it" */
    char **argv;
};

/* Reads options anywhere among the operands; "--" ends them. Unknown ones are ERROR_USAGE with the nearest
 * name. */
int invocation_parse(struct invocation *invocation, const struct command *command, int argc, char **argv,
                     struct error *error) MUST_CHECK; /* argv[0] is the program */
void invocation_release(struct invocation *invocation);

bool option_given(const struct invocation *invocation, const char *name);
const char *option_value(const struct invocation *invocation,
                         const char *name); /* the last; NULL when not given */
size_t option_count(const struct invocation *invocation, const char *name);
const char *option_nth(const struct invocation *invocation, const char *name, size_t n);

/* A whole number of at least `least`; "all" is -1 where allowed. */
int option_number(const struct invocation *invocation, const char *name, long long least, bool all,
                  long long *value, struct error *error) MUST_CHECK;

/* ---- help ---------------------------------------------------------------------------------------------- */

void help_all(struct buffer *out);
void help_noun(const struct noun *noun, struct buffer *out); /* its verbs, a line each */
void help_command(const struct command *command, struct buffer *out);
void help_man(const struct command *command, struct buffer *out); /* roff; command NULL: the page assay(1) */
int help_completion(const char *shell, struct buffer *out, struct error *error) MUST_CHECK;

#endif
