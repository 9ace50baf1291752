/* A version as a page of Markdown; see card.h. All text from data goes through markdown_put, or into a code
 * block whose fence is longer than any run of backticks in it. */
#include <inttypes.h>

#include "base/json.h"
#include "report/amount.h"
#include "report/card.h"
#include "report/escape.h"
#include "report/type_parts.h"

enum { CELL = 200, LINE = 2000, FIGURES_SHOWN = 100, SOURCES_SHOWN = 100 };

struct page {
    const struct version_facts *facts;
    const char *now;
    struct buffer *out;
};

static void put(struct buffer *out, struct text text)
{
    markdown_put(out, text, CELL);
}

/* A block of code; its fence is longer than the longest run of backticks within. */
static void put_block(struct buffer *out, const char *language, struct text code)
{
    size_t longest = 2, run = 0;
    for (size_t i = 0; i < code.length; i++) {
        run = code.data[i] == '`' ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    for (size_t i = 0; i <= longest; i++)
        buffer_byte(out, '`');
    buffer_format(out, "%s\n", language);
    buffer_text(out, text_trim(code));
    buffer_byte(out, '\n');
    for (size_t i = 0; i <= longest; i++)
        buffer_byte(out, '`');
    buffer_byte(out, '\n');
}

static void put_day(struct buffer *out, struct text time)
{
    put(out, (struct text){time.data, time.length < 10 ? time.length : 10});
}

/* ---- head and content -----------------------------------------------------------------------------------
 */

static void put_head(const struct page *page)
{
    const struct manifest *manifest = &page->facts->manifest;
    buffer_string(page->out, "# ");
    put(page->out, manifest->dataset);
    buffer_format(page->out, ", version %" PRId64 "\n\n", manifest->number);
    if (manifest->message.length) {
        markdown_put(page->out, manifest->message, LINE);
        buffer_string(page->out, "\n\n");
    }
    buffer_string(page->out, "| | |\n|---|---|\n| Task | ");
    put(page->out, manifest->task);
    buffer_string(page->out, " |\n| Made on | ");
    put_day(page->out, manifest->created);
    buffer_string(page->out, " by assay ");
    put(page->out, manifest->assay);
    buffer_format(page->out, " |\n| Id | `%.*s` |\n| Content | `%.*s` |\n", (int)manifest->id.length,
                  manifest->id.data, (int)manifest->content.length, manifest->content.data);
}

static void put_table_row(const struct page *page, const struct stored_table *table)
{
    buffer_string(page->out, "| ");
    put(page->out, table->name);
    buffer_string(page->out, " | ");
    amount_put_count(page->out, table->rows);
    buffer_string(page->out, " | ");
    for (size_t i = 0; i < table->key_count; i++) {
        buffer_string(page->out, i ? ", " : "");
        put(page->out, table->key[i]);
    }
    buffer_string(page->out, " | ");
    amount_put_count(page->out, (int64_t)table->chunk_count);
    buffer_string(page->out, " | ");
    amount_put_bytes(page->out, (uint64_t)table_bytes(table));
    buffer_string(page->out, " |\n");
}

static void put_media(const struct page *page)
{
    const struct manifest *manifest = &page->facts->manifest;
    int64_t bytes = 0, links = 0;
    if (manifest->media_count == 0)
        return;
    for (size_t i = 0; i < manifest->media_count; i++) {
        bytes += manifest->media[i].bytes;
        links += text_is(manifest->media[i].kept, "link");
    }
    buffer_string(page->out, "\nBesides, ");
    amount_put_counted(page->out, (int64_t)manifest->media_count, "media file");
    buffer_string(page->out, " of ");
    amount_put_bytes(page->out, (uint64_t)bytes);
    if (links) {
        buffer_string(page->out, ", of which ");
        amount_put_count(page->out, links);
        buffer_string(page->out, " are only linked to");
    }
    buffer_string(page->out, ".\n");
}

static void put_type(struct buffer *out, const struct column_type *type)
{
    for (size_t i = 0; i < type->lists; i++)
        buffer_string(out, "list of ");
    struct text plain = type->type;
    for (size_t i = type->lists; i > 0 && plain.length > 0; i--) {
        while (plain.length > 0 && plain.data[plain.length - 1] != '[')
            plain.length--;
        plain.length -= plain.length > 0;
    }
    markdown_put(out, type->member_count ? type->base : text_trim(plain), LINE);
    buffer_string(out, " |\n");
}

/* The column, then what is in it, a line each: "turns[].role". Types are nested at most TYPE_DEPTH deep. */
static void put_column(const struct page *page, struct buffer *path, const struct column_type *type,
                       struct text name)
{
    size_t length = path->length;
    buffer_string(path, length ? "." : "");
    buffer_text(path, name);
    buffer_string(page->out, "| ");
    markdown_put(page->out, buffer_view(path), LINE);
    buffer_string(page->out, " | ");
    put_type(page->out, type);
    for (size_t i = 0; i < type->lists; i++)
        buffer_string(path, "[]");
    for (size_t i = 0; i < type->member_count; i++) {
        bool named = type->members[i].name.length > 0;
        put_column(page, path, &type->members[i],
                   named ? type->members[i].name : text_of(i ? "value" : "key"));
    }
    path->length = length;
}

static int put_columns(const struct page *page, const struct stored_table *table, struct error *error)
{
    struct arena scratch = {0};
    struct buffer path = {0};
    bool fine = true;
    buffer_string(page->out, "\n### Columns of ");
    put(page->out, table->name);
    buffer_string(page->out, "\n\n| Column | Type |\n|---|---|\n");
    for (size_t i = 0; i < table->column_count && fine; i++) {
        struct column_type type;
        fine = column_type_parse(&type, table->columns[i].type, &scratch);
        if (fine)
            put_column(page, &path, &type, table->columns[i].name);
    }
    page->out->failed |= path.failed;
    buffer_release(&path);
    arena_release(&scratch);
    return fine ? 0 : error_memory(error);
}

static int put_content(const struct page *page, struct error *error)
{
    const struct manifest *manifest = &page->facts->manifest;
    buffer_string(page->out,
                  "\n## What it holds\n\n| Table | Rows | Key | Files | Size |\n|---|---:|---|---:|---:|\n");
    for (size_t i = 0; i < manifest->table_count; i++)
        put_table_row(page, &manifest->tables[i]);
    put_media(page);
    for (size_t i = 0; i < manifest->table_count; i++)
        TRY(put_columns(page, &manifest->tables[i], error));
    return 0;
}

/* ---- origin and terms -----------------------------------------------------------------------------------
 */

static void put_sources(const struct page *page)
{
    const struct manifest *manifest = &page->facts->manifest;
    if (manifest->source_count == 0)
        return;
    buffer_string(page->out, "\n| Source | Format | Rows | Size | SHA-256 |\n|---|---|---:|---:|---|\n");
    for (size_t i = 0; i < manifest->source_count && i < SOURCES_SHOWN; i++) {
        const struct stored_source *source = &manifest->sources[i];
        buffer_string(page->out, "| ");
        put(page->out, source->path);
        buffer_string(page->out, " | ");
        put(page->out, source->format.length ? source->format : text_of("version"));
        buffer_string(page->out, " | ");
        amount_put_count(page->out, source->rows);
        buffer_string(page->out, " | ");
        if (source->format.length)
            amount_put_bytes(page->out, (uint64_t)source->bytes);
        buffer_format(page->out, " | `%.*s` |\n", (int)source->sha256.length, source->sha256.data);
    }
    if (manifest->source_count > SOURCES_SHOWN)
        buffer_format(page->out, "\n%d of %zu sources; the manifest lists all.\n", SOURCES_SHOWN,
                      manifest->source_count);
}

/* How it was derived: SQL as SQL, everything else as the recipe says it. */
static void put_recipe(const struct page *page)
{
    const struct manifest *manifest = &page->facts->manifest;
    struct arena scratch = {0};
    struct json_reader reader = {.arena = &scratch};
    yyjson_val *root = manifest->recipe.length ? json_read(&reader, manifest->recipe) : NULL;
    struct text sql = json_text(yyjson_obj_get(root, "sql"));
    buffer_string(page->out, "\nIts recipe:\n\n");
    if (sql.data)
        put_block(page->out, "sql", sql);
    else
        put_block(page->out, "json", manifest->recipe);
    json_reader_release(&reader);
    arena_release(&scratch);
}

static void put_origin(const struct page *page)
{
    static const char *const ways[][2] = {{"sql", "by SQL"},
                                          {"drop_findings", "by leaving out what a run found"},
                                          {"mix", "by blending them after a recipe"},
                                          {"sample", "by drawing a sample"}};
    const struct manifest *manifest = &page->facts->manifest;
    buffer_string(page->out, "\n## Where it comes from\n\n");
    if (manifest->derived.length == 0)
        buffer_string(page->out, "Added from files.\n");
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (text_is(manifest->derived, ways[i][0]))
            buffer_format(page->out, "Derived from other versions %s.\n", ways[i][1]);
    for (size_t i = 0; i < manifest->parent_count; i++) {
        buffer_string(page->out, i ? "" : "\n");
        buffer_string(page->out, "- ");
        put(page->out, manifest->parents[i].given);
        buffer_format(page->out, " (`%.*s`)\n", (int)manifest->parents[i].version.length,
                      manifest->parents[i].version.data);
    }
    if (manifest->recipe.length)
        put_recipe(page);
    put_sources(page);
}

struct term {
    const char *name;
    struct text value;
};

static size_t terms_of(const struct manifest *manifest, struct term terms[5])
{
    terms[0] = (struct term){"Licence", manifest->license};
    terms[1] = (struct term){"Owner", manifest->owner};
    terms[2] = (struct term){"Consent", manifest->consent};
    terms[3] = (struct term){"Contact", manifest->contact};
    terms[4] = (struct term){"Expires", manifest->expires};
    return 5;
}

static bool has_expired(const struct page *page)
{
    struct text expires = page->facts->manifest.expires;
    return expires.length == 10 && strncmp(expires.data, page->now, 10) < 0;
}

static void put_terms(const struct page *page)
{
    struct term terms[5];
    size_t count = terms_of(&page->facts->manifest, terms);
    buffer_string(page->out, "\n## Terms\n\n| | |\n|---|---|\n");
    for (size_t i = 0; i < count; i++) {
        buffer_format(page->out, "| %s | ", terms[i].name);
        if (terms[i].value.length)
            markdown_put(page->out, terms[i].value, LINE);
        else
            buffer_string(page->out, "not stated");
        buffer_string(page->out, i == 4 && has_expired(page) ? " (has passed)" : "");
        buffer_string(page->out, " |\n");
    }
}

/* ---- quality --------------------------------------------------------------------------------------------
 */

static void put_figure(const struct page *page, const struct check_result *check, const struct figure *figure)
{
    buffer_string(page->out, "| ");
    put(page->out, check->check);
    buffer_string(page->out, " | ");
    put(page->out, figure->figure);
    buffer_string(page->out, " | ");
    amount_put_figure(page->out, figure);
    buffer_string(page->out, " | ");
    amount_put_interval(page->out, figure);
    buffer_string(page->out, " | ");
    if (figure->n >= 0)
        amount_put_count(page->out, figure->n);
    buffer_string(page->out, " |\n");
}

/* Figures over all data; those by slice stand in the run. */
static void put_figures(const struct page *page)
{
    const struct run *run = &page->facts->run;
    size_t shown = 0, sliced = 0;
    buffer_string(page->out, "\n| Check | Figure | Value | 95 % interval | n |\n|---|---|---:|---|---:|\n");
    for (size_t i = 0; i < run->check_count; i++)
        for (size_t k = 0; k < run->checks[i].figure_count; k++) {
            const struct figure *figure = &run->checks[i].figures[k];
            sliced += figure->slice.length > 0;
            if (figure->slice.length == 0 && shown++ < FIGURES_SHOWN)
                put_figure(page, &run->checks[i], figure);
        }
    if (sliced || shown > FIGURES_SHOWN)
        buffer_format(page->out, "\n`assay run show %.12s` shows those that are left out.\n",
                      page->facts->run_id);
}

static void put_findings(const struct page *page)
{
    const struct run *run = &page->facts->run;
    buffer_string(page->out,
                  "\n## Findings\n\n| Check | Level | Findings | What it looks for |\n|---|---|---:|---|\n");
    for (size_t i = 0; i < run->check_count; i++) {
        const struct check_result *check = &run->checks[i];
        buffer_string(page->out, "| ");
        put(page->out, check->check);
        buffer_format(page->out, " | %s | ", level_name(check->level));
        if (check->status == CHECK_SKIPPED || check->status == CHECK_FAILED)
            buffer_string(page->out, check_status_name(check->status));
        else
            amount_put_count(page->out, check->findings_total);
        buffer_string(page->out, " | ");
        put(page->out, check->title);
        buffer_string(page->out, " |\n");
    }
}

static void put_quality(const struct page *page)
{
    buffer_string(page->out, "\n## Quality\n\n");
    if (!page->facts->checked) {
        buffer_string(page->out, "Not known: this version was never checked.\n");
        return;
    }
    buffer_string(page->out, "Checked on ");
    put_day(page->out, buffer_view(&page->facts->started));
    buffer_format(page->out, " (run `%.12s`)", page->facts->run_id);
    if (page->facts->run.fail_on == LEVEL_NEVER)
        buffer_string(page->out, "; nothing was asked to fail it.\n");
    else
        buffer_format(page->out, ": %s, as findings of level %s or above fail it.\n",
                      page->facts->run.failed ? "failed" : "passed", level_name(page->facts->run.fail_on));
    put_figures(page);
    put_findings(page);
}

/* ---- gaps, and how to use it ----------------------------------------------------------------------------
 */

static void put_check_gaps(const struct page *page, size_t *gaps)
{
    const struct run *run = &page->facts->run;
    for (size_t i = 0; i < run->check_count; i++) {
        const struct check_result *check = &run->checks[i];
        if (check->status != CHECK_SKIPPED && check->status != CHECK_FAILED)
            continue;
        (*gaps)++;
        buffer_string(page->out, "- ");
        put(page->out, check->check);
        buffer_string(page->out, check->status == CHECK_SKIPPED ? " was skipped: " : " could not run: ");
        markdown_put(page->out, check->reason, LINE);
        buffer_byte(page->out, '\n');
    }
}

static void put_gaps(const struct page *page)
{
    struct term terms[5];
    size_t count = terms_of(&page->facts->manifest, terms), gaps = 0;
    buffer_string(page->out, "\n## Known gaps\n\n");
    for (size_t i = 0; i < count; i++)
        if (terms[i].value.length == 0) {
            buffer_format(page->out, "- %s is not stated.\n", terms[i].name);
            gaps++;
        }
    if (has_expired(page)) {
        buffer_string(page->out, "- It expired on ");
        put(page->out, page->facts->manifest.expires);
        buffer_string(page->out, ".\n");
        gaps++;
    }
    if (!page->facts->checked) {
        buffer_string(page->out, "- Its quality is not known: no run of checks is kept.\n");
        gaps++;
    }
    put_check_gaps(page, &gaps);
    if (gaps == 0)
        buffer_string(page->out, "None that this project knows of.\n");
}

static void put_use(const struct page *page)
{
    const struct manifest *manifest = &page->facts->manifest;
    const char *name = buffer_c(&page->facts->name);
    buffer_string(page->out, "\n## Verify and cite\n\n");
    struct buffer commands = {0};
    buffer_format(
        &commands,
        "assay verify %s          # recomputes every digest\nassay dataset files %s   # its Parquet "
        "files\nassay lineage %s         # what it came from\n",
        name, name, name);
    put_block(page->out, "sh", buffer_view(&commands));
    page->out->failed |= commands.failed;
    buffer_release(&commands);
    buffer_string(page->out, "\nCite it as: ");
    if (manifest->owner.length) {
        put(page->out, manifest->owner);
        buffer_string(page->out, ", ");
    }
    put(page->out, manifest->dataset);
    buffer_format(page->out, ", version %" PRId64 ", ", manifest->number);
    put_day(page->out, manifest->created);
    buffer_format(page->out, ", SHA-256 %.*s.\n", (int)manifest->id.length, manifest->id.data);
}

int card_markdown(const struct version_facts *facts, const char *now, struct buffer *out, struct error *error)
{
    struct page page = {facts, now, out};
    put_head(&page);
    TRY(put_content(&page, error));
    put_origin(&page);
    put_terms(&page);
    put_quality(&page);
    put_gaps(&page);
    put_use(&page);
    return buffer_status(out, error);
}
