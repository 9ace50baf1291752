/* assay leakage TRAIN… --eval FILE…: which evaluation items the training data gives away, the clean rest of
 * them, and what the leak does to scores. */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "cli/console.h"
#include "cli/leakage_scores.h"
#include "cli/leakage_subset.h"
#include "cli/table.h"

/* ---- finding ------------------------------------------------------------------------------------------- */

/* The --set options, and those that have an option of their own here. */
static int overrides_gather(const struct invocation *invocation, struct override **overrides, size_t *count,
                            struct error *error)
{
    static const struct {
        const char *option, *param;
    } named[] = {{"unit", "unit"}, {"false-positives", "false_positives"}};
    TRY(session_overrides(invocation, overrides, count, error));
    struct override *grown = memory_resize(*overrides, *count + 2, sizeof *grown);
    if (!grown)
        return error_memory(error);
    *overrides = grown;
    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        if (option_given(invocation, named[i].option))
            grown[(*count)++] =
                (struct override){.check = text_of("leaks"),
                                  .param = text_of(named[i].param),
                                  .value = text_of(option_value(invocation, named[i].option))};
    return 0;
}

static int leaks_find(const struct invocation *invocation, struct session *session, struct error *error)
{
    struct check_set set = {0};
    struct override *overrides = NULL;
    size_t count = 0;
    int code = session_checks(&set, invocation, session->loaded.pack, error);
    if (code == 0 && !check_set_find(&set, text_of("leak_best")))
        code = error_set(error, ERROR_USAGE,
                         "leakage compares training conversations with evaluation items; this is "
                         "data of the task '%s'",
                         session->loaded.pack->task);
    if (code == 0)
        code = overrides_gather(invocation, &overrides, &count, error);
    struct runner_options options = {.overrides = overrides, .override_count = count};
    if (code == 0)
        code = runner_derive(session->engine, &set, "leak_best", &options, error);
    memory_free(overrides);
    check_set_release(&set);
    return code;
}

/* ---- for a person -------------------------------------------------------------------------------------- */

static const char summary_sql[] =
    "SELECT source, count(*) AS items, count(code) AS leaked, format('{:.2f} %', 100 * wilson(count(code), "
    "count(*)).value) || format(' ({:.2f} to {:.2f})', 100 * wilson(count(code), count(*)).low, 100 * "
    "wilson(count(code), count(*)).high) AS share, count(*) FILTER (code = 'leak_exact') AS exact, count(*) "
    "FILTER "
    "(code = 'leak_ngram') AS ngram, count(*) FILTER (code = 'leak_rephrased') AS rephrased FROM leak_best "
    "GROUP BY "
    "source ORDER BY source";

/* %s: what is shown, as a condition. */
static const char items_sql[] =
    "SELECT coalesce(replace(b.code, 'leak_', ''), '-') AS rule, format('{:.3f}', b.score) AS score, "
    "format('{:.0f} "
    "%%', 100 * b.long_share) AS words, b.record AS item, coalesce(records.record, '') AS training, "
    "left(regexp_replace(b.text, '\\s+', ' ', 'g'), 200) AS text FROM leak_best AS b LEFT JOIN records ON "
    "records.row "
    "= b.row %s ORDER BY b.exact DESC, b.code = 'leak_ngram' DESC, b.code IS NOT NULL DESC, b.score DESC, "
    "b.long_share DESC, b.item LIMIT %lld";

static const char parts_sql[] =
    "SELECT suite, model, n, format('{:.4f} ({:.4f} to {:.4f})', \"all\".value, \"all\".low, \"all\".high) "
    "AS \"all\", "
    "clean_n, format('{:.4f} ({:.4f} to {:.4f})', clean.value, clean.low, clean.high) AS clean, leaked_n, "
    "format('{:.4f} ({:.4f} to {:.4f})', leaked.value, leaked.low, leaked.high) AS leaked, format('{:+.4f} "
    "({:+.4f} "
    "to {:+.4f})', difference.value, difference.low, difference.high) AS \"clean - leaked\", "
    "format('{:.4g}', p) AS p "
    "FROM score_parts ORDER BY suite, model";

static const char pairs_sql[] = "SELECT suite, first, second, n, b || ' : ' || c AS \"all\", "
                                "format('{:.4g}', p) AS p, verdict, clean_n, clean_b "
                                "|| ' : ' || clean_c AS clean, format('{:.4g}', clean_p) AS clean_p, "
                                "clean_verdict, CASE WHEN changes THEN 'yes' "
                                "ELSE 'no' END AS changes FROM score_pairs ORDER BY suite, first, second";

static int scores_put(const struct session *session, struct buffer *out, struct error *error)
{
    int64_t pairs = 0;
    bool found = false;
    buffer_string(out, "\nscores, with 95 % intervals\n");
    TRY(table_query(session->engine, text_of(parts_sql), out, error));
    TRY(engine_one_int64(session->engine, "SELECT count(*) FROM score_pairs", NULL, &pairs, &found, error));
    if (pairs == 0)
        return 0;
    buffer_string(
        out, "\nfirst against second: items that only one of them has right, and McNemar's exact test\n");
    return table_query(session->engine, text_of(pairs_sql), out, error);
}

static int tables_put(const struct invocation *invocation, const struct session *session, struct buffer *out,
                      struct error *error)
{
    long long shown = 20;
    struct buffer sql = {0};
    TRY(option_number(invocation, "items", 0, true, &shown, error));
    TRY(table_query(session->engine, text_of(summary_sql), out, error));
    if (shown == 0)
        return option_given(invocation, "scores") ? scores_put(session, out, error) : 0;
    buffer_string(out, "\nevaluation items, worst first\n");
    buffer_format(&sql, items_sql, "", shown < 0 ? (long long)1 << 62 : shown);
    int code = buffer_status(&sql, error);
    if (code == 0)
        code = table_query(session->engine, buffer_view(&sql), out, error);
    buffer_release(&sql);
    if (code == 0 && option_given(invocation, "scores"))
        code = scores_put(session, out, error);
    return code;
}

/* ---- JSON ---------------------------------------------------------------------------------------------- */

static const char json_sql[] =
    "SELECT CAST(to_json({'threshold': (SELECT {'score': score, 'from': origin, 'n': n, 'false_positives': "
    "rate} FROM "
    "leak_limit), 'sources': (SELECT list({'source': source, 'items': items, 'leaked': leaked, 'share': "
    "share} ORDER BY source) FROM (SELECT source, count(*) AS items, count(code) AS leaked, "
    "wilson(count(code), "
    "count(*)) AS share FROM leak_best GROUP BY source)), 'items': (SELECT list({'item': b.record, 'source': "
    "b.source, "
    "'file': eval_records.file, 'number': eval_records.number, 'code': b.code, 'score': round(b.score, 6), "
    "'long_share': round(b.long_share, 6), 'short_share': round(b.short_share, 6), 'long_anywhere': "
    "round(b.long_anywhere, 6), 'short_anywhere': round(b.short_anywhere, 6), 'records': b.records, "
    "'training': "
    "records.record, 'training_file': records.file, 'training_line': records.line, 'text': b.text} ORDER BY "
    "b.exact "
    "DESC, b.code = 'leak_ngram' DESC, b.code IS NOT NULL DESC, b.score DESC, b.long_share DESC, b.item) "
    "FROM "
    "leak_best AS b JOIN eval_records ON eval_records.row = b.item LEFT JOIN records ON records.row = b.row)";

static int json_put(const struct invocation *invocation, const struct session *session, struct buffer *out,
                    struct error *error)
{
    struct buffer sql = {0};
    struct answer *answer = NULL;
    size_t rows = 0;
    buffer_string(&sql, json_sql);
    if (option_given(invocation, "scores"))
        buffer_string(
            &sql, ", 'scores': (SELECT list(part ORDER BY suite, model) FROM score_parts AS part), 'pairs': "
                  "(SELECT coalesce(list(pair ORDER BY suite, first, second), []) FROM score_pairs AS pair)");
    buffer_string(&sql, "}) AS VARCHAR)");
    int code = buffer_status(&sql, error);
    if (code == 0)
        code = engine_query(session->engine, &answer, buffer_c(&sql), NULL, error);
    if (code == 0 && (code = answer_next(answer, &rows, error)) == 0 && rows > 0) {
        struct column text = answer_column(answer, 0);
        buffer_text(out, column_text(&text, 0));
        buffer_byte(out, '\n');
    }
    answer_free(answer);
    buffer_release(&sql);
    return code;
}

/* ---- the command --------------------------------------------------------------------------------------- */

static int subsets_write(const struct invocation *invocation, const struct session *session,
                         struct error *error)
{
    if (option_given(invocation, "clean"))
        TRY(leakage_subset_write(session, option_value(invocation, "clean"), false, error));
    if (option_given(invocation, "leaked"))
        TRY(leakage_subset_write(session, option_value(invocation, "leaked"), true, error));
    return 0;
}

static int leakage_steps(struct invocation *invocation, struct session *session, struct error *error)
{
    if (!option_given(invocation, "eval"))
        return error_set(error, ERROR_USAGE,
                         "leakage needs --eval FILE, the items to look for in the training data");
    TRY(session_open(session, invocation, error));
    if (option_given(invocation, "scores"))
        TRY(leakage_scores_load(session, invocation, error));
    TRY(session_load(session, invocation, invocation->operands, invocation->operand_count, error));
    TRY(leaks_find(invocation, session, error));
    if (option_given(invocation, "scores"))
        TRY(leakage_scores_make(session, error));
    progress_end();
    TRY(subsets_write(invocation, session, error));
    struct buffer out = {0};
    int code = option_given(invocation, "json") ? json_put(invocation, session, &out, error)
                                                : tables_put(invocation, session, &out, error);
    if (code == 0)
        code = print_buffer(&out, option_value(invocation, "json"), error);
    buffer_release(&out);
    return code;
}

static int leakage_run(struct invocation *invocation, struct error *error)
{
    struct session session = {0};
    int code = leakage_steps(invocation, &session, error);
    session_close(&session);
    return code;
}

static const struct option leakage_options[] = {
    {"eval", 0, ARGUMENT_NEEDED, "[NAME=]FILE", "evaluation items to look for; a version will do too", true},
    {"clean", 0, ARGUMENT_NEEDED, "FILE",
     "write the items that are not leaked, their bytes unchanged; with several --eval files a folder", false},
    {"leaked", 0, ARGUMENT_NEEDED, "FILE", "write the items that are leaked, in the same way", false},
    {"scores", 0, ARGUMENT_NEEDED, "LOG",
     "graded answers (lm-eval --log_samples, or predictions): scores on all, clean and leaked items", true},
    {"unit", 0, ARGUMENT_NEEDED, "UNIT", "what is compared: question (default), or question+answer", false},
    {"false-positives", 0, ARGUMENT_NEEDED, "SHARE",
     "share of unrelated records that may be called rephrasings; default: 0.01", false},
    {"items", 0, ARGUMENT_NEEDED, "N|all", "items to list; default: 20", false},
    {"json", 0, ARGUMENT_OPTIONAL, "FILE", "print one JSON object, with every item", false},
    SET_OPTION,
    READING_OPTIONS,
    {NULL, 0, ARGUMENT_NONE, NULL, NULL, false},
};

const struct command leakage_command = {
    .name = "leakage",
    .operands = "TRAIN…",
    .title = "say which evaluation items the training data gives away",
    .doc =
        "Looks for every evaluation item among the training records: word for word, by runs of 13 words, and "
        "said "
        "in other words. Each item is listed with the record that comes nearest, worst first; 'assay check "
        "--eval' lists records instead, and gates can judge that.\n\n"
        "With --scores the models' scores are given on all items, on the clean and on the leaked ones, with "
        "Newcombe's interval for the difference and Fisher's exact test; for two models on the same items, "
        "whether McNemar's exact test says the same without the leaked items. An answer is to the item whose "
        "text it was asked. 'assay explain leaks' has the definitions.",
    .examples =
        "  assay leakage train.jsonl --eval gsm8k_test.jsonl\n"
        "  assay leakage train.jsonl --eval test.jsonl --clean clean.jsonl   # the rest that can be scored\n"
        "  assay leakage train.jsonl --eval samples_gsm8k.jsonl --scores samples_gsm8k.jsonl\n",
    .options = leakage_options,
    .engine = true,
    .run = leakage_run,
};
