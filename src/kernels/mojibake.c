/* Recognising mojibake: bytes back from characters, sequences from bytes, and how far each is to be believed.
 */
#include "kernels/mojibake.h"

#include <utf8proc.h>

#include "base/utf8.h"

/* ---- from characters to bytes -------------------------------------------------------------------------- */

/* The upper half of Windows-1252 (WHATWG Encoding Standard, index windows-1252); 0 where it defines nothing.
 */
static const uint16_t windows_1252[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

/* The byte that was read as this character, or -1. */
static int byte_of(int32_t point)
{
    if (point >= 0x80 && point <= 0xFF)
        return point;
    if (point < 0x0152 || point > 0x2122)
        return -1;
    for (int i = 0; i < 32; i++) {
        if (windows_1252[i] == point)
            return 0x80 + i;
    }
    return -1;
}

/* What a character in the place of a continuation byte says about the one before it. */
enum trail {
    TRAIL_CLOSES, /* no-break space, closing quote, dash, ellipsis: follows a letter in any well-set text */
    TRAIL_SUFFIX, /* degree, square, ordinal, trade mark: follows a letter now and then */
    TRAIL_LETTER, /* a letter that may follow a letter */
    TRAIL_ALIEN,  /* never follows a letter */
};

static enum trail trail_of(int32_t point)
{
    switch (point) {
    case 0xA0:
    case 0xAB:
    case 0xBB:
    case 0x2018:
    case 0x2019:
    case 0x201C:
    case 0x201D:
    case 0x2039:
    case 0x203A:
    case 0x2026:
    case 0x2013:
    case 0x2014:
        return TRAIL_CLOSES;
    case 0xA9:
    case 0xAE:
    case 0xB0:
    case 0xB2:
    case 0xB3:
    case 0xB9:
    case 0xB7:
    case 0x2022:
    case 0x2122:
    case 0xAA:
    case 0xBA:
        return TRAIL_SUFFIX;
    case 0x160:
    case 0x161:
    case 0x152:
    case 0x153:
    case 0x17D:
    case 0x17E:
    case 0x178:
    case 0x192:
        return TRAIL_LETTER;
    default:
        return TRAIL_ALIEN;
    }
}

/* ---- one sequence -------------------------------------------------------------------------------------- */

enum belief {
    BELIEF_IN_RUN,    /* only beside another sequence */
    BELIEF_WITH_PEER, /* when the text holds a strong run elsewhere */
    BELIEF_ALONE,
};

struct sequence {
    size_t length; /* bytes of the text; 0: no sequence here */
    int32_t meant;
    enum belief belief;
};

struct before {
    bool upper, lower, digit, stop;
};

static struct before before_of(int32_t point)
{
    utf8proc_category_t category = utf8proc_category(point);
    return (struct before){
        .upper = category == UTF8PROC_CATEGORY_LU,
        .lower = category == UTF8PROC_CATEGORY_LL,
        .digit = category == UTF8PROC_CATEGORY_ND,
        .stop = point > 0 && point < 0x80 && strchr(".,!?;:)", (char)point) != NULL,
    };
}

/* Two bytes: a capital letter (U+00C2 … U+00DF) and one more character. */
static enum belief believe_pair(int lead, const int32_t trail[], int32_t meant, struct before before)
{
    enum trail kind = trail_of(trail[0]);
    if (lead == 0xDF || lead == 0xD7) /* German words end in ß, products hold × */
        return BELIEF_IN_RUN;
    if (meant < 0xA0)
        return BELIEF_WITH_PEER;
    if (before.lower ||
        (trail[0] >= 0x80 && trail[0] < 0xA0)) /* no word has a capital after a small letter */
        return BELIEF_ALONE;
    if (lead == 0xC2 && (before.digit || (before.stop && trail[0] == 0xA0)))
        return BELIEF_ALONE;
    if (lead > 0xC5)
        return BELIEF_WITH_PEER;
    if (kind == TRAIL_ALIEN || (lead == 0xC3 && kind == TRAIL_LETTER))
        return before.upper && kind == TRAIL_ALIEN && lead != 0xC3 ? BELIEF_WITH_PEER : BELIEF_ALONE;
    return lead == 0xC3 && kind == TRAIL_SUFFIX && !before.upper ? BELIEF_ALONE : BELIEF_WITH_PEER;
}

/* Three bytes: a small letter (U+00E0 … U+00EF) and two more characters. */
static enum belief believe_triple(int lead, const int32_t trail[], int32_t meant)
{
    enum trail first = trail_of(trail[0]), second = trail_of(trail[1]);
    bool control = (trail[0] >= 0x80 && trail[0] < 0xA0) || (trail[1] >= 0x80 && trail[1] < 0xA0);
    if (control || meant == 0xFEFF || meant == 0xFFFD)
        return BELIEF_ALONE;
    if (lead == 0xE2 || lead == 0xEF) {
        /* Skolt Sami writes "âžž", and any language "â”…"; none writes "â€", "âœ" or "ï¼". */
        bool alien = first == TRAIL_ALIEN || second == TRAIL_ALIEN || trail[0] == 0x153 || trail[0] == 0x152;
        return alien && trail[0] != 0xA0 ? BELIEF_ALONE : BELIEF_WITH_PEER;
    }
    if (first == TRAIL_ALIEN)
        return BELIEF_ALONE;
    if (second == TRAIL_ALIEN)
        return first == TRAIL_CLOSES ? BELIEF_WITH_PEER : BELIEF_ALONE;
    return BELIEF_IN_RUN; /* "café »" with a no-break space, "váš“" */
}

static enum belief believe_quadruple(int lead, int second)
{
    if (lead != 0xF0)
        return BELIEF_IN_RUN;
    return second == 0x9F || second == 0x9D ? BELIEF_ALONE
                                            : BELIEF_WITH_PEER; /* emoji, mathematical letters */
}

/* Decodes up to four bytes that are well-formed UTF-8; -1 otherwise or when nothing is assigned there. */
static int32_t decode(const int bytes[], size_t count)
{
    char raw[4];
    for (size_t i = 0; i < count; i++)
        raw[i] = (char)bytes[i];
    size_t at = 0;
    int32_t point = utf8_next((struct text){raw, count}, &at);
    if (point < 0 || at != count || utf8proc_category(point) == UTF8PROC_CATEGORY_CN)
        return -1;
    return point;
}

/* "â€" that lost its third byte, or has U+FFFD there: most often a closing quote, whose last byte
 * Windows-1252 leaves undefined. */
static struct sequence read_fragment(const int bytes[], size_t count, size_t length, int32_t follower)
{
    if (count == 2 && bytes[0] == 0xE2 && bytes[1] == 0x80)
        return (struct sequence){length + (follower == 0xFFFD ? 3 : 0), 0x201D, BELIEF_ALONE};
    return (struct sequence){0};
}

static struct sequence read_sequence(struct text text, size_t at, struct before before)
{
    /* Every lead byte, C2 … F4, is now a character whose UTF-8 is C3 82 … C3 B4. */
    if (text.length - at < 4 || (unsigned char)text.data[at] != 0xC3)
        return (struct sequence){0};
    int lead = (unsigned char)text.data[at + 1] + 0x40;
    if (lead < 0xC2 || lead > 0xF4)
        return (struct sequence){0};
    size_t wanted = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    int bytes[4] = {lead};
    int32_t trail[3] = {0};
    size_t next = at + 2;
    for (size_t i = 1; i < wanted; i++) {
        size_t end = next;
        int32_t point = end < text.length ? utf8_next(text, &end) : -1;
        int byte = byte_of(point);
        if (byte < 0x80 || byte > 0xBF)
            return read_fragment(bytes, i, next - at, point);
        bytes[i] = byte;
        trail[i - 1] = point;
        next = end;
    }
    int32_t meant = decode(bytes, wanted);
    if (meant < 0)
        return (struct sequence){0};
    enum belief belief = wanted == 2   ? believe_pair(lead, trail, meant, before)
                         : wanted == 3 ? believe_triple(lead, trail, meant)
                                       : believe_quadruple(lead, bytes[1]);
    return (struct sequence){next - at, meant, belief};
}

/* ---- runs ---------------------------------------------------------------------------------------------- */

enum { FIRST_POINTS = 8 }; /* enough decoded characters to decode the first one again */

struct run {
    size_t length;
    enum belief belief;
    int32_t points[FIRST_POINTS];
    size_t point_count;
};

static struct run read_run(struct text text, size_t at, int32_t before)
{
    struct run run = {0};
    struct before context = before_of(before);
    for (size_t count = 0; at + run.length < text.length; count++) {
        struct sequence sequence = read_sequence(text, at + run.length, context);
        if (!sequence.length)
            break;
        run.length += sequence.length;
        if (count > 0 || sequence.belief > run.belief)
            run.belief = count > 0 ? BELIEF_ALONE : sequence.belief;
        if (run.point_count < FIRST_POINTS)
            run.points[run.point_count++] = sequence.meant;
        context = (struct before){0};
    }
    return run;
}

static int32_t meant_first(const struct run *run)
{
    char bytes[4 * FIRST_POINTS];
    size_t length = 0;
    for (size_t i = 0; i < run->point_count; i++)
        length += utf8_encode(run->points[i], bytes + length);
    struct sequence again = read_sequence((struct text){bytes, length}, 0, (struct before){0});
    return again.length && again.belief > BELIEF_IN_RUN ? again.meant : run->points[0];
}

static bool has_strong(struct text text)
{
    int32_t before = 0;
    for (size_t at = 0; at < text.length;) {
        if ((unsigned char)text.data[at] == 0xC3) {
            struct run run = read_run(text, at, before);
            if (run.belief == BELIEF_ALONE)
                return true;
        }
        before = utf8_next(text, &at);
    }
    return false;
}

bool mojibake_starts(struct mojibake *known, struct text text, size_t at, int32_t before,
                     struct mojibake_run *run)
{
    if ((unsigned char)text.data[at] != 0xC3)
        return false;
    struct run found = read_run(text, at, before);
    if (found.length == 0 || found.belief == BELIEF_IN_RUN)
        return false;
    if (found.belief == BELIEF_WITH_PEER && !known->has_strong) {
        known->has_strong = !known->searched && has_strong(text);
        known->searched = true;
        if (!known->has_strong)
            return false;
    }
    known->has_strong = true;
    *run = (struct mojibake_run){found.length, meant_first(&found)};
    return true;
}

/* ---- repair -------------------------------------------------------------------------------------------- */

static void put_decoded(struct buffer *out, struct text text, size_t at, size_t end)
{
    while (at < end) {
        struct sequence sequence = read_sequence(text, at, (struct before){0});
        char bytes[4];
        buffer_append(out, bytes, utf8_encode(sequence.meant, bytes));
        at += sequence.length;
    }
}

/* One decoding of every run; false when there was none. */
static bool undo_once(struct text text, struct buffer *out)
{
    struct mojibake known = {0};
    bool any = false;
    int32_t before = 0;
    size_t copied = 0;
    buffer_clear(out);
    for (size_t at = 0; at < text.length;) {
        struct mojibake_run run;
        if (!mojibake_starts(&known, text, at, before, &run)) {
            before = utf8_next(text, &at);
            continue;
        }
        buffer_append(out, text.data + copied, at - copied);
        put_decoded(out, text, at, at + run.length);
        at += run.length;
        copied = at;
        before = run.meant;
        any = true;
    }
    if (any)
        buffer_append(out, text.data + copied, text.length - copied);
    return any;
}

int mojibake_undo(struct text text, struct buffer *out, struct buffer *spare, struct text *repaired,
                  struct error *error)
{
    *repaired = (struct text){0};
    for (int pass = 0; pass < 3 && undo_once(text, out); pass++) {
        TRY(buffer_status(out, error));
        text = *repaired = buffer_view(out);
        struct buffer *other = spare;
        spare = out;
        out = other;
    }
    return 0;
}
