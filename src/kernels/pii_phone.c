/* Telephone numbers: international (E.164, with + or 00), national forms that stand for themselves, and any
 * number of seven digits and more beside a word that says that it is one.
 *
 * A number is read once as groups of digits. What is decisive without a word: a plus and a country whose
 * numbers are that long; an area code in brackets; the North American 3-3-4; a leading 0 and groups that no
 * date, amount or version has. */
#include <string.h>

#include "kernels/pii_countries.h"
#include "kernels/pii_scan.h"

enum { DIGITS_MOST = 16, GROUPS_MOST = 8, EXTENSION_MOST = 6 };

struct dialled {
    size_t start;
    bool plus;     /* begins with + */
    bool brackets; /* an area code in brackets */
    bool trunk;    /* "(0)" after the country */
    char split;    /* the separator after the first group; 0: none */
    bool mixed;    /* separators differ */
    char digits[DIGITS_MOST];
    size_t count;
    size_t sizes[GROUPS_MOST]; /* digits of each group */
    size_t ends[GROUPS_MOST];  /* bytes: where each group ends */
    size_t totals[GROUPS_MOST];
    size_t groups;
};

static const char phone_words[] =
    "phone|telephone|tel|mobile|cell|cellphone|fax|call|called|calling|dial|ring|text "
    "me|text|sms|whatsapp|desk:|office:|"
    "contact|reach|answering|messages|message|registered|hotline|helpline|landline|mob|ph|telegram|signal|"
    "téléphone|tél|portable|appelez|telefon|telefonnummer|handy|mobil|rufnummer|anrufen|teléfono|telefono|"
    "móvil|celular|"
    "llame|llamar|cellulare|chiama|telefone|telemóvel|ligue|telefoon|mobiel|bel|telefonu|telefonszám|puhelin|"
    "puh|電話|电话|"
    "手机|전화|휴대폰|тел|Тел|телефон|Телефон|номер|Номер|τηλέφωνο|Τηλέφωνο|الهاتف|هاتف|फोन|โทร|phone "
    "number|điện thoại";

/* What stands after a number: "555 0100 office". */
static const char phone_tails[] = "office|fax|mobile|desk|cell|home|work|phone|tel";

static bool phone_word_near(struct pii_scan *scan, size_t start, size_t stop)
{
    return words_near(scan, start, stop, phone_words, 28, 0) ||
           words_near(scan, start, stop, phone_tails, 0, 10);
}

/* The separators between two groups: at most a blank, hyphen or dot, or a bracket with a blank around it.
 * Returns the place of the next digit, or 0. */
static size_t gap_end(const struct pii_scan *scan, size_t at, struct dialled *dialled)
{
    size_t from = at;
    char split = '\0';
    bool closed = false;
    while (at < from + 3) {
        char c = byte_at(scan, at);
        if (byte_is_digit(c))
            break;
        if (c == '(' && dialled->plus && byte_at(scan, at + 1) == '0' && byte_at(scan, at + 2) == ')') {
            dialled->trunk = true;
            at += 3;
            from = at; /* what follows is a gap of its own */
            continue;
        }
        if (c != ' ' && c != '-' && c != '.' && c != '(' && c != ')' && c != '/')
            return 0;
        split = c == '(' || c == ')' || split == '/' ? split : c;
        closed = closed || c == ')';
        at++;
    }
    if (!byte_is_digit(byte_at(scan, at)))
        return 0;
    dialled->brackets = dialled->brackets || (closed && dialled->groups == 1);
    if (split && dialled->split && split != dialled->split)
        dialled->mixed = true;
    if (split)
        dialled->split = split;
    return at;
}

static bool dialled_read(const struct pii_scan *scan, size_t start, struct dialled *dialled)
{
    size_t at = start;
    *dialled = (struct dialled){.start = start};
    char before = byte_before(scan, start);
    if (before == '+' || (before == '(' && start > 1 && scan->data[start - 2] == '+')) {
        dialled->plus = true;
        dialled->start -= before == '+' ? 1 : 2;
        if (dialled->start > 0 && scan->data[dialled->start - 1] == '(')
            dialled->start--;
    } else if (before == '(')
        dialled->start--;
    for (bool more = true; more && dialled->groups < GROUPS_MOST;) {
        size_t from = at;
        while (byte_is_digit(byte_at(scan, at)) && dialled->count < DIGITS_MOST)
            dialled->digits[dialled->count++] = scan->data[at++];
        if (byte_is_digit(byte_at(scan, at)))
            return false; /* too many */
        if (byte_is_alnum(byte_at(scan, at)) && (byte_at(scan, at) | 32) != 'x')
            break;
        dialled->sizes[dialled->groups] = at - from;
        dialled->totals[dialled->groups] = dialled->count;
        dialled->ends[dialled->groups++] = at;
        at = gap_end(scan, at, dialled);
        more = at > 0;
    }
    return dialled->groups > 0;
}

/* Where an extension ("x123", " ext. 4") ends; `at` when there is none. */
static size_t extension_end(const struct pii_scan *scan, size_t at)
{
    static const char *const marks[] = {"x", " x", " ext. ", " ext ", " ext.", "ext"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t from = prefix_after(scan, at, marks[i]), stop = from;
        while (from && byte_is_digit(byte_at(scan, stop)) && stop - from <= EXTENSION_MOST)
            stop++;
        if (stop > from && stop - from <= EXTENSION_MOST && !byte_is_alnum(byte_at(scan, stop)))
            return stop;
    }
    return at;
}

static void phone_add(struct pii_scan *scan, const struct dialled *dialled, size_t group, const char *name,
                      const char *locale, double score)
{
    size_t stop = extension_end(scan, dialled->ends[group]);
    char after = byte_at(scan, stop);
    /* A part of something longer: a decimal, a code, a percentage. */
    if (byte_is_alnum(after) || after == '_' || after == '%' ||
        ((after == '.' || after == ',' || after == '-' || after == '/' || after == ':') &&
         byte_is_digit(byte_at(scan, stop + 1))))
        return;
    span_add(scan, dialled->start, stop, PII_PHONE, name, locale, score, false);
}

/* The country's numbers are that long; a trunk 0 is counted by some and left out by others. */
static void match_international(struct pii_scan *scan, const struct dialled *dialled, size_t skip)
{
    const struct country *country = country_of_number(dialled->digits + skip, dialled->count - skip);
    if (!country)
        return;
    size_t code = strlen(country->code);
    for (size_t i = dialled->groups; i-- > 0;) {
        if (dialled->totals[i] < skip + code)
            return;
        size_t national = dialled->totals[i] - skip - code;
        if (national < country->low || national > country->high + 1U)
            continue;
        if (country->low == 10 && country->high == 10 && dialled->digits[skip + code] < '2')
            return;
        bool near = phone_word_near(scan, dialled->start, dialled->ends[i]);
        double score = skip ? (near ? 0.9 : 0.55) : near ? 0.95 : 0.85;
        phone_add(scan, dialled, i, "phone_international", country->locale, score);
        return;
    }
}

/* 3-3-4 with an area code that begins with 2 to 9 (North American Numbering Plan). */
static void match_american(struct pii_scan *scan, const struct dialled *dialled, bool near)
{
    size_t skip = dialled->groups > 3 && dialled->sizes[0] == 1 && dialled->digits[0] == '1';
    const size_t *sizes = dialled->sizes + skip;
    if (dialled->groups < 3 + skip || sizes[0] != 3 || sizes[1] != 3 || sizes[2] != 4 ||
        dialled->digits[skip] < '2' || dialled->split == '/')
        return;
    double score = near ? 0.95 : dialled->brackets ? 0.8 : dialled->split == ' ' ? 0.6 : 0.75;
    phone_add(scan, dialled, 2 + skip, "phone_national", "US", score);
}

/* Groups that a country writes, without separators between: "2222" is 2-2-2-2. A leading 0 is part of it. */
struct form {
    const char *groups, *locale;
    bool brackets; /* only with the first group in brackets */
    double alone;
};

static const struct form forms[] = {
    {"22222", "FR", false, 0.75}, {"4222", "BE", false, 0.65}, {"3222", "BE", false, 0.6},
    {"534", "GB", false, 0.7},    {"533", "GB", false, 0.65},  {"344", "GB", false, 0.7},
    {"56", "GB", false, 0.55},    {"434", "GB", false, 0.65},  {"433", "AU", false, 0.65},
    {"244", "AU", false, 0.65},   {"343", "ZA", false, 0.55},  {"334", "ZA", false, 0.65},
    {"3322", "CH", false, 0.7},   {"28", "NL", false, 0.55},   {"37", "NL", false, 0.5},
    {"333", "NL", false, 0.5},    {"4322", "SE", false, 0.5},  {"47", "IT", false, 0.5},
    {"48", "DE", false, 0.5},     {"346", "DE", false, 0.5},   {"38", "DE", false, 0.5},
    {"57", "DE", false, 0.5},     {"345", "DE", false, 0.5},   {"244", "JP", false, 0.65},
    {"2233", "PL", false, 0.4},
};

static void match_trunk(struct pii_scan *scan, const struct dialled *dialled)
{
    if (dialled->digits[0] != '0' || dialled->digits[1] == '0' || dialled->mixed || dialled->split == '/')
        return;
    if (byte_before(scan, dialled->start) == ' ' && dialled->start > 1 &&
        byte_is_digit(scan->data[dialled->start - 2]))
        return; /* the middle of a longer number */
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        size_t groups = strlen(forms[i].groups), same = 0;
        while (same < groups && same < dialled->groups &&
               dialled->sizes[same] == (size_t)(forms[i].groups[same] - '0'))
            same++;
        if (same == groups && (dialled->split != '.' || groups > 3))
            phone_add(scan, dialled, groups - 1, "phone_national", forms[i].locale, forms[i].alone);
    }
}

/* An area code in brackets and two groups. */
static void match_bracketed(struct pii_scan *scan, const struct dialled *dialled)
{
    size_t last = dialled->groups < 3 ? dialled->groups : 3;
    if (!dialled->brackets || dialled->plus || last < 2 || dialled->sizes[0] < 2 || dialled->sizes[0] > 5 ||
        byte_at(scan, dialled->start) != '(')
        return;
    size_t total = dialled->totals[last - 1];
    if (total >= 8 && total <= 11 && dialled->sizes[1] >= 2)
        phone_add(scan, dialled, last - 1, "phone_national",
                  dialled->sizes[0] == 2 && total >= 10 ? "BR" : "", last == 3 ? 0.7 : 0.5);
}

/* 2020-01-15, 15.01.2020 and the like. */
static bool looks_like_date(const struct dialled *dialled)
{
    const size_t *sizes = dialled->sizes;
    if (dialled->groups < 3)
        return dialled->groups == 2 && sizes[0] == 4 && sizes[1] == 4 && dialled->split == '-' &&
               (dialled->digits[0] == '1' || dialled->digits[0] == '2');
    bool year_first = sizes[0] == 4 && sizes[1] <= 2 && sizes[2] <= 2;
    bool year_last =
        sizes[0] <= 2 && sizes[1] <= 2 && (sizes[2] == 4 || sizes[2] == 2) && dialled->groups == 3;
    return year_first || year_last;
}

/* A sign of a currency, or of a number that is counted. */
static bool amount_before(const struct pii_scan *scan, size_t at)
{
    static const char *const signs[] = {"$", "#", "=", "€", "£", "¥", "₹"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        size_t length = strlen(signs[i]);
        if (at >= length && memcmp(scan->data + at - length, signs[i], length) == 0)
            return true;
    }
    return false;
}

/* Anything that can be dialled, beside a word that says so. */
static void match_called(struct pii_scan *scan, const struct dialled *dialled)
{
    size_t last = dialled->groups;
    while (last > 0 && dialled->totals[last - 1] > 13)
        last--;
    if (last == 0 || dialled->split == '/' || dialled->totals[last - 1] < 6 ||
        (dialled->plus ? dialled->totals[last - 1] < 7 : looks_like_date(dialled)))
        return;
    if (amount_before(scan, dialled->start))
        return;
    size_t total = dialled->totals[last - 1];
    bool amount =
        dialled->groups == 1 && (memcmp(dialled->digits + total - 4, "0000", 4) == 0 ||
                                 (total < 9 && !words_near(scan, dialled->start, 0, phone_words, 14, 0)));
    if ((total < 7 && dialled->groups < 3) || amount)
        return;
    phone_add(scan, dialled, last - 1, "phone_by_context", "", dialled->groups > 1 ? 0.85 : 0.75);
}

void match_phone(struct pii_scan *scan, size_t start)
{
    struct dialled dialled;
    if (!dialled_read(scan, start, &dialled) || dialled.count < 6)
        return;
    char before = byte_before(scan, dialled.start);
    if (byte_is_alnum(before) || before == '_' ||
        (before && strchr(".,-/:", before) && dialled.start > 1 &&
         byte_is_digit(scan->data[dialled.start - 2])))
        return;
    if (dialled.plus)
        match_international(scan, &dialled, 0);
    else if (dialled.digits[0] == '0' && dialled.digits[1] == '0' &&
             !(before == ' ' && dialled.start > 1 && byte_is_digit(scan->data[dialled.start - 2])))
        match_international(scan, &dialled, 2);
    size_t stop = dialled.ends[dialled.groups - 1];
    bool near = phone_word_near(scan, dialled.start, stop);
    if (near)
        match_called(scan, &dialled);
    if (dialled.plus)
        return;
    match_american(scan, &dialled, near);
    match_trunk(scan, &dialled);
    match_bracketed(scan, &dialled);
}
