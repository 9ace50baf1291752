/* Payment cards (ISO/IEC 7812) and IBANs (ISO 13616). */
#include <string.h>

#include "kernels/pii_checksums.h"
#include "kernels/pii_scan.h"

/* ---- cards --------------------------------------------------------------------------------------------- */

struct issuer {
    const char *name;
    int digits; /* of the range's ends */
    int first, last;
    unsigned lengths; /* bit n: numbers of n digits are given */
};

#define LENGTH(n) (1U << (n))
#define LENGTHS(low, high) ((LENGTH((high) + 1) - 1) & ~(LENGTH(low) - 1))

static const struct issuer issuers[] = {
    {"visa", 1, 4, 4, LENGTH(13) | LENGTH(16) | LENGTH(19)},
    {"mastercard", 2, 51, 55, LENGTH(16)},
    {"mastercard", 4, 2221, 2720, LENGTH(16)},
    {"american_express", 2, 34, 34, LENGTH(15)},
    {"american_express", 2, 37, 37, LENGTH(15)},
    {"discover", 4, 6011, 6011, LENGTHS(16, 19)},
    {"discover", 3, 644, 659, LENGTHS(16, 19)},
    {"unionpay", 2, 62, 62, LENGTHS(16, 19)},
    {"diners", 3, 300, 305, LENGTHS(14, 19)},
    {"diners", 4, 3095, 3095, LENGTHS(14, 19)},
    {"diners", 2, 36, 36, LENGTHS(14, 19)},
    {"diners", 2, 38, 39, LENGTHS(14, 19)},
    {"jcb", 4, 3528, 3589, LENGTHS(16, 19)},
    {"jcb", 4, 1800, 1800, LENGTH(15)},
    {"jcb", 4, 2131, 2131, LENGTH(15)},
    {"maestro", 4, 5018, 5018, LENGTHS(12, 19)},
    {"maestro", 4, 5020, 5020, LENGTHS(12, 19)},
    {"maestro", 4, 5038, 5038, LENGTHS(12, 19)},
    {"maestro", 4, 5893, 5893, LENGTHS(12, 19)},
    {"maestro", 4, 6304, 6304, LENGTHS(12, 19)},
    {"maestro", 4, 6759, 6763, LENGTHS(12, 19)},
    {"mir", 4, 2200, 2204, LENGTHS(16, 19)},
    {"rupay", 2, 60, 60, LENGTH(16)},
    {"rupay", 2, 81, 82, LENGTH(16)},
    {"rupay", 3, 508, 508, LENGTH(16)},
    {"verve", 4, 5060, 5061, LENGTH(16) | LENGTH(18) | LENGTH(19)},
    {"troy", 4, 9792, 9792, LENGTH(16)},
};

static bool issuer_gives(const char *digits, size_t count)
{
    for (size_t i = 0; i < sizeof issuers / sizeof *issuers; i++) {
        long long head = digits_value(digits, (size_t)issuers[i].digits);
        if (head >= issuers[i].first && head <= issuers[i].last && (issuers[i].lengths >> count & 1))
            return true;
    }
    return false;
}

static const char card_words[] =
    "card|credit|debit|visa|mastercard|amex|cc|pan|payment|carte|karte|tarjeta|carta|cartão|"
    "kreditkarte|kort|kaart|cvv|expires|kartą|karty";

/* Digits are written together, or in groups of three and more with one blank or hyphen between. */
static size_t card_read(const struct pii_scan *scan, size_t start, char digits[20], size_t *count,
                        bool *parted)
{
    size_t at = start, group = 0;
    char split = '\0';
    *count = 0;
    *parted = false;
    for (;; at++) {
        char c = byte_at(scan, at);
        if (byte_is_digit(c)) {
            if (*count == 19)
                return 0;
            digits[(*count)++] = c;
            group++;
        } else if ((c == ' ' || c == '-') && byte_is_digit(byte_at(scan, at + 1)) && group >= 4 &&
                   (!split || split == c)) {
            if (*count >= 14 && c == ' ')
                break; /* an expiry date or the next number */
            split = c;
            group = 0;
            *parted = true;
        } else
            break;
    }
    return at;
}

void match_card(struct pii_scan *scan, size_t start)
{
    char digits[20], before = byte_before(scan, start);
    size_t count;
    bool parted;
    if (byte_is_alnum(before) || ((before == '.' || before == ',' || before == '-') && start > 1 &&
                                  byte_is_digit(scan->data[start - 2])))
        return;
    size_t stop = card_read(scan, start, digits, &count, &parted);
    if (!stop || count < 12 || byte_is_alnum(byte_at(scan, stop)) ||
        (byte_at(scan, stop) == '.' && byte_is_digit(byte_at(scan, stop + 1))) || !luhn_holds(digits, count))
        return;
    bool near = words_near(scan, start, stop, card_words, 64, 24), known = issuer_gives(digits, count);
    double score = known                                      ? near          ? 0.98
                                                                : parted      ? 0.9
                                                                : count >= 15 ? 0.8
                                                                : count == 14 ? 0.6
                                                                              : 0.45
                   : near && digits_value(digits, count) != 0 ? 0.7
                                                              : 0; /* ranges change: a word will do */
    span_add(scan, start, stop, PII_CREDIT_CARD, "credit_card", "", score, true);
}

/* ---- IBAN ---------------------------------------------------------------------------------------------- */

struct iban {
    char country[3];
    unsigned char length;
};

/* SWIFT, IBAN Registry, release 99. */
static const struct iban ibans[] = {
    {"AD", 24}, {"AE", 23}, {"AL", 28}, {"AT", 20}, {"AZ", 28}, {"BA", 20}, {"BE", 16}, {"BG", 22},
    {"BH", 22}, {"BI", 27}, {"BR", 29}, {"BY", 28}, {"CH", 21}, {"CR", 22}, {"CY", 28}, {"CZ", 24},
    {"DE", 22}, {"DJ", 27}, {"DK", 18}, {"DO", 28}, {"EE", 20}, {"EG", 29}, {"ES", 24}, {"FI", 18},
    {"FK", 18}, {"FO", 18}, {"FR", 27}, {"GB", 22}, {"GE", 22}, {"GI", 23}, {"GL", 18}, {"GR", 27},
    {"GT", 28}, {"HN", 28}, {"HR", 21}, {"HU", 28}, {"IE", 22}, {"IL", 23}, {"IQ", 23}, {"IS", 26},
    {"IT", 27}, {"JO", 30}, {"KW", 30}, {"KZ", 20}, {"LB", 28}, {"LC", 32}, {"LI", 21}, {"LT", 20},
    {"LU", 20}, {"LV", 21}, {"LY", 25}, {"MC", 27}, {"MD", 24}, {"ME", 22}, {"MK", 19}, {"MN", 20},
    {"MR", 27}, {"MT", 31}, {"MU", 30}, {"NI", 28}, {"NL", 18}, {"NO", 15}, {"OM", 23}, {"PK", 24},
    {"PL", 28}, {"PS", 29}, {"PT", 25}, {"QA", 29}, {"RO", 24}, {"RS", 22}, {"RU", 33}, {"SA", 24},
    {"SC", 31}, {"SD", 18}, {"SE", 24}, {"SI", 19}, {"SK", 24}, {"SM", 27}, {"SO", 23}, {"ST", 25},
    {"SV", 28}, {"TL", 23}, {"TN", 24}, {"TR", 26}, {"UA", 29}, {"VA", 22}, {"VG", 24}, {"XK", 20},
    {"YE", 30},
};

static size_t iban_length(char first, char second)
{
    for (size_t i = 0; i < sizeof ibans / sizeof *ibans; i++)
        if (ibans[i].country[0] == first && ibans[i].country[1] == second)
            return ibans[i].length;
    return 0;
}

void match_iban(struct pii_scan *scan, size_t start)
{
    char read[40], turned[40];
    size_t at = start, count = 0;
    if (!byte_is_letter(byte_at(scan, start)) || !byte_is_letter(byte_at(scan, start + 1)) ||
        !byte_is_digit(byte_at(scan, start + 2)) || !byte_is_digit(byte_at(scan, start + 3)))
        return;
    size_t length = iban_length(scan->data[start] & ~32, scan->data[start + 1] & ~32);
    while (length && count < length) {
        char c = byte_at(scan, at);
        if (byte_is_alnum(c))
            read[count++] = byte_is_letter(c) ? (char)(c & ~32) : c;
        else if (!(c == ' ' || c == '-') || count % 4 != 0 || !byte_is_alnum(byte_at(scan, at + 1)))
            return;
        at++;
    }
    if (!length || byte_is_alnum(byte_at(scan, at)) || byte_is_alnum(byte_before(scan, start)))
        return;
    memcpy(turned, read + 4, length - 4);
    memcpy(turned + length - 4, read, 4);
    if (mod97_holds(turned, length))
        span_add(scan, start, at, PII_IBAN, "iban", "", 0.97, true);
    else if (words_near(scan, start, at, "iban", 24, 0)) /* mistyped, or masked by hand: still an account */
        span_add(scan, start, at, PII_IBAN, "iban", "", 0.6, false);
}
