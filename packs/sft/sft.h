/* The pack for supervised fine-tuning data: conversations that a model is trained to continue. */
#ifndef ASSAY_PACKS_SFT_SFT_H
#define ASSAY_PACKS_SFT_SFT_H

#include "packs/pack.h"

extern const struct pack sft_pack;

/* The SQL bindings; declared to the engine in pack.c. */
int sft_record_rows(struct call *call);
int sft_write_rows(struct call *call);
int sft_turns_text_rows(struct call *call);
int sft_turns_keys_rows(struct call *call);
int sft_turn_faults_rows(struct call *call);
int sft_turns_encoding_rows(struct call *call);
int sft_chat_render_rows(struct call *call);
int sft_trainer_faults_rows(struct call *call);
int sft_trainer_rules_rows(struct call *call);
int sft_trainer_view_rows(struct call *call);
int sft_trainer_cut_rows(struct call *call);
int sft_packed_sequences_rows(struct call *call);
int sft_turns_defects_rows(struct call *call);

#endif
