/* The numbers that countries and offices give to people, as data: shape, check digits, words that go with it.
 *
 * A shape is matched from its first to its last character:
 *   d  a digit        l  a letter        x  a letter or a digit
 *   ' ' one separator (space, '-', '.', '/') or none: all of a shape's separators are there, or none is
 *   ~  the century sign of a Finnish number
 * and any other character stands for itself. Letters may be small where a word of context is near.
 *
 * Scores: `bare` without separators, `parted` with them, `near` when one of the words is near. They say how
 * decisive shape and check digits are: a number that one of a hundred random ones passes is not acted upon
 * alone. Number formats and check digits follow the issuers as collected by the OECD (Tax Identification
 * Numbers, country sheets), by the European Commission's TIN portal and by Wikipedia's articles on each. */
#ifndef ASSAY_KERNELS_PII_IDS_H
#define ASSAY_KERNELS_PII_IDS_H

#include "kernels/pii.h"
#include "kernels/pii_checksums.h"

struct pii_id {
    const char *name;
    const char *locale;
    enum pii_kind kind;
    const char *shape;
    enum pii_check (*check)(const char *characters, size_t count); /* NULL: the shape is all there is */
    double bare, parted, near;
    const char *words; /* small letters, parted by '|' */
};

extern const struct pii_id pii_ids_europe[], pii_ids_world[]; /* end with a NULL name */

static inline enum pii_check verified_if(bool holds)
{
    return holds ? PII_VERIFIED : PII_WRONG;
}

#endif
