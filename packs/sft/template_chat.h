/* A conversation as a chat template sees it: the variables messages, tools, add_generation_prompt and the
 * special tokens, as transformers' apply_chat_template passes them. */
#ifndef ASSAY_PACKS_SFT_TEMPLATE_CHAT_H
#define ASSAY_PACKS_SFT_TEMPLATE_CHAT_H

#include "packs/sft/conversation.h"
#include "packs/sft/template_render.h"
#include "packs/sft/template_source.h"

struct chat {
    struct datum messages; /* all of them, as a list of dictionaries */
    struct datum tools;    /* a list, or none */
    bool parses_arguments; /* texts of arguments are made the JSON they hold */
    struct arena *arena;
};

/* Content is a text, the list of parts where it was one, or none; members that only `extra` knows are there
 * too, tool calls as they stood. -1 when out of memory. */
int chat_open(struct chat *chat, const struct turn *turns, size_t count, struct text tools,
              struct arena *arena);

/* Renders the first `count` messages. Errors as template_render. */
int chat_render(const struct chat *chat, const struct template_source *source, size_t count, bool prompts,
                struct rendering *rendering, struct error *error) MUST_CHECK;

#endif
