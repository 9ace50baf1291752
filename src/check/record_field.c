#include "check/record_field.h"

int record_field_put(struct engine *engine, struct text name, struct buffer *sql, struct error *error)
{
    struct parameter item = {.name = "name", .kind = KIND_TEXT, .text = name};
    int64_t count = 0;
    bool found = false;
    TRY(engine_one_int64(
        engine, "SELECT count(*) FROM duckdb_columns() WHERE table_name = 'records' AND column_name = $name",
        &(struct parameters){&item, 1}, &count, &found, error));
    if (count > 0) {
        buffer_string(sql, "CAST(");
        sql_put_name(sql, name);
        buffer_string(sql, " AS VARCHAR)");
    } else {
        buffer_string(sql, "json_extract_string(extra, ");
        sql_put_literal(sql, name);
        buffer_byte(sql, ')');
    }
    return buffer_status(sql, error);
}
