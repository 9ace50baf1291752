/* What a column's type says beyond its kind: a scale, a size, the words of an ENUM, the names of fields. Each
 * of these asks the engine for the type, so none is for every row. */
#include "base/arena.h"
#include "engine/column.h"
#include "engine/vectors.h"

enum kind column_physical(const struct column *column)
{
    if (column->kind != KIND_DECIMAL && column->kind != KIND_ENUM)
        return column->kind;
    duckdb_logical_type type = duckdb_vector_get_column_type(column->vector);
    duckdb_type physical =
        column->kind == KIND_DECIMAL ? duckdb_decimal_internal_type(type) : duckdb_enum_internal_type(type);
    duckdb_destroy_logical_type(&type);
    return kind_of_type(physical);
}

uint8_t column_scale(const struct column *decimal)
{
    duckdb_logical_type type = duckdb_vector_get_column_type(decimal->vector);
    uint8_t scale = duckdb_decimal_scale(type);
    duckdb_destroy_logical_type(&type);
    return scale;
}

uint64_t column_array_size(const struct column *array)
{
    duckdb_logical_type type = duckdb_vector_get_column_type(array->vector);
    uint64_t size = duckdb_array_type_array_size(type);
    duckdb_destroy_logical_type(&type);
    return size;
}

static duckdb_type type_id(const struct column *column)
{
    duckdb_logical_type type = duckdb_vector_get_column_type(column->vector);
    duckdb_type id = duckdb_get_type_id(type);
    duckdb_destroy_logical_type(&type);
    return id;
}

bool column_is_map(const struct column *list)
{
    return list->kind == KIND_LIST && type_id(list) == DUCKDB_TYPE_MAP;
}

const char *column_type_name(const struct column *column)
{
    switch (type_id(column)) {
    case DUCKDB_TYPE_UNION:
        return "UNION";
    case DUCKDB_TYPE_BIT:
        return "BIT";
    case DUCKDB_TYPE_TIME_TZ:
        return "TIME WITH TIME ZONE";
    case DUCKDB_TYPE_TIME_NS:
        return "TIME_NS";
    case DUCKDB_TYPE_BIGNUM:
        return "BIGNUM";
    case DUCKDB_TYPE_GEOMETRY:
        return "GEOMETRY";
    case DUCKDB_TYPE_VARIANT:
        return "VARIANT";
    default:
        return "type that is not known here";
    }
}

struct text column_enum_text(const struct column *column, uint64_t index, struct arena *arena)
{
    duckdb_logical_type type = duckdb_vector_get_column_type(column->vector);
    char *word = duckdb_enum_dictionary_value(type, index);
    struct text copy = arena_copy(arena, text_of(word));
    duckdb_free(word);
    duckdb_destroy_logical_type(&type);
    return copy;
}

size_t column_field_count(const struct column *structure)
{
    duckdb_logical_type type = duckdb_vector_get_column_type(structure->vector);
    size_t count = duckdb_struct_type_child_count(type);
    duckdb_destroy_logical_type(&type);
    return count;
}

struct column column_field_at(const struct column *structure, size_t index, struct arena *arena,
                              struct text *name)
{
    duckdb_logical_type type = duckdb_vector_get_column_type(structure->vector);
    char *found = duckdb_struct_type_child_name(type, index);
    *name = arena_copy(arena, text_of(found));
    duckdb_free(found);
    duckdb_destroy_logical_type(&type);
    return column_of_vector(duckdb_struct_vector_get_child(structure->vector, index));
}
