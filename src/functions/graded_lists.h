/* Lists of one length as arguments of a function: place by place they are one thing (an answer's confidence,
 * grade and cluster). */
#ifndef ASSAY_FUNCTIONS_GRADED_LISTS_H
#define ASSAY_FUNCTIONS_GRADED_LISTS_H

#include "engine/function.h"
#include "functions/text_codes.h"

struct list_view {
    struct column elements;
    struct list_entry entry;
};

/* The list of an argument at a row. */
struct list_view list_view_of(const struct call *call, size_t argument, size_t row);
double list_number(const struct list_view *list, uint64_t at);    /* NaN for NULL */
struct text list_text(const struct list_view *list, uint64_t at); /* data NULL for NULL */

/* Whether all are as long as the first; else the error says so. An empty list among `optional` ones will do.
 */
int lists_match(const struct list_view *lists, size_t count, size_t optional, struct error *error) MUST_CHECK;

/* Two numbers and the cluster of each place where both numbers are there. In the scratch's arena. */
struct number_pairs {
    size_t count;
    double *first, *second;
    struct text_codes clusters;
};
int number_pairs_read(const struct call *call, size_t row, struct number_pairs *pairs,
                      struct error *error) MUST_CHECK;

void put_double(const struct target *target, size_t row, double number); /* NULL for NaN */

/* A number with its limits as STRUCT(value, low, high). */
struct interval;
void put_interval(const struct target *structure, size_t row, const struct interval *interval);

#endif
