/* A gate: rules that the figures and findings of a run must keep. Written in YAML; docs/gates.md is its
 * language. */
#ifndef ASSAY_GATE_GATE_H
#define ASSAY_GATE_GATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "check/check_set.h"

enum rule_kind {
    RULE_FIGURE,     /* a figure of a check */
    RULE_FINDINGS,   /* how many findings */
    RULE_RECORDS,    /* share of records with findings */
    RULE_PAIRS,      /* records with findings only before, only after */
    RULE_DISCORDANT, /* the same from two figures of the check */
};

enum method {
    METHOD_FITTING, /* none asked for: by the figure's kind */
    METHOD_WILSON,
    METHOD_CLOPPER_PEARSON,
    METHOD_NEWCOMBE,
    METHOD_INTERVAL,
    METHOD_WELCH,
    METHOD_MCNEMAR,
    METHOD_EXACT,
    METHOD_COUNT
};
const char *method_name(enum method method); /* "wilson" … */

struct rule {
    enum rule_kind kind;
    struct text name;  /* unique in the gate */
    struct text check; /* full name once resolved */
    struct text figure;
    struct text only_before, only_after; /* figures with the counts of a RULE_DISCORDANT */
    struct text *codes;                  /* of findings; none: all */
    size_t code_count;
    struct text slice;       /* "source=web"; empty: all data */
    struct text each;        /* field of which every value is judged; empty: none */
    double max, min, margin; /* NaN: none; margin is relative to the baseline */
    bool lower_is_worse;     /* for the margin */
    double level;            /* confidence: 0.95 */
    int sides;               /* 1 or 2 */
    int64_t min_n;
    enum method method;
    struct text group; /* rules whose p-values are adjusted together */
    bool holm;
    int line, column, check_line, check_column;
};

struct gate {
    struct arena arena;
    struct text name, path;
    struct rule *rules;
    size_t count;
};

/* Reads a gate; `path` is for messages, which name line and column. The caller releases the arena in either
 * outcome. */
int gate_parse(struct gate *gate, const char *path, struct text text, struct error *error) MUST_CHECK;

/* Finds every rule's check and codes in the set, and gives the checks their full names. An unknown one is
 * ERROR_INPUT with its line and the nearest name. */
int gate_resolve(struct gate *gate, const struct check_set *set, struct error *error) MUST_CHECK;

/* Whether any rule compares with a baseline. */
bool rule_needs_baseline(const struct rule *rule);
bool gate_needs_baseline(const struct gate *gate);

/* The field that a rule slices by, or an empty text. */
struct text rule_field(const struct rule *rule);

#endif
