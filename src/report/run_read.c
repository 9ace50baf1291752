/* Reads what run_json.c wrote. Unknown members are left aside (later versions may add some); a missing one or
 * one of another type is an error that names its place by a JSON pointer. Where a member stands twice the
 * last counts, as in every other reader. */
#include "report/run_read.h"

#include <math.h>
#include <yyjson.h>

#include "base/json.h"
#include "base/utf8.h"

enum { DEEPEST = 128 };

/* Where the reader is, as a chain of names and numbers: printed only when something is wrong. */
struct place {
    const struct place *outer;
    const char *name; /* NULL: a number */
    size_t number;
};

struct reading {
    struct run *run;
    const char *name;
    struct error *error;
};

static void put_place(struct buffer *out, const struct place *place)
{
    if (!place)
        return;
    put_place(out, place->outer);
    if (place->name)
        json_pointer_push(out, text_of(place->name));
    else
        buffer_format(out, "/%zu", place->number);
}

static int unlike(const struct reading *reading, const struct place *place, const char *name,
                  const char *wanted)
{
    struct buffer pointer = {0};
    put_place(&pointer, name[0] ? &(struct place){place, name, 0} : place);
    int code = error_set(reading->error, ERROR_INPUT,
                         "%s: no run as 'assay check --json' writes it: %s should be %s", reading->name,
                         pointer.length ? buffer_c(&pointer) : "the whole", wanted);
    buffer_release(&pointer);
    return code;
}

/* ---- numbers, whose text is kept for evidence
 * --------------------------------------------------------------- */

/* The number that a raw value spells: false when it is none, or beyond doubles. */
static bool number_value(yyjson_val *value, yyjson_val *number)
{
    char text[64];
    size_t length = yyjson_get_len(value);
    if (!yyjson_is_raw(value) || length >= sizeof text)
        return false;
    memcpy(text, yyjson_get_raw(value), length);
    text[length] = '\0';
    return yyjson_read_number(text, number, 0, NULL, NULL) && yyjson_is_num(number);
}

static bool integer_value(yyjson_val *value, int64_t least, int64_t *out)
{
    yyjson_val number = {0};
    if (!number_value(value, &number) || !yyjson_is_int(&number) ||
        (yyjson_is_uint(&number) && yyjson_get_uint(&number) > INT64_MAX))
        return false;
    *out = yyjson_get_sint(&number);
    return *out >= least;
}

static bool double_value(yyjson_val *value, double *out)
{
    yyjson_val number = {0};
    *out = NAN;
    if (yyjson_is_null(value))
        return true;
    if (!number_value(value, &number))
        return false;
    *out = yyjson_get_num(&number);
    return true;
}

/* ---- members ------------------------------------------------------------------------------------------- */

static int member_text(const struct reading *reading, const struct place *place, yyjson_val *object,
                       const char *name, bool needed, struct text *out)
{
    yyjson_val *value = json_get(object, name);
    if (!value && !needed) {
        *out = (struct text){"", 0};
        return 0;
    }
    if (!yyjson_is_str(value))
        return unlike(reading, place, name, "a string");
    *out = arena_copy(&reading->run->arena, json_text(value));
    return out->data ? 0 : error_memory(reading->error);
}

static int member_count(const struct reading *reading, const struct place *place, yyjson_val *object,
                        const char *name, int64_t absent, int64_t least, int64_t *out)
{
    yyjson_val *value = json_get(object, name);
    *out = absent;
    if (!value && absent >= 0)
        return 0;
    if (yyjson_is_null(value) && absent == -1)
        return 0;
    if (!integer_value(value, least, out))
        return unlike(reading, place, name, least > 0 ? "an integer from 1" : "an integer from 0");
    return 0;
}

/* A member that must be there: -2 is a value no caller asks for as absent. */
static int member_needed(const struct reading *reading, const struct place *place, yyjson_val *object,
                         const char *name, int64_t *out)
{
    return member_count(reading, place, object, name, -2, 0, out);
}

static int member_number(const struct reading *reading, const struct place *place, yyjson_val *object,
                         const char *name, double *out)
{
    return double_value(json_get(object, name), out) ? 0 : unlike(reading, place, name, "a number or null");
}

static int member_list(const struct reading *reading, const struct place *place, yyjson_val *object,
                       const char *name, yyjson_val **list)
{
    *list = json_get(object, name);
    return yyjson_is_arr(*list) ? 0 : unlike(reading, place, name, "a list");
}

/* Room for the elements; one at least, so that NULL is only ever no memory. */
static int elements_take(const struct reading *reading, size_t count, size_t size, void **out)
{
    *out = arena_take_zeroed(&reading->run->arena, count + (count == 0), size);
    return *out ? 0 : error_memory(reading->error);
}

/* Reads the objects of a list, each by `read` into an element of a new array. */
static int objects_read(const struct reading *reading, const struct place *place, yyjson_val *object,
                        const char *name, size_t size, void **elements, size_t *count,
                        int (*read)(const struct reading *reading, const struct place *place,
                                    yyjson_val *object, void *element))
{
    yyjson_val *list = NULL, *value;
    size_t at, most;
    TRY(member_list(reading, place, object, name, &list));
    TRY(elements_take(reading, yyjson_arr_size(list), size, elements));
    const struct place inner = {place, name, 0};
    yyjson_arr_foreach(list, at, most, value)
    {
        const struct place here = {&inner, NULL, at};
        if (!yyjson_is_obj(value))
            return unlike(reading, &here, "", "an object");
        TRY(read(reading, &here, value, (char *)*elements + at * size));
    }
    *count = yyjson_arr_size(list);
    return 0;
}

static int member_choice(const struct reading *reading, const struct place *place, yyjson_val *object,
                         const char *name, const char *(*name_of)(int choice), int count, int *out)
{
    yyjson_val *value = json_get(object, name);
    for (*out = 0; *out < count; ++*out)
        if (yyjson_equals_str(value, name_of(*out)))
            return 0;
    return unlike(reading, place, name, "a name that docs/json.md lists");
}

static const char *level_choice(int choice)
{
    return level_name((enum level)choice);
}

static const char *status_choice(int choice)
{
    return check_status_name((enum check_status)choice);
}

/* ---- the parts of a run -------------------------------------------------------------------------------- */

static int input_read_json(const struct reading *reading, const struct place *place, yyjson_val *object,
                           void *element)
{
    struct run_input *input = element;
    yyjson_val *digest = json_get(object, "sha256");
    int64_t bytes = 0;
    TRY(member_text(reading, place, object, "path", true, &input->path));
    TRY(member_text(reading, place, object, "format", true, &input->format));
    TRY(member_text(reading, place, object, "role", false, &input->role));
    if (yyjson_is_str(digest) && yyjson_get_len(digest) == 64 &&
        strspn(yyjson_get_str(digest), "0123456789abcdef") == 64)
        memcpy(input->sha256, yyjson_get_str(digest), 65);
    else if (!yyjson_is_null(digest))
        return unlike(reading, place, "sha256", "64 hex digits or null");
    TRY(member_needed(reading, place, object, "bytes", &bytes));
    input->bytes = (uint64_t)bytes;
    return member_needed(reading, place, object, "records", &input->records);
}

static int figure_read(const struct reading *reading, const struct place *place, yyjson_val *object,
                       void *element)
{
    struct figure *figure = element;
    TRY(member_text(reading, place, object, "figure", true, &figure->figure));
    TRY(member_text(reading, place, object, "slice", true, &figure->slice));
    TRY(member_number(reading, place, object, "value", &figure->value));
    TRY(member_number(reading, place, object, "low", &figure->low));
    TRY(member_number(reading, place, object, "high", &figure->high));
    TRY(member_count(reading, place, object, "n", -1, 0, &figure->n));
    TRY(member_text(reading, place, object, "unit", false, &figure->unit));
    return member_text(reading, place, object, "reason", false, &figure->reason);
}

static int edges_read(const struct reading *reading, const struct place *place, yyjson_val *list,
                      struct histogram *histogram)
{
    void *edges;
    TRY(elements_take(reading, yyjson_arr_size(list), sizeof(double), &edges));
    size_t at, most;
    yyjson_val *value;
    yyjson_arr_foreach(list, at, most, value)
    {
        if (!double_value(value, (double *)edges + at))
            return unlike(reading, place, "edges", "a list of numbers");
    }
    histogram->edges = edges;
    return 0;
}

static int labels_read(const struct reading *reading, const struct place *place, yyjson_val *list,
                       struct histogram *histogram)
{
    void *labels;
    TRY(elements_take(reading, yyjson_arr_size(list), sizeof(struct text), &labels));
    size_t at, most;
    yyjson_val *value;
    yyjson_arr_foreach(list, at, most, value)
    {
        struct text *label = (struct text *)labels + at;
        if (!yyjson_is_str(value))
            return unlike(reading, place, "labels", "a list of strings");
        *label = arena_copy(&reading->run->arena, json_text(value));
        if (!label->data)
            return error_memory(reading->error);
    }
    histogram->labels = labels;
    return 0;
}

/* One number a bin, null where there is none; the list itself may be absent. */
static int bin_numbers_read(const struct reading *reading, const struct place *place, yyjson_val *object,
                            const char *name, size_t count, const double **out)
{
    yyjson_val *list = json_get(object, name), *value;
    size_t at, most;
    void *numbers;
    if (!list)
        return 0;
    if (!yyjson_is_arr(list) || yyjson_arr_size(list) != count)
        return unlike(reading, place, name, "a list as long as counts");
    TRY(elements_take(reading, count, sizeof(double), &numbers));
    yyjson_arr_foreach(list, at, most, value)
    {
        double *number = (double *)numbers + at;
        *number = NAN;
        if (!yyjson_is_null(value) && !double_value(value, number))
            return unlike(reading, place, name, "a list of numbers and nulls");
    }
    *out = numbers;
    return 0;
}

static int histogram_read(const struct reading *reading, const struct place *place, yyjson_val *object,
                          void *element)
{
    struct histogram *histogram = element;
    yyjson_val *list = NULL, *value, *edges = json_get(object, "edges"), *labels = json_get(object, "labels");
    size_t at, most;
    void *counts;
    TRY(member_text(reading, place, object, "figure", true, &histogram->figure));
    TRY(member_text(reading, place, object, "unit", true, &histogram->unit));
    TRY(member_list(reading, place, object, "counts", &list));
    histogram->count = yyjson_arr_size(list);
    TRY(elements_take(reading, histogram->count, sizeof(int64_t), &counts));
    yyjson_arr_foreach(list, at, most, value)
    {
        if (!integer_value(value, INT64_MIN, (int64_t *)counts + at))
            return unlike(reading, place, "counts", "a list of integers");
    }
    histogram->counts = counts;
    TRY(bin_numbers_read(reading, place, object, "measured", histogram->count, &histogram->measured));
    TRY(bin_numbers_read(reading, place, object, "expected", histogram->count, &histogram->expected));
    if (yyjson_is_arr(edges) && yyjson_arr_size(edges) == histogram->count + 1)
        return edges_read(reading, place, edges, histogram);
    if (!edges && yyjson_is_arr(labels) && yyjson_arr_size(labels) == histogram->count)
        return labels_read(reading, place, labels, histogram);
    return unlike(reading, place, edges ? "edges" : "labels",
                  edges ? "a list of one more than counts" : "a list as long as counts");
}

/* Evidence is kept as JSON text. A string that is not JSON by itself is kept bare, as a check may give it: it
 * is written as the same string again. */
static int evidence_read(const struct reading *reading, yyjson_val *value, struct text *out)
{
    if (!value || yyjson_is_null(value)) {
        *out = (struct text){"", 0};
        return 0;
    }
    struct buffer json = {0};
    bool bare = false;
    if (yyjson_is_str(value) && yyjson_get_len(value) > 0) {
        yyjson_doc *inside =
            yyjson_read(yyjson_get_str(value), yyjson_get_len(value), YYJSON_READ_NUMBER_AS_RAW);
        bare = !inside;
        yyjson_doc_free(inside);
    }
    if (!bare)
        json_put_value(&json, value);
    int code = buffer_status(&json, reading->error);
    *out = arena_copy(&reading->run->arena, bare ? json_text(value) : buffer_view(&json));
    buffer_release(&json);
    return code < 0 ? code : out->data ? 0 : error_memory(reading->error);
}

static int finding_read(const struct reading *reading, const struct place *place, yyjson_val *object,
                        void *element)
{
    struct finding *finding = element;
    TRY(member_text(reading, place, object, "record", true, &finding->record));
    TRY(member_text(reading, place, object, "code", true, &finding->code));
    TRY(member_text(reading, place, object, "locus", true, &finding->locus));
    TRY(member_text(reading, place, object, "message", true, &finding->message));
    TRY(evidence_read(reading, json_get(object, "evidence"), &finding->evidence));
    TRY(member_number(reading, place, object, "score", &finding->score));
    TRY(member_text(reading, place, object, "file", false, &finding->file));
    TRY(member_count(reading, place, object, "line", 0, 1, &finding->line));
    return member_count(reading, place, object, "number", 0, 1, &finding->number);
}

static int codes_read(const struct reading *reading, const struct place *place, yyjson_val *object,
                      struct check_result *check)
{
    yyjson_val *codes = json_get(object, "codes"), *key, *value;
    size_t at, most;
    void *counts;
    if (!yyjson_is_obj(codes))
        return unlike(reading, place, "codes", "an object");
    const struct place inner = {place, "codes", 0};
    TRY(elements_take(reading, yyjson_obj_size(codes), sizeof *check->codes, &counts));
    check->codes = counts;
    yyjson_obj_foreach(codes, at, most, key, value)
    {
        struct code_count *code = &check->codes[at];
        if (!integer_value(value, 0, &code->count))
            return unlike(reading, &inner, yyjson_get_str(key), "an integer from 0");
        code->code = arena_copy(&reading->run->arena, json_text(key));
        if (!code->code.data)
            return error_memory(reading->error);
    }
    check->code_count = yyjson_obj_size(codes);
    return 0;
}

static int check_lists_read(const struct reading *reading, const struct place *place, yyjson_val *object,
                            struct check_result *check)
{
    void *list = NULL;
    TRY(objects_read(reading, place, object, "figures", sizeof(struct figure), &list, &check->figure_count,
                     figure_read));
    check->figures = list;
    TRY(objects_read(reading, place, object, "histograms", sizeof(struct histogram), &list,
                     &check->histogram_count, histogram_read));
    check->histograms = list;
    TRY(objects_read(reading, place, object, "findings", sizeof(struct finding), &list, &check->finding_count,
                     finding_read));
    check->findings = list;
    TRY(member_needed(reading, place, object, "findings_total", &check->findings_total));
    if (check->findings_total < (int64_t)check->finding_count)
        return unlike(reading, place, "findings_total", "at least as many as there are findings");
    return codes_read(reading, place, object, check);
}

static int check_read(const struct reading *reading, const struct place *place, yyjson_val *object,
                      void *element)
{
    struct check_result *check = element;
    int choice = 0;
    TRY(member_text(reading, place, object, "check", true, &check->check));
    TRY(member_text(reading, place, object, "title", true, &check->title));
    TRY(member_choice(reading, place, object, "level", level_choice, LEVEL_ERROR + 1, &choice));
    check->level = (enum level)choice;
    TRY(member_choice(reading, place, object, "status", status_choice, CHECK_FAILED + 1, &choice));
    check->status = (enum check_status)choice;
    TRY(member_text(reading, place, object, "reason", true, &check->reason));
    check->seconds = 0;
    if (json_get(object, "seconds"))
        TRY(member_number(reading, place, object, "seconds", &check->seconds));
    return check_lists_read(reading, place, object, check);
}

static int verdict_read(const struct reading *reading, yyjson_val *root)
{
    yyjson_val *verdict = json_get(root, "verdict"), *result = json_get(verdict, "result");
    const struct place place = {NULL, "verdict", 0};
    int choice = 0;
    if (!yyjson_is_obj(verdict))
        return unlike(reading, NULL, "verdict", "an object");
    if (!yyjson_equals_str(result, "pass") && !yyjson_equals_str(result, "fail"))
        return unlike(reading, &place, "result", "\"pass\" or \"fail\"");
    reading->run->failed = yyjson_equals_str(result, "fail");
    TRY(member_choice(reading, &place, verdict, "fail_on", level_choice, LEVEL_NEVER + 1, &choice));
    reading->run->fail_on = (enum level)choice;
    return 0;
}

static int root_read(const struct reading *reading, yyjson_val *root)
{
    struct run *run = reading->run;
    struct text version = {0};
    void *list = NULL;
    if (!yyjson_is_obj(root))
        return unlike(reading, NULL, "", "an object");
    TRY(member_text(reading, NULL, root, "assay", true, &version));
    run->version = version.data;
    TRY(objects_read(reading, NULL, root, "inputs", sizeof(struct run_input), &list, &run->input_count,
                     input_read_json));
    run->inputs = list;
    TRY(member_text(reading, NULL, root, "task", true, &run->task));
    TRY(member_text(reading, NULL, root, "command", true, &run->command));
    TRY(member_needed(reading, NULL, root, "records", &run->records));
    TRY(objects_read(reading, NULL, root, "checks", sizeof(struct check_result), &list, &run->check_count,
                     check_read));
    run->checks = list;
    return verdict_read(reading, root);
}

/* Brackets open at once, outside strings: so deep a text is refused before anything walks it. */
static bool too_deep(struct text json)
{
    size_t depth = 0;
    bool string = false;
    for (size_t i = 0; i < json.length; i++) {
        char byte = json.data[i];
        if (string && byte == '\\')
            i++;
        else if (byte == '"')
            string = !string;
        else if (!string && (byte == '{' || byte == '['))
            depth++;
        else if (!string && (byte == '}' || byte == ']') && depth > 0)
            depth--;
        if (depth > DEEPEST)
            return true;
    }
    return false;
}

int run_read(struct run *run, struct text json, const char *name, struct error *error)
{
    struct reading reading = {run, name, error};
    yyjson_read_err fault = {0};
    *run = (struct run){.version = ""};
    if (too_deep(json))
        return error_set(error, ERROR_INPUT, "%s: nested more than %d deep: no run looks like that", name,
                         DEEPEST);
    if (json.length == 0)
        return error_set(error, ERROR_INPUT, "%s: empty; give the output of 'assay check --json'", name);
    /* Numbers stay text: evidence keeps them as they were written. */
    yyjson_doc *document =
        yyjson_read_opts((char *)(uintptr_t)json.data, json.length, YYJSON_READ_NUMBER_AS_RAW, NULL, &fault);
    if (!document)
        return error_set(
            error, fault.code == YYJSON_READ_ERROR_MEMORY_ALLOCATION ? ERROR_SYSTEM : ERROR_INPUT,
            "%s, byte %zu: %s; give the output of 'assay check --json'", name, fault.pos, fault.msg);
    int code = root_read(&reading, yyjson_doc_get_root(document));
    yyjson_doc_free(document);
    return code;
}
