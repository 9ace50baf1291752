/* assay check FILE…: runs every check that fits, prints what matters, exits 1 when the gate fails. */
#include <string.h>

#include "base/memory.h"
#include "check/runner.h"
#include "cli/console.h"
#include "cli/session.h"
#include "report/report.h"

enum { FINDINGS_TERMINAL = 3, FINDINGS_MACHINE = 1000, FINDINGS_PAGE = 50000 };

static const struct {
    const char *option;
    void (*write)(const struct run *run, struct buffer *out);
} writers[] = {{"json", report_json},
               {"jsonl", report_jsonl},
               {"md", report_markdown},
               {"sarif", report_sarif},
               {"junit", report_junit}};
enum { WRITERS = sizeof writers / sizeof *writers };

static int level_option(const struct invocation *invocation, enum level *level, struct error *error)
{
    const char *text = option_value(invocation, "fail-on");
    *level = LEVEL_ERROR;
    if (!text)
        return 0;
    for (int i = LEVEL_NOTE; i <= LEVEL_NEVER; i++) {
        if (strcmp(text, level_name((enum level)i)) == 0) {
            *level = (enum level)i;
            return 0;
        }
    }
    return error_set(error, ERROR_USAGE, "--fail-on %s: there is note, warning, error and never", text);
}

/* How many findings to fetch: what the hungriest output asked for can show. */
static int findings_option(const struct invocation *invocation, int64_t *limit, struct error *error)
{
    long long value = option_given(invocation, "html") ? FINDINGS_PAGE : FINDINGS_MACHINE;
    TRY(option_number(invocation, "findings", 0, true, &value, error));
    *limit = value;
    return 0;
}

static void quoted_word(struct buffer *out, const char *word)
{
    if (word[0] &&
        strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=,:@%+#*") ==
            strlen(word)) {
        buffer_string(out, word);
        return;
    }
    buffer_byte(out, '\'');
    for (; *word; word++)
        if (*word == '\'')
            buffer_string(out, "'\\''");
        else
            buffer_byte(out, *word);
    buffer_byte(out, '\'');
}

static int command_text(const struct invocation *invocation, struct run *run, struct error *error)
{
    struct buffer text = {0};
    buffer_string(&text, "assay");
    for (int i = 1; i < invocation->argc; i++) {
        buffer_byte(&text, ' ');
        quoted_word(&text, invocation->argv[i]);
    }
    run->command = arena_copy(&run->arena, buffer_view(&text));
    int code = buffer_status(&text, error);
    buffer_release(&text);
    return code < 0 ? code : run->command.data ? 0 : error_memory(error);
}

static int html_write(const struct invocation *invocation, const struct run *run, struct error *error)
{
    const char *path = option_value(invocation, "html");
    struct buffer page = {0};
    if (!path)
        return 0;
    int code = report_html(run, &page, error);
    if (code == 0)
        code = print_buffer(&page, path, error);
    buffer_release(&page);
    if (code == 0 && strcmp(path, "-") != 0)
        remark("wrote %s", path);
    return code;
}

static int writer_run(const struct invocation *invocation, size_t i, const struct run *run, bool *printed,
                      struct error *error)
{
    const char *path = option_value(invocation, writers[i].option);
    struct buffer out = {0};
    if (!path) {
        *printed = true;
        path = option_value(invocation, "output");
    }
    writers[i].write(run, &out);
    int code = print_buffer(&out, path, error);
    buffer_release(&out);
    return code;
}

/* At most one report goes to standard output; said before anything is read. */
static int outputs_test(const struct invocation *invocation, struct error *error)
{
    size_t printed = option_value(invocation, "html") && strcmp(option_value(invocation, "html"), "-") == 0;
    for (size_t i = 0; i < WRITERS; i++) {
        printed +=
            option_given(invocation, writers[i].option) && !option_value(invocation, writers[i].option);
        if (printed > 1)
            return error_set(
                error, ERROR_USAGE,
                "only one report can go to standard output; give the others a file, as in --%s=FILE",
                writers[i].option);
    }
    return 0;
}

static int reports_write(const struct invocation *invocation, const struct run *run, struct error *error)
{
    bool printed = option_value(invocation, "html") && strcmp(option_value(invocation, "html"), "-") == 0;
    TRY(html_write(invocation, run, error));
    for (size_t i = 0; i < WRITERS; i++)
        if (option_given(invocation, writers[i].option))
            TRY(writer_run(invocation, i, run, &printed, error));
    if (printed)
        return 0;
    long long findings = FINDINGS_TERMINAL;
    TRY(option_number(invocation, "findings", 0, true, &findings, error));
    const char *path = option_value(invocation, "output");
    struct terminal_options options = {.columns = path ? 100 : terminal_columns(),
                                       .color = !path && terminal_color(),
                                       .unicode = terminal_unicode(),
                                       .findings = findings == 0                           ? -1 /* none */
                                                   : findings < 0 || findings > 1000000000 ? 1000000000
                                                                                           : (int)findings};
    struct buffer out = {0};
    report_terminal(run, &options, &out);
    int code = print_buffer(&out, path, error);
    buffer_release(&out);
    return code;
}

static void on_check(void *context, const struct check *check, size_t number, size_t of)
{
    char line[160];
    (void)context;
    snprintf(line, sizeof line, "check %zu of %zu: %.*s", number, of, (int)check->name.length,
             check->name.data);
    progress_show(line, -1);
}

struct checking {
    struct session session;
    struct check_set set;
    struct run run;
    struct override *overrides;
    struct text *only;
};

static int options_read(const struct invocation *invocation, struct checking *checking,
                        struct runner_options *options, struct error *error)
{
    size_t sets = 0, only = option_count(invocation, "only");
    checking->only = memory_new(only + 1, sizeof *checking->only);
    if (!checking->only)
        return error_memory(error);
    TRY(session_overrides(invocation, &checking->overrides, &sets, error));
    for (size_t i = 0; i < only; i++)
        checking->only[i] = text_of(option_nth(invocation, "only", i));
    *options = (struct runner_options){.only = checking->only,
                                       .only_count = only,
                                       .by = option_value(invocation, "by"),
                                       .overrides = checking->overrides,
                                       .override_count = sets,
                                       .on_check = on_check};
    TRY(level_option(invocation, &options->fail_on, error));
    return findings_option(invocation, &options->findings_limit, error);
}

static int check_steps(struct invocation *invocation, struct checking *checking, struct error *error)
{
    struct runner_options options;
    TRY(outputs_test(invocation, error));
    TRY(options_read(invocation, checking, &options, error));
    TRY(session_open(&checking->session, invocation, error));
    TRY(session_load(&checking->session, invocation, invocation->operands, invocation->operand_count, error));
    TRY(session_checks(&checking->set, invocation, checking->session.loaded.pack, error));
    TRY(command_text(invocation, &checking->run, error));
    TRY(load_describe(&checking->session.loaded, &checking->run, error));
    TRY(runner_run(checking->session.engine, &checking->set, &options, &checking->run, error));
    progress_end();
    TRY(reports_write(invocation, &checking->run, error));
    return checking->run.failed ? EXIT_FAILED : EXIT_FINE;
}

static int check_run(struct invocation *invocation, struct error *error)
{
    struct checking checking = {0};
    int code = check_steps(invocation, &checking, error);
    session_close(&checking.session);
    check_set_release(&checking.set);
    arena_release(&checking.run.arena);
    memory_free(checking.overrides);
    memory_free(checking.only);
    return code;
}

static const struct option check_options[] = {
    {"html", 0, ARGUMENT_NEEDED, "FILE", "write the report as one self-contained page", false},
    {"json", 0, ARGUMENT_OPTIONAL, "FILE", "print the run as one JSON object instead of the table", false},
    {"jsonl", 0, ARGUMENT_OPTIONAL, "FILE", "print the findings, one JSON object a line", false},
    {"md", 0, ARGUMENT_OPTIONAL, "FILE", "print Markdown, for a pull request", false},
    {"sarif", 0, ARGUMENT_OPTIONAL, "FILE", "print SARIF 2.1.0, for code scanning", false},
    {"junit", 0, ARGUMENT_OPTIONAL, "FILE", "print JUnit XML, for CI", false},
    {"output", 'o', ARGUMENT_NEEDED, "FILE", "where to print; default: standard output", false},
    {"findings", 0, ARGUMENT_NEEDED, "N|all",
     "findings to list per check (3 in the table, 1000 in files, 50000 in the page)", false},
    {"only", 0, ARGUMENT_NEEDED, "CHECK", "run only this check; may be given several times", true},
    {"checks", 0, ARGUMENT_NEEDED, "FOLDER",
     "also the check files of this folder (./checks takes part by itself)", true},
    SET_OPTION,
    {"by", 0, ARGUMENT_NEEDED, "COLUMN", "every figure also for each value of this column or field", false},
    {"fail-on", 0, ARGUMENT_NEEDED, "LEVEL",
     "exit 1 when a check of this level has findings: note, warning, error (default), never", false},
    READING_OPTIONS,
    {NULL, 0, ARGUMENT_NONE, NULL, NULL, false},
};

const struct command check_command = {
    .name = "check",
    .operands = "FILE…",
    .title = "say what is wrong with training data, and show it",
    .doc = "Recognises the format and the kind of data, runs every check that fits and prints what matters, "
           "worst first. "
           "Files may be patterns, compressed (gzip, zstd), or '-' for standard input; several are one data "
           "set.\n\n"
           "Exits with 1 when a check at or above --fail-on has findings, or when a check failed to run.",
    .examples = "  assay check train.jsonl                      # what is wrong with it\n"
                "  assay check 'data/*.jsonl.gz' --html r.html  # with a page to browse\n"
                "  assay check train.jsonl --sarif=r.sarif      # for CI\n"
                "  assay check train.jsonl --by source          # figures for each source\n",
    .options = check_options,
    .engine = true,
    .run = check_run,
};
