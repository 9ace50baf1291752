/* Figures as small multiples: the value, its interval and sample size, a plot over slices where there are
 * any; and every number again in tables. */
#include <inttypes.h>
#include <math.h>

#include "base/memory.h"
#include "report/amount.h"
#include "report/escape.h"
#include "report/html.h"
#include "report/svg.h"

enum { MOST_TILES = 200, MOST_FIGURE_ROWS = 200 };

static void put_sample(struct buffer *out, const struct figure *figure)
{
    buffer_string(out, "<p class=\"sample\">");
    if (figure_has_interval(figure)) {
        amount_put_interval(out, figure);
        buffer_string(out, figure->n >= 0 ? " · " : "");
    }
    if (figure->n >= 0) {
        buffer_string(out, "n = ");
        amount_put_count(out, figure->n);
    }
    buffer_string(out, "</p>");
}

static void put_value(struct buffer *out, const struct figure *figure)
{
    struct buffer made = {0};
    if (isnan(figure->value)) {
        buffer_string(out, "<p class=\"value undefined\">undefined</p><p class=\"sample\">");
        markup_put(out, figure->reason);
        buffer_string(out, "</p>");
        return;
    }
    amount_put_figure(&made, figure);
    buffer_string(out, "<p class=\"value\">");
    html_put_made(out, &made);
    buffer_string(out, "</p>");
    put_sample(out, figure);
}

static void open_tile(struct buffer *out, const struct check_result *check, struct text name, struct text key)
{
    buffer_string(out, "<figure class=\"tile\"><figcaption><span class=\"name\">");
    markup_put(out, name);
    if (key.length > 0) {
        buffer_string(out, " <span class=\"by\">by ");
        markup_put(out, key);
        buffer_string(out, "</span>");
    }
    buffer_string(out, "</span>");
    html_put_check_link(out, check);
    buffer_string(out, "</figcaption>");
}

/* ---- tables -------------------------------------------------------------------------------------------- */

static void put_figure_row(struct buffer *out, const struct figure *figure, bool named)
{
    struct buffer value = {0}, interval = {0};
    amount_put_figure(&value, figure);
    amount_put_interval(&interval, figure);
    buffer_string(out, "<tr>");
    if (named) {
        buffer_string(out, "<td>");
        markup_put(out, figure->figure);
        buffer_string(out, "</td>");
    }
    buffer_string(out, "<td>");
    markup_put(out, figure->slice.length > 0 ? figure->slice : text_of("all"));
    buffer_string(out, "</td><td class=\"number\">");
    if (isnan(figure->value) && figure->reason.length > 0)
        markup_put(out, figure->reason);
    else
        markup_put(out, buffer_view(&value));
    buffer_string(out, "</td><td class=\"number\">");
    html_put_made(out, &interval);
    buffer_string(out, "</td><td class=\"number\">");
    if (figure->n >= 0)
        amount_put_count(out, figure->n);
    buffer_string(out, "</td></tr>\n");
    out->failed |= value.failed;
    buffer_release(&value);
}

static void open_table(struct buffer *out, bool named)
{
    buffer_format(
        out,
        "<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-label=\"Table\"><table><thead><tr>%s<th "
        "scope=\"col\">slice</th><th scope=\"col\" "
        "class=\"number\">value</th><th scope=\"col\" class=\"number\">interval</th><th scope=\"col\" "
        "class=\"number\">n</th></tr></thead><tbody>\n",
        named ? "<th scope=\"col\">figure</th>" : "");
}

void html_put_figure_table(struct buffer *out, const struct check_result *check)
{
    size_t shown = check->figure_count < MOST_FIGURE_ROWS ? check->figure_count : MOST_FIGURE_ROWS;
    if (shown == 0)
        return;
    buffer_string(out, "<h4>Figures</h4>\n");
    open_table(out, true);
    for (size_t i = 0; i < shown; i++)
        put_figure_row(out, &check->figures[i], true);
    buffer_string(out, "</tbody></table></div>\n");
    if (shown < check->figure_count)
        buffer_format(out, "<p class=\"aside\">%zu of %zu; all are in the JSON.</p>\n", shown,
                      check->figure_count);
}

static void put_group_table(struct buffer *out, const struct figure *const *group, size_t count)
{
    size_t shown = count < MOST_FIGURE_ROWS ? count : MOST_FIGURE_ROWS;
    buffer_string(out, "<details class=\"numbers\"><summary>Numbers</summary>");
    open_table(out, false);
    for (size_t i = 0; i < shown; i++)
        put_figure_row(out, group[i], false);
    buffer_string(out, "</tbody></table></div></details>");
}

/* ---- tiles --------------------------------------------------------------------------------------------- */

/* The figures of a check that share the name of its figure number `first`; none when an earlier one has it.
 */
static size_t group_by_name(const struct check_result *check, size_t first, const struct figure **group)
{
    struct text name = check->figures[first].figure;
    for (size_t i = 0; i < first; i++)
        if (text_equal(check->figures[i].figure, name))
            return 0;
    size_t count = 0;
    for (size_t i = first; i < check->figure_count; i++)
        if (text_equal(check->figures[i].figure, name))
            group[count++] = &check->figures[i];
    return count;
}

static void put_figure_tile(struct buffer *out, const struct check_result *check,
                            const struct figure *const *group, size_t count)
{
    size_t key = slices_shared_key(group, count); /* of the last one too: the first may be all data */
    open_tile(out, check, group[0]->figure,
              (struct text){group[count - 1]->slice.data, key > 0 ? key - 1 : 0});
    if (group[0]->slice.length == 0)
        put_value(out, group[0]);
    bool drawn =
        count > 1 || group[0]->slice.length > 0 || (figure_has_interval(group[0]) && !isnan(group[0]->value));
    if (drawn)
        svg_put_figures(out, group, count);
    if (count > 1)
        put_group_table(out, group, count);
    buffer_string(out, "</figure>\n");
}

/* Tiles of one check; returns how many were written. */
static size_t put_check_tiles(struct buffer *out, const struct check_result *check, size_t room)
{
    size_t tiles = 0;
    const struct figure **group = memory_new(check->figure_count + 1, sizeof *group);
    if (!group) {
        out->failed = true;
        return 0;
    }
    for (size_t i = 0; i < check->histogram_count && tiles < room; i++, tiles++) {
        open_tile(out, check, check->histograms[i].figure, (struct text){"", 0});
        svg_put_histogram(out, &check->histograms[i]);
        buffer_string(out, "</figure>\n");
    }
    for (size_t i = 0; i < check->figure_count && tiles < room; i++) {
        size_t count = group_by_name(check, i, group);
        if (count == 0)
            continue;
        put_figure_tile(out, check, group, count);
        tiles++;
    }
    memory_free(group);
    return tiles;
}

void html_put_figures(struct page *page)
{
    struct buffer *out = page->out;
    size_t start = out->length, tiles = 0;
    buffer_string(out, "<section id=\"figures\"><h2>Figures</h2>\n<div class=\"tiles\">\n");
    for (size_t i = 0; i < page->run->check_count; i++)
        tiles += put_check_tiles(out, page->summary.checks[i], MOST_TILES - tiles);
    buffer_string(out, "</div>\n");
    if (tiles == MOST_TILES)
        buffer_format(out,
                      "<p class=\"aside\">The first %d are drawn; every figure stands with its check.</p>\n",
                      MOST_TILES);
    buffer_string(out, "</section>\n");
    if (tiles == 0 && !out->failed)
        out->length = start;
}
