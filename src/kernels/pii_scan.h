/* What the matchers of pii.c share: the text, bytes by their class, words near a place, and adding a finding.
 */
#ifndef ASSAY_KERNELS_PII_SCAN_H
#define ASSAY_KERNELS_PII_SCAN_H

#include "kernels/pii.h"

enum { PII_WINDOW = 96 }; /* bytes before a finding in which words of context count */

struct pii_scan {
    const char *data;
    size_t length;
    const struct pii_options *options;
    struct pii *found;
    size_t token_floor;  /* tokens before this were examined */
    size_t secrets_done; /* text before this was examined for secrets */
    size_t at_done;      /* an '@' before this belongs to something that was found */
    size_t key_done;     /* text before this holds no end of a private key */
    size_t window_at;    /* the place that `window` is of; SIZE_MAX: none yet */
    size_t window_length;
    char window[2 * PII_WINDOW + 16]; /* what stands before, in small letters */
};

static inline bool byte_is_digit(char c)
{
    return c >= '0' && c <= '9';
}
static inline bool byte_is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}
static inline bool byte_is_letter(char c)
{
    return (c | 32) >= 'a' && (c | 32) <= 'z';
}
static inline bool byte_is_alnum(char c)
{
    return byte_is_digit(c) || byte_is_letter(c);
}
/* A part of a character that is not ASCII. */
static inline bool byte_is_foreign(char c)
{
    return (unsigned char)c >= 0x80;
}
static inline bool byte_is_hex(char c)
{
    return byte_is_digit(c) || ((c | 32) >= 'a' && (c | 32) <= 'f');
}
static inline bool byte_is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The byte at a place; 0 beyond the text's end. */
static inline char byte_at(const struct pii_scan *scan, size_t at)
{
    return at < scan->length ? scan->data[at] : '\0';
}
/* The byte before a place; 0 at the text's beginning. */
static inline char byte_before(const struct pii_scan *scan, size_t at)
{
    return at > 0 ? scan->data[at - 1] : '\0';
}

/* Whether one of the words ("ssn|social security") stands within `before` bytes before start, or within
 * `after` bytes after stop. Words are whole; capitals and a plural s do not matter. */
bool words_near(struct pii_scan *scan, size_t start, size_t stop, const char *words, size_t before,
                size_t after);

/* The place where the prefix stands at `at` in any case, or 0: the place after it. */
size_t prefix_after(const struct pii_scan *scan, size_t at, const char *prefix);

/* Whether the country is asked for; "" always is. */
bool locale_wanted(const struct pii_options *options, const char *locale);

void span_add(struct pii_scan *scan, size_t start, size_t stop, enum pii_kind kind, const char *name,
              const char *locale, double score, bool verified);

/* ---- the matchers; each is told the place of its anchor -------------------------------------------------
 */

void match_email(struct pii_scan *scan, size_t at);         /* '@' */
void match_url(struct pii_scan *scan, size_t colon);        /* "://" */
void match_private_key(struct pii_scan *scan, size_t dash); /* "-----BEGIN" */
void match_secrets(struct pii_scan *scan, size_t digit);    /* any digit */
void match_addresses_of_networks(struct pii_scan *scan, size_t start, size_t digit);
void match_iban(struct pii_scan *scan, size_t start);                   /* a token with a digit */
void match_card(struct pii_scan *scan, size_t start);                   /* a token that is digits */
void match_crypto(struct pii_scan *scan, size_t start, size_t stop);    /* a long token */
void match_ids(struct pii_scan *scan, size_t start);                    /* a token with a digit */
void match_documents(struct pii_scan *scan, size_t start, size_t stop); /* a token with a digit */
void match_phone(struct pii_scan *scan, size_t start);                  /* a token that is digits */
void match_birth_date(struct pii_scan *scan, size_t start);             /* a token that is digits */
void match_age(struct pii_scan *scan, size_t start);                    /* a token that is digits */
void match_street(struct pii_scan *scan, size_t start);                 /* a token that is digits */
void match_post_box(struct pii_scan *scan, size_t start);               /* 'P' */
void match_title(struct pii_scan *scan, size_t start);                  /* a capital */
void match_name_label(struct pii_scan *scan, size_t m);                 /* the m of "name" */

#endif
