/* Which columns and tags of a file mean what, where its names are its own. Comes from a LlamaFactory
 * dataset_info.json entry ("columns", "tags") or from the user ("map"). */
#ifndef ASSAY_PACKS_SFT_MAPPING_H
#define ASSAY_PACKS_SFT_MAPPING_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

struct mapping {
    /* columns: a text without data is not mapped */
    struct text messages, prompt, query, response, system, history, tools, chosen, rejected, id, text;
    /* tags */
    struct text role_tag, content_tag, user_tag, assistant_tag, observation_tag, function_tag, system_tag;
    bool tagged; /* any of the tags is given */
};

/* Parses options, an object {"map": …, "columns": …, "tags": …}; empty options give an empty mapping. Texts
 * live in the arena. ERROR_USAGE names what it does not know. */
int mapping_read(struct mapping *mapping, struct text options, struct arena *arena,
                 struct error *error) MUST_CHECK;

#endif
