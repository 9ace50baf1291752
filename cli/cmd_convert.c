/* assay convert FILE… --to FORMAT: the same records in another format; what cannot be said there is listed
 * and blocks. */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "cli/console.h"
#include "cli/session.h"
#include "packs/packs.h"

/* Losses by kind, most frequent first: number of records, field, why, one record. */
static const char losses_sql[] =
    "SELECT count(*), loss.field, loss.message, any_value(record ORDER BY row) FROM (SELECT row, record, "
    "unnest(written.losses) AS "
    "loss FROM written_records) GROUP BY ALL ORDER BY count(*) DESC, loss.field, loss.message";

static int target_find(const struct invocation *invocation, const struct pack *pack,
                       const struct format **format, struct error *error)
{
    const char *name = option_value(invocation, "to");
    if (!name)
        return error_set(error, ERROR_USAGE, "convert needs --to FORMAT; 'assay formats' lists them");
    *format = format_find(text_of(name));
    if (!*format)
        return error_set(error, ERROR_USAGE, "no format is called '%s'; 'assay formats' lists them", name);
    if (!(*format)->writes)
        return error_set(error, ERROR_USAGE, "the format %s can be read but not written", name);
    if (strcmp((*format)->task, pack->task) != 0)
        return error_set(error, ERROR_USAGE, "%s data cannot be written as %s", pack->task, name);
    return 0;
}

static int records_write(struct engine *engine, const struct format *format, const char *task,
                         struct error *error)
{
    struct buffer sql = {0};
    buffer_format(
        &sql, "CREATE OR REPLACE TEMP TABLE written_records AS SELECT row, record, %s_write(records, ", task);
    sql_put_literal(&sql, text_of(format->name));
    buffer_string(&sql, ") AS written FROM records");
    int code = buffer_status(&sql, error);
    if (code == 0)
        code = engine_run(engine, buffer_c(&sql), NULL, error);
    buffer_release(&sql);
    return code;
}

/* Prints the loss report to standard error; *kinds counts its lines. */
static int losses_print(struct engine *engine, const struct invocation *invocation, size_t *kinds,
                        struct error *error)
{
    struct answer *answer = NULL;
    size_t rows = 0;
    int code = 0;
    TRY(engine_query(engine, &answer, losses_sql, NULL, error));
    while ((code = answer_next(answer, &rows, error)) == 0 && rows > 0) {
        struct column counts = answer_column(answer, 0), fields = answer_column(answer, 1),
                      messages = answer_column(answer, 2), records = answer_column(answer, 3);
        for (size_t i = 0; i < rows; i++, (*kinds)++) {
            struct buffer line = {0};
            buffer_format(&line, "%8lld  ", (long long)column_int64(&counts, i));
            struct text field = column_valid(&fields, i) ? column_text(&fields, i) : text_of("");
            terminal_put(&line, field.length ? field : text_of("record"));
            buffer_string(&line, ": ");
            terminal_put(&line, column_valid(&messages, i) ? column_text(&messages, i) : text_of(""));
            buffer_string(&line, " (first: ");
            terminal_put(&line, column_text(&records, i));
            buffer_byte(&line, ')');
            if (*kinds == 0)
                fprintf(stderr, "lost in %s:\n", option_value(invocation, "to"));
            fprintf(stderr, "%s\n", buffer_c(&line));
            buffer_release(&line);
        }
    }
    answer_free(answer);
    return code;
}

struct framing {
    const char *before, *between, *after;
};

/* In the order of the input, or in one that follows from a seed: by a hash of the seed and the record's name.
 */
static int texts_query(struct engine *engine, const char *seed, struct answer **answer, struct error *error)
{
    struct parameter item = {.name = "seed", .kind = KIND_TEXT, .text = text_of(seed ? seed : "")};
    return engine_query(
        engine, answer,
        seed ? "SELECT written.text FROM written_records WHERE written.text IS NOT NULL ORDER BY "
               "sha256(concat($seed, chr(31), record)), row"
             : "SELECT written.text FROM written_records WHERE written.text IS NOT NULL ORDER BY row",
        &(struct parameters){&item, 1}, error);
}

static int texts_stream(struct engine *engine, struct output *output, const struct framing *framing,
                        const char *seed, int64_t *count, struct error *error)
{
    struct answer *answer = NULL;
    size_t rows = 0;
    TRY(texts_query(engine, seed, &answer, error));
    int code = output_write(output, framing->before, strlen(framing->before), error);
    while (code == 0 && (code = answer_next(answer, &rows, error)) == 0 && rows > 0) {
        struct column texts = answer_column(answer, 0);
        for (size_t i = 0; i < rows && code == 0; i++, (*count)++) {
            struct text text = column_text(&texts, i);
            if (*count > 0)
                code = output_write(output, framing->between, strlen(framing->between), error);
            if (code == 0)
                code = output_write(output, text.data, text.length, error);
        }
    }
    answer_free(answer);
    if (code == 0 && (*count > 0 || framing->before[0]))
        code = output_write(output, framing->after, strlen(framing->after), error);
    return code;
}

static int output_print(const struct invocation *invocation, struct engine *engine,
                        const struct format *format, struct error *error)
{
    const char *path = option_value(invocation, "output");
    bool array = path && text_ends(text_of(path), ".json") && format->written_as == CONTAINER_LINES;
    struct buffer header = {0};
    if (format->header)
        buffer_format(&header, "%s\n", format->header);
    struct framing framing =
        array ? (struct framing){"[\n", ",\n", "\n]\n"} : (struct framing){buffer_c(&header), "\n", "\n"};
    struct output *output = NULL;
    int64_t count = 0;
    int code = buffer_status(&header, error);
    if (code == 0)
        code = output_open(&output, path ? path : "-", error);
    if (code == 0)
        code = texts_stream(engine, output, &framing, option_value(invocation, "shuffle"), &count, error);
    buffer_release(&header);
    if (code < 0) {
        output_abandon(output);
        return code;
    }
    TRY(output_commit(output, error));
    remark("%lld record%s as %s", (long long)count, count == 1 ? "" : "s", format->name);
    return 0;
}

static int convert_steps(struct invocation *invocation, struct session *session, struct error *error)
{
    const struct format *format = NULL;
    size_t kinds = 0;
    if (!option_given(invocation, "to"))
        return error_set(error, ERROR_USAGE, "convert needs --to FORMAT; 'assay formats' lists them");
    TRY(session_open(session, invocation, error));
    TRY(session_load(session, invocation, invocation->operands, invocation->operand_count, error));
    TRY(target_find(invocation, session->loaded.pack, &format, error));
    TRY(records_write(session->engine, format, session->loaded.pack->task, error));
    progress_end();
    TRY(losses_print(session->engine, invocation, &kinds, error));
    if (kinds && !option_given(invocation, "allow-loss")) {
        fprintf(stderr, "nothing was written; --allow-loss writes all the same\n");
        return EXIT_FAILED;
    }
    return output_print(invocation, session->engine, format, error);
}

static int convert_run(struct invocation *invocation, struct error *error)
{
    struct session session = {0};
    int code = convert_steps(invocation, &session, error);
    session_close(&session);
    return code;
}

static const struct option convert_options[] = {
    {"to", 0, ARGUMENT_NEEDED, "FORMAT", "the format to write ('assay formats' lists them)", false},
    {"output", 'o', ARGUMENT_NEEDED, "FILE",
     "where to write; a name in .json makes one JSON array; default: standard output", false},
    {"allow-loss", 0, ARGUMENT_NONE, NULL,
     "write although something is lost; the list of losses is printed all the same", false},
    {"shuffle", 0, ARGUMENT_NEEDED, "SEED",
     "write the records in an order that follows from this text and their names", false},
    READING_OPTIONS,
    {NULL, 0, ARGUMENT_NONE, NULL, NULL, false},
};

const struct command convert_command = {
    .name = "convert",
    .operands = "FILE…",
    .title = "write the records in another format, with a report of what is lost",
    .doc = "Whatever the other format cannot say is listed, with how many records it concerns, and nothing "
           "is written (exit "
           "1) unless --allow-loss is given.",
    .examples = "  assay convert alpaca.json --to openai -o train.jsonl\n"
                "  assay convert train.jsonl --to sharegpt -o train.json --allow-loss\n",
    .options = convert_options,
    .engine = true,
    .run = convert_run,
};
