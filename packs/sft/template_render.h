/* Running a chat template: from variables to text, and where its {% generation %} blocks wrote. */
#ifndef ASSAY_PACKS_SFT_TEMPLATE_RENDER_H
#define ASSAY_PACKS_SFT_TEMPLATE_RENDER_H

#include "packs/sft/template_datum.h"
#include "packs/sft/template_node.h"
#include "packs/sft/template_run.h"

struct rendering {
    struct buffer text;       /* memory kept between renderings; released by the caller */
    const struct span *spans; /* bytes of the text; in the arena */
    size_t span_count;
    bool refused; /* the template called raise_exception: its message is in *error */
};

/* Variables is a map; "messages" is what templates look at. ERROR_INPUT with line and column when the
 * template fails or refuses; ERROR_SYSTEM when out of memory. Limits: see template_run.h. Memory is the
 * arena's. */
int template_render(const struct template *template, const struct datum *variables,
                    struct rendering *rendering, struct arena *arena, struct error *error) MUST_CHECK;

#endif
