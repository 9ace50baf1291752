#include "gate/readiness.h"

#include <math.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "kernels/intervals.h"

/* What is enough; docs/ready.md says where each comes from. */
static const double CONSISTENT = 0.8, CLEAN = 0.05, UNCOVERED = 0.1, RETRIEVED = 0.5, CHANGING = 0.3;

const char *answer_kind_name(enum answer_kind answer)
{
    static const char *const names[] = {"yes", "unknown", "no"};
    return names[answer];
}

const char *advice_name(enum advice advice)
{
    static const char *const names[] = {"fine-tune", "prompt", "retrieval", "not yet"};
    return names[advice];
}

struct judge {
    struct readiness *readiness;
    const struct run *run;
    const struct use_case *use_case;
    struct buffer evidence, change; /* of the item being made */
    struct error *error;
};

/* ---- figures and findings of the run ------------------------------------------------------------------- */

static const struct check_result *check_of(const struct judge *judge, const char *name)
{
    for (size_t i = 0; i < judge->run->check_count; i++)
        if (text_is(judge->run->checks[i].check, name))
            return &judge->run->checks[i];
    return NULL;
}

/* The figure that begins with these words, over all data; NULL when it is not there. */
static const struct figure *figure_there(const struct judge *judge, const char *check_name, const char *name)
{
    const struct check_result *check = check_of(judge, check_name);
    for (size_t i = 0; check && i < check->figure_count; i++)
        if (text_starts(check->figures[i].figure, name) && check->figures[i].slice.length == 0)
            return &check->figures[i];
    return NULL;
}

/* The same, and NULL when it is undefined too. */
static const struct figure *figure_of(const struct judge *judge, const char *check_name, const char *name)
{
    const struct figure *figure = figure_there(judge, check_name, name);
    return figure && !isnan(figure->value) ? figure : NULL;
}

/* Why a check says nothing: skipped, failed, or no figure. */
static void silence_put(struct judge *judge, const char *name, const char *otherwise)
{
    const struct check_result *check = check_of(judge, name);
    struct text reason = check ? check->reason : text_of("");
    if (check && check->status != CHECK_OK && check->status != CHECK_FINDINGS && reason.length)
        buffer_format(&judge->evidence, "%s was %s: %.*s", name, check_status_name(check->status),
                      (int)reason.length, reason.data);
    else
        buffer_string(&judge->evidence, otherwise);
}

static void share_put(struct buffer *out, double value)
{
    buffer_format(out, value > 0 && value < 0.0995 ? "%.1f %%" : "%.0f %%", value * 100);
}

static void figure_put(struct buffer *out, const struct figure *figure)
{
    share_put(out, figure->value);
    if (!isnan(figure->low) && !isnan(figure->high)) {
        buffer_format(out, " (%.1f to %.1f)", figure->low * 100, figure->high * 100);
    }
    if (figure->n >= 0)
        buffer_format(out, " of %lld", (long long)figure->n);
}

/* ---- items --------------------------------------------------------------------------------------------- */

static int item_add(struct judge *judge, const char *name, const char *question, bool needed,
                    enum answer_kind answer)
{
    struct readiness *readiness = judge->readiness;
    struct readiness_item *item = &readiness->items[readiness->count++];
    *item = (struct readiness_item){.name = name, .question = question, .answer = answer, .needed = needed};
    TRY(buffer_status(&judge->evidence, judge->error));
    TRY(buffer_status(&judge->change, judge->error));
    item->evidence = arena_copy(&readiness->arena, buffer_view(&judge->evidence));
    item->change = arena_copy(&readiness->arena, buffer_view(&judge->change));
    buffer_clear(&judge->evidence);
    buffer_clear(&judge->change);
    return item->evidence.data && item->change.data ? 0 : error_memory(judge->error);
}

/* Above the threshold for sure, below it for sure, or neither. */
static enum answer_kind figure_judge(const struct figure *figure, double threshold, bool more_is_yes)
{
    double low = isnan(figure->low) ? figure->value : figure->low,
           high = isnan(figure->high) ? figure->value : figure->high;
    if (low >= threshold)
        return more_is_yes ? ANSWER_YES : ANSWER_NO;
    if (high < threshold)
        return more_is_yes ? ANSWER_NO : ANSWER_YES;
    return ANSWER_UNKNOWN;
}

static int structure_item(struct judge *judge)
{
    const struct figure *figure =
        figure_of(judge, "sft.consistency", "records that answer as most of their group do");
    enum answer_kind answer = ANSWER_UNKNOWN;
    if (figure) {
        answer = figure_judge(figure, CONSISTENT, true);
        figure_put(&judge->evidence, figure);
        buffer_string(&judge->evidence, " records of like prompts answer in the way of most of their group");
    } else {
        silence_put(judge, "sft.consistency", "no two prompts are alike enough to compare their answers");
    }
    if (answer == ANSWER_NO)
        buffer_string(
            &judge->change,
            "decide on one form for each kind of prompt: 'assay check --only consistency' ranks the groups");
    else if (answer == ANSWER_UNKNOWN)
        buffer_string(&judge->change,
                      "several examples of each kind of prompt, so that consistency can be seen");
    return item_add(judge, "structure", "Do like prompts have answers of one kind?", false, answer);
}

static int gap_item(struct judge *judge)
{
    const struct figure *facts = figure_of(judge, "sft.facts", "answers that state facts");
    enum gap gap = judge->use_case->gap;
    enum answer_kind answer = gap == GAP_UNSAID ? ANSWER_UNKNOWN : gap == GAP_FACTS ? ANSWER_NO : ANSWER_YES;
    if (gap == GAP_UNSAID)
        buffer_string(&judge->evidence, "the use case does not say what the model lacks");
    else
        buffer_format(&judge->evidence, "the use case says that the model lacks %s", gap_name(gap));
    if (facts) {
        buffer_string(&judge->evidence, "; ");
        figure_put(&judge->evidence, facts);
        buffer_string(&judge->evidence, " answers state facts that their prompts do not give");
    }
    if (answer == ANSWER_UNKNOWN)
        buffer_string(&judge->change, "say it: 'gap: style', format, register, skill or facts");
    else if (answer == ANSWER_NO)
        buffer_string(&judge->change,
                      "facts are learnt badly by fine-tuning: give them to the model when it is asked");
    return item_add(judge, "gap", "Does the model lack a form or a skill, rather than facts?", true, answer);
}

/* Whether a prompt reaches the target. */
static bool baseline_met(const struct use_case *use_case)
{
    struct interval interval = interval_wilson(use_case->correct, use_case->answered);
    return use_case->baseline && !isnan(use_case->target) && interval.low >= use_case->target;
}

static int baseline_item(struct judge *judge)
{
    const struct use_case *use_case = judge->use_case;
    struct interval interval = interval_wilson(use_case->correct, use_case->answered);
    enum answer_kind answer = use_case->baseline ? ANSWER_YES : ANSWER_NO;
    if (use_case->baseline) {
        buffer_format(&judge->evidence, "the best prompt is right in %.0f %% (%.1f to %.1f) of %lld",
                      interval.value * 100, interval.low * 100, interval.high * 100,
                      (long long)use_case->answered);
        if (use_case->prompts)
            buffer_format(&judge->evidence, ", of %lld prompts tried", (long long)use_case->prompts);
        if (isnan(use_case->target))
            buffer_string(&judge->change, "say what would be enough: 'target: 90 %'");
        else
            buffer_format(&judge->evidence, "; the target is %.0f %%", use_case->target * 100);
    } else {
        buffer_string(&judge->evidence, "no prompt was tried and counted");
        buffer_string(&judge->change,
                      "write the best prompt you can, count its right answers on the evaluation, and record "
                      "them: 'prompt_baseline: {correct: …, of: …, target: …}'");
    }
    return item_add(judge, "baseline", "Is it recorded how far a prompt alone gets?", true, answer);
}

static int retrieval_item(struct judge *judge)
{
    const struct figure *grounded =
                            figure_of(judge, "sft.grounding", "answers whose facts stand in the documents"),
                        *changing = figure_of(judge, "sft.facts", "answers whose facts change");
    enum answer_kind stand = grounded ? figure_judge(grounded, RETRIEVED, false) : ANSWER_UNKNOWN,
                     change = changing ? figure_judge(changing, CHANGING, false) : ANSWER_UNKNOWN;
    enum answer_kind answer = stand == ANSWER_NO || change == ANSWER_NO                    ? ANSWER_NO
                              : change == ANSWER_YES && (stand == ANSWER_YES || !grounded) ? ANSWER_YES
                                                                                           : ANSWER_UNKNOWN;
    if (grounded) {
        figure_put(&judge->evidence, grounded);
        buffer_string(&judge->evidence, " answers stand in the documents; ");
    }
    if (changing) {
        figure_put(&judge->evidence, changing);
        buffer_string(&judge->evidence, " answers state facts that change");
    } else {
        silence_put(judge, "sft.facts", "the answers could not be looked at");
    }
    if (!grounded)
        buffer_string(&judge->evidence, "; no documents are given to compare with");
    if (answer != ANSWER_YES)
        buffer_string(
            &judge->change,
            grounded ? "answers that need not be looked up; or retrieval, with examples that show how to "
                       "use what was found"
                     : "give the documents that hold the answers, if there are any: 'documents: FILES'");
    return item_add(judge, "memory", "Are the answers something to learn, rather than to look up?", false,
                    answer);
}

static int independence_item(struct judge *judge)
{
    const struct figure *verdict =
        figure_there(judge, "sft.independence", "the evaluation set is independent");
    enum answer_kind answer = ANSWER_UNKNOWN;
    if (verdict) {
        answer = isnan(verdict->value) ? ANSWER_UNKNOWN : verdict->value >= 1 ? ANSWER_YES : ANSWER_NO;
        buffer_format(&judge->evidence, "%lld items: %.*s", (long long)verdict->n,
                      (int)verdict->reason.length, verdict->reason.data);
    } else {
        silence_put(judge, "sft.independence", "there is no evaluation to compare with");
    }
    if (!verdict)
        buffer_string(&judge->change,
                      "name an evaluation that is not made from the same source: 'eval: FILE'");
    else if (answer == ANSWER_NO)
        buffer_string(&judge->change, "'assay leakage --clean' leaves out what leaked; new items of other "
                                      "sources and times are better");
    else if (answer == ANSWER_UNKNOWN)
        buffer_string(&judge->change, "more items, and source, author and date on every record of both sets");
    return item_add(judge, "evaluation", "Is the evaluation independent of the training data?", true, answer);
}

static int size_item(struct judge *judge)
{
    int64_t there = judge->run->records, least = judge->use_case->least_records;
    enum answer_kind answer = there >= least ? ANSWER_YES : ANSWER_NO;
    buffer_format(&judge->evidence, "%lld records; at least %lld are asked", (long long)there,
                  (long long)least);
    if (answer == ANSWER_NO)
        buffer_format(&judge->change, "%lld more records, or fewer asked: 'records: N'",
                      (long long)(least - there));
    return item_add(judge, "size", "Are there records enough?", true, answer);
}

/* Checks whose findings make a record unfit for training, whatever it is trained for. */
static bool makes_unfit(const struct check_result *check)
{
    static const char *const names[] = {"sft.structure",  "sft.encoding",       "sft.defects",
                                        "sft.duplicates", "sft.contradictions", "sft.pii"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (text_is(check->check, names[i]))
            return check->level >= LEVEL_WARNING;
    return false;
}

static int compare_texts(const void *a, const void *b)
{
    const struct text *x = a, *y = b;
    size_t shorter = x->length < y->length ? x->length : y->length;
    int order = shorter ? memcmp(x->data, y->data, shorter) : 0;
    return order ? order : (x->length > y->length) - (x->length < y->length);
}

static int unfit_count(struct judge *judge, int64_t *unfit)
{
    size_t count = 0, most = 0;
    for (size_t i = 0; i < judge->run->check_count; i++)
        if (makes_unfit(&judge->run->checks[i]))
            most += judge->run->checks[i].finding_count;
    struct text *names = memory_new(most + 1, sizeof *names);
    if (!names)
        return error_memory(judge->error);
    for (size_t i = 0; i < judge->run->check_count; i++)
        if (makes_unfit(&judge->run->checks[i]))
            for (size_t f = 0; f < judge->run->checks[i].finding_count; f++)
                names[count++] = judge->run->checks[i].findings[f].record;
    qsort(names, count, sizeof *names, compare_texts);
    *unfit = 0;
    for (size_t i = 0; i < count; i++)
        *unfit += i == 0 || !text_equal(names[i - 1], names[i]);
    memory_free(names);
    return 0;
}

static int clean_item(struct judge *judge)
{
    int64_t unfit = 0;
    TRY(unfit_count(judge, &unfit));
    struct interval interval = interval_wilson(unfit, judge->run->records);
    struct figure figure = {
        .value = interval.value, .low = interval.low, .high = interval.high, .n = judge->run->records};
    enum answer_kind answer = judge->run->records ? figure_judge(&figure, CLEAN, false) : ANSWER_UNKNOWN;
    figure_put(&judge->evidence, &figure);
    buffer_string(&judge->evidence,
                  " records have a warning or an error of structure, encoding, content, or are copies");
    if (answer != ANSWER_YES)
        buffer_string(&judge->change,
                      "'assay check' lists them; 'assay dataset derive --drop-findings' leaves them out");
    return item_add(judge, "clean", "Are the records clean?", true, answer);
}

static int coverage_item(struct judge *judge)
{
    const struct figure *figure =
        figure_of(judge, "sft.production", "traffic on topics that training hardly has");
    enum answer_kind answer = figure ? figure_judge(figure, UNCOVERED, false) : ANSWER_UNKNOWN;
    if (figure) {
        figure_put(&judge->evidence, figure);
        buffer_string(&judge->evidence, " of production is on topics that training hardly has");
    } else {
        silence_put(judge, "sft.production", "nothing is known of production");
    }
    if (answer == ANSWER_NO)
        buffer_string(&judge->change, "examples of those topics: 'assay select' picks what to write next");
    else if (answer == ANSWER_UNKNOWN)
        buffer_string(&judge->change,
                      figure ? "a longer log" : "give a log of what is asked: 'production: FILE'");
    return item_add(judge, "coverage", "Does it cover what production asks?", false, answer);
}

static int replay_item(struct judge *judge)
{
    const struct check_result *check = check_of(judge, "sft.replay");
    size_t suites = 0;
    for (size_t i = 0; check && i < check->figure_count; i++) {
        const struct figure *figure = &check->figures[i];
        if (!text_ends(figure->figure, ": prompts covered") ||
            memchr(figure->figure.data, ',', figure->figure.length) || isnan(figure->value))
            continue;
        buffer_format(&judge->evidence, "%s%.*s ", suites++ ? "; " : "", (int)figure->figure.length,
                      figure->figure.data);
        figure_put(&judge->evidence, figure);
    }
    if (!suites)
        silence_put(judge, "sft.replay", "no suite is given to compare with");
    if (!suites)
        buffer_string(
            &judge->change,
            "name suites of what must not be forgotten: 'suite: [general=FILE, safety=FILE]'; after training "
            "a gate on prediction.forgetting decides");
    return item_add(judge, "forgetting", "Is it known what of the general and safety suites the data keeps?",
                    false, suites ? ANSWER_YES : ANSWER_UNKNOWN);
}

/* ---- what follows -------------------------------------------------------------------------------------- */

static const struct readiness_item *item_of(const struct readiness *readiness, const char *name)
{
    for (size_t i = 0; i < readiness->count; i++)
        if (strcmp(readiness->items[i].name, name) == 0)
            return &readiness->items[i];
    return NULL;
}

/* The items that stand in the way of fine-tuning, by name. */
static size_t obstacles_put(const struct readiness *readiness, struct buffer *out)
{
    size_t count = 0;
    for (size_t i = 0; i < readiness->count; i++) {
        const struct readiness_item *item = &readiness->items[i];
        if (item->answer == ANSWER_NO || (item->needed && item->answer == ANSWER_UNKNOWN))
            buffer_format(out, "%s%s (%s)", count++ ? ", " : "", item->name, answer_kind_name(item->answer));
    }
    return count;
}

static int advise(struct judge *judge)
{
    struct readiness *readiness = judge->readiness;
    struct buffer because = {0};
    size_t obstacles = 0;
    if (baseline_met(judge->use_case)) {
        readiness->advice = ADVICE_PROMPT;
        buffer_string(&because, "a prompt alone reaches the target, by the lower end of its interval");
    } else if (item_of(readiness, "gap")->answer == ANSWER_NO ||
               item_of(readiness, "memory")->answer == ANSWER_NO) {
        readiness->advice = ADVICE_RETRIEVAL;
        buffer_string(&because, item_of(readiness, "gap")->answer == ANSWER_NO
                                    ? "what is lacking are facts"
                                    : "the answers can be looked up, or change");
    } else {
        buffer_string(&because, "open: ");
        obstacles = obstacles_put(readiness, &because);
        readiness->advice = obstacles ? ADVICE_NOT_YET : ADVICE_FINE_TUNE;
        if (!obstacles) {
            buffer_clear(&because);
            buffer_string(&because, "nothing that is needed is missing");
        }
    }
    int code = buffer_status(&because, judge->error);
    readiness->because = arena_copy(&readiness->arena, buffer_view(&because));
    buffer_release(&because);
    return code < 0 ? code : readiness->because.data ? 0 : error_memory(judge->error);
}

int readiness_make(struct readiness *readiness, const struct run *run, const struct use_case *use_case,
                   struct error *error)
{
    static int (*const items[])(struct judge *) = {gap_item,       baseline_item,     retrieval_item,
                                                   structure_item, clean_item,        size_item,
                                                   coverage_item,  independence_item, replay_item};
    struct judge judge = {.readiness = readiness, .run = run, .use_case = use_case, .error = error};
    *readiness = (struct readiness){0};
    int code = 0;
    for (size_t i = 0; i < sizeof items / sizeof *items && code == 0; i++)
        code = items[i](&judge);
    if (code == 0)
        code = advise(&judge);
    buffer_release(&judge.evidence);
    buffer_release(&judge.change);
    return code;
}
