#include "check/cases.h"

#include <math.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "check/runner.h"

enum { EXPECTED_MOST = 256, SETS_MOST = 16 };

struct expected_finding {
    struct text code, record;
    bool seen;
};

struct expected_figure {
    struct text name;
    double value;
};

struct one_case {
    struct text name;
    struct buffer sql;
    bool says_nothing; /* "finds: nothing" */
    struct expected_finding findings[EXPECTED_MOST];
    size_t finding_count;
    struct expected_figure figures[EXPECTED_MOST];
    size_t figure_count;
    struct override sets[SETS_MOST];
    size_t set_count;
};

struct prover {
    struct engine *engine;
    const struct check_set *set;
    const struct check *check;
    const char *tables_sql;
    struct proofs *proofs;
    struct error *error;
    bool found_something, found_nothing;
    bool *codes_seen; /* one per declared code */
};

static struct text line_take(struct text text, size_t *at)
{
    const char *start = text.data + *at;
    const char *end = memchr(start, '\n', text.length - *at);
    size_t length = end ? (size_t)(end - start) : text.length - *at;
    *at += length + (end ? 1 : 0);
    return (struct text){start, length};
}

/* The rest of a line "-- word: rest"; .data NULL when it is another line. */
static struct text mark(struct text line, const char *word)
{
    size_t length = strlen(word);
    if (!text_starts(line, "-- ") || line.length < length + 4 || memcmp(line.data + 3, word, length) != 0 ||
        line.data[3 + length] != ':')
        return (struct text){0};
    return text_trim((struct text){line.data + length + 4, line.length - length - 4});
}

static int proof_add(struct prover *prover, struct text name, const char *message)
{
    struct proofs *proofs = prover->proofs;
    if (proofs->count == proofs->capacity) {
        size_t capacity = proofs->capacity ? proofs->capacity * 2 : 64;
        struct proof *grown = memory_resize(proofs->items, capacity, sizeof *grown);
        if (!grown)
            return error_memory(prover->error);
        proofs->items = grown;
        proofs->capacity = capacity;
    }
    struct proof proof = {.check = arena_copy(&proofs->arena, prover->check->name),
                          .name = arena_copy(&proofs->arena, name),
                          .passed = message[0] == '\0',
                          .message = arena_copy(&proofs->arena, text_of(message))};
    if (!proof.check.data || !proof.name.data || !proof.message.data)
        return error_memory(prover->error);
    proofs->failed += !proof.passed;
    proofs->items[proofs->count++] = proof;
    return 0;
}

/* "code record" or "nothing" */
static int expect_finding(struct one_case *one, struct text value)
{
    if (text_is(value, "nothing")) {
        one->says_nothing = true;
        return 0;
    }
    const char *space = memchr(value.data, ' ', value.length);
    if (!space || one->finding_count == EXPECTED_MOST)
        return -1;
    size_t length = (size_t)(space - value.data);
    one->findings[one->finding_count++] = (struct expected_finding){
        {value.data, length}, text_trim((struct text){space, value.length - length}), false};
    return 0;
}

/* "name = value"; the value ends the line */
static int expect_figure(struct one_case *one, struct text value)
{
    char number[64];
    size_t equals = value.length;
    while (equals > 0 && value.data[equals - 1] != '=')
        equals--;
    struct text right = text_trim((struct text){value.data + equals, value.length - equals});
    if (equals == 0 || right.length >= sizeof number || one->figure_count == EXPECTED_MOST)
        return -1;
    memcpy(number, right.data, right.length);
    number[right.length] = '\0';
    char *end = number;
    double parsed = text_is(right, "NULL") ? (double)NAN : strtod(number, &end);
    if (!isnan(parsed) && (*end != '\0' || right.length == 0))
        return -1;
    one->figures[one->figure_count++] =
        (struct expected_figure){text_trim((struct text){value.data, equals - 1}), parsed};
    return 0;
}

static int expect_set(struct one_case *one, struct text value)
{
    const char *equals = memchr(value.data, '=', value.length);
    if (!equals || one->set_count == SETS_MOST)
        return -1;
    size_t length = (size_t)(equals - value.data);
    one->sets[one->set_count++] =
        (struct override){.param = text_trim((struct text){value.data, length}),
                          .value = text_trim((struct text){equals + 1, value.length - length - 1})};
    return 0;
}

static bool findings_differ(struct one_case *one, const struct check_result *result, struct buffer *why)
{
    for (size_t i = 0; i < result->finding_count; i++) {
        const struct finding *finding = &result->findings[i];
        size_t k = 0;
        while (k < one->finding_count &&
               (one->findings[k].seen || !text_equal(one->findings[k].code, finding->code) ||
                !text_equal(one->findings[k].record, finding->record)))
            k++;
        if (k == one->finding_count) {
            buffer_format(why, "found '%.*s %.*s' (%.*s), which the case does not expect",
                          (int)finding->code.length, finding->code.data, (int)finding->record.length,
                          finding->record.data, (int)finding->message.length, finding->message.data);
            return true;
        }
        one->findings[k].seen = true;
    }
    for (size_t k = 0; k < one->finding_count; k++) {
        if (!one->findings[k].seen) {
            buffer_format(why, "did not find '%.*s %.*s'", (int)one->findings[k].code.length,
                          one->findings[k].code.data, (int)one->findings[k].record.length,
                          one->findings[k].record.data);
            return true;
        }
    }
    return false;
}

static bool figures_differ(const struct one_case *one, const struct check_result *result, struct buffer *why)
{
    for (size_t k = 0; k < one->figure_count; k++) {
        const struct expected_figure *expected = &one->figures[k];
        size_t i = 0;
        while (i < result->figure_count && !text_equal(result->figures[i].figure, expected->name))
            i++;
        if (i == result->figure_count) {
            buffer_format(why, "there is no figure '%.*s'", (int)expected->name.length, expected->name.data);
            return true;
        }
        double value = result->figures[i].value;
        if (isnan(value) != isnan(expected->value) ||
            (!isnan(value) && fabs(value - expected->value) > 1e-6)) {
            buffer_format(why, "figure '%.*s' is %.9g, not %.9g", (int)expected->name.length,
                          expected->name.data, value, expected->value);
            return true;
        }
    }
    return false;
}

static void codes_note(struct prover *prover, const struct check_result *result)
{
    for (size_t i = 0; i < result->finding_count; i++)
        for (size_t k = 0; k < prover->check->code_count; k++)
            prover->codes_seen[k] |= text_equal(result->findings[i].code, prover->check->codes[k].name);
}

static int case_run(struct prover *prover, struct one_case *one)
{
    struct run run = {0};
    struct buffer why = {0};
    struct runner_options options = {.only = &prover->check->name,
                                     .only_count = 1,
                                     .findings_limit = -1,
                                     .fail_on = LEVEL_NEVER,
                                     .overrides = one->sets,
                                     .override_count = one->set_count};
    int code = engine_run(prover->engine, prover->tables_sql, NULL, prover->error);
    if (code == 0)
        code = runner_forget(prover->engine, prover->set, prover->error);
    if (code == 0 && (code = buffer_status(&one->sql, prover->error)) == 0)
        code = engine_run(prover->engine, buffer_c(&one->sql), NULL, prover->error);
    if (code == 0)
        code = runner_run(prover->engine, prover->set, &options, &run, prover->error);
    if (code < 0 && code != ERROR_INTERRUPTED) {
        buffer_string(&why, prover->error->message);
        *prover->error = (struct error){0};
        code = 0;
    } else if (code == 0) {
        const struct check_result *result = &run.checks[0];
        if (result->status == CHECK_FAILED || result->status == CHECK_SKIPPED)
            buffer_format(&why, "%s: %.*s", check_status_name(result->status), (int)result->reason.length,
                          result->reason.data);
        else if (!findings_differ(one, result, &why))
            figures_differ(one, result, &why);
        codes_note(prover, result);
        prover->found_something |= one->finding_count > 0 && why.length == 0;
        prover->found_nothing |= one->finding_count == 0 && one->says_nothing && why.length == 0;
    }
    if (code == 0)
        code = proof_add(prover, one->name, buffer_c(&why));
    buffer_release(&why);
    arena_release(&run.arena);
    return code;
}

/* Ends the case that is open, if any. */
static int case_close(struct prover *prover, struct one_case *one, bool open)
{
    int code = open ? case_run(prover, one) : 0;
    buffer_release(&one->sql);
    *one = (struct one_case){0};
    return code;
}

static int file_prove(struct prover *prover, const struct check_cases *cases, struct one_case *one)
{
    bool open = false;
    int line_number = 0;
    for (size_t at = 0; at < cases->text.length;) {
        struct text line = line_take(cases->text, &at), value;
        int bad = 0;
        line_number++;
        if ((value = mark(line, "case")).data) {
            TRY(case_close(prover, one, open));
            one->name = value;
            open = true;
        } else if ((value = mark(line, "finds")).data) {
            bad = expect_finding(one, value);
        } else if ((value = mark(line, "figure")).data) {
            bad = expect_figure(one, value);
        } else if ((value = mark(line, "set")).data) {
            bad = expect_set(one, value);
        } else if (open) {
            buffer_text(&one->sql, line);
            buffer_byte(&one->sql, '\n');
        }
        if (bad < 0)
            return error_set(prover->error, ERROR_USAGE, "%.*s:%d: cannot read '%.*s'",
                             (int)cases->path.length, cases->path.data, line_number, (int)line.length,
                             line.data);
    }
    return case_close(prover, one, open);
}

static int coverage_prove(struct prover *prover)
{
    struct buffer why = {0};
    const struct check *check = prover->check;
    if (check->findings.length > 0 && !prover->found_something)
        buffer_string(&why, "no case was seen to find anything; ");
    if (!prover->found_nothing)
        buffer_string(&why, "no case was seen to pass; ");
    for (size_t i = 0; i < check->code_count; i++)
        if (!prover->codes_seen[i])
            buffer_format(&why, "no case finds '%.*s'; ", (int)check->codes[i].name.length,
                          check->codes[i].name.data);
    int code = buffer_status(&why, prover->error);
    if (why.length > 0)
        why.data[why.length -= 2] = '\0'; /* the last "; " */
    if (code == 0)
        code = proof_add(prover, text_of("coverage"), buffer_c(&why));
    buffer_release(&why);
    return code;
}

int cases_prove(struct engine *engine, const struct check_set *set, const struct check *check,
                const char *tables_sql, struct proofs *proofs, struct error *error)
{
    struct prover prover = {.engine = engine,
                            .set = set,
                            .check = check,
                            .tables_sql = tables_sql,
                            .proofs = proofs,
                            .error = error,
                            .codes_seen = memory_new(check->code_count + 1, sizeof(bool))};
    struct one_case *one = memory_new(1, sizeof *one);
    int code = prover.codes_seen && one ? 0 : error_memory(error);
    for (size_t i = 0; i < set->cases_count && code == 0; i++)
        if (text_equal(set->cases[i].check, check->name))
            code = file_prove(&prover, &set->cases[i], one);
    if (code == 0)
        code = coverage_prove(&prover);
    if (one)
        buffer_release(&one->sql);
    memory_free(one);
    memory_free(prover.codes_seen);
    return code;
}

void proofs_release(struct proofs *proofs)
{
    memory_free(proofs->items);
    arena_release(&proofs->arena);
    *proofs = (struct proofs){0};
}
