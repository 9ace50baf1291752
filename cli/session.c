#include "cli/session.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/console.h"
#include "packs/dataset/dataset.h"
#include "packs/packs.h"

const struct option engine_option_table[] = {
    {"threads", 0, ARGUMENT_NEEDED, "N", "threads to use; default: one per core", false},
    {"memory", 0, ARGUMENT_NEEDED, "SIZE",
     "most memory for tables, as in 4GB or 500MB; what does not fit is spilled to disk", false},
    {"spill", 0, ARGUMENT_NEEDED, "FOLDER", "where to spill; default: a private folder under TMPDIR", false},
    {"quiet", 'q', ARGUMENT_NONE, NULL, "no remarks and no progress on standard error", false},
    {NULL, 0, ARGUMENT_NONE, NULL, NULL, false},
};

/* "4GB", "500MB", "1.5GiB", bytes without a unit. */
static int memory_parse(const char *text, uint64_t *bytes, struct error *error)
{
    static const struct {
        const char *unit;
        double factor;
    } units[] = {{"", 1},         {"B", 1},           {"KB", 1e3},
                 {"MB", 1e6},     {"GB", 1e9},        {"TB", 1e12},
                 {"KiB", 1024.0}, {"MiB", 1048576.0}, {"GiB", 1073741824.0},
                 {"K", 1024.0},   {"M", 1048576.0},   {"G", 1073741824.0}};
    char *end = NULL;
    errno = 0;
    double number = strtod(text, &end);
    if (end != text && number > 0 && errno == 0)
        for (size_t i = 0; i < sizeof units / sizeof *units; i++)
            if (strcasecmp(end, units[i].unit) == 0 && number * units[i].factor >= 64e6 &&
                number * units[i].factor < 1e18) {
                *bytes = (uint64_t)(number * units[i].factor);
                return 0;
            }
    return error_set(error, ERROR_USAGE, "--memory %s: write a size of at least 64MB, as in 500MB or 4GB",
                     text);
}

static void on_progress(void *context, double percent)
{
    (void)context;
    progress_show("reading and checking", percent);
}

int session_open(struct session *session, const struct invocation *invocation, struct error *error)
{
    struct engine_options options = {.spill_path = option_value(invocation, "spill")};
    long long threads = 0;
    remarks_off = option_given(invocation, "quiet");
    TRY(option_number(invocation, "threads", 1, false, &threads, error));
    if (threads > 1024)
        return error_set(error, ERROR_USAGE, "--threads %lld: more than 1024", threads);
    options.threads = (int)threads;
    if (option_given(invocation, "memory"))
        TRY(memory_parse(option_value(invocation, "memory"), &options.memory_bytes, error));
    progress_start();
    TRY(load_engine_open(&session->engine, &options, error));
    return progress_wanted() ? engine_on_progress(session->engine, on_progress, NULL, error) : 0;
}

static int project_for(struct session *session, const char *const *paths, size_t count, struct error *error)
{
    for (size_t i = 0; i < count && !session->project; i++)
        if (input_is_version(paths[i]) && project_exists())
            TRY(session_project(session, error));
    return 0;
}

/* What the data is compared with, by option; it must be of the data's own task. */
static int beside_read(struct session *session, const struct invocation *invocation, struct error *error)
{
    for (size_t i = 0; i < BESIDE_COUNT; i++) {
        size_t count = option_count(invocation, besides[i].role);
        const char **operands = memory_new(count + 1, sizeof *operands);
        if (!operands)
            return error_memory(error);
        for (size_t k = 0; k < count; k++) {
            const char *operand = option_nth(invocation, besides[i].role, k), *equals = strchr(operand, '=');
            operands[k] = operand;
            int code = project_for(session, equals ? (const char *[]){equals + 1} : &operand, 1, error);
            if (code < 0) {
                memory_free(operands);
                return code;
            }
        }
        struct load_options options = {.task = session->loaded.pack->task, .project = session->project};
        int code = count ? beside_load(session->engine, &besides[i], operands, count, &options,
                                       &session->beside[i], error)
                         : 0;
        memory_free(operands);
        TRY(code);
    }
    return 0;
}

static int paths_recognise(struct session *session, const struct invocation *invocation,
                           const char *const *paths, size_t count, struct load_options *options,
                           struct error *error)
{
    *options = (struct load_options){.format = option_value(invocation, "format"),
                                     .map = option_value(invocation, "map"),
                                     .dataset_info = option_value(invocation, "dataset-info"),
                                     .task = option_value(invocation, "task")};
    if (count == 0)
        return error_set(error, ERROR_USAGE, "%s needs at least one file ('-' is standard input)",
                         invocation->command->name);
    TRY(project_for(session, paths, count, error));
    options->project = session->project;
    return load_recognise(session->engine, paths, count, options, &session->loaded, error);
}

int session_recognise(struct session *session, const struct invocation *invocation, const char *const *paths,
                      size_t count, struct error *error)
{
    struct load_options options;
    return paths_recognise(session, invocation, paths, count, &options, error);
}

int session_load(struct session *session, const struct invocation *invocation, const char *const *paths,
                 size_t count, struct error *error)
{
    struct load_options options;
    TRY(paths_recognise(session, invocation, paths, count, &options, error));
    TRY(beside_read(session, invocation, error));
    TRY(load_tables(session->engine, &options, &session->loaded, error));
    return governance_load(session->engine, &session->loaded, error);
}

int session_describe(struct session *session, struct run *run, struct error *error)
{
    TRY(load_describe(&session->loaded, run, error));
    for (size_t i = 0; i < BESIDE_COUNT; i++)
        if (session->beside[i].count > 0)
            TRY(load_describe_beside(&session->beside[i], besides[i].role, run, error));
    return 0;
}

int session_project(struct session *session, struct error *error)
{
    return session->project ? 0 : project_open(&session->project, error);
}

void session_close(struct session *session)
{
    progress_end();
    loaded_release(&session->loaded);
    for (size_t i = 0; i < BESIDE_COUNT; i++)
        loaded_release(&session->beside[i]);
    engine_close(session->engine);
    project_close(session->project);
    *session = (struct session){0};
}

static int folders_add(struct check_set *set, const struct invocation *invocation, struct error *error)
{
    TRY(check_set_add_folder(set, "checks", true, error));
    for (size_t i = 0; i < option_count(invocation, "checks"); i++)
        TRY(check_set_add_folder(set, option_nth(invocation, "checks", i), false, error));
    return check_set_close(set, error);
}

int session_checks(struct check_set *set, const struct invocation *invocation, const struct pack *pack,
                   struct error *error)
{
    for (size_t i = 0; packs[i]; i++)
        if (!pack || pack == packs[i])
            TRY(check_set_add_embedded(set, packs[i]->task, packs[i]->files, error));
    return folders_add(set, invocation, error);
}

int session_loaded_checks(struct check_set *set, const struct invocation *invocation,
                          const struct session *session, struct error *error)
{
    if (loaded_has_versions(&session->loaded))
        TRY(check_set_add_embedded(set, dataset_pack.task, dataset_pack.files, error));
    return session_checks(set, invocation, session->loaded.pack, error);
}

/* Options that are parameters of checks, and the parameters' names. */
static const struct {
    const char *option, *param;
} parameter_options[] = {
    {"trainer", "trainer"},
    {"tokenizer", "tokenizer"},
    {"max-tokens", "max_tokens"},
    {"chat-template", "chat_template"},
};

enum { PARAMETER_OPTION_COUNT = sizeof parameter_options / sizeof *parameter_options };

int session_overrides(const struct invocation *invocation, struct override **overrides, size_t *count,
                      struct error *error)
{
    size_t set = option_count(invocation, "set");
    *count = 0;
    *overrides = memory_new(set + PARAMETER_OPTION_COUNT, sizeof **overrides);
    if (!*overrides)
        return error_memory(error);
    for (size_t i = 0; i < PARAMETER_OPTION_COUNT; i++)
        if (option_given(invocation, parameter_options[i].option))
            (*overrides)[(*count)++] =
                (struct override){.param = text_of(parameter_options[i].param),
                                  .value = text_of(option_value(invocation, parameter_options[i].option)),
                                  .option = parameter_options[i].option};
    for (size_t i = 0; i < set; i++)
        TRY(override_parse(option_nth(invocation, "set", i), &(*overrides)[(*count)++], error));
    return 0;
}
