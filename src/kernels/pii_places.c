/* Postal addresses by shapes that are decisive: a house number and a street whose word says so (123 North
 * Main St.), with flat, town, state and ZIP code where they follow; a number, a street and a flat; post
 * boxes; military mail. */
#include <string.h>

#include "kernels/pii_scan.h"

enum { STREET_WORDS = 6, WORD_LONGEST = 32 };

static const char street_words[] = " street st avenue ave av road rd boulevard blvd lane ln drive dr court "
                                   "ct place pl square sq terrace ter parkway pkwy highway "
                                   "hwy way circle cir trail trl crescent cres close grove gardens mews row "
                                   "walk broadway alley plaza loop turnpike pike ";

static const char flat_words[] = " apt apartment suite ste unit flat room rm floor fl bldg building ";

static bool word_among(const struct pii_scan *scan, size_t start, size_t stop, const char *words)
{
    char word[16] = " ";
    size_t length = stop - start;
    if (length == 0 || length > sizeof word - 3)
        return false;
    for (size_t i = 0; i < length; i++)
        word[i + 1] =
            byte_is_upper(scan->data[start + i]) ? (char)(scan->data[start + i] | 32) : scan->data[start + i];
    word[length + 1] = ' ';
    word[length + 2] = '\0';
    return strstr(words, word) != NULL;
}

/* A word of letters, digits, apostrophes and hyphens. */
static size_t word_end(const struct pii_scan *scan, size_t at)
{
    size_t start = at;
    while (at - start < WORD_LONGEST &&
           (byte_is_alnum(byte_at(scan, at)) || byte_is_foreign(byte_at(scan, at)) ||
            byte_at(scan, at) == '\'' || byte_at(scan, at) == '-'))
        at++;
    return at;
}

/* Blanks and line ends, a comma before them; marks of quoted lines after. */
static size_t blank_end(const struct pii_scan *scan, size_t at, bool comma)
{
    size_t from = at;
    if (comma && byte_at(scan, at) == ',')
        at++;
    size_t blank = at;
    while (at - from < 12 && (byte_is_space(byte_at(scan, at)) ||
                              (at > blank && (byte_at(scan, at) == '>' || byte_at(scan, at) == '?'))))
        at++;
    return at > blank ? at : from;
}

/* "Apt. 4B", "Suite 979", "#12" after a street; the place after it, or `at`. */
static size_t flat_end(const struct pii_scan *scan, size_t at)
{
    size_t from = blank_end(scan, at, true);
    bool sign =
        byte_at(scan, from) == '#' && byte_at(scan, from + 1) != '#' && byte_before(scan, from) == ' ';
    if (from == at)
        return at;
    size_t stop = sign ? from + 1 : word_end(scan, from);
    if (!sign && !word_among(scan, from, stop, flat_words))
        return at;
    stop += byte_at(scan, stop) == '.';
    while (byte_at(scan, stop) == ' ' || byte_at(scan, stop) == '#')
        stop++;
    size_t end = word_end(scan, stop);
    return end > stop && end - stop <= 6 &&
                   byte_is_digit(byte_at(scan, byte_is_digit(scan->data[stop]) ? stop : end - 1))
               ? end
               : at;
}

static const char states[] = " al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt "
                             "ne nv nh nj nm ny nc nd oh "
                             "ok or pa ri sc sd tn tx ut vt va wa wv wi wy dc pr gu vi aa ae ap ";

/* "TX 78701" or "TX 78701-1234"; the place after it, or 0. */
static size_t state_end(const struct pii_scan *scan, size_t at)
{
    size_t stop = at + 2;
    if (!byte_is_upper(byte_at(scan, at)) || !byte_is_upper(byte_at(scan, at + 1)) ||
        !word_among(scan, at, stop, states))
        return 0;
    stop += byte_at(scan, stop) == ',';
    size_t digits = 0;
    while (byte_at(scan, stop) == ' ')
        stop++;
    while (digits < 6 && byte_is_digit(byte_at(scan, stop + digits)))
        digits++;
    if (digits != 5)
        return 0;
    stop += 5;
    size_t more = 1;
    while (byte_at(scan, stop) == '-' && more < 6 && byte_is_digit(byte_at(scan, stop + more)))
        more++;
    return more == 5 ? stop + 5 : stop;
}

/* "Austin, TX 78701" after a street: up to three words of a town; the place after it, or `at`. */
static size_t town_end(const struct pii_scan *scan, size_t at)
{
    size_t from = blank_end(scan, at, true);
    for (size_t words = 0; words < 4 && from > at; words++) {
        size_t state = state_end(scan, from);
        if (state)
            return state;
        size_t stop = word_end(scan, from);
        if (stop == from || !(byte_is_upper(scan->data[from]) || byte_is_foreign(scan->data[from])))
            break;
        size_t next = blank_end(scan, stop, true);
        if (next == stop)
            break;
        from = next;
    }
    return at;
}

/* After a house number: words with capitals up to the street's own word. *named: there was one. */
static size_t street_end(const struct pii_scan *scan, size_t at, bool *named)
{
    size_t end = 0;
    *named = false;
    for (size_t words = 0; words < STREET_WORDS; words++) {
        size_t stop = word_end(scan, at);
        char first = byte_at(scan, at);
        bool small = first >= 'a' && first <= 'z';
        if (stop == at || word_among(scan, at, stop, flat_words))
            break;
        if (words > 0 && word_among(scan, at, stop, street_words)) {
            end = byte_at(scan, stop) == '.' && stop - at <= 4 ? stop + 1 : stop;
            *named = true;
            if (!small)
                break;
        }
        if (small && !word_among(scan, at, stop,
                                 words == 0 ? " rue via ulica calle rua avenida "
                                            : " de la du des della delle da do dos van der den of street "
                                              "avenue road lane drive court place "))
            break;
        if (!*named)
            end = stop;
        stop += byte_at(scan, stop) == '.';
        if (byte_at(scan, stop) != ' ')
            break;
        at = stop + 1;
    }
    return end;
}

void match_street(struct pii_scan *scan, size_t start)
{
    size_t stop = start;
    bool named = false;
    while (byte_is_digit(byte_at(scan, stop)) && stop - start < 7)
        stop++;
    if (byte_is_letter(byte_at(scan, stop)) && !byte_is_letter(byte_at(scan, stop + 1)))
        stop++;
    char before = byte_before(scan, start);
    if (stop - start > 6 || byte_at(scan, stop) != ' ' || byte_is_alnum(before) || before == '.' ||
        before == '-' || before == '$')
        return;
    size_t street = street_end(scan, stop + 1, &named);
    if (!street)
        return;
    size_t flat = flat_end(scan, street), end = town_end(scan, flat);
    if (!named && flat == street)
        return;
    bool year = stop - start == 4 &&
                (scan->data[start] == '1' || scan->data[start] == '2'); /* the 1929 Wall Street crash */
    double score = end > flat ? 0.9 : flat > street ? 0.8 : year ? 0.45 : 0.6;
    span_add(scan, start, end, PII_ADDRESS, "street_address", "", score, false);
}

/* "P.O. Box 12", "PSC 3294, Box 9168 APO AA 61487". */
void match_post_box(struct pii_scan *scan, size_t start)
{
    static const char *const boxes[] = {"p.o. box ", "po box ", "p. o. box ", "post office box ", "psc "};
    size_t at = 0;
    if (!byte_at(scan, start + 1) || !strchr(".OoS", byte_at(scan, start + 1)))
        return;
    for (size_t i = 0; i < sizeof boxes / sizeof *boxes && !at; i++)
        at = prefix_after(scan, start, boxes[i]);
    size_t stop = at;
    while (at && byte_is_digit(byte_at(scan, stop)) && stop - at < 7)
        stop++;
    if (stop == at)
        return;
    size_t box = prefix_after(scan, stop, ", box ");
    while (box && byte_is_digit(byte_at(scan, box)))
        stop = ++box;
    size_t end = town_end(scan, stop);
    span_add(scan, start, end, PII_ADDRESS, "post_box", "", end > stop ? 0.95 : 0.75, false);
}
