#include "store/lineage_load.h"

#include <inttypes.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/json.h"
#include "store/forms.h"

enum { SHORT_ID = 12, LEAST_ID = 6 };

struct loading {
    struct project *project;
    struct lineage lineage; /* all of the catalog */
    struct rows rows;
    struct buffer made; /* texts under construction */
};

/* "1,234 rows"; the plural is made with an s. */
static void count_put(struct buffer *out, int64_t count, const char *noun)
{
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%" PRId64, count);
    for (int i = 0; i < length; i++) {
        if (i && (length - i) % 3 == 0)
            buffer_byte(out, ',');
        buffer_byte(out, digits[i]);
    }
    buffer_format(out, " %s%s", noun, count == 1 ? "" : "s");
}

/* ---- the catalog's rows as nodes ------------------------------------------------------------------------
 */

/* Adds a node whose note is what `made` holds behind its first `named` bytes, which are its name. */
static int made_add(struct loading *loading, struct lineage_node node, size_t named, size_t *index,
                    struct error *error)
{
    TRY(buffer_status(&loading->made, error));
    struct text whole = buffer_view(&loading->made);
    node.name = (struct text){whole.data, named};
    node.note = (struct text){whole.data + named, whole.length - named};
    int code = lineage_add(&loading->lineage, &node, index, error);
    buffer_clear(&loading->made);
    return code;
}

/* Calls `each` for every row of a query. */
static int rows_each(struct loading *loading, const char *sql,
                     int (*each)(struct loading *loading, size_t row, struct error *error),
                     struct error *error)
{
    int code = catalog_query(loading->project->catalog, sql, NULL, 0, &loading->rows, error);
    for (size_t row = 0; code == 0 && row < loading->rows.count; row++)
        code = each(loading, row, error);
    rows_release(&loading->rows);
    return code;
}

static struct text cell(const struct loading *loading, size_t row, size_t column)
{
    return rows_cell(&loading->rows, row, column);
}

static int version_row(struct loading *loading, size_t row, struct error *error)
{
    struct lineage_node node = {
        .kind = NODE_VERSION, .id = cell(loading, row, 0), .time = cell(loading, row, 3)};
    size_t index = 0;
    buffer_text(&loading->made, cell(loading, row, 1));
    buffer_format(&loading->made, "@v%" PRId64, rows_int64(&loading->rows, row, 2));
    size_t named = loading->made.length;
    count_put(&loading->made, rows_int64(&loading->rows, row, 4), "row");
    return made_add(loading, node, named, &index, error);
}

/* An id that the catalog names without having it gets a node all the same. */
static int known_node(struct loading *loading, enum node_kind kind, struct text id, size_t *index,
                      struct error *error)
{
    struct lineage_node node = {
        .kind = kind, .id = id, .name = {id.data, id.length < SHORT_ID ? id.length : SHORT_ID}};
    long found = lineage_find(&loading->lineage, kind, id);
    *index = (size_t)found;
    return found != NOWHERE ? 0 : lineage_add(&loading->lineage, &node, index, error);
}

static bool edge_between(const struct lineage *lineage, size_t from, size_t to, enum edge_kind kind)
{
    for (long i = lineage->nodes[to].first_in; i != NOWHERE; i = lineage->edges[i].next_in)
        if (lineage->edges[i].from == from && lineage->edges[i].kind == kind)
            return true;
    return false;
}

/* A version that was derived from the one before it is shown as derived, once. Sources come before previous
 * ones in the answer. */
static int parent_row(struct loading *loading, size_t row, struct error *error)
{
    size_t version = 0, parent = 0;
    bool source = text_is(cell(loading, row, 2), "source");
    TRY(known_node(loading, NODE_VERSION, cell(loading, row, 0), &version, error));
    TRY(known_node(loading, NODE_VERSION, cell(loading, row, 1), &parent, error));
    if (!source && edge_between(&loading->lineage, parent, version, EDGE_DERIVED))
        return 0;
    return lineage_join(&loading->lineage, parent, version, source ? EDGE_DERIVED : EDGE_PREVIOUS, error);
}

static int run_row(struct loading *loading, size_t row, struct error *error)
{
    bool failed = rows_int64(&loading->rows, row, 3) != 0;
    struct text id = cell(loading, row, 0);
    struct lineage_node node = {.kind = NODE_RUN,
                                .id = id,
                                .time = cell(loading, row, 2),
                                .standing = failed ? STANDING_BAD : STANDING_GOOD};
    size_t version = 0, run = 0;
    buffer_format(&loading->made, "run %.*s", id.length < SHORT_ID ? (int)id.length : SHORT_ID, id.data);
    size_t named = loading->made.length;
    buffer_string(&loading->made, failed ? "failed, " : "passed, ");
    count_put(&loading->made, rows_int64(&loading->rows, row, 4), "finding");
    TRY(made_add(loading, node, named, &run, error));
    TRY(known_node(loading, NODE_VERSION, cell(loading, row, 1), &version, error));
    return lineage_join(&loading->lineage, version, run, EDGE_CHECKED, error);
}

static int verdict_row(struct loading *loading, size_t row, struct error *error)
{
    struct text outcome = cell(loading, row, 4), baseline = cell(loading, row, 2);
    struct lineage_node node = {.kind = NODE_VERDICT,
                                .id = cell(loading, row, 0),
                                .time = cell(loading, row, 5),
                                .standing = text_is(outcome, "pass")   ? STANDING_GOOD
                                            : text_is(outcome, "fail") ? STANDING_BAD
                                                                       : STANDING_OPEN};
    size_t run = 0, verdict = 0;
    buffer_string(&loading->made, "gate ");
    buffer_text(&loading->made, cell(loading, row, 3));
    size_t named = loading->made.length;
    buffer_text(&loading->made, outcome);
    TRY(made_add(loading, node, named, &verdict, error));
    TRY(known_node(loading, NODE_RUN, cell(loading, row, 1), &run, error));
    TRY(lineage_join(&loading->lineage, run, verdict, EDGE_JUDGED, error));
    if (!baseline.data || text_equal(baseline, cell(loading, row, 1)))
        return 0;
    TRY(known_node(loading, NODE_RUN, baseline, &run, error));
    return lineage_join(&loading->lineage, run, verdict, EDGE_BASELINE, error);
}

static int catalog_load(struct loading *loading, struct error *error)
{
    TRY(rows_each(loading, "SELECT id, dataset, number, created, row_count FROM versions ORDER BY id",
                  version_row, error));
    TRY(rows_each(loading, "SELECT version, parent, kind FROM parents ORDER BY kind DESC, version, parent",
                  parent_row, error));
    TRY(rows_each(loading, "SELECT id, version, started, failed, findings FROM runs ORDER BY id", run_row,
                  error));
    return rows_each(loading, "SELECT id, run, baseline, gate, outcome, created FROM verdicts ORDER BY id",
                     verdict_row, error);
}

/* ---- what only manifests know ---------------------------------------------------------------------------
 */

static int source_join(struct loading *loading, const struct stored_source *source, size_t version,
                       struct error *error)
{
    struct lineage_node node = {.kind = NODE_FILE, .id = source->sha256, .name = source->path};
    size_t file = 0;
    if (source->format.length == 0) /* a version: known from the catalog */
        return 0;
    count_put(&loading->made, source->rows, "row");
    TRY(buffer_status(&loading->made, error));
    node.note = buffer_view(&loading->made);
    int code = lineage_add(&loading->lineage, &node, &file, error);
    buffer_clear(&loading->made);
    return code < 0 ? code : lineage_join(&loading->lineage, file, version, EDGE_READ, error);
}

/* A derivation that used a run names it in its recipe. */
static int recipe_join(struct loading *loading, struct text recipe, size_t version, struct error *error)
{
    struct arena scratch = {0};
    struct json_reader reader = {.arena = &scratch};
    yyjson_val *root = recipe.length ? json_read(&reader, recipe) : NULL;
    struct text id = json_text(yyjson_obj_get(root, "run"));
    size_t run = 0;
    int code = 0;
    if (id.data && form_digest(id)) {
        code = known_node(loading, NODE_RUN, id, &run, error);
        if (code == 0)
            code = lineage_join(&loading->lineage, run, version, EDGE_USED, error);
    }
    json_reader_release(&reader);
    arena_release(&scratch);
    return code;
}

static int version_expand(struct loading *loading, size_t version, struct error *error)
{
    struct manifest manifest = {0};
    char id[65] = "";
    struct text name = loading->lineage.nodes[version].id;
    if (loading->lineage.nodes[version].expanded || name.length != 64)
        return 0;
    loading->lineage.nodes[version].expanded = true;
    memcpy(id, name.data, 64);
    int code = version_open(loading->project, id, &manifest, error);
    for (size_t i = 0; code == 0 && i < manifest.source_count; i++)
        code = source_join(loading, &manifest.sources[i], version, error);
    if (code == 0)
        code = recipe_join(loading, manifest.recipe, version, error);
    manifest_release(&manifest);
    return code;
}

/* What was derived by a run was derived from the version that it checked, so only those are opened. */
static int run_expand(struct loading *loading, size_t run, struct error *error)
{
    const struct lineage *lineage = &loading->lineage;
    for (long i = lineage->nodes[run].first_in; i != NOWHERE; i = lineage->edges[i].next_in) {
        if (lineage->edges[i].kind != EDGE_CHECKED)
            continue;
        long k = lineage->nodes[lineage->edges[i].from].first_out;
        for (; k != NOWHERE; k = lineage->edges[k].next_out)
            if (lineage->edges[k].kind == EDGE_DERIVED)
                TRY(version_expand(loading, lineage->edges[k].to, error));
    }
    return 0;
}

static int node_expand(void *context, struct lineage *lineage, size_t node, struct error *error)
{
    struct loading *loading = context;
    if (lineage->nodes[node].kind == NODE_VERSION)
        return version_expand(loading, node, error);
    return lineage->nodes[node].kind == NODE_RUN ? run_expand(loading, node, error) : 0;
}

static int files_load(struct loading *loading, struct error *error)
{
    for (size_t i = 0; i < loading->lineage.node_count; i++)
        if (loading->lineage.nodes[i].kind == NODE_VERSION)
            TRY(version_expand(loading, i, error));
    return 0;
}

/* ---- what a name means ----------------------------------------------------------------------------------
 */

/* The one node whose id begins so; several are an error. */
static int prefix_find(const struct lineage *lineage, const char *name, long *start, struct error *error)
{
    size_t length = strlen(name);
    if (length < LEAST_ID || length > 64 || strspn(name, "0123456789abcdef") != length)
        return 0;
    for (size_t i = 0; i < lineage->node_count; i++) {
        struct text id = lineage->nodes[i].id;
        if (id.length < length || memcmp(id.data, name, length) != 0)
            continue;
        if (*start != NOWHERE)
            return error_set(
                error, ERROR_USAGE,
                "'%s' is the beginning of more than one id: %s %.16s and %s %.16s; give more digits", name,
                node_words[lineage->nodes[*start].kind].name, lineage->nodes[*start].id.data,
                node_words[lineage->nodes[i].kind].name, id.data);
        *start = (long)i;
    }
    return 0;
}

static int file_find(struct loading *loading, const char *name, long *start, struct error *error)
{
    const struct lineage *lineage = &loading->lineage;
    struct stat status;
    char sha256[65];
    uint64_t bytes;
    if (stat(name, &status) == 0 && S_ISREG(status.st_mode)) {
        TRY(file_digest(name, sha256, &bytes, error));
        *start = lineage_find(lineage, NODE_FILE, text_of(sha256));
        if (*start == NOWHERE)
            return error_set(error, ERROR_USAGE,
                             "no version was made from '%s' as it is now (SHA-256 %.12s…)", name, sha256);
        return 0;
    }
    for (size_t i = 0; i < lineage->node_count; i++) {
        if (lineage->nodes[i].kind != NODE_FILE || !text_is(lineage->nodes[i].name, name))
            continue;
        if (*start != NOWHERE)
            return error_set(
                error, ERROR_USAGE,
                "files of different content were read as '%s': %.12s and %.12s; give the SHA-256", name,
                lineage->nodes[*start].id.data, lineage->nodes[i].id.data);
        *start = (long)i;
    }
    return 0;
}

/* Whether a name without '@' is a dataset's. */
static int dataset_known(struct project *project, const char *name, bool *known, struct error *error)
{
    struct rows rows = {0};
    struct text parameter = text_of(name);
    int code = catalog_query(project->catalog, "SELECT name FROM datasets WHERE name = $1", &parameter, 1,
                             &rows, error);
    *known = code == 0 && rows.count > 0;
    rows_release(&rows);
    return code;
}

static int name_resolve(struct loading *loading, const char *name, size_t *start, struct error *error)
{
    long found = NOWHERE;
    char id[65];
    bool version = false;
    TRY(dataset_known(loading->project, name, &version, error));
    if (version || version_name_valid(name)) {
        TRY(version_find(loading->project, name, id, error));
        found = lineage_find(&loading->lineage, NODE_VERSION, text_of(id));
    }
    if (found == NOWHERE)
        TRY(prefix_find(&loading->lineage, name, &found, error));
    if (found == NOWHERE) {
        TRY(files_load(loading, error));
        TRY(prefix_find(&loading->lineage, name, &found, error));
    }
    if (found == NOWHERE)
        TRY(file_find(loading, name, &found, error));
    if (found == NOWHERE)
        return error_set(error, ERROR_USAGE,
                         "'%s' is no version, run, verdict or file of this project: give NAME@V, 6 or more "
                         "digits of an id, or the path of a file that was added",
                         name);
    *start = (size_t)found;
    return 0;
}

int lineage_load(struct lineage *lineage, struct project *project, const char *name,
                 const struct lineage_options *options, struct error *error)
{
    struct loading loading = {.project = project};
    struct lineage_walk walk = {.up = options->up,
                                .down = options->down,
                                .history = options->history,
                                .expand = node_expand,
                                .context = &loading};
    *lineage = (struct lineage){0};
    int code = catalog_load(&loading, error);
    if (code == 0)
        code = name_resolve(&loading, name, &walk.start, error);
    if (code == 0)
        code = lineage_walk(&loading.lineage, &walk, error);
    if (code == 0)
        code = lineage_marked(&loading.lineage, lineage, error);
    lineage_release(&loading.lineage);
    buffer_release(&loading.made);
    return code;
}
