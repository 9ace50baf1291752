#include "packs/sft/turn_order.h"

#include "base/utf8.h"

enum part { PART_UNKNOWN, PART_SYSTEM, PART_USER, PART_ASSISTANT, PART_RESULT, PART_TEXT };

static const struct {
    const char *role;
    enum part part;
} roles[] = {{"system", PART_SYSTEM},       {"developer", PART_SYSTEM}, {"user", PART_USER},
             {"assistant", PART_ASSISTANT}, {"tool", PART_RESULT},      {"function", PART_RESULT},
             {"ipython", PART_RESULT},      {"text", PART_TEXT}};

static const struct {
    const char *code, *sentence; /* %s: what it is about */
} sentences[] = {
    {"no_turns", "the record holds no turn"},
    {"no_user_turn", "no user turn: nobody asks anything"},
    {"no_assistant_turn", "no assistant turn: there is nothing to learn"},
    {"empty_turn", "the %s turn is empty"},
    {"unknown_role", "no chat template knows the role '%s'"},
    {"system_not_first", "a %s turn stands after the conversation began"},
    {"repeated_user", "two user turns in a row"},
    {"repeated_assistant", "two assistant turns in a row"},
    {"assistant_first", "the assistant speaks before any user"},
    {"ends_without_answer", "the last turn is by %s, not by the assistant"},
    {"call_without_result", "the call %s gets no result although the conversation goes on"},
    {"result_without_call", "a tool result %s answers no open call"},
    {"undeclared_tool", "the tool '%s' is not among the tools of the record"},
};

struct order {
    const struct turn *turns;
    size_t count;
    struct order_fault *faults;
    size_t fault_count;
    struct text *open; /* ids (or names) of calls that wait for their result */
    size_t open_count, open_capacity;
    struct arena *arena;
};

static void fault_note(struct order *order, const char *code, size_t turn, struct text about)
{
    if (order->fault_count < ORDER_FAULTS_MOST)
        order->faults[order->fault_count++] = (struct order_fault){code, turn, about};
}

static enum part part_of(struct text role)
{
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (text_is(role, roles[i].role))
            return roles[i].part;
    return PART_UNKNOWN;
}

/* White space of any kind is no content. */
static bool blank(struct text text)
{
    for (size_t at = 0; at < text.length;) {
        int32_t point = utf8_next(text, &at);
        bool space = (point >= 9 && point <= 13) || point == ' ' || point == 0x85 || point == 0xa0 ||
                     point == 0x1680 || (point >= 0x2000 && point <= 0x200b) || point == 0x2028 ||
                     point == 0x2029 || point == 0x202f || point == 0x205f || point == 0x3000 ||
                     point == 0xfeff;
        if (!space)
            return false;
    }
    return true;
}

static bool part_is_media(struct text parts)
{
    return parts.data && parts.length > 2; /* "[]" holds nothing; text parts are in content */
}

static bool turn_is_empty(const struct turn *turn)
{
    return blank(turn->content) && turn->tool_call_count == 0 &&
           !(turn->content.length == 0 && part_is_media(turn->parts));
}

/* ---- tool calls ------------------------------------------------------------------------------------------
 */

static void call_open(struct order *order, struct text id)
{
    if (order->open_count == order->open_capacity) {
        size_t capacity = order->open_capacity ? order->open_capacity * 2 : 8;
        struct text *grown = arena_take(order->arena, capacity, sizeof *grown);
        if (!grown)
            return; /* out of scratch memory: fewer faults are seen, none is made up */
        if (order->open_count)
            memcpy(grown, order->open, order->open_count * sizeof *grown);
        order->open = grown;
        order->open_capacity = capacity;
    }
    order->open[order->open_count++] = id;
}

/* A result closes the call it names; one that names none closes the oldest. False when there is nothing to
 * close. */
static bool call_close(struct order *order, struct text id)
{
    size_t i = 0;
    if (id.length)
        while (i < order->open_count && !text_equal(order->open[i], id))
            i++;
    if (i >= order->open_count)
        return false;
    memmove(order->open + i, order->open + i + 1, (order->open_count - i - 1) * sizeof *order->open);
    order->open_count--;
    return true;
}

static void calls_abandon(struct order *order, size_t turn)
{
    for (size_t i = 0; i < order->open_count; i++)
        fault_note(order, "call_without_result", turn, order->open[i]);
    order->open_count = 0;
}

static bool tool_declared(yyjson_val *tools, struct text name)
{
    size_t index, most;
    yyjson_val *tool;
    yyjson_arr_foreach(tools, index, most, tool)
    {
        yyjson_val *function = json_get(tool, "function");
        yyjson_val *named = json_get(yyjson_is_obj(function) ? function : tool, "name");
        if (yyjson_is_str(named) && text_equal(json_text(named), name))
            return true;
        /* tools of other kinds (search, interpreter) are called by their type */
        yyjson_val *type = json_get(tool, "type");
        if (!named && yyjson_is_str(type) && text_equal(json_text(type), name))
            return true;
    }
    return false;
}

/* Ids are unique per call where they are given; older formats know calls by name alone. */
static struct text call_key(const struct tool_call *call)
{
    return call->id.length ? call->id : call->name;
}

static void result_take(struct order *order, size_t i)
{
    const struct turn *turn = &order->turns[i];
    struct text id = turn->tool_call_id;
    bool closed = call_close(order, id);
    if (!closed && turn->name.length)
        closed = call_close(order, turn->name);
    if (!closed && id.length == 0)
        closed = call_close(order, (struct text){0});
    if (!closed)
        fault_note(order, "result_without_call", i, id.length ? id : turn->name);
}

static void calls_take(struct order *order, size_t i, yyjson_val *tools)
{
    const struct turn *turn = &order->turns[i];
    for (size_t k = 0; k < turn->tool_call_count; k++) {
        const struct tool_call *call = &turn->tool_calls[k];
        if (tools && call->name.length && !tool_declared(tools, call->name))
            fault_note(order, "undeclared_tool", i, call->name);
        call_open(order, call_key(call));
    }
}

/* ---- order -----------------------------------------------------------------------------------------------
 */

static void turn_take(struct order *order, size_t i, enum part part, enum part before, bool *began,
                      bool *asked)
{
    const struct turn *turn = &order->turns[i];
    if (part == PART_UNKNOWN && turn->role.length) /* no role at all is the reader's missing_role */
        fault_note(order, "unknown_role", i, turn->role);
    if (part == PART_SYSTEM && *began)
        fault_note(order, "system_not_first", i, turn->role);
    if (part == PART_USER && before == PART_USER)
        fault_note(order, "repeated_user", i, turn->role);
    if (part == PART_ASSISTANT && before == PART_ASSISTANT)
        fault_note(order, "repeated_assistant", i, turn->role);
    if (part == PART_ASSISTANT && !*asked)
        fault_note(order, "assistant_first", i, turn->role);
    if (turn->content.data && turn_is_empty(turn) && part != PART_RESULT)
        fault_note(order, "empty_turn", i, turn->role);
    *began |= part != PART_SYSTEM;
    *asked |= part == PART_USER || part == PART_UNKNOWN;
}

size_t turns_order_faults(const struct turn *turns, size_t count, struct text tools, struct arena *arena,
                          struct order_fault faults[ORDER_FAULTS_MOST])
{
    struct order order = {.turns = turns, .count = count, .faults = faults, .arena = arena};
    bool began = false, asked = false, seen[PART_TEXT + 1] = {false};
    enum part before = PART_SYSTEM;
    yyjson_val *offered = tools.data ? nested_read(arena, tools) : NULL;
    if (count == 0)
        fault_note(&order, "no_turns", SIZE_MAX, (struct text){0});
    for (size_t i = 0; i < count; i++) {
        enum part part = part_of(turns[i].role);
        /* Alone, a turn of plain text is language modelling, not conversation: only its emptiness is a fault.
         */
        if (part == PART_TEXT && count == 1) {
            if (turn_is_empty(&turns[i]))
                fault_note(&order, "empty_turn", i, turns[i].role);
            return order.fault_count;
        }
        if (part == PART_RESULT)
            result_take(&order, i);
        else
            calls_abandon(&order, i);
        turn_take(&order, i, part, before, &began, &asked);
        if (part == PART_ASSISTANT)
            calls_take(&order, i, yyjson_is_arr(offered) ? offered : NULL);
        seen[part] = true;
        before = part == PART_SYSTEM ? before : part;
    }
    if (count > 0 && !seen[PART_USER])
        fault_note(&order, "no_user_turn", SIZE_MAX, (struct text){0});
    if (count > 0 && !seen[PART_ASSISTANT])
        fault_note(&order, "no_assistant_turn", SIZE_MAX, (struct text){0});
    else if (count > 0 && before != PART_ASSISTANT)
        fault_note(&order, "ends_without_answer", count - 1, turns[count - 1].role);
    return order.fault_count;
}

void order_fault_message(const struct order_fault *fault, struct buffer *out)
{
    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++) {
        if (strcmp(sentences[i].code, fault->code) != 0)
            continue;
        const char *hole = strstr(sentences[i].sentence, "%s");
        if (!hole) {
            buffer_string(out, sentences[i].sentence);
            return;
        }
        buffer_append(out, sentences[i].sentence, (size_t)(hole - sentences[i].sentence));
        buffer_text(out, fault->about.length ? fault->about : text_of("(unnamed)"));
        buffer_string(out, hole + 2);
        return;
    }
}
