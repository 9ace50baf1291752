/* Replacing personal data in texts and in JSON records; everything else stays byte for byte. */
#ifndef ASSAY_KERNELS_PII_MASK_H
#define ASSAY_KERNELS_PII_MASK_H

#include "base/buffer.h"
#include "kernels/pii.h"

enum pii_style {
    PII_PLACEHOLDER, /* <EMAIL_1>: one value has one number in the whole text or record */
    PII_STARS,       /* jo***********om: the middle is masked, separators stay */
};

/* One value that was replaced. */
struct pii_masked {
    size_t locus; /* offset in masker.loci: a JSON pointer, NUL-terminated; of a text "" */
    int64_t first, last;
    enum pii_kind kind;
    const char *name;
    char hash[33]; /* of the value with the salt: equal values, equal hashes */
};

struct pii_masker {
    struct pii_options options;
    enum pii_style style;
    double least;     /* findings below this score stay */
    struct text salt; /* before a value when it is hashed */
    bool report;      /* fill `masked` */
    bool numbers_too; /* numbers in JSON too */
    /* Results and working space, kept from text to text. */
    struct pii found;
    struct buffer masked; /* of struct pii_masked */
    struct buffer loci;
    struct buffer numbers; /* a hash table of the values that have a number */
    size_t numbered;
    struct buffer space[6];
    uint64_t next[PII_KINDS];
};

/* Forgets the numbers given: for the next record. */
void pii_masker_clear(struct pii_masker *masker);
void pii_masker_release(struct pii_masker *masker);

/* The style of that name ("placeholder", "stars"). ERROR_USAGE for another. */
int pii_style_read(enum pii_style *style, struct text name, struct error *error) MUST_CHECK;

/* Appends the text with its personal data replaced. */
int pii_mask_text(struct pii_masker *masker, struct text text, struct buffer *out,
                  struct error *error) MUST_CHECK;

/* Appends one JSON value with the personal data in its strings replaced; keys count as context and stay. A
 * string that holds JSON itself (tool arguments) is masked within. A number that is personal data with
 * certainty (score of at least 0.75) becomes a string. Text that is not JSON is masked as text. */
int pii_mask_json(struct pii_masker *masker, struct text json, struct buffer *out,
                  struct error *error) MUST_CHECK;

/* Appends the value with its middle masked: at most two characters stay at either end. */
void pii_put_stars(struct buffer *out, struct text value);

/* For pii_json.c: finds in text with `before` as context; replaces what was found, appending. */
int pii_masker_find(struct pii_masker *masker, struct text text, struct text before,
                    struct error *error) MUST_CHECK;
int pii_masker_put(struct pii_masker *masker, struct text text, size_t locus, struct buffer *out,
                   struct error *error) MUST_CHECK;

#endif
