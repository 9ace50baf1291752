/* assay select LOG… --budget N: which records people should look at next, and why. The table `selection` of
 * the pack chooses; here it is set up, written and shown. */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "cli/console.h"
#include "cli/session.h"
#include "cli/table.h"

enum { SHOWN_MOST = 20 };

/* ---- choosing ------------------------------------------------------------------------------------------ */

/* The --set options, and those that have an option of their own here. */
static int overrides_gather(const struct invocation *invocation, struct override **overrides, size_t *count,
                            struct error *error)
{
    static const char *const named[] = {"budget", "by"};
    TRY(session_overrides(invocation, overrides, count, error));
    struct override *grown = memory_resize(*overrides, *count + 2, sizeof *grown);
    if (!grown)
        return error_memory(error);
    *overrides = grown;
    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        if (option_given(invocation, named[i]))
            grown[(*count)++] = (struct override){.check = text_of("selection"),
                                                  .param = text_of(named[i]),
                                                  .value = text_of(option_value(invocation, named[i]))};
    return 0;
}

static int selection_make(const struct invocation *invocation, struct session *session, struct error *error)
{
    struct check_set set = {0};
    struct override *overrides = NULL;
    size_t count = 0;
    int code = session_checks(&set, invocation, session->loaded.pack, error);
    if (code == 0 && !check_set_find(&set, text_of("selection")))
        code = error_set(error, ERROR_USAGE, "records of the task '%s' cannot be selected: only prompts can",
                         session->loaded.pack->task);
    if (code == 0)
        code = overrides_gather(invocation, &overrides, &count, error);
    struct runner_options options = {.overrides = overrides, .override_count = count};
    if (code == 0)
        code = runner_derive(session->engine, &set, "selection", &options, error);
    memory_free(overrides);
    check_set_release(&set);
    return code;
}

/* ---- lines --------------------------------------------------------------------------------------------- */

/* Whether the view raw_records holds the bytes of every record: all inputs are files that are read alike. */
static bool originals_at_hand(const struct loaded *loaded)
{
    const struct loaded_file *first = loaded->files;
    for (size_t i = 0; i < loaded->count; i++) {
        const struct loaded_file *file = &loaded->files[i];
        if (file->version || file->format != first->format || file->container != first->container ||
            file->delimiter != first->delimiter || !text_equal(file->options, first->options))
            return false;
    }
    return loaded->count > 0;
}

static void lines_query(struct buffer *sql, const struct session *session, bool originals)
{
    buffer_string(sql, "SELECT CAST(to_json({'rank': rank, 'priority': priority, 'record': s.record, 'file': "
                       "s.file, 'number': s.number, 'line': s.line, 'slice': slice, 'stands_for': records, "
                       "'reasons': reasons, 'criteria': criteria, 'prompt': prompt");
    bool raw = originals && originals_at_hand(&session->loaded);
    if (raw)
        buffer_string(sql, ", 'original': CASE WHEN json_valid(try(decode(raw))) THEN "
                           "decode(raw)::JSON ELSE to_json(try(decode(raw))) END");
    else if (originals)
        buffer_string(sql, ", 'original': sft_write(r, 'openai').text::JSON");
    buffer_string(sql, "}) AS VARCHAR) FROM selection AS s");
    if (raw)
        buffer_string(sql, " LEFT JOIN raw_records AS o ON o.row = s.row");
    else if (originals)
        buffer_string(sql, " JOIN records AS r ON r.row = s.row");
    buffer_string(sql, " ORDER BY rank");
}

static int lines_stream(struct engine *engine, const struct buffer *sql, struct output *output,
                        struct error *error)
{
    struct answer *answer = NULL;
    size_t rows = 0;
    int code = engine_query(engine, &answer, buffer_c(sql), NULL, error);
    while (code == 0 && (code = answer_next(answer, &rows, error)) == 0 && rows > 0) {
        struct column lines = answer_column(answer, 0);
        for (size_t i = 0; i < rows && code == 0; i++) {
            struct text line = column_text(&lines, i);
            if ((code = output_write(output, line.data, line.length, error)) == 0)
                code = output_write(output, "\n", 1, error);
        }
    }
    answer_free(answer);
    return code;
}

static int lines_write(const struct invocation *invocation, const struct session *session, const char *path,
                       struct error *error)
{
    struct buffer sql = {0};
    struct output *output = NULL;
    lines_query(&sql, session, option_given(invocation, "original"));
    int code = buffer_status(&sql, error);
    if (code == 0)
        code = output_open(&output, path, error);
    if (code == 0)
        code = lines_stream(session->engine, &sql, output, error);
    buffer_release(&sql);
    if (code < 0) {
        output_abandon(output);
        return code;
    }
    return output_commit(output, error);
}

/* ---- the terminal -------------------------------------------------------------------------------------- */

static const char shown_sql[] =
    "SELECT rank, format('{:.3f}', priority) AS priority, record, array_to_string(reasons, '; ') AS why, "
    "prompt FROM selection ORDER BY rank LIMIT 20";

static int table_print(struct engine *engine, struct error *error)
{
    struct buffer out = {0};
    int code = table_query(engine, text_of(shown_sql), &out, error);
    if (code == 0)
        code = print_buffer(&out, NULL, error);
    buffer_release(&out);
    return code;
}

/* What was chosen from, by which criteria; one row. */
static const char summary_sql[] =
    "SELECT (SELECT count(*) FROM selection), (SELECT count(*) FROM selection_candidates), (SELECT "
    "count(*) FROM selection_signals), array_to_string(list_filter([CASE WHEN count(uncertainty) > 0 THEN "
    "'uncertainty of ' || count(uncertainty) END, CASE WHEN count(disagreement) > 0 THEN 'disagreement of ' "
    "|| count(disagreement) END, CASE WHEN count(novelty) > 0 THEN 'novelty' END, 'diversity'], lambda "
    "criterion: criterion IS NOT NULL), ', ') FROM selection_scores";

static int summary_print(struct engine *engine, struct error *error)
{
    struct answer *answer = NULL;
    size_t rows = 0;
    TRY(engine_query(engine, &answer, summary_sql, NULL, error));
    int code = answer_next(answer, &rows, error);
    if (code == 0 && rows > 0) {
        long long numbers[3];
        for (size_t i = 0; i < 3; i++) {
            struct column column = answer_column(answer, i);
            numbers[i] = column_int64(&column, 0);
        }
        struct column column = answer_column(answer, 3);
        struct text criteria = column_text(&column, 0);
        remark("%lld of %lld different prompts in %lld records, by %.*s", numbers[0], numbers[1], numbers[2],
               (int)criteria.length, criteria.data);
    }
    answer_free(answer);
    return code;
}

/* ---- command ------------------------------------------------------------------------------------------- */

static int select_steps(struct invocation *invocation, struct session *session, struct error *error)
{
    long long budget = 0;
    int64_t chosen = 0;
    bool found = false;
    const char *path = option_value(invocation, "output");
    bool json = option_given(invocation, "json");
    if (!option_given(invocation, "budget"))
        return error_set(error, ERROR_USAGE, "select needs --budget N: how many records people can look at");
    TRY(option_number(invocation, "budget", 1, false, &budget, error));
    TRY(session_open(session, invocation, error));
    TRY(session_load(session, invocation, invocation->operands, invocation->operand_count, error));
    TRY(selection_make(invocation, session, error));
    progress_end();
    if (path)
        TRY(lines_write(invocation, session, path, error));
    if (json)
        TRY(lines_write(invocation, session, "-", error));
    else if (!path || strcmp(path, "-") != 0)
        TRY(table_print(session->engine, error));
    TRY(summary_print(session->engine, error));
    TRY(engine_one_int64(session->engine, "SELECT count(*) FROM selection", NULL, &chosen, &found, error));
    if (!json && !path && chosen > SHOWN_MOST)
        remark("the first %d are shown; -o FILE writes all", SHOWN_MOST);
    return 0;
}

static int select_run(struct invocation *invocation, struct error *error)
{
    struct session session = {0};
    int code = select_steps(invocation, &session, error);
    session_close(&session);
    return code;
}

static const struct option select_options[] = {
    {"budget", 0, ARGUMENT_NEEDED, "N", "how many records to choose", false},
    {"train", 0, ARGUMENT_NEEDED, "[NAME=]FILE",
     "training data: what is unlike it is worth more; a version will do too", true},
    {"by", 0, ARGUMENT_NEEDED, "FIELD", "choose from each value of this field in turn (also: file, format)",
     false},
    {"output", 'o', ARGUMENT_NEEDED, "FILE", "write all as JSON Lines: one object a record", false},
    {"json", 0, ARGUMENT_NONE, NULL, "print JSON Lines in place of the table", false},
    {"original", 0, ARGUMENT_NONE, NULL, "with the original record in each line", false},
    SET_OPTION,
    {"checks", 0, ARGUMENT_NEEDED, "FOLDER", "also the derived tables of this folder", true},
    READING_OPTIONS,
    {NULL, 0, ARGUMENT_NONE, NULL, NULL, false},
};

const struct command select_command = {
    .name = "select",
    .operands = "LOG…",
    .title = "choose what people should look at next, with reasons",
    .doc =
        "Reads logs of production or other records without labels and chooses, under a budget, those that "
        "are worth an annotator's time: where the model was unsure (fields with a confidence, a margin, "
        "log "
        "probabilities or an entropy), where answers contradict each other or users complained, what is "
        "unlike the training data, and what is unlike the rest of the choice. Prompts that are nearly the "
        "same "
        "count once. 'assay explain selection' says how each is measured and which parameters --set "
        "changes.\n\nThe first 20 are shown; -o writes all as JSON Lines: rank, priority (0 to 1), record, "
        "file, number, line, reasons, criteria and the prompt.",
    .examples = "  assay select log.jsonl --train train.jsonl --budget 200 -o queue.jsonl\n"
                "  assay select log.jsonl --budget 50 --by channel\n"
                "  assay select log.jsonl --budget 50 --set selection.confidence=meta.certainty --json\n",
    .options = select_options,
    .engine = true,
    .run = select_run,
};
