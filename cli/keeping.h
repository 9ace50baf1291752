/* What the commands that make versions share: the options that say what a version is, and telling what came
 * of it. */
#ifndef ASSAY_CLI_KEEPING_H
#define ASSAY_CLI_KEEPING_H

#include "cli/session.h"
#include "load/keep.h"

#define KEEPING_OPTIONS                                                                                      \
    {"key",                                                                                                  \
     0,                                                                                                      \
     ARGUMENT_NEEDED,                                                                                        \
     "COLUMN",                                                                                               \
     "what names a record: id, content, a column or a field; default: the records' ids where each has its "  \
     "own, else their content",                                                                              \
     false},                                                                                                 \
        {"message", 'm', ARGUMENT_NEEDED, "TEXT", "why this version was made", false},                       \
        {"license",                                                                                          \
         0,                                                                                                  \
         ARGUMENT_NEEDED,                                                                                    \
         "TEXT",                                                                                             \
         "the licence; this and the next four stay as they were when not given",                             \
         false},                                                                                             \
        {"owner", 0, ARGUMENT_NEEDED, "TEXT", "who answers for the data", false},                            \
        {"consent", 0, ARGUMENT_NEEDED, "TEXT", "on what ground it may be used", false},                     \
        {"contact", 0, ARGUMENT_NEEDED, "TEXT", "whom to ask", false},                                       \
        {"expires", 0, ARGUMENT_NEEDED, "DATE", "the last day it may be used, as in 2027-06-30", false},     \
        {"metadata", 0, ARGUMENT_NEEDED, "JSON", "an object of your own to keep with the version", false},   \
        {"media",                                                                                            \
         0,                                                                                                  \
         ARGUMENT_NEEDED,                                                                                    \
         "MODE",                                                                                             \
         "files that records refer to: copy (default) keeps them, link keeps where they are and their "      \
         "digest, none "                                                                                     \
         "keeps the references only",                                                                        \
         false},                                                                                             \
        {"if-head",                                                                                          \
         0,                                                                                                  \
         ARGUMENT_NEEDED,                                                                                    \
         "VERSION",                                                                                          \
         "only when this is the dataset's newest version ('none': there is none yet); else exit 2",          \
         false},                                                                                             \
    {                                                                                                        \
        "json", 0, ARGUMENT_NONE, NULL, "print what was made as a JSON object", false                        \
    }

/* Reads these options; *head is where if_head points to. */
int keeping_options(const struct invocation *invocation, struct session *session,
                    struct keep_options *options, char head[65], struct error *error) MUST_CHECK;

/* Says what came of it on standard output. */
int kept_print(const struct invocation *invocation, const struct kept *kept, struct error *error) MUST_CHECK;

/* The command as it was typed, quoted for a shell; freed by memory_free. */
char *command_typed(const struct invocation *invocation, struct error *error);

#endif
