/* Cases prove a check only when every expectation holds: each way of being wrong is told. */
#include "check/cases.h"

#include "checking.h"

#define CHECK                                                                                                \
    "-- check: t.x\n-- title: X\n-- why: Y\n-- param: most BIGINT = 15   words\n-- code: long   too long\n"  \
    "-- rows\nSELECT row, words FROM records\n"                                                              \
    "-- figures\nSELECT 'longest' AS figure, max(words) AS value FROM rows\n"                                \
    "-- findings\nSELECT row, 'long' AS code, 'm' AS message FROM rows WHERE words > $most\n"
#define ONE "INSERT INTO records VALUES (1, 'a', 'f', 1, 1, NULL, 20, NULL);\n"
#define SHORT "INSERT INTO records VALUES (1, 'a', 'f', 1, 1, NULL, 2, NULL);\n"
#define PASSES "-- case: short\n" SHORT "-- finds: nothing\n"
#define FINDS "-- case: long\n" ONE "-- finds: long a\n"

struct proving {
    struct engine *engine;
    struct check_set set;
    struct proofs proofs;
    struct error error;
};

static int prove(struct proving *proving, const char *cases)
{
    struct buffer text = {0};
    *proving = (struct proving){.engine = engine_with("")};
    buffer_format(&text, "-- cases: t.x\n%s", cases);
    set_fill(&proving->set,
             (const char *const[]){"checks/x.sql", CHECK, "checks/x.cases.sql", buffer_c(&text), NULL});
    buffer_release(&text);
    return cases_prove(proving->engine, &proving->set, &proving->set.items[0], TABLES, &proving->proofs,
                       &proving->error);
}

static void proving_release(struct proving *proving)
{
    proofs_release(&proving->proofs);
    check_set_release(&proving->set);
    engine_close(proving->engine);
}

/* The first proof that fails says `why`; NULL: all hold. */
static void proof_is(const char *cases, const char *why)
{
    struct proving proving;
    if (prove(&proving, cases) < 0)
        fail_msg("%s", proving.error.message);
    const struct proof *failed = NULL;
    for (size_t i = 0; i < proving.proofs.count && !failed; i++)
        failed = proving.proofs.items[i].passed ? NULL : &proving.proofs.items[i];
    if (!why && failed)
        fail_msg("'%s' is not proven: %s", failed->name.data, failed->message.data);
    if (why && !failed)
        fail_msg("is proven, although: %s", why);
    if (why && !strstr(failed->message.data, why))
        fail_msg("says '%s', not '%s'", failed->message.data, why);
    assert_int_equal(proving.proofs.failed > 0, why != NULL);
    proving_release(&proving);
}

static void test_proven(void **state)
{
    (void)state;
    proof_is(FINDS "-- figure: longest = 20\n" PASSES "-- figure: longest = 2\n", NULL);
    proof_is(FINDS PASSES "-- case: other limit\n" ONE "-- set: most=30\n-- finds: nothing\n", NULL);
    proof_is(FINDS PASSES "-- case: none\n-- finds: nothing\n-- figure: longest = NULL\n", NULL);
}

static void test_wrong_expectations(void **state)
{
    (void)state;
    proof_is(FINDS "-- case: blind\n" ONE "-- finds: nothing\n" PASSES,
             "found 'long a' (m), which the case does not expect");
    proof_is(FINDS "-- case: silent\n" ONE PASSES, "found 'long a'");
    proof_is("-- case: other code\n" ONE "-- finds: short a\n" PASSES, "found 'long a'");
    proof_is("-- case: other record\n" ONE "-- finds: long b\n" PASSES, "found 'long a'");
    proof_is("-- case: twice\n" ONE "-- finds: long a\n-- finds: long a\n" PASSES, "did not find 'long a'");
    proof_is(FINDS "-- case: wishful\n" SHORT "-- finds: long a\n" PASSES, "did not find 'long a'");
    proof_is(FINDS "-- figure: longest = 21\n" PASSES, "figure 'longest' is 20, not 21");
    proof_is(FINDS "-- figure: longest = NULL\n" PASSES, "figure 'longest' is 20, not nan");
    proof_is(FINDS "-- figure: shortest = 20\n" PASSES, "there is no figure 'shortest'");
}

static void test_what_cannot_run_is_not_proven(void **state)
{
    (void)state;
    proof_is("-- case: wrong SQL\nINSERT INTO nowhere VALUES (1);\n-- finds: nothing\n" FINDS PASSES,
             "nowhere");
    proof_is(FINDS "-- case: wrong parameter\n" ONE "-- set: least=1\n-- finds: nothing\n" PASSES, "least");
}

static void test_coverage(void **state)
{
    (void)state;
    proof_is("", "no case was seen to find anything; no case was seen to pass; no case finds 'long'");
    proof_is(PASSES, "no case was seen to find anything; no case finds 'long'");
    proof_is(FINDS, "no case was seen to pass");
}

/* Each case begins with empty tables, whatever the one before left. */
static void test_cases_are_apart(void **state)
{
    (void)state;
    proof_is(FINDS FINDS PASSES PASSES, NULL);
}

static void test_unreadable_cases_name_their_line(void **state)
{
    static const struct {
        const char *cases, *message;
    } wrong[] = {
        {"-- case: x\n-- finds: long\n", "packs/test/checks/x.cases.sql:3: cannot read '-- finds: long'"},
        {"-- case: x\n\n-- figure: longest\n",
         "packs/test/checks/x.cases.sql:4: cannot read '-- figure: longest'"},
        {"-- case: x\n-- figure: longest = many\n",
         "packs/test/checks/x.cases.sql:3: cannot read '-- figure: longest = many'"},
        {"-- case: x\n-- set: most\n", "packs/test/checks/x.cases.sql:3: cannot read '-- set: most'"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct proving proving;
        assert_int_equal(prove(&proving, wrong[i].cases), ERROR_USAGE);
        assert_string_equal(proving.error.message, wrong[i].message);
        proving_release(&proving);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_proven),
        cmocka_unit_test(test_wrong_expectations),
        cmocka_unit_test(test_what_cannot_run_is_not_proven),
        cmocka_unit_test(test_coverage),
        cmocka_unit_test(test_cases_are_apart),
        cmocka_unit_test(test_unreadable_cases_name_their_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
