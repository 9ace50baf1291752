/* assay diff BEFORE AFTER: rows and cells that differ between files and versions. */
#include <inttypes.h>
#include <string.h>

#include "base/memory.h"
#include "cli/console.h"
#include "cli/diff_source.h"
#include "report/amount.h"
#include "report/diff_report.h"

enum { ROWS_TERMINAL = 20, ROWS_PAGE = 1000 };

struct task {
    struct session session;
    struct diff diff;
    struct text *key;
    size_t key_count;
    int64_t limit;
};

/* "a,b" → two columns. A column whose name has a comma cannot be named this way. */
static int key_option(const struct invocation *invocation, struct task *task, struct error *error)
{
    const char *given = option_value(invocation, "key");
    size_t count = 1;
    if (!given)
        return 0;
    for (const char *at = given; *at; at++)
        count += *at == ',';
    task->key = arena_take_zeroed(&task->diff.arena, count, sizeof *task->key);
    if (!task->key)
        return error_memory(error);
    for (const char *at = given;; at++) {
        size_t length = strcspn(at, ",");
        struct text name = text_trim((struct text){at, length});
        if (name.length == 0)
            return error_set(error, ERROR_USAGE, "--key '%s': write COLUMN[,COLUMN…]", given);
        task->key[task->key_count] = arena_copy(&task->diff.arena, name);
        if (!task->key[task->key_count++].data)
            return error_memory(error);
        at += length;
        if (!*at)
            return 0;
    }
}

/* How many rows to fetch: what the hungriest output asked for shows. */
static int limit_option(const struct invocation *invocation, int64_t *limit, struct error *error)
{
    long long value = option_given(invocation, "json")   ? -1
                      : option_given(invocation, "html") ? ROWS_PAGE
                                                         : ROWS_TERMINAL;
    TRY(option_number(invocation, "limit", 0, true, &value, error));
    *limit = value;
    return 0;
}

/* What a diff of versions cost is worth a line: it follows the change, not the data. */
static void read_remark(const struct diff *diff)
{
    struct buffer bytes = {0}, all = {0};
    if (!diff->versions)
        return;
    amount_put_bytes(&bytes, (uint64_t)(diff->read_before.bytes + diff->read_after.bytes));
    amount_put_bytes(&all, (uint64_t)(diff->read_before.bytes_all + diff->read_after.bytes_all));
    remark("read %" PRId64 " of %" PRId64 " chunks, %s of %s",
           diff->read_before.chunks + diff->read_after.chunks,
           diff->read_before.chunks_all + diff->read_after.chunks_all, buffer_c(&bytes), buffer_c(&all));
    buffer_release(&bytes);
    buffer_release(&all);
}

static int page_write(const struct invocation *invocation, const struct diff *diff, struct error *error)
{
    const char *path = option_value(invocation, "html");
    struct buffer out = {0};
    if (!path)
        return 0;
    int code = diff_html(diff, &out, error);
    if (code == 0)
        code = print_buffer(&out, path, error);
    buffer_release(&out);
    return code;
}

static int outputs_write(const struct invocation *invocation, struct diff *diff, struct error *error)
{
    struct buffer out = {0};
    TRY(page_write(invocation, diff, error));
    const char *path = option_value(invocation, "output");
    bool page_only = option_given(invocation, "html") && !option_given(invocation, "json") && !path;
    if (option_given(invocation, "json")) {
        diff_json(diff, &out);
    } else {
        for (size_t i = 0; page_only && i < diff->table_count; i++)
            diff->tables[i].row_count = 0;
        bool file = path && strcmp(path, "-") != 0;
        struct terminal_options options = {
            .columns = terminal_columns(), .color = !file && terminal_color(), .unicode = terminal_unicode()};
        diff_terminal(diff, &options, &out);
    }
    int code = buffer_status(&out, error);
    if (code == 0)
        code = print_buffer(&out, path, error);
    buffer_release(&out);
    return code;
}

static int diff_steps(struct invocation *invocation, struct task *task, struct error *error)
{
    if (invocation->operand_count != 2)
        return error_set(error, ERROR_USAGE, "diff compares two: assay diff BEFORE AFTER");
    task->diff.before = text_of(invocation->operands[0]);
    task->diff.after = text_of(invocation->operands[1]);
    TRY(key_option(invocation, task, error));
    TRY(limit_option(invocation, &task->limit, error));
    TRY(session_open(&task->session, invocation, error));
    struct diff_pair pair = {.invocation = invocation,
                             .session = &task->session,
                             .key = task->key,
                             .key_count = task->key_count,
                             .key_given = option_value(invocation, "key"),
                             .limit = task->limit,
                             .diff = &task->diff};
    TRY(pair_compare(&pair, error));
    progress_end();
    read_remark(&task->diff);
    TRY(outputs_write(invocation, &task->diff, error));
    return diff_differs(&task->diff) ? EXIT_FAILED : EXIT_FINE;
}

static int diff_run(struct invocation *invocation, struct error *error)
{
    struct task task = {.session = {0}};
    int code = diff_steps(invocation, &task, error);
    session_close(&task.session);
    diff_release(&task.diff);
    return code;
}

static const struct option diff_options[] = {
    {"key", 'k', ARGUMENT_NEEDED, "COLUMN[,COLUMN…]",
     "columns whose values name a row; default: what a version was keyed by", false},
    {"limit", 0, ARGUMENT_NEEDED, "N", "rows to show, or 'all'; default: 20, in a page 1000, in JSON all",
     false},
    {"json", 0, ARGUMENT_NONE, NULL, "print one JSON object", false},
    {"html", 0, ARGUMENT_NEEDED, "FILE", "write one self-contained page", false},
    {"text", 0, ARGUMENT_NONE, NULL, "take every column of a CSV for text, so that 07 is not 7", false},
    TASK_OPTION,
    READING_OPTIONS,
    {"output", 'o', ARGUMENT_NEEDED, "FILE", "where to print; default: standard output", false},
    {NULL, 0, ARGUMENT_NONE, NULL, NULL, false},
};

const struct command diff_command = {
    .name = "diff",
    .operands = "BEFORE AFTER",
    .title = "compare two files or versions, row by row and cell by cell",
    .doc =
        "Shows rows added, removed and changed, and the cells that changed with their values before and "
        "after. Each side is a version (NAME@v3) or a file: CSV, TSV, JSON or Parquet, a quoted pattern for "
        "several. Rows meet by the key; values of it that stand twice, or are NULL, are an error that lists "
        "them. The order of rows is no difference, NULL equals NULL, and an empty cell of a CSV is NULL.\n\n"
        "Two versions are compared by the key that they were kept with, and only chunks that differ are "
        "read. Files of a known task are compared as records, by their ids where every record has one of its "
        "own, else by content; --task table compares their own columns. Other tables need --key, or are "
        "compared row by row as a whole: a changed row is then one removed and one added.\n\n"
        "The exit status is 0 when both are the same and 1 when they differ.",
    .examples = "  assay diff old.csv new.csv --key id\n"
                "  assay diff chat@v2 chat@v3 --html diff.html\n"
                "  assay diff chat@v3 train.jsonl     # what adding the file would change\n"
                "  assay diff old.parquet new.parquet --key user,day --json\n",
    .options = diff_options,
    .engine = true,
    .run = diff_run,
};
