/* What a named trainer does with a record: rules, each with the trainer's own source cited.
 *
 * A rule is one line in a table (trainer_rules_local.c, trainer_rules_hosted.c): which trainer, what happens,
 * a question about the record (trainer_questions.c), the words that the question needs, a sentence, a source.
 * The tables are what docs/trainers.md prints and what trainer_faults applies. */
#ifndef ASSAY_PACKS_SFT_TRAINER_H
#define ASSAY_PACKS_SFT_TRAINER_H

#include "packs/sft/conversation.h"

enum trainer {
    TRAINER_TRL,
    TRAINER_LLAMAFACTORY,
    TRAINER_AXOLOTL,
    TRAINER_TORCHTUNE,
    TRAINER_OPENAI,
    TRAINER_TOGETHER,
    TRAINERS
};
const char *trainer_name(enum trainer trainer);
bool trainer_find(struct text name, enum trainer *trainer);

/* What the record looks like on disk, as far as trainers tell records apart. */
enum shape {
    SHAPE_MESSAGES = 1 << 0,        /* messages of role and content */
    SHAPE_OTHER_LIST = 1 << 1,      /* the same under another key: conversations, conversation */
    SHAPE_SHAREGPT = 1 << 2,        /* conversations of from and value */
    SHAPE_ALPACA = 1 << 3,          /* instruction, input, output */
    SHAPE_PROMPT_TEXT = 1 << 4,     /* prompt and completion, texts */
    SHAPE_PROMPT_MESSAGES = 1 << 5, /* prompt and completion, lists of messages */
    SHAPE_PAIR = 1 << 6,            /* a question and an answer under other names */
    SHAPE_TEXT = 1 << 7,            /* text */
    SHAPE_PREFERENCE = 1 << 8,      /* chosen and rejected */
    SHAPE_BLOCKS = 1 << 9,          /* LlamaFactory v1: lists of {type, value} */
    SHAPE_NO_ANSWER = 1 << 10,      /* MT-bench questions, Self-Instruct instances */
    SHAPE_ANY = (1 << 11) - 1,
    SHAPE_CHAT = SHAPE_MESSAGES | SHAPE_OTHER_LIST | SHAPE_SHAREGPT | SHAPE_PROMPT_MESSAGES
};
const char *shape_name(enum shape shape); /* "messages of role and content" */

/* Settings of the trainer that change what it does with a record. */
enum setting {
    SETTING_ASSISTANT_ONLY = 1 << 0, /* TRL: assistant_only_loss */
    SETTING_ON_PROMPT = 1 << 1,      /* train_on_prompt, train_on_inputs, train_on_input */
    SETTING_PACKING = 1 << 2
};

/* A record to be judged. */
struct subject {
    enum trainer trainer;
    enum shape shape;
    unsigned settings;
    bool table; /* from a CSV or TSV file */
    const struct turn *turns;
    size_t count;
    struct text tools, id;
    double weight;            /* of the record; NaN: not said */
    yyjson_val *extra;        /* of the record; NULL: none */
    yyjson_val **turn_extras; /* of each turn; NULL: none */
    const struct record_fault *faults;
    size_t fault_count;
    struct arena *arena;
};

/* Where a rule was broken. */
struct hit {
    size_t turn;       /* SIZE_MAX: the record as a whole */
    struct text locus; /* instead of the turn's place; may be absent */
    struct text about; /* a role, a column … for the message */
};

struct trainer_rule {
    enum trainer trainer;
    const char *name; /* stable: "ends_without_answer" */
    const char
        *code;       /* as declared in checks/trainer.sql: rejected, dropped, no_target, misread, ignored … */
    unsigned shapes; /* those that the rule is about */
    unsigned settings; /* all of them must be on; 0: always */
    bool (*broken)(const struct subject *subject, const char *words, struct hit *hit);
    const char *words;   /* for the question: "system|user|assistant" */
    const char *message; /* what the trainer does; "%" becomes what the rule is about */
    const char *source;
};

/* Each ends with a NULL name; the trainer of that last entry is TRAINERS where no other table follows. */
extern const struct trainer_rule local_rules[], hosted_rules[];

/* The rule after this one, of all trainers; NULL asks for the first, and is what follows the last. */
const struct trainer_rule *trainer_rule_next(const struct trainer_rule *rule);

struct trainer_fault {
    const struct trainer_rule *rule;
    struct hit hit;
};
enum { TRAINER_FAULTS_MOST = 40 };

/* The rules that the record breaks, one fault a rule. When its shape alone is refused, nothing else is said.
 */
size_t trainer_faults(const struct subject *subject, struct trainer_fault faults[TRAINER_FAULTS_MOST]);

/* The sentence, with what it is about filled in. */
void trainer_fault_message(const struct trainer_fault *fault, struct buffer *out);

/* The record's shape, from its format's name and the places of its turns. */
enum shape shape_of(struct text format, const struct turn *turns, size_t count);

/* ---- questions (trainer_questions.c, trainer_members.c): is the rule broken, and where? ---- */

bool asks_always(const struct subject *subject, const char *words, struct hit *hit);
bool asks_unreadable(const struct subject *subject, const char *words, struct hit *hit);
bool asks_empty(const struct subject *subject, const char *words, struct hit *hit);
bool asks_table(const struct subject *subject, const char *words, struct hit *hit);
bool asks_few_turns(const struct subject *subject, const char *words, struct hit *hit);
bool asks_no_assistant(const struct subject *subject, const char *words, struct hit *hit);
bool asks_not_last_assistant(const struct subject *subject, const char *words, struct hit *hit);
bool asks_role_not_in(const struct subject *subject, const char *words, struct hit *hit);
bool asks_role_missing(const struct subject *subject, const char *words, struct hit *hit);
bool asks_speaker_not_in(const struct subject *subject, const char *words, struct hit *hit);
bool asks_system_later(const struct subject *subject, const char *words, struct hit *hit);
bool asks_repeated_user(const struct subject *subject, const char *words, struct hit *hit);
bool asks_assistant_unasked(const struct subject *subject, const char *words, struct hit *hit);
bool asks_not_alternating(const struct subject *subject, const char *words, struct hit *hit);
bool asks_factory_order(const struct subject *subject, const char *words, struct hit *hit);
bool asks_factory_count(const struct subject *subject, const char *words, struct hit *hit);
bool asks_tool_turn(const struct subject *subject, const char *words, struct hit *hit);
bool asks_content_null(const struct subject *subject, const char *words, struct hit *hit);
bool asks_content_null_with_calls(const struct subject *subject, const char *words, struct hit *hit);
bool asks_content_parts(const struct subject *subject, const char *words, struct hit *hit);
bool asks_part_type_not_in(const struct subject *subject, const char *words, struct hit *hit);
bool asks_part_without_text(const struct subject *subject, const char *words, struct hit *hit);
bool asks_parts_without_image(const struct subject *subject, const char *words, struct hit *hit);
bool asks_parts_mixed(const struct subject *subject, const char *words, struct hit *hit);
bool asks_content_wrong_type(const struct subject *subject, const char *words, struct hit *hit);
bool asks_answer_empty(const struct subject *subject, const char *words, struct hit *hit);
bool asks_answers_all_empty(const struct subject *subject, const char *words, struct hit *hit);
bool asks_text_beside_calls(const struct subject *subject, const char *words, struct hit *hit);

bool asks_calls(const struct subject *subject, const char *words, struct hit *hit);
bool asks_calls_null(const struct subject *subject, const char *words, struct hit *hit);
bool asks_call_untyped(const struct subject *subject, const char *words, struct hit *hit);
bool asks_arguments_text(const struct subject *subject, const char *words, struct hit *hit);
bool asks_arguments_not_text(const struct subject *subject, const char *words, struct hit *hit);
bool asks_arguments_no_json(const struct subject *subject, const char *words, struct hit *hit);
bool asks_undeclared_tool(const struct subject *subject, const char *words, struct hit *hit);
bool asks_function_call(const struct subject *subject, const char *words, struct hit *hit);
bool asks_tools(const struct subject *subject, const char *words, struct hit *hit);
bool asks_tools_text(const struct subject *subject, const char *words, struct hit *hit);
bool asks_tools_malformed(const struct subject *subject, const char *words, struct hit *hit);
bool asks_weight_zero(const struct subject *subject, const char *words, struct hit *hit);
bool asks_weight_not_switch(const struct subject *subject, const char *words, struct hit *hit);
bool asks_weights_all_zero(const struct subject *subject, const char *words, struct hit *hit);
bool asks_record_weight(const struct subject *subject, const char *words, struct hit *hit);
bool asks_reasoning(const struct subject *subject, const char *words, struct hit *hit);
bool asks_name(const struct subject *subject, const char *words, struct hit *hit);
bool asks_member_not_in(const struct subject *subject, const char *words, struct hit *hit);
bool asks_column(const struct subject *subject, const char *words, struct hit *hit);
bool asks_columns_both(const struct subject *subject, const char *words, struct hit *hit);
bool asks_column_alone(const struct subject *subject, const char *words, struct hit *hit);
bool asks_column_not_in(const struct subject *subject, const char *words, struct hit *hit);
bool asks_label_false(const struct subject *subject, const char *words, struct hit *hit);
bool asks_second_answer(const struct subject *subject, const char *words, struct hit *hit);

/* Is the word one of "a|b|c"? */
bool words_hold(const char *words, struct text word);

#endif
