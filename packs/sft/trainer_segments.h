/* A record as the token sequence that a trainer makes of it: pieces of text in order, each trained on or not.
 *
 * With a chat template the pieces are those of its rendering. Without one they are the contents, and what
 * stands around them is counted as fixed tokens: five a turn as in ChatML (<|im_start|>, role, line end,
 * <|im_end|>, line end), for OpenAI three a message, the role, one for a name, and three for the next answer
 * (OpenAI cookbook, How to count tokens with tiktoken). */
#ifndef ASSAY_PACKS_SFT_TRAINER_SEGMENTS_H
#define ASSAY_PACKS_SFT_TRAINER_SEGMENTS_H

#include "packs/sft/template_chat.h"
#include "packs/sft/trainer.h"

struct segment {
    struct text text;
    int64_t tokens; /* besides those of the text */
    bool target;
};

/* Something the record says that is not in the rendering. */
struct lost {
    size_t turn;       /* SIZE_MAX: the record */
    const char *field; /* content, reasoning, tool_calls, tools, prompt */
};
enum { LOST_MOST = 16 };

struct segments {
    struct segment *items;
    size_t count, capacity;
    struct lost lost[LOST_MOST];
    size_t lost_count;
    int64_t generations; /* {% generation %} blocks that were met; -1: no template */
    bool failed;         /* out of memory */
    struct arena *arena;
};

/* Without a template. */
void segments_plain(struct segments *segments, const struct subject *subject);

/* With one: ERROR_INPUT when it fails or refuses the record; *rendering is working space. */
int segments_rendered(struct segments *segments, const struct subject *subject,
                      const struct template_source *source, struct rendering *rendering,
                      struct error *error) MUST_CHECK;

/* ---- what is left of a sequence ---- */

struct cut {
    int64_t tokens, target, kept, kept_target;
    bool dropped;
};

/* The trainer's way with a sequence of more than `most` tokens (most <= 0: no limit): TRL, torchtune and
 * OpenAI keep the start; axolotl drops the record; LLaMA-Factory gives each question and answer a share of
 * what is left. Together does not say; it is taken to keep the start. */
struct cut trainer_cut(enum trainer trainer, const int64_t *tokens, const bool *targets, size_t count,
                       int64_t most);

/* How many sequences of `most` tokens hold the rows when each goes where it leaves the least room, longest
 * rows first (best fit decreasing, as TRL's strategy "bfd"); what is longer counts as `most`. Memory is the
 * arena's; -1: out of memory. O(count + most * count / 64) at worst. */
enum { PACKED_LONGEST = 1 << 22 };
int64_t sequences_packed(const int64_t *lengths, size_t count, int64_t most, struct arena *arena);

#endif
