/* The values that expressions of templates are made of: names, literals, brackets, and what follows a value:
 * members, items, slices, calls, filters and tests. */
#include "packs/sft/template_parser.h"

/* ---- literals and brackets ---- */

static int list_read(struct parser *parser, struct node **out)
{
    struct node *list = node_new(parser, NODE_LIST), **end;
    if (!list)
        return ERROR_SYSTEM;
    for (end = &list->first; !parser_takes(parser, "]"); end = &(*end)->next) {
        TRY(expression_read(parser, end, true));
        if (!parser_takes(parser, ",") && !parser_sees(parser, "]"))
            return parser_fault(parser, "a list goes on with \",\" or ends with \"]\"");
    }
    *out = list;
    return 0;
}

static int map_read(struct parser *parser, struct node **out)
{
    struct node *map = node_new(parser, NODE_MAP), **end;
    if (!map)
        return ERROR_SYSTEM;
    for (end = &map->first; !parser_takes(parser, "}"); end = &(*end)->next) {
        TRY(expression_read(parser, end, true));
        TRY(parser_expects(parser, ":"));
        end = &(*end)->next;
        TRY(expression_read(parser, end, true));
        if (!parser_takes(parser, ",") && !parser_sees(parser, "}"))
            return parser_fault(parser, "a dictionary goes on with \",\" or ends with \"}\"");
    }
    *out = map;
    return 0;
}

static int bracket_read(struct parser *parser, struct node **out)
{
    if (parser_takes(parser, ")")) {
        *out = node_new(parser, NODE_TUPLE);
        return *out ? 0 : ERROR_SYSTEM;
    }
    TRY(tuple_read(parser, out, true));
    return parser_expects(parser, ")");
}

static int string_node(struct parser *parser, struct node **out)
{
    struct node *node = node_new(parser, NODE_STRING);
    struct text text = parser_token(parser)->text;
    if (!node)
        return ERROR_SYSTEM;
    while (parser->tokens.items[++parser->at].kind == TOKEN_STRING) { /* 'a' 'b' is 'ab' */
        struct text more = parser_token(parser)->text;
        char *joined = arena_take(parser->arena, text.length + more.length + 1, 1);
        if (!joined)
            return error_memory(parser->error);
        if (text.length)
            memcpy(joined, text.data, text.length);
        if (more.length)
            memcpy(joined + text.length, more.data, more.length);
        text = (struct text){joined, text.length + more.length};
    }
    node->text = text;
    *out = node;
    return 0;
}

enum node_kind constant_kind(struct text name)
{
    if (text_is(name, "true") || text_is(name, "True"))
        return NODE_TRUE;
    if (text_is(name, "false") || text_is(name, "False"))
        return NODE_FALSE;
    return text_is(name, "none") || text_is(name, "None") ? NODE_NONE : NODE_NAME;
}

int primary_read(struct parser *parser, struct node **out)
{
    const struct token *token = parser_token(parser);
    switch (token->kind) {
    case TOKEN_NAME:
        if (!(*out = node_new(parser, constant_kind(token->text))))
            return ERROR_SYSTEM;
        (*out)->text = token->text;
        parser->at++;
        return 0;
    case TOKEN_STRING:
        return string_node(parser, out);
    case TOKEN_INTEGER:
    case TOKEN_REAL:
        if (!(*out = node_new(parser, token->kind == TOKEN_REAL ? NODE_REAL : NODE_INTEGER)))
            return ERROR_SYSTEM;
        (*out)->integer = token->integer;
        (*out)->real = token->real;
        parser->at++;
        return 0;
    default:
        break;
    }
    if (parser_takes(parser, "("))
        return bracket_read(parser, out);
    if (parser_takes(parser, "["))
        return list_read(parser, out);
    if (parser_takes(parser, "{"))
        return map_read(parser, out);
    return parser_fault(parser, "an expression is expected here");
}

/* ---- what follows a value: . [ ( | is ---- */

int arguments_read_list(struct parser *parser, struct node **out)
{
    struct node **end = out;
    while (!parser_takes(parser, ")")) {
        const struct token *next = &parser->tokens.items[parser->at + 1];
        if (parser_token(parser)->kind == TOKEN_NAME && next->kind == TOKEN_OPERATOR &&
            text_is(next->text, "=")) {
            if (!(*end = node_new(parser, NODE_KEYWORD)))
                return ERROR_SYSTEM;
            (*end)->text = parser_token(parser)->text;
            parser->at += 2;
            TRY(expression_read(parser, &(*end)->first, true));
        } else
            TRY(expression_read(parser, end, true));
        end = &(*end)->next;
        if (!parser_takes(parser, ",") && !parser_sees(parser, ")"))
            return parser_fault(parser, "arguments go on with \",\" or end with \")\"");
    }
    return 0;
}

/* One part of a slice, or nothing before ":" or "]". */
static int slice_part(struct parser *parser, struct node **out)
{
    if (parser_sees(parser, ":") || parser_sees(parser, "]"))
        return 0;
    return expression_read(parser, out, true);
}

static int subscript_read(struct parser *parser, struct node *node)
{
    TRY(slice_part(parser, &node->second));
    if (parser_takes(parser, ":")) {
        node->kind = NODE_SLICE;
        TRY(slice_part(parser, &node->third));
        if (parser_takes(parser, ":"))
            TRY(slice_part(parser, &node->other));
    } else if (!node->second)
        return parser_fault(parser, "an index is expected here");
    return parser_expects(parser, "]");
}

static int attribute_read(struct parser *parser, struct node *node)
{
    const struct token *token = parser_token(parser);
    if (token->kind == TOKEN_INTEGER) { /* x.0 is x[0] */
        node->kind = NODE_ITEM;
        if (!(node->second = node_new(parser, NODE_INTEGER)))
            return ERROR_SYSTEM;
        node->second->integer = token->integer;
    } else if (token->kind == TOKEN_NAME)
        node->text = token->text;
    else
        return parser_fault(parser, "a name is expected after \".\"");
    parser->at++;
    return 0;
}

int postfix_read(struct parser *parser, struct node **out)
{
    for (size_t links = 0;; links++) {
        enum node_kind kind = parser_sees(parser, ".")   ? NODE_ATTRIBUTE
                              : parser_sees(parser, "[") ? NODE_ITEM
                              : parser_sees(parser, "(") ? NODE_CALL
                                                         : NODE_DATA;
        if (kind == NODE_DATA)
            return 0;
        if (links == NODE_DEEPEST)
            return parser_fault(parser, "the template is nested deeper than is allowed");
        struct node *node = node_new(parser, kind);
        if (!node)
            return ERROR_SYSTEM;
        parser->at++;
        node->first = *out;
        *out = node;
        if (kind == NODE_ATTRIBUTE)
            TRY(attribute_read(parser, node));
        else if (kind == NODE_ITEM)
            TRY(subscript_read(parser, node));
        else
            TRY(arguments_read_list(parser, &node->second));
    }
}

static int filter_read(struct parser *parser, struct node **out)
{
    struct node *node = node_new(parser, NODE_FILTER);
    if (!node)
        return ERROR_SYSTEM;
    if (parser_token(parser)->kind != TOKEN_NAME)
        return parser_fault(parser, "the name of a filter is expected after \"|\"");
    node->text = parser_token(parser)->text;
    parser->at++;
    node->first = *out;
    *out = node;
    return parser_takes(parser, "(") ? arguments_read_list(parser, &node->second) : 0;
}

/* An argument may follow a test without brackets: "x is divisibleby 3". */
static bool argument_follows(const struct parser *parser)
{
    const struct token *token = parser_token(parser);
    if (token->kind == TOKEN_NAME)
        return !text_is(token->text, "else") && !text_is(token->text, "or") && !text_is(token->text, "and") &&
               !text_is(token->text, "if") && !text_is(token->text, "is") && !text_is(token->text, "not") &&
               !text_is(token->text, "in");
    return token->kind == TOKEN_STRING || token->kind == TOKEN_INTEGER || token->kind == TOKEN_REAL ||
           parser_sees(parser, "[") || parser_sees(parser, "{");
}

static int test_read(struct parser *parser, struct node **out)
{
    bool negated = parser_takes_name(parser, "not");
    struct node *node = node_new(parser, NODE_TEST);
    if (!node)
        return ERROR_SYSTEM;
    if (parser_token(parser)->kind != TOKEN_NAME)
        return parser_fault(parser, "the name of a test is expected after \"is\"");
    node->text = parser_token(parser)->text;
    parser->at++;
    node->first = *out;
    if (parser_takes(parser, "("))
        TRY(arguments_read_list(parser, &node->second));
    else if (argument_follows(parser)) {
        TRY(primary_read(parser, &node->second));
        TRY(postfix_read(parser, &node->second));
    }
    *out = node;
    if (negated) {
        if (!(*out = node_new(parser, NODE_NOT)))
            return ERROR_SYSTEM;
        (*out)->first = node;
    }
    return 0;
}

int filters_read(struct parser *parser, struct node **out)
{
    for (size_t links = 0; links < NODE_DEEPEST; links++) {
        if (parser_takes(parser, "|"))
            TRY(filter_read(parser, out));
        else if (parser_takes_name(parser, "is"))
            TRY(test_read(parser, out));
        else if (parser_sees(parser, "("))
            TRY(postfix_read(parser, out));
        else
            return 0;
    }
    return parser_fault(parser, "the template is nested deeper than is allowed");
}
