/* A version as Croissant 1.1 JSON-LD; see card.h and docs/cards.md. The files of a table are file objects
 * with digest and size, a file set joins them, and a record set says what their columns are. */
#include <inttypes.h>

#include "base/json.h"
#include "report/amount.h"
#include "report/card.h"
#include "report/type_parts.h"

/* The context that the format prescribes (mlcommons.org/croissant/1.1), with the RAI extension's prefix. */
static const char context[] =
    "{\"@language\":\"en\",\"@vocab\":\"https://schema.org/\",\"arrayShape\":\"cr:arrayShape\",\"citeAs\":"
    "\"cr:citeAs\",\"column\":\"cr:column\",\"conformsTo\":\"dct:conformsTo\",\"containedIn\":\"cr:"
    "containedIn\","
    "\"cr\":\"http://mlcommons.org/croissant/"
    "\",\"data\":{\"@id\":\"cr:data\",\"@type\":\"@json\"},\"dataType\":"
    "{\"@id\":\"cr:dataType\",\"@type\":\"@vocab\"},\"dct\":\"http://purl.org/dc/terms/"
    "\",\"equivalentProperty\":"
    "\"cr:equivalentProperty\",\"examples\":{\"@id\":\"cr:examples\",\"@type\":\"@json\"},\"extract\":\"cr:"
    "extract\","
    "\"field\":\"cr:field\",\"fileObject\":\"cr:fileObject\",\"fileProperty\":\"cr:fileProperty\","
    "\"fileSet\":"
    "\"cr:fileSet\",\"format\":\"cr:format\",\"includes\":\"cr:includes\",\"isArray\":\"cr:isArray\","
    "\"isLiveDataset\":\"cr:isLiveDataset\",\"jsonPath\":\"cr:jsonPath\",\"key\":\"cr:key\",\"md5\":\"cr:"
    "md5\","
    "\"parentField\":\"cr:parentField\",\"path\":\"cr:path\",\"prov\":\"http://www.w3.org/ns/prov#\",\"rai\":"
    "\"http://mlcommons.org/croissant/RAI/\",\"recordSet\":\"cr:recordSet\",\"references\":\"cr:references\","
    "\"regex\":\"cr:regex\",\"repeated\":\"cr:repeated\",\"replace\":\"cr:replace\",\"samplingRate\":"
    "\"cr:samplingRate\",\"sc\":\"https://schema.org/"
    "\",\"separator\":\"cr:separator\",\"source\":\"cr:source\","
    "\"subField\":\"cr:subField\",\"transform\":\"cr:transform\"}";

static const struct {
    const char *engine, *croissant;
} data_types[] = {
    {"BOOLEAN", "sc:Boolean"},
    {"TINYINT", "cr:Int8"},
    {"SMALLINT", "cr:Int16"},
    {"INTEGER", "cr:Int32"},
    {"BIGINT", "cr:Int64"},
    {"HUGEINT", "sc:Integer"},
    {"UTINYINT", "cr:UInt8"},
    {"USMALLINT", "cr:UInt16"},
    {"UINTEGER", "cr:UInt32"},
    {"UBIGINT", "cr:UInt64"},
    {"UHUGEINT", "sc:Integer"},
    {"FLOAT", "cr:Float32"},
    {"DOUBLE", "cr:Float64"},
    {"DECIMAL", "sc:Float"},
    {"DATE", "sc:Date"},
    {"TIME", "sc:Time"},
    {"TIMESTAMP", "sc:DateTime"},
    {"TIMESTAMP_S", "sc:DateTime"},
    {"TIMESTAMP_MS", "sc:DateTime"},
    {"TIMESTAMP_NS", "sc:DateTime"},
    {"TIMESTAMP WITH TIME ZONE", "sc:DateTime"},
};

struct croissant {
    const struct version_facts *facts;
    struct project *project;
    struct buffer *out;
    struct buffer made; /* text under construction */
};

/* ---- small parts ----------------------------------------------------------------------------------------
 */

static void put_member(struct buffer *out, const char *name, struct text value)
{
    buffer_format(out, ",\n\"%s\":", name);
    json_put_text(out, value);
}

/* What was made becomes a string. */
static void put_made(struct croissant *card)
{
    json_put_text(card->out, buffer_view(&card->made));
    card->out->failed |= card->made.failed;
    buffer_clear(&card->made);
}

static void put_made_member(struct croissant *card, const char *name)
{
    buffer_format(card->out, ",\n\"%s\":", name);
    put_made(card);
}

/* A name as a part of an identifier: letters, digits and "-_." as they are, other bytes percent-encoded. */
static void identifier_put(struct buffer *out, struct text name)
{
    for (size_t i = 0; i < name.length; i++) {
        unsigned char byte = (unsigned char)name.data[i];
        bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                     (byte >= '0' && byte <= '9') || byte == '-' || byte == '_' || byte == '.';
        buffer_format(out, plain ? "%c" : "%%%02X", byte);
    }
}

static const char *data_type_of(struct text base)
{
    for (size_t i = 0; i < sizeof data_types / sizeof *data_types; i++)
        if (text_is(base, data_types[i].engine))
            return data_types[i].croissant;
    return "sc:Text";
}

/* ---- fields ---------------------------------------------------------------------------------------------
 */

/* One column on the way down into its type. */
struct place {
    struct text table, column;
    struct buffer id;   /* "turns/calls/name" */
    struct buffer path; /* JSON path within the column; empty at its top */
    bool in_list;       /* of structs */
};

static void put_type(struct buffer *out, const struct column_type *type)
{
    buffer_string(out, ",\"description\":");
    json_put_text(out, type->type);
}

static void put_source(struct buffer *out, const struct place *place)
{
    buffer_string(out, ",\"source\":{\"fileSet\":{\"@id\":\"files/");
    identifier_put(out, place->table);
    buffer_string(out, "\"},\"extract\":{\"column\":");
    json_put_text(out, place->column);
    buffer_byte(out, '}');
    if (place->path.length) {
        buffer_string(out, ",\"transform\":{\"jsonPath\":");
        json_put_text(out, buffer_view(&place->path));
        buffer_byte(out, '}');
    }
    buffer_byte(out, '}');
}

/* A step down: words stand as they are, other names in quotes. */
static void path_push(struct buffer *path, struct text name)
{
    bool word = name.length > 0;
    for (size_t i = 0; i < name.length; i++) {
        char byte = name.data[i];
        word = word && ((byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_' ||
                        (i > 0 && byte >= '0' && byte <= '9'));
    }
    buffer_string(path, path->length ? "." : "");
    buffer_string(path, word ? "" : "'");
    buffer_text(path, name);
    buffer_string(path, word ? "" : "'");
}

static void put_array(struct buffer *out, size_t lists)
{
    if (lists == 0)
        return;
    buffer_string(out, ",\"isArray\":true,\"arrayShape\":\"-1");
    for (size_t i = 1; i < lists; i++)
        buffer_string(out, ",-1");
    buffer_byte(out, '"');
}

static void put_field(struct buffer *out, struct place *place, const struct column_type *type,
                      struct text name);

/* Lists are gone through by themselves, in a path as in isArray. */
static void put_members(struct buffer *out, struct place *place, const struct column_type *type)
{
    size_t path = place->path.length;
    bool in_list = place->in_list;
    place->in_list = in_list || type->lists > 0;
    buffer_string(out, ",\"subField\":[");
    for (size_t i = 0; i < type->member_count; i++) {
        buffer_string(out, i ? ",\n" : "\n");
        path_push(&place->path, type->members[i].name);
        put_field(out, place, &type->members[i], type->members[i].name);
        place->path.length = path;
    }
    place->in_list = in_list;
    buffer_byte(out, ']');
}

/* Maps and unions, which the format does not have, and structs in a list within a list, which its reference
 * implementation cannot read, are fields without a source; their description says the type. Types are nested
 * at most TYPE_DEPTH deep. */
static void put_field(struct buffer *out, struct place *place, const struct column_type *type,
                      struct text name)
{
    size_t id = place->id.length;
    bool parts = text_is(type->base, "STRUCT") && type->member_count && !(place->in_list && type->lists);
    buffer_byte(&place->id, '/');
    identifier_put(&place->id, name);
    buffer_format(out, "{\"@type\":\"cr:Field\",\"@id\":\"%s\",\"name\":", buffer_c(&place->id));
    json_put_text(out, name);
    put_array(out, type->lists);
    if (parts) {
        put_members(out, place, type);
    } else {
        buffer_format(out, ",\"dataType\":\"%s\"", data_type_of(type->base));
        if (type->member_count)
            put_type(out, type);
        else
            put_source(out, place);
    }
    buffer_byte(out, '}');
    place->id.length = id;
}

static int put_columns(struct croissant *card, const struct stored_table *table, struct error *error)
{
    struct arena scratch = {0};
    struct place place = {.table = table->name};
    bool fine = true;
    for (size_t i = 0; i < table->column_count && fine; i++) {
        struct column_type type;
        place.column = table->columns[i].name;
        buffer_clear(&place.id);
        identifier_put(&place.id, table->name);
        buffer_string(card->out, i ? ",\n" : "\n");
        fine = column_type_parse(&type, table->columns[i].type, &scratch);
        if (fine)
            put_field(card->out, &place, &type, table->columns[i].name);
    }
    card->out->failed |= place.id.failed || place.path.failed;
    buffer_release(&place.id);
    buffer_release(&place.path);
    arena_release(&scratch);
    return fine ? 0 : error_memory(error);
}

static int put_record_set(struct croissant *card, const struct stored_table *table, struct error *error)
{
    struct buffer *out = card->out;
    buffer_string(out, "{\"@type\":\"cr:RecordSet\",\"@id\":\"");
    identifier_put(out, table->name);
    buffer_string(out, "\",\"name\":");
    json_put_text(out, table->name);
    if (table->key_count)
        buffer_string(out, ",\"key\":[");
    for (size_t i = 0; i < table->key_count; i++) {
        buffer_string(out, i ? ",{\"@id\":\"" : "{\"@id\":\"");
        identifier_put(out, table->name);
        buffer_byte(out, '/');
        identifier_put(out, table->key[i]);
        buffer_string(out, "\"}");
    }
    buffer_string(out, table->key_count ? "],\"field\":[" : ",\"field\":[");
    TRY(put_columns(card, table, error));
    buffer_string(out, "]}");
    return 0;
}

/* ---- files ----------------------------------------------------------------------------------------------
 */

/* Where an object is, from the folder that holds .assay. */
static int object_place(struct croissant *card, struct text object, struct error *error)
{
    char digest[65] = "";
    struct buffer path = {0};
    size_t folder = strlen(card->project->folder);
    memcpy(digest, object.data, object.length < 64 ? object.length : 64);
    int code = object_path(card->project->objects, digest, &path, error);
    bool inside = code == 0 && path.length > folder && memcmp(path.data, card->project->folder, folder) == 0;
    buffer_string(&card->made, inside ? ".assay" : "");
    buffer_string(&card->made, buffer_c(&path) + (inside ? folder : 0));
    buffer_release(&path);
    return code;
}

static int put_file_object(struct croissant *card, const struct stored_table *table, size_t index,
                           struct error *error)
{
    const struct stored_chunk *chunk = &table->chunks[index];
    struct buffer *out = card->out;
    buffer_string(out, "{\"@type\":\"cr:FileObject\",\"@id\":\"files/");
    identifier_put(out, table->name);
    buffer_format(out, "/%zu\",\"name\":\"", index + 1);
    identifier_put(out, table->name);
    buffer_format(out, "-%zu\",\"contentUrl\":", index + 1);
    TRY(object_place(card, chunk->object, error));
    put_made(card);
    buffer_format(out,
                  ",\"contentSize\":\"%" PRId64
                  " B\",\"encodingFormat\":\"application/x-parquet\",\"sha256\":"
                  "\"%.*s\"}",
                  chunk->bytes, (int)chunk->object.length, chunk->object.data);
    return 0;
}

static int put_file_set(struct croissant *card, const struct stored_table *table, struct error *error)
{
    struct buffer *out = card->out;
    buffer_string(out, ",\n{\"@type\":\"cr:FileSet\",\"@id\":\"files/");
    identifier_put(out, table->name);
    buffer_string(out, "\",\"name\":");
    json_put_text(out, table->name);
    buffer_string(out, ",\"encodingFormat\":\"application/x-parquet\",\"includes\":[");
    for (size_t i = 0; i < table->chunk_count; i++) {
        buffer_string(out, i ? ",\n" : "\n");
        TRY(object_place(card, table->chunks[i].object, error));
        put_made(card);
    }
    buffer_string(out, "]}");
    return 0;
}

/* A table without rows has no files. */
static int put_data(struct croissant *card, struct error *error)
{
    const struct manifest *manifest = &card->facts->manifest;
    size_t put = 0;
    buffer_string(card->out, ",\n\"distribution\":[");
    for (size_t i = 0; i < manifest->table_count; i++) {
        for (size_t k = 0; k < manifest->tables[i].chunk_count; k++) {
            buffer_string(card->out, put++ ? ",\n" : "\n");
            TRY(put_file_object(card, &manifest->tables[i], k, error));
        }
        if (manifest->tables[i].chunk_count)
            TRY(put_file_set(card, &manifest->tables[i], error));
    }
    buffer_string(card->out, "],\n\"recordSet\":[");
    put = 0;
    for (size_t i = 0; i < manifest->table_count; i++) {
        if (manifest->tables[i].chunk_count == 0)
            continue;
        buffer_string(card->out, put++ ? ",\n" : "\n");
        TRY(put_record_set(card, &manifest->tables[i], error));
    }
    buffer_byte(card->out, ']');
    return 0;
}

/* ---- about it -------------------------------------------------------------------------------------------
 */

/* The format allows letters, digits and "-_." in names. */
static void put_name(struct croissant *card)
{
    struct text name = card->facts->manifest.dataset;
    bool changed = false;
    for (size_t i = 0; i < name.length; i++) {
        bool slash = name.data[i] == '/';
        buffer_byte(&card->made, slash ? '_' : name.data[i]);
        changed |= slash;
    }
    put_made_member(card, "name");
    if (changed)
        put_member(card->out, "alternateName", name);
}

static void put_description(struct croissant *card)
{
    const struct manifest *manifest = &card->facts->manifest;
    if (manifest->message.length) {
        buffer_text(&card->made, manifest->message);
        buffer_byte(&card->made, '\n');
    }
    buffer_format(&card->made, "Version %" PRId64 " of the dataset ", manifest->number);
    buffer_text(&card->made, manifest->dataset);
    buffer_string(&card->made, " of the task ");
    buffer_text(&card->made, manifest->task);
    buffer_byte(&card->made, ':');
    for (size_t i = 0; i < manifest->table_count; i++) {
        buffer_string(&card->made, i ? ", " : " ");
        amount_put_counted(&card->made, manifest->tables[i].rows, "row");
        buffer_string(&card->made, " of ");
        buffer_text(&card->made, manifest->tables[i].name);
    }
    buffer_byte(&card->made, '.');
    put_made_member(card, "description");
}

static void put_citation(struct croissant *card)
{
    const struct manifest *manifest = &card->facts->manifest;
    buffer_format(&card->made, "@misc{%.12s, title={", manifest->id.data);
    buffer_text(&card->made, manifest->dataset);
    buffer_format(&card->made, ", version %" PRId64 "}, ", manifest->number);
    if (manifest->owner.length) {
        buffer_string(&card->made, "author={");
        buffer_text(&card->made, manifest->owner);
        buffer_string(&card->made, "}, ");
    }
    buffer_format(&card->made, "year={%.4s}, note={SHA-256 %.*s}}", manifest->created.data,
                  (int)manifest->id.length, manifest->id.data);
    put_made_member(card, "citeAs");
}

static void put_terms(struct croissant *card)
{
    const struct manifest *manifest = &card->facts->manifest;
    if (manifest->license.length)
        put_member(card->out, "license", manifest->license);
    if (manifest->owner.length) {
        buffer_string(card->out, ",\n\"creator\":{\"@type\":\"sc:Organization\",\"name\":");
        json_put_text(card->out, manifest->owner);
        if (manifest->contact.length) {
            buffer_string(card->out, ",\"email\":");
            json_put_text(card->out, manifest->contact);
        }
        buffer_byte(card->out, '}');
    }
    if (manifest->consent.length)
        put_member(card->out, "usageInfo", manifest->consent);
    if (manifest->expires.length)
        put_member(card->out, "expires", manifest->expires);
    put_member(card->out, "identifier", manifest->id);
    put_member(card->out, "datePublished", manifest->created);
}

static void put_parents(struct croissant *card)
{
    const struct manifest *manifest = &card->facts->manifest;
    size_t put = 0;
    for (size_t i = 0; i < manifest->parent_count; i++) {
        buffer_string(card->out, put++ ? ",\n" : ",\n\"prov:wasDerivedFrom\":[\n");
        buffer_format(card->out, "{\"@type\":\"prov:Entity\",\"@id\":\"urn:sha256:%.*s\",\"prov:label\":",
                      (int)manifest->parents[i].version.length, manifest->parents[i].version.data);
        json_put_text(card->out, manifest->parents[i].given);
        buffer_byte(card->out, '}');
    }
    for (size_t i = 0; i < manifest->source_count; i++) {
        if (manifest->sources[i].format.length == 0)
            continue;
        buffer_string(card->out, put++ ? ",\n" : ",\n\"prov:wasDerivedFrom\":[\n");
        buffer_format(card->out, "{\"@type\":\"prov:Entity\",\"@id\":\"urn:sha256:%.*s\",\"prov:label\":",
                      (int)manifest->sources[i].sha256.length, manifest->sources[i].sha256.data);
        json_put_text(card->out, manifest->sources[i].path);
        buffer_byte(card->out, '}');
    }
    buffer_string(card->out, put ? "]" : "");
}

/* ---- responsible AI -------------------------------------------------------------------------------------
 */

/* What checks found is what is known of the data's limits. */
static void put_limits(struct croissant *card)
{
    const struct run *run = &card->facts->run;
    size_t put = 0;
    for (size_t i = 0; i < run->check_count; i++) {
        const struct check_result *check = &run->checks[i];
        if (check->status != CHECK_FINDINGS)
            continue;
        buffer_string(card->out, put++ ? ",\n" : ",\n\"rai:dataLimitations\":[\n");
        buffer_text(&card->made, check->title);
        buffer_string(&card->made, ": ");
        amount_put_counted(&card->made, check->findings_total, "finding");
        buffer_string(&card->made, " of the check ");
        buffer_text(&card->made, check->check);
        buffer_string(&card->made, " in ");
        amount_put_counted(&card->made, run->records, "record");
        put_made(card);
    }
    buffer_string(card->out, put ? "]" : "");
}

static void put_processing(struct croissant *card)
{
    const struct manifest *manifest = &card->facts->manifest;
    if (manifest->command.length == 0)
        return;
    buffer_string(card->out, ",\n\"rai:dataPreprocessingProtocol\":[");
    json_put_text(card->out, manifest->command);
    if (manifest->recipe.length) {
        buffer_string(card->out, ",\n");
        json_put_text(card->out, manifest->recipe);
    }
    buffer_byte(card->out, ']');
}

/* Fields that the user gave as metadata under their own names: "rai:dataCollection" and so on. */
static void put_given(struct croissant *card)
{
    struct arena scratch = {0};
    struct json_reader reader = {.arena = &scratch};
    struct text metadata = card->facts->manifest.metadata;
    yyjson_val *root = metadata.length ? json_read(&reader, metadata) : NULL;
    yyjson_obj_iter members = yyjson_obj_iter_with(root);
    for (yyjson_val *key; (key = yyjson_obj_iter_next(&members));) {
        struct text name = json_text(key);
        bool ours = text_is(name, "rai:dataLimitations") || text_is(name, "rai:dataPreprocessingProtocol");
        if (!text_starts(name, "rai:") || ours)
            continue;
        buffer_string(card->out, ",\n");
        json_put_text(card->out, name);
        buffer_byte(card->out, ':');
        json_put_value(card->out, yyjson_obj_iter_get_val(key));
    }
    json_reader_release(&reader);
    arena_release(&scratch);
}

int card_croissant(const struct version_facts *facts, struct project *project, struct buffer *out,
                   struct error *error)
{
    struct croissant card = {.facts = facts, .project = project, .out = out};
    buffer_format(out, "{\"@context\":%s,\n\"@type\":\"sc:Dataset\"", context);
    put_name(&card);
    put_description(&card);
    buffer_string(out, ",\n\"conformsTo\":[\"http://mlcommons.org/croissant/1.1\","
                       "\"http://mlcommons.org/croissant/RAI/1.0\"]");
    buffer_format(out, ",\n\"version\":\"%" PRId64 ".0.0\"", facts->manifest.number);
    put_terms(&card);
    put_citation(&card);
    put_parents(&card);
    put_limits(&card);
    put_processing(&card);
    put_given(&card);
    int code = put_data(&card, error);
    buffer_string(out, "}\n");
    buffer_release(&card.made);
    return code < 0 ? code : buffer_status(out, error);
}
