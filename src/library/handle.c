#include "library/handle.h"

#include "base/cancel.h"
#include "base/memory.h"
#include "check/runner.h"

_Static_assert((int)ASSAY_WRONG_USE == (int)ERROR_USAGE && (int)ASSAY_BAD_INPUT == (int)ERROR_INPUT &&
                   (int)ASSAY_BROKEN == (int)ERROR_SYSTEM && (int)ASSAY_INTERRUPTED == (int)ERROR_INTERRUPTED,
               "the public codes are the internal ones");

void call_begin(struct assay *assay)
{
    assay->error.code = 0;
    assay->error.message[0] = '\0';
}

int call_end(int code)
{
    if (code == ERROR_INTERRUPTED)
        cancel_reset();
    return code;
}

const char *assay_version(void)
{
    return ASSAY_VERSION;
}

void assay_cancel(void)
{
    cancel_request();
}

const char *assay_message(const struct assay *assay)
{
    return assay ? assay->error.message : "out of memory";
}

void assay_free(void *block)
{
    memory_free(block);
}

int assay_open(struct assay **opened, const struct assay_options *options)
{
    struct engine_options engine_options = {0};
    struct assay *assay = *opened = memory_new(1, sizeof *assay);
    if (!assay)
        return ASSAY_BROKEN;
    if (options)
        engine_options = (struct engine_options){.threads = options->threads,
                                                 .memory_bytes = options->memory_bytes,
                                                 .spill_path = options->spill_folder};
    if (engine_options.threads < 0)
        return error_set(&assay->error, ERROR_USAGE, "%d threads: give at least 1, or 0 for one per core",
                         engine_options.threads);
    return call_end(load_engine_open(&assay->engine, &engine_options, &assay->error));
}

int run_drop(struct assay *assay)
{
    int code = runner_forget(assay->engine, &assay->set, &assay->error);
    check_set_release(&assay->set);
    arena_release(&assay->run.arena);
    arena_release(&assay->views);
    assay->run = (struct run){0};
    assay->results = NULL;
    return code;
}

void assay_close(struct assay *assay)
{
    if (!assay)
        return;
    loaded_release(&assay->loaded);
    check_set_release(&assay->set);
    arena_release(&assay->run.arena);
    arena_release(&assay->views);
    if (assay->engine)
        engine_close(assay->engine);
    project_close(assay->project);
    memory_free(assay);
}

/* ---- reading ---------------------------------------------------------------------------------------------
 */

static int files_read(struct assay *assay, const char *const *files, size_t count,
                      const struct assay_reading *reading)
{
    struct load_options options = {0};
    if (!assay->engine)
        return error_set(&assay->error, ERROR_USAGE, "assay_read: assay_open had failed");
    if (count == 0)
        return error_set(&assay->error, ERROR_USAGE, "assay_read: give at least one file");
    if (reading)
        options = (struct load_options){
            .format = reading->format, .map = reading->map, .dataset_info = reading->dataset_info};
    TRY(run_drop(assay));
    loaded_release(&assay->loaded);
    for (size_t i = 0; i < count && !assay->project; i++)
        if (input_is_version(files[i]) && project_exists())
            TRY(project_open(&assay->project, &assay->error));
    options.project = assay->project;
    TRY(load_files(assay->engine, files, count, &options, &assay->loaded, &assay->error));
    return governance_load(assay->engine, &assay->loaded, &assay->error);
}

int assay_read(struct assay *assay, const char *const *files, size_t count,
               const struct assay_reading *reading)
{
    call_begin(assay);
    int code = files_read(assay, files, count, reading);
    if (code < 0)
        loaded_release(&assay->loaded);
    return call_end(code);
}

int64_t assay_records(const struct assay *assay)
{
    return assay->loaded.records;
}

const char *assay_task(const struct assay *assay)
{
    return assay->loaded.pack ? assay->loaded.pack->task : "";
}
