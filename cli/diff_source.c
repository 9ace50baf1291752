#include "cli/diff_source.h"

#include <string.h>

#include "base/memory.h"
#include "diff/diff_versions.h"
#include "load/inputs.h"
#include "load/stage.h"
#include "store/stored_table.h"

static const char *const prefixes[] = {"diff_left", "diff_right"};

static struct text side_name(const struct diff_pair *pair, int side)
{
    return side == 0 ? pair->diff->before : pair->diff->after;
}

static int table_room(struct diff *diff, size_t count, struct error *error)
{
    diff->tables = arena_take_zeroed(&diff->arena, count + 1, sizeof *diff->tables);
    return diff->tables ? 0 : error_memory(error);
}

/* ---- tables as they are -------------------------------------------------------------------------------- */

static int plain_compare(struct diff_pair *pair, struct error *error)
{
    bool all_text = option_given(pair->invocation, "text");
    struct diff_side sides[2];
    struct diff_options options = {pair->key, pair->key_count, pair->limit};
    TRY(table_room(pair->diff, 1, error));
    for (int side = 0; side < 2; side++) {
        TRY(plain_relation(pair->session->engine, side_name(pair, side).data, prefixes[side], all_text,
                           error));
        sides[side] = (struct diff_side){side_name(pair, side), prefixes[side], 0};
    }
    struct diff_table *table = &pair->diff->tables[pair->diff->table_count++];
    table->name = text_of("data");
    return diff_fill(pair->session->engine, &sides[0], &sides[1], &options, table, &pair->diff->arena, error);
}

/* ---- records of a task --------------------------------------------------------------------------------- */

/* Whether files are of a task that the program knows: what then to call their records by is in *staging. */
struct staged_side {
    struct loaded loaded;
    struct staging staging;
};

static void staged_release(struct staged_side *staged)
{
    staging_release(&staged->staging);
    loaded_release(&staged->loaded);
    *staged = (struct staged_side){0};
}

static struct load_options load_options_of(const struct diff_pair *pair)
{
    return (struct load_options){.format = option_value(pair->invocation, "format"),
                                 .map = option_value(pair->invocation, "map"),
                                 .dataset_info = option_value(pair->invocation, "dataset-info"),
                                 .task = option_value(pair->invocation, "task"),
                                 .project = pair->session->project};
}

/* The pack of a side's task; NULL when no format fits, or when it is a plain table. */
static int side_pack(struct diff_pair *pair, int side, const struct pack **pack, struct error *error)
{
    struct load_options options = load_options_of(pair);
    struct loaded loaded = {0};
    struct error said = {0};
    const char *operand = side_name(pair, side).data;
    int code = load_recognise(pair->session->engine, &operand, 1, &options, &loaded, &said);
    bool asked = options.format || options.map || options.task;
    /* A key of a table is a column of that table, not of the records that could be made of it. */
    bool table = code == 0 && (loaded.files[0].container == CONTAINER_TABLE ||
                               loaded.files[0].container == CONTAINER_PARQUET);
    *pack = code == 0 && !loaded.pack->plain && (asked || !table || !pair->key_given) ? loaded.pack : NULL;
    loaded_release(&loaded);
    if (code == ERROR_INTERRUPTED || code == ERROR_SYSTEM || (code < 0 && asked)) {
        *error = said;
        return code;
    }
    return 0; /* what else is wrong with the file is said when it is read as a table */
}

/* Loads and stages one side, and keeps its rows as PREFIX_TABLE. */
static int side_stage(struct diff_pair *pair, int side, const char *key, struct staged_side *staged,
                      struct error *error)
{
    struct load_options options = load_options_of(pair);
    const char *operand = side_name(pair, side).data;
    struct engine *engine = pair->session->engine;
    staged_release(staged);
    TRY(load_files(engine, &operand, 1, &options, &staged->loaded, error));
    TRY(stage_tables(engine, &staged->loaded, key, &staged->staging, error));
    struct buffer sql = {0};
    for (size_t i = 0; i < staged->staging.count; i++)
        buffer_format(&sql, "CREATE OR REPLACE TEMP TABLE %s_%s AS SELECT * EXCLUDE (kept_row) FROM %s;",
                      prefixes[side], staged->staging.tables[i].name, staged->staging.tables[i].relation);
    int code = buffer_status(&sql, error);
    if (code == 0)
        code = engine_run(engine, buffer_c(&sql), NULL, error);
    buffer_release(&sql);
    return code;
}

static int staged_table_compare(struct diff_pair *pair, const struct staged_side *staged, size_t index,
                                const char *const relations[2], struct error *error)
{
    const struct staged_table *kept = &staged->staging.tables[index];
    struct diff_side sides[2] = {{pair->diff->before, relations[0], 0}, {pair->diff->after, relations[1], 0}};
    struct diff_table *table = &pair->diff->tables[pair->diff->table_count++];
    struct diff_options options = {kept->key, kept->key_count, pair->limit};
    table->name = text_of(kept->name);
    table->content_key = text_is(staged->staging.keyed, "content");
    TRY(diff_fill(pair->session->engine, &sides[0], &sides[1], &options, table, &pair->diff->arena, error));
    return 0;
}

static int staged_compare(struct diff_pair *pair, const struct staged_side *staged, struct error *error)
{
    int code = table_room(pair->diff, staged->staging.count, error);
    for (size_t i = 0; i < staged->staging.count && code == 0; i++) {
        struct buffer names[2] = {{0}, {0}};
        for (int side = 0; side < 2; side++)
            buffer_format(&names[side], "%s_%s", prefixes[side], staged->staging.tables[i].name);
        const char *const relations[2] = {buffer_c(&names[0]), buffer_c(&names[1])};
        code = buffer_status(&names[0], error);
        if (code == 0)
            code = buffer_status(&names[1], error);
        if (code == 0)
            code = staged_table_compare(pair, staged, i, relations, error);
        buffer_release(&names[0]);
        buffer_release(&names[1]);
    }
    return code;
}

/* Both sides name their records alike: by their ids where both have them, else by content. */
static int records_compare(struct diff_pair *pair, struct error *error)
{
    struct staged_side left = {0}, right = {0};
    int code = side_stage(pair, 0, pair->key_given, &left, error);
    if (code == 0)
        code = side_stage(pair, 1, pair->key_given, &right, error);
    if (code == 0 && !text_equal(left.staging.keyed, right.staging.keyed)) {
        code = side_stage(pair, 0, "content", &left, error);
        if (code == 0)
            code = side_stage(pair, 1, "content", &right, error);
    }
    if (code == 0)
        code = staged_compare(pair, &right, error);
    staged_release(&left);
    staged_release(&right);
    return code;
}

static int files_compare(struct diff_pair *pair, struct error *error)
{
    const struct pack *packs[2] = {NULL, NULL};
    if (!option_given(pair->invocation, "text"))
        for (int side = 0; side < 2; side++)
            TRY(side_pack(pair, side, &packs[side], error));
    return packs[0] && packs[0] == packs[1] ? records_compare(pair, error) : plain_compare(pair, error);
}

/* ---- versions ------------------------------------------------------------------------------------------ */

static int version_read(struct diff_pair *pair, int side, struct manifest *manifest, struct error *error)
{
    char id[65];
    TRY(session_project(pair->session, error));
    TRY(version_find(pair->session->project, side_name(pair, side).data, id, error));
    return version_open(pair->session->project, id, manifest, error);
}

static int both_versions(struct diff_pair *pair, struct error *error)
{
    struct manifest manifests[2] = {{.number = 0}, {.number = 0}};
    int code = version_read(pair, 0, &manifests[0], error);
    if (code == 0)
        code = version_read(pair, 1, &manifests[1], error);
    if (code == 0)
        code = diff_versions(pair->session->engine, pair->session->project->objects, &manifests[0],
                             &manifests[1], &(struct diff_options){pair->key, pair->key_count, pair->limit},
                             pair->diff, error);
    manifest_release(&manifests[0]);
    manifest_release(&manifests[1]);
    return code;
}

/* A plain table against a version of one: by the version's key, or as bags of rows where it has none. */
static int plain_against(struct diff_pair *pair, int version, const struct manifest *manifest,
                         struct error *error)
{
    const struct stored_table *stored = manifest_table(manifest, text_of("data"));
    bool by_content = stored && stored->key_count == 1 && text_is(stored->key[0], PLAIN_CONTENT_KEY);
    struct diff_options options = {pair->key, pair->key_count, pair->limit};
    struct buffer sql = {0};
    int file = 1 - version;
    if (!stored)
        return error_set(error, ERROR_INPUT, "%s: the version holds no table 'data'",
                         side_name(pair, version).data);
    if (options.key_count == 0 && !by_content)
        options = (struct diff_options){stored->key, stored->key_count, pair->limit};
    buffer_string(&sql, by_content ? "(SELECT * EXCLUDE (" PLAIN_CONTENT_KEY ") FROM " : "");
    int code =
        table_verify(pair->session->project->objects, stored, NULL, side_name(pair, version).data, error);
    if (code == 0)
        code = table_relation(pair->session->project->objects, stored, NULL, &sql, error);
    buffer_string(&sql, by_content ? ")" : "");
    if (code == 0)
        code = plain_relation(pair->session->engine, side_name(pair, file).data, prefixes[file],
                              option_given(pair->invocation, "text"), error);
    if (code == 0)
        code = table_room(pair->diff, 1, error);
    if (code == 0)
        code = buffer_status(&sql, error);
    if (code == 0) {
        struct diff_side sides[2];
        sides[version] = (struct diff_side){side_name(pair, version), buffer_c(&sql), 0};
        sides[file] = (struct diff_side){side_name(pair, file), prefixes[file], 0};
        struct diff_table *table = &pair->diff->tables[pair->diff->table_count++];
        table->name = text_of("data");
        code = diff_fill(pair->session->engine, &sides[0], &sides[1], &options, table, &pair->diff->arena,
                         error);
    }
    buffer_release(&sql);
    return code;
}

/* The version is read back into the task's tables, so that both sides are named anew in the same way. */
static int records_against(struct diff_pair *pair, const struct manifest *manifest, struct error *error)
{
    struct staged_side left = {0}, right = {0};
    const char *key = pair->key_given ? pair->key_given : manifest->keyed.data;
    int code = side_stage(pair, 0, key, &left, error);
    if (code == 0)
        code = side_stage(pair, 1, key, &right, error);
    if (code == 0)
        code = staged_compare(pair, &right, error);
    staged_release(&left);
    staged_release(&right);
    return code;
}

static int file_against(struct diff_pair *pair, int version, struct error *error)
{
    struct manifest manifest = {.number = 0};
    int code = version_read(pair, version, &manifest, error);
    if (code == 0)
        code = text_is(manifest.task, "table") ? plain_against(pair, version, &manifest, error)
                                               : records_against(pair, &manifest, error);
    manifest_release(&manifest);
    return code;
}

int pair_compare(struct diff_pair *pair, struct error *error)
{
    bool versions[2];
    for (int side = 0; side < 2; side++) {
        versions[side] = input_is_version(side_name(pair, side).data);
        if (strcmp(side_name(pair, side).data, "-") == 0)
            return error_set(error, ERROR_USAGE,
                             "diff reads its inputs more than once; write standard input to a file first");
    }
    if (versions[0] && versions[1])
        return both_versions(pair, error);
    return versions[0] || versions[1] ? file_against(pair, versions[1] ? 1 : 0, error)
                                      : files_compare(pair, error);
}
