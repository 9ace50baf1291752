/* Numbers as a reader sees them; see amount.h. */
#include "report/amount.h"

#include <inttypes.h>
#include <math.h>

void amount_put_count(struct buffer *out, int64_t count)
{
    char digits[32];
    int length = snprintf(digits, sizeof digits, "%" PRIu64, count < 0 ? -(uint64_t)count : (uint64_t)count);
    if (count < 0)
        buffer_byte(out, '-');
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            buffer_byte(out, ',');
        buffer_byte(out, digits[i]);
    }
}

void amount_put_counted(struct buffer *out, int64_t count, const char *noun)
{
    amount_put_count(out, count);
    buffer_format(out, " %s%s", noun, count == 1 ? "" : "s");
}

void amount_put_bytes(struct buffer *out, uint64_t bytes)
{
    static const char *const units[] = {"bytes", "kB", "MB", "GB", "TB", "PB", "EB"};
    double amount = (double)bytes;
    size_t unit = 0;
    for (; amount >= 999.5 && unit + 1 < sizeof units / sizeof *units; unit++)
        amount /= 1000;
    buffer_format(out, unit > 0 && amount < 9.95 ? "%.1f %s" : "%.0f %s", amount, units[unit]);
}

/* Three digits that mean something, never an exponent within the range people read. */
static void put_decimal(struct buffer *out, double value)
{
    double size = fabs(value), nearest = round(value);
    if (size >= 1e15 || (size > 0 && size < 1e-4))
        buffer_format(out, "%.3g", value);
    else if (size >= 99.95 || fabs(value - nearest) <= size * 1e-9)
        amount_put_count(out, (int64_t)nearest);
    else if (size >= 9.995)
        buffer_format(out, "%.1f", value);
    else if (size >= 0.9995)
        buffer_format(out, "%.2f", value);
    else
        buffer_format(out, "%.3g", value);
}

void amount_put_value(struct buffer *out, double value, struct text unit)
{
    if (isnan(value))
        buffer_byte(out, '-');
    else if (isinf(value))
        buffer_string(out, value < 0 ? "-infinity" : "infinity");
    else
        put_decimal(out, text_is(unit, "share") ? value * 100 : value);
}

bool figure_is_share(const struct figure *figure)
{
    return text_is(figure->unit, "share");
}

bool figure_has_interval(const struct figure *figure)
{
    return !isnan(figure->low) && !isnan(figure->high);
}

static void put_unit(struct buffer *out, const struct figure *figure)
{
    if (figure_is_share(figure)) {
        buffer_string(out, " %");
    } else if (figure->unit.length > 0) {
        buffer_byte(out, ' ');
        buffer_text(out, figure->unit);
    }
}

void amount_put_figure(struct buffer *out, const struct figure *figure)
{
    amount_put_value(out, figure->value, figure->unit);
    if (!isnan(figure->value))
        put_unit(out, figure);
}

void amount_put_interval(struct buffer *out, const struct figure *figure)
{
    if (!figure_has_interval(figure))
        return;
    amount_put_value(out, figure->low, figure->unit);
    buffer_string(out, " to ");
    amount_put_value(out, figure->high, figure->unit);
    if (figure_is_share(figure))
        buffer_string(out, " %");
}
