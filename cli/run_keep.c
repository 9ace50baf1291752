#include "cli/run_keep.h"

#include <string.h>

#include "base/canonical.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/memory.h"
#include "report/report.h"
#include "store/runs.h"

static void separate(struct buffer *json, size_t i)
{
    buffer_string(json, i ? "," : "");
}

static void overrides_put(const struct override *overrides, size_t count, struct buffer *json)
{
    struct buffer text = {0};
    for (size_t i = 0; i < count; i++) {
        buffer_clear(&text);
        buffer_text(&text, overrides[i].check);
        buffer_string(&text, overrides[i].check.length ? "." : "");
        buffer_text(&text, overrides[i].param);
        buffer_byte(&text, '=');
        buffer_text(&text, overrides[i].value);
        separate(json, i);
        json_put_text(json, buffer_view(&text));
    }
    json->failed |= text.failed;
    buffer_release(&text);
}

/* What the data was compared with: role and digest of each file; nothing where there was none. */
static void beside_put(const struct run *run, struct buffer *json)
{
    size_t count = 0;
    for (size_t i = 0; i < run->input_count; i++) {
        const struct run_input *input = &run->inputs[i];
        if (!input->role.length)
            continue;
        buffer_string(json, count++ ? "," : ",\"beside\":[");
        buffer_format(json, "\"%.*s %s\"", (int)input->role.length, input->role.data, input->sha256);
    }
    buffer_string(json, count ? "]" : "");
}

/* What was asked of the checks, as canonical JSON. */
static int parameters_put(const struct check_request *request, const struct override *overrides, size_t count,
                          const struct run *run, struct buffer *out, struct error *error)
{
    struct buffer json = {0};
    buffer_string(&json, "{\"only\":[");
    for (size_t i = 0; i < request->only_count; i++) {
        separate(&json, i);
        json_put_text(&json, request->only[i]);
    }
    buffer_string(&json, "],\"set\":[");
    overrides_put(overrides, count, &json);
    buffer_string(&json, "],\"by\":[");
    for (size_t i = 0; i < request->field_count; i++) {
        separate(&json, i);
        json_put_text(&json, text_of(request->fields[i]));
    }
    buffer_format(&json, "],\"fail-on\":[\"%s\"]", level_name(request->fail_on));
    beside_put(run, &json);
    buffer_byte(&json, '}');
    int code = buffer_status(&json, error);
    if (code == 0)
        code = json_canonical(buffer_view(&json), out, error);
    buffer_release(&json);
    return code;
}

/* The digest of every check file that ran. */
static int checks_put(const struct check_set *set, const struct run *run, struct buffer *out,
                      struct error *error)
{
    struct buffer json = {0};
    int code = 0;
    buffer_byte(&json, '{');
    for (size_t i = 0; i < run->check_count && code == 0; i++) {
        const struct check *check = check_set_find(set, run->checks[i].check);
        char digest[65];
        code = sha256_text(check ? check->text : run->checks[i].sql, digest, error);
        buffer_string(&json, i ? "," : "");
        json_put_text(&json, run->checks[i].check);
        buffer_format(&json, ":\"%s\"", digest);
    }
    buffer_byte(&json, '}');
    if (code == 0)
        code = buffer_status(&json, error);
    if (code == 0)
        code = json_canonical(buffer_view(&json), out, error);
    buffer_release(&json);
    return code;
}

static int figures_fill(const struct run *run, struct stored_run *stored, struct stored_figure **figures,
                        struct error *error)
{
    size_t count = 0;
    for (size_t i = 0; i < run->check_count; i++) {
        count += run->checks[i].figure_count;
        stored->findings += run->checks[i].findings_total;
    }
    *figures = memory_new(count + 1, sizeof **figures);
    if (!*figures)
        return error_memory(error);
    for (size_t i = 0; i < run->check_count; i++) {
        for (size_t f = 0; f < run->checks[i].figure_count; f++) {
            const struct figure *figure = &run->checks[i].figures[f];
            (*figures)[stored->figure_count++] = (struct stored_figure){.check = run->checks[i].check,
                                                                        .figure = figure->figure,
                                                                        .slice = figure->slice,
                                                                        .unit = figure->unit,
                                                                        .value = figure->value,
                                                                        .low = figure->low,
                                                                        .high = figure->high,
                                                                        .n = figure->n};
        }
    }
    stored->figures = *figures;
    return 0;
}

int run_keep(struct session *session, const struct check_set *set, const struct override *overrides,
             size_t override_count, const struct check_request *request, const struct run *run,
             const char *started, double seconds, char id[65], struct error *error)
{
    struct buffer report = {0}, parameters = {0}, checks = {0};
    struct stored_figure *figures = NULL;
    id[0] = '\0';
    if (session->loaded.count != 1 || !session->loaded.files[0].version)
        return 0;
    struct stored_run stored = {.version = text_of(session->loaded.files[0].sha256),
                                .task = run->task,
                                .started = text_of(started),
                                .command = run->command,
                                .seconds = seconds,
                                .failed = run->failed};
    report_json(run, &report);
    int code = buffer_status(&report, error);
    if (code == 0)
        code = parameters_put(request, overrides, override_count, run, &parameters, error);
    if (code == 0)
        code = checks_put(set, run, &checks, error);
    if (code == 0)
        code = figures_fill(run, &stored, &figures, error);
    stored.report = buffer_view(&report);
    stored.parameters = buffer_view(&parameters);
    stored.checks = buffer_view(&checks);
    if (code == 0)
        code = run_store(session->project, &stored, id, error);
    memory_free(figures);
    buffer_release(&report);
    buffer_release(&parameters);
    buffer_release(&checks);
    return code;
}
