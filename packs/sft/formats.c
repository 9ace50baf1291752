/* The list of formats, and how a file's format is told from its first records. */
#include "packs/sft/formats.h"

#define LINES_ARRAY_OBJECT                                                                                   \
    (1u << CONTAINER_LINES | 1u << CONTAINER_ARRAY | 1u << CONTAINER_OBJECT | 1u << CONTAINER_PARQUET)
#define JSON_FORMAT(name, title, doc, writes, coder)                                                         \
    {name, "sft", title, doc, LINES_ARRAY_OBJECT, writes, CONTAINER_LINES, NULL, coder}

/* In the order in which they are tried: the more a format asks of a record, the earlier. */
const struct format sft_formats[SFT_FORMATS] = {
    JSON_FORMAT(
        "lm_eval_items", "questions in lm-eval samples",
        "doc_id, doc, target, arguments and responses, as --log_samples writes them; the doc is read as "
        "its own format",
        false, &lm_eval_items_coder),
    JSON_FORMAT("llamafactory_v1", "LlamaFactory v1 messages",
                "messages whose content is a list of {type, value} blocks, each with a loss_weight; or "
                "chosen_messages "
                "and rejected_messages",
                true, &v1_coder),
    JSON_FORMAT("sharegpt", "ShareGPT conversations",
                "conversations of {from, value}; system and tools columns; chosen and rejected answers", true,
                &sharegpt_coder),
    JSON_FORMAT("openai", "OpenAI chat, TRL conversational",
                "messages of {role, content}, with tools, tool_calls, parts, weight; also TRL's messages and "
                "KTO rows",
                true, &openai_coder),
    JSON_FORMAT("preference", "preference pairs",
                "chosen and rejected, as dialogue texts (HH-RLHF) or lists of messages (TRL); the chosen "
                "side is read",
                false, &preference_coder),
    JSON_FORMAT("self_instruct", "Self-Instruct seed tasks", "instruction and instances of {input, output}",
                false, &self_instruct_coder),
    JSON_FORMAT("mt_bench", "MT-bench questions", "turns that are the user's texts; no answers", false,
                &mt_bench_coder),
    JSON_FORMAT("multiple_choice", "multiple-choice questions",
                "question, choices and the right one: MMLU, MMLU-Pro, ARC, HellaSwag, C-Eval", false,
                &multiple_choice_coder),
    JSON_FORMAT("code_problem", "programming problems", "prompt, solution and tests: HumanEval, MBPP", false,
                &code_problem_coder),
    JSON_FORMAT("alpaca", "Alpaca instructions",
                "instruction, input, output, system, history; Dolly's names too", true, &alpaca_coder),
    JSON_FORMAT("prompt_completion", "prompt and completion",
                "prompt and completion, as texts or lists of messages", true, &prompt_completion_coder),
    JSON_FORMAT("question_answer", "question and answer",
                "question and answer (GSM8K), or other names of such a pair", true, &question_answer_coder),
    JSON_FORMAT("text", "plain text", "text: one turn with the role text", true, &text_coder),
    JSON_FORMAT("prompt", "prompts alone",
                "prompt (or query, question, message, …) and no answer, as logs of requests have", false,
                &prompt_coder),
    {"table", "sft", "CSV or TSV table",
     "a header line names the columns: prompt or question and answer or output, or messages as JSON",
     1u << CONTAINER_TABLE, true, CONTAINER_TABLE, "id,system,prompt,completion", &table_coder},
};

const struct format *sft_format_find(struct text name)
{
    for (size_t i = 0; i < SFT_FORMATS; i++)
        if (text_is(name, sft_formats[i].name))
            return &sft_formats[i];
    return NULL;
}

const struct coder *format_coder(const struct format *format)
{
    return format->coder;
}

const struct format *sft_format_of(yyjson_val *record, const char **why)
{
    for (size_t i = 0; i < SFT_FORMATS; i++)
        if ((*why = format_coder(&sft_formats[i])->fits(record)))
            return &sft_formats[i];
    return NULL;
}

struct tally {
    size_t counts[SFT_FORMATS];
    const char *why[SFT_FORMATS];
    size_t readable, best;
};

static void tally_take(struct tally *tally, const struct sample *sample)
{
    struct arena arena = {0};
    struct json_reader reader = {.arena = &arena};
    for (size_t i = 0; i < sample->count; i++) {
        const char *why;
        yyjson_val *record = json_read(&reader, sample->records[i]);
        const struct format *format = yyjson_is_obj(record) ? sft_format_of(record, &why) : NULL;
        tally->readable += yyjson_is_obj(record);
        if (format) {
            size_t at = (size_t)(format - sft_formats);
            tally->why[at] = why;
            tally->counts[at]++;
            if (tally->counts[at] > tally->counts[tally->best])
                tally->best = at;
        }
        arena_clear(&arena);
    }
    json_reader_release(&reader);
    arena_release(&arena);
}

/* "instruction, response1, …": what an unrecognised record has, so that the message helps to map it. */
static void put_keys(struct buffer *out, struct text raw)
{
    struct arena arena = {0};
    struct json_reader reader = {.arena = &arena};
    yyjson_val *record = json_read(&reader, raw), *key, *value;
    size_t index, count;
    if (yyjson_obj_size(record) > 0) {
        yyjson_obj_foreach(record, index, count, key, value)
        {
            if (index < 12) {
                buffer_string(out, index ? ", " : "");
                buffer_text(out, json_text(key));
            }
        }
    }
    json_reader_release(&reader);
    arena_release(&arena);
}

/* What is wrong with the first record, where no record could be read as an object. */
static void put_unreadable(struct buffer *out, const struct sample *sample)
{
    struct arena arena = {0};
    struct json_reader reader = {.arena = &arena};
    if (sample->count == 1)
        buffer_string(out, "the only record is no JSON object");
    else
        buffer_format(out, "none of the first %zu records is a JSON object", sample->count);
    json_read(&reader, sample->records[0]);
    if (reader.faults)
        buffer_format(out, " (record 1, byte %zu: %.*s)", reader.faults->offset,
                      (int)reader.faults->message.length, reader.faults->message.data);
    json_reader_release(&reader);
    arena_release(&arena);
}

static void put_why(struct buffer *out, const struct sample *sample, const struct tally *tally)
{
    size_t found = tally->counts[tally->best];
    if (sample->count == 0)
        buffer_string(out, "there are no records");
    else if (found)
        buffer_format(out, "%zu of the first %zu record%s %s", found, sample->count,
                      sample->count == 1 ? "" : "s", tally->why[tally->best]);
    else if (tally->readable == 0)
        put_unreadable(out, sample);
    else {
        buffer_string(out, "no fine-tuning format has records with these fields: ");
        for (size_t i = 0; i < sample->count; i++) {
            size_t before = out->length;
            put_keys(out, sample->records[i]);
            if (out->length > before)
                break;
        }
    }
}

static bool has_messages_column(const struct sample *sample)
{
    struct arena arena = {0};
    struct json_reader reader = {.arena = &arena};
    yyjson_val *record = sample->count ? json_read(&reader, sample->records[0]) : NULL;
    bool has = json_get(record, "messages") || json_get(record, "conversations");
    json_reader_release(&reader);
    arena_release(&arena);
    return has;
}

int sft_recognise(const struct sample *sample, struct recognition *recognition, struct arena *arena,
                  struct error *error)
{
    struct tally tally = {0};
    struct buffer why = {0};
    *recognition = (struct recognition){0};
    if (sample->dataset_info.length) {
        TRY(dataset_info_find(recognition, sample->dataset_info, sample->path, arena, error));
        if (recognition->format)
            return 0;
    }
    tally_take(&tally, sample);
    if (sample->container == CONTAINER_TABLE) {
        bool known = tally.counts[tally.best] || has_messages_column(sample);
        recognition->format = known ? sft_format_find(text_of("table")) : NULL;
        if (known)
            buffer_string(&why, "a table whose columns have known names");
        else
            put_why(&why, sample, &tally);
    } else {
        recognition->format = tally.counts[tally.best] ? &sft_formats[tally.best] : NULL;
        put_why(&why, sample, &tally);
    }
    int status = buffer_status(&why, error);
    if (status == 0) {
        recognition->why = arena_copy(arena, buffer_view(&why));
        status = recognition->why.data ? 0 : error_memory(error);
    }
    buffer_release(&why);
    return status;
}
