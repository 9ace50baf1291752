#include "cli/check_now.h"

#include <stdio.h>
#include <time.h>

#include "base/memory.h"
#include "cli/console.h"
#include "cli/keeping.h"
#include "cli/run_keep.h"

static void on_check(void *context, const struct check *check, size_t number, size_t of)
{
    char line[160];
    (void)context;
    snprintf(line, sizeof line, "check %zu of %zu: %.*s", number, of, (int)check->name.length,
             check->name.data);
    progress_show(line, -1);
}

static int command_keep(const struct invocation *invocation, struct run *run, struct error *error)
{
    char *command = command_typed(invocation, error);
    if (!command)
        return error->code;
    run->command = arena_copy(&run->arena, text_of(command));
    memory_free(command);
    return run->command.data ? 0 : error_memory(error);
}

/* Adds the slices that another run of the same checks gave. */
static int slices_add(struct run *run, const struct run *other, struct error *error)
{
    for (size_t i = 0; i < run->check_count; i++) {
        struct check_result *check = &run->checks[i];
        const struct check_result *more = &other->checks[i];
        struct figure *figures =
            arena_take(&run->arena, check->figure_count + more->figure_count + 1, sizeof *figures);
        size_t count = check->figure_count;
        if (!figures)
            return error_memory(error);
        if (count)
            memcpy(figures, check->figures, count * sizeof *figures);
        for (size_t f = 0; f < more->figure_count; f++)
            if (more->figures[f].slice.length)
                figures[count++] = more->figures[f];
        check->figures = figures;
        check->figure_count = count;
    }
    return 0;
}

/* The runner slices by one field at a time: each further field is one more run of the checks. */
static int fields_run(struct check_now *now, const struct check_request *request,
                      struct runner_options *options, struct error *error)
{
    for (size_t i = 1; i < request->field_count; i++) {
        struct run more = {.arena = now->run.arena};
        options->by = request->fields[i];
        options->findings_limit = 0;
        int code = runner_run(now->session.engine, &now->set, options, &more, error);
        now->run.arena = more.arena;
        TRY(code);
        if (more.check_count == now->run.check_count)
            TRY(slices_add(&now->run, &more, error));
    }
    return 0;
}

/* A run on a version stays with it. */
static int keep(struct check_now *now, const struct check_request *request, size_t override_count,
                const char *started, const struct timespec *start, struct error *error)
{
    struct timespec end;
    clock_gettime(CLOCK_MONOTONIC, &end);
    double seconds = (double)(end.tv_sec - start->tv_sec) + 1e-9 * (double)(end.tv_nsec - start->tv_nsec);
    TRY(run_keep(&now->session, &now->set, now->overrides, override_count, request, &now->run, started,
                 seconds, now->kept, error));
    if (!now->kept[0])
        return 0;
    snprintf(now->version, sizeof now->version, "%s", now->session.loaded.files[0].sha256);
    remark("kept as run %.12s", now->kept);
    return 0;
}

int check_now(struct check_now *now, const struct invocation *invocation, const struct check_request *request,
              struct error *error)
{
    struct runner_options options = {.only = request->only,
                                     .only_count = request->only_count,
                                     .by = request->field_count ? request->fields[0] : NULL,
                                     .findings_limit = request->findings_limit,
                                     .fail_on = request->fail_on,
                                     .on_check = on_check};
    struct timespec start;
    char started[32];
    TRY(session_overrides(invocation, &now->overrides, &options.override_count, error));
    options.overrides = now->overrides;
    TRY(session_open(&now->session, invocation, error));
    TRY(session_load(&now->session, invocation, request->inputs, request->input_count, error));
    TRY(session_loaded_checks(&now->set, invocation, &now->session, error));
    TRY(command_keep(invocation, &now->run, error));
    TRY(session_describe(&now->session, &now->run, error));
    if (loaded_has_versions(&now->session.loaded))
        options.findings_limit = -1; /* a run that is kept is kept whole */
    time_now(started);
    clock_gettime(CLOCK_MONOTONIC, &start);
    TRY(runner_run(now->session.engine, &now->set, &options, &now->run, error));
    TRY(fields_run(now, request, &options, error));
    progress_end();
    TRY(keep(now, request, options.override_count, started, &start, error));
    engine_close(now->session.engine); /* its memory is wanted for what comes next */
    now->session.engine = NULL;
    return 0;
}

void check_now_close(struct check_now *now)
{
    session_close(&now->session);
    check_set_release(&now->set);
    arena_release(&now->run.arena);
    memory_free(now->overrides);
    *now = (struct check_now){0};
}
