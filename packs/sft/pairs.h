/* Question and answer in columns: what Alpaca, prompt/completion, question/answer rows and tables have in
 * common. */
#ifndef ASSAY_PACKS_SFT_PAIRS_H
#define ASSAY_PACKS_SFT_PAIRS_H

#include "packs/sft/formats.h"

enum slot { PROMPT, QUERY, RESPONSE, SYSTEM, HISTORY, SLOTS };

struct pairs {
    yyjson_val *keys[SLOTS], *values[SLOTS];
};

/* Finds the column of each slot: as mapped, else the best of the names that people use. */
void pairs_find(struct pairs *pairs, yyjson_val *record, const struct mapping *mapping);

/* The name of the slot's column; empty when it has none. */
struct text pairs_key(const struct pairs *pairs, enum slot slot);

/* Reads the turns of a record, and the rest of it. */
void pairs_read(struct conversation *conversation, yyjson_val *record, const struct mapping *mapping);

/* The same, where the caller has taken one more value (or NULL). */
void pairs_read_except(struct conversation *conversation, yyjson_val *record, const struct mapping *mapping,
                       yyjson_val *taken);

/* The user's turn from an instruction and its input, joined as trainers do: by "\n", only where both say
 * something. */
void prompt_join(struct conversation *conversation, struct turn *turn, struct text instruction,
                 struct text input);

/* ---- writing: the last question and answer, what came before them, and a system prompt ---- */

struct exchange {
    const struct turn *system, *question, *answer; /* NULL: there is none */
    size_t first, last;                            /* turns of the history: pairs of user and assistant */
};

/* False when the turns are not a system prompt (or none) and then user and assistant in turns; the writing is
 * then refused and says which turn is in the way. */
bool exchange_find(struct exchange *exchange, struct writing *writing,
                   const struct conversation *conversation);

/* The name under which question/answer rows have the slot: the column that the turn came from, where it is
 * one of theirs, else `usual`. */
const char *pairs_name(enum slot slot, const struct turn *turn, const char *usual);

/* Reserves the names that a reader would take for the slots rather than those that were written (query NULL:
 * none). */
void pairs_reserve(struct object *object, const char *prompt, const char *query, const char *response);

/* The system prompt as a column; an empty one would be no system prompt, so that is a loss. */
void object_put_system(struct object *object, const struct turn *turn);

/* Splits a question at its mark; without one all of it is the instruction. */
void prompt_split(const struct turn *turn, struct text *instruction, struct text *input);

#endif
