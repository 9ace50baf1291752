/* How digests, times and days are written in what the store keeps. */
#ifndef ASSAY_STORE_FORMS_H
#define ASSAY_STORE_FORMS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

#define COUNT_MOST ((INT64_C(1) << 53) - 1)

bool form_digest(struct text text); /* 64 lower-case hexadecimal digits */
bool form_day(struct text text);    /* YYYY-MM-DD of the Gregorian calendar */
bool form_time(struct text text);   /* RFC 3339 in UTC: a day, T, hh:mm:ss, any fraction, Z */

#endif
