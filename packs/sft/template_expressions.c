/* The expressions of chat templates: Jinja's precedence, from "a if b else c" down to names and literals.
 * Filters and tests bind closest, then powers, signs, products, "~", sums, comparisons, not, and, or. */
#include "packs/sft/template_parser.h"

static int unary_read(struct parser *parser, struct node **out, bool with_filter);
static int postfix_read(struct parser *parser, struct node **out);

bool parser_takes(struct parser *parser, const char *operator)
{
    bool seen = parser_sees(parser, operator);
    parser->at += seen;
    return seen;
}

bool parser_takes_name(struct parser *parser, const char *name)
{
    bool seen = parser_sees_name(parser, name);
    parser->at += seen;
    return seen;
}

int parser_fault(struct parser *parser, const char *message)
{
    return template_fault(parser->error, parser->tokens.source, parser_token(parser)->offset, "%s", message);
}

int parser_expects(struct parser *parser, const char *operator)
{
    if (parser_takes(parser, operator))
        return 0;
    return template_fault(parser->error, parser->tokens.source, parser_token(parser)->offset,
                          "\"%s\" is expected here", operator);
}

struct node *node_new(struct parser *parser, enum node_kind kind)
{
    struct node *node = arena_take_zeroed(parser->arena, 1, sizeof *node);
    if (!node) {
        error_fill(parser->error, ERROR_SYSTEM, "out of memory");
        return NULL;
    }
    node->kind = kind;
    node->offset = parser_token(parser)->offset;
    return node;
}

int parser_enter(struct parser *parser)
{
    if (parser->depth++ < NODE_DEEPEST)
        return 0;
    return parser_fault(parser, "the template is nested deeper than is allowed");
}

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

static enum node_kind constant_kind(struct text name)
{
    if (text_is(name, "true") || text_is(name, "True"))
        return NODE_TRUE;
    if (text_is(name, "false") || text_is(name, "False"))
        return NODE_FALSE;
    return text_is(name, "none") || text_is(name, "None") ? NODE_NONE : NODE_NAME;
}

static int primary_read(struct parser *parser, struct node **out)
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

static int postfix_read(struct parser *parser, struct node **out)
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

static int filters_read(struct parser *parser, struct node **out)
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

/* ---- operators ---- */

static int sign_read(struct parser *parser, struct node **out, enum node_kind kind)
{
    struct node *node = node_new(parser, kind);
    if (!node)
        return ERROR_SYSTEM;
    parser->at++;
    TRY(parser_enter(parser));
    TRY(unary_read(parser, &node->first, false));
    parser->depth--;
    *out = node;
    return 0;
}

static int unary_read(struct parser *parser, struct node **out, bool with_filter)
{
    if (parser_sees(parser, "-"))
        TRY(sign_read(parser, out, NODE_NEGATE));
    else if (parser_sees(parser, "+"))
        TRY(sign_read(parser, out, NODE_PLUS));
    else
        TRY(primary_read(parser, out));
    TRY(postfix_read(parser, out));
    return with_filter ? filters_read(parser, out) : 0;
}

/* One operator of a level that is next, or NULL. */
static const char *operator_next(const struct parser *parser, const char *const *operators)
{
    for (; *operators; operators++)
        if (parser_sees(parser, *operators))
            return *operators;
    return NULL;
}

/* Left-associative levels, the closest binding first. */
static const char *const level_power[] = {"**", NULL}, *const level_product[] = {"*", "/", "//", "%", NULL},
                         *const level_join[] = {"~", NULL}, *const level_sum[] = {"+", "-", NULL};
static const char *const *const levels[] = {level_power, level_product, level_join, level_sum};
enum { LEVELS = sizeof levels / sizeof *levels };

static int arithmetic_read(struct parser *parser, struct node **out, size_t level)
{
    if (level == 0)
        TRY(unary_read(parser, out, true));
    else
        TRY(arithmetic_read(parser, out, level - 1));
    for (const char *operator; (operator= operator_next(parser, levels[level]));) {
        struct node *node = node_new(parser, NODE_ARITHMETIC);
        if (!node)
            return ERROR_SYSTEM;
        node->text = text_of(operator);
        node->first = *out;
        *out = node;
        parser->at++;
        if (level == 0)
            TRY(unary_read(parser, &node->second, true));
        else
            TRY(arithmetic_read(parser, &node->second, level - 1));
    }
    return 0;
}

/* The comparison that is next; its words are taken. */
static const char *comparison_take(struct parser *parser)
{
    static const char *const comparisons[] = {"==", "!=", "<=", ">=", "<", ">"};
    for (size_t i = 0; i < sizeof comparisons / sizeof *comparisons; i++)
        if (parser_takes(parser, comparisons[i]))
            return comparisons[i];
    if (parser_takes_name(parser, "in"))
        return "in";
    const struct token *next = &parser->tokens.items[parser->at + (parser_token(parser)->kind != TOKEN_END)];
    if (parser_sees_name(parser, "not") && next->kind == TOKEN_NAME && text_is(next->text, "in")) {
        parser->at += 2;
        return "not in";
    }
    return NULL;
}

static int comparison_read(struct parser *parser, struct node **out)
{
    TRY(arithmetic_read(parser, out, LEVELS - 1));
    struct node *chain = NULL, **end = NULL;
    for (const char *comparison; (comparison = comparison_take(parser)); end = &(*end)->next) {
        if (!chain) {
            if (!(chain = node_new(parser, NODE_COMPARE)))
                return ERROR_SYSTEM;
            chain->first = *out;
            *out = chain;
            end = &chain->second;
        }
        if (!(*end = node_new(parser, NODE_OPERAND)))
            return ERROR_SYSTEM;
        (*end)->text = text_of(comparison);
        TRY(arithmetic_read(parser, &(*end)->first, LEVELS - 1));
    }
    return 0;
}

static int not_read(struct parser *parser, struct node **out)
{
    if (!parser_sees_name(parser, "not"))
        return comparison_read(parser, out);
    struct node *node = node_new(parser, NODE_NOT);
    if (!node)
        return ERROR_SYSTEM;
    parser->at++;
    TRY(parser_enter(parser));
    TRY(not_read(parser, &node->first));
    parser->depth--;
    *out = node;
    return 0;
}

static int and_or_read(struct parser *parser, struct node **out, bool or)
{
    TRY(or ? and_or_read(parser, out, false) : not_read(parser, out));
    while (parser_takes_name(parser, or ? "or" : "and")) {
        struct node *node = node_new(parser, or ? NODE_OR : NODE_AND);
        if (!node)
            return ERROR_SYSTEM;
        node->first = *out;
        *out = node;
        TRY(or ? and_or_read(parser, &node->second, false) : not_read(parser, &node->second));
    }
    return 0;
}

int expression_read(struct parser *parser, struct node **out, bool with_condition)
{
    TRY(parser_enter(parser));
    TRY(and_or_read(parser, out, true));
    while (with_condition && parser_takes_name(parser, "if")) {
        struct node *node = node_new(parser, NODE_CONDITION);
        if (!node)
            return ERROR_SYSTEM;
        node->second = *out;
        *out = node;
        TRY(and_or_read(parser, &node->first, true));
        if (parser_takes_name(parser, "else"))
            TRY(expression_read(parser, &node->other, true));
    }
    parser->depth--;
    return 0;
}

static bool tuple_ends(const struct parser *parser)
{
    enum token_kind kind = parser_token(parser)->kind;
    return kind == TOKEN_VARIABLE_END || kind == TOKEN_BLOCK_END || kind == TOKEN_END ||
           parser_sees(parser, ")") || parser_sees_name(parser, "in");
}

int tuple_read(struct parser *parser, struct node **out, bool with_condition)
{
    TRY(expression_read(parser, out, with_condition));
    if (!parser_sees(parser, ","))
        return 0;
    struct node *tuple = node_new(parser, NODE_TUPLE), **end;
    if (!tuple)
        return ERROR_SYSTEM;
    tuple->first = *out;
    *out = tuple;
    for (end = &tuple->first->next; parser_takes(parser, ",") && !tuple_ends(parser); end = &(*end)->next)
        TRY(expression_read(parser, end, with_condition));
    return 0;
}

int target_read(struct parser *parser, struct node **out, bool with_member)
{
    bool bracket = parser_takes(parser, "(");
    struct node *tuple = NULL, **end = out;
    do {
        if (parser_token(parser)->kind != TOKEN_NAME ||
            constant_kind(parser_token(parser)->text) != NODE_NAME)
            return parser_fault(parser, "the name of a variable is expected here");
        TRY(primary_read(parser, end));
        if (with_member && !tuple && parser_sees(parser, "."))
            return postfix_read(parser, end);
        if (parser_sees(parser, ",") && !tuple) {
            if (!(tuple = node_new(parser, NODE_TUPLE)))
                return ERROR_SYSTEM;
            tuple->first = *out;
            *out = tuple;
            end = &tuple->first;
        }
        end = &(*end)->next;
    } while (parser_takes(parser, ",") && parser_token(parser)->kind == TOKEN_NAME &&
             !parser_sees_name(parser, "in"));
    return bracket ? parser_expects(parser, ")") : 0;
}
