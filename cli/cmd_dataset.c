/* assay dataset list, log, show, tag, remove-tag, files: what there is. */
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "cli/console.h"
#include "cli/session.h"
#include "cli/table.h"
#include "report/amount.h"
#include "store/stored_table.h"
#include "store/tags.h"

/* Opens the project, calls `body`, closes it. */
static int in_project(struct invocation *invocation, struct error *error,
                      int (*body)(struct invocation *invocation, struct project *project, struct buffer *out,
                                  struct error *error))
{
    struct project *project = NULL;
    struct buffer out = {0};
    int code = project_open(&project, error);
    if (code == 0)
        code = body(invocation, project, &out, error);
    if (code == 0 && out.length)
        code = print_buffer(&out, NULL, error);
    buffer_release(&out);
    project_close(project);
    return code;
}

/* Rows as JSON objects, a line each; numbers are told by the column's name. */
static void rows_json(const struct rows *rows, const char *const *names, const bool *numbers,
                      struct buffer *out)
{
    for (size_t i = 0; i < rows->count; i++) {
        for (size_t c = 0; c < rows->columns; c++) {
            struct text cell = rows_cell(rows, i, c);
            buffer_format(out, "%s\"%s\":", c ? "," : "{", names[c]);
            if (!cell.data)
                buffer_string(out, "null");
            else if (numbers[c])
                buffer_text(out, cell);
            else
                json_put_text(out, cell);
        }
        buffer_string(out, "}\n");
    }
}

/* ---- list ------------------------------------------------------------------------------------------------
 */

static int list_body(struct invocation *invocation, struct project *project, struct buffer *out,
                     struct error *error)
{
    static const char *const names[] = {"dataset", "task", "number", "version", "rows", "bytes", "created"};
    static const bool numbers[] = {false, false, true, false, true, true, false};
    struct rows rows = {0};
    int code = catalog_query(
        project->catalog,
        "SELECT datasets.name, datasets.task, versions.number, versions.id, versions.row_count, "
        "versions.bytes, versions.created FROM datasets JOIN refs ON refs.dataset = datasets.name AND "
        "refs.name = 'head' JOIN versions ON versions.id = refs.version ORDER BY datasets.name",
        NULL, 0, &rows, error);
    if (code == 0 && option_given(invocation, "json"))
        rows_json(&rows, names, numbers, out);
    for (size_t i = 0; code == 0 && !option_given(invocation, "json") && i < rows.count; i++) {
        buffer_format(out, "%-24s %-12s v%-5s ", rows_cell(&rows, i, 0).data, rows_cell(&rows, i, 1).data,
                      rows_cell(&rows, i, 2).data);
        amount_put_counted(out, rows_int64(&rows, i, 4), "row");
        buffer_string(out, ", ");
        amount_put_bytes(out, (uint64_t)rows_int64(&rows, i, 5));
        buffer_format(out, "  %.10s\n", rows_cell(&rows, i, 6).data);
    }
    if (code == 0 && rows.count == 0)
        remark("there are no datasets yet; 'assay dataset add NAME FILE…' makes one");
    rows_release(&rows);
    return code;
}

static int list_run(struct invocation *invocation, struct error *error)
{
    if (invocation->operand_count)
        return error_set(error, ERROR_USAGE, "dataset list takes no name; 'assay dataset log %s' shows one",
                         invocation->operands[0]);
    return in_project(invocation, error, list_body);
}

/* ---- log -------------------------------------------------------------------------------------------------
 */

/* The tags of a version, with blanks between. */
static void tags_put(const struct rows *tags, struct text version, struct buffer *out)
{
    bool first = true;
    for (size_t i = 0; i < tags->count; i++) {
        if (!text_equal(rows_cell(tags, i, 0), version))
            continue;
        buffer_format(out, "%s%s", first ? "" : " ", rows_cell(tags, i, 1).data);
        first = false;
    }
}

static void version_json(const struct rows *rows, size_t i, struct text tags, struct buffer *out)
{
    buffer_format(
        out,
        "{\"number\":%s,\"version\":\"%s\",\"content\":\"%s\",\"created\":\"%s\",\"rows\":%s,\"bytes\":%s,"
        "\"message\":",
        rows_cell(rows, i, 0).data, rows_cell(rows, i, 1).data, rows_cell(rows, i, 6).data,
        rows_cell(rows, i, 2).data, rows_cell(rows, i, 3).data, rows_cell(rows, i, 4).data);
    json_put_text(out, rows_cell(rows, i, 5));
    buffer_string(out, ",\"tags\":");
    json_put_text(out, tags);
    buffer_string(out, "}\n");
}

static void version_line(const struct rows *rows, size_t i, struct text tags, struct buffer *out)
{
    buffer_format(out, "v%-4s %.12s  %.19sZ  ", rows_cell(rows, i, 0).data, rows_cell(rows, i, 1).data,
                  rows_cell(rows, i, 2).data);
    amount_put_counted(out, rows_int64(rows, i, 3), "row");
    if (tags.length)
        buffer_format(out, "  [%.*s]", (int)tags.length, tags.data);
    if (rows_cell(rows, i, 5).length) {
        buffer_string(out, "  ");
        terminal_put(out, rows_cell(rows, i, 5));
    }
    buffer_byte(out, '\n');
}

static int log_body(struct invocation *invocation, struct project *project, struct buffer *out,
                    struct error *error)
{
    struct rows rows = {0}, tags = {0};
    struct buffer names = {0};
    char id[65];
    struct text dataset = text_of(invocation->operands[0]);
    TRY(version_find(project, invocation->operands[0], id, error));
    int code = catalog_query(
        project->catalog,
        "SELECT number, id, created, row_count, bytes, message, content FROM versions WHERE dataset = $1 "
        "ORDER BY number DESC",
        &dataset, 1, &rows, error);
    if (code == 0)
        code = catalog_query(
            project->catalog,
            "SELECT version, name FROM refs WHERE dataset = $1 AND name <> 'head' ORDER BY name", &dataset, 1,
            &tags, error);
    for (size_t i = 0; code == 0 && i < rows.count; i++) {
        buffer_clear(&names);
        tags_put(&tags, rows_cell(&rows, i, 1), &names);
        if (option_given(invocation, "json"))
            version_json(&rows, i, buffer_view(&names), out);
        else
            version_line(&rows, i, buffer_view(&names), out);
    }
    buffer_release(&names);
    rows_release(&rows);
    rows_release(&tags);
    return code;
}

static int log_run(struct invocation *invocation, struct error *error)
{
    if (invocation->operand_count != 1 || !dataset_name_valid(invocation->operands[0]))
        return error_set(error, ERROR_USAGE,
                         "dataset log needs the name of one dataset; 'assay dataset list' shows them");
    return in_project(invocation, error, log_body);
}

/* ---- show ------------------------------------------------------------------------------------------------
 */

static void line_put(struct buffer *out, const char *name, struct text value)
{
    if (!value.length)
        return;
    buffer_format(out, "%-12s", name);
    terminal_put(out, value);
    buffer_byte(out, '\n');
}

static void table_show(struct buffer *out, const struct stored_table *table)
{
    int64_t bytes = 0;
    for (size_t i = 0; i < table->chunk_count; i++)
        bytes += table->chunks[i].bytes;
    buffer_format(out, "\ntable %s  ", table->name.data);
    amount_put_counted(out, table->rows, "row");
    buffer_string(out, ", ");
    amount_put_counted(out, (int64_t)table->chunk_count, "chunk");
    buffer_string(out, ", ");
    amount_put_bytes(out, (uint64_t)bytes);
    buffer_format(out, "\n  root  %s\n  key   ", table->root.data);
    for (size_t i = 0; i < table->key_count; i++)
        buffer_format(out, "%s%s", i ? ", " : "", table->key[i].data);
    buffer_byte(out, '\n');
    for (size_t i = 0; i < table->column_count; i++) {
        buffer_string(out, "  ");
        terminal_put(out, table->columns[i].name);
        buffer_string(out, "  ");
        terminal_put(out, table->columns[i].type);
        buffer_byte(out, '\n');
    }
}

static void manifest_show(struct buffer *out, const struct manifest *manifest)
{
    enum { SOURCES_SHOWN = 20 };
    buffer_format(out, "%s@v%lld\n", manifest->dataset.data, (long long)manifest->number);
    line_put(out, "version", manifest->id);
    line_put(out, "content", manifest->content);
    line_put(out, "previous", manifest->previous);
    line_put(out, "task", manifest->task);
    line_put(out, "keyed by", manifest->keyed);
    line_put(out, "created", manifest->created);
    line_put(out, "message", manifest->message);
    line_put(out, "command", manifest->command);
    line_put(out, "assay", manifest->assay);
    line_put(out, "derived by", manifest->derived);
    line_put(out, "recipe", manifest->recipe);
    line_put(out, "license", manifest->license);
    line_put(out, "owner", manifest->owner);
    line_put(out, "consent", manifest->consent);
    line_put(out, "contact", manifest->contact);
    line_put(out, "expires", manifest->expires);
    line_put(out, "metadata", manifest->metadata);
    for (size_t i = 0; i < manifest->source_count && i < SOURCES_SHOWN; i++) {
        const struct stored_source *source = &manifest->sources[i];
        buffer_format(out, "%-12s", i ? "" : "from");
        terminal_put(out, source->path);
        buffer_format(out, "  %.12s  ", source->sha256.data);
        amount_put_counted(out, source->rows, "row");
        buffer_format(out, "  %s\n", source->format.length ? source->format.data : "version");
    }
    if (manifest->source_count > SOURCES_SHOWN)
        buffer_format(out, "            and %zu more; --json lists all\n",
                      manifest->source_count - SOURCES_SHOWN);
    if (manifest->media_count)
        buffer_format(out, "%-12s%zu files\n", "media", manifest->media_count);
    for (size_t i = 0; i < manifest->table_count; i++)
        table_show(out, &manifest->tables[i]);
}

static int show_body(struct invocation *invocation, struct project *project, struct buffer *out,
                     struct error *error)
{
    struct manifest manifest = {0};
    char id[65];
    TRY(version_find(project, invocation->operands[0], id, error));
    int code = version_open(project, id, &manifest, error);
    if (code == 0 && option_given(invocation, "json")) {
        code = manifest_write(&manifest, out, error);
        buffer_byte(out, '\n');
    } else if (code == 0) {
        manifest_show(out, &manifest);
    }
    manifest_release(&manifest);
    return code;
}

static int show_run(struct invocation *invocation, struct error *error)
{
    if (invocation->operand_count != 1)
        return error_set(error, ERROR_USAGE, "dataset show needs one version, as in chat@v3");
    return in_project(invocation, error, show_body);
}

/* ---- tags ------------------------------------------------------------------------------------------------
 */

static int tag_body(struct invocation *invocation, struct project *project, struct buffer *out,
                    struct error *error)
{
    char id[65];
    bool made = false;
    TRY(version_find(project, invocation->operands[0], id, error));
    TRY(tag_set(project, id, invocation->operands[1], &made, error));
    TRY(version_name(project, id, out, error));
    buffer_format(out, made ? "  %.12s  is now tagged %s\n" : "  %.12s  has the tag %s already\n", id,
                  invocation->operands[1]);
    return 0;
}

static int tag_run(struct invocation *invocation, struct error *error)
{
    if (invocation->operand_count != 2)
        return error_set(error, ERROR_USAGE,
                         "dataset tag needs a version and a tag, as in: chat@v3 release-1");
    return in_project(invocation, error, tag_body);
}

static int remove_tag_body(struct invocation *invocation, struct project *project, struct buffer *out,
                           struct error *error)
{
    const char *mark = strrchr(invocation->operands[0], '@');
    char *dataset = memory_copy_text(invocation->operands[0], (size_t)(mark - invocation->operands[0]));
    int code = dataset ? tag_remove(project, dataset, mark + 1, error) : error_memory(error);
    if (code == 0)
        buffer_format(out, "%s has no tag %s any more\n", dataset, mark + 1);
    memory_free(dataset);
    return code;
}

static int remove_tag_run(struct invocation *invocation, struct error *error)
{
    if (invocation->operand_count != 1 || !strchr(invocation->operands[0], '@'))
        return error_set(error, ERROR_USAGE,
                         "dataset remove-tag needs a dataset and its tag, as in chat@release-1");
    return in_project(invocation, error, remove_tag_body);
}

/* ---- files -----------------------------------------------------------------------------------------------
 */

static int chunk_put(struct project *project, const struct stored_table *table,
                     const struct stored_chunk *chunk, bool json, struct buffer *out, struct error *error)
{
    struct buffer path = {0};
    int code = object_path(project->objects, chunk->object.data, &path, error);
    if (code == 0 && json) {
        buffer_string(out, "{\"table\":");
        json_put_text(out, table->name);
        buffer_string(out, ",\"path\":");
        json_put_text(out, buffer_view(&path));
        buffer_format(out, ",\"sha256\":\"%s\",\"rows\":%lld,\"bytes\":%lld}\n", chunk->object.data,
                      (long long)chunk->rows, (long long)chunk->bytes);
    } else if (code == 0) {
        buffer_text(out, buffer_view(&path));
        buffer_byte(out, '\n');
    }
    buffer_release(&path);
    return code;
}

static int files_body(struct invocation *invocation, struct project *project, struct buffer *out,
                      struct error *error)
{
    struct manifest manifest = {0};
    char id[65];
    const char *wanted = option_value(invocation, "table");
    bool json = option_given(invocation, "json"), found = false;
    TRY(version_find(project, invocation->operands[0], id, error));
    int code = version_open(project, id, &manifest, error);
    for (size_t t = 0; t < manifest.table_count && code == 0; t++) {
        const struct stored_table *table = &manifest.tables[t];
        if (wanted && !text_is(table->name, wanted))
            continue;
        found = true;
        for (size_t i = 0; i < table->chunk_count && code == 0; i++)
            code = chunk_put(project, table, &table->chunks[i], json, out, error);
    }
    if (code == 0 && !found)
        code = error_set(error, ERROR_USAGE, "%s has no table '%s'", invocation->operands[0],
                         wanted ? wanted : "");
    manifest_release(&manifest);
    return code;
}

static int files_run(struct invocation *invocation, struct error *error)
{
    if (invocation->operand_count != 1)
        return error_set(error, ERROR_USAGE, "dataset files needs one version, as in chat@v3");
    return in_project(invocation, error, files_body);
}

/* ---- the commands ----------------------------------------------------------------------------------------
 */

static const struct option no_options[] = {{NULL, 0, ARGUMENT_NONE, NULL, NULL, false}};
static const struct option json_lines_option[] = {
    {"json", 0, ARGUMENT_NONE, NULL, "print JSON, an object a line", false},
    {NULL, 0, ARGUMENT_NONE, NULL, NULL, false},
};
static const struct option show_options[] = {
    {"json", 0, ARGUMENT_NONE, NULL,
     "print the manifest, whose SHA-256 (without the line end) is the version", false},
    {NULL, 0, ARGUMENT_NONE, NULL, NULL, false},
};
static const struct option files_options[] = {
    {"table", 0, ARGUMENT_NEEDED, "NAME", "only this table's", false},
    {"json", 0, ARGUMENT_NONE, NULL, "print JSON, an object a line, with digests and counts", false},
    {NULL, 0, ARGUMENT_NONE, NULL, NULL, false},
};

const struct command dataset_list_command = {
    .name = "dataset list",
    .operands = "",
    .title = "the datasets and their newest versions",
    .doc = "Name, task, newest version, size and day of every dataset.",
    .options = json_lines_option,
    .run = list_run,
};

const struct command dataset_log_command = {
    .name = "dataset log",
    .operands = "NAME",
    .title = "the versions of a dataset, newest first",
    .doc = "Number, beginning of the id, time in UTC, size, tags and message of every version.",
    .examples = "  assay dataset log chat\n",
    .options = json_lines_option,
    .run = log_run,
};

const struct command dataset_show_command = {
    .name = "dataset show",
    .operands = "NAME@REV",
    .title = "all that a version says of itself",
    .doc = "REV is v3, a tag, or 8 digits or more of the version's id; NAME alone is its newest version.",
    .examples = "  assay dataset show chat@v3\n",
    .options = show_options,
    .run = show_run,
};

const struct command dataset_tag_command = {
    .name = "dataset tag",
    .operands = "NAME@REV TAG",
    .title = "give a version a name that stays",
    .doc = "A tag does not move: to name another version by it, take it away first.",
    .examples = "  assay dataset tag chat@v3 release-1\n",
    .options = no_options,
    .run = tag_run,
};

const struct command dataset_remove_tag_command = {
    .name = "dataset remove-tag",
    .operands = "NAME@TAG",
    .title = "take a tag away",
    .doc = "The version stays, under its number and id. The audit log says who did it.",
    .examples = "  assay dataset remove-tag chat@release-1\n",
    .options = no_options,
    .run = remove_tag_run,
};

const struct command dataset_files_command = {
    .name = "dataset files",
    .operands = "NAME@REV",
    .title = "the Parquet files that a version consists of",
    .doc = "Prints their paths, a line each: plain Parquet, readable by Spark, Polars, pandas and DuckDB "
           "without assay. They are "
           "shared with other versions: read them, never write them.",
    .examples = "  assay dataset files chat@v3 --table records\n",
    .options = files_options,
    .run = files_run,
};
