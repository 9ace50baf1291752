/* The tests of chat templates: "x is defined". Definitions: Jinja 3.1, "List of Builtin Tests". */
#include "packs/sft/template_run.h"

static bool is_defined(const struct datum *value)
{
    return value->kind != DATUM_UNDEFINED;
}
static bool is_undefined(const struct datum *value)
{
    return value->kind == DATUM_UNDEFINED;
}
static bool is_none(const struct datum *value)
{
    return value->kind == DATUM_NONE;
}
static bool is_string(const struct datum *value)
{
    return value->kind == DATUM_TEXT;
}
static bool is_mapping(const struct datum *value)
{
    return value->kind == DATUM_MAP && !value->map->namespace;
}
/* What iter() takes: undefined is an empty iterable in Jinja. */
static bool is_iterable(const struct datum *value)
{
    return value->kind == DATUM_TEXT || value->kind == DATUM_LIST || is_mapping(value) || is_undefined(value);
}
/* What has a length and members. */
static bool is_sequence(const struct datum *value)
{
    return is_iterable(value);
}
static bool is_boolean(const struct datum *value)
{
    return value->kind == DATUM_BOOLEAN;
}
static bool is_true(const struct datum *value)
{
    return value->kind == DATUM_BOOLEAN && value->boolean;
}
static bool is_false(const struct datum *value)
{
    return value->kind == DATUM_BOOLEAN && !value->boolean;
}
static bool is_integer(const struct datum *value)
{
    return value->kind == DATUM_INTEGER;
}
static bool is_real(const struct datum *value)
{
    return value->kind == DATUM_REAL;
}
static bool is_callable(const struct datum *value)
{
    return value->kind == DATUM_FUNCTION || value->kind == DATUM_MACRO || value->kind == DATUM_METHOD;
}

static const struct {
    const char *name;
    bool (*holds)(const struct datum *value);
} plain_tests[] = {
    {"defined", is_defined},     {"undefined", is_undefined}, {"none", is_none},
    {"string", is_string},       {"mapping", is_mapping},     {"iterable", is_iterable},
    {"sequence", is_sequence},   {"boolean", is_boolean},     {"true", is_true},
    {"false", is_false},         {"integer", is_integer},     {"float", is_real},
    {"number", datum_is_number}, {"callable", is_callable},
};

static int number_test(struct run *run, struct text name, const struct datum *value,
                       const struct arguments *arguments, bool *out)
{
    int64_t by = 2;
    if (text_is(name, "divisibleby")) {
        if (arguments->count == 0 || arguments->items[0].kind != DATUM_INTEGER ||
            arguments->items[0].integer == 0)
            return run_fault(run, "divisibleby needs an integer other than 0");
        by = arguments->items[0].integer;
    }
    if (value->kind != DATUM_INTEGER)
        return run_fault(run, "a value of type %s is not divided", datum_type(value));
    bool divides = by == -1 || value->integer % by == 0;
    *out = text_is(name, "odd") ? !divides : divides;
    return 0;
}

static int comparing_test(struct run *run, struct text name, const struct datum *value,
                          const struct arguments *arguments, bool *out)
{
    struct arguments one = {.count = 0};
    struct datum_list *items;
    if (arguments->count == 0)
        return run_fault(run, "the test \"%.*s\" needs an argument", (int)name.length, name.data);
    const struct datum *other = &arguments->items[0];
    if (text_is(name, "in")) {
        if (other->kind == DATUM_TEXT && value->kind == DATUM_TEXT) {
            struct datum found;
            one.items[one.count++] = *value;
            TRY(method_call(run, other, text_of("find"), &one, &found));
            *out = found.integer >= 0;
            return 0;
        }
        TRY(run_items(run, other, &items));
        *out = false;
        for (size_t i = 0; i < items->count && !*out; i++)
            *out = datum_equal(&items->items[i], value);
        return 0;
    }
    bool equal = datum_equal(value, other);
    *out = text_is(name, "ne") || text_is(name, "!=") ? !equal : equal;
    return 0;
}

int test_apply(struct run *run, struct text name, const struct datum *value,
               const struct arguments *arguments, bool *out)
{
    static const char *const comparing[] = {"equalto", "eq", "sameas", "ne", "in", "==", "!="};
    static const char *const dividing[] = {"odd", "even", "divisibleby"};
    static const char *const casing[] = {"lower", "upper"};
    for (size_t i = 0; i < sizeof plain_tests / sizeof *plain_tests; i++)
        if (text_is(name, plain_tests[i].name)) {
            *out = plain_tests[i].holds(value);
            return 0;
        }
    for (size_t i = 0; i < sizeof comparing / sizeof *comparing; i++)
        if (text_is(name, comparing[i]))
            return comparing_test(run, name, value, arguments, out);
    for (size_t i = 0; i < sizeof dividing / sizeof *dividing; i++)
        if (text_is(name, dividing[i]))
            return number_test(run, name, value, arguments, out);
    for (size_t i = 0; i < sizeof casing / sizeof *casing; i++)
        if (text_is(name, casing[i]) && value->kind == DATUM_TEXT) {
            struct datum changed;
            struct arguments none = {.count = 0};
            TRY(method_call(run, value, name, &none, &changed));
            *out = datum_equal(value, &changed) && value->text.length > 0;
            return 0;
        }
    return run_fault(run, "no test is called \"%.*s\"", (int)(name.length < 60 ? name.length : 60),
                     name.data);
}
