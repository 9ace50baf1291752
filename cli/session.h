/* What most commands begin with: an engine by the options given, and files loaded into it. */
#ifndef ASSAY_CLI_SESSION_H
#define ASSAY_CLI_SESSION_H

#include "check/check_set.h"
#include "check/runner.h"
#include "cli/command.h"
#include "load/beside_load.h"
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

/* What the data is compared with: one option for each of the roles in check/beside.h. */
#define BESIDE_OPTIONS                                                                                       \
    {"eval",                                                                                                 \
     0,                                                                                                      \
     ARGUMENT_NEEDED,                                                                                        \
     "[NAME=]FILE",                                                                                          \
     "items of an evaluation, to compare the data with; a version will do too",                              \
     true},                                                                                                  \
        {"production",                                                                                       \
         0,                                                                                                  \
         ARGUMENT_NEEDED,                                                                                    \
         "[NAME=]FILE",                                                                                      \
         "a log of what the model is asked in production, to compare the data with",                         \
         true},                                                                                              \
        {"suite",                                                                                            \
         0,                                                                                                  \
         ARGUMENT_NEEDED,                                                                                    \
         "[NAME=]FILE",                                                                                      \
         "a reference suite (general, safety, …) that the data should cover",                                \
         true},                                                                                              \
    {                                                                                                        \
        "documents", 0, ARGUMENT_NEEDED, "[NAME=]FILE", "texts in which answers may stand", true             \
    }

/* Parameters of checks that have an option of their own: each is --set NAME=VALUE. */
#define PARAMETER_OPTIONS                                                                                    \
    {"trainer",                                                                                              \
     0,                                                                                                      \
     ARGUMENT_NEEDED,                                                                                        \
     "NAME",                                                                                                 \
     "what will train on the data: trl, llamafactory, axolotl, torchtune, openai, together",                 \
     false},                                                                                                 \
        {"tokenizer",                                                                                        \
         0,                                                                                                  \
         ARGUMENT_NEEDED,                                                                                    \
         "FILE|NAME",                                                                                        \
         "count tokens by this tokenizer: a tokenizer.json, a .tiktoken file, or cl100k_base, …",            \
         false},                                                                                             \
        {"max-tokens", 0, ARGUMENT_NEEDED, "N", "the trainer cuts what is longer than N tokens", false},     \
    {                                                                                                        \
        "chat-template", 0, ARGUMENT_NEEDED, "FILE",                                                         \
            "the model's chat template: tokenizer_config.json or a Jinja file", false                        \
    }

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
    struct loaded beside[BESIDE_COUNT]; /* in the order of `besides`; empty where nothing was given */
};

int session_open(struct session *session, const struct invocation *invocation,
                 struct error *error) MUST_CHECK;
/* Files, and versions ("chat@v3") where there is a project; with what the options say of data to compare
 * with. */
int session_load(struct session *session, const struct invocation *invocation, const char *const *paths,
                 size_t count, struct error *error) MUST_CHECK;
/* Tells containers and formats, and reads nothing further. */
int session_recognise(struct session *session, const struct invocation *invocation, const char *const *paths,
                      size_t count, struct error *error) MUST_CHECK;
/* Opens the project, once. */
int session_project(struct session *session, struct error *error) MUST_CHECK;
void session_close(struct session *session);

/* Fills what the run says of its inputs, those beside the data too. */
int session_describe(struct session *session, struct run *run, struct error *error) MUST_CHECK;

/* The --set options and those of parameters; *overrides is freed by memory_free also after an error. */
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
