#include "report/openlineage_facets.h"

#include <inttypes.h>

#include "base/json.h"
#include "report/type_parts.h"

void producer_put(struct buffer *out)
{
    buffer_string(out, "\"urn:assay:" ASSAY_VERSION "\"");
}

void facet_open(struct buffer *out, const char *name, const char *schema, const char *version)
{
    buffer_format(out, "\"%s\":{\"_producer\":", name);
    producer_put(out);
    buffer_format(out, ",\"_schemaURL\":\"https://openlineage.io/spec/facets/%s/%s.json#/$defs/%s\"", version,
                  schema, schema);
}

static void put_member(struct buffer *out, const char *name, struct text value)
{
    buffer_format(out, ",\"%s\":", name);
    json_put_text(out, value);
}

void engine_facet_put(struct buffer *out, struct text version)
{
    facet_open(out, "processing_engine", "ProcessingEngineRunFacet", "1-1-1");
    put_member(out, "version", version);
    buffer_string(out, ",\"name\":\"assay\"}");
}

void job_facet_put(struct buffer *out, const char *kind)
{
    facet_open(out, "jobType", "JobTypeJobFacet", "2-0-4");
    buffer_format(out, ",\"processingType\":\"BATCH\",\"integration\":\"ASSAY\",\"jobType\":\"%s\"}", kind);
}

void sql_facet_put(struct buffer *out, struct text query)
{
    facet_open(out, "sql", "SQLJobFacet", "1-1-0");
    put_member(out, "query", query);
    buffer_string(out, ",\"dialect\":\"duckdb\"}");
}

/* ---- datasets -------------------------------------------------------------------------------------------
 */

static void version_facet_put(struct buffer *out, struct text id)
{
    facet_open(out, "version", "DatasetVersionDatasetFacet", "1-0-1");
    put_member(out, "datasetVersion", id);
    buffer_byte(out, '}');
}

void file_dataset_put(struct buffer *out, const struct stored_source *source)
{
    buffer_string(out, "{\"namespace\":\"file\"");
    put_member(out, "name", source->path);
    buffer_string(out, ",\"facets\":{");
    version_facet_put(out, source->sha256);
    buffer_string(out, "},\"inputFacets\":{");
    facet_open(out, "inputStatistics", "InputStatisticsInputDatasetFacet", "1-0-0");
    buffer_format(out, ",\"rowCount\":%" PRId64 ",\"size\":%" PRId64 ",\"fileCount\":1}}}", source->rows,
                  source->bytes);
}

static void put_fields(struct buffer *out, const struct column_type *types, size_t count);

static void put_field(struct buffer *out, const struct column_type *type, struct text name, size_t position)
{
    buffer_string(out, position > 1 ? ",{\"name\":" : "{\"name\":");
    json_put_text(out, name);
    put_member(out, "type", type->type);
    buffer_format(out, ",\"ordinal_position\":%zu", position);
    if (type->member_count) {
        buffer_string(out, ",\"fields\":[");
        put_fields(out, type->members, type->member_count);
        buffer_byte(out, ']');
    }
    buffer_byte(out, '}');
}

/* Members of a map have no names of their own. Types are nested at most TYPE_DEPTH deep. */
static void put_fields(struct buffer *out, const struct column_type *types, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bool named = types[i].name.length > 0;
        put_field(out, &types[i], named ? types[i].name : text_of(i ? "value" : "key"), i + 1);
    }
}

static int put_columns(struct buffer *out, const struct stored_table *table, struct error *error)
{
    struct arena scratch = {0};
    bool fine = true;
    for (size_t i = 0; i < table->column_count && fine; i++) {
        struct column_type type;
        fine = column_type_parse(&type, table->columns[i].type, &scratch);
        if (fine)
            put_field(out, &type, table->columns[i].name, i + 1);
    }
    arena_release(&scratch);
    return fine ? 0 : error_memory(error);
}

/* A version has several tables: each is a field, its columns are the fields of that. */
static int schema_facet_put(struct buffer *out, const struct manifest *manifest, struct error *error)
{
    facet_open(out, "schema", "SchemaDatasetFacet", "1-2-0");
    buffer_string(out, ",\"fields\":[");
    for (size_t i = 0; i < manifest->table_count; i++) {
        buffer_string(out, i ? ",{\"name\":" : "{\"name\":");
        json_put_text(out, manifest->tables[i].name);
        buffer_format(out, ",\"type\":\"TABLE\",\"ordinal_position\":%zu,\"fields\":[", i + 1);
        TRY(put_columns(out, &manifest->tables[i], error));
        buffer_string(out, "]}");
    }
    buffer_string(out, "]}");
    return 0;
}

int version_dataset_open(struct buffer *out, struct text project, const struct manifest *manifest,
                         struct error *error)
{
    buffer_string(out, "{\"namespace\":\"assay://");
    buffer_text(out, project);
    buffer_byte(out, '"');
    put_member(out, "name", manifest->dataset);
    buffer_string(out, ",\"facets\":{");
    version_facet_put(out, manifest->id);
    buffer_byte(out, ',');
    TRY(schema_facet_put(out, manifest, error));
    if (manifest->owner.length) {
        buffer_byte(out, ',');
        facet_open(out, "ownership", "OwnershipDatasetFacet", "1-0-1");
        buffer_string(out, ",\"owners\":[{\"name\":");
        json_put_text(out, manifest->owner);
        buffer_string(out, "}]}");
    }
    buffer_byte(out, '}');
    return 0;
}

/* ---- facets of what goes in and out ---------------------------------------------------------------------
 */

struct extent {
    int64_t rows, bytes, files;
};

static struct extent extent_of(const struct manifest *manifest)
{
    struct extent extent = {0};
    for (size_t i = 0; i < manifest->table_count; i++) {
        extent.rows += manifest->tables[i].rows;
        extent.files += (int64_t)manifest->tables[i].chunk_count;
        for (size_t k = 0; k < manifest->tables[i].chunk_count; k++)
            extent.bytes += manifest->tables[i].chunks[k].bytes;
    }
    return extent;
}

static void put_statistics(struct buffer *out, const struct manifest *manifest)
{
    struct extent extent = extent_of(manifest);
    buffer_format(out, ",\"rowCount\":%" PRId64 ",\"size\":%" PRId64 ",\"fileCount\":%" PRId64 "}",
                  extent.rows, extent.bytes, extent.files);
}

void output_facet_put(struct buffer *out, const struct manifest *manifest)
{
    facet_open(out, "outputStatistics", "OutputStatisticsOutputDatasetFacet", "1-0-2");
    put_statistics(out, manifest);
}

void input_facet_put(struct buffer *out, const struct manifest *manifest)
{
    facet_open(out, "inputStatistics", "InputStatisticsInputDatasetFacet", "1-0-0");
    put_statistics(out, manifest);
}

/* The facet demands metrics of columns; checks look at records, so there are none of these. */
void metrics_facet_put(struct buffer *out, const struct manifest *manifest)
{
    struct extent extent = extent_of(manifest);
    facet_open(out, "dataQualityMetrics", "DataQualityMetricsInputDatasetFacet", "1-0-3");
    buffer_format(out,
                  ",\"rowCount\":%" PRId64 ",\"bytes\":%" PRId64 ",\"fileCount\":%" PRId64
                  ",\"columnMetrics\":{}}",
                  extent.rows, extent.bytes, extent.files);
}

static void put_assertion(struct buffer *out, const struct check_result *check, bool first)
{
    bool success = check->status == CHECK_OK;
    buffer_string(out, first ? "{\"assertion\":" : ",{\"assertion\":");
    json_put_text(out, check->check);
    buffer_format(out, ",\"success\":%s,\"severity\":\"%s\"", success ? "true" : "false",
                  check->level == LEVEL_ERROR ? "error" : "warn");
    put_member(out, "name", check->check);
    put_member(out, "description", check->title);
    if (check->status == CHECK_FAILED)
        put_member(out, "actual", check->reason);
    else
        buffer_format(out, ",\"expected\":\"0\",\"actual\":\"%" PRId64 "\"", check->findings_total);
    buffer_byte(out, '}');
}

/* A check that was skipped asserted nothing. */
void assertions_facet_put(struct buffer *out, const struct run *run)
{
    bool first = true;
    facet_open(out, "dataQualityAssertions", "DataQualityAssertionsDatasetFacet", "1-1-0");
    buffer_string(out, ",\"assertions\":[");
    for (size_t i = 0; i < run->check_count; i++) {
        if (run->checks[i].status == CHECK_SKIPPED)
            continue;
        put_assertion(out, &run->checks[i], first);
        first = false;
    }
    buffer_string(out, "]}");
}
