/* A chat template while it is being run: what evaluation, statements, filters, tests and methods share.
 *
 * Hostile templates end with an error: steps, depth of calls, bytes of output and of memory are limited. */
#ifndef ASSAY_PACKS_SFT_TEMPLATE_RUN_H
#define ASSAY_PACKS_SFT_TEMPLATE_RUN_H

#include "packs/sft/template_datum.h"
#include "packs/sft/template_node.h"

enum {
    RUN_STEPS_MOST = 4000000,
    RUN_DEPTH_MOST = 300,
    RUN_OUTPUT_MOST = 64 << 20,
    RUN_MEMORY_MOST = 256 << 20,
    RUN_ARGUMENTS_MOST = 16
};

struct binding {
    struct text name;
    struct datum value;
};

struct scope {
    struct scope *parent;
    struct binding *items;
    size_t count, capacity;
};

/* A part of the output that a {% generation %} block wrote; bytes. */
struct span {
    size_t start, stop;
};

struct run {
    const struct template *template;
    struct arena *arena;
    struct error *error;
    struct scope *scope, *global;
    struct buffer *out;
    struct span *spans;
    size_t span_count, span_capacity;
    size_t base; /* length of the output around the block that is being captured */
    size_t steps, depth, loops;
    size_t offset;          /* of the node that is being run: for messages */
    bool broken, continued; /* {% break %} or {% continue %} was met */
    bool refused;           /* raise_exception was called: the message is in *error */
    bool counting_failed;
};

/* Arguments of a call, a filter or a test. */
struct arguments {
    struct datum items[RUN_ARGUMENTS_MOST];
    size_t count;
    struct text names[RUN_ARGUMENTS_MOST]; /* of the last `named` */
    size_t named;
};

/* The argument at the place or under the name; NULL when it was not given. */
const struct datum *argument(const struct arguments *arguments, size_t place, const char *name);

int run_fault(struct run *run, const char *format, ...) __attribute__((format(printf, 2, 3)));
int run_memory(struct run *run);
int run_step(struct run *run) MUST_CHECK;

/* The variable's value, or NULL. */
struct datum *scope_find(const struct run *run, struct text name);
int scope_set(struct run *run, struct text name, struct datum value) MUST_CHECK;
int scope_enter(struct run *run) MUST_CHECK; /* a new innermost scope; left by run->scope = its parent */

int evaluate(struct run *run, const struct node *node, struct datum *out) MUST_CHECK;
int execute(struct run *run, const struct node *body) MUST_CHECK;

/* Runs a body into a text of its own. */
int capture(struct run *run, const struct node *body, struct datum *out) MUST_CHECK;

int macro_call(struct run *run, const struct node *macro, const struct arguments *arguments,
               struct datum *out) MUST_CHECK;
int function_call(struct run *run, struct text name, const struct arguments *arguments,
                  struct datum *out) MUST_CHECK;
int method_call(struct run *run, const struct datum *of, struct text name, const struct arguments *arguments,
                struct datum *out) MUST_CHECK;
bool method_known(const struct datum *of, struct text name);
int filter_apply(struct run *run, struct text name, const struct datum *value,
                 const struct arguments *arguments, struct datum *out) MUST_CHECK;
int test_apply(struct run *run, struct text name, const struct datum *value,
               const struct arguments *arguments, bool *out) MUST_CHECK;

/* value.name, and value[key]: undefined when there is nothing. */
int member_get(struct run *run, const struct datum *value, struct text name, struct datum *out) MUST_CHECK;
int item_get(struct run *run, const struct datum *value, const struct datum *key,
             struct datum *out) MUST_CHECK;

/* value[from:to:step] of a NODE_SLICE. */
int slice_get(struct run *run, const struct node *node, const struct datum *value,
              struct datum *out) MUST_CHECK;

/* "\"x\" is undefined" */
int undefined_fault(struct run *run, const struct datum *value);

/* a + b, - * / // % ** and ~; comparisons == != < <= > >= in and "not in". */
int operator_apply(struct run *run, struct text text, const struct datum *a, const struct datum *b,
                   struct datum *out) MUST_CHECK;
int compare_values(struct run *run, struct text operator, const struct datum * a, const struct datum *b,
                   bool *out) MUST_CHECK;

/* One of + - * d (//) % between integers, or an error when it does not fit 64 bits. */
int integers_apply(struct run *run, char operator, int64_t a, int64_t b, struct datum *out) MUST_CHECK;

/* The items of a value, or an error that says that it cannot be walked through. */
int run_items(struct run *run, const struct datum *value, struct datum_list **items) MUST_CHECK;

/* A new list. */
int run_list(struct run *run, struct datum *out, bool tuple) MUST_CHECK;
int run_list_add(struct run *run, struct datum *list, struct datum item) MUST_CHECK;

/* The value as text: itself, or Python's str() of it. */
int run_text(struct run *run, const struct datum *value, struct text *text) MUST_CHECK;

/* The buffer's content as a datum in the arena; the buffer is released. */
int run_take_buffer(struct run *run, struct buffer *buffer, struct datum *out) MUST_CHECK;

/* Without white space, or without the characters given, at the left, the right or both. */
struct text strip_text(struct text text, const struct datum *characters, bool left, bool right);

#endif
