/* Calling codes of countries (ITU-T E.164, List of assigned country codes) and how long their national
 * numbers are. */
#ifndef ASSAY_KERNELS_PII_COUNTRIES_H
#define ASSAY_KERNELS_PII_COUNTRIES_H

#include <stdbool.h>
#include <stddef.h>

struct country {
    const char *code;        /* "44" */
    const char *locale;      /* ISO 3166 */
    unsigned char low, high; /* digits after the code, without a trunk prefix */
};

/* The country whose code the digits begin with, or NULL. Codes are of one to three digits, and none is the
 * beginning of another. */
const struct country *country_of_number(const char *digits, size_t count);

/* Whether the two letters are a country. */
bool country_exists(const char *locale);

#endif
