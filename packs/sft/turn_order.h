/* Is this list of turns a conversation a model can be tuned on? The rules of order, roles and tool calls. */
#ifndef ASSAY_PACKS_SFT_TURN_ORDER_H
#define ASSAY_PACKS_SFT_TURN_ORDER_H

#include "packs/sft/conversation.h"

enum { ORDER_FAULTS_MOST = 32 }; /* of one record; what comes after is as wrong as what came before */

struct order_fault {
    const char *code;  /* as declared in checks/structure.sql */
    size_t turn;       /* index of the turn it stands at; SIZE_MAX: the record as a whole */
    struct text about; /* a role, a tool's name, a call's id: evidence in the message; may be empty */
};

/* Faults in order of appearance. `tools` is the JSON text of the tools on offer, data NULL when the record
 * has none; `arena` is scratch. Time is linear in turns and quadratic only in the tool calls that are open at
 * one time. */
size_t turns_order_faults(const struct turn *turns, size_t count, struct text tools, struct arena *arena,
                          struct order_fault faults[ORDER_FAULTS_MOST]);

/* The sentence for a fault, with what it is about filled in. */
void order_fault_message(const struct order_fault *fault, struct buffer *out);

#endif
