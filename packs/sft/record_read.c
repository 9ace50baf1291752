/* See record_read.h. */
#include "packs/sft/record_read.h"

static int format_choose(struct record_reader *reader, struct text name, struct error *error)
{
    if (text_equal(name, buffer_view(&reader->format_name)))
        return 0;
    buffer_clear(&reader->format_name);
    reader->format = name.length ? sft_format_find(name) : NULL;
    if (name.length && !reader->format) {
        struct buffer known = {0};
        for (size_t i = 0; i < SFT_FORMATS; i++)
            buffer_format(&known, "%s%s", i ? ", " : "", sft_formats[i].name);
        error_fill(error, ERROR_USAGE, "\"%.*s\" is no fine-tuning format; known: %s", (int)name.length,
                   name.data, buffer_c(&known));
        buffer_release(&known);
        return ERROR_USAGE;
    }
    buffer_text(&reader->format_name, name);
    return buffer_status(&reader->format_name, error);
}

static int mapping_choose(struct record_reader *reader, struct text options, struct error *error)
{
    if (text_equal(options, buffer_view(&reader->options)))
        return 0;
    buffer_clear(&reader->options);
    arena_clear(&reader->mapping_arena);
    TRY(mapping_read(&reader->mapping, options, &reader->mapping_arena, error));
    buffer_text(&reader->options, options);
    return buffer_status(&reader->options, error);
}

static void json_faults_take(struct conversation *conversation, const struct json_reader *reader)
{
    for (const struct json_fault *fault = reader->faults; fault; fault = fault->next) {
        size_t before = conversation->fault_count;
        if (strcmp(fault->code, "out_of_memory") == 0) {
            conversation->failed = true;
            continue;
        }
        record_fault_add(conversation, fault->code, fault->locus, "", "%.*s", (int)fault->message.length,
                         fault->message.data);
        if (conversation->fault_count > before)
            conversation->faults[before].offset = (int64_t)fault->offset;
    }
}

static void root_read(struct record_reader *reader, yyjson_val *root)
{
    struct conversation *conversation = &reader->conversation;
    struct text whole = {"", 0};
    const char *why;
    const struct format *format = reader->format;
    if (!yyjson_is_obj(root)) {
        record_fault_add(conversation, "not_an_object", whole, "",
                         "a record is a JSON object, this one is %s", value_kind(root));
        return;
    }
    if (yyjson_obj_size(root) == 0) {
        record_fault_add(conversation, "empty_record", whole, "", "the record is an empty object");
        conversation->readable = true;
        return;
    }
    if (!format && !(format = sft_format_of(root, &why))) {
        record_fault_add(conversation, "unknown_format", whole, "",
                         "the record's fields fit no known format");
        record_rest(conversation, root, NULL, 0);
        return;
    }
    format_coder(format)->read(conversation, root, &reader->mapping);
}

int record_read(struct record_reader *reader, struct text raw, struct text format, struct text options,
                struct error *error)
{
    struct conversation *conversation = &reader->conversation;
    TRY(format_choose(reader, format, error));
    TRY(mapping_choose(reader, options, error));
    arena_clear(&reader->arena);
    conversation->arena = reader->json.arena = &reader->arena;
    conversation->id_key = reader->mapping.id;
    conversation_clear(conversation);
    yyjson_val *root = json_read(&reader->json, raw);
    json_faults_take(conversation, &reader->json);
    if (root)
        root_read(reader, root);
    return conversation->failed ? error_memory(error) : 0;
}

void record_reader_release(struct record_reader *reader)
{
    json_reader_release(&reader->json);
    conversation_release(&reader->conversation);
    arena_release(&reader->arena);
    arena_release(&reader->mapping_arena);
    buffer_release(&reader->format_name);
    buffer_release(&reader->options);
}
