/* Whether a text reads as a request, and whether the two sides of an exchange are swapped.
 *
 * A request begins with a verb in the imperative ("Write", "Given", "Please …"), or with a question word and
 * ends its first sentence with a question mark. Swapped: the answer reads as a request and the request does
 * not; a bare question as the answer also needs a request of at least three times its words that asks
 * nothing. English. */
#ifndef ASSAY_KERNELS_REQUEST_H
#define ASSAY_KERNELS_REQUEST_H

#include "base/text.h"
#include "kernels/phrases.h"

enum request_form { REQUEST_NONE, REQUEST_IMPERATIVE, REQUEST_QUESTION };

enum request_form request_form(struct text text, struct folded *space);

bool request_is_swapped(struct text request, struct text answer, struct folded *space);

#endif
