/* Plots as SVG; see svg.h. Sizes are in a view box 340 wide, which is what a phone shows at its own scale. */
#include "report/svg.h"

#include <math.h>

#include "base/utf8.h"
#include "report/amount.h"
#include "report/escape.h"

enum {
    WIDTH = 340,
    ROW = 22,
    LABEL_RIGHT = 108, /* labels end here, marks start a little after */
    MARKS_LEFT = 116,
    MARKS_RIGHT = 276, /* values stand right of here */
    COLUMNS_HEIGHT = 110,
    COLUMNS_LEFT = 2,
    COLUMNS_RIGHT = 338,
    MOST_COLUMNS = 120,
    MOST_ROWS = 30,
    LABEL_LIMIT = 17,
};

/* A linear scale from values to the x axis. */
struct scale {
    double low, high;
    double left, right;
};

static double scale_at(const struct scale *scale, double value)
{
    double span = scale->high - scale->low;
    double part = span > 0 ? (value - scale->low) / span : 0;
    return scale->left + fmin(fmax(part, 0), 1) * (scale->right - scale->left);
}

static void open_plot(struct buffer *out, int height, struct text title, const char *kind)
{
    buffer_format(out, "<svg class=\"plot\" viewBox=\"0 0 %d %d\" role=\"img\"><title>", WIDTH, height);
    markup_put(out, title);
    buffer_format(out, "</title><desc>%s; the numbers are in the table that follows.</desc>", kind);
}

/* A path says most at its end: one that is too long loses its start. Returns whether it did. */
static bool label_keep_tail(struct text *text)
{
    size_t count = utf8_count(*text), at = 0;
    if (count <= LABEL_LIMIT || !memchr(text->data, '/', text->length))
        return false;
    for (size_t skipped = 0; skipped < count - LABEL_LIMIT + 1; skipped++)
        (void)utf8_next(*text, &at);
    *text = (struct text){text->data + at, text->length - at};
    return true;
}

static void put_label(struct buffer *out, double x, double y, const char *anchor, const char *class,
                      struct text text)
{
    bool cut = label_keep_tail(&text);
    buffer_format(out, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">", class, x, y, anchor);
    buffer_string(out, cut ? "…" : "");
    markup_put_cut(out, text, LABEL_LIMIT);
    buffer_string(out, "</text>");
}

/* The text that a writer made becomes a label. */
static void put_made_label(struct buffer *out, double x, double y, const char *anchor, struct buffer *made)
{
    put_label(out, x, y, anchor, "tick", buffer_view(made));
    out->failed |= made->failed;
    buffer_release(made);
}

static void put_value_label(struct buffer *out, double x, double y, const char *anchor, double value,
                            struct text unit)
{
    struct buffer made = {0};
    amount_put_value(&made, value, unit);
    buffer_string(&made, text_is(unit, "share") ? " %" : "");
    put_made_label(out, x, y, anchor, &made);
}

/* ---- columns over edges -------------------------------------------------------------------------------- */

/* Neighbouring bins are merged until no more than MOST_COLUMNS are left. */
struct columns {
    const struct histogram *histogram;
    size_t merged; /* bins in one column */
    size_t count;
    bool equal; /* bins differ so much in width that columns are drawn equally wide */
};

static int64_t column_count(const struct columns *columns, size_t column)
{
    int64_t sum = 0;
    size_t from = column * columns->merged;
    for (size_t i = from; i < from + columns->merged && i < columns->histogram->count; i++)
        sum += columns->histogram->counts[i];
    return sum;
}

static double column_edge(const struct columns *columns, size_t column)
{
    size_t bin = column * columns->merged;
    return columns->histogram->edges[bin < columns->histogram->count ? bin : columns->histogram->count];
}

static struct columns columns_of(const struct histogram *histogram)
{
    struct columns columns = {.histogram = histogram, .merged = 1 + (histogram->count - 1) / MOST_COLUMNS};
    columns.count = (histogram->count + columns.merged - 1) / columns.merged;
    double narrowest = INFINITY, widest = 0;
    for (size_t i = 0; i < histogram->count; i++) {
        double width = histogram->edges[i + 1] - histogram->edges[i];
        narrowest = fmin(narrowest, width);
        widest = fmax(widest, width);
    }
    columns.equal = !(narrowest > 0) || widest > 4 * narrowest || isinf(widest);
    return columns;
}

static double column_x(const struct columns *columns, size_t column)
{
    struct scale scale = {0, (double)columns->count, COLUMNS_LEFT, COLUMNS_RIGHT};
    if (columns->equal)
        return scale_at(&scale, (double)column);
    scale.low = column_edge(columns, 0);
    scale.high = column_edge(columns, columns->count);
    return scale_at(&scale, column_edge(columns, column));
}

static void put_column_path(struct buffer *out, const struct columns *columns, double most)
{
    const double bottom = COLUMNS_HEIGHT;
    buffer_string(out, "<path class=\"fill\" d=\"");
    for (size_t i = 0; i < columns->count; i++) {
        double height = (double)column_count(columns, i) / most * (double)(COLUMNS_HEIGHT - 14);
        double left = column_x(columns, i), right = column_x(columns, i + 1);
        double gap = right - left > 4 ? 1 : 0;
        if (height > 0)
            buffer_format(out, "M%.1f %.1fV%.1fH%.1fV%.1fZ", left, bottom, bottom - fmax(height, 0.8),
                          right - gap, bottom);
    }
    buffer_format(out, "\"/><path class=\"axis\" d=\"M%d %.1fH%d\"/>", COLUMNS_LEFT, bottom, COLUMNS_RIGHT);
}

static void put_columns(struct buffer *out, const struct histogram *histogram)
{
    struct columns columns = columns_of(histogram);
    int64_t most = 1;
    for (size_t i = 0; i < columns.count; i++)
        most = column_count(&columns, i) > most ? column_count(&columns, i) : most;
    open_plot(out, COLUMNS_HEIGHT + 18, histogram->figure,
              columns.equal ? "Histogram; bins of unequal width are drawn equally wide" : "Histogram");
    put_column_path(out, &columns, (double)most);
    struct buffer made = {0};
    buffer_string(&made, "max ");
    amount_put_count(&made, most);
    put_made_label(out, COLUMNS_RIGHT, 9, "end", &made);
    size_t middle = columns.count / 2;
    put_value_label(out, COLUMNS_LEFT, COLUMNS_HEIGHT + 14, "start", column_edge(&columns, 0),
                    histogram->unit);
    if (middle > 0 && middle < columns.count)
        put_value_label(out, column_x(&columns, middle), COLUMNS_HEIGHT + 14, "middle",
                        column_edge(&columns, middle), histogram->unit);
    put_value_label(out, COLUMNS_RIGHT, COLUMNS_HEIGHT + 14, "end", column_edge(&columns, columns.count),
                    histogram->unit);
    buffer_string(out, "</svg>");
}

/* ---- bars over labels ---------------------------------------------------------------------------------- */

static void put_bar(struct buffer *out, double x, int row)
{
    double top = row * ROW + 5;
    buffer_format(out, "M%d %.1fH%.1fV%.1fH%dZ", MARKS_LEFT, top, fmax(x, (double)MARKS_LEFT + 0.8), top + 12,
                  MARKS_LEFT);
}

static void put_bars(struct buffer *out, const struct histogram *histogram)
{
    int rows = histogram->count < MOST_ROWS ? (int)histogram->count : MOST_ROWS;
    struct scale scale = {0, 1, MARKS_LEFT, MARKS_RIGHT};
    for (int i = 0; i < rows; i++)
        scale.high = fmax(scale.high, (double)histogram->counts[i]);
    open_plot(out, rows * ROW + 4, histogram->figure, "Bars");
    buffer_string(out, "<path class=\"fill\" d=\"");
    for (int i = 0; i < rows; i++)
        if (histogram->counts[i] > 0)
            put_bar(out, scale_at(&scale, (double)histogram->counts[i]), i);
    buffer_format(out, "\"/><path class=\"axis\" d=\"M%d 2V%d\"/>", MARKS_LEFT, rows * ROW + 2);
    for (int i = 0; i < rows; i++) {
        put_label(out, LABEL_RIGHT, i * ROW + 15, "end", "label", histogram->labels[i]);
        put_value_label(out, WIDTH, i * ROW + 15, "end", (double)histogram->counts[i], (struct text){"", 0});
    }
    buffer_string(out, "</svg>");
}

static void put_bin_name(struct buffer *out, const struct histogram *histogram, size_t bin)
{
    if (!histogram->edges) {
        markup_put_cut(out, histogram->labels[bin], 200);
        return;
    }
    amount_put_value(out, histogram->edges[bin], histogram->unit);
    buffer_string(out, " to ");
    amount_put_value(out, histogram->edges[bin + 1], histogram->unit);
    buffer_string(out, text_is(histogram->unit, "share") ? " %" : "");
}

static void put_bin_number(struct buffer *out, const double *numbers, size_t bin)
{
    if (!numbers)
        return;
    buffer_string(out, "<td class=\"number\">");
    if (!isnan(numbers[bin]))
        amount_put_value(out, numbers[bin], (struct text){"", 0});
    buffer_string(out, "</td>");
}

static void put_bin_table(struct buffer *out, const struct histogram *histogram)
{
    enum { MOST_BINS = 200 };
    size_t shown = histogram->count < MOST_BINS ? histogram->count : MOST_BINS;
    buffer_string(
        out, "<details class=\"numbers\"><summary>Numbers</summary><table><thead><tr><th scope=\"col\">");
    if (histogram->unit.length > 0 && !text_is(histogram->unit, "share"))
        markup_put(out, histogram->unit);
    else
        buffer_string(out, histogram->edges ? "from, to" : "value");
    buffer_string(out, "</th><th scope=\"col\" class=\"number\">count</th>");
    buffer_string(out, histogram->measured ? "<th scope=\"col\" class=\"number\">value</th>" : "");
    buffer_string(out, histogram->expected ? "<th scope=\"col\" class=\"number\">expected</th>" : "");
    buffer_string(out, "</tr></thead><tbody>");
    for (size_t i = 0; i < shown; i++) {
        buffer_string(out, "<tr><td>");
        put_bin_name(out, histogram, i);
        buffer_string(out, "</td><td class=\"number\">");
        amount_put_count(out, histogram->counts[i]);
        buffer_string(out, "</td>");
        put_bin_number(out, histogram->measured, i);
        put_bin_number(out, histogram->expected, i);
        buffer_string(out, "</tr>");
    }
    buffer_string(out, "</tbody></table>");
    if (shown < histogram->count)
        buffer_format(out, "<p class=\"aside\">%zu of %zu bins; all are in the JSON.</p>", shown,
                      histogram->count);
    buffer_string(out, "</details>");
}

void svg_put_histogram(struct buffer *out, const struct histogram *histogram)
{
    if (histogram->count == 0)
        return;
    if (histogram->edges && histogram->measured && histogram->expected)
        svg_put_reliability(out, histogram);
    else if (histogram->edges)
        put_columns(out, histogram);
    else
        put_bars(out, histogram);
    if (!histogram->edges && histogram->count > MOST_ROWS)
        buffer_format(out, "<p class=\"aside\">The first %d of %zu values are drawn.</p>", MOST_ROWS,
                      histogram->count);
    put_bin_table(out, histogram);
}

/* ---- dots with intervals ------------------------------------------------------------------------------- */

struct dots {
    const struct figure *const *figures;
    int rows;
    bool labelled; /* rows are slices; else the one row takes the whole width */
    bool bars;     /* no interval anywhere */
    size_t key;    /* length of the "language=" that all slices share and that labels leave out */
    struct scale scale;
};

/* The next number up that a person would put at the end of an axis. */
static double round_up(double value)
{
    static const double steps[] = {1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10};
    if (!(value > 0) || isinf(value))
        return value;
    double power = pow(10, floor(log10(value)));
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (steps[i] * power >= value * (1 - 1e-9))
            return steps[i] * power;
    return 10 * power;
}

/* Shares small enough to be crushed against zero on a full scale get one that ends above their largest bound.
 */
static struct scale dots_scale(const struct dots *dots)
{
    struct scale scale = {0, 0, dots->labelled ? MARKS_LEFT + 4 : 6,
                          dots->labelled ? MARKS_RIGHT - 4 : WIDTH - 6};
    for (int i = 0; i < dots->rows; i++) {
        const struct figure *figure = dots->figures[i];
        double low = figure_has_interval(figure) ? figure->low : figure->value;
        double high = figure_has_interval(figure) ? figure->high : figure->value;
        if (isfinite(low))
            scale.low = fmin(scale.low, low);
        if (isfinite(high))
            scale.high = fmax(scale.high, high);
    }
    if (figure_is_share(dots->figures[0]) && scale.high > 0.35 && scale.high <= 1)
        scale.high = 1;
    else
        scale.high = round_up(scale.high);
    if (!(scale.high > scale.low))
        scale.high = scale.low + 1;
    return scale;
}

/* The length of "key=" at the start of a slice. */
static size_t slice_key(struct text slice)
{
    const char *equals = slice.length > 0 ? memchr(slice.data, '=', slice.length) : NULL;
    return equals ? (size_t)(equals - slice.data) + 1 : 0;
}

size_t slices_shared_key(const struct figure *const *figures, size_t count)
{
    struct text shared = {NULL, 0};
    for (size_t i = 0; i < count; i++) {
        struct text slice = figures[i]->slice;
        struct text key = {slice.data, slice_key(slice)};
        if (slice.length == 0)
            continue;
        if (key.length == 0 || (shared.data && !text_equal(shared, key)))
            return 0;
        shared = key;
    }
    return shared.length;
}

static struct dots dots_of(const struct figure *const *figures, size_t count)
{
    struct dots dots = {.figures = figures, .rows = count < MOST_ROWS ? (int)count : MOST_ROWS, .bars = true};
    for (int i = 0; i < dots.rows; i++)
        dots.bars &= !figure_has_interval(figures[i]);
    dots.labelled = count > 1 || figures[0]->slice.length > 0;
    dots.bars &= dots.labelled;
    dots.key = slices_shared_key(figures, count);
    dots.scale = dots_scale(&dots);
    return dots;
}

static void put_whiskers(struct buffer *out, const struct dots *dots)
{
    buffer_string(out, "<path class=\"whisker\" d=\"");
    for (int i = 0; i < dots->rows; i++) {
        const struct figure *figure = dots->figures[i];
        if (!figure_has_interval(figure))
            continue;
        double y = i * ROW + 11, low = scale_at(&dots->scale, figure->low),
               high = scale_at(&dots->scale, figure->high);
        buffer_format(out, "M%.1f %.1fH%.1fM%.1f %.1fv6M%.1f %.1fv6", low, y, high, low, y - 3, high, y - 3);
    }
    buffer_string(out, "\"/>");
}

/* A dot is a stroke of no length with a round cap: one path holds them all. */
static void put_dots(struct buffer *out, const struct dots *dots)
{
    buffer_format(out, "<path class=\"%s\" d=\"", dots->bars ? "fill" : "dot");
    for (int i = 0; i < dots->rows; i++) {
        double value = dots->figures[i]->value;
        if (isnan(value))
            continue;
        if (dots->bars)
            put_bar(out, scale_at(&dots->scale, value), i);
        else
            buffer_format(out, "M%.1f %dh0", scale_at(&dots->scale, value), i * ROW + 11);
    }
    buffer_string(out, "\"/>");
}

static void put_row_labels(struct buffer *out, const struct dots *dots)
{
    for (int i = 0; i < dots->rows; i++) {
        const struct figure *figure = dots->figures[i];
        struct text slice = text_of("all");
        if (figure->slice.length > 0)
            slice = (struct text){figure->slice.data + dots->key, figure->slice.length - dots->key};
        put_label(out, LABEL_RIGHT, i * ROW + 15, "end", "label", slice);
        put_value_label(out, WIDTH, i * ROW + 15, "end", figure->value, figure->unit);
    }
}

void svg_put_figures(struct buffer *out, const struct figure *const *figures, size_t count)
{
    if (count == 0)
        return;
    struct dots dots = dots_of(figures, count);
    int bottom = dots.rows * ROW + 2;
    open_plot(out, bottom + 14, figures[0]->figure, dots.bars ? "Bars" : "Values with their intervals");
    put_whiskers(out, &dots);
    put_dots(out, &dots);
    buffer_format(out, "<path class=\"axis\" d=\"M%.1f %dH%.1f\"/>", dots.scale.left, bottom,
                  dots.scale.right);
    put_value_label(out, dots.scale.left, bottom + 11, "start", dots.scale.low, figures[0]->unit);
    put_value_label(out, dots.scale.right, bottom + 11, "end", dots.scale.high, figures[0]->unit);
    if (dots.labelled)
        put_row_labels(out, &dots);
    buffer_string(out, "</svg>");
    if (count > MOST_ROWS)
        buffer_format(out, "<p class=\"aside\">The first %d of %zu slices are drawn.</p>", MOST_ROWS, count);
}
