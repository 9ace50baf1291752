#include "store/row_sql.h"

#include "engine/engine.h"

void row_value_put(struct buffer *sql, const struct stored_table *table)
{
    buffer_byte(sql, '{');
    for (size_t i = 0; i < table->column_count; i++) {
        buffer_string(sql, i ? ", " : "");
        sql_put_name(sql, table->columns[i].name);
        buffer_string(sql, ": ");
        sql_put_name(sql, table->columns[i].name);
    }
    buffer_byte(sql, '}');
}

void row_hash_put(struct buffer *sql, const struct stored_table *table)
{
    buffer_string(sql, "row_hash(");
    row_value_put(sql, table);
    buffer_byte(sql, ')');
}

void row_key_put(struct buffer *sql, const struct stored_table *table)
{
    for (size_t i = 0; i < table->key_count; i++) {
        buffer_string(sql, i ? ", " : "");
        sql_put_name(sql, table->key[i]);
    }
}

void row_key_text_put(struct buffer *sql, const struct stored_table *table)
{
    if (table->key_count > 1)
        buffer_string(sql, "concat_ws(chr(31), ");
    for (size_t i = 0; i < table->key_count; i++) {
        buffer_string(sql, i ? ", CAST(" : "CAST(");
        sql_put_name(sql, table->key[i]);
        buffer_string(sql, " AS VARCHAR)");
    }
    if (table->key_count > 1)
        buffer_byte(sql, ')');
}
