/* A comparison on a terminal, from 40 columns up: what differs in numbers, by column, then the first rows. */
#include <inttypes.h>
#include <limits.h>

#include "report/amount.h"
#include "report/diff_report.h"
#include "report/line.h"

enum { NARROWEST = 20, DEFAULT_COLUMNS = 80, NAME_MOST = 28, CONTEXT_BYTES = 12 };
enum { ROW_BYTES = 4096 }; /* of a row that are looked at; more than a line holds */

struct screen {
    const struct diff *diff;
    struct terminal_options options;
    struct line line;
    struct buffer made;
};

static const struct {
    const char *sign;
    enum shade shade;
} marks[] = {[DIFF_CHANGED] = {"~ ", SHADE_YELLOW},
             [DIFF_ADDED] = {"+ ", SHADE_GREEN},
             [DIFF_REMOVED] = {"- ", SHADE_RED}};

static void made_put(struct screen *screen, enum shade shade, int limit)
{
    line_put(&screen->line, buffer_view(&screen->made), shade, limit);
    screen->line.out->failed |= screen->made.failed;
    buffer_clear(&screen->made);
}

static const char *arrow(const struct screen *screen)
{
    return screen->options.unicode ? " → " : " -> ";
}

static void count_put(struct screen *screen, enum diff_change change, int64_t count, int64_t cells)
{
    static const char *const words[] = {"changed in ", "added", "removed"};
    struct buffer *made = &screen->made;
    if (count == 0)
        return;
    buffer_string(made, marks[change].sign);
    amount_put_count(made, count);
    buffer_format(made, " %s", words[change]);
    if (change == DIFF_CHANGED)
        amount_put_counted(made, cells, "cell");
    if (line_measure(&screen->line, buffer_view(made)) + 2 > line_left(&screen->line))
        line_end(&screen->line);
    line_string(&screen->line, "  ", SHADE_PLAIN);
    made_put(screen, marks[change].shade, INT_MAX);
}

static void totals_put(struct screen *screen, const struct diff_table *table)
{
    struct buffer *made = &screen->made;
    amount_put_counted(made, table->rows_before, "row");
    buffer_string(made, " before, ");
    amount_put_count(made, table->rows_after);
    buffer_string(made, " after");
    if (table->key_count > 0 && !table->content_key) {
        buffer_string(made, ", by ");
        diff_put_key_names(made, table);
    }
    line_paragraph(&screen->line, buffer_view(made), 0, SHADE_PLAIN);
    buffer_clear(made);
    count_put(screen, DIFF_ADDED, table->added, 0);
    count_put(screen, DIFF_REMOVED, table->removed, 0);
    count_put(screen, DIFF_CHANGED, table->changed, table->cells);
    if (table->added + table->removed + table->changed == 0)
        line_string(&screen->line, "  the same rows", SHADE_GREEN);
    line_end(&screen->line);
}

static bool column_noted(const struct diff_column *column)
{
    return column->presence != PRESENT_BOTH || column->retyped || column->changed > 0;
}

static void column_put(struct screen *screen, const struct diff_column *column, int width)
{
    struct buffer *made = &screen->made;
    line_string(&screen->line, "  ", SHADE_PLAIN);
    line_put(&screen->line, column->name, SHADE_PLAIN, width);
    line_pad(&screen->line, width + 4);
    if (column->presence != PRESENT_BOTH) {
        bool before = column->presence == PRESENT_BEFORE;
        buffer_format(made, "only %s, ", before ? "before" : "after");
        buffer_text(made, before ? column->type_before : column->type_after);
        made_put(screen, SHADE_YELLOW, INT_MAX);
    } else if (column->retyped) {
        buffer_text(made, column->type_before);
        buffer_string(made, arrow(screen));
        buffer_text(made, column->type_after);
        buffer_string(made, column->changed ? ", " : "");
        made_put(screen, SHADE_YELLOW, INT_MAX);
    }
    if (column->changed > 0) {
        amount_put_counted(made, column->changed, "cell");
        made_put(screen, SHADE_PLAIN, INT_MAX);
    }
    line_end(&screen->line);
}

static void columns_put(struct screen *screen, const struct diff_table *table)
{
    int width = 0, most = (screen->options.columns - 6) / 2;
    most = most < NAME_MOST ? most : NAME_MOST;
    for (size_t i = 0; i < table->column_count; i++)
        if (column_noted(&table->columns[i])) {
            int measured = line_measure(&screen->line, table->columns[i].name);
            width = measured > width ? measured : width;
        }
    width = width < most ? width : most;
    if (width == 0)
        return;
    line_end(&screen->line);
    line_string(&screen->line, "Columns", SHADE_BOLD);
    line_end(&screen->line);
    for (size_t i = 0; i < table->column_count; i++)
        if (column_noted(&table->columns[i]))
            column_put(screen, &table->columns[i], width);
}

static void value_put(struct screen *screen, const struct diff_value *value, enum shade shade, int limit)
{
    if (value->text.data && value->text.length == 0)
        line_put(&screen->line, text_of("''"), shade, limit);
    else
        line_put(&screen->line, value->text.data ? value->text : text_of("NULL"),
                 value->text.data ? shade : SHADE_FAINT, limit);
}

/* Bytes that both texts begin with, at the start of a character; some stay before the difference. */
static size_t shared_beginning(struct text a, struct text b)
{
    size_t shared = 0;
    while (shared < a.length && shared < b.length && a.data[shared] == b.data[shared])
        shared++;
    shared = shared > CONTEXT_BYTES ? shared - CONTEXT_BYTES : 0;
    while (shared > 0 && ((unsigned char)a.data[shared] & 0xC0) == 0x80)
        shared--;
    return shared;
}

/* Before and after on one line. What does not fit is cut, first where both are the same. */
static void values_put(struct screen *screen, struct diff_value before, struct diff_value after)
{
    struct line *line = &screen->line;
    const char *ellipsis = screen->options.unicode ? "…" : "..";
    int left = line_left(line) - (screen->options.unicode ? 3 : 4);
    bool texts = before.text.data && after.text.data;
    bool cut = texts && line_measure(line, before.text) + line_measure(line, after.text) > left;
    size_t shared = cut ? shared_beginning(before.text, after.text) : 0;
    if (shared > 0) {
        before.text = (struct text){before.text.data + shared, before.text.length - shared};
        after.text = (struct text){after.text.data + shared, after.text.length - shared};
        left -= 2 * (screen->options.unicode ? 1 : 2);
    }
    int wanted = line_measure(line, after.text.data ? after.text : text_of("NULL"));
    line_string(line, shared ? ellipsis : "", SHADE_FAINT);
    value_put(screen, &before, SHADE_RED, wanted < left / 2 ? left - wanted : left / 2);
    line_string(line, arrow(screen), SHADE_PLAIN);
    line_string(line, shared ? ellipsis : "", SHADE_FAINT);
    value_put(screen, &after, SHADE_GREEN, INT_MAX);
}

static void cell_put(struct screen *screen, const struct diff_column *column, const struct diff_cell *cell)
{
    int third = line_left(&screen->line) / 3;
    line_string(&screen->line, "    ", SHADE_PLAIN);
    line_put(&screen->line, column->name, SHADE_PLAIN, NAME_MOST < third ? NAME_MOST : third);
    line_string(&screen->line, ": ", SHADE_PLAIN);
    values_put(screen, cell->before, cell->after);
    line_end(&screen->line);
}

static void row_put(struct screen *screen, const struct diff_table *table, const struct diff_row *row)
{
    bool added = row->change == DIFF_ADDED;
    line_string(&screen->line, marks[row->change].sign, marks[row->change].shade);
    if (table->key_count > 0) {
        diff_put_key(&screen->made, row, table->key_count);
        made_put(screen, SHADE_BOLD, INT_MAX);
    }
    if (row->change == DIFF_CHANGED) {
        line_end(&screen->line);
        for (size_t i = 0; i < row->cell_count; i++)
            cell_put(screen, &table->columns[row->cells[i].column], &row->cells[i]);
        return;
    }
    for (size_t i = 0, put = 0; i < row->cell_count && screen->made.length < ROW_BYTES; i++) {
        const struct diff_column *column = &table->columns[row->cells[i].column];
        const struct diff_value *value = added ? &row->cells[i].after : &row->cells[i].before;
        if (column->key || !value->text.data)
            continue;
        buffer_string(&screen->made, put++ ? ", " : table->key_count ? "  " : "");
        buffer_text(&screen->made, column->name);
        buffer_byte(&screen->made, '=');
        buffer_text(&screen->made, value->text);
    }
    made_put(screen, marks[row->change].shade, INT_MAX);
    line_end(&screen->line);
}

static void rows_put(struct screen *screen, const struct diff_table *table)
{
    int64_t all = table->added + table->removed + table->changed;
    if (table->row_count == 0)
        return;
    line_end(&screen->line);
    line_string(&screen->line, "Rows", SHADE_BOLD);
    if ((int64_t)table->row_count < all) {
        buffer_string(&screen->made, ", the first ");
        amount_put_count(&screen->made, (int64_t)table->row_count);
        buffer_string(&screen->made, " of ");
        amount_put_count(&screen->made, all);
        made_put(screen, SHADE_FAINT, INT_MAX);
    }
    line_end(&screen->line);
    for (size_t i = 0; i < table->row_count; i++)
        row_put(screen, table, &table->rows[i]);
}

static void table_put(struct screen *screen, const struct diff_table *table)
{
    if (screen->diff->table_count > 1) {
        line_end(&screen->line);
        line_put(&screen->line, table->name, SHADE_BOLD, INT_MAX);
        line_end(&screen->line);
    }
    totals_put(screen, table);
    diff_put_remark(&screen->made, table);
    line_paragraph(&screen->line, buffer_view(&screen->made), 0, SHADE_FAINT);
    buffer_clear(&screen->made);
    columns_put(screen, table);
    rows_put(screen, table);
}

static void facts_put(struct screen *screen)
{
    if (screen->diff->fact_count == 0)
        return;
    line_end(&screen->line);
    line_string(&screen->line, "Beside the rows", SHADE_BOLD);
    line_end(&screen->line);
    for (size_t i = 0; i < screen->diff->fact_count; i++) {
        const struct diff_fact *fact = &screen->diff->facts[i];
        struct diff_column column = {.name = fact->name};
        struct diff_cell cell = {.before = fact->before, .after = fact->after};
        cell_put(screen, &column, &cell);
    }
}

void diff_terminal(const struct diff *diff, const struct terminal_options *options, struct buffer *out)
{
    struct screen screen = {.diff = diff, .options = *options};
    int columns = options->columns > 0 ? options->columns : DEFAULT_COLUMNS;
    screen.options.columns = columns < NARROWEST ? NARROWEST : columns;
    screen.line = (struct line){.out = out, .options = &screen.options};
    bool differs = diff_differs(diff);
    buffer_text(&screen.made, diff->before);
    buffer_string(&screen.made, arrow(&screen));
    buffer_text(&screen.made, diff->after);
    buffer_string(&screen.made, differs ? ": different" : ": the same");
    line_paragraph(&screen.line, buffer_view(&screen.made), 0, SHADE_BOLD);
    buffer_clear(&screen.made);
    for (size_t i = 0; i < diff->table_count; i++)
        table_put(&screen, &diff->tables[i]);
    facts_put(&screen);
    out->failed |= screen.made.failed;
    buffer_release(&screen.made);
}
