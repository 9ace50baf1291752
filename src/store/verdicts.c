#include "store/verdicts.h"

#include "base/canonical.h"
#include "base/json.h"
#include "store/crash_point.h"
#include "store/events.h"

struct keeping_verdict {
    struct project *project;
    const struct stored_verdict *verdict;
    const char *id, *gate; /* digests of the two objects */
    struct error *error;
};

static int event_put(const struct keeping_verdict *keeping)
{
    const struct stored_verdict *verdict = keeping->verdict;
    struct buffer inputs = {0}, outputs = {0}, details = {0};
    buffer_string(&inputs, "[{\"kind\":\"version\",\"name\":\"");
    int code = version_name(keeping->project, verdict->version.data, &inputs, keeping->error);
    buffer_format(&inputs,
                  "\",\"sha256\":\"%s\"},{\"kind\":\"run\",\"name\":\"run %.12s\",\"sha256\":\"%s\"}",
                  verdict->version.data, verdict->run.data, verdict->run.data);
    buffer_string(&inputs, ",{\"kind\":\"gate\",\"name\":");
    json_put_text(&inputs, verdict->gate);
    buffer_format(&inputs, ",\"sha256\":\"%s\"}]", keeping->gate);
    buffer_format(&outputs, "[{\"kind\":\"verdict\",\"name\":\"verdict %.12s\",\"sha256\":\"%s\"}]",
                  keeping->id, keeping->id);
    buffer_string(&details, "{\"outcome\":");
    json_put_text(&details, verdict->outcome);
    buffer_string(&details, ",\"gate\":");
    json_put_text(&details, verdict->gate);
    buffer_byte(&details, '}');
    const struct buffer *made[] = {&inputs, &outputs, &details};
    for (size_t i = 0; i < 3 && code == 0; i++)
        code = buffer_status(made[i], keeping->error);
    if (code == 0)
        code = event_append(keeping->project->catalog, keeping->project->signer,
                            &(struct event){.kind = "verdict",
                                            .inputs = buffer_view(&inputs),
                                            .outputs = buffer_view(&outputs),
                                            .details = buffer_view(&details)},
                            keeping->error);
    buffer_release(&inputs);
    buffer_release(&outputs);
    buffer_release(&details);
    return code;
}

static int row_put(const struct keeping_verdict *keeping)
{
    const struct stored_verdict *verdict = keeping->verdict;
    int64_t added = 0;
    char now[32];
    time_now(now);
    TRY(catalog_run(
        keeping->project->catalog,
        "INSERT INTO verdicts (id, version, run, baseline, gate, gate_sha256, outcome, created, object) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
        (struct text[]){text_of(keeping->id), verdict->version, verdict->run,
                        verdict->baseline.length ? verdict->baseline : (struct text){NULL, 0}, verdict->gate,
                        text_of(keeping->gate), verdict->outcome, text_of(now), text_of(keeping->id)},
        9, &added, keeping->error));
    return added ? event_put(keeping) : 0; /* the same verdict again is no news */
}

static int transaction(const struct keeping_verdict *keeping)
{
    struct project *project = keeping->project;
    TRY(objects_flush(project->objects, keeping->error));
    TRY(catalog_begin(project->catalog, keeping->error));
    int code = objects_publish(project->objects, keeping->error);
    if (code == 0)
        code = row_put(keeping);
    crash_point("commit a verdict");
    if (code == 0)
        code = catalog_commit(project->catalog, keeping->error);
    else
        catalog_rollback(project->catalog);
    objects_forget(project->objects);
    return code;
}

int verdict_store(struct project *project, const struct stored_verdict *verdict, char id[65],
                  struct error *error)
{
    struct buffer canonical = {0};
    char gate[65];
    if (!project->signer)
        return error_set(error, ERROR_USAGE,
                         "%s/key is not there: without the project's key no verdict can be kept",
                         project->folder);
    int code = json_canonical(verdict->verdict, &canonical, error);
    if (code == 0)
        code = buffer_status(&canonical, error);
    if (code == 0)
        code = object_put(project->objects, buffer_view(&canonical), id, error);
    if (code == 0)
        code = object_put(project->objects, verdict->gate_file, gate, error);
    buffer_release(&canonical);
    TRY(code);
    const struct keeping_verdict keeping = {project, verdict, id, gate, error};
    return transaction(&keeping);
}
