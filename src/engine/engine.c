/* Opening and closing the engine: one in-memory database that reaches no network, installs nothing and spills
 * into a private folder. */
#include "engine/engine.h"

#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/memory.h"
#include "engine/engine_internal.h"
#include "engine/register.h"

/* ---- the folder for what does not fit in memory -------------------------------------------------------- */

/* Two processes must not share one: the engine's file names in it are not unique. */
static int spill_make(struct engine *engine, const char *parent, struct error *error)
{
    const char *asked = parent;
    if (!parent)
        parent = getenv("TMPDIR");
    struct buffer path = {0};
    buffer_format(&path, "%s/assay-XXXXXX", parent && *parent ? parent : "/tmp");
    int code = buffer_status(&path, error);
    if (code == 0 && mkdtemp(path.data)) {
        engine->spill = path.data;
        return 0;
    }
    if (code == 0 && asked)
        code = error_set(error, ERROR_SYSTEM, "%s: cannot make a folder in it", asked);
    buffer_release(&path);
    return code; /* without one that was asked for, the engine works in memory alone */
}

static void spill_remove(struct engine *engine)
{
    if (!engine->spill)
        return;
    DIR *folder = opendir(engine->spill);
    int place = folder ? dirfd(folder) : -1;
    for (struct dirent *entry; place >= 0 && (entry = readdir(folder));)
        unlinkat(place, entry->d_name, 0);
    if (folder)
        closedir(folder);
    rmdir(engine->spill);
    memory_free(engine->spill);
}

/* ---- open and close ------------------------------------------------------------------------------------ */

static int set(duckdb_config config, const char *name, const char *value, struct error *error)
{
    if (duckdb_set_config(config, name, value) == DuckDBSuccess)
        return 0;
    return error_set(error, ERROR_USAGE, "the engine does not accept %s = '%s'", name, value);
}

static int configure(duckdb_config config, const struct engine_options *options, const char *spill,
                     struct error *error)
{
    char number[32];
    if (options->threads > 0) {
        snprintf(number, sizeof number, "%d", options->threads);
        TRY(set(config, "threads", number, error));
    }
    if (options->memory_bytes > 0) {
        snprintf(number, sizeof number, "%" PRIu64 "B", options->memory_bytes);
        TRY(set(config, "memory_limit", number, error));
    }
    TRY(set(config, "temp_directory", spill ? spill : "", error));
    TRY(set(config, "preserve_insertion_order", "true", error));
    TRY(set(config, "autoinstall_known_extensions", "false", error));
    TRY(set(config, "autoload_known_extensions", "false", error));
    return set(config, "allow_community_extensions", "false", error);
}

static int database_open(struct engine *engine, const struct engine_options *options, struct error *error)
{
    duckdb_config config = NULL;
    if (duckdb_create_config(&config) != DuckDBSuccess)
        return error_memory(error);
    char *message = NULL;
    int code = configure(config, options, engine->spill, error);
    if (code == 0 && duckdb_open_ext(NULL, &engine->database, config, &message) != DuckDBSuccess) {
        code = engine_error(error, message);
        error_prefix(error, "cannot open the engine: ");
    }
    duckdb_free(message);
    duckdb_destroy_config(&config);
    if (code == 0 && duckdb_connect(engine->database, &engine->connection) != DuckDBSuccess)
        code = error_set(error, ERROR_SYSTEM, "cannot connect to the engine");
    return code;
}

static int open_in(struct engine *engine, const struct engine_options *options, struct error *error)
{
    TRY(spill_make(engine, options->spill_path, error));
    TRY(database_open(engine, options, error));
    engine->verify = options->verify;
    return options->verify ? engine_run(engine, "PRAGMA enable_verification", NULL, error) : 0;
}

int engine_open(struct engine **opened, const struct engine_options *options, struct error *error)
{
    static const struct engine_options defaults = {0};
    *opened = NULL;
    struct engine *engine = memory_new(1, sizeof *engine);
    if (!engine)
        return error_memory(error);
    int code = open_in(engine, options ? options : &defaults, error);
    if (code < 0) {
        engine_close(engine);
        return code;
    }
    *opened = engine;
    return 0;
}

void engine_close(struct engine *engine)
{
    if (!engine)
        return;
    duckdb_disconnect(&engine->connection);
    duckdb_close(&engine->database);
    spill_remove(engine);
    memory_free(engine->names);
    memory_free(engine);
}

const char *engine_version(void)
{
    return duckdb_library_version();
}

int engine_on_progress(struct engine *engine, void (*progress)(void *context, double percent), void *context,
                       struct error *error)
{
    engine->progress = progress;
    engine->progress_context = context;
    /* The engine measures progress only for its progress bar; the bar itself is not shown. Measuring costs
     * about a tenth of a run, so it is off until somebody looks. */
    return engine_run(engine, "SET enable_progress_bar = true; SET enable_progress_bar_print = false", NULL,
                      error);
}

/* ---- functions ----------------------------------------------------------------------------------------- */

/* The engine merges or replaces a function of the same name and calls it success. Our own names are always
 * compared; the engine's own only when verifying, since listing them takes it longer than opening. */
static int name_check(struct engine *engine, const char *name, struct error *error)
{
    for (size_t i = 0; i < engine->name_count; i++)
        if (strcmp(engine->names[i], name) == 0)
            return error_set(error, ERROR_USAGE, "a function named %s exists already", name);
    if (!engine->verify)
        return 0;
    struct parameter parameter = {.name = "name", .kind = KIND_TEXT, .text = text_of(name)};
    int64_t same;
    bool found;
    TRY(engine_one_int64(engine, "SELECT count(*) FROM duckdb_functions() WHERE function_name = $name",
                         &(struct parameters){&parameter, 1}, &same, &found, error));
    return same == 0 ? 0 : error_set(error, ERROR_USAGE, "a function named %s exists already", name);
}

static int name_add(struct engine *engine, const char *name, struct error *error)
{
    const char **grown = memory_resize(engine->names, engine->name_count + 1, sizeof *grown);
    if (!grown)
        return error_memory(error);
    engine->names = grown;
    engine->names[engine->name_count++] = name;
    return 0;
}

int engine_add_functions(struct engine *engine, const struct function *functions, size_t count,
                         struct error *error)
{
    for (size_t i = 0; i < count; i++) {
        TRY(name_check(engine, functions[i].name, error));
        TRY(functions_register(engine->connection, &functions[i], 1, error));
        TRY(name_add(engine, functions[i].name, error));
    }
    return 0;
}

int engine_add_table_function(struct engine *engine, const struct table_function *function,
                              struct error *error)
{
    TRY(name_check(engine, function->name, error));
    TRY(table_function_register(engine->connection, function, error));
    return name_add(engine, function->name, error);
}
