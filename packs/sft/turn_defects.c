/* Assistant turns are looked at with the user turn before them, user turns by themselves. */
#include "packs/sft/turn_defects.h"

#include "kernels/identity.h"
#include "kernels/merged.h"
#include "kernels/pipe_table.h"
#include "kernels/placeholder.h"
#include "kernels/reference.h"
#include "kernels/request.h"
#include "kernels/residue.h"

enum {
    ECHO = 60,     /* bytes of a request that an answer must begin with to be an echo of it */
    CONTEXT = 200, /* bytes of a system turn that may hold what a request speaks of */
};

struct search {
    const struct turn *turns;
    size_t count;
    struct text own_names;
    struct defect_space *space;
    struct turn_defect *found;
    size_t total;
};

static void report(struct search *search, const char *code, size_t turn, struct sign sign, double score)
{
    if (sign.kind && search->total < TURN_DEFECTS_MOST)
        search->found[search->total++] =
            (struct turn_defect){.code = code, .turn = turn, .sign = sign, .score = score};
}

/* ---- answers ------------------------------------------------------------------------------------------- */

/* Requests for something to be filled in later; and texts that hold the placeholder themselves. */
static bool wants_blanks(struct text request, struct folded *space)
{
    static const char *const words[] = {
        "template*", "letter",      "email*",        "e-mail*",       "form",    "contract",
        "agreement", "invitation",  "mad lib*",      "placeholder*",  "fill in", "cover letter",
        "resume",    "memo",        "press release", "advertisement", "speech",  "message",
        "script",    "lorem ipsum", "todo",          "to-do",         "html",    "code",
        "draft",     "post",        "bio",           "invoice",       "blank*",  "announcement",
        NULL};
    folded_read(space, request);
    return folded_has(space, 0, space->length, words);
}

static bool holds(struct text whole, struct text part)
{
    return part.length && memmem(whole.data, whole.length, part.data, part.length) != NULL;
}

static void find_placeholder(struct search *search, size_t turn, struct text request, struct text answer)
{
    struct sign sign = placeholder_find(answer, &search->space->folded);
    if (!sign.kind || holds(request, text_trim((struct text){answer.data + sign.start, sign.length})))
        return;
    bool whole = strcmp(sign.kind, "whole_text") == 0;
    if (whole || !wants_blanks(request, &search->space->folded))
        report(search, "placeholder_output", turn, sign, whole ? 1.0 : 0.6);
}

static void find_loop(struct search *search, size_t turn, struct text request, struct text answer)
{
    struct repetition loop = repetition_find(answer, &search->space->repetition);
    struct text unit = text_trim((struct text){answer.data + loop.start, loop.unit_length});
    if (!loop.times || (loop.share < 0.2 && holds(request, unit)))
        return;
    size_t before = search->total;
    report(search, "repetition_loop", turn, (struct sign){"loop", loop.start, loop.length},
           loop.share < 0.2 ? 0.6 : 0.9);
    if (search->total > before) {
        search->found[before].times = loop.times;
        search->found[before].share = loop.share;
    }
}

static void find_copy(struct search *search, size_t turn, struct text request, struct text answer)
{
    struct text asked = text_trim(request), said = text_trim(answer);
    bool same = asked.length >= 12 && text_equal(asked, said) && memchr(asked.data, ' ', asked.length);
    bool echo = asked.length >= ECHO && said.length > asked.length &&
                memcmp(asked.data, said.data, asked.length) == 0;
    struct sign sign = {same   ? "same"
                        : echo ? "echo"
                               : NULL,
                        (size_t)(said.data - answer.data), asked.length};
    report(search, "answer_copies_prompt", turn, sign, same ? 0.9 : 0.7);
}

static void find_thinking(struct search *search, size_t turn, struct text request, struct text answer)
{
    struct sign sign = thinking_find(answer);
    struct sign asked = thinking_find(request);
    if (sign.kind && !asked.kind)
        report(search, "thinking_left", turn, sign, strcmp(sign.kind, "thinking") == 0 ? 0.6 : 0.9);
}

static void read_answer(struct search *search, size_t turn, struct text request, struct text answer)
{
    struct folded *folded = &search->space->folded;
    find_placeholder(search, turn, request, answer);
    struct sign residue = residue_find(answer);
    if (!holds(request, (struct text){answer.data + residue.start, residue.length}))
        report(search, "template_residue", turn, residue, 0.9);
    report(search, "merged_instruction", turn, merged_find(request, answer, folded), 0.9);
    find_loop(search, turn, request, answer);
    find_copy(search, turn, request, answer);
    find_thinking(search, turn, request, answer);
    report(search, "broken_table", turn, pipe_table_fault(answer), 0.5);
    report(search, "other_model", turn, identity_named(answer, search->own_names, folded), 0.8);
    struct sign disclaimer = identity_disclaimer(answer, folded);
    report(search, disclaimer.kind, turn, disclaimer, 0.5);
}

/* ---- requests ------------------------------------------------------------------------------------------ */

static bool is_role(const struct turn *turn, const char *role)
{
    return text_is(turn->role, role);
}

/* Whether the conversation may have given elsewhere what its first request speaks of. */
static bool brings_context(const struct search *search, size_t turn)
{
    for (size_t i = 0; i < search->count; i++) {
        const struct turn *other = &search->turns[i];
        if (other->parts.data || is_role(other, "tool") || other->tool_call_count)
            return true;
        if (i < turn && (!is_role(other, "system") || other->content.length > CONTEXT))
            return true;
    }
    return false;
}

static void read_request(struct search *search, size_t turn, struct text request)
{
    struct folded *folded = &search->space->folded;
    report(search, "placeholder_input", turn, placeholder_input(request, folded), 0.9);
    report(search, "template_residue", turn, residue_find(request), 0.7);
    if (!brings_context(search, turn))
        report(search, "unavailable_reference", turn, reference_find(request, folded), 0.8);
}

static void find_swap(struct search *search)
{
    size_t first = 0;
    while (first < search->count && is_role(&search->turns[first], "system"))
        first++;
    if (search->count - first != 2 || !is_role(&search->turns[first], "user") ||
        !is_role(&search->turns[first + 1], "assistant"))
        return;
    struct text request = search->turns[first].content, answer = search->turns[first + 1].content;
    if (request.length && answer.length && request_is_swapped(request, answer, &search->space->folded))
        report(search, "swapped_prompt_answer", first + 1, (struct sign){"swapped", 0, answer.length}, 0.8);
}

size_t turns_defects(const struct turn *turns, size_t count, struct text own_names,
                     struct defect_space *space, struct turn_defect found[TURN_DEFECTS_MOST])
{
    struct search search = {turns, count, own_names, space, found, 0};
    struct text request = {"", 0};
    for (size_t i = 0; i < count; i++) {
        if (!turns[i].content.length)
            continue;
        if (is_role(&turns[i], "user")) {
            request = turns[i].content;
            read_request(&search, i, request);
        } else if (is_role(&turns[i], "assistant")) {
            read_answer(&search, i, request, turns[i].content);
        }
    }
    find_swap(&search);
    return search.total;
}

/* ---- sentences ----------------------------------------------------------------------------------------- */

const char *turn_defect_message(const struct turn_defect *defect)
{
    static const struct {
        const char *kind, *message;
    } sentences[] = {
        {"whole_text", "the answer is a placeholder"},
        {"fill_in", "the answer leaves something to be filled in that nobody asked to leave open"},
        {"lorem_ipsum", "filler text"},
        {"unfinished_mark", "the answer is marked as unfinished"},
        {"empty_input", "the request ends in a marker for an input that is not there"},
        {"control_token", "a control token of a chat format"},
        {"role_heading", "a heading of a prompt template"},
        {"template_variable", "a variable of a template that was never filled"},
        {"thinking_tag", "one half of a thinking tag"},
        {"thinking", "a block of thinking in the answer"},
        {"second_instruction", "a second instruction within the answer"},
        {"second_exchange", "a second exchange within the answer"},
        {"loop", "the same words again and again"},
        {"same", "the answer is the request"},
        {"echo", "the answer begins with the whole request"},
        {"broken_table", "a table whose delimiter row has another number of cells than its header"},
        {"named_model", "the answer speaks as another model"},
        {"ai_disclaimer", "the answer says that it comes from a language model"},
        {"knowledge_cutoff", "the answer speaks of its knowledge cutoff"},
        {"attachment", "the request speaks of an attachment that is not there"},
        {"picture", "the request speaks of a picture that is not there"},
        {"web_page", "the request needs a page behind a URL"},
        {"missing_text", "the request speaks of a text that does not follow"},
        {"swapped", "the answer reads as a request and the request does not"},
    };
    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++) {
        if (strcmp(defect->sign.kind, sentences[i].kind) == 0)
            return sentences[i].message;
    }
    return defect->sign.kind;
}
