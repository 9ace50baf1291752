/* One raw record to predictions: parse, report what is wrong with the JSON, let the format read it. */
#include "packs/prediction/formats_read.h"

static int format_choose(struct prediction_reader *reader, struct text name, struct error *error)
{
    if (reader->format && text_equal(name, buffer_view(&reader->format_name)))
        return 0;
    buffer_clear(&reader->format_name);
    reader->format = NULL;
    for (size_t i = 0; i < PREDICTION_FORMATS; i++)
        if (text_is(name, prediction_formats[i].name))
            reader->format = &prediction_formats[i];
    if (name.length == 0)
        reader->format = &prediction_formats[PREDICTION_FORMATS - 1];
    if (!reader->format)
        return error_set(error, ERROR_USAGE,
                         "\"%.*s\" is no format of predictions; known: lm_eval, model_members, predictions",
                         (int)name.length, name.data);
    buffer_text(&reader->format_name, name);
    return buffer_status(&reader->format_name, error);
}

static int map_choose(struct prediction_reader *reader, struct text options, struct error *error)
{
    if (text_equal(options, buffer_view(&reader->options)))
        return 0;
    buffer_clear(&reader->options);
    arena_clear(&reader->map_arena);
    TRY(column_map_read(&reader->map, options, &reader->map_arena, error));
    buffer_text(&reader->options, options);
    return buffer_status(&reader->options, error);
}

static void json_faults_take(struct answers *answers, struct prediction *prediction,
                             const struct json_reader *reader)
{
    for (const struct json_fault *fault = reader->faults; fault; fault = fault->next) {
        size_t before = prediction->fault_count;
        if (strcmp(fault->code, "out_of_memory") == 0) {
            answers->failed = true;
            continue;
        }
        answer_fault_add(answers, prediction, fault->code, fault->locus, "%.*s", (int)fault->message.length,
                         fault->message.data);
        if (prediction->fault_count > before)
            prediction->faults[before].offset = (int64_t)fault->offset;
    }
}

static void root_read(struct prediction_reader *reader, yyjson_val *root)
{
    struct answers *answers = &reader->answers;
    const struct prediction_coder *coder = reader->format->coder;
    if (yyjson_is_obj(root))
        coder->read(answers, root, &reader->map);
    struct prediction *first = answers->count ? answers->items : answer_add(answers);
    if (!first)
        return;
    json_faults_take(answers, first, &reader->json);
    if (root && !yyjson_is_obj(root))
        answer_fault_add(answers, first, "not_an_object", (struct text){"", 0}, "a record is a JSON object");
    else if (root && yyjson_obj_size(root) == 0)
        answer_fault_add(answers, first, "empty_record", (struct text){"", 0},
                         "the record is an empty object");
}

int prediction_read(struct prediction_reader *reader, struct text raw, struct text format,
                    struct text options, struct error *error)
{
    TRY(format_choose(reader, format, error));
    TRY(map_choose(reader, options, error));
    arena_clear(&reader->arena);
    reader->json.arena = &reader->arena;
    reader->answers = (struct answers){.arena = &reader->arena};
    root_read(reader, json_read(&reader->json, raw));
    return reader->answers.failed ? error_memory(error) : 0;
}

void prediction_reader_release(struct prediction_reader *reader)
{
    json_reader_release(&reader->json);
    arena_release(&reader->arena);
    arena_release(&reader->map_arena);
    buffer_release(&reader->format_name);
    buffer_release(&reader->options);
}
