/* Tries the shapes of pii_ids.h at a token; passports and driver licences by their words. */
#include <string.h>

#include "kernels/pii_ids.h"
#include "kernels/pii_scan.h"

enum { CHARACTERS_MOST = 24, RUN_MOST = 40 };

/* A number as it was read. */
struct reading {
    char characters[CHARACTERS_MOST]; /* capitals and digits */
    size_t count, stop;
    bool parted, small;
};

static bool separator(char c)
{
    return c == ' ' || c == '-' || c == '.' || c == '/';
}

static bool character_take(struct reading *reading, char class, char c)
{
    bool small = c >= 'a' && c <= 'z';
    if (class == 'd' ? !byte_is_digit(c) : class == 'l' ? !byte_is_letter(c) : !byte_is_alnum(c))
        return false;
    reading->small = reading->small || small;
    reading->characters[reading->count++] = small ? (char)(c & ~32) : c;
    return true;
}

/* One step of a shape; false when the text does not go on like that. */
static bool shape_step(const struct pii_scan *scan, char step, size_t *separators, size_t *seen,
                       struct reading *reading)
{
    char c = byte_at(scan, reading->stop);
    if (step == ' ') {
        bool there = separator(c);
        ++*seen;
        *separators += there;
        reading->stop += there;
        return *separators == 0 || *separators == *seen;
    }
    if (step == 'd' || step == 'l' || step == 'x') {
        if (!character_take(reading, step, c))
            return false;
    } else if (step == '~') {
        if (!c || !strchr("+-ABCDEFUVWXY", c))
            return false;
    } else if (step != c)
        return false;
    else if (byte_is_alnum(c))
        reading->characters[reading->count++] = c;
    reading->stop++;
    return true;
}

static bool shape_read(const struct pii_scan *scan, const char *shape, size_t start, struct reading *reading)
{
    size_t separators = 0, seen = 0;
    *reading = (struct reading){.stop = start};
    for (; *shape; shape++)
        if (!shape_step(scan, *shape, &separators, &seen, reading))
            return false;
    reading->parted = separators > 0;
    char after = byte_at(scan, reading->stop);
    /* Not a part of a longer number: 1.234.567 or 12-34-56. */
    return !byte_is_alnum(after) && after != '_' &&
           !(separator(after) && after != ' ' && byte_is_alnum(byte_at(scan, reading->stop + 1)));
}

static void id_try(struct pii_scan *scan, const struct pii_id *id, size_t start)
{
    struct reading reading;
    if (!shape_read(scan, id->shape, start, &reading))
        return;
    enum pii_check check = id->check ? id->check(reading.characters, reading.count) : PII_PLAUSIBLE;
    if (check == PII_WRONG || !locale_wanted(scan->options, id->locale))
        return;
    double score = reading.parted ? id->parted : id->bare;
    if (words_near(scan, start, reading.stop, id->words, 64, 24))
        score = id->near;
    else if (reading.small)
        return;
    span_add(scan, start, reading.stop, id->kind, id->name, id->locale, score, check == PII_VERIFIED);
}

static void ids_try(struct pii_scan *scan, const struct pii_id *ids, size_t start, size_t digits)
{
    bool digit = byte_is_digit(scan->data[start]);
    for (; ids->name; ids++) {
        char first = ids->shape[0];
        bool begins = digit ? first == 'x' || (digits >= 5 && first != 'l') : first == 'l' || first == 'x';
        if (begins)
            id_try(scan, ids, start);
    }
}

/* Digits in the run that begins here, whose groups are parted by single separators; letters do not end a
 * group. */
static size_t digits_ahead(const struct pii_scan *scan, size_t start)
{
    size_t digits = 0;
    for (size_t at = start; at < start + RUN_MOST; at++) {
        char c = byte_at(scan, at);
        digits += byte_is_digit(c);
        if (!byte_is_alnum(c) &&
            !((separator(c) || c == '(' || c == '+') && byte_is_alnum(byte_at(scan, at + 1))))
            break;
    }
    return digits;
}

void match_ids(struct pii_scan *scan, size_t start)
{
    char before = byte_before(scan, start);
    size_t digits = digits_ahead(scan, start);
    if (digits < 4 || byte_is_alnum(before) || before == '_')
        return;
    bool joined = separator(before) && start > 1;
    if (joined && before != ' ' && before != '-' && byte_is_digit(scan->data[start - 2]))
        return;
    if (!(joined && before == '-' && byte_is_digit(scan->data[start - 2]))) {
        ids_try(scan, pii_ids_europe, start, digits);
        ids_try(scan, pii_ids_world, start, digits);
    }
    /* "QQ 12 34 56 C": letters of their own before the first digit. */
    size_t letters = start;
    while (joined && letters > 1 && start - letters < 4 && byte_is_upper(scan->data[letters - 2]))
        letters--;
    if (letters == start || start - letters > 3 || (letters > 1 && byte_is_alnum(scan->data[letters - 2])))
        return;
    ids_try(scan, pii_ids_europe, letters - 1, digits);
    ids_try(scan, pii_ids_world, letters - 1, digits);
}

/* ---- documents ----------------------------------------------------------------------------------------- */

struct document {
    enum pii_kind kind;
    const char *name, *words;
    size_t least, most; /* letters and digits */
    size_t digits;      /* at least */
};

static const struct document documents[] = {
    {PII_PASSPORT, "passport",
     "passport|passport "
     "no|passeport|reisepass|pasaporte|passaporte|passaporto|paspoort|paszport|pasaport|护照|パスポート|여권|"
     "паспорт|паспорта|Паспорт",
     6, 10, 5},
    {PII_DRIVER_LICENCE, "driver_licence",
     "driver's license|drivers license|driver license|driver's licence|driver licence|driving "
     "licence|driving license|"
     "license number|licence number|dl number|dl no|dl#|dln|permis de conduire|führerschein|licencia de "
     "conducir|"
     "carnet de conducir|patente di guida|rijbewijs|carteira de motorista|cnh|prawo jazdy|körkort",
     5, 16, 4},
};

static void document_try(struct pii_scan *scan, const struct document *document, size_t start, size_t stop)
{
    size_t count = 0, digits = 0;
    /* Groups parted by hyphens are one number. */
    while (byte_at(scan, stop) == '-' && byte_is_digit(byte_at(scan, stop + 1)) && stop - start < RUN_MOST)
        for (stop++; byte_is_alnum(byte_at(scan, stop)) && stop - start < RUN_MOST;)
            stop++;
    for (size_t i = start; i < stop && i < start + RUN_MOST; i++) {
        count += byte_is_alnum(scan->data[i]);
        digits += byte_is_digit(scan->data[i]);
    }
    if (count < document->least || count > document->most || digits < document->digits ||
        !words_near(scan, start, stop, document->words, 40, 0))
        return;
    span_add(scan, start, stop, document->kind, document->name, "", 0.9, false);
}

void match_documents(struct pii_scan *scan, size_t start, size_t stop)
{
    if (stop - start < 4 || byte_is_alnum(byte_before(scan, start)) || byte_before(scan, start) == '-')
        return;
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++)
        document_try(scan, &documents[i], start, stop);
}
