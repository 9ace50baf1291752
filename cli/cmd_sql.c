/* assay sql QUERY [FILE…]: a query over the canonical tables, with all functions; line mode on a terminal. */
#include <errno.h>
#include <fcntl.h>
#include <histedit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/cancel.h"
#include "base/file.h"
#include "base/memory.h"
#include "check/sql_split.h"
#include "cli/console.h"
#include "cli/session.h"
#include "cli/table.h"

enum shape { SHAPE_TABLE, SHAPE_JSON, SHAPE_CSV, SHAPE_PARQUET };

/* Does the statement give rows that can be selected from? */
static bool gives_rows(struct text statement)
{
    static const char *const words[] = {"select",   "from", "with",      "values", "table",
                                        "describe", "show", "summarize", "pivot",  "unpivot"};
    while (statement.length >= 2 && statement.data[0] == '-' && statement.data[1] == '-') {
        const char *end = memchr(statement.data, '\n', statement.length);
        size_t skip = end ? (size_t)(end + 1 - statement.data) : statement.length;
        statement = text_trim((struct text){statement.data + skip, statement.length - skip});
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t length = strlen(words[i]);
        if (statement.length >= length && strncasecmp(statement.data, words[i], length) == 0)
            return true;
    }
    return statement.length > 0 && statement.data[0] == '(';
}

static int json_print(struct engine *engine, struct text query, const char *path, struct error *error)
{
    struct buffer sql = {0};
    struct output *output = NULL;
    struct answer *answer = NULL;
    buffer_string(&sql, "SELECT CAST(to_json(answer) AS VARCHAR) FROM (");
    buffer_text(&sql, query);
    buffer_string(&sql, "\n) AS answer");
    int code = buffer_status(&sql, error);
    if (code == 0)
        code = engine_query(engine, &answer, buffer_c(&sql), NULL, error);
    if (code == 0)
        code = output_open(&output, path ? path : "-", error);
    size_t rows = 0;
    while (code == 0 && (code = answer_next(answer, &rows, error)) == 0 && rows > 0) {
        struct column lines = answer_column(answer, 0);
        for (size_t i = 0; i < rows && code == 0; i++) {
            struct text line = column_text(&lines, i);
            if ((code = output_write(output, line.data, line.length, error)) == 0)
                code = output_write(output, "\n", 1, error);
        }
    }
    answer_free(answer);
    buffer_release(&sql);
    if (code < 0) {
        output_abandon(output);
        return code;
    }
    return output_commit(output, error);
}

static int copy_run(struct engine *engine, struct text query, enum shape shape, const char *path,
                    struct error *error)
{
    struct buffer sql = {0};
    buffer_string(&sql, "COPY (");
    buffer_text(&sql, query);
    buffer_string(&sql, "\n) TO ");
    sql_put_literal(&sql, text_of(path));
    /* The name is a temporary one already; a second one of the engine's own would be left behind by a
     * failure. */
    buffer_string(&sql, shape == SHAPE_CSV ? " (FORMAT csv, HEADER true, USE_TMP_FILE false)"
                                           : " (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)");
    int code = buffer_status(&sql, error);
    if (code == 0)
        code = engine_run(engine, buffer_c(&sql), NULL, error);
    buffer_release(&sql);
    return code;
}

/* Standard output is fed from a file: the engine takes a closed pipe for a failure. */
static int copy_stream(struct engine *engine, struct text query, enum shape shape, struct output *output,
                       struct error *error)
{
    const char *folder = getenv("TMPDIR");
    char path[4096], block[1 << 16];
    snprintf(path, sizeof path, "%s/assay-sql-XXXXXX", folder && *folder ? folder : "/tmp");
    int file = mkstemp(path);
    if (file < 0)
        return error_set(error, ERROR_SYSTEM, "%s: %s", path, strerror(errno));
    int code = copy_run(engine, query, shape, path, error);
    int in = code == 0 ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    for (ssize_t got = 1; code == 0 && got > 0;) {
        got = read(in, block, sizeof block);
        if (got < 0)
            code = error_set(error, ERROR_SYSTEM, "%s: %s", path, strerror(errno));
        else if (got > 0)
            code = output_write(output, block, (size_t)got, error);
    }
    if (in >= 0)
        close(in);
    close(file);
    unlink(path);
    return code;
}

/* The engine writes the file itself, under the temporary name. */
static int copy_print(struct engine *engine, struct text query, enum shape shape, const char *path,
                      struct error *error)
{
    struct output *output = NULL;
    TRY(output_open(&output, path ? path : "-", error));
    int code = path && strcmp(path, "-") != 0 ? copy_run(engine, query, shape, output_path(output), error)
                                              : copy_stream(engine, query, shape, output, error);
    if (code < 0) {
        output_abandon(output);
        return path ? error_prefix(error, "%s: ", path) : code;
    }
    return output_commit(output, error);
}

static int query_print(struct engine *engine, struct text query, enum shape shape, const char *path,
                       struct error *error)
{
    if (shape == SHAPE_JSON)
        return json_print(engine, query, path, error);
    if (shape != SHAPE_TABLE)
        return copy_print(engine, query, shape, path, error);
    struct buffer out = {0};
    int code = table_query(engine, query, &out, error);
    if (code == 0)
        code = print_buffer(&out, path, error);
    buffer_release(&out);
    return code;
}

/* What is wrong with a query is said of the text as typed, not of the statement that was wrapped around it.
 */
static void error_restate(struct engine *engine, struct text query, struct error *error)
{
    struct error plain = {0};
    struct answer *answer = NULL;
    char *copy = memory_copy_text(query.data, query.length);
    if (copy && engine_query(engine, &answer, copy, NULL, &plain) < 0 && plain.code != ERROR_INTERRUPTED)
        *error = plain;
    answer_free(answer);
    memory_free(copy);
}

static int text_run(struct engine *engine, struct text sql, enum shape shape, const char *path,
                    struct error *error)
{
    size_t at = 0;
    for (;;) {
        struct text statement = statement_next(sql, &at);
        if (!statement.data)
            return 0;
        if (gives_rows(statement)) {
            int code = query_print(engine, statement, shape, path, error);
            if (code == ERROR_USAGE || code == ERROR_INPUT)
                error_restate(engine, statement, error);
            TRY(code);
            continue;
        }
        char *copy = memory_copy_text(statement.data, statement.length);
        int code = copy ? engine_run(engine, copy, NULL, error) : error_memory(error);
        memory_free(copy);
        TRY(code);
    }
}

/* ---- line mode
 * ---------------------------------------------------------------------------------------------- */

static char prompt_first[] = "assay> ", prompt_more[] = "  ...> ";
static bool prompt_continues;

static char *prompt(EditLine *line)
{
    (void)line;
    return prompt_continues ? prompt_more : prompt_first;
}

static void history_path(struct buffer *path)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    if (state && *state)
        buffer_format(path, "%s/assay_history", state);
    else if (home && *home)
        buffer_format(path, "%s/.assay_history", home);
}

/* Runs what was typed once a semicolon ends it. */
static void typed_run(struct engine *engine, struct buffer *typed)
{
    struct error error = {0};
    cancel_reset();
    if (text_run(engine, buffer_view(typed), SHAPE_TABLE, NULL, &error) < 0)
        fprintf(stderr, "%s\n", error.code == ERROR_INTERRUPTED ? "interrupted" : error.message);
    progress_end();
    buffer_clear(typed);
}

static void lines_read(struct engine *engine, EditLine *line, History *past)
{
    struct buffer typed = {0};
    HistEvent event;
    const char *text;
    int length = 0;
    while ((text = el_gets(line, &length)) != NULL && length > 0) {
        struct text trimmed = text_trim((struct text){text, (size_t)length});
        if (typed.length == 0 && (text_is(trimmed, ".quit") || text_is(trimmed, ".exit") ||
                                  text_is(trimmed, "quit") || text_is(trimmed, "exit")))
            break;
        if (trimmed.length)
            history(past, &event, H_ENTER, text);
        buffer_append(&typed, text, (size_t)length);
        if (text_ends(trimmed, ";"))
            typed_run(engine, &typed);
        prompt_continues = text_trim(buffer_view(&typed)).length > 0;
        if (!prompt_continues)
            buffer_clear(&typed);
    }
    buffer_release(&typed);
}

static int line_mode(struct engine *engine, struct error *error)
{
    HistEvent event;
    struct buffer path = {0};
    History *history_lines = history_init();
    EditLine *line = el_init("assay", stdin, stdout, stderr);
    if (!history_lines || !line)
        return error_memory(error);
    history_path(&path);
    history(history_lines, &event, H_SETSIZE, 2000);
    el_set(line, EL_PROMPT, prompt);
    el_set(line, EL_EDITOR, "emacs");
    el_set(line, EL_SIGNAL, 1);
    el_set(line, EL_HIST, history, history_lines);
    if (path.length)
        history(history_lines, &event, H_LOAD, buffer_c(&path));
    fprintf(stderr, "Tables: records, turns, faults. End a query with ';'. Ctrl-D leaves.\n");
    lines_read(engine, line, history_lines);
    if (path.length)
        history(history_lines, &event, H_SAVE, buffer_c(&path));
    history_end(history_lines);
    el_end(line);
    buffer_release(&path);
    return 0;
}

/* ---- command
 * ------------------------------------------------------------------------------------------------ */

static int shape_option(const struct invocation *invocation, enum shape *shape, struct error *error)
{
    int given = option_given(invocation, "json") + option_given(invocation, "csv") +
                option_given(invocation, "parquet");
    if (given > 1)
        return error_set(error, ERROR_USAGE, "choose one of --json, --csv and --parquet");
    *shape = option_given(invocation, "json")      ? SHAPE_JSON
             : option_given(invocation, "csv")     ? SHAPE_CSV
             : option_given(invocation, "parquet") ? SHAPE_PARQUET
                                                   : SHAPE_TABLE;
    if (*shape == SHAPE_PARQUET && !option_value(invocation, "output"))
        return error_set(error, ERROR_USAGE, "--parquet needs -o FILE");
    return 0;
}

/* The tables asked for by --with, which check files derive from the canonical ones. */
static int tables_derive(const struct invocation *invocation, struct session *session, struct error *error)
{
    struct check_set set = {0};
    struct override *overrides = NULL;
    size_t sets = 0;
    int code = session_checks(&set, invocation, NULL, error);
    if (code == 0)
        code = session_overrides(invocation, &overrides, &sets, error);
    struct runner_options options = {.overrides = overrides, .override_count = sets};
    for (size_t i = 0; i < option_count(invocation, "with") && code == 0; i++)
        code = runner_derive(session->engine, &set, option_nth(invocation, "with", i), &options, error);
    memory_free(overrides);
    check_set_release(&set);
    return code;
}

/* Without files a query still has all functions; tables are then empty. */
static int sql_steps(struct invocation *invocation, struct session *session, const char *query, size_t first,
                     struct error *error)
{
    enum shape shape = SHAPE_TABLE;
    char *read = NULL;
    size_t length = 0;
    TRY(shape_option(invocation, &shape, error));
    TRY(session_open(session, invocation, error));
    if (invocation->operand_count > first)
        TRY(session_load(session, invocation, invocation->operands + first, invocation->operand_count - first,
                         error));
    if (option_given(invocation, "with"))
        TRY(tables_derive(invocation, session, error));
    progress_end();
    if (!query && isatty(STDIN_FILENO))
        return line_mode(session->engine, error);
    if (!query)
        TRY(file_read_all("-", (size_t)1 << 24, &read, &length, error));
    struct text text = query ? text_of(query) : (struct text){read, length};
    int code = text_run(session->engine, text, shape, option_value(invocation, "output"), error);
    memory_free(read);
    return code;
}

static int sql_run(struct invocation *invocation, struct error *error)
{
    struct session session = {0};
    const char *query = option_value(invocation, "query");
    size_t first = 0;
    /* The first operand is the query unless it names a file that is there. */
    if (!query && invocation->operand_count > 0 && access(invocation->operands[0], F_OK) != 0 &&
        strcmp(invocation->operands[0], "-") != 0) {
        query = invocation->operands[0];
        first = 1;
    }
    int code = sql_steps(invocation, &session, query, first, error);
    session_close(&session);
    return code;
}

static const struct option sql_options[] = {
    {"query", 'c', ARGUMENT_NEEDED, "SQL", "the query, when the first operand would be taken for a file",
     false},
    {"json", 0, ARGUMENT_NONE, NULL, "print one JSON object a row", false},
    {"csv", 0, ARGUMENT_NONE, NULL, "print CSV with a header", false},
    {"parquet", 0, ARGUMENT_NONE, NULL, "write Parquet; needs -o", false},
    {"with", 0, ARGUMENT_NEEDED, "TABLE",
     "also build this derived table, such as texts, near_pairs, near_clusters", true},
    BESIDE_OPTIONS,
    SET_OPTION,
    {"checks", 0, ARGUMENT_NEEDED, "FOLDER", "also the derived tables of this folder", true},
    {"output", 'o', ARGUMENT_NEEDED, "FILE", "where to print; default: standard output", false},
    READING_OPTIONS,
    {NULL, 0, ARGUMENT_NONE, NULL, NULL, false},
};

const struct command sql_command = {
    .name = "sql",
    .operands = "[QUERY] [FILE…]",
    .title = "query the data with SQL",
    .doc = "Reads the files into the canonical tables (for fine-tuning data: records, turns, faults) and "
           "runs the query with "
           "all of Assay's functions. Without a query: line mode with history on a terminal, else SQL from "
           "standard input. "
           "Without files: the functions alone.",
    .examples = "  assay sql \"SELECT format, count(*) FROM records GROUP BY ALL\" *.jsonl\n"
                "  assay sql \"FROM turns SELECT role, avg(word_count(content)) AS words GROUP BY role\" "
                "train.jsonl --csv\n"
                "  assay sql train.jsonl\n",
    .options = sql_options,
    .engine = true,
    .run = sql_run,
};
