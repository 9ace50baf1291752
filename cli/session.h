/* What most commands begin with: an engine by the options given, and files loaded into it. */
#ifndef ASSAY_CLI_SESSION_H
#define ASSAY_CLI_SESSION_H

#include "check/check_set.h"
#include "check/runner.h"
#include "cli/command.h"
#include "load/load.h"
#include "store/project.h"

/* Options that say how input files are read. Put into a command's table. */
#define READING_OPTIONS                                                                                      \
    {"format",                                                                                               \
     0,                                                                                                      \
     ARGUMENT_NEEDED,                                                                                        \
     "NAME",                                                                                                 \
     "read the files as this format ('assay formats' lists them); default: told by content",                 \
     false},                                                                                                 \
        {"map",                                                                                              \
         0,                                                                                                  \
         ARGUMENT_NEEDED,                                                                                    \
         "ROLE=COLUMN,…",                                                                                    \
         "which column holds what, as in prompt=question,answer=reply",                                      \
         false},                                                                                             \
    {                                                                                                        \
        "dataset-info", 0, ARGUMENT_NEEDED, "FILE",                                                          \
            "a LlamaFactory dataset_info.json; default: the one beside the file", false                      \
    }

#define SET_OPTION                                                                                           \
    {"set",                                                                                                  \
     0,                                                                                                      \
     ARGUMENT_NEEDED,                                                                                        \
     "CHECK.PARAM=VALUE",                                                                                    \
     "a parameter of a check or derived table; 'assay explain CHECK' lists them",                            \
     true}

#define TASK_OPTION                                                                                          \
    {"task",                                                                                                 \
     0,                                                                                                      \
     ARGUMENT_NEEDED,                                                                                        \
     "TASK",                                                                                                 \
     "what the data is for; default: told by content; 'table' reads any table with its own columns",         \
     false}

struct session {
    struct engine *engine;
    struct project *project; /* opened when an input is a version, or by the command; NULL: none */
    struct loaded loaded;
};

int session_open(struct session *session, const struct invocation *invocation,
                 struct error *error) MUST_CHECK;
/* Files, and versions ("chat@v3") where there is a project. */
int session_load(struct session *session, const struct invocation *invocation, const char *const *paths,
                 size_t count, struct error *error) MUST_CHECK;
/* Opens the project, once. */
int session_project(struct session *session, struct error *error) MUST_CHECK;
void session_close(struct session *session);

/* The --set options; *overrides is freed by memory_free also after an error. */
int session_overrides(const struct invocation *invocation, struct override **overrides, size_t *count,
                      struct error *error) MUST_CHECK;

/* Built-in checks of the pack (of all packs when it is NULL), ./checks if there is one, and every --checks
 * folder. */
int session_checks(struct check_set *set, const struct invocation *invocation, const struct pack *pack,
                   struct error *error) MUST_CHECK;
/* The checks of what is loaded: of its task, and of datasets as a whole when there are versions among it. */
int session_loaded_checks(struct check_set *set, const struct invocation *invocation,
                          const struct session *session, struct error *error) MUST_CHECK;

#endif
