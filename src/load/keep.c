#include "load/keep.h"

#include <string.h>

#include "base/canonical.h"
#include "base/json.h"
#include "base/memory.h"
#include "load/stage.h"
#include "store/forms.h"

struct keeper {
    struct project *project;
    struct engine *engine;
    struct loaded *loaded;
    const struct keep_options *options;
    struct kept *kept;
    struct staging staging;
    struct error *error;
};

static int copy(struct keeper *keeper, struct text *field, struct text value)
{
    *field = arena_copy(&keeper->kept->manifest.arena, value);
    return field->data ? 0 : error_memory(keeper->error);
}

/* ---- where it came from ----------------------------------------------------------------------------------
 */

static int source_fill(struct keeper *keeper, const struct loaded_file *file, struct stored_source *source)
{
    TRY(copy(keeper, &source->path, file->path));
    TRY(copy(keeper, &source->format, file->version ? text_of("") : loaded_format_name(file)));
    TRY(copy(keeper, &source->sha256, text_of(file->sha256)));
    source->bytes = (int64_t)file->bytes;
    source->rows = file->records;
    return 0;
}

static int parent_fill(struct keeper *keeper, const struct loaded_file *file)
{
    struct stored_parent *parent = &keeper->kept->manifest.parents[keeper->kept->manifest.parent_count++];
    TRY(copy(keeper, &parent->version, text_of(file->sha256)));
    return copy(keeper, &parent->given, file->path);
}

static int sources_fill(struct keeper *keeper)
{
    struct manifest *manifest = &keeper->kept->manifest;
    const struct loaded *from = keeper->loaded;
    manifest->sources = arena_take_zeroed(&manifest->arena, from->count + 1, sizeof *manifest->sources);
    manifest->parents = arena_take_zeroed(&manifest->arena, from->count + 1, sizeof *manifest->parents);
    if (!manifest->sources || !manifest->parents)
        return error_memory(keeper->error);
    for (size_t i = 0; i < from->count; i++) {
        TRY(source_fill(keeper, &from->files[i], &manifest->sources[manifest->source_count++]));
        if (from->files[i].version)
            TRY(parent_fill(keeper, &from->files[i]));
    }
    return 0;
}

/* ---- what is said of it ----------------------------------------------------------------------------------
 */

static int metadata_fill(struct keeper *keeper, struct text given)
{
    struct buffer canonical = {0};
    int code = json_canonical(given, &canonical, keeper->error);
    if (code < 0)
        code = error_prefix(keeper->error, "--metadata: ");
    else if (canonical.length == 0 || canonical.data[0] != '{')
        code = error_set(keeper->error, ERROR_USAGE,
                         "--metadata: needs a JSON object, as in '{\"team\":\"search\"}'");
    else
        code = copy(keeper, &keeper->kept->manifest.metadata, buffer_view(&canonical));
    buffer_release(&canonical);
    return code;
}

/* What was given, else what the dataset's head says; an empty text takes it away. */
static int words_fill(struct keeper *keeper, const struct manifest *head)
{
    struct manifest *manifest = &keeper->kept->manifest;
    const struct {
        const char *given;
        struct text before;
        struct text *field;
    } words[] = {{keeper->options->license, head->license, &manifest->license},
                 {keeper->options->owner, head->owner, &manifest->owner},
                 {keeper->options->consent, head->consent, &manifest->consent},
                 {keeper->options->contact, head->contact, &manifest->contact},
                 {keeper->options->expires, head->expires, &manifest->expires}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        TRY(copy(keeper, words[i].field,
                 words[i].given         ? text_of(words[i].given)
                 : words[i].before.data ? words[i].before
                                        : text_of("")));
    if (manifest->expires.length && !form_day(manifest->expires))
        return error_set(keeper->error, ERROR_USAGE, "--expires %s: write a day as in 2027-06-30",
                         manifest->expires.data);
    if (keeper->options->metadata)
        return metadata_fill(keeper, text_of(keeper->options->metadata));
    return copy(keeper, &manifest->metadata, head->metadata.data ? head->metadata : text_of(""));
}

/* The dataset's head, where it has one. */
static int head_open(struct keeper *keeper, struct manifest *head)
{
    struct rows rows = {0};
    struct text name = text_of(keeper->options->dataset);
    *head = (struct manifest){0};
    int code = catalog_query(keeper->project->catalog,
                             "SELECT version FROM refs WHERE dataset = $1 AND name = 'head'", &name, 1, &rows,
                             keeper->error);
    if (code == 0 && rows.count)
        code = version_open(keeper->project, rows_cell(&rows, 0, 0).data, head, keeper->error);
    rows_release(&rows);
    return code;
}

static int description_fill(struct keeper *keeper)
{
    struct manifest *manifest = &keeper->kept->manifest, head;
    const struct keep_options *options = keeper->options;
    TRY(copy(keeper, &manifest->dataset, text_of(options->dataset)));
    TRY(copy(keeper, &manifest->task, text_of(keeper->loaded->pack->task)));
    TRY(copy(keeper, &manifest->keyed, keeper->staging.keyed));
    TRY(copy(keeper, &manifest->message, text_of(options->message ? options->message : "")));
    TRY(copy(keeper, &manifest->command, text_of(options->command ? options->command : "")));
    TRY(copy(keeper, &manifest->assay, text_of(ASSAY_VERSION)));
    TRY(copy(keeper, &manifest->derived, options->derived.data ? options->derived : text_of("")));
    TRY(copy(keeper, &manifest->recipe, options->recipe.data ? options->recipe : text_of("")));
    int code = head_open(keeper, &head);
    if (code == 0)
        code = words_fill(keeper, &head);
    manifest_release(&head);
    return code;
}

/* ---- tables ----------------------------------------------------------------------------------------------
 */

static int table_keep(struct keeper *keeper, const struct staged_table *staged, struct stored_table *table)
{
    struct table_source source = {.name = staged->name,
                                  .relation = staged->relation,
                                  .key = staged->key,
                                  .key_count = staged->key_count};
    return table_write(keeper->project, keeper->engine, &source, &keeper->kept->manifest.arena, table,
                       &keeper->kept->written, keeper->error);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct stored_table *)a)->name.data, ((const struct stored_table *)b)->name.data);
}

static int tables_keep(struct keeper *keeper)
{
    struct manifest *manifest = &keeper->kept->manifest;
    manifest->tables =
        arena_take_zeroed(&manifest->arena, keeper->staging.count + 1, sizeof *manifest->tables);
    manifest->places = arena_take_zeroed(&manifest->arena, 1, sizeof *manifest->places);
    if (!manifest->tables || !manifest->places)
        return error_memory(keeper->error);
    for (size_t i = 0; i < keeper->staging.count; i++)
        TRY(table_keep(keeper, &keeper->staging.tables[i], &manifest->tables[manifest->table_count++]));
    qsort(manifest->tables, manifest->table_count, sizeof *manifest->tables, by_name);
    return table_keep(keeper, &keeper->staging.places, manifest->places);
}

static int keep_steps(struct keeper *keeper)
{
    if (!dataset_name_valid(keeper->options->dataset))
        return error_set(keeper->error, ERROR_USAGE,
                         "'%s' cannot be a dataset's name: letters, digits, '-', '_', '.' and '/' within, "
                         "beginning with a "
                         "letter or digit",
                         keeper->options->dataset);
    TRY(stage_tables(keeper->engine, keeper->loaded, keeper->options->key, &keeper->staging, keeper->error));
    TRY(load_digest(keeper->loaded, keeper->error));
    TRY(description_fill(keeper));
    TRY(sources_fill(keeper));
    TRY(tables_keep(keeper));
    TRY(media_keep(keeper->project, keeper->engine, keeper->loaded, keeper->options->media, keeper->kept,
                   keeper->error));
    return version_commit(keeper->project, &keeper->kept->manifest, &keeper->options->commit,
                          &keeper->kept->outcome, keeper->error);
}

int version_keep(struct project *project, struct engine *engine, struct loaded *loaded,
                 const struct keep_options *options, struct kept *kept, struct error *error)
{
    struct keeper keeper = {.project = project,
                            .engine = engine,
                            .loaded = loaded,
                            .options = options,
                            .kept = kept,
                            .error = error};
    *kept = (struct kept){0};
    int code = keep_steps(&keeper);
    staging_release(&keeper.staging);
    return code;
}

void kept_release(struct kept *kept)
{
    manifest_release(&kept->manifest);
    buffer_release(&kept->media_places);
}
