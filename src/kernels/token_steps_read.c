/* Reading pre-tokenizers. What each means: huggingface/tokenizers, pre_tokenizers (Apache-2.0), restated. */
#include "base/memory.h"
#include "base/utf8.h"
#include "kernels/token_steps.h"

struct step_reader {
    struct split_steps *steps;
    struct arena *arena;
    const char *file;
    struct error *error;
};

static int complain(struct step_reader *reader, const char *what, struct text detail)
{
    return error_set(reader->error, ERROR_INPUT, "%s: pre_tokenizer: %s '%.*s'", reader->file, what,
                     (int)(detail.length < 100 ? detail.length : 100), detail.length ? detail.data : "");
}

static int read_rule(struct step_reader *reader, yyjson_val *value, enum step_rule *rule)
{
    static const char *const rules[] = {"Isolated", "Removed", "Contiguous", "MergedWithPrevious",
                                        "MergedWithNext"};
    struct text name = json_text(value);
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        if (text_is(name, rules[i])) {
            *rule = (enum step_rule)i;
            return 0;
        }
    }
    return complain(reader, "an unknown behavior", name);
}

static int read_split(struct step_reader *reader, yyjson_val *value, struct split_step *step)
{
    yyjson_val *pattern = json_get(value, "pattern");
    yyjson_val *literal = json_get(pattern, "String"), *regex = json_get(pattern, "Regex");
    if (!yyjson_is_str(literal) && !yyjson_is_str(regex))
        return complain(reader, "Split needs a pattern with String or Regex, not", json_text(pattern));
    TRY(read_rule(reader, json_get(value, "behavior"), &step->rule));
    step->invert = yyjson_is_true(json_get(value, "invert"));
    step->text = arena_copy(reader->arena, json_text(literal ? literal : regex));
    if (!step->text.data)
        return error_memory(reader->error);
    step->kind = STEP_LITERAL;
    if (literal && step->text.length)
        return 0;
    step->scanner = literal ? SPLIT_NONE : split_of_pattern(step->text);
    step->kind = step->scanner == SPLIT_NONE ? STEP_REGEX : STEP_SCANNER;
    return step->kind == STEP_SCANNER
               ? 0
               : token_regex_new(&step->regex, step->text, reader->file, reader->error);
}

static int read_metaspace(struct step_reader *reader, yyjson_val *value, struct split_step *step)
{
    struct text scheme = json_text(json_get(value, "prepend_scheme"));
    yyjson_val *split = json_get(value, "split"), *add = json_get(value, "add_prefix_space");
    step->kind = STEP_METASPACE;
    step->rule = RULE_WITH_NEXT;
    step->split = !yyjson_is_false(split);
    step->prepend = text_is(scheme, "first")   ? PREPEND_FIRST
                    : text_is(scheme, "never") ? PREPEND_NEVER
                                               : PREPEND_ALWAYS;
    if (scheme.length == 0 && yyjson_is_false(add))
        step->prepend = PREPEND_NEVER;
    step->text = arena_copy(reader->arena, json_text(json_get(value, "replacement")));
    if (!step->text.data)
        return error_memory(reader->error);
    return step->text.length ? 0 : complain(reader, "Metaspace needs a replacement, not", step->text);
}

static int read_length(struct step_reader *reader, yyjson_val *value, struct split_step *step)
{
    yyjson_val *length = json_get(value, "length");
    step->kind = STEP_LENGTH;
    step->length = length ? (size_t)yyjson_get_uint(length) : 5;
    return step->length ? 0 : complain(reader, "FixedLength needs a length above 0, not", json_text(length));
}

static int read_byte_level(struct step_reader *reader, yyjson_val *value, struct split_step *step)
{
    step->kind = STEP_BYTE_LEVEL;
    step->add_space = !yyjson_is_false(json_get(value, "add_prefix_space"));
    step->use_scanner = !yyjson_is_false(json_get(value, "use_regex"));
    step->scanner = SPLIT_GPT2;
    reader->steps->byte_level = true;
    return 0;
}

static int read_named(struct step_reader *reader, struct text type, yyjson_val *value,
                      struct split_step *step)
{
    if (text_is(type, "Split"))
        return read_split(reader, value, step);
    if (text_is(type, "ByteLevel"))
        return read_byte_level(reader, value, step);
    if (text_is(type, "Metaspace"))
        return read_metaspace(reader, value, step);
    if (text_is(type, "FixedLength"))
        return read_length(reader, value, step);
    if (text_is(type, "Digits")) {
        step->kind = STEP_DIGITS;
        step->rule = yyjson_is_true(json_get(value, "individual_digits")) ? RULE_ISOLATED : RULE_CONTIGUOUS;
        return 0;
    }
    if (text_is(type, "Punctuation")) {
        yyjson_val *behavior = json_get(value, "behavior");
        step->kind = STEP_PUNCTUATION;
        return behavior ? read_rule(reader, behavior, &step->rule) : 0;
    }
    if (text_is(type, "BertPreTokenizer")) {
        step->kind = STEP_BERT;
        return 0;
    }
    if (text_is(type, "WhitespaceSplit")) {
        step->kind = STEP_WHITE_SPACE;
        step->rule = RULE_REMOVED;
        return 0;
    }
    if (text_is(type, "Whitespace")) {
        step->kind = STEP_REGEX;
        step->rule = RULE_REMOVED;
        step->invert = true;
        return token_regex_new(&step->regex, text_of("\\w+|[^\\w\\s]+"), reader->file, reader->error);
    }
    if (text_is(type, "CharDelimiterSplit")) {
        step->kind = STEP_LITERAL;
        step->rule = RULE_REMOVED;
        step->text = arena_copy(reader->arena, json_text(json_get(value, "delimiter")));
        return step->text.data && step->text.length ? 0 : complain(reader, "no delimiter in", type);
    }
    return complain(reader, "a type that is not known:", type);
}

static int read_step(struct step_reader *reader, yyjson_val *value, int depth)
{
    struct text type = json_text(json_get(value, "type"));
    if (!value || yyjson_is_null(value))
        return 0;
    if (depth > 8)
        return complain(reader, "sequences are nested too deeply:", type);
    if (text_is(type, "Sequence")) {
        size_t i, count;
        yyjson_val *item;
        yyjson_arr_foreach(json_get(value, "pretokenizers"), i, count, item)
        {
            TRY(read_step(reader, item, depth + 1));
        }
        return 0;
    }
    struct split_steps *steps = reader->steps;
    struct split_step *items = memory_resize(steps->items, steps->count + 1, sizeof *items);
    if (!items)
        return error_memory(reader->error);
    steps->items = items;
    items[steps->count] = (struct split_step){0};
    return read_named(reader, type, value, &items[steps->count++]);
}

int split_steps_read(struct split_steps *steps, yyjson_val *value, struct arena *arena, const char *file,
                     struct error *error)
{
    struct step_reader reader = {steps, arena, file, error};
    TRY(read_step(&reader, value, 0));
    for (size_t i = 0; i < steps->count; i++)
        steps->items[i].maps = steps->items[i].kind == STEP_BYTE_LEVEL && i + 1 < steps->count;
    return 0;
}

void split_steps_release(struct split_steps *steps)
{
    for (size_t i = 0; i < steps->count; i++)
        token_regex_free(steps->items[i].regex);
    memory_free(steps->items);
    *steps = (struct split_steps){0};
}

/* Isolated matches, or everything but the matches dropped: the pieces are the matches, since a scanner leaves
 * nothing out. */
static bool is_plain_scanner(const struct split_step *step)
{
    return step->kind == STEP_SCANNER &&
           (step->invert ? step->rule == RULE_REMOVED || step->rule == RULE_ISOLATED
                         : step->rule == RULE_ISOLATED);
}

enum token_split split_steps_scanner(const struct split_steps *steps)
{
    const struct split_step *last = steps->count ? &steps->items[steps->count - 1] : NULL;
    if (!last || last->kind != STEP_BYTE_LEVEL || last->add_space)
        return SPLIT_NONE;
    if (steps->count == 1 && last->use_scanner)
        return last->scanner;
    bool two = steps->count == 2 && !last->use_scanner && is_plain_scanner(&steps->items[0]);
    return two ? steps->items[0].scanner : SPLIT_NONE;
}
