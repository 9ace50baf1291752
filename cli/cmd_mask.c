/* assay mask FILE… -o OUT: the same records in their own format, with personal data replaced. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "cli/console.h"
#include "cli/mask_write.h"
#include "cli/session.h"

/* ---- where to write ------------------------------------------------------------------------------------ */

/* Several files go into a folder, under their own names; compressed ones are written plain. */
static int target_path(const struct invocation *invocation, const struct session *session, size_t index,
                       struct buffer *path, struct error *error)
{
    const char *given = option_value(invocation, "output");
    struct stat status;
    bool folder = given && stat(given, &status) == 0 && S_ISDIR(status.st_mode);
    buffer_clear(path);
    if (session->loaded.count == 1 && !folder) {
        buffer_string(path, given ? given : "-");
        return buffer_status(path, error);
    }
    if (!given || (!folder && mkdir(given, 0777) < 0))
        return error_set(
            error, ERROR_USAGE,
            "several files are written into a folder: name one that exists or can be made with -o%s%s",
            given ? ": " : "", given ? strerror(errno) : "");
    struct text name = session->loaded.files[index].path;
    const char *slash = memrchr(name.data, '/', name.length);
    if (slash)
        name = text_of(slash + 1);
    if (text_is(name, "-"))
        name = text_of("stdin");
    name.length -= text_ends(name, ".gz") ? 3 : text_ends(name, ".zst") ? 4 : 0;
    buffer_format(path, "%s/%.*s", given, (int)name.length, name.data);
    return buffer_status(path, error);
}

/* Nothing is written over what is read, nor two files into one. */
static int target_check(const struct session *session, const struct buffer *path, struct error *error)
{
    struct stat out, in;
    if (stat(buffer_c(path), &out) < 0 || !S_ISREG(out.st_mode))
        return 0;
    for (size_t i = 0; i < session->loaded.count; i++)
        if (stat(session->loaded.files[i].stored.data, &in) == 0 && in.st_dev == out.st_dev &&
            in.st_ino == out.st_ino)
            return error_set(error, ERROR_USAGE, "%s is read and would be written over; name another file",
                             buffer_c(path));
    return 0;
}

/* ---- counts -------------------------------------------------------------------------------------------- */

static int counts_add(const struct masking *masking, bool first, struct error *error)
{
    if (first)
        TRY(engine_run(
            masking->engine,
            "CREATE OR REPLACE TEMP TABLE masked_kinds (kind VARCHAR, number BIGINT, times BIGINT);\n"
            "CREATE OR REPLACE TEMP TABLE masked_files (records BIGINT, changed BIGINT, faulty BIGINT)",
            NULL, error));
    return engine_run(
        masking->engine,
        "INSERT INTO masked_kinds SELECT span.kind, number, count(*) FROM (SELECT number, unnest(spans) AS "
        "span FROM masked_records) GROUP BY ALL;\n"
        "INSERT INTO masked_files SELECT count(*), count(*) FILTER (len(spans) > 0), count(fault) FROM "
        "masked_records",
        NULL, error);
}

static int counts_print(const struct masking *masking, struct error *error)
{
    struct answer *answer = NULL;
    size_t rows = 0;
    int code =
        engine_query(masking->engine, &answer,
                     "SELECT kind, sum(times)::BIGINT, count(*) FROM masked_kinds GROUP BY kind ORDER BY ALL",
                     NULL, error);
    while (code == 0 && (code = answer_next(answer, &rows, error)) == 0 && rows > 0) {
        struct column kinds = answer_column(answer, 0), times = answer_column(answer, 1),
                      records = answer_column(answer, 2);
        for (size_t i = 0; i < rows; i++) {
            struct text kind = column_text(&kinds, i);
            remark("%8lld  %.*s, in %lld record%s", (long long)column_int64(&times, i), (int)kind.length,
                   kind.data, (long long)column_int64(&records, i),
                   column_int64(&records, i) == 1 ? "" : "s");
        }
    }
    answer_free(answer);
    answer = NULL;
    if (code == 0)
        code = engine_query(
            masking->engine, &answer,
            "SELECT sum(records)::BIGINT, sum(changed)::BIGINT, sum(faulty)::BIGINT FROM masked_files", NULL,
            error);
    if (code == 0 && (code = answer_next(answer, &rows, error)) == 0 && rows > 0) {
        struct column records = answer_column(answer, 0), changed = answer_column(answer, 1),
                      faulty = answer_column(answer, 2);
        remark("%lld of %lld records changed", (long long)column_int64(&changed, 0),
               (long long)column_int64(&records, 0));
        if (column_int64(&faulty, 0) > 0)
            remark("%lld could not be read as records and were masked as text",
                   (long long)column_int64(&faulty, 0));
    }
    answer_free(answer);
    return code;
}

/* ---- the command --------------------------------------------------------------------------------------- */

static int file_mask(const struct invocation *invocation, const struct session *session, size_t index,
                     const struct masking *masking, struct output *report, struct error *error)
{
    const struct loaded_file *file = &session->loaded.files[index];
    struct buffer path = {0};
    int code = 0;
    if (file->version)
        code = error_set(error, ERROR_USAGE, "%s is a version; masking reads files", file->path.data);
    if (code == 0)
        code = target_path(invocation, session, index, &path, error);
    if (code == 0)
        code = target_check(session, &path, error);
    if (code == 0)
        code = mask_records(masking, file, error);
    if (code == 0)
        code = mask_write(masking, file, buffer_c(&path), error);
    if (code == 0 && report)
        code = mask_report(masking, file, report, error);
    if (code == 0)
        code = counts_add(masking, index == 0, error);
    buffer_release(&path);
    return code;
}

static int least_read(const struct invocation *invocation, double *least, struct error *error)
{
    const char *given = option_value(invocation, "least");
    char *end = NULL;
    *least = given ? strtod(given, &end) : 0.5;
    if (given && (end == given || *end || !(*least > 0 && *least <= 1)))
        return error_set(error, ERROR_USAGE, "--least %s: write a score above 0 and up to 1, as in 0.5",
                         given);
    return 0;
}

static struct text option_text(const struct invocation *invocation, const char *name, const char *otherwise)
{
    const char *value = option_value(invocation, name);
    return text_of(value ? value : otherwise);
}

static int mask_steps(struct invocation *invocation, struct session *session, struct output *report,
                      struct error *error)
{
    struct parameter parameters[] = {
        {.name = "locales", .kind = KIND_TEXT, .text = option_text(invocation, "locales", "")},
        {.name = "kinds", .kind = KIND_TEXT, .text = option_text(invocation, "kinds", "")},
        {.name = "style", .kind = KIND_TEXT, .text = option_text(invocation, "style", "placeholder")},
        {.name = "salt", .kind = KIND_TEXT, .text = option_text(invocation, "salt", "")},
        {.name = "least", .kind = KIND_DOUBLE},
    };
    struct masking masking = {.parameters = {parameters, sizeof parameters / sizeof *parameters}};
    TRY(least_read(invocation, &parameters[4].number, error));
    TRY(session_open(session, invocation, error));
    TRY(session_recognise(session, invocation, invocation->operands, invocation->operand_count, error));
    masking.engine = session->engine;
    for (size_t i = 0; i < session->loaded.count; i++)
        TRY(file_mask(invocation, session, i, &masking, report, error));
    progress_end();
    TRY(counts_print(&masking, error));
    return EXIT_FINE;
}

static int mask_run(struct invocation *invocation, struct error *error)
{
    struct session session = {0};
    struct output *report = NULL;
    const char *path = option_value(invocation, "report");
    int code = path ? output_open(&report, path, error) : 0;
    if (code == 0)
        code = mask_steps(invocation, &session, report, error);
    session_close(&session);
    if (!report)
        return code;
    if (code < 0) {
        output_abandon(report);
        return code;
    }
    TRY(output_commit(report, error));
    return code;
}

static const struct option mask_options[] = {
    {"output", 'o', ARGUMENT_NEEDED, "FILE",
     "where to write; for several files a folder; default: standard output", false},
    {"kinds", 0, ARGUMENT_NEEDED, "KIND,…",
     "what to mask, as in email,phone; default: all ('assay explain sft.pii')", false},
    {"locales", 0, ARGUMENT_NEEDED, "COUNTRY,…",
     "countries whose numbers are looked for, as in PL,DE; default: all", false},
    {"style", 0, ARGUMENT_NEEDED, "STYLE",
     "placeholder (default): <EMAIL_1>, equal values of a record with equal numbers; stars: the middle is "
     "masked",
     false},
    {"least", 0, ARGUMENT_NEEDED, "SCORE",
     "the lowest score that is masked; default: 0.5; 0.4 adds names after titles and ages, 0.3 adds URLs",
     false},
    {"report", 0, ARGUMENT_NEEDED, "FILE",
     "a line of JSON for each value: record, pointer, characters, kind and a hash of the value", false},
    {"salt", 0, ARGUMENT_NEEDED, "TEXT",
     "what is hashed before each value; without it who has the report can try all telephone numbers", false},
    READING_OPTIONS,
    {NULL, 0, ARGUMENT_NONE, NULL, NULL, false},
};

const struct command mask_command = {
    .name = "mask",
    .operands = "FILE…",
    .title = "write the records in their own format with personal data replaced",
    .doc = "Every string of a record is looked at: content, reasoning, arguments of tools (JSON within a "
           "string too), "
           "tools and all other fields; keys count as context and stay. All else is written byte for byte: "
           "JSON as it "
           "stands, with a record a line; a table with its quotes set anew; of Parquet the columns that hold "
           "text. A "
           "number in JSON becomes a string where it is personal data with certainty (a card's, beside a key "
           "that says "
           "so). What is found, and how well, is said by 'assay explain sft.pii'. A record that is broken is "
           "masked as "
           "text, and stays broken.",
    .examples = "  assay mask train.jsonl -o masked.jsonl\n"
                "  assay mask train.jsonl -o masked.jsonl --kinds email,phone --style stars\n"
                "  assay mask *.jsonl -o masked/ --report spans.jsonl --salt \"$SALT\"\n",
    .options = mask_options,
    .engine = true,
    .run = mask_run,
};
