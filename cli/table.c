#include "cli/table.h"

#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "cli/console.h"

enum { COLUMNS_MOST = 256, CELL_MOST = 60 };

struct table {
    struct arena arena;
    size_t columns;
    struct text *cells; /* row after row; the first row is the header */
    size_t count, capacity;
    size_t cell_most;
    size_t widths[COLUMNS_MOST];
    bool right[COLUMNS_MOST];
};

static size_t width_of(struct text text)
{
    size_t width = 0;
    for (size_t at = 0; at < text.length;)
        width += (size_t)utf8_columns(utf8_next(text, &at));
    return width;
}

/* One line, nothing that acts on the terminal, at most `most` columns. */
static struct text cell_make(struct arena *arena, struct text text, size_t most)
{
    struct buffer out = {0};
    size_t width = 0;
    for (size_t at = 0; at < text.length;) {
        size_t start = at;
        int32_t point = utf8_next(text, &at);
        bool space = point == '\n' || point == '\t' || point == '\r';
        size_t columns = space ? 1 : (size_t)utf8_columns(point);
        if (width + columns > most - (at < text.length)) {
            buffer_string(&out, "…");
            break;
        }
        if (space)
            buffer_byte(&out, ' ');
        else
            terminal_put(&out, (struct text){text.data + start, at - start});
        width += columns;
    }
    if (!out.failed && out.length == 0)
        buffer_string(&out, " ");
    struct text cell = out.failed ? (struct text){0} : arena_copy(arena, buffer_view(&out));
    buffer_release(&out);
    return cell;
}

static int cell_add(struct table *table, struct text text, struct error *error)
{
    if (table->count == table->capacity) {
        size_t capacity = table->capacity ? table->capacity * 2 : 1024;
        struct text *grown = memory_resize(table->cells, capacity, sizeof *grown);
        if (!grown)
            return error_memory(error);
        table->cells = grown;
        table->capacity = capacity;
    }
    struct text cell = cell_make(&table->arena, text, table->cell_most);
    if (!cell.data)
        return error_memory(error);
    size_t column = table->count % table->columns, width = width_of(cell);
    if (width > table->widths[column])
        table->widths[column] = width;
    table->cells[table->count++] = cell;
    return 0;
}

static bool is_number_type(const char *type)
{
    static const char *const types[] = {"TINYINT",   "SMALLINT", "INTEGER", "BIGINT",   "HUGEINT", "UTINYINT",
                                        "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT", "FLOAT",   "DOUBLE"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(type, types[i]) == 0)
            return true;
    return strncmp(type, "DECIMAL", 7) == 0;
}

/* Names and kinds of the query's columns. */
static int header_read(struct engine *engine, struct text query, struct table *table, struct error *error)
{
    struct buffer sql = {0};
    struct answer *answer = NULL;
    buffer_string(&sql, "SELECT * FROM (");
    buffer_text(&sql, query);
    buffer_string(&sql, "\n) LIMIT 0");
    int code = buffer_status(&sql, error);
    if (code == 0)
        code = engine_query(engine, &answer, buffer_c(&sql), NULL, error);
    if (code == 0) {
        table->columns = answer_columns(answer);
        if (table->columns > COLUMNS_MOST)
            code = error_set(error, ERROR_USAGE, "%zu columns are too many for a table; use --json or --csv",
                             table->columns);
        for (size_t i = 0; i < table->columns && code == 0; i++) {
            table->right[i] = is_number_type(answer_type(answer, i));
            code = cell_add(table, text_of(answer_name(answer, i)), error);
        }
    }
    answer_free(answer);
    buffer_release(&sql);
    return code;
}

static int rows_read(struct engine *engine, struct text query, struct table *table, struct error *error)
{
    struct buffer sql = {0};
    struct answer *answer = NULL;
    size_t rows = 0;
    buffer_string(&sql, "SELECT CAST(COLUMNS(*) AS VARCHAR) FROM (");
    buffer_text(&sql, query);
    buffer_string(&sql, "\n)");
    int code = buffer_status(&sql, error);
    if (code == 0)
        code = engine_query(engine, &answer, buffer_c(&sql), NULL, error);
    while (code == 0 && (code = answer_next(answer, &rows, error)) == 0 && rows > 0) {
        for (size_t row = 0; row < rows && code == 0; row++)
            for (size_t i = 0; i < table->columns && code == 0; i++) {
                struct column column = answer_column(answer, i);
                struct text cell = column_valid(&column, row) ? column_text(&column, row) : text_of("NULL");
                code = cell_add(table, cell, error);
            }
    }
    answer_free(answer);
    buffer_release(&sql);
    return code;
}

static void spaces_put(struct buffer *out, size_t count)
{
    while (count-- > 0)
        buffer_byte(out, ' ');
}

static void table_put(const struct table *table, struct buffer *out)
{
    for (size_t i = 0; i < table->count; i++) {
        size_t column = i % table->columns;
        size_t padding = table->widths[column] - width_of(table->cells[i]);
        bool last = column + 1 == table->columns;
        if (table->right[column])
            spaces_put(out, padding);
        buffer_text(out, table->cells[i]);
        if (!table->right[column] && !last)
            spaces_put(out, padding);
        buffer_string(out, last ? "\n" : "  ");
        if (last && i + 1 == table->columns) {
            for (size_t k = 0; k < table->columns; k++) {
                for (size_t w = 0; w < table->widths[k]; w++)
                    buffer_string(out, terminal_unicode() ? "─" : "-");
                buffer_string(out, k + 1 == table->columns ? "\n" : "  ");
            }
        }
    }
}

int table_query(struct engine *engine, struct text query, struct buffer *out, struct error *error)
{
    struct table table = {.cell_most = isatty(STDOUT_FILENO) ? CELL_MOST : (size_t)1 << 20};
    int code = header_read(engine, query, &table, error);
    if (code == 0)
        code = rows_read(engine, query, &table, error);
    if (code == 0)
        table_put(&table, out);
    memory_free(table.cells);
    arena_release(&table.arena);
    return code;
}
