/* Arithmetic and comparisons of templates, by Python's rules: division rounds down, texts and lists are
 * joined and repeated, booleans are numbers, what has no order fails. */
#include <math.h>

#include "packs/sft/template_run.h"

/* ---- arithmetic ---- */

static int join_texts(struct run *run, const struct datum *a, const struct datum *b, struct datum *out)
{
    struct text left, right;
    TRY(run_text(run, a, &left));
    TRY(run_text(run, b, &right));
    if (left.length + right.length > RUN_OUTPUT_MOST)
        return run_fault(run, "the template was stopped: it makes a text of more than %d MiB",
                         RUN_OUTPUT_MOST >> 20);
    char *joined = arena_take(run->arena, left.length + right.length + 1, 1);
    if (!joined)
        return run_memory(run);
    if (left.length)
        memcpy(joined, left.data, left.length);
    if (right.length)
        memcpy(joined + left.length, right.data, right.length);
    *out = datum_text((struct text){joined, left.length + right.length});
    return 0;
}

int integers_apply(struct run *run, char operator, int64_t a, int64_t b, struct datum *out)
{
    int64_t value = 0;
    bool overflow = false;
    if ((operator== '%' || operator== 'd') && b == 0)
        return run_fault(run, "division by zero");
    switch (operator) {
    case '+':
        overflow = __builtin_add_overflow(a, b, &value);
        break;
    case '-':
        overflow = __builtin_sub_overflow(a, b, &value);
        break;
    case '*':
        overflow = __builtin_mul_overflow(a, b, &value);
        break;
    default: /* "d" is "//": both round down, as in Python */
        overflow = a == INT64_MIN && b == -1;
        if (!overflow) {
            int64_t quotient = a / b, rest = a % b;
            bool down = rest != 0 && (rest < 0) != (b < 0);
            value = operator== 'd' ? quotient - down : rest +(down ? b : 0);
        }
    }
    if (overflow)
        return run_fault(run, "the number does not fit 64 bits");
    *out = datum_integer(value);
    return 0;
}

static int numbers(struct run *run, char operator, const struct datum * a, const struct datum *b,
                   struct datum *out)
{
    bool real = a->kind == DATUM_REAL || b->kind == DATUM_REAL || operator== '/';
    double left = datum_number(a), right = datum_number(b);
    if (operator== 'p') {
        double power = pow(left, right);
        bool whole = !real && right >= 0 && fabs(power) < 9007199254740992.0;
        *out = whole ? datum_integer((int64_t)power) : datum_real(power);
        return 0;
    }
    if (!real)
        return integers_apply(run, operator, a->kind == DATUM_BOOLEAN ? a->boolean : a->integer,
                              b->kind == DATUM_BOOLEAN ? b->boolean : b->integer, out);
    if ((operator== '/' || operator== 'd' || operator== '%') && right == 0)
        return run_fault(run, "division by zero");
    double rest = operator== '%' ? fmod(left, right) : 0;
    *out = datum_real(operator== '+'   ? left + right
                      : operator== '-' ? left - right
                      : operator== '*' ? left * right
                      : operator== '/' ? left / right
                      : operator== 'd' ? floor(left / right)
                                       : rest +(rest != 0 && (rest < 0) != (right < 0) ? right : 0));
    return 0;
}

static int repeat(struct run *run, const struct datum *what, const struct datum *times, struct datum *out)
{
    struct buffer buffer = {0};
    if (what->kind == DATUM_TEXT) {
        for (int64_t i = 0; i < times->integer && buffer.length <= RUN_OUTPUT_MOST && what->text.length; i++)
            buffer_text(&buffer, what->text);
        return run_take_buffer(run, &buffer, out);
    }
    TRY(run_list(run, out, what->list->tuple));
    for (int64_t i = 0; i < times->integer; i++) {
        TRY(run_step(run));
        for (size_t k = 0; k < what->list->count; k++)
            TRY(run_list_add(run, out, what->list->items[k]));
    }
    return 0;
}

int operator_apply(struct run *run, struct text text, const struct datum *a, const struct datum *b,
                   struct datum *out)
{
    char operator= text_is(text, "//") ? 'd' : text_is(text, "**") ? 'p' : text.data[0];
    if (operator== '~')
        return join_texts(run, a, b, out);
    if (a->kind == DATUM_UNDEFINED || b->kind == DATUM_UNDEFINED)
        return undefined_fault(run, a->kind == DATUM_UNDEFINED ? a : b);
    if (datum_is_number(a) && datum_is_number(b))
        return numbers(run, operator, a, b, out);
    if (operator== '+' && a->kind == DATUM_TEXT && b->kind == DATUM_TEXT)
        return join_texts(run, a, b, out);
    if (operator== '+' && a->kind == DATUM_LIST && b->kind == DATUM_LIST &&
        a->list->tuple == b->list->tuple) {
        TRY(run_list(run, out, a->list->tuple));
        for (size_t i = 0; i < a->list->count; i++)
            TRY(run_list_add(run, out, a->list->items[i]));
        for (size_t i = 0; i < b->list->count; i++)
            TRY(run_list_add(run, out, b->list->items[i]));
        return 0;
    }
    if (operator== '*' && b->kind == DATUM_INTEGER &&(a->kind == DATUM_TEXT || a->kind == DATUM_LIST))
        return repeat(run, a, b, out);
    if (operator== '*' && a->kind == DATUM_INTEGER &&(b->kind == DATUM_TEXT || b->kind == DATUM_LIST))
        return repeat(run, b, a, out);
    return run_fault(run, "\"%.*s\" is not possible between values of type %s and %s", (int)text.length,
                     text.data, datum_type(a), datum_type(b));
}

/* ---- comparisons ---- */

static bool text_contains(struct text text, struct text part)
{
    for (size_t i = 0; i + part.length <= text.length; i++)
        if (part.length == 0 || memcmp(text.data + i, part.data, part.length) == 0)
            return true;
    return false;
}

static int contains(struct run *run, const struct datum *part, const struct datum *whole, bool *found)
{
    *found = false;
    if (whole->kind == DATUM_TEXT) {
        if (part->kind != DATUM_TEXT)
            return part->kind == DATUM_UNDEFINED
                       ? undefined_fault(run, part)
                       : run_fault(run, "\"in\" a text needs a text, not a value of type %s",
                                   datum_type(part));
        *found = text_contains(whole->text, part->text);
        return 0;
    }
    struct datum_list *items;
    TRY(run_items(run, whole, &items));
    for (size_t i = 0; i < items->count && !*found; i++)
        *found = datum_equal(&items->items[i], part);
    return 0;
}

int compare_values(struct run *run, struct text operator, const struct datum * a, const struct datum *b,
                   bool *out)
{
    int order = 0;
    if (text_is(operator, "==") || text_is(operator, "!=")) {
        *out = datum_equal(a, b) == (operator.data[0] == '=');
        return 0;
    }
    if (text_is(operator, "in"))
        return contains(run, a, b, out);
    if (text_is(operator, "not in")) {
        TRY(contains(run, a, b, out));
        *out = !*out;
        return 0;
    }
    if (a->kind == DATUM_UNDEFINED || b->kind == DATUM_UNDEFINED)
        return undefined_fault(run, a->kind == DATUM_UNDEFINED ? a : b);
    if (!datum_order(a, b, &order))
        return run_fault(run, "values of type %s and %s have no order", datum_type(a), datum_type(b));
    bool equal = order == 0 && operator.length == 2;
    *out = equal || (operator.data[0] == '<' ? order < 0 : order> 0);
    return 0;
}
