#include "packs/sft/template_source.h"

#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "packs/sft/conversation.h"

enum { TEMPLATE_BYTES_MOST = 16 << 20 };

static bool holds(struct text text, const char *part)
{
    size_t length = strlen(part);
    for (size_t i = 0; i + length <= text.length; i++)
        if (memcmp(text.data + i, part, length) == 0)
            return true;
    return false;
}

static int file_take(struct text *content, const char *path, struct arena *arena, struct error *error)
{
    char *data = NULL;
    size_t length = 0;
    TRY(file_read_all(path, TEMPLATE_BYTES_MOST, &data, &length, error));
    *content = arena_copy(arena, (struct text){data, length});
    memory_free(data);
    return content->data ? 0 : error_memory(error);
}

static int template_take(struct template **template, struct text text, const char *path, struct arena *arena,
                         struct error *error)
{
    *template = template_read(text, arena, error);
    return *template ? 0 : error_prefix(error, "%s, chat template: ", path);
}

/* A special token is a text, or an object whose content is one. */
static int special_take(struct template_source *source, yyjson_val *config, const char *key,
                        struct arena *arena, struct error *error)
{
    yyjson_val *value = json_get(config, key);
    if (yyjson_is_obj(value))
        value = json_get(value, "content");
    if (!yyjson_is_str(value))
        return 0;
    return map_set_text(source->specials.map, key, datum_text(json_text(value)), arena) < 0
               ? error_memory(error)
               : 0;
}

static int specials_take(struct template_source *source, yyjson_val *config, struct arena *arena,
                         struct error *error)
{
    static const char *const keys[] = {"bos_token", "eos_token", "unk_token", "sep_token",
                                       "pad_token", "cls_token", "mask_token"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        TRY(special_take(source, config, keys[i], arena, error));
    return 0;
}

/* {name, template}, …: "default" and "tool_use" are those that transformers picks from. */
static int named_take(struct template_source *source, yyjson_val *list, const char *path, struct arena *arena,
                      struct error *error)
{
    size_t index, count;
    yyjson_val *entry;
    yyjson_arr_foreach(list, index, count, entry)
    {
        yyjson_val *name = json_get(entry, "name"), *text = json_get(entry, "template");
        if (!yyjson_is_str(name) || !yyjson_is_str(text))
            return error_set(error, ERROR_INPUT, "%s: chat template %zu has no name and template", path,
                             index + 1);
        if (text_is(json_text(name), "default"))
            TRY(template_take(&source->plain, json_text(text), path, arena, error));
        else if (text_is(json_text(name), "tool_use"))
            TRY(template_take(&source->tools, json_text(text), path, arena, error));
    }
    if (!source->plain)
        return error_set(
            error, ERROR_INPUT,
            "%s: none of its %zu chat templates is called \"default\"; put the one that is meant into a "
            ".jinja file",
            path, count);
    return 0;
}

static int config_take(struct template_source *source, struct text content, const char *path,
                       struct arena *arena, struct error *error)
{
    yyjson_val *config = nested_read(arena, content), *template = json_get(config, "chat_template");
    if (!yyjson_is_obj(config))
        return error_set(error, ERROR_INPUT, "%s is not a JSON object", path);
    TRY(specials_take(source, config, arena, error));
    if (yyjson_is_str(template))
        return template_take(&source->plain, json_text(template), path, arena, error);
    if (yyjson_is_arr(template))
        return named_take(source, template, path, arena, error);
    return error_set(error, ERROR_INPUT,
                     "%s holds no \"chat_template\"; newer models have it in a chat_template.jinja beside",
                     path);
}

/* Special tokens from the configuration beside a .jinja file, where there is one. */
static int beside_take(struct template_source *source, struct text path, struct arena *arena,
                       struct error *error)
{
    struct error ignored = {0};
    struct buffer beside = {0};
    struct text content = {0};
    size_t folder = path.length;
    while (folder > 0 && path.data[folder - 1] != '/')
        folder--;
    buffer_append(&beside, path.data, folder);
    buffer_string(&beside, "tokenizer_config.json");
    int code = buffer_status(&beside, error);
    if (code == 0 && file_take(&content, buffer_c(&beside), arena, &ignored) == 0)
        code = specials_take(source, nested_read(arena, content), arena, error);
    buffer_release(&beside);
    return code;
}

int template_source_read(struct template_source *source, struct text given, struct arena *arena,
                         struct error *error)
{
    *source = (struct template_source){.specials = datum_map_new(arena)};
    struct text path = arena_copy(arena, given), content;
    if (!source->specials.map || !path.data)
        return error_memory(error);
    if (holds(given, "{{") || holds(given, "{%"))
        return template_take(&source->plain, given, "the text given", arena, error);
    TRY(file_take(&content, path.data, arena, error));
    if (text_ends(path, ".json"))
        return config_take(source, content, path.data, arena, error);
    TRY(beside_take(source, path, arena, error));
    return template_take(&source->plain, content, path.data, arena, error);
}

int template_cache_get(struct template_cache *cache, struct text given, const struct template_source **source,
                       struct error *error)
{
    *source = &cache->source;
    if (cache->ready && text_equal(buffer_view(&cache->name), given))
        return 0;
    cache->ready = false;
    arena_clear(&cache->arena);
    buffer_clear(&cache->name);
    buffer_text(&cache->name, given);
    TRY(buffer_status(&cache->name, error));
    TRY(template_source_read(&cache->source, given, &cache->arena, error));
    cache->ready = true;
    return 0;
}

void template_cache_release(struct template_cache *cache)
{
    arena_release(&cache->arena);
    buffer_release(&cache->name);
    *cache = (struct template_cache){0};
}
