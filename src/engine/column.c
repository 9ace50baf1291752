/* Reading and writing the engine's vectors. A vector's type is looked up once a batch, never once a row; the
 * one exception is target_null on a STRUCT, which must reach every field. */
#include "engine/column.h"

#include "base/buffer.h"
#include "base/utf8.h"
#include "engine/vectors.h"

static const enum kind kinds[] = {
    [DUCKDB_TYPE_BOOLEAN] = KIND_BOOLEAN,
    [DUCKDB_TYPE_TINYINT] = KIND_INT8,
    [DUCKDB_TYPE_SMALLINT] = KIND_INT16,
    [DUCKDB_TYPE_INTEGER] = KIND_INT32,
    [DUCKDB_TYPE_BIGINT] = KIND_INT64,
    [DUCKDB_TYPE_HUGEINT] = KIND_INT128,
    [DUCKDB_TYPE_UTINYINT] = KIND_UINT8,
    [DUCKDB_TYPE_USMALLINT] = KIND_UINT16,
    [DUCKDB_TYPE_UINTEGER] = KIND_UINT32,
    [DUCKDB_TYPE_UBIGINT] = KIND_UINT64,
    [DUCKDB_TYPE_UHUGEINT] = KIND_UINT128,
    [DUCKDB_TYPE_FLOAT] = KIND_FLOAT,
    [DUCKDB_TYPE_DOUBLE] = KIND_DOUBLE,
    [DUCKDB_TYPE_DECIMAL] = KIND_DECIMAL,
    [DUCKDB_TYPE_VARCHAR] = KIND_TEXT,
    [DUCKDB_TYPE_BLOB] = KIND_BLOB,
    [DUCKDB_TYPE_DATE] = KIND_DATE,
    [DUCKDB_TYPE_TIME] = KIND_TIME,
    [DUCKDB_TYPE_TIMESTAMP_S] = KIND_TIMESTAMP_S,
    [DUCKDB_TYPE_TIMESTAMP_MS] = KIND_TIMESTAMP_MS,
    [DUCKDB_TYPE_TIMESTAMP] = KIND_TIMESTAMP,
    [DUCKDB_TYPE_TIMESTAMP_NS] = KIND_TIMESTAMP_NS,
    [DUCKDB_TYPE_TIMESTAMP_TZ] = KIND_TIMESTAMP_TZ,
    [DUCKDB_TYPE_INTERVAL] = KIND_INTERVAL,
    [DUCKDB_TYPE_UUID] = KIND_UUID,
    [DUCKDB_TYPE_ENUM] = KIND_ENUM,
    [DUCKDB_TYPE_LIST] = KIND_LIST,
    [DUCKDB_TYPE_MAP] = KIND_LIST,
    [DUCKDB_TYPE_ARRAY] = KIND_ARRAY,
    [DUCKDB_TYPE_STRUCT] = KIND_STRUCT,
    [DUCKDB_TYPE_SQLNULL] = KIND_NULL,
};
_Static_assert(KIND_OTHER == 0, "what the table leaves out");

enum kind kind_of_type(duckdb_type type)
{
    return (size_t)type < sizeof kinds / sizeof *kinds ? kinds[type] : KIND_OTHER;
}

static enum kind vector_kind(duckdb_vector vector)
{
    duckdb_logical_type type = duckdb_vector_get_column_type(vector);
    enum kind kind = kind_of_type(duckdb_get_type_id(type));
    duckdb_destroy_logical_type(&type);
    return kind;
}

struct column column_of_vector(duckdb_vector vector)
{
    struct column column = {.vector = vector, .kind = vector_kind(vector)};
    if (column.kind != KIND_STRUCT && column.kind != KIND_ARRAY)
        column.values = duckdb_vector_get_data(vector);
    column.validity = duckdb_vector_get_validity(vector);
    return column;
}

struct column column_elements(const struct column *list)
{
    if (list->kind == KIND_ARRAY)
        return column_of_vector(duckdb_array_vector_get_child(list->vector));
    if (list->kind != KIND_LIST)
        return (struct column){.kind = KIND_NULL};
    return column_of_vector(duckdb_list_vector_get_child(list->vector));
}

/* Index of the named field, or -1. */
static int64_t field_index(duckdb_vector structure, const char *name)
{
    duckdb_logical_type type = duckdb_vector_get_column_type(structure);
    idx_t count = duckdb_struct_type_child_count(type);
    int64_t found = -1;
    for (idx_t i = 0; i < count && found < 0; i++) {
        char *field = duckdb_struct_type_child_name(type, i);
        if (field && strcmp(field, name) == 0)
            found = (int64_t)i;
        duckdb_free(field);
    }
    duckdb_destroy_logical_type(&type);
    return found;
}

struct column column_field(const struct column *structure, const char *name)
{
    int64_t index = structure->kind == KIND_STRUCT ? field_index(structure->vector, name) : -1;
    if (index < 0)
        return (struct column){.kind = KIND_NULL};
    return column_of_vector(duckdb_struct_vector_get_child(structure->vector, (idx_t)index));
}

struct target target_of_vector(duckdb_vector vector)
{
    struct target target = {.vector = vector, .kind = vector_kind(vector)};
    if (target.kind != KIND_STRUCT)
        target.values = duckdb_vector_get_data(vector);
    return target;
}

struct target target_elements(const struct target *list)
{
    return target_of_vector(duckdb_list_vector_get_child(list->vector));
}

struct target target_field(const struct target *structure, size_t index)
{
    return target_of_vector(duckdb_struct_vector_get_child(structure->vector, index));
}

/* The engine does not carry a STRUCT's NULL down to its fields: a field read alone would show stale memory.
 */
static void null_fields(duckdb_vector structure, size_t row)
{
    duckdb_logical_type type = duckdb_vector_get_column_type(structure);
    idx_t count = duckdb_struct_type_child_count(type);
    duckdb_destroy_logical_type(&type);
    for (idx_t i = 0; i < count; i++) {
        struct target field = target_of_vector(duckdb_struct_vector_get_child(structure, i));
        target_null(&field, row);
    }
}

void target_null(const struct target *target, size_t row)
{
    duckdb_vector_ensure_validity_writable(target->vector);
    uint64_t *validity = duckdb_vector_get_validity(target->vector);
    validity[row >> 6] &= ~(1ULL << (row & 63));
    if (target->kind == KIND_LIST)
        target_list(target, row, 0, 0);
    if (target->kind == KIND_STRUCT)
        null_fields(target->vector, row);
}

/* Up to 12 bytes live in the vector itself, zero-padded because the engine compares all 16 bytes at once. */
static void pack_inline(const struct target *target, size_t row, struct text text)
{
    unsigned char packed[sizeof(struct packed_text)] = {0};
    uint32_t length = (uint32_t)text.length;
    memcpy(packed, &length, sizeof length);
    if (text.length)
        memcpy(packed + sizeof length, text.data, text.length);
    memcpy((struct packed_text *)target->values + row, packed, sizeof packed);
}

static bool is_ascii(struct text text)
{
    unsigned char all = 0;
    for (size_t i = 0; i < text.length; i++)
        all |= (unsigned char)text.data[i];
    return all < 0x80;
}

/* The engine turns text it does not believe to be UTF-8 into NULL without a word; so look afterwards. */
static bool row_is_null(const struct target *target, size_t row)
{
    const uint64_t *validity = duckdb_vector_get_validity(target->vector);
    return validity && !(validity[row >> 6] >> (row & 63) & 1);
}

static void assign_repaired(const struct target *target, size_t row, struct text text)
{
    struct buffer repaired = {0};
    utf8_repair(text, &repaired);
    if (!repaired.failed) {
        uint64_t *validity = duckdb_vector_get_validity(target->vector);
        validity[row >> 6] |= 1ULL << (row & 63);
        duckdb_vector_assign_string_element_len(target->vector, row, buffer_c(&repaired), repaired.length);
    }
    buffer_release(&repaired);
}

void target_text(const struct target *target, size_t row, struct text text)
{
    if (text.length <= 12 && is_ascii(text)) {
        pack_inline(target, row, text);
        return;
    }
    duckdb_vector_assign_string_element_len(target->vector, row, text.data, text.length);
    if (row_is_null(target, row))
        assign_repaired(target, row, text);
}

void target_blob(const struct target *target, size_t row, struct text bytes)
{
    if (bytes.length <= 12)
        pack_inline(target, row, bytes);
    else
        duckdb_vector_assign_string_element_len(target->vector, row, bytes.data, bytes.length);
}

int target_reserve(const struct target *list, uint64_t total)
{
    return duckdb_list_vector_reserve(list->vector, total) == DuckDBSuccess ? 0 : -1;
}

void target_length(const struct target *list, uint64_t total)
{
    duckdb_list_vector_set_size(list->vector, total);
}
