/* Questions about tools, weights and other members and columns of a record, asked by the rules of trainers.
 */
#include <math.h>

#include "packs/sft/trainer.h"

#define QUESTION(name)                                                                                       \
    bool name(__attribute__((unused)) const struct subject *subject,                                         \
              __attribute__((unused)) const char *words, __attribute__((unused)) struct hit *hit)

static bool hits_turn(struct hit *hit, size_t turn, struct text about)
{
    hit->turn = turn;
    hit->about = about;
    return true;
}

/* ---- tool calls ---- */

QUESTION(asks_calls)
{
    for (size_t i = 0; i < subject->count; i++)
        if (subject->turns[i].tool_call_count)
            return hits_turn(hit, i, subject->turns[i].tool_calls[0].name);
    return false;
}

QUESTION(asks_calls_null)
{
    for (size_t i = 0; i < subject->count; i++)
        if (text_is(subject->turns[i].role, "assistant") &&
            yyjson_is_null(json_get(subject->turn_extras[i], "tool_calls")))
            return hits_turn(hit, i, subject->turns[i].role);
    return false;
}

/* The arguments of a call as they stood: extra keeps the calls unless they are exactly OpenAI's, whose
 * arguments are a text. NULL: a text. */
static yyjson_val *arguments_kept(const struct subject *subject, size_t turn, size_t call)
{
    yyjson_val *kept = yyjson_arr_get(json_get(subject->turn_extras[turn], "tool_calls"), call);
    yyjson_val *function = json_get(kept, "function");
    yyjson_val *arguments = json_get(yyjson_is_obj(function) ? function : kept, "arguments");
    return arguments && !yyjson_is_str(arguments) ? arguments : NULL;
}

/* The first call for which the question holds. */
static bool call_found(const struct subject *subject, struct hit *hit,
                       bool (*wrong)(const struct subject *subject, size_t turn, size_t call))
{
    for (size_t i = 0; i < subject->count; i++)
        for (size_t k = 0; k < subject->turns[i].tool_call_count; k++)
            if (wrong(subject, i, k))
                return hits_turn(hit, i, subject->turns[i].tool_calls[k].name);
    return false;
}

static bool call_untyped(const struct subject *subject, size_t turn, size_t call)
{
    yyjson_val *kept = yyjson_arr_get(json_get(subject->turn_extras[turn], "tool_calls"), call);
    return kept && !yyjson_is_str(json_get(kept, "type"));
}

QUESTION(asks_call_untyped)
{
    return call_found(subject, hit, call_untyped);
}

static bool arguments_text(const struct subject *subject, size_t turn, size_t call)
{
    return subject->turns[turn].tool_calls[call].arguments.data && !arguments_kept(subject, turn, call);
}

QUESTION(asks_arguments_text)
{
    return call_found(subject, hit, arguments_text);
}

static bool arguments_object(const struct subject *subject, size_t turn, size_t call)
{
    return arguments_kept(subject, turn, call) != NULL;
}

QUESTION(asks_arguments_not_text)
{
    return call_found(subject, hit, arguments_object);
}

static bool arguments_no_object(const struct subject *subject, size_t turn, size_t call)
{
    struct text arguments = subject->turns[turn].tool_calls[call].arguments;
    return arguments.data && !yyjson_is_obj(nested_read(subject->arena, arguments));
}

QUESTION(asks_arguments_no_json)
{
    return call_found(subject, hit, arguments_no_object);
}

static bool tool_undeclared(const struct subject *subject, size_t turn, size_t call)
{
    yyjson_val *tools = nested_read(subject->arena, subject->tools), *tool;
    size_t index, count;
    yyjson_arr_foreach(tools, index, count, tool)
    {
        yyjson_val *function = json_get(tool, "function"),
                   *name = json_get(function ? function : tool, "name");
        if (yyjson_is_str(name) && text_equal(json_text(name), subject->turns[turn].tool_calls[call].name))
            return false;
    }
    return true;
}

QUESTION(asks_undeclared_tool)
{
    return subject->tools.data && call_found(subject, hit, tool_undeclared);
}

QUESTION(asks_function_call)
{
    for (size_t i = 0; i < subject->count; i++)
        if (yyjson_is_obj(json_get(subject->turn_extras[i], "function_call")))
            return hits_turn(hit, i, subject->turns[i].role);
    return false;
}

/* ---- tools ---- */

QUESTION(asks_tools)
{
    hit->locus = text_of("/tools");
    return subject->tools.data && yyjson_arr_size(nested_read(subject->arena, subject->tools)) > 0;
}

QUESTION(asks_tools_text)
{
    hit->locus = text_of("/tools");
    yyjson_val *tools = json_get(subject->extra, "tools");
    return yyjson_is_str(tools) && yyjson_get_len(tools) > 0;
}

QUESTION(asks_tools_malformed)
{
    yyjson_val *tools = subject->tools.data ? nested_read(subject->arena, subject->tools) : NULL, *tool;
    size_t index, count;
    hit->locus = text_of("/tools");
    if (!tools)
        return json_get(subject->extra, "tools") && !yyjson_is_null(json_get(subject->extra, "tools"));
    yyjson_arr_foreach(tools, index, count, tool)
    {
        yyjson_val *type = json_get(tool, "type"), *name = json_get(json_get(tool, "function"), "name");
        if (!yyjson_is_str(type) || !text_is(json_text(type), "function") || !yyjson_is_str(name))
            return true;
    }
    return yyjson_arr_size(tools) == 0;
}

/* ---- weights ---- */

QUESTION(asks_weight_zero)
{
    for (size_t i = 0; i < subject->count; i++)
        if (text_is(subject->turns[i].role, "assistant") && subject->turns[i].weight < 1)
            return hits_turn(hit, i, subject->turns[i].role);
    return false;
}

QUESTION(asks_weight_not_switch)
{
    for (size_t i = 0; i < subject->count; i++) {
        double weight = subject->turns[i].weight;
        yyjson_val *kept = json_get(subject->turn_extras[i], "weight");
        if ((!isnan(weight) && weight != 0 && weight != 1) ||
            (kept && !yyjson_is_null(kept) && isnan(weight)))
            return hits_turn(hit, i, subject->turns[i].role);
    }
    return false;
}

QUESTION(asks_weights_all_zero)
{
    bool found = false;
    for (size_t i = 0; i < subject->count; i++)
        if (text_is(subject->turns[i].role, "assistant")) {
            if (!(subject->turns[i].weight == 0))
                return false;
            found = hits_turn(hit, i, subject->turns[i].role);
        }
    return found;
}

QUESTION(asks_record_weight)
{
    hit->locus = text_of("/weight");
    return !isnan(subject->weight) && subject->weight != 1;
}

/* ---- other members of messages ---- */

QUESTION(asks_reasoning)
{
    for (size_t i = 0; i < subject->count; i++)
        if (text_trim(subject->turns[i].reasoning).length)
            return hits_turn(hit, i, subject->turns[i].role);
    return false;
}

QUESTION(asks_name)
{
    for (size_t i = 0; i < subject->count; i++)
        if (subject->turns[i].name.length && !text_is(subject->turns[i].role, "tool"))
            return hits_turn(hit, i, subject->turns[i].name);
    return false;
}

/* Members that no column of a turn has stand in extra; reasoning is there under its own name unless it is
 * reasoning_content. */
QUESTION(asks_member_not_in)
{
    for (size_t i = 0; i < subject->count; i++) {
        size_t index, count;
        yyjson_val *key, *value;
        if (subject->turns[i].reasoning.data && !words_hold(words, text_of("reasoning_content")) &&
            !subject->turns[i].parts.data)
            return hits_turn(hit, i, text_of("reasoning_content"));
        if (yyjson_obj_size(subject->turn_extras[i]) == 0)
            continue;
        yyjson_obj_foreach(subject->turn_extras[i], index, count, key, value)
        {
            if (!words_hold(words, json_text(key)) && !yyjson_is_null(value))
                return hits_turn(hit, i, json_text(key));
        }
    }
    return false;
}

/* ---- columns of the record ---- */

static struct text column_at(struct hit *hit, const struct subject *subject, struct text name)
{
    struct buffer pointer = {0};
    json_pointer_push(&pointer, name);
    hit->locus = arena_copy(subject->arena, buffer_view(&pointer));
    buffer_release(&pointer);
    return name;
}

static bool says_something(yyjson_val *value)
{
    if (yyjson_is_null(value) || !value)
        return false;
    if (yyjson_is_str(value))
        return yyjson_get_len(value) > 0;
    return !yyjson_is_arr(value) || yyjson_arr_size(value) > 0;
}

/* The column of the record that a turn was read from. */
static struct text turn_column(const struct turn *turn)
{
    if (turn->at.length < 2)
        return (struct text){"", 0};
    const char *end = memchr(turn->at.data + 1, '/', turn->at.length - 1);
    return (struct text){turn->at.data + 1, end ? (size_t)(end - turn->at.data) - 1 : turn->at.length - 1};
}

/* The first member of extra whose name is among the words, or is not, and that says something (or anything).
 */
static bool extra_column(const struct subject *subject, const char *words, bool among, bool anything,
                         struct hit *hit)
{
    size_t index, count;
    yyjson_val *key, *value;
    if (yyjson_obj_size(subject->extra) == 0)
        return false;
    yyjson_obj_foreach(subject->extra, index, count, key, value)
    {
        if (words_hold(words, json_text(key)) == among && (anything || says_something(value))) {
            hit->about = column_at(hit, subject, json_text(key));
            return true;
        }
    }
    return false;
}

/* A column of one of these names that says something: kept in extra, or read as turns. */
QUESTION(asks_column)
{
    if (extra_column(subject, words, true, false, hit))
        return true;
    for (size_t i = 0; i < subject->count; i++) {
        struct text column = turn_column(&subject->turns[i]);
        if (column.length && words_hold(words, column))
            return hits_turn(hit, i, column);
    }
    return false;
}

/* "a|b": both columns are there, beside what was read. */
QUESTION(asks_columns_both)
{
    for (const char *at = words; at; at = strchr(at, '|') ? strchr(at, '|') + 1 : NULL) {
        char name[64];
        size_t length = strcspn(at, "|");
        if (length >= sizeof name)
            return false;
        memcpy(name, at, length);
        name[length] = 0;
        if (!json_get(subject->extra, name))
            return false;
    }
    return true;
}

/* "a|b": the first column is there without the second. */
QUESTION(asks_column_alone)
{
    char first[64];
    size_t length = strcspn(words, "|");
    if (length >= sizeof first || !words[length])
        return false;
    memcpy(first, words, length);
    first[length] = 0;
    return json_get(subject->extra, first) && !json_get(subject->extra, words + length + 1);
}

QUESTION(asks_column_not_in)
{
    const struct {
        const char *name;
        bool there;
    } columns[] = {{"id", subject->id.data != NULL},
                   {"weight", !isnan(subject->weight)},
                   {"tools", subject->tools.data != NULL}};
    if (extra_column(subject, words, false, true, hit))
        return true;
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        if (columns[i].there && !words_hold(words, text_of(columns[i].name))) {
            hit->about = column_at(hit, subject, text_of(columns[i].name));
            return true;
        }
    return false;
}

QUESTION(asks_label_false)
{
    hit->locus = text_of("/label");
    return yyjson_is_false(json_get(subject->extra, "label"));
}

QUESTION(asks_second_answer)
{
    for (size_t i = 0; i < subject->count; i++)
        if (text_starts(subject->turns[i].at, "/chosen"))
            return hits_turn(hit, i, subject->turns[i].role);
    if (!yyjson_is_bool(json_get(subject->extra, "label")) &&
        !yyjson_is_bool(json_get(subject->extra, "kto_tag")))
        return false;
    hit->locus = text_of(json_get(subject->extra, "label") ? "/label" : "/kto_tag");
    return true;
}
