/* What a template or a chat format left behind in a text: variables that were never filled, control tokens,
 * role headings.
 *
 * Kinds: control_token ("<|im_start|>", "[INST]", "</s>"), role_heading ("### Response:" at the start of a
 * line), template_variable
 * ("{{name}}", "{% if %}", "{first_name}" in prose), thinking_tag (a "<think>" without its end, or an end
 * without its start), thinking (a whole block). Code, in fences or between backquotes, is left aside. Linear.
 */
#ifndef ASSAY_KERNELS_RESIDUE_H
#define ASSAY_KERNELS_RESIDUE_H

#include "base/text.h"
#include "kernels/sign.h"

struct sign residue_find(struct text text);

/* The thinking tags alone; residue_find does not look for them. */
struct sign thinking_find(struct text text);

#endif
