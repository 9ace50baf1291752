/* False positives over real sentences of 204 languages, and correct text damaged and found again. Some of the
 * sentences do hold faults (zero-width spaces, half-decomposed Fon and Yoruba), so the bounds are what was
 * seen, not nothing. */
#include <stdio.h>

#include "kernels/encoding.h"
#include "kernels/truncation.h"
#include "shared_data.h"

struct counts {
    size_t sentences, truncated;
    size_t with[ENCODING_CODES];
};

static void examine(struct text sentence, struct counts *counts)
{
    static struct encoding_report report;
    encoding_examine(sentence, &report);
    counts->sentences++;
    counts->truncated += truncation_find(sentence).code != NULL;
    for (int code = 0; code < ENCODING_CODES; code++)
        counts->with[code] += report.totals[code] > 0;
}

static struct counts count_all(struct text lines)
{
    struct counts counts = {0};
    for (size_t at = 0; at < lines.length;) {
        const char *end = memchr(lines.data + at, '\n', lines.length - at);
        size_t stop = end ? (size_t)(end - lines.data) : lines.length;
        struct text line = {lines.data + at, stop - at};
        for (int field = 0; field < 2; field++) { /* language, number, sentence */
            const char *tab = memchr(line.data, '\t', line.length);
            size_t skip = tab ? (size_t)(tab - line.data) + 1 : line.length;
            line = (struct text){line.data + skip, line.length - skip};
        }
        examine(line, &counts);
        at = stop + 1;
    }
    return counts;
}

int main(void)
{
    static const size_t most[ENCODING_CODES] = {
        [ENCODING_MOJIBAKE] = 12,            /* all of them real: Indonesian, Tagalog, Cebuano sentences */
        [ENCODING_CONTROL_CHARACTER] = 2,    /* C1 quotes of a Catalan sentence */
        [ENCODING_INVISIBLE_CHARACTER] = 60, /* zero-width spaces and U+2063 */
        [ENCODING_MIXED_NORMALISATION] = 120,
    };
    struct buffer lines = {0};
    if (!shared_read("text/lang/flores200_dev_first150.tsv.gz", &lines)) {
        buffer_release(&lines);
        return TEST_SKIPPED;
    }
    struct counts counts = count_all(buffer_view(&lines));
    buffer_release(&lines);
    printf("%zu sentences, %zu look cut\n", counts.sentences, counts.truncated);
    bool fine = counts.sentences == 30600 && counts.truncated <= 30;
    for (int code = 0; code < ENCODING_CODES; code++) {
        printf("%-22s %zu\n", encoding_code_name((enum encoding_code)code), counts.with[code]);
        fine &= counts.with[code] <= most[code];
    }
    return !fine;
}
