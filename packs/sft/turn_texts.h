/* The texts of a conversation that are compared with those of others. */
#ifndef ASSAY_PACKS_SFT_TURN_TEXTS_H
#define ASSAY_PACKS_SFT_TURN_TEXTS_H

#include "packs/sft/conversation.h"

enum field {
    FIELD_PROMPT,  /* all before the last assistant turn, without system and instruction text unless that is
                      all there is */
    FIELD_ASKED,   /* the same with system and instruction text */
    FIELD_ANSWER,  /* what the assistant says, all its turns */
    FIELD_WHOLE,   /* all turns */
    FIELD_CONTENT, /* all turns without system and instruction text */
    FIELD_COUNT
};

/* "prompt", "asked", …; FIELD_COUNT when unknown. */
enum field field_named(struct text name);

/* Appends the field's text: the turns' contents joined by line ends, tool calls as "name(arguments)". False
 * when the conversation has no turn for it (no text, as opposed to an empty one). */
bool turns_text(const struct turn *turns, size_t count, enum field field, struct buffer *out);

/* True when some turn's text is left out of FIELD_CONTENT but part of FIELD_WHOLE. */
bool turns_have_framing(const struct turn *turns, size_t count);

#endif
