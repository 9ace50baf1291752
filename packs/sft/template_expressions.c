/* The expressions of chat templates: Jinja's precedence, from "a if b else c" down to names and literals.
 * Filters and tests bind closest, then powers, signs, products, "~", sums, comparisons, not, and, or. */
#include "packs/sft/template_parser.h"

static int unary_read(struct parser *parser, struct node **out, bool with_filter);

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
