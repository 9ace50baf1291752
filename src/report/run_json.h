/* A run as JSON. The page packs the same object that `--json` prints, less what would make its bytes differ.
 */
#ifndef ASSAY_REPORT_RUN_JSON_H
#define ASSAY_REPORT_RUN_JSON_H

#include "base/buffer.h"
#include "check/run.h"

struct run_json_options {
    bool no_seconds;           /* leave timing out: same run, same bytes */
    size_t findings_per_check; /* at most so many, worst first; 0 = all there are */
};

void run_json_put(const struct run *run, const struct run_json_options *options, struct buffer *out);

/* One finding as the members of an object, without braces. */
void finding_json_put(const struct finding *finding, struct buffer *out);

/* Evidence as a JSON value: itself, made compact, when it is valid JSON, else as a string; null when empty.
 */
void evidence_json_put(struct text evidence, struct buffer *out);

/* A JSON string; characters that hide are written as \u escapes, so that a terminal or a log may show the
 * line. */
void text_json_put(struct buffer *out, struct text text);

#endif
