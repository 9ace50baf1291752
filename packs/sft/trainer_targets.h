/* What of a record a trainer trains on; shared by the pieces with and without a chat template. */
#ifndef ASSAY_PACKS_SFT_TRAINER_TARGETS_H
#define ASSAY_PACKS_SFT_TRAINER_TARGETS_H

#include "packs/sft/trainer_segments.h"

/* An answer whose weight the trainer does not take to be 0. */
bool turn_is_target(const struct subject *subject, size_t turn);

/* The prompts are trained on too: a setting, TRL's default for messages, torchtune's for Alpaca. */
bool all_is_target(const struct subject *subject);

/* Nothing when there is neither text nor tokens. */
void segment_add(struct segments *segments, struct text text, int64_t tokens, bool target);

#endif
