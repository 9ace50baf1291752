/* A conversation: what every fine-tuning format says, in one shape. Readers fill it from JSON values, writers
 * render it; the SQL bindings move it from and to columns.
 *
 * Texts are borrowed: from the JSON document of the record, which lives until the next one is read, or from
 * the conversation's arena. A text whose data is NULL is absent (SQL NULL); an empty text is there and empty.
 */
#ifndef ASSAY_PACKS_SFT_CONVERSATION_H
#define ASSAY_PACKS_SFT_CONVERSATION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/json.h"
#include "base/text.h"

struct tool_call {
    struct text id, name;
    struct text arguments; /* JSON text */
};

struct turn {
    struct text role;
    struct text content; /* text parts joined with "\n" where content is a list of parts */
    struct text parts;   /* the list as it was, JSON */
    struct text name;
    struct text reasoning;
    struct tool_call *tool_calls;
    size_t tool_call_count;
    struct text tool_call_id;
    double weight;       /* of the loss on this turn; NaN: not said */
    int64_t instruction; /* leading code points of content that are the instruction, the rest its input; -1:
                            not said */
    struct text at;      /* RFC 6901 pointer of the message in the record it came from */
    struct text extra;   /* JSON object of what no other member says */
};

struct record_fault {
    const char *code; /* one of record_fault_kinds */
    struct text locus;
    int64_t offset; /* byte within the raw record; -1: unknown */
    struct text message;
};

struct conversation {
    struct arena *arena; /* set by the owner, cleared by the owner between records */
    bool readable;       /* false: the record could not be read at all; turns are NULL */
    bool failed;         /* out of memory on the way; sticky until cleared */
    struct text id;
    struct text id_key; /* the column that was mapped to the id; set by the owner */
    struct turn *turns; /* memory kept between records */
    size_t turn_count, turn_capacity;
    struct text tools; /* JSON text of the list of tools */
    double weight;     /* of the record; NaN: not said */
    struct text extra;
    struct record_fault *faults; /* memory kept between records */
    size_t fault_count, fault_capacity;
    struct buffer turn_extra, record_extra; /* while reading: what goes into extra */
};

void conversation_clear(struct conversation *conversation);   /* for the next record */
void conversation_release(struct conversation *conversation); /* memory freed */

/* Appends a turn without content, at the pointer "/key", "/key/index" or "/key/index/place" (-1: no such
 * part). NULL when out of memory; else valid until the next add. */
struct turn *turn_add(struct conversation *conversation, const char *key, int64_t index, int64_t place);

/* All of the turn's text is an instruction: there is no input. */
void instruction_mark(struct turn *turn);

/* Whether the turn holds an instruction and an input apart from it, which only some formats can say. */
bool turn_is_split(const struct turn *turn);

/* The pointer that turn_add would use; in the arena. */
struct text pointer_make(struct conversation *conversation, struct text key, int64_t index, int64_t place);

/* A text in the arena, made by a format; empty when out of memory (then conversation->failed). */
struct text text_make(struct conversation *conversation, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Notes what is wrong. `field`, unless empty, is one more step of the locus. */
void record_fault_add(struct conversation *conversation, const char *code, struct text locus,
                      const char *field, const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Collects members of an extra object; extra_take gives the object's text (data NULL when nothing was added)
 * and starts over. */
void extra_add(struct buffer *extra, struct text key, yyjson_val *value);
struct text extra_take(struct conversation *conversation, struct buffer *extra);

/* ---- JSON values -----------------------------------------------------------------------------------------
 */

/* A second document within a record (arguments, tools or messages given as text); lives in the arena. NULL
 * when it is not one strict JSON value. Numbers keep their text. */
yyjson_val *nested_read(struct arena *arena, struct text text);

/* Compact JSON text of a value, in the arena. */
struct text value_text(struct conversation *conversation, yyjson_val *value);

bool value_number(yyjson_val *value, double *number); /* false: no number, or not finite */
const char *value_kind(yyjson_val *value);            /* "a number", "a list", … for messages */

/* The record's id under this key's value: a string as it is, an integer as text; data NULL for anything else.
 */
struct text value_id(yyjson_val *value, struct conversation *conversation);

/* How good a name for the record's id this key is: 1 is best, 0 is none. */
int id_rank(struct text key);

/* Deterministic JSON of the whole conversation: for tests and for `show`. */
void conversation_put_json(struct buffer *out, const struct conversation *conversation);

/* ---- kinds of fault
 * ---------------------------------------------------------------------------------------- */

struct record_fault_kind {
    const char *code;
    const char *sentence;
};
extern const struct record_fault_kind record_fault_kinds[]; /* ends with a NULL code */

#endif
