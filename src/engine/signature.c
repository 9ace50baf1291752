/* A recursive descent over the small language of types:
 *
 *   type  = base { "[]" }
 *   base  = "BOOLEAN" … "BLOB" | "ANY" | "STRUCT" "(" name type { "," name type } ")"
 *   name  = letters, digits, "_", or anything in double quotes
 *
 * Declarations are our own constants, so an error here is a mistake in the source: it names the declaration
 * and the place, and registration stops. */
#include "engine/signature.h"

#include <ctype.h>
#include <stdbool.h>

#include "base/memory.h"
#include "base/text.h"

struct cursor {
    const char *start, *at;
    struct error *error;
    bool any_allowed;
};

static const struct {
    const char *name;
    duckdb_type type;
} base_types[] = {
    {"BOOLEAN", DUCKDB_TYPE_BOOLEAN},   {"INTEGER", DUCKDB_TYPE_INTEGER}, {"BIGINT", DUCKDB_TYPE_BIGINT},
    {"UINTEGER", DUCKDB_TYPE_UINTEGER}, {"UBIGINT", DUCKDB_TYPE_UBIGINT}, {"DOUBLE", DUCKDB_TYPE_DOUBLE},
    {"FLOAT", DUCKDB_TYPE_FLOAT},       {"VARCHAR", DUCKDB_TYPE_VARCHAR}, {"BLOB", DUCKDB_TYPE_BLOB},
    {"ANY", DUCKDB_TYPE_ANY},
};

static int complain(struct cursor *cursor, const char *expected)
{
    return error_set(cursor->error, ERROR_USAGE, "declaration '%s', at '%.20s': expected %s", cursor->start,
                     cursor->at, expected);
}

static void skip_space(struct cursor *cursor)
{
    while (*cursor->at == ' ' || *cursor->at == '\n')
        cursor->at++;
}

static bool take(struct cursor *cursor, const char *token)
{
    skip_space(cursor);
    size_t length = strlen(token);
    if (strncmp(cursor->at, token, length) != 0)
        return false;
    cursor->at += length;
    return true;
}

static int expect(struct cursor *cursor, const char *token)
{
    return take(cursor, token) ? 0 : complain(cursor, token);
}

/* An identifier, quoted or not; empty when there is none. */
static struct text take_word(struct cursor *cursor)
{
    bool quoted = take(cursor, "\"");
    const char *start = cursor->at;
    while (quoted ? *cursor->at && *cursor->at != '"'
                  : isalnum((unsigned char)*cursor->at) || *cursor->at == '_')
        cursor->at++;
    struct text word = {start, (size_t)(cursor->at - start)};
    if (quoted && *cursor->at == '"')
        cursor->at++;
    return word;
}

static int parse_type(struct cursor *cursor, duckdb_logical_type *type);

struct fields {
    duckdb_logical_type types[STRUCT_FIELDS];
    char *names[STRUCT_FIELDS];
    size_t count;
};

static void fields_release(struct fields *fields)
{
    for (size_t i = 0; i < fields->count; i++) {
        duckdb_destroy_logical_type(&fields->types[i]);
        memory_free(fields->names[i]);
    }
}

static int parse_field(struct cursor *cursor, struct fields *fields)
{
    if (fields->count == STRUCT_FIELDS)
        return complain(cursor, "at most 64 fields");
    struct text name = take_word(cursor);
    if (name.length == 0)
        return complain(cursor, "a field name");
    char *copy = memory_copy_text(name.data, name.length);
    if (!copy)
        return error_memory(cursor->error);
    fields->names[fields->count] = copy;
    fields->types[fields->count] = NULL;
    fields->count++;
    return parse_type(cursor, &fields->types[fields->count - 1]);
}

static int parse_fields(struct cursor *cursor, struct fields *fields)
{
    TRY(expect(cursor, "("));
    do
        TRY(parse_field(cursor, fields));
    while (take(cursor, ","));
    return expect(cursor, ")");
}

static int parse_struct(struct cursor *cursor, duckdb_logical_type *type)
{
    struct fields fields = {.count = 0};
    int code = parse_fields(cursor, &fields);
    if (code == 0)
        *type = duckdb_create_struct_type(fields.types, (const char **)fields.names, fields.count);
    fields_release(&fields);
    return code;
}

static int parse_base(struct cursor *cursor, duckdb_logical_type *type)
{
    skip_space(cursor);
    const char *start = cursor->at;
    struct text word = take_word(cursor);
    if (text_is(word, "STRUCT"))
        return parse_struct(cursor, type);
    for (size_t i = 0; i < sizeof base_types / sizeof *base_types; i++) {
        if (!text_is(word, base_types[i].name))
            continue;
        if (base_types[i].type == DUCKDB_TYPE_ANY && !cursor->any_allowed)
            break;
        *type = duckdb_create_logical_type(base_types[i].type);
        return 0;
    }
    cursor->at = start;
    return complain(cursor, cursor->any_allowed ? "a type" : "a type other than ANY");
}

static int parse_type(struct cursor *cursor, duckdb_logical_type *type)
{
    TRY(parse_base(cursor, type));
    while (take(cursor, "[]")) {
        duckdb_logical_type element = *type;
        *type = duckdb_create_list_type(element);
        duckdb_destroy_logical_type(&element);
    }
    return 0;
}

static int parse_argument(struct cursor *cursor, struct signature *signature)
{
    if (signature->argument_count == SIGNATURE_ARGUMENTS)
        return complain(cursor, "at most 16 arguments");
    signature->arguments[signature->argument_count] = NULL;
    signature->argument_count++;
    TRY(parse_type(cursor, &signature->arguments[signature->argument_count - 1]));
    take_word(cursor);
    return 0;
}

static int parse_arguments(struct cursor *cursor, struct signature *signature)
{
    cursor->any_allowed = true;
    TRY(expect(cursor, "("));
    if (take(cursor, ")"))
        return 0;
    do
        TRY(parse_argument(cursor, signature));
    while (take(cursor, ","));
    cursor->any_allowed = false;
    return expect(cursor, ")");
}

static int parse_end(struct cursor *cursor)
{
    skip_space(cursor);
    return *cursor->at ? complain(cursor, "the end") : 0;
}

int signature_parse(struct signature *signature, const char *declaration, struct error *error)
{
    struct cursor cursor = {declaration, declaration, error, false};
    *signature = (struct signature){.argument_count = 0};
    TRY(parse_arguments(&cursor, signature));
    TRY(expect(&cursor, "->"));
    cursor.any_allowed = false;
    TRY(parse_type(&cursor, &signature->result));
    return parse_end(&cursor);
}

int signature_parse_arguments(struct signature *signature, const char *declaration, struct error *error)
{
    struct cursor cursor = {declaration, declaration, error, false};
    *signature = (struct signature){.argument_count = 0};
    TRY(parse_arguments(&cursor, signature));
    return parse_end(&cursor);
}

void signature_release(struct signature *signature)
{
    for (size_t i = 0; i < signature->argument_count; i++)
        duckdb_destroy_logical_type(&signature->arguments[i]);
    duckdb_destroy_logical_type(&signature->result);
    *signature = (struct signature){.argument_count = 0};
}

int type_parse(duckdb_logical_type *type, const char *declaration, struct error *error)
{
    struct cursor cursor = {declaration, declaration, error, false};
    *type = NULL;
    TRY(parse_type(&cursor, type));
    return parse_end(&cursor);
}
