/* The formats of fine-tuning data. Each format_*.c holds one of them: how it looks, how it is recognised,
 * read and written; formats.c lists them.
 *
 * A reader takes what it understands and leaves the rest to record_rest, so nothing is lost: what no member
 * of the conversation says goes into extra under its own key. A writer puts extra back in its place and
 * reports as a loss what the target cannot say, or says only in keys that its trainers do not read. */
#ifndef ASSAY_PACKS_SFT_FORMATS_H
#define ASSAY_PACKS_SFT_FORMATS_H

#include "packs/pack.h"
#include "packs/sft/conversation.h"
#include "packs/sft/mapping.h"

struct loss {
    struct text field;   /* pointer-like: "/messages/2/weight" */
    struct text message; /* why */
};

/* One record being written. */
struct writing {
    struct buffer out;
    struct arena *arena;
    struct loss *losses;
    size_t loss_count, loss_capacity;
    bool refused; /* the record cannot be said in this format at all: there is no text, a loss says why */
    bool failed;  /* out of memory */
};

struct coder {
    /* Why the record is of this format, or NULL. */
    const char *(*fits)(yyjson_val *record);
    void (*read)(struct conversation *conversation, yyjson_val *record, const struct mapping *mapping);
    void (*write)(struct writing *writing, const struct conversation *conversation); /* NULL: read only */
};

enum { SFT_FORMATS = 15 };
extern const struct format sft_formats[SFT_FORMATS];
const struct format *sft_format_find(struct text name);
const struct coder *format_coder(const struct format *format);

/* The first format in the list that the record fits, and why; NULL when none does. */
const struct format *sft_format_of(yyjson_val *record, const char **why);

/* pack.recognise */
int sft_recognise(const struct sample *sample, struct recognition *recognition, struct arena *arena,
                  struct error *error);

/* Looks the data file up in a LlamaFactory dataset_info.json. Sets format and options when an entry names it;
 * recognition->format stays NULL otherwise. */
int dataset_info_find(struct recognition *recognition, struct text dataset_info, struct text path,
                      struct arena *arena, struct error *error) MUST_CHECK;

extern const struct coder openai_coder, v1_coder, sharegpt_coder, alpaca_coder, prompt_completion_coder,
    question_answer_coder, text_coder, preference_coder, self_instruct_coder, mt_bench_coder, prompt_coder,
    table_coder, multiple_choice_coder, code_problem_coder, lm_eval_items_coder;

/* ---- reading
 * ------------------------------------------------------------------------------------------------ */

/* How a message names its members. */
struct speaker {
    struct text from, role;
    bool calls; /* the content is the JSON of tool calls */
};
struct dialect {
    struct text role_key, content_key, weight_key;
    const struct speaker *speakers; /* NULL: the speaker's name is the role */
    size_t speaker_count;
    bool carries; /* OpenAI's own keys may stand beside, where role_key and content_key cannot say it all */
};
extern const struct dialect openai_dialect, v1_dialect, sharegpt_dialect;

/* Fills a turn that was just added from a message. */
void message_read(struct conversation *conversation, struct turn *turn, yyjson_val *value,
                  const struct dialect *dialect);

/* All messages of a list under the key; a value that is not a list is a fault. */
void messages_read(struct conversation *conversation, yyjson_val *list, const char *key,
                   const struct dialect *dialect);

/* Content that is text, null or a list of parts. True when all of it is said by the turn. */
bool content_read(struct conversation *conversation, struct turn *turn, yyjson_val *content,
                  const char *field);

/* Tool calls in OpenAI's form. True when the turn says all of it. */
bool tool_calls_read(struct conversation *conversation, struct turn *turn, yyjson_val *calls);

/* Tool calls as the JSON text of {"name", "arguments"} or a list of them. False when it is not that. */
bool function_call_read(struct conversation *conversation, struct turn *turn, struct text value);

/* Every member of the record that is not among `used`: id, weight and tools find their place, the rest goes
 * into extra. Ends the reading of a record. */
void record_rest(struct conversation *conversation, yyjson_val *record, yyjson_val *const *used,
                 size_t used_count);

/* Tools as a list, or as the JSON text of one. True when conversation->tools says all of it. */
bool tools_read(struct conversation *conversation, struct text key, yyjson_val *value);

/* ---- writing
 * ------------------------------------------------------------------------------------------------- */

void loss_add(struct writing *writing, struct text where, const char *field, const char *message);
void writing_refuse(struct writing *writing, struct text where, const char *message);

/* One JSON object being written: its own members first, then what is left of extra. */
struct object {
    struct writing *writing;
    struct text where;    /* for losses */
    yyjson_val *extra;    /* NULL: none */
    const char *said[32]; /* keys written so far, or settled */
    size_t said_count;
    uint64_t settled; /* bit i: what extra holds under said[i] is written, or said otherwise */
    bool started;
};
void object_open(struct object *object, struct writing *writing, struct text extra, struct text where);
void object_key(struct object *object, const char *key); /* then the caller appends the value */
void object_text(struct object *object, const char *key, struct text text); /* nothing for an absent text */
yyjson_val *object_kept(const struct object *object,
                        const char *key);                 /* the value that extra holds under the key */
void object_keep(struct object *object, const char *key); /* writes that value */
void object_drop(struct object *object, const char *key); /* that value is said otherwise */
/* The format would read the key as something else, so what extra holds under it is a loss. */
void object_reserve(struct object *object, const char *key);
void object_close(struct object *object);

/* A preferred answer that is written as a plain turn is a pair no more: that is a loss. `own` is the key
 * under which the format itself has preferred answers; NULL: it has none. */
void record_chosen_loss(struct writing *writing, const struct conversation *conversation, const char *own);

void record_put_id(struct object *object, const struct conversation *conversation);
void record_put_weight(struct object *object, const struct conversation *conversation);
/* As a list, or as its JSON text. */
void record_put_tools(struct object *object, const struct conversation *conversation, bool as_text);

void openai_put_message(struct writing *writing, const struct turn *turn);

/* Tool calls in OpenAI's form, with their key: those that extra keeps while they say what the turn says. */
void object_put_calls(struct object *object, const struct turn *turn);

/* The parts as OpenAI's content, where the text alone does not say them. False when nothing was written. */
bool object_put_parts(struct object *object, const struct turn *turn);

/* tool_call_id, reasoning, name and weight. */
void object_put_rest(struct object *object, const struct turn *turn, const char *weight_key);

/* LlamaFactory has the tools as JSON text: then nothing of them is kept in extra. NULL: none. */
void text_tools_read(struct conversation *conversation, yyjson_val *tools);

/* Turns first … last - 1 as a list of messages under the key. */
void object_put_messages(struct object *object, const char *key, const struct conversation *conversation,
                         size_t first, size_t last,
                         void (*put)(struct writing *writing, const struct turn *turn));

/* The text of a turn, or "" with a loss for what the plain text of a format cannot say of it. */
struct text plain_text(struct writing *writing, const struct turn *turn);
void function_call_put(struct buffer *out, struct arena *arena, const struct turn *turn);

/* Do these calls, in OpenAI's form, say what the turn says? Members the turn does not know are allowed. */
bool calls_agree(struct arena *arena, yyjson_val *calls, const struct turn *turn);
/* Are content parts and the turn's text the same text? */
bool parts_agree(struct arena *arena, yyjson_val *parts, struct text content);

#endif
