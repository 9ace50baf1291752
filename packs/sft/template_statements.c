/* The statements of chat templates. See template_node.h. */
#include "packs/sft/template_parser.h"

static int body_read(struct parser *parser, struct node **out, const char *const *ends);

static int block_end(struct parser *parser)
{
    if (parser_token(parser)->kind != TOKEN_BLOCK_END)
        return parser_fault(parser, "\"%}\" is expected here");
    parser->at++;
    return 0;
}

/* "{% end %}" after a body: the body ended before the word, which is taken here. */
static int end_take(struct parser *parser, const char *end)
{
    if (!parser_takes_name(parser, end))
        return parser_fault(parser, "this block ends with something else than was begun");
    return block_end(parser);
}

static int if_read(struct parser *parser, struct node **out)
{
    static const char *const ends[] = {"elif", "else", "endif", NULL};
    static const char *const last[] = {"endif", NULL};
    struct node **place = out;
    do {
        struct node *node = node_new(parser, NODE_IF);
        if (!node)
            return ERROR_SYSTEM;
        *place = node;
        TRY(tuple_read(parser, &node->first, true));
        TRY(block_end(parser));
        TRY(body_read(parser, &node->body, ends));
        place = &node->other;
    } while (parser_takes_name(parser, "elif"));
    if (parser_takes_name(parser, "else")) {
        TRY(block_end(parser));
        TRY(body_read(parser, place, last));
    }
    return end_take(parser, "endif");
}

static int for_read(struct parser *parser, struct node **out)
{
    static const char *const ends[] = {"else", "endfor", NULL};
    static const char *const last[] = {"endfor", NULL};
    struct node *node = node_new(parser, NODE_FOR);
    if (!node)
        return ERROR_SYSTEM;
    *out = node;
    TRY(target_read(parser, &node->first, false));
    if (!parser_takes_name(parser, "in"))
        return parser_fault(parser, "\"in\" is expected here");
    TRY(tuple_read(parser, &node->second, false));
    if (parser_takes_name(parser, "if"))
        TRY(expression_read(parser, &node->third, true));
    if (parser_sees_name(parser, "recursive"))
        return parser_fault(parser, "recursive loops are not supported: no chat template needs them");
    TRY(block_end(parser));
    TRY(body_read(parser, &node->body, ends));
    if (parser_takes_name(parser, "else")) {
        TRY(block_end(parser));
        TRY(body_read(parser, &node->other, last));
    }
    return end_take(parser, "endfor");
}

static int set_read(struct parser *parser, struct node **out)
{
    static const char *const last[] = {"endset", NULL};
    struct node *node = node_new(parser, NODE_SET);
    if (!node)
        return ERROR_SYSTEM;
    *out = node;
    TRY(target_read(parser, &node->first, true));
    if (node->first->kind != NODE_NAME && node->first->kind != NODE_TUPLE &&
        !(node->first->kind == NODE_ATTRIBUTE && node->first->first->kind == NODE_NAME))
        return parser_fault(parser, "only a name or a member of a namespace can be set");
    if (parser_takes(parser, "=")) {
        TRY(tuple_read(parser, &node->second, true));
        return block_end(parser);
    }
    node->kind = NODE_SET_BLOCK;
    TRY(block_end(parser));
    TRY(body_read(parser, &node->body, last));
    return end_take(parser, "endset");
}

static int parameters_read(struct parser *parser, struct node **out)
{
    TRY(parser_expects(parser, "("));
    for (struct node **end = out; !parser_takes(parser, ")"); end = &(*end)->next) {
        if (parser_token(parser)->kind != TOKEN_NAME)
            return parser_fault(parser, "the name of a parameter is expected here");
        if (!(*end = node_new(parser, NODE_KEYWORD)))
            return ERROR_SYSTEM;
        (*end)->text = parser_token(parser)->text;
        parser->at++;
        if (parser_takes(parser, "="))
            TRY(expression_read(parser, &(*end)->first, true));
        if (!parser_takes(parser, ",") && !parser_sees(parser, ")"))
            return parser_fault(parser, "parameters go on with \",\" or end with \")\"");
    }
    return 0;
}

static int macro_read(struct parser *parser, struct node **out)
{
    static const char *const last[] = {"endmacro", NULL};
    struct node *node = node_new(parser, NODE_MACRO);
    if (!node)
        return ERROR_SYSTEM;
    *out = node;
    if (parser_token(parser)->kind != TOKEN_NAME)
        return parser_fault(parser, "the name of the macro is expected here");
    node->text = parser_token(parser)->text;
    parser->at++;
    TRY(parameters_read(parser, &node->first));
    TRY(block_end(parser));
    TRY(body_read(parser, &node->body, last));
    parser_takes_name(parser, "endmacro");
    if (parser_token(parser)->kind == TOKEN_NAME) /* {% endmacro name %} */
        parser->at++;
    return block_end(parser);
}

static int generation_read(struct parser *parser, struct node **out)
{
    static const char *const last[] = {"endgeneration", NULL};
    struct node *node = node_new(parser, NODE_GENERATION);
    if (!node)
        return ERROR_SYSTEM;
    *out = node;
    parser->template->generates = true;
    TRY(block_end(parser));
    TRY(body_read(parser, &node->body, last));
    return end_take(parser, "endgeneration");
}

static int leave_read(struct parser *parser, struct node **out, enum node_kind kind)
{
    if (!(*out = node_new(parser, kind)))
        return ERROR_SYSTEM;
    return block_end(parser);
}

/* After "{%": the statement that its first word names. */
static int statement_read(struct parser *parser, struct node **out)
{
    if (parser_takes_name(parser, "if"))
        return if_read(parser, out);
    if (parser_takes_name(parser, "for"))
        return for_read(parser, out);
    if (parser_takes_name(parser, "set"))
        return set_read(parser, out);
    if (parser_takes_name(parser, "macro"))
        return macro_read(parser, out);
    if (parser_takes_name(parser, "generation"))
        return generation_read(parser, out);
    if (parser_takes_name(parser, "break"))
        return leave_read(parser, out, NODE_BREAK);
    if (parser_takes_name(parser, "continue"))
        return leave_read(parser, out, NODE_CONTINUE);
    const struct token *token = parser_token(parser);
    if (token->kind != TOKEN_NAME)
        return parser_fault(parser, "a statement is expected here");
    size_t shown = token->text.length < 40 ? token->text.length : 40;
    return template_fault(
        parser->error, parser->tokens.source, token->offset,
        "\"%.*s\" is no statement that is known here; chat templates use for, if, set, macro "
        "and generation",
        (int)shown, token->text.data);
}

static bool among_ends(const struct parser *parser, const char *const *ends)
{
    for (; *ends; ends++)
        if (parser_sees_name(parser, *ends))
            return true;
    return false;
}

/* Statements up to a block that begins with one of the words; the word itself is left. */
static int body_read(struct parser *parser, struct node **out, const char *const *ends)
{
    TRY(parser_enter(parser));
    size_t begun = parser_token(parser)->offset;
    for (struct node **end = out;; end = *end ? &(*end)->next : end) {
        const struct token *token = parser_token(parser);
        if (token->kind == TOKEN_END) {
            if (!*ends)
                break;
            return template_fault(parser->error, parser->tokens.source, begun,
                                  "the block that begins before this is never closed: {%% %s %%} is missing",
                                  ends[1] && ends[2] ? ends[2]
                                  : ends[1]          ? ends[1]
                                                     : ends[0]);
        }
        parser->at++;
        if (token->kind == TOKEN_DATA) {
            if (!(*end = node_new(parser, NODE_DATA)))
                return ERROR_SYSTEM;
            (*end)->text = token->text;
        } else if (token->kind == TOKEN_VARIABLE_BEGIN) {
            if (!(*end = node_new(parser, NODE_PRINT)))
                return ERROR_SYSTEM;
            TRY(tuple_read(parser, &(*end)->first, true));
            if (parser_token(parser)->kind != TOKEN_VARIABLE_END)
                return parser_fault(parser, "\"}}\" is expected here");
            parser->at++;
        } else if (among_ends(parser, ends))
            break;
        else
            TRY(statement_read(parser, end));
    }
    parser->depth--;
    return 0;
}

struct template *template_read(struct text source, struct arena *arena, struct error *error)
{
    static const char *const none[] = {NULL};
    struct template *template = arena_take_zeroed(arena, 1, sizeof *template);
    struct parser parser = {.arena = arena, .error = error, .template = template};
    if (!template) {
        error_fill(error, ERROR_SYSTEM, "out of memory");
        return NULL;
    }
    if (tokens_read(&parser.tokens, source, arena, error) < 0)
        return NULL;
    template->source = parser.tokens.source;
    return body_read(&parser, &template->body, none) < 0 ? NULL : template;
}
