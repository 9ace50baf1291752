/* Options to mapping. See mapping.h. */
#include "packs/sft/mapping.h"

#include <stddef.h>

#include "packs/sft/conversation.h"

struct name {
    const char *name;
    size_t offset; /* of the text in struct mapping */
};

#define COLUMN(name, member) {name, offsetof(struct mapping, member)}

/* LlamaFactory's names first, then what people call the same things. */
static const struct name columns[] = {
    COLUMN("messages", messages),   COLUMN("prompt", prompt),
    COLUMN("query", query),         COLUMN("response", response),
    COLUMN("system", system),       COLUMN("history", history),
    COLUMN("tools", tools),         COLUMN("chosen", chosen),
    COLUMN("rejected", rejected),   COLUMN("id", id),
    COLUMN("text", text),           COLUMN("conversations", messages),
    COLUMN("instruction", prompt),  COLUMN("question", prompt),
    COLUMN("input", query),         COLUMN("output", response),
    COLUMN("completion", response), COLUMN("answer", response),
};
static const struct name tags[] = {
    COLUMN("role_tag", role_tag),
    COLUMN("content_tag", content_tag),
    COLUMN("user_tag", user_tag),
    COLUMN("assistant_tag", assistant_tag),
    COLUMN("observation_tag", observation_tag),
    COLUMN("function_tag", function_tag),
    COLUMN("system_tag", system_tag),
};

static struct text *member_named(struct mapping *mapping, const struct name *names, size_t count,
                                 struct text name)
{
    for (size_t i = 0; i < count; i++)
        if (text_is(name, names[i].name))
            return (struct text *)(void *)((char *)mapping + names[i].offset);
    return NULL;
}

/* Copies the texts of one section. dataset_info has columns for images, audio and votes too, which stay in
 * extra; a name that the user wrote and nobody knows is an error. */
static int section_read(struct mapping *mapping, yyjson_val *section, const struct name *names, size_t count,
                        bool strict, struct arena *arena, struct error *error)
{
    size_t index, length;
    yyjson_val *key, *value;
    if (section && !yyjson_is_obj(section))
        return error_set(error, ERROR_USAGE, "options: a mapping is an object of names, not %s",
                         value_kind(section));
    if (yyjson_obj_size(section) == 0)
        return 0;
    yyjson_obj_foreach(section, index, length, key, value)
    {
        struct text name = json_text(key);
        struct text *member = member_named(mapping, names, count, name);
        if (!member && strict)
            return error_set(error, ERROR_USAGE,
                             "options: \"%.*s\" is nothing a column can be; known: messages, prompt, query, "
                             "response, system, history, tools, chosen, rejected, id, text",
                             (int)name.length, name.data);
        if (!member || !yyjson_is_str(value))
            continue;
        *member = arena_copy(arena, json_text(value));
        if (!member->data)
            return error_memory(error);
    }
    return 0;
}

int mapping_read(struct mapping *mapping, struct text options, struct arena *arena, struct error *error)
{
    *mapping = (struct mapping){0};
    if (options.length == 0)
        return 0;
    yyjson_val *root = nested_read(arena, options);
    if (!yyjson_is_obj(root))
        return error_set(error, ERROR_USAGE, "options are not a JSON object: %.*s",
                         (int)(options.length < 200 ? options.length : 200), options.data);
    size_t column_count = sizeof columns / sizeof *columns, tag_count = sizeof tags / sizeof *tags;
    yyjson_val *tag_section = json_get(root, "tags");
    TRY(section_read(mapping, json_get(root, "columns"), columns, column_count, false, arena, error));
    TRY(section_read(mapping, json_get(root, "map"), columns, column_count, true, arena, error));
    TRY(section_read(mapping, tag_section, tags, tag_count, false, arena, error));
    mapping->tagged = yyjson_is_obj(tag_section) && yyjson_obj_size(tag_section) > 0;
    return 0;
}
