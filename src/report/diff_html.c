/* A comparison as one page: works offline, without JavaScript, in print and on a phone. Its content security
 * policy admits its two style sheets by their hashes and nothing else; what comes from data is escaped. */
#include "base/memory.h"
#include "report/amount.h"
#include "report/diff_report.h"
#include "report/escape.h"
#include "report/html.h"
#include "report/svg.h"

enum { CELL_MOST = 2000, WHOLE_CELL_MOST = 120, KEY_MOST = 120 };

static const struct {
    const char *class, *sign, *word;
} marks[] = {[DIFF_CHANGED] = {"changed", "~", "changed"},
             [DIFF_ADDED] = {"added", "+", "added"},
             [DIFF_REMOVED] = {"removed", "−", "removed"}};

static int head_put(const struct diff *diff, struct buffer *out, struct error *error)
{
    buffer_string(out,
                  "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
                  "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src ");
    TRY(html_put_hash_source(out, html_file("report.css"), error));
    buffer_byte(out, ' ');
    TRY(html_put_hash_source(out, html_file("diff.css"), error));
    buffer_string(out, "; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'\">\n"
                       "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                       "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" "
                       "content=\"no-referrer\">\n<title>");
    buffer_string(out, diff_differs(diff) ? "Differs: " : "Same: ");
    markup_put(out, diff->before);
    buffer_string(out, " and ");
    markup_put(out, diff->after);
    buffer_string(out, " · Assay</title>\n<style>");
    buffer_text(out, html_file("report.css"));
    buffer_string(out, "</style><style>");
    buffer_text(out, html_file("diff.css"));
    buffer_string(out, "</style></head>\n<body>\n");
    return 0;
}

static void fact_put(struct buffer *out, const char *term, int64_t count, const char *note)
{
    buffer_format(out, "<div><dt>%s</dt><dd><b>", term);
    amount_put_count(out, count);
    buffer_format(out, "</b> <span>%s</span></dd></div>\n", note);
}

static void sum_tables(const struct diff *diff, struct diff_table *sum)
{
    for (size_t i = 0; i < diff->table_count; i++) {
        const struct diff_table *table = &diff->tables[i];
        sum->rows_before += table->rows_before;
        sum->rows_after += table->rows_after;
        sum->added += table->added;
        sum->removed += table->removed;
        sum->changed += table->changed;
        sum->cells += table->cells;
    }
}

static void side_put(struct buffer *out, struct text name, int64_t rows)
{
    buffer_string(out, "<span class=\"path\">");
    markup_put(out, name);
    buffer_string(out, "</span> (");
    amount_put_counted(out, rows, "row");
    buffer_byte(out, ')');
}

static void verdict_put(const struct diff *diff, struct buffer *out)
{
    struct diff_table sum = {.rows_before = 0};
    bool differs = diff_differs(diff);
    sum_tables(diff, &sum);
    buffer_format(out,
                  "<header class=\"verdict %s\"><div class=\"inner\"><p class=\"kicker\">Assay</p>\n"
                  "<h1>%s</h1>\n<p class=\"lede\">From ",
                  differs ? "fail" : "pass", differs ? "They differ." : "They are the same.");
    side_put(out, diff->before, sum.rows_before);
    buffer_string(out, " to ");
    side_put(out, diff->after, sum.rows_after);
    buffer_string(out, ".</p>\n<dl class=\"facts\">\n");
    fact_put(out, "Added", sum.added, "rows that stand only after");
    fact_put(out, "Removed", sum.removed, "rows that stand only before");
    fact_put(out, "Changed", sum.changed, "rows on both sides");
    fact_put(out, "Cells", sum.cells, "that changed");
    buffer_string(out, "</dl>\n</div></header>\n");
}

static void value_put(struct buffer *out, const struct diff_value *value, size_t limit)
{
    if (!value->text.data)
        buffer_string(out, "<span class=\"null\">NULL</span>");
    else if (value->text.length == 0)
        buffer_string(out, "<span class=\"null\">empty text</span>");
    else
        markup_put_cut(out, value->text, limit);
}

static void change_put(struct buffer *out, const struct diff_value *before, const struct diff_value *after)
{
    buffer_string(out, "<td><del>");
    value_put(out, before, CELL_MOST);
    buffer_string(out, "</del></td><td><ins>");
    value_put(out, after, CELL_MOST);
    buffer_string(out, "</ins></td>");
}

/* ---- columns ------------------------------------------------------------------------------------------- */

static void plot_put(struct buffer *out, const struct diff_table *table)
{
    struct histogram histogram = {.figure = text_of("changed cells by column")};
    struct text *labels = memory_new(table->column_count + 1, sizeof *labels);
    int64_t *counts = memory_new(table->column_count + 1, sizeof *counts);
    size_t count = 0;
    for (size_t i = 0; labels && counts && i < table->column_count; i++)
        if (table->columns[i].changed > 0) {
            labels[count] = table->columns[i].name;
            counts[count++] = table->columns[i].changed;
        }
    histogram.labels = labels;
    histogram.counts = counts;
    histogram.count = count;
    out->failed |= !labels || !counts;
    if (count > 1 && labels && counts) {
        buffer_string(out, "<div class=\"plot\">");
        svg_put_histogram(out, &histogram);
        buffer_string(out, "</div>\n");
    }
    memory_free(labels);
    memory_free(counts);
}

static void column_put(struct buffer *out, const struct diff_column *column)
{
    buffer_string(out, "<tr><th scope=\"row\" class=\"path\">");
    markup_put_cut(out, column->name, KEY_MOST);
    buffer_string(out, column->key ? " <span class=\"null\">key</span></th><td>" : "</th><td>");
    markup_put_cut(out, column->type_before.data ? column->type_before : text_of("absent"), CELL_MOST);
    buffer_string(out, "</td><td>");
    if (column->retyped || column->presence != PRESENT_BOTH)
        buffer_string(out, "<ins>");
    markup_put_cut(out, column->type_after.data ? column->type_after : text_of("absent"), CELL_MOST);
    if (column->retyped || column->presence != PRESENT_BOTH)
        buffer_string(out, "</ins>");
    buffer_string(out, "</td><td class=\"number\">");
    amount_put_count(out, column->changed);
    buffer_string(out, "</td></tr>\n");
}

static void columns_put(struct buffer *out, const struct diff_table *table)
{
    buffer_string(out, "<section><h2>Columns</h2>\n");
    plot_put(out, table);
    buffer_string(out, "<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-label=\"Columns\"><table>"
                       "<thead><tr><th scope=\"col\">column</th><th scope=\"col\">type before</th><th "
                       "scope=\"col\">type after</th><th scope=\"col\" class=\"number\">changed "
                       "cells</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < table->column_count; i++)
        column_put(out, &table->columns[i]);
    buffer_string(out, "</tbody></table></div></section>\n");
}

/* ---- rows ---------------------------------------------------------------------------------------------- */

static void mark_put(struct buffer *out, const struct diff_table *table, const struct diff_row *row)
{
    struct buffer key = {0};
    buffer_format(out,
                  "<tr class=\"%s\"><td class=\"change\"><span aria-hidden=\"true\">%s</span><span "
                  "class=\"unseen\">%s</span></td><td class=\"key\">",
                  marks[row->change].class, marks[row->change].sign, marks[row->change].word);
    diff_put_key(&key, row, table->key_count);
    markup_put_cut(out, buffer_view(&key), KEY_MOST);
    out->failed |= key.failed;
    buffer_release(&key);
    buffer_string(out, "</td>");
}

static void whole_put(struct buffer *out, const struct diff_table *table, const struct diff_row *row)
{
    bool added = row->change == DIFF_ADDED;
    size_t put = 0;
    buffer_format(out, "<td colspan=\"3\" class=\"whole\"><%s>", added ? "ins" : "del");
    for (size_t i = 0; i < row->cell_count; i++) {
        const struct diff_column *column = &table->columns[row->cells[i].column];
        if (column->key)
            continue;
        buffer_string(out, put++ ? " · <span>" : "<span>");
        markup_put_cut(out, column->name, KEY_MOST);
        buffer_string(out, "</span> ");
        value_put(out, added ? &row->cells[i].after : &row->cells[i].before, WHOLE_CELL_MOST);
    }
    buffer_format(out, "</%s></td></tr>\n", added ? "ins" : "del");
}

static void row_put(struct buffer *out, const struct diff_table *table, const struct diff_row *row)
{
    if (row->change != DIFF_CHANGED) {
        mark_put(out, table, row);
        whole_put(out, table, row);
        return;
    }
    for (size_t i = 0; i < row->cell_count; i++) {
        mark_put(out, table, row);
        buffer_string(out, "<td class=\"column\">");
        markup_put_cut(out, table->columns[row->cells[i].column].name, KEY_MOST);
        buffer_string(out, "</td>");
        change_put(out, &row->cells[i].before, &row->cells[i].after);
        buffer_string(out, "</tr>\n");
    }
}

static void rows_put(struct buffer *out, const struct diff_table *table)
{
    int64_t all = table->added + table->removed + table->changed;
    struct buffer names = {0};
    buffer_string(out, "<section><h2>Rows</h2>\n");
    if ((int64_t)table->row_count < all) {
        buffer_string(out, "<p class=\"aside\">The first ");
        amount_put_count(out, (int64_t)table->row_count);
        buffer_string(out, " of ");
        amount_put_count(out, all);
        buffer_string(out, " rows that differ.</p>\n");
    }
    buffer_string(out, "<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-label=\"Rows\"><table "
                       "class=\"rows\"><thead><tr><th scope=\"col\"><span "
                       "class=\"unseen\">change</span></th><th scope=\"col\">");
    diff_put_key_names(&names, table);
    markup_put(out, buffer_view(&names));
    out->failed |= names.failed;
    buffer_release(&names);
    buffer_string(out, "</th><th scope=\"col\">column</th><th scope=\"col\">before</th><th "
                       "scope=\"col\">after</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < table->row_count; i++)
        row_put(out, table, &table->rows[i]);
    buffer_string(out, "</tbody></table></div></section>\n");
}

static void table_put(const struct diff *diff, const struct diff_table *table, struct buffer *out)
{
    struct buffer remark = {0};
    if (diff->table_count > 1) {
        buffer_string(out, "<section><h2>Table ");
        markup_put(out, table->name);
        buffer_string(out, "</h2></section>\n");
    }
    diff_put_remark(&remark, table);
    if (remark.length) {
        buffer_string(out, "<section><p class=\"aside\">");
        markup_put(out, buffer_view(&remark));
        buffer_string(out, "</p></section>\n");
    }
    out->failed |= remark.failed;
    buffer_release(&remark);
    columns_put(out, table);
    if (table->row_count > 0)
        rows_put(out, table);
}

static void facts_put(const struct diff *diff, struct buffer *out)
{
    if (diff->fact_count == 0)
        return;
    buffer_string(out, "<section><h2>Beside the rows</h2>\n<div class=\"scroll\"><table "
                       "class=\"rows\"><thead><tr><th scope=\"col\">what</th><th scope=\"col\">before</th>"
                       "<th scope=\"col\">after</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < diff->fact_count; i++) {
        buffer_string(out, "<tr><th scope=\"row\" class=\"path\">");
        markup_put_cut(out, diff->facts[i].name, KEY_MOST);
        buffer_string(out, "</th>");
        change_put(out, &diff->facts[i].before, &diff->facts[i].after);
        buffer_string(out, "</tr>\n");
    }
    buffer_string(out, "</tbody></table></div></section>\n");
}

int diff_html(const struct diff *diff, struct buffer *out, struct error *error)
{
    TRY(head_put(diff, out, error));
    verdict_put(diff, out);
    buffer_string(out, "<main class=\"inner\">\n");
    facts_put(diff, out);
    for (size_t i = 0; i < diff->table_count; i++)
        table_put(diff, &diff->tables[i], out);
    buffer_string(out, "</main>\n</body></html>\n");
    return buffer_status(out, error);
}
