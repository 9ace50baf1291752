/* A gate that cannot fail guards nothing. For every bound of every rule, runs are made up: one in which the
 * whole gate passes, one with a fault that makes the bound fail (and, where that is possible, no other), and,
 * for rules that weigh an interval, one that leaves it open. The figures and findings are invented; how they
 * are judged is the real thing. */
#ifndef ASSAY_GATE_GATE_PROVE_H
#define ASSAY_GATE_GATE_PROVE_H

#include "gate/verdict.h"

struct gate_proof {
    const struct rule *rule;
    enum bound bound;
    bool holds;
    struct text message; /* what was shown, or what could not be */
};

struct gate_proofs {
    struct arena arena;
    struct gate_proof *items;
    size_t count, failed;
};

/* The caller releases the arena in either outcome. */
int gate_prove(const struct gate *gate, struct gate_proofs *proofs, struct error *error) MUST_CHECK;

#endif
