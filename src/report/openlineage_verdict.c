#include "report/openlineage_verdict.h"

#include "base/json.h"
#include "base/memory.h"
#include "report/openlineage_facets.h"

static struct text member(yyjson_val *row, const char *name)
{
    yyjson_val *value = yyjson_obj_get(row, name);
    return yyjson_is_str(value) ? json_text(value) : (struct text){"", 0};
}

/* A number as it stands; nothing where it is null or not there. */
static void put_number(struct buffer *out, const char *before, yyjson_val *row, const char *name)
{
    yyjson_val *value = yyjson_obj_get(row, name);
    if (!yyjson_is_num(value))
        return;
    buffer_string(out, before);
    json_put_value(out, value);
}

static void put_name(struct buffer *made, yyjson_val *row)
{
    buffer_text(made, member(row, "rule"));
    buffer_byte(made, ' ');
    buffer_text(made, member(row, "bound"));
    if (member(row, "slice").length) {
        buffer_byte(made, ' ');
        buffer_text(made, member(row, "slice"));
    }
}

/* What was compared, with its interval and the number of records it stands on. */
static void put_actual(struct buffer *made, yyjson_val *row)
{
    put_number(made, "", row, "value");
    put_number(made, ", from ", row, "low");
    put_number(made, " to ", row, "high");
    put_number(made, ", n ", row, "n");
}

static void put_made(struct buffer *out, const char *key, struct buffer *made)
{
    buffer_format(out, "\"%s\":", key);
    json_put_text(out, buffer_view(made));
    out->failed |= made->failed;
    buffer_clear(made);
}

static void put_member(struct buffer *out, const char *key, struct text value)
{
    buffer_format(out, ",\"%s\":", key);
    json_put_text(out, value);
}

/* The facet knows pass, fail and skip: a rule that could not decide was not executed to an answer. */
static void put_test(struct buffer *out, yyjson_val *row, struct buffer *made)
{
    struct text outcome = member(row, "outcome");
    bool known = text_is(outcome, "pass") || text_is(outcome, "fail");
    buffer_byte(out, '{');
    put_name(made, row);
    put_made(out, "name", made);
    put_member(out, "status", known ? outcome : text_of("skip"));
    put_member(out, "severity", text_of("error"));
    put_member(out, "type", member(row, "bound"));
    if (member(row, "reason").length)
        put_member(out, "description", member(row, "reason"));
    buffer_byte(out, ',');
    put_number(made, "", row, "threshold");
    put_made(out, "expected", made);
    buffer_byte(out, ',');
    put_actual(made, row);
    put_made(out, "actual", made);
    buffer_string(out, ",\"params\":{");
    buffer_string(out, "\"outcome\":");
    json_put_text(out, outcome);
    put_member(out, "check", member(row, "check"));
    put_member(out, "figure", member(row, "figure"));
    put_member(out, "method", member(row, "method"));
    buffer_string(out, "}}");
}

int verdict_tests_put(struct project *project, struct text object, struct buffer *out, struct error *error)
{
    struct arena scratch = {0};
    struct json_reader reader = {.arena = &scratch};
    struct buffer made = {0};
    char *json = NULL;
    size_t length = 0, index, most;
    yyjson_val *row;
    int code = object_read(project->objects, object.data, &json, &length, error);
    if (code < 0)
        goto done;
    yyjson_val *rules = yyjson_obj_get(json_read(&reader, (struct text){json, length}), "rules");
    if (!yyjson_is_arr(rules)) {
        code = error_set(error, ERROR_INPUT, "the verdict %.12s is not readable: it has no list of rules",
                         object.data);
        goto done;
    }
    facet_open(out, "test", "TestRunFacet", "1-0-1");
    buffer_string(out, ",\"tests\":[");
    yyjson_arr_foreach(rules, index, most, row)
    {
        buffer_string(out, index ? "," : "");
        put_test(out, row, &made);
    }
    buffer_string(out, "]}");
done:
    memory_free(json);
    buffer_release(&made);
    json_reader_release(&reader);
    arena_release(&scratch);
    return code;
}
