/* assay_check: the checks that take part, their settings, and the run that results. */
#include "base/memory.h"
#include "check/runner.h"
#include "library/handle.h"
#include "packs/dataset/dataset.h"

enum { FINDINGS_KEPT = 1000 };

static int checks_gather(struct assay *assay, const struct assay_checking *checking)
{
    const struct pack *pack = assay->loaded.pack;
    if (loaded_has_versions(&assay->loaded))
        TRY(check_set_add_embedded(&assay->set, dataset_pack.task, dataset_pack.files, &assay->error));
    TRY(check_set_add_embedded(&assay->set, pack->task, pack->files, &assay->error));
    for (size_t i = 0; i < checking->folder_count; i++)
        TRY(check_set_add_folder(&assay->set, checking->folders[i], false, &assay->error));
    return check_set_close(&assay->set, &assay->error);
}

static int options_fill(struct assay *assay, const struct assay_checking *checking,
                        struct runner_options *options)
{
    static const enum level levels[] = {[ASSAY_LEVEL_ERROR] = LEVEL_ERROR,
                                        [ASSAY_LEVEL_WARNING] = LEVEL_WARNING,
                                        [ASSAY_LEVEL_NOTE] = LEVEL_NOTE,
                                        [ASSAY_LEVEL_NEVER] = LEVEL_NEVER};
    struct arena *arena = &assay->run.arena;
    struct text *only = arena_take(arena, checking->only_count + 1, sizeof *only);
    struct override *overrides = arena_take(arena, checking->setting_count + 1, sizeof *overrides);
    if (!only || !overrides)
        return error_memory(&assay->error);
    if ((unsigned)checking->fail_on > ASSAY_LEVEL_NEVER)
        return error_set(&assay->error, ERROR_USAGE, "assay_check: fail_on is no level");
    for (size_t i = 0; i < checking->only_count; i++)
        only[i] = text_of(checking->only[i]);
    for (size_t i = 0; i < checking->setting_count; i++)
        TRY(override_parse(checking->settings[i], &overrides[i], &assay->error));
    *options =
        (struct runner_options){.only = only,
                                .only_count = checking->only_count,
                                .by = checking->by,
                                .findings_limit = checking->findings ? checking->findings : FINDINGS_KEPT,
                                .fail_on = levels[checking->fail_on],
                                .overrides = overrides,
                                .override_count = checking->setting_count};
    return 0;
}

/* A command that does the same, for the reports to name. */
static int command_fill(struct assay *assay)
{
    struct buffer command = {0};
    buffer_string(&command, "assay check");
    for (size_t i = 0; i < assay->loaded.count; i++) {
        buffer_byte(&command, ' ');
        buffer_text(&command, assay->loaded.files[i].path);
    }
    int code = buffer_status(&command, &assay->error);
    assay->run.command = arena_copy(&assay->run.arena, buffer_view(&command));
    buffer_release(&command);
    return code < 0 ? code : assay->run.command.data ? 0 : error_memory(&assay->error);
}

static int checks_run(struct assay *assay, const struct assay_checking *checking)
{
    static const struct assay_checking defaults;
    struct runner_options options;
    if (!checking)
        checking = &defaults;
    if (!assay->loaded.pack)
        return error_set(&assay->error, ERROR_USAGE, "assay_check: nothing was read; call assay_read first");
    TRY(run_drop(assay));
    TRY(checks_gather(assay, checking));
    TRY(options_fill(assay, checking, &options));
    TRY(load_describe(&assay->loaded, &assay->run, &assay->error));
    TRY(command_fill(assay));
    TRY(runner_run(assay->engine, &assay->set, &options, &assay->run, &assay->error));
    return results_make(assay);
}

int assay_check(struct assay *assay, const struct assay_checking *checking)
{
    call_begin(assay);
    int code = checks_run(assay, checking);
    if (code < 0)
        assay->run.task = (struct text){0};
    return call_end(code);
}

bool assay_failed(const struct assay *assay)
{
    return assay->run.task.data && assay->run.failed;
}
