/* A chat template as a tree, and its parser.
 *
 * Statements: for (with if and else), if, set (names, members of a namespace, blocks), macro, generation,
 * break, continue, raw. What Jinja has beyond that (include, import, extends, block, call, recursive loops)
 * no chat template uses; it is an error that says so. Definition: Jinja 3.1, "Template Designer
 * Documentation". */
#ifndef ASSAY_PACKS_SFT_TEMPLATE_NODE_H
#define ASSAY_PACKS_SFT_TEMPLATE_NODE_H

#include "packs/sft/template_token.h"

enum node_kind {
    /* statements */
    NODE_DATA,  /* text */
    NODE_PRINT, /* first */
    NODE_IF,    /* first: condition; body; other: what else */
    NODE_FOR,   /* first: target; second: what; third: condition or NULL; body; other: when it was empty */
    NODE_SET,   /* first: target; second: value */
    NODE_SET_BLOCK,  /* first: target; body */
    NODE_MACRO,      /* text: name; first: parameters, each a NODE_KEYWORD (first: default or NULL); body */
    NODE_GENERATION, /* body */
    NODE_BREAK,
    NODE_CONTINUE,
    /* expressions */
    NODE_NAME,    /* text */
    NODE_STRING,  /* text */
    NODE_INTEGER, /* integer */
    NODE_REAL,    /* real */
    NODE_TRUE,
    NODE_FALSE,
    NODE_NONE,
    NODE_LIST,      /* first: its items */
    NODE_TUPLE,     /* first: its items */
    NODE_MAP,       /* first: key, value, key, value … */
    NODE_ATTRIBUTE, /* first . text */
    NODE_ITEM,      /* first [ second ] */
    NODE_SLICE,     /* first [ second : third : other ], each of them or NULL */
    NODE_CALL,      /* first ( second … ) */
    NODE_KEYWORD,   /* text = first, among the arguments of a call */
    NODE_FILTER,    /* first | text ( second … ) */
    NODE_TEST,      /* first is text ( second … ) */
    NODE_NOT,
    NODE_NEGATE,
    NODE_PLUS,
    NODE_AND,
    NODE_OR,
    NODE_CONDITION, /* second if first else other (or NULL) */
    NODE_COMPARE,   /* first, then a chain of NODE_OPERAND in second */
    NODE_OPERAND,   /* text: == != < <= > >= in "not in"; first */
    NODE_ARITHMETIC /* first text second */
};

struct node {
    enum node_kind kind;
    size_t offset; /* of its first word in the source */
    struct text text;
    int64_t integer;
    double real;
    struct node *first, *second, *third, *other, *body;
    struct node *next; /* among its siblings */
};

struct template
{
    struct text source;
    struct node *body;
    bool generates; /* a {% generation %} block stands somewhere in it */
};

/* NULL with *error set (ERROR_INPUT, with line and column) when the source is no template. Memory is the
 * arena's; source is copied. Nesting is limited to NODE_DEEPEST. */
enum { NODE_DEEPEST = 120 };
struct template *template_read(struct text source, struct arena *arena, struct error *error);

#endif
