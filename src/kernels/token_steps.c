/* Running the steps that split a text. Each gives matches and what lies between them; a rule makes pieces. */
#include "kernels/token_steps.h"

#include "kernels/byte_alphabet.h"
#include "kernels/older_categories.h"
#include "kernels/token_classes.h"

/* ---- matches: work->matches, with `first` telling a match from what lies between ------------------------
 */

static int add_match(struct token_spans *matches, size_t start, size_t end, bool match, struct error *error)
{
    return token_spans_add(matches, start, end, match, error);
}

static bool point_matches(enum step_kind kind, int32_t point)
{
    switch (kind) {
    case STEP_DIGITS:
        return point_class(point) == POINT_NUMBER;
    case STEP_WHITE_SPACE:
        return point_class(point) & POINT_WHITE;
    default:
        return point >= 0 && older_punctuation(point);
    }
}

/* Every code point of the kind is a match of its own. */
static int match_points(enum step_kind kind, struct text text, struct token_span span,
                        struct token_spans *matches, struct error *error)
{
    size_t last = span.start;
    struct text piece = {text.data, span.end};
    for (size_t at = span.start, start = at; at < span.end; start = at) {
        if (!point_matches(kind, utf8_next(piece, &at)))
            continue;
        TRY(add_match(matches, last, start, false, error));
        TRY(add_match(matches, start, at, true, error));
        last = at;
    }
    return add_match(matches, last, span.end, false, error);
}

static int match_literal(struct text wanted, struct text text, struct token_span span,
                         struct token_spans *matches, struct error *error)
{
    size_t at = span.start;
    for (const char *place; (place = memmem(text.data + at, span.end - at, wanted.data, wanted.length));) {
        size_t start = (size_t)(place - text.data);
        TRY(add_match(matches, at, start, false, error));
        TRY(add_match(matches, start, start + wanted.length, true, error));
        at = start + wanted.length;
    }
    return add_match(matches, at, span.end, false, error);
}

/* The piece alone is what the expression sees: nothing before or behind it. */
static int match_regex(const struct split_step *step, struct token_work *work, struct text text,
                       struct token_span span, struct error *error)
{
    struct text piece = {text.data + span.start, span.end - span.start};
    size_t at = 0, start, end;
    for (size_t from = 0; from <= piece.length;) {
        bool found;
        TRY(token_regex_find(step->regex, &work->match, piece, from, &start, &end, &found, error));
        if (!found)
            break;
        TRY(add_match(&work->matches, span.start + at, span.start + start, false, error));
        TRY(add_match(&work->matches, span.start + start, span.start + end, true, error));
        at = from = end;
        if (end > start)
            continue;
        if (from >= piece.length)
            break;
        utf8_next(piece, &from); /* past an empty match */
    }
    return add_match(&work->matches, span.start + at, span.end, false, error);
}

static int match_scanner(enum token_split scanner, struct text text, struct token_span span,
                         struct token_spans *matches, struct error *error)
{
    struct text piece = {text.data + span.start, span.end - span.start};
    for (size_t at = 0, end; at < piece.length; at = end) {
        end = split_end(scanner, piece, at);
        TRY(add_match(matches, span.start + at, span.start + end, true, error));
    }
    return 0;
}

static int match_length(size_t length, struct text text, struct token_span span, struct token_spans *matches,
                        struct error *error)
{
    struct text piece = {text.data, span.end};
    for (size_t at = span.start; at < span.end;) {
        size_t start = at;
        for (size_t i = 0; i < length && at < span.end; i++)
            utf8_next(piece, &at);
        TRY(add_match(matches, start, at, true, error));
    }
    return 0;
}

static int find_matches(const struct split_step *step, struct token_work *work, struct text text,
                        struct token_span span, struct error *error)
{
    struct token_spans *matches = &work->matches;
    switch (step->kind) {
    case STEP_SCANNER:
        return match_scanner(step->scanner, text, span, matches, error);
    case STEP_REGEX:
        return match_regex(step, work, text, span, error);
    case STEP_LITERAL:
    case STEP_METASPACE:
        if (step->kind == STEP_METASPACE && !step->split)
            return add_match(matches, span.start, span.end, false, error);
        return match_literal(step->text, text, span, matches, error);
    case STEP_BYTE_LEVEL:
        if (!step->use_scanner)
            return add_match(matches, span.start, span.end, false, error);
        return match_scanner(step->scanner, text, span, matches, error);
    case STEP_LENGTH:
        return match_length(step->length, text, span, matches, error);
    default:
        return match_points(step->kind, text, span, matches, error);
    }
}

/* ---- pieces from matches ------------------------------------------------------------------------------- */

/* Whether this match joins the one before it into one piece. */
static bool joins(const struct split_step *step, const struct token_spans *matches, size_t at)
{
    bool match = matches->items[at].first != step->invert,
         before = matches->items[at - 1].first != step->invert;
    switch (step->rule) {
    case RULE_CONTIGUOUS:
        return match == before;
    case RULE_WITH_PREVIOUS:
        return match && !before;
    case RULE_WITH_NEXT:
        return before && !match;
    default:
        return false;
    }
}

static int make_pieces(const struct split_step *step, const struct token_spans *matches,
                       struct token_span span, struct token_spans *out, struct error *error)
{
    for (size_t i = 0; i < matches->count; i++) {
        size_t start = matches->items[i].start;
        bool match = matches->items[i].first != step->invert;
        if (step->rule == RULE_REMOVED && match)
            continue;
        while (i + 1 < matches->count && joins(step, matches, i + 1))
            i++;
        TRY(token_spans_add(out, start, matches->items[i].end, span.first && start == span.start, error));
    }
    return 0;
}

/* ---- steps that change the text ------------------------------------------------------------------------ */

static void put_metaspace(const struct split_step *step, struct text piece, bool first, struct buffer *out)
{
    bool prepend = step->prepend == PREPEND_ALWAYS || (step->prepend == PREPEND_FIRST && first);
    size_t before = out->length;
    for (const char *space; (space = memchr(piece.data, ' ', piece.length));) {
        size_t length = (size_t)(space - piece.data);
        buffer_append(out, piece.data, length);
        buffer_text(out, step->text);
        piece = (struct text){space + 1, piece.length - length - 1};
    }
    buffer_text(out, piece);
    if (out->failed)
        return;
    struct text made = {out->data + before, out->length - before};
    bool there =
        made.length >= step->text.length && memcmp(made.data, step->text.data, step->text.length) == 0;
    if (!prepend || there || !buffer_reserve(out, step->text.length))
        return;
    memmove(out->data + before + step->text.length, out->data + before, out->length - before);
    memcpy(out->data + before, step->text.data, step->text.length);
    out->length += step->text.length;
}

static bool changes_text(const struct split_step *step)
{
    return step->kind == STEP_METASPACE || (step->kind == STEP_BYTE_LEVEL && step->add_space);
}

static int change_text(const struct split_step *step, struct text text, const struct token_spans *spans,
                       struct token_spans *changed, struct buffer *out, struct error *error)
{
    buffer_clear(out);
    for (size_t i = 0; i < spans->count; i++) {
        struct token_span span = spans->items[i];
        struct text piece = {text.data + span.start, span.end - span.start};
        size_t start = out->length;
        if (step->kind == STEP_METASPACE) {
            put_metaspace(step, piece, span.first, out);
        } else {
            if (piece.data[0] != ' ')
                buffer_byte(out, ' ');
            buffer_text(out, piece);
        }
        TRY(buffer_status(out, error));
        TRY(token_spans_add(changed, start, out->length, span.first, error));
    }
    return 0;
}

static int map_bytes(struct text text, const struct token_spans *spans, struct token_spans *changed,
                     struct buffer *out, struct error *error)
{
    buffer_clear(out);
    for (size_t i = 0; i < spans->count; i++) {
        struct token_span span = spans->items[i];
        size_t start = out->length;
        bytes_to_letters((struct text){text.data + span.start, span.end - span.start}, out);
        TRY(buffer_status(out, error));
        TRY(token_spans_add(changed, start, out->length, span.first, error));
    }
    return 0;
}

/* ---- all steps ----------------------------------------------------------------------------------------- */

/* The pieces and the text as they stand between two steps; each step writes the other half. */
struct split_state {
    struct token_work *work;
    struct text text;
    size_t spans, texts; /* which half of the work holds the pieces, and which takes the next text */
};

static struct token_spans *next_spans(struct split_state *state)
{
    state->spans ^= 1;
    state->work->spans[state->spans].count = 0;
    return &state->work->spans[state->spans];
}

static struct buffer *next_text(struct split_state *state)
{
    state->texts ^= 1;
    return &state->work->texts[state->texts];
}

static int run_matches(const struct split_step *step, struct split_state *state, struct error *error)
{
    const struct token_spans *spans = &state->work->spans[state->spans];
    struct token_spans *out = next_spans(state);
    for (size_t i = 0; i < spans->count; i++) {
        state->work->matches.count = 0;
        TRY(find_matches(step, state->work, state->text, spans->items[i], error));
        TRY(make_pieces(step, &state->work->matches, spans->items[i], out, error));
    }
    return 0;
}

static int run_step(const struct split_step *step, struct split_state *state, struct error *error)
{
    if (step->kind == STEP_BERT) { /* white space goes, then every punctuation mark stands alone */
        struct split_step white = {.kind = STEP_WHITE_SPACE, .rule = RULE_REMOVED};
        TRY(run_matches(&white, state, error));
    }
    if (changes_text(step)) {
        const struct token_spans *spans = &state->work->spans[state->spans];
        struct buffer *out = next_text(state);
        TRY(change_text(step, state->text, spans, next_spans(state), out, error));
        state->text = buffer_view(out);
    }
    TRY(run_matches(step, state, error));
    if (step->maps) {
        const struct token_spans *spans = &state->work->spans[state->spans];
        struct buffer *out = next_text(state);
        TRY(map_bytes(state->text, spans, next_spans(state), out, error));
        state->text = buffer_view(out);
    }
    return 0;
}

int split_steps_run(const struct split_steps *steps, struct token_work *work, struct text text, bool first,
                    struct text *result, const struct token_spans **spans, struct error *error)
{
    struct split_state state = {work, text, 0, 0};
    work->spans[0].count = 0;
    TRY(token_spans_add(&work->spans[0], 0, text.length, first, error));
    for (size_t i = 0; i < steps->count; i++)
        TRY(run_step(&steps->items[i], &state, error));
    *result = state.text;
    *spans = &work->spans[state.spans];
    return 0;
}
