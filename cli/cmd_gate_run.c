/* assay gate run: judges data, a version or a kept run by the rules of a gate file, and keeps the verdict. */
#include <string.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/memory.h"
#include "cli/check_now.h"
#include "cli/console.h"
#include "cli/gate_file.h"
#include "cli/gate_reports.h"
#include "cli/kept_run.h"
#include "store/verdicts.h"

/* One of the two sides that are compared. */
struct side {
    struct check_now now;     /* when it was checked here */
    struct run kept;          /* when it was read */
    const struct run *run;    /* the one of both */
    char id[65], version[65]; /* of a kept run */
};

struct gating {
    struct gate_file file;
    struct side candidate, baseline;
    struct project *project; /* of kept runs; sides that were checked have their own */
    struct verdict verdict;
    struct text *only;
    const char **fields;
    size_t only_count, field_count;
    char assay[16];
};

static bool name_known(const struct text *names, size_t count, struct text name)
{
    for (size_t i = 0; i < count; i++)
        if (text_equal(names[i], name))
            return true;
    return false;
}

static bool field_known(const struct gating *gating, const char *field)
{
    for (size_t i = 0; i < gating->field_count; i++)
        if (strcmp(gating->fields[i], field) == 0)
            return true;
    return false;
}

/* The checks and fields that the gate looks at, each once. */
static int needs_gather(struct gating *gating, struct error *error)
{
    struct gate *gate = &gating->file.gate;
    gating->only = arena_take(&gate->arena, gate->count + 1, sizeof *gating->only);
    gating->fields = arena_take(&gate->arena, gate->count + 1, sizeof *gating->fields);
    if (!gating->only || !gating->fields)
        return error_memory(error);
    for (size_t i = 0; i < gate->count; i++) {
        const struct rule *rule = &gate->rules[i];
        struct text field = arena_copy(&gate->arena, rule_field(rule));
        if (!field.data)
            return error_memory(error);
        if (!name_known(gating->only, gating->only_count, rule->check))
            gating->only[gating->only_count++] = rule->check;
        if (field.length && !field_known(gating, field.data))
            gating->fields[gating->field_count++] = field.data;
    }
    return 0;
}

static int side_make(struct gating *gating, const struct invocation *invocation, const char *const *inputs,
                     size_t count, struct side *side, struct error *error)
{
    const struct check_request request = {.inputs = inputs,
                                          .input_count = count,
                                          .only = gating->only,
                                          .only_count = gating->only_count,
                                          .fields = gating->fields,
                                          .field_count = gating->field_count,
                                          .fail_on = LEVEL_NEVER,
                                          .findings_limit = -1};
    side->run = &side->now.run;
    if (count == 1 && operand_is_run(inputs[0])) {
        side->run = &side->kept;
        return kept_run_read(&gating->project, inputs[0], &side->kept, side->id, side->version, error);
    }
    TRY(check_now(&side->now, invocation, &request, error));
    memcpy(side->id, side->now.kept, sizeof side->id);
    memcpy(side->version, side->now.version, sizeof side->version);
    return 0;
}

static void side_close(struct side *side)
{
    check_now_close(&side->now);
    arena_release(&side->kept.arena);
}

/* Operands as they were given, joined. */
static int operands_join(const struct invocation *invocation, struct arena *arena, struct text *joined,
                         struct error *error)
{
    struct buffer text = {0};
    for (size_t i = 0; i < invocation->operand_count; i++) {
        buffer_string(&text, i ? " " : "");
        buffer_string(&text, invocation->operands[i]);
    }
    int code = buffer_status(&text, error);
    *joined = arena_copy(arena, buffer_view(&text));
    buffer_release(&text);
    return code < 0 ? code : joined->data ? 0 : error_memory(error);
}

/* A verdict on a version is kept with it. */
static int verdict_keep(struct gating *gating, const struct judgement *judgement, struct error *error)
{
    struct project *project =
        gating->candidate.now.session.project ? gating->candidate.now.session.project : gating->project;
    struct buffer json = {0};
    char id[65];
    if (!gating->candidate.version[0] || !project)
        return 0;
    verdict_json(judgement->verdict, &judgement->source, &json);
    int code = buffer_status(&json, error);
    const struct stored_verdict stored = {
        .version = text_of(gating->candidate.version),
        .run = text_of(gating->candidate.id),
        .baseline = text_of(gating->baseline.id),
        .gate = gating->file.gate.name,
        .gate_file = buffer_view(&gating->file.text),
        .outcome = text_of(decision_name(judgement->verdict->decision)),
        .verdict = buffer_view(&json),
    };
    if (code == 0)
        code = verdict_store(project, &stored, id, error);
    if (code == 0)
        remark("kept as verdict %.12s", id);
    buffer_release(&json);
    return code;
}

static int gate_steps(struct invocation *invocation, struct gating *gating, struct error *error)
{
    const char *path = option_value(invocation, "gate"), *baseline = option_value(invocation, "baseline");
    struct text candidate;
    remarks_off = option_given(invocation, "quiet"); /* kept runs open no session */
    TRY(gate_reports_test(invocation, error));
    if (!path)
        return error_set(error, ERROR_USAGE,
                         "gate run needs --gate FILE; docs/gates.md says how one is written");
    if (invocation->operand_count == 0)
        return error_set(error, ERROR_USAGE, "gate run needs data, a version or a run to judge");
    TRY(gate_file_read(&gating->file, invocation, path, error));
    TRY(needs_gather(gating, error));
    if (!baseline && gate_needs_baseline(&gating->file.gate))
        remark("the gate compares with a baseline and none is given: those rules stay inconclusive");
    TRY(operands_join(invocation, &gating->file.gate.arena, &candidate, error));
    if (baseline)
        TRY(side_make(gating, invocation, &baseline, 1, &gating->baseline, error));
    TRY(side_make(gating, invocation, invocation->operands, invocation->operand_count, &gating->candidate,
                  error));
    TRY(verdict_make(&gating->verdict, &gating->file.gate, gating->candidate.run,
                     baseline ? gating->baseline.run : NULL, error));
    const struct judgement judgement = {.verdict = &gating->verdict,
                                        .source = {.assay = text_of(ASSAY_VERSION),
                                                   .gate_sha256 = text_of(gating->file.sha256),
                                                   .candidate = candidate,
                                                   .candidate_run = text_of(gating->candidate.id),
                                                   .baseline = text_of(baseline ? baseline : ""),
                                                   .baseline_run = text_of(gating->baseline.id)}};
    TRY(verdict_keep(gating, &judgement, error));
    TRY(gate_reports_write(invocation, &judgement, error));
    return gating->verdict.decision == DECISION_PASS ? EXIT_FINE : EXIT_FAILED;
}

static int gate_run(struct invocation *invocation, struct error *error)
{
    struct gating gating = {0};
    int code = gate_steps(invocation, &gating, error);
    arena_release(&gating.verdict.arena);
    side_close(&gating.candidate);
    side_close(&gating.baseline);
    project_close(gating.project);
    gate_file_release(&gating.file);
    return code;
}

static const struct option gate_run_options[] = {
    {"gate", 'g', ARGUMENT_NEEDED, "FILE", "the gate file", false},
    {"baseline", 'b', ARGUMENT_NEEDED, "NAME@REV|RUN|FILE",
     "what margins compare with: a version, a kept run, a run as JSON, or data", false},
    GATE_REPORT_OPTIONS,
    {"checks", 0, ARGUMENT_NEEDED, "FOLDER",
     "also the check files of this folder (./checks takes part by itself)", true},
    BESIDE_OPTIONS,
    PARAMETER_OPTIONS,
    SET_OPTION,
    READING_OPTIONS,
    {NULL, 0, ARGUMENT_NONE, NULL, NULL, false},
};

const struct command gate_run_command = {
    .name = "gate run",
    .operands = "FILE…|NAME@REV|RUN",
    .title = "judge data by the rules of a gate: pass, fail or inconclusive",
    .doc = "Runs the checks that the gate's rules look at, on files or on a version; a kept run or a run as "
           "JSON "
           "('assay check --json') is judged as it is. Every rule gets its value, interval, threshold, n and "
           "method, "
           "and one of three outcomes; of an inconclusive one it says what n would decide. The verdict on a "
           "version "
           "is kept with the text of the gate.\n\n"
           "Exits with 1 when a rule fails and also when one is inconclusive: only a pass is a pass. The "
           "JSON tells "
           "them apart.",
    .examples = "  assay gate run train.jsonl --gate gate.yaml\n"
                "  assay gate run chat@v3 --gate gate.yaml --baseline chat@v2\n"
                "  assay gate run run.json --gate gate.yaml --sarif=gate.sarif\n",
    .options = gate_run_options,
    .engine = true,
    .run = gate_run,
};
