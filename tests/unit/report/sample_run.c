/* A run built by hand; see sample_run.h. */
#include "sample_run.h"

#include <math.h>

#include "base/memory.h"

#define HOSTILE                                                                                              \
    "</script><script>alert(1)</script>]]><!--\"'&\x1b[31mred\x1b]0;title\x07 \xe2\x80\xa8line "             \
    "\xe2\x80\xaertl "                                                                                       \
    "\xc2\x9b"                                                                                               \
    "2J bad:\xff\xc0 nul:\0end @someone #1 `tick` |cell| ![x](http://example.test)"

const char sample_hostile[] = HOSTILE;
const size_t sample_hostile_length = sizeof sample_hostile - 1;

#define TEXT(literal) {literal, sizeof literal - 1}

static struct run_input inputs[] = {
    {.path = TEXT("data/train.jsonl"),
     .format = TEXT("openai"),
     .sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
     .bytes = 4213876,
     .records = 12345},
    {.path = TEXT("data/extra set (2).jsonl.gz"), .format = TEXT("sharegpt"), .bytes = 81234, .records = 678},
};

static struct figure structure_figures[] = {
    {.figure = TEXT("faulty records"),
     .value = 0.0186,
     .low = 0.0164,
     .high = 0.0211,
     .n = 13023,
     .unit = TEXT("share")},
    {.figure = TEXT("faulty records"),
     .slice = TEXT("file=data/train.jsonl"),
     .value = 0.0121,
     .low = 0.0103,
     .high = 0.0142,
     .n = 12345,
     .unit = TEXT("share")},
    {.figure = TEXT("faulty records"),
     .slice = TEXT("file=data/extra set (2).jsonl.gz"),
     .value = 0.137,
     .low = 0.113,
     .high = 0.165,
     .n = 678,
     .unit = TEXT("share")},
    {.figure = TEXT("turns per record"),
     .value = 3.412,
     .low = 3.38,
     .high = 3.45,
     .n = 13023,
     .unit = TEXT("turns")},
};

static struct finding structure_findings[] = {
    {.record = TEXT("conv-0012"),
     .code = TEXT("missing_role"),
     .locus = TEXT("/messages/2"),
     .message = TEXT("Message 3 has no role; trainers drop it or stop."),
     .evidence =
         TEXT("{\"content\": \"Sure, here it is.\", \"keys\": [\"content\", \"name\"], \"at\": 2.50}"),
     .score = 1,
     .file = TEXT("data/train.jsonl"),
     .line = 12,
     .number = 12},
    {.record = TEXT("data/train.jsonl#871"),
     .code = TEXT("empty_answer"),
     .locus = TEXT("/messages/1/content"),
     .message = TEXT("The assistant's answer is empty."),
     .score = 0.9,
     .file = TEXT("data/train.jsonl"),
     .line = 871,
     .number = 871},
    {.record = TEXT("data/extra set (2).jsonl.gz#4"),
     .code = TEXT("missing_role"),
     .locus = TEXT("/conversations/0"),
     .message = TEXT("Turn 1 names the speaker \"moderator\", which no template knows."),
     .evidence = TEXT("[\"moderator\", \"gpt\"]"),
     .score = 0.8,
     .file = TEXT("data/extra set (2).jsonl.gz"),
     .line = 4,
     .number = 4},
    {.record = TEXT(HOSTILE),
     .code = TEXT("hostile"),
     .locus = TEXT("/" HOSTILE),
     .message = TEXT(HOSTILE),
     .evidence = TEXT(HOSTILE),
     .score = 0.7,
     .file = TEXT("data/train.jsonl"),
     .line = 99,
     .number = 99},
    {.record = TEXT("conv-0500"),
     .code = TEXT("missing_role"),
     .locus = TEXT("/messages/0"),
     .message = TEXT("Message 1 has no role; trainers drop it or stop."),
     .score = 0.6,
     .file = TEXT("data/train.jsonl"),
     .line = 500,
     .number = 500},
    {.record = TEXT("conv-0501"),
     .code = TEXT("missing_role"),
     .locus = TEXT("/messages/0"),
     .message = TEXT("Message 1 has no role; trainers drop it or stop."),
     .score = 0.6,
     .file = TEXT("data/train.jsonl"),
     .line = 501,
     .number = 501},
};

static struct code_count structure_codes[] = {
    {TEXT("missing_role"), 149}, {TEXT("empty_answer"), 92}, {TEXT("hostile"), 1}};

static struct finding leak_findings[] = {
    {.record = TEXT("conv-0034"),
     .code = TEXT("near_duplicate"),
     .locus = TEXT("/messages/0/content"),
     .message = TEXT("94 % of the words of this prompt stand in the evaluation set."),
     .evidence =
         TEXT("{\"a\": \"Natalia sold clips to 48 of her friends in April, and then half as many in May.\", "
              "\"b\": \"Natalia sold "
              "clips to 48 friends in April and half as many in May. How many in all?\", \"overlap\": 0.94}"),
     .score = 0.94,
     .file = TEXT("data/train.jsonl"),
     .line = 34,
     .number = 34},
};
static struct code_count leak_codes[] = {{TEXT("near_duplicate"), 1}};
static struct figure leak_figures[] = {
    {.figure = TEXT("overlap with evaluation set"),
     .value = 0.000077,
     .low = 0.0000136,
     .high = 0.000435,
     .n = 13023,
     .unit = TEXT("share")},
};

static struct finding language_findings[] = {
    {.record = TEXT("conv-0077"),
     .code = TEXT("mixed_language"),
     .locus = TEXT("/messages/1/content"),
     .message = TEXT("The answer turns from English to Chinese in its middle."),
     .evidence = TEXT("{\"before\": \"The capital of France is \", \"span\": \"\xe5\xb7\xb4\xe9\xbb\x8e\", "
                      "\"after\": \", a city on the "
                      "Seine.\", \"share\": 0.08}"),
     .score = 0.4,
     .file = TEXT("data/train.jsonl"),
     .line = 77,
     .number = 77},
    {.record = TEXT("conv-0078"),
     .code = TEXT("mixed_language"),
     .locus = TEXT("/messages/1/content"),
     .message = TEXT("The answer is in Arabic though the prompt is in English."),
     .evidence = TEXT("{\"text\": \"\xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7\"}"),
     .score = NAN,
     .file = TEXT("data/train.jsonl"),
     .line = 78,
     .number = 78},
};
static struct code_count language_codes[] = {{TEXT("mixed_language"), 2}};
static const struct text language_labels[] = {TEXT("English"), TEXT("German"), TEXT("Chinese"),
                                              TEXT("Arabic"), TEXT("undetermined")};
static const int64_t language_counts[] = {9211, 2310, 1180, 301, 21};
static struct histogram language_histograms[] = {{.figure = TEXT("language of the answer"),
                                                  .count = 5,
                                                  .labels = language_labels,
                                                  .counts = language_counts}};
static struct figure language_figures[] = {
    {.figure = TEXT("refusals"),
     .slice = TEXT("language=en"),
     .value = 0.41,
     .low = 0.39,
     .high = 0.43,
     .n = 9211,
     .unit = TEXT("share")},
    {.figure = TEXT("refusals"),
     .slice = TEXT("language=de"),
     .value = 0.32,
     .low = 0.29,
     .high = 0.35,
     .n = 2310,
     .unit = TEXT("share")},
    {.figure = TEXT("refusals"),
     .slice = TEXT("language=zh"),
     .value = 0.55,
     .low = 0.50,
     .high = 0.60,
     .n = 1180,
     .unit = TEXT("share")},
    {.figure = TEXT("refusals"),
     .slice = TEXT("language=ar"),
     .value = 0.6,
     .low = 0.31,
     .high = 0.83,
     .n = 11,
     .unit = TEXT("share")},
};

static const double length_edges[] = {0, 50, 100, 150, 200, 250, 300, 350, 400, 450, 500, 550, 600};
static const int64_t length_counts[] = {120, 890, 2100, 3120, 2790, 1880, 1040, 560, 290, 140, 60, 33};
static const double token_edges[] = {1, 10, 100, 1000, 10000, 100000};
static const int64_t token_counts[] = {12, 2230, 9400, 1370, 11};
static struct histogram length_histograms[] = {
    {.figure = TEXT("words per answer"),
     .unit = TEXT("words"),
     .count = 12,
     .edges = length_edges,
     .counts = length_counts},
    {.figure = TEXT("tokens per record"),
     .unit = TEXT("tokens"),
     .count = 5,
     .edges = token_edges,
     .counts = token_counts},
};
static struct figure length_figures[] = {
    {.figure = TEXT("median words per answer"),
     .value = 187,
     .low = 184,
     .high = 190,
     .n = 13023,
     .unit = TEXT("words")},
    {.figure = TEXT("records by source"),
     .slice = TEXT("source=forum"),
     .value = 8123,
     .low = NAN,
     .high = NAN,
     .n = -1,
     .unit = TEXT("records")},
    {.figure = TEXT("records by source"),
     .slice = TEXT("source=" HOSTILE),
     .value = 4900,
     .low = NAN,
     .high = NAN,
     .n = -1,
     .unit = TEXT("records")},
    {.figure = TEXT("agreement of raters"),
     .value = NAN,
     .low = NAN,
     .high = NAN,
     .n = 0,
     .reason = TEXT("no record was rated twice")},
};

static struct check_result checks[] = {
    {.check = TEXT("sft.length"),
     .title = TEXT("How long the answers are"),
     .why = TEXT("A model learns the length of its answers from its data."),
     .definition = TEXT("Words are runs of letters and digits (UAX #29). The median's interval is that of "
                        "order statistics."),
     .source = TEXT("UAX #29"),
     .sql = TEXT("-- check: sft.length\n-- rows\nSELECT count(*) AS n FROM records WHERE words < 10 & 1;\n"),
     .level = LEVEL_NOTE,
     .status = CHECK_OK,
     .seconds = 0.25,
     .figures = length_figures,
     .figure_count = 4,
     .histograms = length_histograms,
     .histogram_count = 2},
    {.check = TEXT("sft.structure"),
     .title = TEXT("Records that cannot be trained on"),
     .why = TEXT("Trainers drop or mangle such records without a word."),
     .definition = TEXT("A record is faulty when at least one fault was found while reading it.\nThe "
                        "interval is Wilson's at 95 %."),
     .source = TEXT("Wilson 1927, doi:10.2307/2276774"),
     .sql = TEXT("-- check: sft.structure\nSELECT 1;\n"),
     .level = LEVEL_ERROR,
     .status = CHECK_FINDINGS,
     .seconds = 1.5,
     .figures = structure_figures,
     .figure_count = 4,
     .findings = structure_findings,
     .finding_count = 6,
     .findings_total = 242,
     .codes = structure_codes,
     .code_count = 3},
    {.check = TEXT("sft.language"),
     .title = TEXT("Languages that change within an answer"),
     .why = TEXT("Models copy it."),
     .definition = TEXT("Share of characters by script."),
     .level = LEVEL_WARNING,
     .status = CHECK_FINDINGS,
     .seconds = 0.5,
     .figures = language_figures,
     .figure_count = 4,
     .histograms = language_histograms,
     .histogram_count = 1,
     .findings = language_findings,
     .finding_count = 2,
     .findings_total = 2,
     .codes = language_codes,
     .code_count = 1},
    {.check = TEXT("sft.leak"),
     .title = TEXT("Evaluation data in the training data"),
     .why = TEXT("Scores on leaked data mean nothing."),
     .definition = TEXT("Overlap of 13-word shingles."),
     .source = TEXT("arXiv:2005.14165, appendix C"),
     .level = LEVEL_ERROR,
     .status = CHECK_FINDINGS,
     .seconds = 2,
     .figures = leak_figures,
     .figure_count = 1,
     .findings = leak_findings,
     .finding_count = 1,
     .findings_total = 1,
     .codes = leak_codes,
     .code_count = 1},
    {.check = TEXT("sft.tools"),
     .title = TEXT("Calls of tools that were not offered"),
     .level = LEVEL_ERROR,
     .status = CHECK_SKIPPED,
     .reason = TEXT("no record offers or calls a tool")},
    {.check = TEXT("local.terms"),
     .title = TEXT("Forbidden terms"),
     .level = LEVEL_WARNING,
     .status = CHECK_FAILED,
     .reason = TEXT("checks/terms.sql:14: column \"wrods\" does not exist; did you mean \"words\"?")},
};

static struct run *run_new(const struct run *content)
{
    static struct arena empty;
    struct arena arena = empty;
    struct run *run = arena_take_zeroed(&arena, 1, sizeof *run);
    struct check_result *copies = arena_take_zeroed(&arena, content->check_count, sizeof *copies);
    memcpy(copies, content->checks, content->check_count * sizeof *copies);
    *run = *content;
    run->checks = copies;
    run->arena = arena;
    return run;
}

struct run *sample_run(void)
{
    return run_new(
        &(struct run){.version = "1.2.3",
                      .task = TEXT("sft"),
                      .command = TEXT("assay check data/train.jsonl 'data/extra set (2).jsonl.gz'"),
                      .inputs = inputs,
                      .input_count = 2,
                      .records = 13023,
                      .checks = checks,
                      .check_count = sizeof checks / sizeof *checks,
                      .fail_on = LEVEL_ERROR,
                      .failed = true});
}

struct run *sample_run_clean(void)
{
    struct check_result clean[] = {checks[0], checks[4]};
    return run_new(&(struct run){.version = "1.2.3",
                                 .task = TEXT("sft"),
                                 .command = TEXT("assay check data/train.jsonl"),
                                 .inputs = inputs,
                                 .input_count = 1,
                                 .records = 12345,
                                 .checks = clean,
                                 .check_count = 2,
                                 .fail_on = LEVEL_ERROR});
}

struct run *sample_run_large(size_t count)
{
    static const char *const words[] = {"empty", "answer", "number",  "of",    "the",  "call",
                                        "tool",  "role",   "speaker", "wrong", "date", "prompt"};
    struct run *run = sample_run();
    struct check_result *check = &run->checks[1];
    check->findings = arena_take_zeroed(&run->arena, count, sizeof *check->findings);
    uint64_t state = 1;
    for (size_t i = 0; i < count; i++) {
        char line[400], record[64];
        int used = 0;
        for (int w = 0; w < 12; w++) {
            state = state * 6364136223846793005U + 1442695040888963407U;
            used += snprintf(line + used, sizeof line - (size_t)used, "%s ", words[state >> 33 & 7]);
        }
        snprintf(line + used, sizeof line - (size_t)used, "%zu.", i);
        int length = snprintf(record, sizeof record, "conv-%06zu", i);
        struct finding *finding = &check->findings[i];
        *finding = structure_findings[i % 3];
        finding->message = arena_copy(&run->arena, text_of(line));
        finding->record = arena_copy(&run->arena, (struct text){record, (size_t)length});
        length = snprintf(line, sizeof line,
                          "{\"text\":\"passage number %zu of the data\",\"words\":%d,\"hash\":\"%016llx\"}",
                          i, (int)(state >> 50), (unsigned long long)state);
        finding->evidence = arena_copy(&run->arena, (struct text){line, (size_t)length});
        finding->number = finding->line = (int64_t)i + 1;
    }
    check->finding_count = count;
    check->findings_total = (int64_t)count;
    return run;
}
