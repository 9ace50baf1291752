#include "store/runs.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <zstd.h>

#include "base/hash.h"
#include "base/json.h"
#include "base/memory.h"
#include "store/events.h"

enum { RUN_ID_LEAST = 6, ZSTD_LEVEL = 3 };

/* ---- storing ---------------------------------------------------------------------------------------------
 */

static int report_put(struct project *project, struct text report, char object[65], struct error *error)
{
    size_t bound = ZSTD_compressBound(report.length);
    char *packed = memory_new(bound, 1);
    if (!packed)
        return error_memory(error);
    size_t length = ZSTD_compress(packed, bound, report.data, report.length, ZSTD_LEVEL);
    int code = ZSTD_isError(length)
                   ? error_set(error, ERROR_SYSTEM, "cannot compress the run: %s", ZSTD_getErrorName(length))
                   : object_put(project->objects, (struct text){packed, length}, object, error);
    memory_free(packed);
    return code;
}

/* Of the report and of when it ran: two runs that found the same are two runs. */
static int run_identify(const struct stored_run *run, const char *object, char id[65], struct error *error)
{
    struct buffer text = {0};
    buffer_format(&text, "%s %s ", object, run->started.data);
    buffer_text(&text, run->version);
    int code = buffer_status(&text, error);
    if (code == 0)
        code = sha256_text(buffer_view(&text), id, error);
    buffer_release(&text);
    return code;
}

struct number {
    char digits[40];
};

/* A double as a parameter; NULL when undefined. */
static struct text number_text(struct number *space, double value)
{
    if (!isfinite(value))
        return (struct text){NULL, 0};
    snprintf(space->digits, sizeof space->digits, "%.17g", value);
    return text_of(space->digits);
}

static int figure_insert(struct project *project, const char *id, const struct stored_figure *figure,
                         struct error *error)
{
    struct number value, low, high;
    struct decimal n;
    return catalog_run(
        project->catalog,
        "INSERT INTO figures (run, check_name, figure, slice, value, low, high, n, unit) VALUES ($1, $2, $3, "
        "$4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
        (struct text[]){text_of(id), figure->check, figure->figure,
                        figure->slice.data ? figure->slice : text_of(""), number_text(&value, figure->value),
                        number_text(&low, figure->low), number_text(&high, figure->high),
                        figure->n < 0 ? (struct text){NULL, 0} : decimal_text(&n, figure->n),
                        figure->unit.data ? figure->unit : text_of("")},
        9, NULL, error);
}

static int run_insert(struct project *project, const struct stored_run *run, const char *id,
                      const char *object, struct error *error)
{
    struct number seconds;
    struct decimal failed, findings;
    TRY(catalog_run(project->catalog,
                    "INSERT INTO runs (id, version, task, started, seconds, failed, findings, object, "
                    "parameters, checks, "
                    "command) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                    (struct text[]){text_of(id), run->version, run->task, run->started,
                                    number_text(&seconds, run->seconds), decimal_text(&failed, run->failed),
                                    decimal_text(&findings, run->findings), text_of(object), run->parameters,
                                    run->checks, run->command},
                    11, NULL, error));
    for (size_t i = 0; i < run->figure_count; i++)
        TRY(figure_insert(project, id, &run->figures[i], error));
    return 0;
}

static int event_put(struct project *project, const struct stored_run *run, const char *id,
                     struct error *error)
{
    struct buffer inputs = {0}, outputs = {0}, details = {0};
    buffer_string(&inputs, "[{\"kind\":\"version\",\"name\":\"");
    int code = version_name(project, run->version.data, &inputs, error);
    buffer_string(&inputs, "\",\"sha256\":");
    json_put_text(&inputs, run->version);
    buffer_string(&inputs, "}]");
    buffer_format(&outputs, "[{\"kind\":\"run\",\"name\":\"run %.12s\",\"sha256\":\"%s\"}]", id, id);
    buffer_format(&details, "{\"failed\":%s,\"findings\":%lld,\"command\":", run->failed ? "true" : "false",
                  (long long)run->findings);
    json_put_text(&details, run->command);
    buffer_byte(&details, '}');
    if (code == 0)
        code = buffer_status(&details, error);
    if (code == 0)
        code = event_append(project->catalog, project->signer,
                            &(struct event){.kind = "run_stored",
                                            .inputs = buffer_view(&inputs),
                                            .outputs = buffer_view(&outputs),
                                            .details = buffer_view(&details)},
                            error);
    buffer_release(&inputs);
    buffer_release(&outputs);
    buffer_release(&details);
    return code;
}

int run_store(struct project *project, const struct stored_run *run, char id[65], struct error *error)
{
    char object[65];
    if (!project->signer)
        return error_set(error, ERROR_USAGE,
                         "%s/key is not there: without the project's key no run can be kept; restore it, or "
                         "make a new one by 'assay init'",
                         project->folder);
    TRY(report_put(project, run->report, object, error));
    TRY(run_identify(run, object, id, error));
    TRY(objects_flush(project->objects, error));
    TRY(catalog_begin(project->catalog, error));
    int code = objects_publish(project->objects, error);
    if (code == 0 && !object_exists(project->objects, object)) /* an older one like it was garbage */
        code = error_set(error, ERROR_USAGE,
                         "the object %.12s was removed while the run was being kept; run the command again",
                         object);
    if (code == 0)
        code = run_insert(project, run, id, object, error);
    if (code == 0)
        code = event_put(project, run, id, error);
    crash_point("commit a run");
    if (code == 0)
        code = catalog_commit(project->catalog, error);
    else
        catalog_rollback(project->catalog);
    crash_point("after a run");
    objects_forget(project->objects);
    return code;
}

/* ---- finding ---------------------------------------------------------------------------------------------
 */

static int newest_find(struct project *project, const char *version, char id[65], struct error *error)
{
    struct rows rows = {0};
    char of[65];
    TRY(version_find(project, version, of, error));
    int code = catalog_query(project->catalog,
                             "SELECT id FROM runs WHERE version = $1 ORDER BY started DESC, id DESC LIMIT 1",
                             (struct text[]){text_of(of)}, 1, &rows, error);
    if (code == 0 && rows.count == 0)
        code =
            error_set(error, ERROR_USAGE, "%s was never checked; 'assay check %s' does it", version, version);
    if (code == 0)
        snprintf(id, 65, "%s", rows_cell(&rows, 0, 0).data);
    rows_release(&rows);
    return code;
}

int run_find(struct project *project, const char *name, char id[65], struct error *error)
{
    struct rows rows = {0};
    struct buffer pattern = {0};
    size_t length = strlen(name);
    if (length < RUN_ID_LEAST || length > 64 || strspn(name, "0123456789abcdef") < length)
        return newest_find(project, name, id, error);
    buffer_format(&pattern, "%s%%", name);
    int code = buffer_status(&pattern, error);
    if (code == 0)
        code = catalog_query(project->catalog, "SELECT id FROM runs WHERE id LIKE $1",
                             (struct text[]){buffer_view(&pattern)}, 1, &rows, error);
    if (code == 0 && rows.count != 1)
        code = error_set(error, ERROR_USAGE,
                         rows.count ? "%s names %zu runs; write more of it"
                                    : "there is no run %s; 'assay runs' lists them",
                         name, rows.count);
    if (code == 0)
        snprintf(id, 65, "%s", rows_cell(&rows, 0, 0).data);
    rows_release(&rows);
    buffer_release(&pattern);
    return code;
}

int run_report(struct project *project, const char *id, char **json, size_t *length, struct error *error)
{
    struct rows rows = {0};
    *json = NULL;
    int code = catalog_query(project->catalog, "SELECT object FROM runs WHERE id = $1",
                             (struct text[]){text_of(id)}, 1, &rows, error);
    if (code == 0 && rows.count == 0)
        code = error_set(error, ERROR_USAGE, "there is no run %s", id);
    if (code == 0) /* reading unpacks it */
        code = object_read(project->objects, rows_cell(&rows, 0, 0).data, json, length, error);
    rows_release(&rows);
    return code;
}
