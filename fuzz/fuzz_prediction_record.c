/* Any bytes as a record of an evaluation, in every format: no crash, at least one prediction, texts that are
 * valid UTF-8, grades between 0 and 1 or none, faults within the record. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "packs/prediction/formats_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

static void check_text(struct text text)
{
    check(!text.data || utf8_valid_until(text) == text.length);
}

static void check_prediction(const struct prediction *prediction, size_t size)
{
    for (size_t i = 0; i < ANSWER_TEXTS; i++)
        check_text(prediction->texts[i]);
    check(isnan(prediction->correct) || (prediction->correct >= 0 && prediction->correct <= 1));
    check(!isinf(prediction->confidence));
    for (size_t i = 0; i < prediction->grade_count; i++)
        check_text(prediction->grades[i].label);
    check_text(prediction->extra);
    for (size_t i = 0; i < prediction->fault_count; i++) {
        const struct answer_fault *fault = &prediction->faults[i];
        check(fault->code && fault->message.length > 0 && fault->offset <= (int64_t)size);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct prediction_reader reader = {0};
    struct error error = {0};
    for (size_t f = 0; f < PREDICTION_FORMATS; f++) {
        check(prediction_read(&reader, (struct text){(const char *)data, size},
                              text_of(prediction_formats[f].name), text_of("{\"map\":{\"cluster\":\"k\"}}"),
                              &error) == 0);
        check(reader.answers.count > 0);
        for (size_t i = 0; i < reader.answers.count; i++)
            check_prediction(&reader.answers.items[i], size);
    }
    prediction_reader_release(&reader);
    return 0;
}
