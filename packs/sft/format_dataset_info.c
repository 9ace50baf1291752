/* LlamaFactory's dataset_info.json: {"name": {"file_name", "formatting", "columns", "tags", "ranking"}, …}.
 * An entry that names the data file says which of its columns and roles mean what; this turns it into a
 * format and its options.
 *
 * Pitfalls: "formatting" defaults to alpaca; a name in "columns" that the file lacks is an error for
 * LlamaFactory; "script_url" and "hf_hub_url" entries have no file. */
#include "packs/sft/formats.h"

static struct text file_name(struct text path)
{
    for (size_t i = path.length; i > 0; i--)
        if (path.data[i - 1] == '/')
            return (struct text){path.data + i, path.length - i};
    return path;
}

/* A compressed file is still the one that the entry names. */
static bool names_file(yyjson_val *entry, struct text name)
{
    yyjson_val *value = json_get(entry, "file_name");
    if (!yyjson_is_str(value))
        return false;
    struct text said = file_name(json_text(value));
    static const char *const suffixes[] = {".gz", ".zst"};
    for (size_t i = 0; i < 2; i++)
        if (text_ends(name, suffixes[i]) && !text_ends(said, suffixes[i]))
            name.length -= strlen(suffixes[i]);
    return text_equal(said, name);
}

static const char *format_of_entry(yyjson_val *entry)
{
    yyjson_val *formatting = json_get(entry, "formatting"), *columns = json_get(entry, "columns");
    struct text said = yyjson_is_str(formatting) ? json_text(formatting) : text_of("alpaca");
    if (!text_is(said, "alpaca"))
        return text_is(said, "openai") ? "openai" : "sharegpt";
    if (json_get(columns, "chosen"))
        return "preference";
    if (json_get(columns, "prompt") && !json_get(columns, "response"))
        return "text"; /* pre-training: the prompt column is all there is */
    return "alpaca";
}

/* The options of the entry; a pre-training prompt is the text column. */
static void put_options(struct buffer *out, yyjson_val *entry, bool is_text)
{
    yyjson_val *columns = json_get(entry, "columns"), *tags = json_get(entry, "tags");
    buffer_byte(out, '{');
    if (is_text) {
        buffer_string(out, "\"columns\":{\"text\":");
        json_put_value(out, json_get(columns, "prompt"));
        buffer_byte(out, '}');
    } else if (columns) {
        buffer_string(out, "\"columns\":");
        json_put_value(out, columns);
    }
    if (tags) {
        buffer_string(out, columns ? ",\"tags\":" : "\"tags\":");
        json_put_value(out, tags);
    }
    buffer_byte(out, '}');
}

static int entry_take(struct recognition *recognition, struct text name, yyjson_val *entry,
                      struct arena *arena, struct error *error)
{
    struct buffer options = {0}, why = {0};
    const char *format = format_of_entry(entry);
    put_options(&options, entry, text_is(text_of(format), "text"));
    buffer_format(&why, "dataset_info.json names it \"%.*s\"", (int)name.length, name.data);
    if (!options.failed && !why.failed) {
        recognition->options = arena_copy(arena, buffer_view(&options));
        recognition->why = arena_copy(arena, buffer_view(&why));
    }
    buffer_release(&options);
    buffer_release(&why);
    if (!recognition->options.data || !recognition->why.data)
        return error_memory(error);
    recognition->format = sft_format_find(text_of(format));
    return 0;
}

int dataset_info_find(struct recognition *recognition, struct text dataset_info, struct text path,
                      struct arena *arena, struct error *error)
{
    size_t index, count;
    yyjson_val *key, *entry, *root = nested_read(arena, dataset_info);
    if (!yyjson_is_obj(root))
        return error_set(error, ERROR_INPUT,
                         "dataset_info.json is not a JSON object; mend it or move it away");
    if (yyjson_obj_size(root) == 0)
        return 0;
    yyjson_obj_foreach(root, index, count, key, entry)
    {
        /* Without columns and tags the records speak for themselves, and better. */
        bool says = json_get(entry, "columns") || json_get(entry, "tags") || json_get(entry, "formatting");
        if (says && names_file(entry, file_name(path)))
            return entry_take(recognition, json_text(key), entry, arena, error);
    }
    return 0;
}
