/* The scan: whole clean ASCII blocks are skipped, every other code point is judged with its neighbours. */
#include "kernels/encoding.h"

#include <utf8proc.h>

#include "base/utf8.h"
#include "kernels/folding.h"
#include "kernels/mojibake.h"

const char *encoding_code_name(enum encoding_code code)
{
    static const char *const names[ENCODING_CODES] = {
        [ENCODING_REPLACEMENT_CHARACTER] = "replacement_character",
        [ENCODING_MOJIBAKE] = "mojibake",
        [ENCODING_CONTROL_CHARACTER] = "control_character",
        [ENCODING_INVISIBLE_CHARACTER] = "invisible_character",
        [ENCODING_NONCHARACTER] = "noncharacter",
        [ENCODING_PRIVATE_USE] = "private_use",
        [ENCODING_MIXED_NORMALISATION] = "mixed_normalisation",
    };
    return names[code];
}

struct scan {
    struct text text;
    struct encoding_report *report;
    struct mojibake mojibake;
    int32_t before; /* the code point in front of the one being judged, 0 at the start */
    bool scripts_known, has_right_to_left, has_unspaced;
    bool pair_found; /* a base and a mark that NFC would have composed */
    size_t pair_offset, pair_length;
    int32_t pair_mark;
    size_t base_offset; /* where `before` starts */
};

static bool within(int32_t point, int32_t first, int32_t last)
{
    return point >= first && point <= last;
}

static void add_fault(struct encoding_report *report, struct encoding_fault fault)
{
    struct encoding_fault *last = report->count ? &report->faults[report->count - 1] : NULL;
    bool continues = last && last->code == fault.code && last->offset + last->length == fault.offset &&
                     fault.code != ENCODING_MIXED_NORMALISATION;
    if (continues) {
        last->length += fault.length;
        return;
    }
    report->totals[fault.code]++;
    if (report->count < ENCODING_FAULTS)
        report->faults[report->count++] = fault;
}

/* ---- neighbours ---------------------------------------------------------------------------------------- */

static bool is_right_to_left(int32_t point)
{
    return within(point, 0x0590, 0x08FF) || within(point, 0xFB1D, 0xFDFF) || within(point, 0xFE70, 0xFEFE) ||
           within(point, 0x10800, 0x10FFF) || within(point, 0x1E800, 0x1EFFF);
}

/* Scripts whose letters change shape or order, where the joiners U+200C and U+200D do something. */
static bool is_joining_script(int32_t point)
{
    return within(point, 0x0600, 0x1CFF) || within(point, 0xA800, 0xABFF) || within(point, 0xFB50, 0xFDFF) ||
           within(point, 0xFE70, 0xFEFE) || within(point, 0x10A00, 0x11FFF) ||
           within(point, 0x1E900, 0x1E95F);
}

/* Scripts without spaces, in which U+200B marks where a line may break. */
static bool is_unspaced_script(int32_t point)
{
    return within(point, 0x0E00, 0x109F) || within(point, 0x1780, 0x17FF) || within(point, 0x1950, 0x1AAF) ||
           within(point, 0xA980, 0xAADF) || within(point, 0x1B00, 0x1BFF);
}

/* Looks the whole text over once, and only when a character asks for it. */
static void find_scripts(struct scan *scan)
{
    for (size_t at = 0; !scan->scripts_known && at < scan->text.length;) {
        int32_t point = utf8_next(scan->text, &at);
        scan->has_right_to_left |= point != 0x061C && is_right_to_left(point);
        scan->has_unspaced |= is_unspaced_script(point);
    }
    scan->scripts_known = true;
}

static bool is_han(int32_t point)
{
    return within(point, 0x2E80, 0x2FDF) || within(point, 0x3005, 0x3007) || within(point, 0x3400, 0x9FFF) ||
           within(point, 0xF900, 0xFAFF) || within(point, 0x20000, 0x3FFFD);
}

static bool is_symbol(int32_t point)
{
    utf8proc_category_t category = utf8proc_category(point);
    return (category >= UTF8PROC_CATEGORY_SM && category <= UTF8PROC_CATEGORY_SO) && point > 0x7F;
}

static bool is_emoji_part(int32_t point)
{
    return point == 0xFE0F || point == 0x20E3 || within(point, 0x1F000, 0x1FAFF) || is_symbol(point);
}

static int32_t point_at(struct text text, size_t at)
{
    return at < text.length ? utf8_next(text, &at) : 0;
}

static bool is_tag(int32_t point)
{
    return within(point, 0xE0000, 0xE007F);
}

/* ---- invisible characters ------------------------------------------------------------------------------ */

/* A selector of a glyph variant is of use after what has variants. */
static bool selector_is_idle(int32_t point, int32_t before)
{
    if (within(point, 0x180B, 0x180F))
        return !within(before, 0x1800, 0x18AF);
    if (within(point, 0xE0100, 0xE01EF))
        return !is_han(before);
    bool keycap = within(before, '0', '9') || before == '#' || before == '*';
    bool emoji_style = point == 0xFE0E || point == 0xFE0F;
    if (emoji_style &&
        (keycap || before == 0x203C || before == 0x2049 || before == 0x3030 || before == 0x303D))
        return false;
    bool script_with_variants = is_han(before) || within(before, 0x1000, 0x109F) ||
                                within(before, 0xA840, 0xA87F) || within(before, 0x1800, 0x18AF) ||
                                within(before, 0x3000, 0x303F) || within(before, 0xFF00, 0xFFEF);
    return !is_emoji_part(before) && !script_with_variants;
}

static bool joiner_is_idle(int32_t point, int32_t before, int32_t after)
{
    if (is_joining_script(before) || is_joining_script(after))
        return false;
    return !(point == 0x200D && is_emoji_part(before) && is_emoji_part(after));
}

static bool is_old_hangul(int32_t point)
{
    return within(point, 0x1100, 0x11FF) || within(point, 0xA960, 0xA97C) || within(point, 0xD7B0, 0xD7FB);
}

/* Emoji flags of England, Scotland and Wales are spelt in tags behind U+1F3F4. */
static bool tag_is_idle(struct text text, size_t offset)
{
    for (int tags = 0; offset >= 4 && tags < 32; tags++) {
        int32_t before = point_at(text, offset - 4);
        if (!is_tag(before))
            return before != 0x1F3F4;
        offset -= 4;
    }
    return true;
}

/* Whether an invisible code point does nothing where it stands. */
static bool is_idle(struct scan *scan, int32_t point, size_t offset, int32_t after)
{
    switch (point) {
    case 0x00AD: /* soft hyphen */
    case 0x2060: /* word joiner and its mathematical siblings */
    case 0x2061:
    case 0x2062:
    case 0x2063:
    case 0x2064:
    case 0xFEFF: /* byte order mark */
    case 0x202D:
    case 0x202E: /* direction overrides */
    case 0x3164:
    case 0xFFA0: /* Hangul fillers */
    case 0xFFF9:
    case 0xFFFA:
    case 0xFFFB: /* annotations */
        return true;
    case 0x200B:
        find_scripts(scan);
        return !scan->has_unspaced;
    case 0x200C:
    case 0x200D:
        return joiner_is_idle(point, scan->before, after);
    case 0x200E:
    case 0x200F:
    case 0x061C:
    case 0x202A:
    case 0x202B:
    case 0x202C:
    case 0x2066:
    case 0x2067:
    case 0x2068:
    case 0x2069:
        find_scripts(scan);
        return !scan->has_right_to_left;
    case 0x115F:
    case 0x1160:
        return !is_old_hangul(scan->before) && !is_old_hangul(after);
    case 0x180E:
        return !within(scan->before, 0x1800, 0x18AF);
    default:
        break;
    }
    if (within(point, 0x206A, 0x206F))
        return true;
    if (within(point, 0xFE00, 0xFE0F) || within(point, 0x180B, 0x180F) || within(point, 0xE0100, 0xE01EF))
        return selector_is_idle(point, scan->before);
    return is_tag(point) && tag_is_idle(scan->text, offset);
}

/* ---- one code point ------------------------------------------------------------------------------------ */

/* Blocks that hold none of what is looked for, and no marks: most of the world's letters. */
static bool is_harmless(int32_t point)
{
    return within(point, 0x20, 0x7E) || within(point, 0xAE, 0x2FF) || within(point, 0x370, 0x482) ||
           within(point, 0x48A, 0x58F) || within(point, 0x3041, 0x3098) || within(point, 0x30A0, 0x312F) ||
           within(point, 0x3400, 0x9FFF) || within(point, 0xAC00, 0xD7A3) || point == '\n' || point == '\t' ||
           point == '\r';
}

static enum encoding_code classify(struct scan *scan, int32_t point, size_t offset, size_t end)
{
    if (point < 0x20 || within(point, 0x7F, 0x9F))
        return ENCODING_CONTROL_CHARACTER;
    if (point == 0xFFFD)
        return ENCODING_REPLACEMENT_CHARACTER;
    if (within(point, 0xFDD0, 0xFDEF) || (point & 0xFFFE) == 0xFFFE)
        return ENCODING_NONCHARACTER;
    if (within(point, 0xE000, 0xF8FF) || point >= 0xF0000)
        return ENCODING_PRIVATE_USE;
    return is_idle(scan, point, offset, point_at(scan->text, end)) ? ENCODING_INVISIBLE_CHARACTER
                                                                   : ENCODING_CODES;
}

static void note_pair(struct scan *scan, int32_t point, size_t end)
{
    if (scan->pair_found || point < 0x300 || !folding_composes(scan->before, point))
        return;
    scan->pair_found = true;
    scan->pair_offset = scan->base_offset;
    scan->pair_length = end - scan->base_offset;
    scan->pair_mark = point;
}

static bool could_compose(int32_t before, int32_t point)
{
    if (before < 'A' || point < 0x300 || within(before, 0x1100, 0x115F) || within(before, 0xAC00, 0xD7A3))
        return false; /* old Hangul spells syllables in jamo on purpose */
    utf8proc_category_t category = utf8proc_category(point);
    return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC;
}

/* Judges the code point (or run of mojibake) at `at`; returns where the next one starts. */
static size_t judge(struct scan *scan, size_t at)
{
    unsigned char byte = (unsigned char)scan->text.data[at];
    if (within(byte, 0x20, 0x7E)) {
        scan->before = byte;
        scan->base_offset = at;
        return at + 1;
    }
    struct mojibake_run run;
    if (mojibake_starts(&scan->mojibake, scan->text, at, scan->before, &run)) {
        add_fault(scan->report, (struct encoding_fault){ENCODING_MOJIBAKE, at, run.length, run.meant});
        scan->before = run.meant;
        scan->base_offset = at;
        return at + run.length;
    }
    size_t end = at;
    int32_t point = utf8_next(scan->text, &end);
    if (point < 0)
        point = 0xFFFD; /* the caller did not check its UTF-8: what is ill-formed reads as lost */
    if (!is_harmless(point)) {
        enum encoding_code code = classify(scan, point, at, end);
        if (code != ENCODING_CODES)
            add_fault(scan->report, (struct encoding_fault){code, at, end - at, point});
        else if (could_compose(scan->before, point))
            note_pair(scan, point, end);
    }
    scan->before = point;
    scan->base_offset = at;
    return end;
}

static bool has_composed(struct text text)
{
    for (size_t at = 0; at < text.length;) {
        if ((unsigned char)text.data[at] < 0x80) {
            at++;
            continue;
        }
        if (folding_is_composed(utf8_next(text, &at)))
            return true;
    }
    return false;
}

enum { BLOCK = 64 };

static bool block_is_clean(const char *data)
{
    const unsigned char *bytes = (const unsigned char *)data;
    unsigned char dirty = 0;
    for (size_t i = 0; i < BLOCK; i++) {
        unsigned char byte = bytes[i];
        dirty |= (unsigned char)((unsigned char)(byte - 0x20) > 0x5E) & (byte != '\n') & (byte != '\t') &
                 (byte != '\r');
    }
    return !dirty;
}

void encoding_examine(struct text text, struct encoding_report *report)
{
    report->count = 0;
    memset(report->totals, 0, sizeof report->totals);
    struct scan scan = {.text = text, .report = report};
    for (size_t at = 0; at < text.length;) {
        if (text.length - at >= BLOCK && block_is_clean(text.data + at)) {
            at += BLOCK;
            scan.before = (unsigned char)text.data[at - 1];
            scan.base_offset = at - 1;
            continue;
        }
        size_t stop = text.length - at >= BLOCK ? at + BLOCK : text.length;
        while (at < stop)
            at = judge(&scan, at);
    }
    if (scan.pair_found && has_composed(text))
        add_fault(report, (struct encoding_fault){ENCODING_MIXED_NORMALISATION, scan.pair_offset,
                                                  scan.pair_length, scan.pair_mark});
}
