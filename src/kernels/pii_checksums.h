/* Check digits of the numbers in pii_ids.c. Each takes the letters (capitals) and digits of a number without
 * separators, of a length and shape that its entry has made sure of. */
#ifndef ASSAY_KERNELS_PII_CHECKSUMS_H
#define ASSAY_KERNELS_PII_CHECKSUMS_H

#include <stdbool.h>
#include <stddef.h>

enum pii_check {
    PII_WRONG,     /* cannot be such a number */
    PII_PLAUSIBLE, /* its parts make sense, but nothing adds up that could have failed to */
    PII_VERIFIED,  /* the check digits hold */
};

bool luhn_holds(const char *digits, size_t count);
bool verhoeff_holds(const char *digits, size_t count);
bool mod97_holds(const char *characters, size_t count); /* ISO 7064 mod 97-10 over letters and digits */
bool mod11_10_holds(const char *digits, size_t count);  /* ISO 7064 mod 11,10 */
bool ean_holds(const char *digits, size_t count);

/* Sum of digits times weights; as many as there are weights. */
int weighted_sum(const char *digits, const char *weights);
/* The number that count digits make. */
long long digits_value(const char *digits, size_t count);
bool date_holds(long long year, long long month, long long day);
/* A year of two digits whose century is not told: true when the last or this one makes a date. */
bool date_of_two(const char *year, long long month, long long day);

#endif
