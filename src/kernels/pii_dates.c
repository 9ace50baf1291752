/* Dates of birth and ages: dates in figures or with the month's name beside a word of birth. */
#include <string.h>

#include "kernels/pii_checksums.h"
#include "kernels/pii_scan.h"

static const char birth_words[] =
    "born|birth|dob|d.o.b|birthday|birthdate|date of birth|geboren|geburtsdatum|geb|née|né le|née "
    "le|naissance|nacido|nacida|"
    "nacimiento|nato|nata|nascita|nascido|nascida|nascimento|geboortedatum|urodzony|urodzona|urodzenia|född|"
    "født|fødselsdato|"
    "syntynyt|narozen|doğum|родился|родилась|рождения|出生|生年月日|생년월일|生日";

/* The months' names, three letters each are enough where a letter follows; small. */
static const char *const months[] = {
    "january",   "february", "march",    "april",      "may",     "june",      "july",      "august",
    "september", "october",  "november", "december",   "jan",     "feb",       "mar",       "apr",
    "jun",       "jul",      "aug",      "sept",       "sep",     "oct",       "nov",       "dec",
    "januar",    "februar",  "märz",     "mai",        "juni",    "juli",      "oktober",   "dezember",
    "janvier",   "février",  "mars",     "avril",      "juin",    "juillet",   "août",      "septembre",
    "octobre",   "novembre", "décembre", "enero",      "febrero", "marzo",     "abril",     "mayo",
    "junio",     "julio",    "agosto",   "septiembre", "octubre", "noviembre", "diciembre", "gennaio",
    "febbraio",  "aprile",   "maggio",   "giugno",     "luglio",  "settembre", "ottobre",   "dicembre",
};

/* Up to four digits; their number in *value. Returns how many. */
static size_t number_read(const struct pii_scan *scan, size_t at, long long *value)
{
    size_t count = 0;
    while (count < 5 && byte_is_digit(byte_at(scan, at + count)))
        count++;
    *value = count && count < 5 ? digits_value(scan->data + at, count) : -1;
    return count;
}

static bool year_fits(long long year, size_t digits)
{
    return digits == 4 ? year >= 1900 && year <= 2030 : digits == 2;
}

/* 1/14/1961, 14.01.1961, 1961-01-14; the place after it, or 0. */
static size_t figures_end(const struct pii_scan *scan, size_t start)
{
    long long parts[3];
    size_t sizes[3], at = start;
    char split = '\0';
    for (size_t i = 0; i < 3; i++) {
        sizes[i] = number_read(scan, at, &parts[i]);
        at += sizes[i];
        if (sizes[i] == 0 || sizes[i] == 3 || sizes[i] > 4)
            return 0;
        char c = byte_at(scan, at);
        if (i < 2) {
            if ((c != '/' && c != '.' && c != '-') || (split && c != split))
                return 0;
            split = c;
            at++;
            if (byte_at(scan, at) == ' ' && c == '.')
                at++;
        }
    }
    if (byte_is_alnum(byte_at(scan, at)))
        return 0;
    if (sizes[0] == 4)
        return year_fits(parts[0], 4) && date_holds(parts[0], parts[1], parts[2]) ? at : 0;
    if (!year_fits(parts[2], sizes[2]) || sizes[0] > 2 || sizes[1] > 2)
        return 0;
    return date_holds(2000, parts[0], parts[1]) || date_holds(2000, parts[1], parts[0]) ? at : 0;
}

static size_t month_end(const struct pii_scan *scan, size_t at)
{
    char first = byte_at(scan, at);
    if (!byte_is_letter(first))
        return 0;
    for (size_t i = 0; i < sizeof months / sizeof *months; i++) {
        if (months[i][0] != (first | 32))
            continue;
        size_t end = prefix_after(scan, at, months[i]);
        if (end && !byte_is_letter(byte_at(scan, end)))
            return byte_at(scan, end) == '.' ? end + 1 : end;
    }
    return 0;
}

/* 14 January 1961, 14th of January 1961, 14. Januar 1961, 14 de enero de 1961. */
static size_t day_first_end(const struct pii_scan *scan, size_t start)
{
    static const char *const between[] = {"st of ", "nd of ", "rd of ", "th of ", "st ", "nd ",
                                          "rd ",    "th ",    ". ",     " de ",   " ",   "-"};
    static const char *const before_year[] = {" de ", ", ", " ", "-"};
    long long day, year;
    size_t count = number_read(scan, start, &day);
    if (count == 0 || count > 2 || day < 1 || day > 31)
        return 0;
    for (size_t i = 0; i < sizeof between / sizeof *between; i++) {
        size_t at = prefix_after(scan, start + count, between[i]), month = at ? month_end(scan, at) : 0;
        for (size_t j = 0; month && j < sizeof before_year / sizeof *before_year; j++) {
            size_t from = prefix_after(scan, month, before_year[j]);
            if (from && number_read(scan, from, &year) == 4 && year_fits(year, 4))
                return from + 4;
        }
    }
    return 0;
}

/* January 14, 1961: found at its day. Returns the month's place in *start. */
static size_t month_first_end(const struct pii_scan *scan, size_t *start)
{
    long long day, year;
    size_t count = number_read(scan, *start, &day), at = *start + count, word = *start;
    if (count == 0 || count > 2 || day < 1 || day > 31 || byte_before(scan, *start) != ' ')
        return 0;
    for (word--;
         word > 0 && *start - word < 14 && scan->data[word - 1] != ' ' && scan->data[word - 1] != '\n';)
        word--;
    size_t end = month_end(scan, word);
    for (size_t i = 0; i < 4 && end; i++) {
        static const char *const between[] = {", ", " ", "th, ", "st, "};
        size_t from = prefix_after(scan, at, between[i]);
        if (from && number_read(scan, from, &year) == 4 && year_fits(year, 4) && end + 1 >= *start) {
            *start = word;
            return from + 4;
        }
    }
    return 0;
}

void match_birth_date(struct pii_scan *scan, size_t start)
{
    if (byte_is_alnum(byte_before(scan, start)))
        return;
    size_t stop = figures_end(scan, start);
    if (!stop)
        stop = day_first_end(scan, start);
    if (!stop)
        stop = month_first_end(scan, &start);
    if (stop && words_near(scan, start, stop, birth_words, 40, 0))
        span_add(scan, start, stop, PII_BIRTH_DATE, "birth_date", "", 0.9, false);
}

void match_age(struct pii_scan *scan, size_t start)
{
    long long years;
    size_t count = number_read(scan, start, &years), stop = start + count;
    char after = byte_at(scan, stop);
    if (count == 0 || count > 3 || years > 120 || byte_is_alnum(byte_before(scan, start)) ||
        byte_is_letter(after) ||
        ((after == '.' || after == ',' || after == ':' || after == '/') &&
         byte_is_digit(byte_at(scan, stop + 1))))
        return;
    static const char *const tails[] = {" year old", " years old", "-year-old", "-years-old",
                                        " yo ",      " y/o",       " y.o",      " yr old"};
    static const char *const heads[] = {
        "aged ", "turned ", "age is ", "age: ", "age ", "age of ", "turning ", "'ll turn "};
    bool old = false;
    for (size_t i = 0; i < sizeof tails / sizeof *tails && !old; i++)
        old = (after == ' ' || after == '-') && prefix_after(scan, stop, tails[i]);
    for (size_t i = 0; i < sizeof heads / sizeof *heads && !old; i++)
        old = byte_before(scan, start) == ' ' && start >= strlen(heads[i]) &&
              prefix_after(scan, start - strlen(heads[i]), heads[i]);
    if (old)
        span_add(scan, start, stop, PII_AGE, "age", "", 0.4, false);
}
