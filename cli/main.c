/* The command `assay`: finds the command, runs it, turns errors into exit statuses. */
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/cancel.h"
#include "base/file.h"
#include "cli/command.h"
#include "cli/console.h"

/* The first wish to stop is asked for; the second is enforced. Neither leaves a partial file. */
static void on_stop(int signal_number)
{
    static struct timespec first;
    struct timespec now;
    (void)signal_number;
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (!cancel_requested())
        first = now;
    /* Some callers signal a process and then its group: twice at once is one wish. */
    if (cancel_requested() && now.tv_sec > first.tv_sec + 1) {
        output_abandon_all();
        _exit(EXIT_STOPPED);
    }
    cancel_request();
}

static void signals_set(void)
{
    struct sigaction stop = {.sa_handler = on_stop};
    sigemptyset(&stop.sa_mask);
    sigaction(SIGINT, &stop, NULL);
    sigaction(SIGTERM, &stop, NULL);
    sigaction(SIGHUP, &stop, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file at its size limit is a failed write, with a message, not the end */
}

enum { NAMES_MOST = 64 };

static int status_of(int code)
{
    switch (code) {
    case ERROR_USAGE:
        return EXIT_WRONG_USE;
    case ERROR_INPUT:
        return EXIT_BAD_INPUT;
    case ERROR_INTERRUPTED:
        return EXIT_STOPPED;
    default:
        return code < 0 ? EXIT_BROKEN : code;
    }
}

/* A noun without a verb, or with one that it does not have. */
static int verb_unknown(const struct noun *noun, const char *typed, struct error *error)
{
    const char *names[NAMES_MOST];
    size_t count = 0;
    for (size_t i = 0; commands[i] && count < NAMES_MOST; i++)
        if (command_verb(commands[i], noun))
            names[count++] = command_verb(commands[i], noun);
    if (!typed)
        return error_set(error, ERROR_USAGE, "%s needs a verb; 'assay help %s' lists them", noun->name,
                         noun->name);
    const char *nearest = nearest_name(typed, names, count);
    return error_set(error, ERROR_USAGE, "%s has no verb '%s'%s%s%s; 'assay help %s' lists them", noun->name,
                     typed, nearest ? " (did you mean '" : "", nearest ? nearest : "", nearest ? "'?)" : "",
                     noun->name);
}

static int command_unknown(const char *typed, const char *next, struct error *error)
{
    const char *names[NAMES_MOST];
    size_t count = 0;
    if (noun_find(typed))
        return verb_unknown(noun_find(typed), next, error);
    for (size_t i = 0; commands[i] && count < NAMES_MOST; i++)
        if (!strchr(commands[i]->name, ' '))
            names[count++] = commands[i]->name;
    for (size_t i = 0; nouns[i].name && count < NAMES_MOST; i++)
        names[count++] = nouns[i].name;
    const char *nearest = nearest_name(typed, names, count);
    return error_set(error, ERROR_USAGE, "there is no command '%s'%s%s%s; 'assay help' lists them", typed,
                     nearest ? " (did you mean '" : "", nearest ? nearest : "", nearest ? "'?)" : "");
}

static int command_run(const struct command *command, int argc, char **argv, struct error *error)
{
    struct invocation invocation;
    for (int i = 2; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--help") != 0 && strcmp(argv[i], "-h") != 0)
            continue;
        struct buffer out = {0};
        help_command(command, &out);
        int code = print_buffer(&out, NULL, error);
        buffer_release(&out);
        return code;
    }
    int code = invocation_parse(&invocation, command, argc, argv, error);
    if (code == 0)
        code = command->run(&invocation, error);
    invocation_release(&invocation);
    return code;
}

/* "assay dataset --help" */
static int noun_help(const struct noun *noun, struct error *error)
{
    struct buffer out = {0};
    help_noun(noun, &out);
    int code = print_buffer(&out, NULL, error);
    buffer_release(&out);
    return code;
}

static int words_run(const char *word, int argc, char **argv, struct error *error)
{
    size_t used = 0, count = argc > 2 ? 2 : 1;
    const char *words[] = {word, argc > 2 ? argv[2] : NULL};
    const struct command *command = command_find(words, count, &used);
    if (command)
        return command_run(command, argc, argv, error);
    if (noun_find(word) && words[1] && (strcmp(words[1], "--help") == 0 || strcmp(words[1], "-h") == 0))
        return noun_help(noun_find(word), error);
    return command_unknown(word, words[1], error);
}

static int version_print(struct error *error)
{
    struct buffer out = {0};
    buffer_string(&out, "assay " ASSAY_VERSION "\n");
    int code = print_buffer(&out, NULL, error);
    buffer_release(&out);
    return code;
}

int main(int argc, char **argv)
{
    struct error error = {0};
    int code = 0;
    setlocale(LC_CTYPE, "");
    signals_set();
    const char *word = argc > 1 ? argv[1] : "help";
    if (strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0) {
        code = version_print(&error);
    } else {
        if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)
            word = "help";
        code = words_run(word, argc, argv, &error);
    }
    progress_end();
    if (code == ERROR_INTERRUPTED)
        fprintf(stderr, "assay: interrupted\n");
    else if (code < 0)
        fprintf(stderr, "assay: %s\n", error.message);
    return status_of(code);
}
