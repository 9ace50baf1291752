/* The pieces of a record without a chat template, and which turns a trainer trains on. */
#include "packs/sft/trainer_segments.h"

#include <math.h>

#include "packs/sft/trainer_targets.h"

void segment_add(struct segments *segments, struct text text, int64_t tokens, bool target)
{
    if (text.length == 0 && tokens == 0)
        return;
    if (segments->count == segments->capacity) {
        size_t capacity = segments->capacity ? segments->capacity * 2 : 16;
        struct segment *grown = arena_take(segments->arena, capacity, sizeof *grown);
        if (!grown) {
            segments->failed = true;
            return;
        }
        if (segments->count)
            memcpy(grown, segments->items, segments->count * sizeof *grown);
        segments->items = grown;
        segments->capacity = capacity;
    }
    segments->items[segments->count++] =
        (struct segment){text.data ? text : (struct text){"", 0}, tokens, target};
}

bool turn_is_target(const struct subject *subject, size_t turn)
{
    const struct turn *item = &subject->turns[turn];
    bool heeds_weight = subject->trainer == TRAINER_OPENAI || subject->trainer == TRAINER_TOGETHER ||
                        subject->shape == SHAPE_BLOCKS;
    if (subject->shape == SHAPE_PROMPT_MESSAGES)
        return text_starts(item->at, "/completion");
    return (text_is(item->role, "assistant") || subject->shape == SHAPE_TEXT) &&
           !(heeds_weight && item->weight == 0);
}

bool all_is_target(const struct subject *subject)
{
    if (subject->settings & SETTING_ON_PROMPT)
        return true;
    if (subject->trainer == TRAINER_TRL)
        return !(subject->settings & SETTING_ASSISTANT_ONLY) &&
               (subject->shape & (SHAPE_MESSAGES | SHAPE_SHAREGPT | SHAPE_TEXT | SHAPE_BLOCKS)) != 0;
    return subject->trainer == TRAINER_TORCHTUNE && subject->shape == SHAPE_ALPACA;
}

/* Which members of a turn the trainer puts into the sequence. */
static bool reads_reasoning(const struct subject *subject)
{
    return subject->trainer == TRAINER_TRL || subject->trainer == TRAINER_AXOLOTL ||
           subject->trainer == TRAINER_TOGETHER;
}

static void turn_add_pieces(struct segments *segments, const struct subject *subject, size_t index,
                            bool target)
{
    const struct turn *turn = &subject->turns[index];
    if (reads_reasoning(subject))
        segment_add(segments, turn->reasoning, 0, target);
    segment_add(segments, turn->content, 0, target);
    for (size_t i = 0; i < turn->tool_call_count && subject->trainer != TRAINER_TORCHTUNE; i++) {
        segment_add(segments, turn->tool_calls[i].name, 0, target);
        segment_add(segments, turn->tool_calls[i].arguments, 0, target);
    }
}

/* OpenAI's counting: the answers' contents are what is trained on. */
static void openai_pieces(struct segments *segments, const struct subject *subject)
{
    segment_add(segments, subject->tools, 0, false);
    for (size_t i = 0; i < subject->count; i++) {
        segment_add(segments, subject->turns[i].role, 3, false);
        segment_add(segments, subject->turns[i].name, subject->turns[i].name.length ? 1 : 0, false);
        turn_add_pieces(segments, subject, i, turn_is_target(subject, i));
    }
    segment_add(segments, (struct text){"", 0}, 3, false);
}

static void chat_pieces(struct segments *segments, const struct subject *subject)
{
    bool all = all_is_target(subject);
    if (subject->trainer != TRAINER_TORCHTUNE)
        segment_add(segments, subject->tools, 0, all);
    for (size_t i = 0; i < subject->count; i++) {
        bool target = all || turn_is_target(subject, i);
        segment_add(segments, (struct text){"", 0}, 3, all);
        turn_add_pieces(segments, subject, i, target);
        segment_add(segments, (struct text){"", 0}, 1, target);
        segment_add(segments, (struct text){"", 0}, 1, all);
    }
}

/* Texts without a template: prompt, completion and an end token; or one text. */
static void text_pieces(struct segments *segments, const struct subject *subject)
{
    bool all = all_is_target(subject);
    for (size_t i = 0; i < subject->count; i++)
        segment_add(segments, subject->turns[i].content, 0, all || turn_is_target(subject, i));
    segment_add(segments, (struct text){"", 0}, 1, true);
}

void segments_plain(struct segments *segments, const struct subject *subject)
{
    bool texts = subject->shape == SHAPE_TEXT ||
                 (subject->shape == SHAPE_PROMPT_TEXT &&
                  (subject->trainer == TRAINER_TRL || subject->trainer == TRAINER_TOGETHER));
    segments->generations = -1;
    if (texts)
        text_pieces(segments, subject);
    else if (subject->trainer == TRAINER_OPENAI)
        openai_pieces(segments, subject);
    else
        chat_pieces(segments, subject);
}
