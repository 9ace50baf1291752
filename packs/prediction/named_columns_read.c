/* A flat record by its columns: one prediction. See named_columns.h. */
#include <math.h>

#include "packs/prediction/named_columns.h"

enum { MOST_USED = 96 }; /* members of a record that can have a column; more stay in extra too */

struct used {
    yyjson_val *values[MOST_USED];
    size_t count;
};

static void use(struct used *used, yyjson_val *value)
{
    if (value && used->count < MOST_USED)
        used->values[used->count++] = value;
}

static struct text pointer_to(struct answers *answers, yyjson_val *key)
{
    struct buffer pointer = {0};
    json_pointer_push(&pointer, json_text(key));
    struct text text = pointer.failed ? (struct text){0} : arena_copy(answers->arena, buffer_view(&pointer));
    answers->failed |= !text.data;
    buffer_release(&pointer);
    return text;
}

static bool is_blank(yyjson_val *value)
{
    return !value || yyjson_is_null(value) ||
           (yyjson_is_str(value) && text_trim(json_text(value)).length == 0);
}

/* ---- numbers ------------------------------------------------------------------------------------------- */

static double number_read(struct answers *answers, struct prediction *prediction,
                          const struct columns_found *found, int kind, const char *code,
                          double (*number)(yyjson_val *value))
{
    yyjson_val *value = found->values[kind];
    double read = is_blank(value) ? (double)NAN : number(value);
    struct text said = is_blank(value) || yyjson_is_num(value) || isfinite(read)
                           ? (struct text){0}
                           : answer_text(answers, value);
    if (said.data)
        answer_fault_add(answers, prediction, code, pointer_to(answers, found->keys[kind]),
                         "\"%.*s\" is no %s", (int)(said.length < 80 ? said.length : 80), said.data,
                         kind == COLUMN_CORRECT ? "grade: true, false or a number from 0 to 1" : "number");
    return isfinite(read) ? read : (double)NAN;
}

static void grade_read(struct answers *answers, struct prediction *prediction,
                       const struct columns_found *found)
{
    prediction->confidence = number_read(answers, prediction, found, COLUMN_CONFIDENCE,
                                         "confidence_not_a_number", value_as_number);
    prediction->correct =
        number_read(answers, prediction, found, COLUMN_CORRECT, "grade_not_readable", value_as_grade);
    if (prediction->correct < 0 || prediction->correct > 1) {
        answer_fault_add(answers, prediction, "grade_not_readable",
                         pointer_to(answers, found->keys[COLUMN_CORRECT]),
                         "a grade is between 0 and 1, this is %g", prediction->correct);
        prediction->correct = NAN;
    }
}

/* ---- yes and no ---------------------------------------------------------------------------------------- */

static int flag_read(yyjson_val *value)
{
    static const char *const yes[] = {"safe", "benign", "harmless", "ood"}, *const no[] = {"unsafe",
                                                                                           "harmful", "id"};
    double grade = is_blank(value) ? (double)NAN : value_as_grade(value);
    struct text word = yyjson_is_str(value) ? text_trim(json_text(value)) : (struct text){"", 0};
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        if (text_is(word, yes[i]))
            return SAID_YES;
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        if (text_is(word, no[i]))
            return SAID_NO;
    return isnan(grade) ? NOT_SAID : grade > 0 ? SAID_YES : SAID_NO;
}

static int flag_turned(int flag)
{
    return flag == NOT_SAID ? NOT_SAID : flag == SAID_YES ? SAID_NO : SAID_YES;
}

static bool text_holds(struct text text, const char *part)
{
    size_t length = strlen(part);
    for (size_t i = 0; i + length <= text.length; i++)
        if (memcmp(text.data + i, part, length) == 0)
            return true;
    return false;
}

/* full, partial or none out of the labels in use ("2_full_refusal", true, "complied"); as it stands where it
 * is none of them. */
static struct text refusal_read(struct answers *answers, yyjson_val *value)
{
    struct text text = answer_text(answers, value);
    double grade = is_blank(value) ? (double)NAN : value_as_grade(value);
    if (is_blank(value))
        return (struct text){0};
    if (text_holds(text, "partial"))
        return text_of("partial");
    if (text_holds(text, "compl") || text_is(text, "none"))
        return text_of("none");
    if (text_holds(text, "refus") || text_is(text, "full"))
        return text_of("full");
    return isnan(grade) ? text : text_of(grade > 0 ? "full" : "none");
}

/* XSTest's completions say in the type whether the prompt is safe: its unsafe ones are the contrasts. */
static int xstest_safe(const struct columns_found *found, yyjson_val *record)
{
    yyjson_val *key = found->keys[ANSWER_REFUSAL], *type = json_get(record, "type");
    if (!key || !text_is(json_text(key), "final_label") || !yyjson_is_str(type))
        return NOT_SAID;
    return text_starts(json_text(type), "contrast_") ? SAID_NO : SAID_YES;
}

static void flags_read(struct prediction *prediction, const struct columns_found *found, yyjson_val *record)
{
    prediction->ood = flag_read(found->values[COLUMN_OOD]);
    prediction->safe = flag_read(found->values[COLUMN_SAFE]);
    if (prediction->safe == NOT_SAID)
        prediction->safe = flag_turned(flag_read(found->values[COLUMN_UNSAFE]));
    if (prediction->safe == NOT_SAID)
        prediction->safe = xstest_safe(found, record);
}

/* ---- graders ------------------------------------------------------------------------------------------- */

/* One of a list of grades: {"annotator": …, "label": …}, or a bare label of the grader in this place. */
static void list_grade_read(struct answers *answers, struct prediction *prediction, yyjson_val *value,
                            size_t place)
{
    struct columns_found found;
    if (yyjson_is_obj(value)) {
        named_columns_find(&found, value, NULL);
        grade_add(answers, prediction, answer_text(answers, found.values[COLUMN_GRADER]),
                  answer_text(answers, found.values[COLUMN_LABEL]));
        return;
    }
    struct buffer name = {0};
    buffer_format(&name, "%zu", place + 1);
    struct text grader = name.failed ? (struct text){0} : arena_copy(answers->arena, buffer_view(&name));
    answers->failed |= !grader.data;
    buffer_release(&name);
    grade_add(answers, prediction, grader, answer_text(answers, value));
}

/* A list of them, or an object of grader and label. */
static void grades_read(struct answers *answers, struct prediction *prediction, yyjson_val *grades)
{
    size_t index, count;
    yyjson_val *key, *value;
    if (yyjson_arr_size(grades) > 0) {
        yyjson_arr_foreach(grades, index, count, value)
        {
            list_grade_read(answers, prediction, value, index);
        }
    }
    if (yyjson_obj_size(grades) > 0) {
        yyjson_obj_foreach(grades, index, count, key, value)
        {
            grade_add(answers, prediction, json_text(key), answer_text(answers, value));
        }
    }
}

static void graders_read(struct answers *answers, struct prediction *prediction,
                         const struct columns_found *found, yyjson_val *record, struct used *used)
{
    size_t index, count;
    yyjson_val *key, *value;
    yyjson_obj_foreach(record, index, count, key, value)
    {
        if (grader_named(json_text(key)) && !yyjson_is_ctn(value)) {
            grade_add(answers, prediction, json_text(key), answer_text(answers, value));
            use(used, value);
        }
    }
    if (found->keys[COLUMN_GRADER])
        grade_add(answers, prediction, answer_text(answers, found->values[COLUMN_GRADER]),
                  answer_text(answers, found->values[COLUMN_LABEL]));
    grades_read(answers, prediction, found->values[COLUMN_GRADES]);
}

/* ---- the record ---------------------------------------------------------------------------------------- */

static void texts_read(struct answers *answers, struct prediction *prediction,
                       const struct columns_found *found)
{
    for (int kind = 0; kind < ANSWER_TEXTS; kind++)
        if (kind != ANSWER_REFUSAL)
            prediction->texts[kind] = is_blank(found->values[kind]) && kind != ANSWER_ANSWER
                                          ? (struct text){0}
                                          : answer_text(answers, found->values[kind]);
    prediction->texts[ANSWER_REFUSAL] = refusal_read(answers, found->values[ANSWER_REFUSAL]);
    if (!prediction->texts[ANSWER_ITEM].data)
        prediction->texts[ANSWER_ITEM] = prediction->texts[ANSWER_ID];
}

void columns_take(struct answers *answers, struct prediction *prediction, yyjson_val *record,
                  const struct column_map *map, bool (*wide)(yyjson_val *value))
{
    struct columns_found found;
    struct used used = {0};
    size_t index, count;
    yyjson_val *key, *value;
    named_columns_find(&found, record, map);
    texts_read(answers, prediction, &found);
    grade_read(answers, prediction, &found);
    flags_read(prediction, &found, record);
    if (yyjson_obj_size(record) == 0)
        return;
    graders_read(answers, prediction, &found, record, &used);
    for (int kind = 0; kind < COLUMN_KINDS; kind++)
        use(&used, found.values[kind]);
    if (wide) {
        yyjson_obj_foreach(record, index, count, key, value)
        {
            if (wide(value))
                use(&used, value);
        }
    }
    (void)key;
    prediction->extra = extra_of(answers, record, used.values, used.count);
}
