/* A reliability diagram: how often answers of each confidence are right, against how often they should be. */
#include <math.h>

#include "report/amount.h"
#include "report/escape.h"
#include "report/svg.h"

enum {
    WIDTH = 340,
    LEFT = 42, /* labels of the vertical axis stand left of here */
    RIGHT = 332,
    TOP = 8,
    BOTTOM = 168,
    COUNTS_TOP = 176, /* the small columns of counts */
    COUNTS_BOTTOM = 206,
    HEIGHT = 224
};

static double part(double value)
{
    return fmin(fmax(value, 0), 1);
}

static double across(double value)
{
    return (double)LEFT + part(value) * (double)(RIGHT - LEFT);
}

static double up(double value)
{
    return (double)BOTTOM - part(value) * (double)(BOTTOM - TOP);
}

static void put_tick(struct buffer *out, double x, double y, const char *anchor, const char *text)
{
    buffer_format(out, "<text class=\"tick\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", x, y,
                  anchor, text);
}

static void put_frame(struct buffer *out)
{
    buffer_format(out, "<path class=\"axis\" d=\"M%d %dH%dM%d %dH%d\"/>", LEFT, BOTTOM, RIGHT, LEFT,
                  COUNTS_BOTTOM, RIGHT);
    buffer_format(out, "<path class=\"even\" d=\"M%d %dL%d %d\"/>", LEFT, BOTTOM, RIGHT, TOP);
    put_tick(out, LEFT - 5, TOP + 5, "end", "100 %");
    put_tick(out, LEFT - 5, up(0.5) + 3, "end", "50 %");
    put_tick(out, LEFT - 5, BOTTOM, "end", "0");
    put_tick(out, LEFT, HEIGHT - 4, "start", "0");
    put_tick(out, across(0.5), HEIGHT - 4, "middle", "50 %");
    put_tick(out, RIGHT, HEIGHT - 4, "end", "100 %");
    put_tick(out, LEFT + 6, TOP + 8, "start", "right, by confidence");
}

static bool bin_drawn(const struct histogram *histogram, size_t bin)
{
    return histogram->counts[bin] > 0 && !isnan(histogram->measured[bin]) && !isnan(histogram->expected[bin]);
}

static void put_values(struct buffer *out, const struct histogram *histogram)
{
    buffer_string(out, "<path class=\"pale\" d=\"");
    for (size_t i = 0; i < histogram->count; i++)
        if (bin_drawn(histogram, i))
            buffer_format(out, "M%.1f %dV%.1fH%.1fV%dZ", across(histogram->edges[i]), BOTTOM,
                          up(histogram->measured[i]), across(histogram->edges[i + 1]) - 1, BOTTOM);
    buffer_string(out, "\"/><path class=\"whisker\" d=\"");
    for (size_t i = 0; i < histogram->count; i++)
        if (bin_drawn(histogram, i))
            buffer_format(out, "M%.1f %.1fV%.1f", across(histogram->expected[i]), up(histogram->measured[i]),
                          up(histogram->expected[i]));
    buffer_string(out, "\"/><path class=\"dot\" d=\"");
    for (size_t i = 0; i < histogram->count; i++)
        if (bin_drawn(histogram, i))
            buffer_format(out, "M%.1f %.1fh0", across(histogram->expected[i]), up(histogram->measured[i]));
    buffer_string(out, "\"/>");
}

static void put_counts(struct buffer *out, const struct histogram *histogram)
{
    int64_t most = 1;
    for (size_t i = 0; i < histogram->count; i++)
        most = histogram->counts[i] > most ? histogram->counts[i] : most;
    buffer_string(out, "<path class=\"fill\" d=\"");
    for (size_t i = 0; i < histogram->count; i++) {
        double height = (double)histogram->counts[i] / (double)most * (double)(COUNTS_BOTTOM - COUNTS_TOP);
        if (height > 0)
            buffer_format(out, "M%.1f %dV%.1fH%.1fV%dZ", across(histogram->edges[i]), COUNTS_BOTTOM,
                          (double)COUNTS_BOTTOM - fmax(height, 0.8), across(histogram->edges[i + 1]) - 1,
                          COUNTS_BOTTOM);
    }
    buffer_string(out, "\"/>");
}

void svg_put_reliability(struct buffer *out, const struct histogram *histogram)
{
    buffer_format(out, "<svg class=\"plot\" viewBox=\"0 0 %d %d\" role=\"img\"><title>", WIDTH, HEIGHT);
    markup_put(out, histogram->figure);
    buffer_string(
        out,
        "</title><desc>Columns: share that is right in each bin of confidence; dots: the same at the bin's "
        "mean confidence, "
        "with the gap to the diagonal; below: how many; the numbers are in the table that follows.</desc>");
    put_values(out, histogram);
    put_frame(out);
    put_counts(out, histogram);
    buffer_string(out, "</svg>");
}
