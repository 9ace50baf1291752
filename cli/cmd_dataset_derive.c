/* assay dataset derive NEW FROM…: a version made out of versions, with the recipe kept. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/canonical.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/memory.h"
#include "cli/console.h"
#include "cli/keeping.h"
#include "load/derive.h"
#include "store/runs.h"

enum { SQL_MOST = 1 << 24, REVIEW_MOST = 1 << 26 };

struct deriving {
    struct session session;
    struct keep_options options;
    struct kept kept;
    struct buffer recipe;
    char head[65];
    char *command;
    char *sql;
};

/* Which way was asked for; exactly one. */
static int way_choose(const struct invocation *invocation, const char **way, struct error *error)
{
    static const char *const ways[] = {"sql", "drop-findings", "sample"};
    *way = NULL;
    for (size_t i = 0; i < 3; i++) {
        if (!option_given(invocation, ways[i]))
            continue;
        if (*way)
            return error_set(error, ERROR_USAGE, "--%s and --%s: one at a time; derive twice", *way, ways[i]);
        *way = ways[i];
    }
    static const char *const of_findings[] = {"only", "review", "mark"};
    for (size_t i = 0; *way && way[0][0] != 'd' && i < 3; i++)
        if (option_given(invocation, of_findings[i]))
            return error_set(error, ERROR_USAGE, "--%s goes with --drop-findings", of_findings[i]);
    return *way ? 0
                : error_set(error, ERROR_USAGE,
                            "dataset derive needs --sql FILE, --drop-findings RUN or --sample N; to join "
                            "versions as they are, "
                            "use 'assay dataset add NEW a@v1 b@v1'");
}

static int sql_way(const struct invocation *invocation, struct deriving *deriving, struct error *error)
{
    const char *path = option_value(invocation, "sql");
    size_t length = 0;
    char digest[65];
    TRY(file_read_all(path, SQL_MOST, &deriving->sql, &length, error));
    TRY(sha256_text((struct text){deriving->sql, length}, digest, error));
    buffer_string(&deriving->recipe, "{\"file\":");
    json_put_text(&deriving->recipe, text_of(path));
    buffer_format(&deriving->recipe, ",\"sha256\":\"%s\",\"sql\":", digest);
    json_put_text(&deriving->recipe, (struct text){deriving->sql, length});
    buffer_byte(&deriving->recipe, '}');
    deriving->options.derived = text_of("sql");
    TRY(derive_sql(deriving->session.engine, &deriving->session.loaded, deriving->sql, error));
    return 0;
}

/* "run", "only", how many; of a review its file, digest and decisions. */
static int findings_recipe(const struct derive_findings *findings, const char *review, struct text decisions,
                           struct buffer *recipe, struct error *error)
{
    char digest[65];
    buffer_format(recipe, "{\"run\":\"%.*s\",\"dropped\":%lld,\"only\":[", (int)findings->run.length,
                  findings->run.data, (long long)findings->dropped);
    for (size_t i = 0; i < findings->only_count; i++) {
        buffer_string(recipe, i ? "," : "");
        json_put_text(recipe, findings->only[i]);
    }
    buffer_byte(recipe, ']');
    if (findings->marked || findings->mark)
        buffer_format(recipe, ",\"marked\":%lld", (long long)findings->marked);
    if (review) {
        TRY(sha256_text(findings->review, digest, error));
        buffer_string(recipe, ",\"review\":{\"file\":");
        json_put_text(recipe, text_of(review));
        buffer_format(recipe, ",\"sha256\":\"%s\",\"undecided\":%lld,\"decisions\":", digest,
                      (long long)findings->undecided);
        buffer_text(recipe, decisions);
        buffer_byte(recipe, '}');
    }
    buffer_byte(recipe, '}');
    return buffer_status(recipe, error);
}

static void findings_remark(const struct derive_findings *findings)
{
    if (findings->dropped || !findings->mark)
        remark(findings->dropped == 1 ? "dropped %lld record" : "dropped %lld records",
               (long long)findings->dropped);
    if (findings->marked || findings->mark)
        remark(findings->marked == 1 ? "marked %lld record" : "marked %lld records",
               (long long)findings->marked);
    if (findings->review.data && findings->undecided)
        remark("no decision on %lld findings: their records stay", (long long)findings->undecided);
}

/* What the findings are read from; freed by the caller. */
struct found_texts {
    char *report, *review;
    struct text *only;
    struct buffer decisions;
};

static int findings_read(const struct invocation *invocation, struct deriving *deriving, const char *id,
                         struct derive_findings *findings, struct found_texts *texts, struct error *error)
{
    const char *review = option_value(invocation, "review");
    findings->only_count = option_count(invocation, "only");
    findings->mark = option_given(invocation, "mark");
    findings->run = text_of(id);
    if (review && findings->mark)
        return error_set(error, ERROR_USAGE,
                         "--review and --mark: the review says of each finding what to do");
    texts->only = memory_new(findings->only_count + 1, sizeof *texts->only);
    if (!texts->only)
        return error_memory(error);
    for (size_t i = 0; i < findings->only_count; i++)
        texts->only[i] = text_of(option_nth(invocation, "only", i));
    findings->only = texts->only;
    TRY(run_report(deriving->session.project, id, &texts->report, &findings->report.length, error));
    findings->report.data = texts->report;
    if (!review)
        return 0;
    TRY(file_read_all(review, REVIEW_MOST, &texts->review, &findings->review.length, error));
    findings->review.data = texts->review;
    return 0;
}

static int findings_way(const struct invocation *invocation, struct deriving *deriving, struct error *error)
{
    char id[65];
    struct derive_findings findings = {0};
    struct found_texts texts = {0};
    const char *review = option_value(invocation, "review");
    TRY(run_find(deriving->session.project, option_value(invocation, "drop-findings"), id, error));
    int code = findings_read(invocation, deriving, id, &findings, &texts, error);
    if (code == 0) {
        code = derive_found(deriving->session.engine, &deriving->session.loaded, &findings, &texts.decisions,
                            error);
        if (code == ERROR_INPUT && review)
            code = error_prefix(error, "%s: ", review);
    }
    if (code == 0)
        code = findings_recipe(&findings, review, buffer_view(&texts.decisions), &deriving->recipe, error);
    if (code == 0)
        findings_remark(&findings);
    deriving->options.derived = text_of("drop_findings");
    memory_free(texts.report);
    memory_free(texts.review);
    memory_free(texts.only);
    buffer_release(&texts.decisions);
    return code;
}

static int sample_way(const struct invocation *invocation, struct deriving *deriving, struct error *error)
{
    const char *text = option_value(invocation, "sample"), *seed = option_value(invocation, "seed");
    char *end = NULL;
    double number = strtod(text, &end);
    bool percent = strcmp(end, "%") == 0;
    if (end == text || (*end && !percent) || !(number > 0) || (percent && number > 100) ||
        (!percent && number != (double)(int64_t)number))
        return error_set(error, ERROR_USAGE, "--sample %s: write a number of records, or a share as in 10%%",
                         text);
    if (!seed)
        seed = "1";
    TRY(derive_sample(deriving->session.engine, &deriving->session.loaded, number, percent, seed, error));
    buffer_string(&deriving->recipe, "{\"sample\":");
    json_put_text(&deriving->recipe, text_of(text));
    buffer_string(&deriving->recipe, ",\"seed\":");
    json_put_text(&deriving->recipe, text_of(seed));
    buffer_byte(&deriving->recipe, '}');
    deriving->options.derived = text_of("sample");
    return 0;
}

/* Records keep their names: the versions they come from were keyed by something. */
static const char *key_inherited(const struct loaded *loaded)
{
    const struct manifest *first = loaded->files[0].version;
    for (size_t i = 1; i < loaded->count; i++)
        if (!text_equal(first->keyed, loaded->files[i].version->keyed))
            return NULL;
    return first->keyed.data;
}

static int derive_steps(struct invocation *invocation, struct deriving *deriving, struct error *error)
{
    const char *way = NULL;
    struct session *session = &deriving->session;
    TRY(way_choose(invocation, &way, error));
    TRY(session_project(session, error));
    TRY(keeping_options(invocation, session, &deriving->options, deriving->head, error));
    TRY(session_open(session, invocation, error));
    TRY(session_load(session, invocation, invocation->operands + 1, invocation->operand_count - 1, error));
    for (size_t i = 0; i < session->loaded.count; i++)
        if (!session->loaded.files[i].version)
            return error_set(error, ERROR_USAGE, "%s is no version; 'assay dataset add' makes one of files",
                             session->loaded.files[i].path.data);
    TRY(way[0] == 'd'                ? findings_way(invocation, deriving, error)
        : strcmp(way, "sample") == 0 ? sample_way(invocation, deriving, error)
                                     : sql_way(invocation, deriving, error));
    TRY(buffer_status(&deriving->recipe, error));
    deriving->command = command_typed(invocation, error);
    if (!deriving->command)
        return error->code;
    deriving->options.dataset = invocation->operands[0];
    deriving->options.command = deriving->command;
    deriving->options.recipe = buffer_view(&deriving->recipe);
    if (!deriving->options.key)
        deriving->options.key = key_inherited(&session->loaded);
    TRY(version_keep(session->project, session->engine, &session->loaded, &deriving->options, &deriving->kept,
                     error));
    return kept_print(invocation, &deriving->kept, error);
}

static int derive_run(struct invocation *invocation, struct error *error)
{
    struct deriving deriving = {0};
    if (invocation->operand_count < 2)
        return error_set(error, ERROR_USAGE,
                         "dataset derive needs a name and at least one version, as in: clean chat@v3");
    int code = derive_steps(invocation, &deriving, error);
    kept_release(&deriving.kept);
    session_close(&deriving.session);
    buffer_release(&deriving.recipe);
    memory_free(deriving.command);
    memory_free(deriving.sql);
    return code;
}

static const struct option derive_options[] = {
    {"sql", 0, ARGUMENT_NEEDED, "FILE",
     "keep what the query in this file gives: with a column row, those records, other columns replaced; "
     "without, its rows",
     false},
    {"drop-findings", 0, ARGUMENT_NEEDED, "RUN",
     "leave out the records that a kept run found; of copies the one that stands for them stays", false},
    {"only", 0, ARGUMENT_NEEDED, "CHECK",
     "with --drop-findings: only what this check found, or CHECK:CODE; may be given several times", true},
    {"review", 0, ARGUMENT_NEEDED, "FILE",
     "with --drop-findings: as people decided, JSON lines with record and decision (drop, keep, mark)",
     false},
    {"mark", 0, ARGUMENT_NONE, NULL,
     "with --drop-findings: keep the records and mark them with what was found", false},
    {"sample", 0, ARGUMENT_NEEDED, "N|P%", "keep so many records, or this share of them", false},
    {"seed", 0, ARGUMENT_NEEDED, "TEXT", "with --sample: another seed, another sample; default: 1", false},
    KEEPING_OPTIONS,
    {NULL, 0, ARGUMENT_NONE, NULL, NULL, false},
};

const struct command dataset_derive_command = {
    .name = "dataset derive",
    .operands = "NEW NAME@REV…",
    .title = "make a version out of versions, and keep how",
    .doc = "The new version records what it was made from and by which recipe: the SQL text, the run whose "
           "findings were dropped, "
           "or size and seed of the sample. NEW may be the same dataset or another.\n\n"
           "--sql: the query sees the task's tables (records, turns, …). A column 'row' in its result says "
           "which records to keep; "
           "columns of the records' own names then take the place of what was there. --sample picks by a "
           "hash of the seed and the "
           "record's name: the same records on every machine, and most of them again after an edit.\n\n"
           "--review reads what 'assay check --jsonl' prints with \"decision\" added to its lines (and "
           "\"by\", who "
           "decided); a line with record and decision alone decides all findings of the record. Findings "
           "without a "
           "decision change nothing. The decisions stand in the version's recipe. A mark is a field "
           "\"" MARK_FIELD "\" of the record.",
    .examples = "  assay dataset derive chat chat@v3 --drop-findings chat@v3 --only sft.duplicates\n"
                "  assay dataset derive chat chat@v3 --drop-findings chat@v3 --review decided.jsonl\n"
                "  assay dataset derive small chat@v3 --sample 10%\n"
                "  assay dataset derive german chat@v3 --sql german.sql\n",
    .options = derive_options,
    .engine = true,
    .run = derive_run,
};
