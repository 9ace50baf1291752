/* Where a chat template comes from: a tokenizer_config.json or chat_template.json, a .jinja file, or the text
 * itself. */
#ifndef ASSAY_PACKS_SFT_TEMPLATE_SOURCE_H
#define ASSAY_PACKS_SFT_TEMPLATE_SOURCE_H

#include "packs/sft/template_datum.h"
#include "packs/sft/template_node.h"

struct template_source {
    struct template *plain; /* the only one, or that named "default" */
    struct template *tools; /* that named "tool_use", for conversations with tools; else NULL */
    struct datum specials;  /* map: bos_token, eos_token … as the tokenizer's configuration has them */
};

/* `given` is a path, or a template when "{{" or "{%" stands in it. A .json file holds "chat_template": a
 * text, or a list of {name, template}; beside a .jinja file, tokenizer_config.json is read for the special
 * tokens. Errors name the file, and line and column within the template. Memory is the arena's. */
int template_source_read(struct template_source *source, struct text given, struct arena *arena,
                         struct error *error) MUST_CHECK;

/* A source kept from call to call: read again only when another one is asked for. Zeroed by the caller. */
struct template_cache {
    struct arena arena;
    struct buffer name;
    struct template_source source;
    bool ready;
};
int template_cache_get(struct template_cache *cache, struct text given, const struct template_source **source,
                       struct error *error) MUST_CHECK;
void template_cache_release(struct template_cache *cache);

#endif
