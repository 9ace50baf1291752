/* Applies the tables of rules to a record. */
#include "packs/sft/trainer.h"

static const char *const trainer_names[TRAINERS] = {"trl",       "llamafactory", "axolotl",
                                                    "torchtune", "openai",       "together"};

const char *trainer_name(enum trainer trainer)
{
    return trainer_names[trainer];
}

bool trainer_find(struct text name, enum trainer *trainer)
{
    for (int i = 0; i < TRAINERS; i++)
        if (text_is(name, trainer_names[i])) {
            *trainer = (enum trainer)i;
            return true;
        }
    return false;
}

const char *shape_name(enum shape shape)
{
    switch (shape) {
    case SHAPE_MESSAGES:
        return "messages of role and content";
    case SHAPE_OTHER_LIST:
        return "conversations of role and content";
    case SHAPE_SHAREGPT:
        return "conversations of from and value";
    case SHAPE_ALPACA:
        return "instruction, input and output";
    case SHAPE_PROMPT_TEXT:
        return "prompt and completion";
    case SHAPE_PROMPT_MESSAGES:
        return "prompt and completion as lists of messages";
    case SHAPE_PAIR:
        return "a question and an answer in columns of other names";
    case SHAPE_TEXT:
        return "plain texts";
    case SHAPE_PREFERENCE:
        return "preference pairs";
    case SHAPE_BLOCKS:
        return "messages of type and value blocks";
    case SHAPE_NO_ANSWER:
        return "questions or tasks without one answer";
    default:
        return "records of an unknown kind";
    }
}

static bool stands_at(const struct turn *turns, size_t count, const char *column)
{
    for (size_t i = 0; i < count; i++)
        if (text_is(turns[i].at, column))
            return true;
    return false;
}

static bool stands_under(const struct turn *turns, size_t count, const char *list)
{
    for (size_t i = 0; i < count; i++)
        if (text_starts(turns[i].at, list) && turns[i].at.length > strlen(list))
            return true;
    return false;
}

/* Question and answer in columns: by the names of the columns, whatever format they were read as. */
static enum shape columns_shape(const struct turn *turns, size_t count)
{
    if (stands_under(turns, count, "/messages/"))
        return SHAPE_MESSAGES;
    if (stands_under(turns, count, "/prompt/") || stands_under(turns, count, "/completion/"))
        return SHAPE_PROMPT_MESSAGES;
    if (stands_at(turns, count, "/prompt") && stands_at(turns, count, "/completion"))
        return SHAPE_PROMPT_TEXT;
    if (stands_at(turns, count, "/instruction") && stands_at(turns, count, "/output"))
        return SHAPE_ALPACA;
    return SHAPE_PAIR;
}

enum shape shape_of(struct text format, const struct turn *turns, size_t count)
{
    if (text_is(format, "openai"))
        return count && !text_starts(turns[0].at, "/messages") ? SHAPE_OTHER_LIST : SHAPE_MESSAGES;
    if (text_is(format, "sharegpt"))
        return SHAPE_SHAREGPT;
    if (text_is(format, "llamafactory_v1"))
        return SHAPE_BLOCKS;
    if (text_is(format, "preference"))
        return SHAPE_PREFERENCE;
    if (text_is(format, "text"))
        return SHAPE_TEXT;
    if (text_is(format, "mt_bench") || text_is(format, "self_instruct") || text_is(format, "prompt"))
        return SHAPE_NO_ANSWER;
    return columns_shape(turns, count);
}

const struct trainer_rule *trainer_rule_next(const struct trainer_rule *rule)
{
    rule = rule ? rule + 1 : local_rules;
    if (rule->name)
        return rule;
    return rule->trainer == TRAINERS ? NULL : hosted_rules;
}

static bool applies(const struct trainer_rule *rule, const struct subject *subject)
{
    return rule->trainer == subject->trainer && (rule->shapes & subject->shape) &&
           (rule->settings & subject->settings) == rule->settings;
}

size_t trainer_faults(const struct subject *subject, struct trainer_fault faults[TRAINER_FAULTS_MOST])
{
    size_t count = 0;
    for (const struct trainer_rule *rule = trainer_rule_next(NULL); rule && count < TRAINER_FAULTS_MOST;
         rule = trainer_rule_next(rule)) {
        struct hit hit = {.turn = SIZE_MAX};
        if (!applies(rule, subject) || !rule->broken(subject, rule->words, &hit))
            continue;
        faults[count++] = (struct trainer_fault){rule, hit};
        if (rule->broken == asks_always || rule->broken == asks_unreadable || rule->broken == asks_empty)
            break; /* nothing of the record is read beyond this */
    }
    return count;
}

void trainer_fault_message(const struct trainer_fault *fault, struct buffer *out)
{
    const char *message = fault->rule->message, *mark = strchr(message, '%');
    size_t shown = fault->hit.about.length < 200 ? fault->hit.about.length : 200;
    if (!mark) {
        buffer_string(out, message);
        return;
    }
    buffer_append(out, message, (size_t)(mark - message));
    buffer_append(out, fault->hit.about.data ? fault->hit.about.data : "", shown);
    buffer_string(out, mark + 1);
}
