/* What the two halves of the template parser share: statements (template_statements.c) and expressions
 * (template_expressions.c). */
#ifndef ASSAY_PACKS_SFT_TEMPLATE_PARSER_H
#define ASSAY_PACKS_SFT_TEMPLATE_PARSER_H

#include "packs/sft/template_node.h"

struct parser {
    struct token_list tokens;
    size_t at;
    size_t depth;
    struct arena *arena;
    struct error *error;
    struct template *template;
};

static inline const struct token *parser_token(const struct parser *parser)
{
    return &parser->tokens.items[parser->at];
}

static inline bool parser_sees_name(const struct parser *parser, const char *name)
{
    const struct token *token = parser_token(parser);
    return token->kind == TOKEN_NAME && text_is(token->text, name);
}

static inline bool parser_sees(const struct parser *parser, const char *operator)
{
    const struct token *token = parser_token(parser);
    return token->kind == TOKEN_OPERATOR && text_is(token->text, operator);
}

/* Moves past the operator or name when it is next. */
bool parser_takes(struct parser *parser, const char *operator);
bool parser_takes_name(struct parser *parser, const char *name);
int parser_expects(struct parser *parser, const char *operator) MUST_CHECK;

int parser_fault(struct parser *parser, const char *message);

/* A node at the current word; NULL when out of memory, with *error set. */
struct node *node_new(struct parser *parser, enum node_kind kind);

/* One level deeper: an error beyond NODE_DEEPEST. Each enter is followed by parser->depth--. */
int parser_enter(struct parser *parser) MUST_CHECK;

/* A name or literal; then what follows a value without and with filters and tests. */
int primary_read(struct parser *parser, struct node **out) MUST_CHECK;
int postfix_read(struct parser *parser, struct node **out) MUST_CHECK;
int filters_read(struct parser *parser, struct node **out) MUST_CHECK;

/* NODE_TRUE, NODE_FALSE, NODE_NONE, or NODE_NAME for any other name. */
enum node_kind constant_kind(struct text name);

/* a if b else c, or several of them with commas: a tuple. */
int expression_read(struct parser *parser, struct node **out, bool with_condition) MUST_CHECK;
int tuple_read(struct parser *parser, struct node **out, bool with_condition) MUST_CHECK;

/* x, ns.x or (a, b): what can stand left of "=" and after "for". */
int target_read(struct parser *parser, struct node **out, bool with_member) MUST_CHECK;

/* The arguments in brackets, after "(" was taken. */
int arguments_read_list(struct parser *parser, struct node **out) MUST_CHECK;

#endif
