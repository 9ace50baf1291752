/* The engine's types as SQL writes them. */
#include "engine/engine_internal.h"

static const char *const plain_names[] = {
    [DUCKDB_TYPE_BOOLEAN] = "BOOLEAN",
    [DUCKDB_TYPE_TINYINT] = "TINYINT",
    [DUCKDB_TYPE_SMALLINT] = "SMALLINT",
    [DUCKDB_TYPE_INTEGER] = "INTEGER",
    [DUCKDB_TYPE_BIGINT] = "BIGINT",
    [DUCKDB_TYPE_UTINYINT] = "UTINYINT",
    [DUCKDB_TYPE_USMALLINT] = "USMALLINT",
    [DUCKDB_TYPE_UINTEGER] = "UINTEGER",
    [DUCKDB_TYPE_UBIGINT] = "UBIGINT",
    [DUCKDB_TYPE_FLOAT] = "FLOAT",
    [DUCKDB_TYPE_DOUBLE] = "DOUBLE",
    [DUCKDB_TYPE_TIMESTAMP] = "TIMESTAMP",
    [DUCKDB_TYPE_DATE] = "DATE",
    [DUCKDB_TYPE_TIME] = "TIME",
    [DUCKDB_TYPE_INTERVAL] = "INTERVAL",
    [DUCKDB_TYPE_HUGEINT] = "HUGEINT",
    [DUCKDB_TYPE_UHUGEINT] = "UHUGEINT",
    [DUCKDB_TYPE_VARCHAR] = "VARCHAR",
    [DUCKDB_TYPE_BLOB] = "BLOB",
    [DUCKDB_TYPE_TIMESTAMP_S] = "TIMESTAMP_S",
    [DUCKDB_TYPE_TIMESTAMP_MS] = "TIMESTAMP_MS",
    [DUCKDB_TYPE_TIMESTAMP_NS] = "TIMESTAMP_NS",
    [DUCKDB_TYPE_ENUM] = "ENUM",
    [DUCKDB_TYPE_UNION] = "UNION",
    [DUCKDB_TYPE_UUID] = "UUID",
    [DUCKDB_TYPE_BIT] = "BIT",
    [DUCKDB_TYPE_TIME_TZ] = "TIME WITH TIME ZONE",
    [DUCKDB_TYPE_TIMESTAMP_TZ] = "TIMESTAMP WITH TIME ZONE",
    [DUCKDB_TYPE_BIGNUM] = "BIGNUM",
    [DUCKDB_TYPE_SQLNULL] = "NULL",
};

static void put_struct(struct buffer *out, duckdb_logical_type type)
{
    idx_t count = duckdb_struct_type_child_count(type);
    buffer_string(out, "STRUCT(");
    for (idx_t i = 0; i < count; i++) {
        char *name = duckdb_struct_type_child_name(type, i);
        duckdb_logical_type field = duckdb_struct_type_child_type(type, i);
        buffer_string(out, i ? ", " : "");
        sql_put_name(out, text_of(name));
        buffer_byte(out, ' ');
        type_put(out, field);
        duckdb_destroy_logical_type(&field);
        duckdb_free(name);
    }
    buffer_byte(out, ')');
}

static void put_map(struct buffer *out, duckdb_logical_type type)
{
    duckdb_logical_type key = duckdb_map_type_key_type(type), value = duckdb_map_type_value_type(type);
    buffer_string(out, "MAP(");
    type_put(out, key);
    buffer_string(out, ", ");
    type_put(out, value);
    buffer_byte(out, ')');
    duckdb_destroy_logical_type(&key);
    duckdb_destroy_logical_type(&value);
}

static void put_nested(struct buffer *out, duckdb_logical_type type)
{
    duckdb_logical_type child = NULL;
    switch (duckdb_get_type_id(type)) {
    case DUCKDB_TYPE_DECIMAL:
        buffer_format(out, "DECIMAL(%d,%d)", duckdb_decimal_width(type), duckdb_decimal_scale(type));
        break;
    case DUCKDB_TYPE_LIST:
        child = duckdb_list_type_child_type(type);
        type_put(out, child);
        buffer_string(out, "[]");
        break;
    case DUCKDB_TYPE_ARRAY:
        child = duckdb_array_type_child_type(type);
        type_put(out, child);
        buffer_format(out, "[%llu]", (unsigned long long)duckdb_array_type_array_size(type));
        break;
    case DUCKDB_TYPE_STRUCT:
        put_struct(out, type);
        break;
    case DUCKDB_TYPE_MAP:
        put_map(out, type);
        break;
    default:
        buffer_string(out, "UNKNOWN");
    }
    duckdb_destroy_logical_type(&child);
}

void type_put(struct buffer *out, duckdb_logical_type type)
{
    size_t id = (size_t)duckdb_get_type_id(type);
    char *alias = duckdb_logical_type_get_alias(type); /* JSON is a VARCHAR with this name */
    if (alias)
        buffer_string(out, alias);
    else if (id < sizeof plain_names / sizeof *plain_names && plain_names[id])
        buffer_string(out, plain_names[id]);
    else
        put_nested(out, type);
    duckdb_free(alias);
}
