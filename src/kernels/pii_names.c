/* Names of people where the text says that they are: after a title ("Dr. Ada Lovelace") and after a label
 * ("my name is", "Name:"). Without a model nothing else is tried; a name that stands for itself is not found.
 * A name after a title is a person's nearly always, but seldom a living one's in fine-tuning data: its score
 * is below what is acted upon. */
#include <string.h>
#include <utf8proc.h>

#include "base/utf8.h"
#include "kernels/pii_scan.h"

enum { WORDS_MOST = 4, WORD_MOST = 40 };

static bool letter_at(const struct pii_scan *scan, size_t at, size_t *next, bool *capital)
{
    size_t place = at;
    if (at >= scan->length)
        return false;
    int32_t point = utf8_next((struct text){scan->data, scan->length}, &place);
    utf8proc_category_t category = point < 0 ? UTF8PROC_CATEGORY_CN : utf8proc_category(point);
    *next = place;
    *capital = category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LT;
    return *capital || category == UTF8PROC_CATEGORY_LL || category == UTF8PROC_CATEGORY_MN;
}

/* The end of a word that begins with a capital: letters, with hyphens and apostrophes between; 0 when there
 * is none. An initial takes its full stop. *all: no small letter is in it. */
static size_t name_word_end(const struct pii_scan *scan, size_t start, bool *all)
{
    size_t at = start, next, letters = 0;
    bool capital, small = false;
    if (!letter_at(scan, at, &next, &capital) || !capital)
        return 0;
    while (at - start < WORD_MOST && letter_at(scan, at, &next, &capital)) {
        small = small || !capital;
        letters++;
        at = next;
        char c = byte_at(scan, at);
        if ((c == '-' || c == '\'') && letter_at(scan, at + 1, &next, &capital) &&
            !(c == '\'' && (byte_at(scan, at + 1) == 's')))
            at++;
        else if ((unsigned char)c == 0xE2 &&
                 memcmp(scan->data + at, "\xE2\x80\x99", scan->length - at < 3 ? scan->length - at : 3) ==
                     0 &&
                 letter_at(scan, at + 3, &next, &capital) && byte_at(scan, at + 3) != 's')
            at += 3;
    }
    *all = !small;
    return letters == 1 && byte_at(scan, at) == '.' ? at + 1 : at;
}

/* Words of a sentence that begin with a capital and are no name. */
static bool word_is_common(const struct pii_scan *scan, size_t start, size_t stop)
{
    static const char words[] =
        " the a an i and is in of to my he she we you they it this that what who how why when where if but "
        "for as at on or so our your his her please phone address email date of not no yes none name value "
        "string null company title description subject tel fax age city state country street ";
    char word[16] = " ";
    size_t length = stop - start;
    if (length > sizeof word - 3)
        return false;
    for (size_t i = 0; i < length; i++)
        word[i + 1] =
            byte_is_upper(scan->data[start + i]) ? (char)(scan->data[start + i] | 32) : scan->data[start + i];
    word[length + 1] = ' ';
    word[length + 2] = '\0';
    return strstr(words, word) != NULL;
}

/* Particles within a name. */
static size_t particle_end(const struct pii_scan *scan, size_t at)
{
    static const char *const particles[] = {
        "van der ", "van den ", "van de ", "van ", "von ", "de la ", "de ",  "da ",  "dos ", "del ",
        "di ",      "la ",      "le ",     "bin ", "ibn ", "al-",    "ter ", "ten ", "den "};
    for (size_t i = 0; i < sizeof particles / sizeof *particles; i++) {
        size_t length = strlen(particles[i]);
        if (scan->length - at > length && memcmp(scan->data + at, particles[i], length) == 0)
            return at + length;
    }
    return at;
}

/* The name that begins here: up to four words. Returns its end, or 0; *count is how many words it has. */
static size_t name_end(const struct pii_scan *scan, size_t start, size_t *count)
{
    size_t at = start, stop = 0;
    bool all = false;
    *count = 0;
    while (*count < WORDS_MOST) {
        size_t from = *count ? particle_end(scan, at) : at, end = name_word_end(scan, from, &all);
        if (!end || word_is_common(scan, from, end))
            break;
        stop = end;
        ++*count;
        if (byte_at(scan, end) != ' ' && !(scan->data[end - 1] == '.' && letter_at(scan, end, &at, &all)))
            break;
        at = byte_at(scan, end) == ' ' ? end + 1 : end;
    }
    while (stop > start && *count > 0 && scan->data[stop - 1] == '-')
        stop--;
    return stop;
}

/* ---- titles -------------------------------------------------------------------------------------------- */

static const char *const titles[] = {
    "Mr",   "Mrs", "Ms",  "Miss",  "Dr",     "Prof",     "Professor", "Herr",
    "Frau", "Sr",  "Sra", "Señor", "Señora", "Monsieur", "Madame",    "Mme",
    "Mlle", "Hr",  "Fr",  "Pan",   "Signor", "Signora",  "Dhr",       "Mevr",
};

void match_title(struct pii_scan *scan, size_t start)
{
    size_t count = 0;
    char second = byte_at(scan, start + 1);
    if (!second || !strchr("rsieaoh\xC3l", second))
        return;
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
        size_t length = strlen(titles[i]), at = start + length;
        if (scan->data[start] != titles[i][0] || second != titles[i][1] || scan->length - start <= length ||
            memcmp(scan->data + start, titles[i], length) != 0 || byte_is_letter(byte_at(scan, at)) ||
            byte_is_foreign(byte_at(scan, at)))
            continue;
        at += byte_at(scan, at) == '.';
        if (byte_at(scan, at) != ' ')
            return;
        size_t stop = name_end(scan, at + 1, &count);
        if (stop)
            span_add(scan, at + 1, stop, PII_PERSON, "titled_name", "", 0.45, false);
        return;
    }
}

/* ---- labels -------------------------------------------------------------------------------------------- */

/* "file name:", "class name:" are names of things. */
static bool label_is_personal(const struct pii_scan *scan, size_t n, bool *bare)
{
    static const char *const owners[] = {
        "my ",      "your ",     "his ",    "her ",      "their ",     "full ",   "first ",   "last ",
        "patient ", "customer ", "client ", "employee ", "applicant ", "maiden ", "student ", "contact "};
    size_t at = n;
    while (at > 0 && (scan->data[at - 1] == '"' || scan->data[at - 1] == '*' || scan->data[at - 1] == '>'))
        at--;
    size_t blanks = at;
    while (blanks > 0 && at - blanks < 8 && (scan->data[blanks - 1] == ' ' || scan->data[blanks - 1] == '-'))
        blanks--;
    *bare = blanks == 0 || scan->data[blanks - 1] == '\n';
    for (size_t i = 0; i < sizeof owners / sizeof *owners; i++) {
        size_t length = strlen(owners[i]);
        if (n >= length && prefix_after(scan, n - length, owners[i]))
            return true;
    }
    return *bare;
}

void match_name_label(struct pii_scan *scan, size_t m)
{
    static const char *const links[] = {" is ", "'s ", ": ",     ":  ", ":    ",
                                        ":",    "? ",  "\": \"", "** ", ":** "};
    size_t n = m - 2, at = 0, count = 0;
    bool bare = false;
    if (m < 2 || (scan->data[n] | 32) != 'n' || byte_is_letter(byte_before(scan, n)) ||
        !label_is_personal(scan, n, &bare))
        return;
    for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
        size_t from = prefix_after(scan, m + 2, links[i]);
        at = from > at ? from : at;
    }
    while (at && (byte_at(scan, at) == ' ' || byte_at(scan, at) == '\t') && at < m + 24)
        at++;
    size_t stop = at ? name_end(scan, at, &count) : 0;
    if (!stop || (bare && count < 2))
        return;
    span_add(scan, at, stop, PII_PERSON, "labelled_name", "", bare ? 0.45 : 0.6, false);
}
