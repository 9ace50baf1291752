/* The pieces of a record as its chat template renders it, and what the rendering lost. */
#include "packs/sft/trainer_targets.h"

enum { PREFIX_TURNS_MOST = 64 }; /* beyond, answers are searched rather than rendered one by one */

struct view {
    struct segments *segments;
    const struct subject *subject;
    const struct template_source *source;
    struct rendering *rendering;
    struct chat chat;
    struct text whole; /* the rendering of all turns */
    struct span *targets;
    size_t target_count;
};

static size_t find(struct text text, struct text part, size_t from)
{
    if (part.length == 0 || part.length > text.length || from > text.length)
        return SIZE_MAX;
    while (from + part.length <= text.length) {
        const char *first = memchr(text.data + from, part.data[0], text.length - part.length - from + 1);
        if (!first)
            return SIZE_MAX;
        if (memcmp(first, part.data, part.length) == 0)
            return (size_t)(first - text.data);
        from = (size_t)(first - text.data) + 1;
    }
    return SIZE_MAX;
}

/* ---- what is trained on ---- */

/* Length of the rendering of the first turns when it is how the whole begins; SIZE_MAX: it is not. */
static size_t prefix_length(struct view *view, size_t count, bool prompts)
{
    struct error ignored = {0};
    if (chat_render(&view->chat, view->source, count, prompts, view->rendering, &ignored) < 0)
        return SIZE_MAX;
    struct text text = buffer_view(&view->rendering->text);
    bool begins = text.length <= view->whole.length &&
                  (text.length == 0 || memcmp(text.data, view->whole.data, text.length) == 0);
    return begins ? text.length : SIZE_MAX;
}

static void target_add(struct view *view, size_t start, size_t stop)
{
    if (stop > start)
        view->targets[view->target_count++] = (struct span){start, stop};
}

/* What follows an answer up to the end of a mark such as <|im_end|>, which is trained on as well. */
static size_t mark_end(struct text whole, size_t at)
{
    const char *end = at < whole.length && whole.data[at] == '<'
                          ? memchr(whole.data + at, '>', whole.length - at > 40 ? 40 : whole.length - at)
                          : NULL;
    return end ? (size_t)(end - whole.data) + 1 : at;
}

/* Answers by their text, in order: for templates whose rendering of a beginning is not how the whole begins.
 */
static void targets_search(struct view *view)
{
    size_t at = 0;
    view->target_count = 0;
    for (size_t i = 0; i < view->subject->count; i++) {
        struct text content = text_trim(view->subject->turns[i].content);
        size_t found = find(view->whole, content, at);
        if (found == SIZE_MAX)
            continue;
        at = found + content.length;
        if (turn_is_target(view->subject, i))
            target_add(view, found, at = mark_end(view->whole, at));
    }
}

/* From the prompt for an answer to the end of the answer. */
static bool targets_render(struct view *view)
{
    if (view->subject->count > PREFIX_TURNS_MOST)
        return false;
    for (size_t i = 0; i < view->subject->count; i++) {
        if (!turn_is_target(view->subject, i))
            continue;
        size_t start = prefix_length(view, i, true);
        size_t stop = start == SIZE_MAX ? SIZE_MAX : prefix_length(view, i + 1, false);
        if (stop == SIZE_MAX || stop < start)
            return false;
        target_add(view, start, stop);
    }
    return true;
}

/* TRL's prompt and completion: all that follows the rendered prompt. */
static void targets_completion(struct view *view)
{
    size_t first = 0;
    while (first < view->subject->count && !turn_is_target(view->subject, first))
        first++;
    size_t start = prefix_length(view, first, true);
    if (start == SIZE_MAX) {
        view->segments->lost[view->segments->lost_count++] = (struct lost){SIZE_MAX, "prompt"};
        targets_search(view);
    } else
        target_add(view, start, view->whole.length);
}

static void targets_find(struct view *view, const struct span *spans, size_t span_count)
{
    const struct subject *subject = view->subject;
    if (all_is_target(subject))
        target_add(view, 0, view->whole.length);
    else if (subject->trainer == TRAINER_TRL && (subject->settings & SETTING_ASSISTANT_ONLY))
        for (size_t i = 0; i < span_count; i++)
            target_add(view, spans[i].start, spans[i].stop);
    else if (subject->trainer == TRAINER_TRL && subject->shape == SHAPE_PROMPT_MESSAGES)
        targets_completion(view);
    else if (!targets_render(view))
        targets_search(view);
}

static void pieces_add(struct view *view)
{
    size_t at = 0;
    for (size_t i = 0; i < view->target_count; i++) {
        struct span span = view->targets[i];
        if (span.start < at) /* a block within a block: said already */
            continue;
        segment_add(view->segments, (struct text){view->whole.data + at, span.start - at}, 0, false);
        segment_add(view->segments, (struct text){view->whole.data + span.start, span.stop - span.start}, 0,
                    true);
        at = span.stop;
    }
    segment_add(view->segments, (struct text){view->whole.data + at, view->whole.length - at}, 0, false);
}

/* ---- what was lost ---- */

static void lost_add(struct view *view, size_t turn, const char *field)
{
    if (view->segments->lost_count < LOST_MOST)
        view->segments->lost[view->segments->lost_count++] = (struct lost){turn, field};
}

/* As it is, or as JSON writes it. */
static bool is_rendered(struct view *view, struct text text)
{
    struct buffer json = {0};
    text = text_trim(text);
    if (text.length == 0 || find(view->whole, text, 0) != SIZE_MAX)
        return true;
    json_put_text(&json, text);
    bool found =
        json.length > 2 && find(view->whole, (struct text){json.data + 1, json.length - 2}, 0) != SIZE_MAX;
    buffer_release(&json);
    return found;
}

/* The content without the thoughts that stand in it. */
static struct text after_thoughts(struct text content)
{
    static const struct text end = {"</think>", 8};
    size_t at = SIZE_MAX;
    for (size_t next = find(content, end, 0); next != SIZE_MAX; next = find(content, end, next + 1))
        at = next;
    return at == SIZE_MAX ? content
                          : (struct text){content.data + at + end.length, content.length - at - end.length};
}

/* Parts are looked for one by one: templates join them in their own ways. */
static bool parts_rendered(struct view *view, const struct turn *turn)
{
    yyjson_val *parts = nested_read(view->segments->arena, turn->parts), *part;
    size_t index, count;
    yyjson_arr_foreach(parts, index, count, part)
    {
        yyjson_val *text = json_get(part, json_get(part, "text") ? "text" : "value");
        if (yyjson_is_str(text) && !is_rendered(view, json_text(text)))
            return false;
    }
    return true;
}

static void turn_compare(struct view *view, size_t index)
{
    const struct turn *turn = &view->subject->turns[index];
    if (turn->parts.data ? !parts_rendered(view, turn) : !is_rendered(view, turn->content)) {
        bool thoughts = !turn->parts.data && is_rendered(view, after_thoughts(turn->content));
        lost_add(view, index, thoughts ? "reasoning" : "content");
    }
    if (!is_rendered(view, turn->reasoning))
        lost_add(view, index, "reasoning");
    for (size_t i = 0; i < turn->tool_call_count; i++)
        if (!is_rendered(view, turn->tool_calls[i].name)) {
            lost_add(view, index, "tool_calls");
            break;
        }
}

static void lost_find(struct view *view)
{
    for (size_t i = 0; i < view->subject->count; i++)
        turn_compare(view, i);
    size_t index, count;
    yyjson_val *tools = view->subject->tools.data ? nested_read(view->segments->arena, view->subject->tools)
                                                  : NULL,
               *tool;
    yyjson_arr_foreach(tools, index, count, tool)
    {
        yyjson_val *function = json_get(tool, "function"),
                   *name = json_get(function ? function : tool, "name");
        if (yyjson_is_str(name) && !is_rendered(view, json_text(name))) {
            lost_add(view, SIZE_MAX, "tools");
            break;
        }
    }
}

int segments_rendered(struct segments *segments, const struct subject *subject,
                      const struct template_source *source, struct rendering *rendering, struct error *error)
{
    struct view view = {.segments = segments, .subject = subject, .source = source, .rendering = rendering};
    view.chat.parses_arguments = subject->trainer == TRAINER_AXOLOTL;
    if (chat_open(&view.chat, subject->turns, subject->count, subject->tools, segments->arena) < 0)
        return error_memory(error);
    TRY(chat_render(&view.chat, source, subject->count, false, rendering, error));
    const struct span *spans = rendering->spans;
    size_t span_count = rendering->span_count;
    view.whole =
        arena_copy(segments->arena, (struct text){buffer_c(&rendering->text), rendering->text.length});
    view.targets = arena_take(segments->arena, span_count + subject->count + 1, sizeof *view.targets);
    if (!view.whole.data || !view.targets)
        return error_memory(error);
    segments->generations = (int64_t)span_count;
    targets_find(&view, spans, span_count);
    pieces_add(&view);
    lost_find(&view);
    return segments->failed ? error_memory(error) : 0;
}
