/* Personal data in a text: what it is, where it stands, how sure that is.
 *
 * One pass looks for bytes at which personal data can begin or end (digits, '@', "://", capitals of titles);
 * what stands around such a byte is examined by matchers made by hand. A matcher looks at a bounded number of
 * bytes, so the whole is linear in the text whatever it holds. All locales are tried unless some are named:
 * a Polish number stands in English text too.
 *
 * Score: 0 to 1, what a finding of this shape was seen or judged to be worth, not a probability of its own.
 * From 0.5 on it is meant to be acted upon; below are shapes that are too common to be acted upon alone.
 * Among findings that overlap, those of at least 0.5 win over those below, then the choice with the largest
 * sum of score times length. */
#ifndef ASSAY_KERNELS_PII_H
#define ASSAY_KERNELS_PII_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/text.h"

enum pii_kind {
    PII_EMAIL,
    PII_PHONE,
    PII_CREDIT_CARD,
    PII_IBAN,
    PII_BANK_ACCOUNT,
    PII_NATIONAL_ID,
    PII_TAX_ID,
    PII_HEALTH_ID,
    PII_PASSPORT,
    PII_DRIVER_LICENCE,
    PII_IP_ADDRESS,
    PII_MAC_ADDRESS,
    PII_URL,
    PII_CREDENTIALS, /* user and password within a URL */
    PII_SECRET,      /* keys and tokens of services, private keys */
    PII_CRYPTO_ADDRESS,
    PII_BIRTH_DATE,
    PII_PERSON,
    PII_ADDRESS,
    PII_AGE,
    PII_KINDS,
};

/* "email", "phone" and so on. */
const char *pii_kind_name(enum pii_kind kind);

struct pii_span {
    size_t start, stop;  /* bytes, half open */
    int64_t first, last; /* code points, half open */
    enum pii_kind kind;
    bool verified;      /* a checksum, or the rules of its issuer, hold */
    const char *name;   /* the recogniser: "pl_pesel", "aws_access_key"; constant */
    const char *locale; /* ISO 3166 code; "" when it belongs to no country */
    double score;
};

enum { PII_LOCALE_WORDS = 11 };

/* The score from which a finding is meant to be acted upon. */
#define PII_LEAST 0.5

struct pii_options {
    uint64_t locales[PII_LOCALE_WORDS]; /* bits of the countries to try; used when `narrowed` */
    bool narrowed;
    uint32_t kinds;     /* bits of the kinds to look for; 0: all */
    struct text before; /* what stands before the text, such as the name of its field: counts as context */
};

/* Reads "PL, de_DE, US": country codes, or language tags with one; empty, "all" or "*" is all. ERROR_USAGE
 * names what is no country. */
int pii_locales_read(struct pii_options *options, struct text locales, struct error *error) MUST_CHECK;

/* Reads "email, phone"; empty is all. ERROR_USAGE names what is no kind. */
int pii_kinds_read(struct pii_options *options, struct text kinds, struct error *error) MUST_CHECK;

/* Working space and results; zeroed by the caller before first use, kept from text to text. */
struct pii {
    struct pii_span *spans; /* ordered, without overlaps */
    size_t count, capacity;
    void *space; /* for choosing among overlapping findings */
    size_t space_bytes;
    bool failed;
};

int pii_find(struct pii *pii, struct text text, const struct pii_options *options,
             struct error *error) MUST_CHECK;
void pii_release(struct pii *pii);

#endif
