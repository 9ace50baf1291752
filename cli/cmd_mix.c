/* assay mix RECIPE.yaml: datasets blended into a version, with the recipe and the plan kept. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/memory.h"
#include "cli/console.h"
#include "cli/keeping.h"
#include "cli/table.h"
#include "load/mix.h"

enum { RECIPE_MOST = 1 << 18 };

struct mixing_run {
    struct session session;
    struct mix_recipe recipe;
    struct keep_options options;
    struct kept kept;
    struct buffer plan, made; /* the plan as a JSON list; how the version came about */
    char head[65], digest[65];
    char *text, *command;
};

static const char plan_table_sql[] =
    "SELECT name AS source, role, coalesce(slice, '') AS slice, there AS \"there\", taken, "
    "printf('%.2f %%', share * 100) AS share, printf('%.2f', epochs) AS epochs FROM mix_plan ORDER BY "
    "source_number, slice";

static const char plan_json_sql[] = "SELECT CAST(to_json(p) AS VARCHAR) FROM (SELECT name AS source, role, "
                                    "slice, there, size, target, taken, taken_size, "
                                    "share, epochs FROM mix_plan ORDER BY source_number, slice) AS p";

static int recipe_open(struct mixing_run *mixing, const char *path, struct error *error)
{
    size_t length = 0;
    TRY(file_read_all(path, RECIPE_MOST, &mixing->text, &length, error));
    TRY(sha256_text((struct text){mixing->text, length}, mixing->digest, error));
    return mix_recipe_parse(&mixing->recipe, path, (struct text){mixing->text, length}, error);
}

/* Each source is one input, in the recipe's order. */
static int sources_load(struct mixing_run *mixing, const struct invocation *invocation, const char *path,
                        struct error *error)
{
    const struct mix_recipe *recipe = &mixing->recipe;
    const char **inputs = arena_take_zeroed(&mixing->recipe.arena, recipe->count + 1, sizeof *inputs);
    if (!inputs)
        return error_memory(error);
    for (size_t i = 0; i < recipe->count; i++) {
        struct text from = arena_copy(&mixing->recipe.arena, recipe->sources[i].from);
        if (!from.data)
            return error_memory(error);
        if (text_is(from, "-"))
            return error_set(error, ERROR_USAGE, "%s:%d: a source is a version or a file", path,
                             recipe->sources[i].line);
        inputs[i] = from.data;
    }
    TRY(session_load(&mixing->session, invocation, inputs, recipe->count, error));
    if (mixing->session.loaded.count != recipe->count)
        return error_set(error, ERROR_USAGE,
                         "%s: a source is one version or one file, not a pattern of several", path);
    return 0;
}

static int plan_write(struct mixing_run *mixing, struct error *error)
{
    struct answer *answer = NULL;
    size_t rows = 0, count = 0;
    TRY(engine_query(mixing->session.engine, &answer, plan_json_sql, NULL, error));
    int code = 0;
    buffer_byte(&mixing->plan, '[');
    while (code == 0 && (code = answer_next(answer, &rows, error)) == 0 && rows > 0) {
        struct column lines = answer_column(answer, 0);
        for (size_t i = 0; i < rows; i++) {
            buffer_string(&mixing->plan, count++ ? ",\n " : "");
            buffer_text(&mixing->plan, column_text(&lines, i));
        }
    }
    buffer_string(&mixing->plan, "]\n");
    answer_free(answer);
    return code < 0 ? code : buffer_status(&mixing->plan, error);
}

static int plan_print(struct mixing_run *mixing, const struct invocation *invocation, struct error *error)
{
    struct buffer out = {0};
    int code = 0;
    if (option_given(invocation, "json"))
        buffer_text(&out, buffer_view(&mixing->plan));
    else
        code = table_query(mixing->session.engine, text_of(plan_table_sql), &out, error);
    if (code == 0)
        code = print_buffer(&out, NULL, error);
    buffer_release(&out);
    return code;
}

/* A part that has less than its share of the mix is said aloud: the mix is then smaller, and its shares are
 * others. */
static int shortage_remark(struct mixing_run *mixing, struct error *error)
{
    struct answer *answer = NULL;
    size_t rows = 0;
    const char *unit = mix_unit_name(mixing->recipe.unit);
    TRY(engine_query(mixing->session.engine, &answer,
                     "SELECT part, target, got FROM mix_parts JOIN (SELECT part, sum(s.target) AS got FROM "
                     "mix_source_targets AS s JOIN mix_sources USING (source_number) GROUP BY part) USING "
                     "(part) WHERE got < "
                     "target - 0.5 ORDER BY part",
                     NULL, error));
    int code = 0;
    while ((code = answer_next(answer, &rows, error)) == 0 && rows > 0) {
        struct column parts = answer_column(answer, 0), targets = answer_column(answer, 1),
                      got = answer_column(answer, 2);
        for (size_t i = 0; i < rows; i++) {
            struct text part = column_text(&parts, i);
            bool rest = text_is(part, "rest");
            remark("%s%.*s gives %.0f of %.0f %s: its sources are at their most epochs", rest ? "the " : "",
                   (int)part.length, part.data, column_double(&got, i), column_double(&targets, i), unit);
        }
    }
    answer_free(answer);
    return code;
}

/* The recipe's text and digest, and what it came to. */
static int made_write(struct mixing_run *mixing, const char *path, struct error *error)
{
    struct buffer *made = &mixing->made;
    buffer_string(made, "{\"file\":");
    json_put_text(made, text_of(path));
    buffer_format(made, ",\"sha256\":\"%s\",\"recipe\":", mixing->digest);
    json_put_text(made, text_of(mixing->text));
    buffer_string(made, ",\"plan\":");
    buffer_text(made, buffer_view(&mixing->plan));
    buffer_byte(made, '}');
    return buffer_status(made, error);
}

static int mix_keep(struct mixing_run *mixing, const struct invocation *invocation, const char *path,
                    struct error *error)
{
    struct session *session = &mixing->session;
    TRY(mix_take(session->engine, &mixing->recipe, error));
    TRY(made_write(mixing, path, error));
    mixing->command = command_typed(invocation, error);
    if (!mixing->command)
        return error->code;
    struct text name = arena_copy(&mixing->recipe.arena, mixing->recipe.name);
    if (!name.data)
        return error_memory(error);
    mixing->options.dataset = name.data;
    mixing->options.command = mixing->command;
    mixing->options.recipe = buffer_view(&mixing->made);
    mixing->options.derived = text_of("mix");
    TRY(version_keep(session->project, session->engine, &session->loaded, &mixing->options, &mixing->kept,
                     error));
    return kept_print(invocation, &mixing->kept, error);
}

static int mix_steps(struct invocation *invocation, struct mixing_run *mixing, struct error *error)
{
    struct session *session = &mixing->session;
    const char *path = invocation->operands[0];
    bool look = option_given(invocation, "plan");
    TRY(recipe_open(mixing, path, error));
    if (!look) {
        TRY(session_project(session, error));
        TRY(keeping_options(invocation, session, &mixing->options, mixing->head, error));
    }
    TRY(session_open(session, invocation, error));
    TRY(sources_load(mixing, invocation, path, error));
    TRY(mix_plan(session->engine, &session->loaded, &mixing->recipe, path, error));
    TRY(plan_write(mixing, error));
    progress_end();
    if (look || !option_given(invocation, "json"))
        TRY(plan_print(mixing, invocation, error));
    TRY(shortage_remark(mixing, error));
    return look ? 0 : mix_keep(mixing, invocation, path, error);
}

static int mix_run(struct invocation *invocation, struct error *error)
{
    struct mixing_run mixing = {0};
    if (invocation->operand_count != 1)
        return error_set(error, ERROR_USAGE, "mix needs one recipe; docs/mixing.md says how one is written");
    int code = mix_steps(invocation, &mixing, error);
    kept_release(&mixing.kept);
    session_close(&mixing.session);
    arena_release(&mixing.recipe.arena);
    buffer_release(&mixing.plan);
    buffer_release(&mixing.made);
    memory_free(mixing.text);
    memory_free(mixing.command);
    return code;
}

static const struct option mix_options[] = {
    {"plan", 0, ARGUMENT_NONE, NULL, "only say what each source would give", false},
    KEEPING_OPTIONS,
    {NULL, 0, ARGUMENT_NONE, NULL, NULL, false},
};

const struct command mix_command = {
    .name = "mix",
    .operands = "RECIPE.yaml",
    .title = "blend datasets by a recipe into a new version",
    .doc = "The recipe names sources (versions or files), their weights or a temperature, the most epochs "
           "that a "
           "record may be taken, the shares of replay (general) and safety data, and fields whose values are "
           "balanced. "
           "Which records are taken follows from the seed and their names, so the same recipe gives the same "
           "version "
           "anywhere. The version keeps the recipe, what it came to, and the versions it was made of.\n\n"
           "The order of records is not a version's: 'assay convert --shuffle SEED' writes them in a "
           "shuffled one.",
    .examples = "  assay mix mix.yaml --plan                # what each source would give\n"
                "  assay mix mix.yaml -m \"with replay\"      # make the version\n"
                "  assay convert blend@v1 --to openai --shuffle 1 -o train.jsonl\n",
    .options = mix_options,
    .engine = true,
    .run = mix_run,
};
