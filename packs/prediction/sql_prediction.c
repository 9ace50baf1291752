/* prediction_record in SQL: reads columns, calls prediction_read, writes the list of predictions; nothing
 * else. */
#include <math.h>

#include "base/memory.h"
#include "packs/prediction/formats_read.h"
#include "packs/prediction/prediction.h"

/* Fields in declared order: the texts of enum answer_field, then these. */
enum {
    FIELD_CORRECT = ANSWER_TEXTS,
    FIELD_CONFIDENCE,
    FIELD_SAFE,
    FIELD_OOD,
    FIELD_GRADES,
    FIELD_EXTRA,
    FIELD_FAULTS,
    FIELDS
};
enum { GRADE_FIELDS = 2, FAULT_FIELDS = 4 };

/* A list of structs that grows as rows are read, since a record's document lives only until the next one. */
struct growing_list {
    struct target list;
    struct target fields[FIELDS];
    size_t field_count;
    uint64_t count, capacity;
};

static int list_room(struct growing_list *growing, size_t more)
{
    if (growing->count + more <= growing->capacity)
        return 0;
    uint64_t capacity = growing->capacity * 2 + 16;
    if (capacity < growing->count + more)
        capacity = growing->count + more;
    if (target_reserve(&growing->list, capacity) < 0)
        return -1;
    growing->capacity = capacity;
    struct target elements = target_elements(&growing->list);
    for (size_t i = 0; i < growing->field_count; i++)
        growing->fields[i] = target_field(&elements, i);
    return 0;
}

struct lists {
    struct growing_list predictions, grades, faults;
};

static int lists_open(struct lists *lists, const struct target *result, size_t rows)
{
    lists->predictions = (struct growing_list){.list = *result, .field_count = FIELDS};
    if (list_room(&lists->predictions, rows) < 0)
        return -1;
    lists->grades =
        (struct growing_list){.list = lists->predictions.fields[FIELD_GRADES], .field_count = GRADE_FIELDS};
    lists->faults =
        (struct growing_list){.list = lists->predictions.fields[FIELD_FAULTS], .field_count = FAULT_FIELDS};
    return list_room(&lists->grades, 1) < 0 ? -1 : list_room(&lists->faults, 1);
}

static void put_text(const struct target *target, size_t row, struct text text)
{
    if (text.data)
        target_text(target, row, text);
    else
        target_null(target, row);
}

static void put_number(const struct target *target, size_t row, double number)
{
    if (isnan(number))
        target_null(target, row);
    else
        target_double(target, row, number);
}

static void put_flag(const struct target *target, size_t row, int flag)
{
    if (flag == NOT_SAID)
        target_null(target, row);
    else
        target_boolean(target, row, flag == SAID_YES);
}

static int grades_write(struct lists *lists, size_t row, const struct prediction *prediction)
{
    struct growing_list *grades = &lists->grades;
    if (list_room(grades, prediction->grade_count) < 0)
        return -1;
    target_list(&grades->list, row, grades->count, prediction->grade_count);
    for (size_t i = 0; i < prediction->grade_count; i++, grades->count++) {
        put_text(&grades->fields[0], grades->count, prediction->grades[i].grader);
        put_text(&grades->fields[1], grades->count, prediction->grades[i].label);
    }
    return 0;
}

static int faults_write(struct lists *lists, size_t row, const struct prediction *prediction)
{
    struct growing_list *faults = &lists->faults;
    if (list_room(faults, prediction->fault_count) < 0)
        return -1;
    target_list(&faults->list, row, faults->count, prediction->fault_count);
    for (size_t i = 0; i < prediction->fault_count; i++, faults->count++) {
        const struct answer_fault *fault = &prediction->faults[i];
        target_text(&faults->fields[0], faults->count, text_of(fault->code));
        put_text(&faults->fields[1], faults->count, fault->locus);
        if (fault->offset >= 0)
            target_int64(&faults->fields[2], faults->count, fault->offset);
        else
            target_null(&faults->fields[2], faults->count);
        put_text(&faults->fields[3], faults->count, fault->message);
    }
    return 0;
}

static int prediction_write(struct lists *lists, const struct prediction *prediction)
{
    const struct target *fields = lists->predictions.fields;
    size_t row = lists->predictions.count++;
    for (size_t i = 0; i < ANSWER_TEXTS; i++)
        put_text(&fields[i], row, prediction->texts[i]);
    put_number(&fields[FIELD_CORRECT], row, prediction->correct);
    put_number(&fields[FIELD_CONFIDENCE], row, prediction->confidence);
    put_flag(&fields[FIELD_SAFE], row, prediction->safe);
    put_flag(&fields[FIELD_OOD], row, prediction->ood);
    put_text(&fields[FIELD_EXTRA], row, prediction->extra);
    return grades_write(lists, row, prediction) < 0 ? -1 : faults_write(lists, row, prediction);
}

static int answers_write(struct lists *lists, size_t row, const struct answers *answers)
{
    if (list_room(&lists->predictions, answers->count) < 0)
        return -1;
    lists->grades.list = lists->predictions.fields[FIELD_GRADES]; /* moved with the predictions */
    lists->faults.list = lists->predictions.fields[FIELD_FAULTS];
    target_list(&lists->predictions.list, row, lists->predictions.count, answers->count);
    for (size_t i = 0; i < answers->count; i++)
        TRY(prediction_write(lists, &answers->items[i]));
    return 0;
}

static void reader_free(void *own)
{
    prediction_reader_release(own);
    memory_free(own);
}

static struct prediction_reader *reader_of(struct scratch *scratch)
{
    if (!scratch->own) {
        scratch->own = memory_new(1, sizeof(struct prediction_reader));
        scratch->release_own = reader_free;
    }
    return scratch->own;
}

static struct text text_or_empty(const struct column *column, size_t row)
{
    return column_valid(column, row) ? column_text(column, row) : (struct text){"", 0};
}

int prediction_record_rows(struct call *call)
{
    struct prediction_reader *reader = reader_of(call->scratch);
    struct lists lists;
    if (!reader || lists_open(&lists, &call->result, call->rows) < 0)
        return error_memory(call->error);
    for (size_t row = 0; row < call->rows; row++) {
        if (!column_valid(&call->arguments[0], row)) {
            target_null(&call->result, row);
            continue;
        }
        TRY(prediction_read(reader, column_text(&call->arguments[0], row),
                            text_or_empty(&call->arguments[1], row), text_or_empty(&call->arguments[2], row),
                            call->error));
        if (answers_write(&lists, row, &reader->answers) < 0)
            return error_memory(call->error);
    }
    target_length(&lists.predictions.list, lists.predictions.count);
    target_length(&lists.grades.list, lists.grades.count);
    target_length(&lists.faults.list, lists.faults.count);
    return 0;
}
