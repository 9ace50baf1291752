#include "base/yaml_tree.h"

#include <stdarg.h>
#include <yaml.h>

#include "base/utf8.h"

enum { DEEPEST = 16, LARGEST = 256 << 10 };

struct tree_reader {
    const char *path;
    struct arena *arena;
    struct error *error;
    yaml_parser_t parser;
    struct yaml_node *open[DEEPEST + 1]; /* lists and maps around what comes next */
    size_t depth;
    struct yaml_node *root;
    bool began, ended; /* the one document */
};

int yaml_fault(const struct yaml_node *node, const char *path, struct error *error, const char *format, ...)
{
    char message[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    return error_set(error, ERROR_INPUT, "%s:%d:%d: %s", path, node->line, node->column, message);
}

const struct yaml_node *yaml_get(const struct yaml_node *map, const char *key)
{
    for (const struct yaml_node *at = map ? map->first : NULL; at; at = at->next)
        if (map->kind == YAML_MAP && text_is(at->text, key))
            return at->value;
    return NULL;
}

static int fault_at(struct tree_reader *reader, const yaml_event_t *event, const char *message)
{
    const struct yaml_node place = {.line = (int)event->start_mark.line + 1,
                                    .column = (int)event->start_mark.column + 1};
    return yaml_fault(&place, reader->path, reader->error, "%s", message);
}

static struct yaml_node *node_new(struct tree_reader *reader, const yaml_event_t *event, enum yaml_kind kind)
{
    struct yaml_node *node = arena_take_zeroed(reader->arena, 1, sizeof *node);
    if (node) {
        node->kind = kind;
        node->line = (int)event->start_mark.line + 1;
        node->column = (int)event->start_mark.column + 1;
    }
    return node;
}

static int key_add(struct tree_reader *reader, const yaml_event_t *event, struct yaml_node *map,
                   struct yaml_node *key)
{
    if (key->kind != YAML_TEXT)
        return fault_at(reader, event, "a key must be a word, not a list or a map");
    for (const struct yaml_node *at = map->first; at; at = at->next)
        if (text_equal(at->text, key->text))
            return yaml_fault(key, reader->path, reader->error,
                              "'%.*s' stands here a second time, first in line %d: keep one of them",
                              (int)key->text.length, key->text.data, at->line);
    return 0;
}

/* Puts a node where the reader is: as the root, an element, a key, or the value of the last key. */
static int node_add(struct tree_reader *reader, const yaml_event_t *event, struct yaml_node *node)
{
    struct yaml_node *parent = reader->depth ? reader->open[reader->depth - 1] : NULL;
    if (!parent) {
        reader->root = node;
        return 0;
    }
    if (parent->kind == YAML_MAP && parent->last && !parent->last->value) {
        parent->last->value = node;
        return 0;
    }
    if (parent->kind == YAML_MAP)
        TRY(key_add(reader, event, parent, node));
    if (parent->last)
        parent->last->next = node;
    else
        parent->first = node;
    parent->last = node;
    parent->count++;
    return 0;
}

static int container_open(struct tree_reader *reader, const yaml_event_t *event, enum yaml_kind kind)
{
    const yaml_char_t *anchor =
        kind == YAML_LIST ? event->data.sequence_start.anchor : event->data.mapping_start.anchor;
    const yaml_char_t *tag =
        kind == YAML_LIST ? event->data.sequence_start.tag : event->data.mapping_start.tag;
    if (anchor)
        return fault_at(reader, event, "anchors and aliases are no part of a gate: write the value out");
    if (tag)
        return fault_at(reader, event, "tags ('!…') are no part of a gate: leave it out");
    if (reader->depth == DEEPEST)
        return fault_at(reader, event, "nested more than 16 deep: no gate looks like that");
    struct yaml_node *node = node_new(reader, event, kind);
    if (!node)
        return error_memory(reader->error);
    TRY(node_add(reader, event, node));
    reader->open[reader->depth++] = node;
    return 0;
}

static int scalar_add(struct tree_reader *reader, const yaml_event_t *event)
{
    struct text value = {(const char *)event->data.scalar.value, event->data.scalar.length};
    if (event->data.scalar.anchor)
        return fault_at(reader, event, "anchors and aliases are no part of a gate: write the value out");
    if (event->data.scalar.tag)
        return fault_at(reader, event, "tags ('!…') are no part of a gate: leave it out");
    if (memchr(value.data, '\0', value.length))
        return fault_at(reader, event, "a NUL character: take it out");
    struct yaml_node *node = node_new(reader, event, YAML_TEXT);
    if (!node)
        return error_memory(reader->error);
    node->text = arena_copy(reader->arena, value);
    node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    return node->text.data ? node_add(reader, event, node) : error_memory(reader->error);
}

static int event_take(struct tree_reader *reader, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        if (reader->began)
            return fault_at(reader, event, "a second document ('---'): a gate file holds one gate");
        reader->began = true;
        return 0;
    case YAML_ALIAS_EVENT:
        return fault_at(reader, event, "anchors and aliases are no part of a gate: write the value out");
    case YAML_SCALAR_EVENT:
        return scalar_add(reader, event);
    case YAML_SEQUENCE_START_EVENT:
        return container_open(reader, event, YAML_LIST);
    case YAML_MAPPING_START_EVENT:
        return container_open(reader, event, YAML_MAP);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        reader->depth--;
        return 0;
    case YAML_STREAM_END_EVENT:
        reader->ended = true;
        return 0;
    default:
        return 0;
    }
}

static int parser_fault(struct tree_reader *reader)
{
    const yaml_parser_t *parser = &reader->parser;
    if (parser->error == YAML_MEMORY_ERROR)
        return error_memory(reader->error);
    const struct yaml_node place = {.line = (int)parser->problem_mark.line + 1,
                                    .column = (int)parser->problem_mark.column + 1};
    return yaml_fault(&place, reader->path, reader->error, "no YAML: %s%s%s",
                      parser->problem ? parser->problem : "unreadable", parser->context ? " " : "",
                      parser->context ? parser->context : "");
}

static int events_read(struct tree_reader *reader)
{
    while (!reader->ended) {
        yaml_event_t event;
        if (!yaml_parser_parse(&reader->parser, &event))
            return parser_fault(reader);
        int code = event_take(reader, &event);
        yaml_event_delete(&event);
        TRY(code);
    }
    return 0;
}

/* The place of a byte, for what libyaml would name by the byte only. */
static struct yaml_node place_of(struct text text, size_t byte)
{
    struct yaml_node place = {.line = 1, .column = 1};
    for (size_t i = 0; i < byte; i++) {
        place.column =
            text.data[i] == '\n' ? 1 : place.column + (((unsigned char)text.data[i] & 0xC0) != 0x80);
        place.line += text.data[i] == '\n';
    }
    return place;
}

int yaml_tree_read(struct yaml_node **root, const char *path, struct text text, struct arena *arena,
                   struct error *error)
{
    struct tree_reader reader = {.path = path, .arena = arena, .error = error};
    size_t valid = utf8_valid_until(text);
    const struct yaml_node place = place_of(text, valid);
    *root = NULL;
    if (text.length > LARGEST)
        return error_set(error, ERROR_INPUT, "%s: larger than 256 KiB: no gate is", path);
    if (valid < text.length)
        return yaml_fault(&place, path, error, "no UTF-8 (byte %zu): save the file as UTF-8", valid);
    if (!yaml_parser_initialize(&reader.parser))
        return error_memory(error);
    yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&reader.parser, (const unsigned char *)text.data, text.length);
    int code = events_read(&reader);
    yaml_parser_delete(&reader.parser);
    TRY(code);
    if (!reader.root)
        return error_set(error, ERROR_INPUT, "%s:1:1: empty: there is nothing to read", path);
    *root = reader.root;
    return 0;
}
