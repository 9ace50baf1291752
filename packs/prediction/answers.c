/* See answers.h. */
#include "packs/prediction/answers.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { NUMBER_LIMIT = 64, WORD_LIMIT = 16 };

/* Room for one more of `size` bytes after `count`; the array moves when count is a power of two. */
static void *grow(struct answers *answers, void *old, size_t count, size_t size)
{
    if (count & (count - 1) || (!old && count))
        return old;
    char *grown = arena_take(answers->arena, count ? count * 2 : 1, size);
    if (grown && count)
        memcpy(grown, old, count * size);
    answers->failed |= !grown;
    return grown;
}

struct prediction *answer_add(struct answers *answers)
{
    struct prediction *items = grow(answers, answers->items, answers->count, sizeof *items);
    if (!items)
        return NULL;
    answers->items = items;
    items[answers->count] =
        (struct prediction){.correct = NAN, .confidence = NAN, .safe = NOT_SAID, .ood = NOT_SAID};
    return &items[answers->count++];
}

void answer_fault_add(struct answers *answers, struct prediction *prediction, const char *code,
                      struct text locus, const char *format, ...)
{
    char message[512];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    struct answer_fault *faults = grow(answers, prediction->faults, prediction->fault_count, sizeof *faults);
    if (!faults || length < 0)
        return;
    size_t kept = (size_t)length < sizeof message ? (size_t)length : sizeof message - 1;
    prediction->faults = faults;
    faults[prediction->fault_count++] =
        (struct answer_fault){code, locus, -1, arena_copy(answers->arena, (struct text){message, kept})};
    answers->failed |= !faults[prediction->fault_count - 1].message.data;
}

void grade_add(struct answers *answers, struct prediction *prediction, struct text grader, struct text label)
{
    label = text_trim(label);
    if (!label.data || label.length == 0)
        return;
    struct grade *grades = grow(answers, prediction->grades, prediction->grade_count, sizeof *grades);
    if (!grades)
        return;
    prediction->grades = grades;
    grades[prediction->grade_count++] = (struct grade){grader, label};
}

struct text answer_text(struct answers *answers, yyjson_val *value)
{
    struct buffer buffer = {0};
    if (!value || yyjson_is_null(value))
        return (struct text){0};
    if (yyjson_is_str(value))
        return json_text(value);
    json_put_value(&buffer, value);
    struct text text = buffer.failed ? (struct text){0} : arena_copy(answers->arena, buffer_view(&buffer));
    buffer_release(&buffer);
    answers->failed |= !text.data;
    return text;
}

/* ---- numbers and verdicts ------------------------------------------------------------------------------ */

static double text_as_number(struct text text)
{
    char digits[NUMBER_LIMIT];
    char *end = digits;
    text = text_trim(text);
    if (text.length == 0 || text.length >= sizeof digits)
        return NAN;
    memcpy(digits, text.data, text.length);
    digits[text.length] = '\0';
    if (strcspn(digits, "xX") < text.length) /* hexadecimal is no number that people write */
        return NAN;
    double number = strtod(digits, &end);
    return *end == '\0' ? number : NAN;
}

double value_as_number(yyjson_val *value)
{
    if (yyjson_is_num(value))
        return yyjson_get_num(value);
    if (yyjson_is_raw(value))
        return text_as_number((struct text){yyjson_get_raw(value), yyjson_get_len(value)});
    return yyjson_is_str(value) ? text_as_number(json_text(value)) : (double)NAN;
}

static bool word_among(struct text text, const char *const *words)
{
    char lower[WORD_LIMIT];
    text = text_trim(text);
    if (text.length >= sizeof lower)
        return false;
    for (size_t i = 0; i < text.length; i++)
        lower[i] = text.data[i] >= 'A' && text.data[i] <= 'Z' ? (char)(text.data[i] + 32) : text.data[i];
    while (*words && !text_is((struct text){lower, text.length}, *words))
        words++;
    return *words != NULL;
}

double value_as_grade(yyjson_val *value)
{
    static const char *const yes[] = {"true",  "t",    "yes",    "y", "correct",
                                      "right", "pass", "passed", "c", NULL};
    static const char *const no[] = {"false", "f",    "no",     "n", "incorrect",
                                     "wrong", "fail", "failed", "i", NULL};
    if (yyjson_is_bool(value))
        return yyjson_get_bool(value) ? 1 : 0;
    if (yyjson_is_str(value) && word_among(json_text(value), yes))
        return 1;
    if (yyjson_is_str(value) && word_among(json_text(value), no))
        return 0;
    return value_as_number(value);
}

/* ---- what is left -------------------------------------------------------------------------------------- */

static bool among(yyjson_val *value, yyjson_val *const *used, size_t used_count)
{
    for (size_t i = 0; i < used_count; i++)
        if (used[i] == value)
            return true;
    return false;
}

struct text extra_of(struct answers *answers, yyjson_val *record, yyjson_val *const *used, size_t used_count)
{
    struct buffer buffer = {0};
    struct text extra = {0};
    size_t index, count, kept = 0;
    yyjson_val *key, *value;
    if (yyjson_obj_size(record) == 0)
        return extra;
    yyjson_obj_foreach(record, index, count, key, value)
    {
        if (among(value, used, used_count))
            continue;
        buffer_byte(&buffer, kept++ ? ',' : '{');
        json_put_text(&buffer, json_text(key));
        buffer_byte(&buffer, ':');
        json_put_value(&buffer, value);
    }
    buffer_byte(&buffer, '}');
    if (kept) {
        extra = buffer.failed ? (struct text){0} : arena_copy(answers->arena, buffer_view(&buffer));
        answers->failed |= !extra.data;
    }
    buffer_release(&buffer);
    return extra;
}
