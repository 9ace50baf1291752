/* The gate language: what it reads, and every way to get it wrong with the line and column it names. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "gate/gate.h"

#define RULE "rules:\n- check: sft.lengths\n  figure: cut\n"

static void assert_fault(const char *text, const char *message)
{
    struct gate gate;
    struct error error = {0};
    assert_int_equal(gate_parse(&gate, "gate.yaml", text_of(text), &error), ERROR_INPUT);
    if (!strstr(error.message, message))
        fail_msg("%s\n  instead of\n%s", error.message, message);
    arena_release(&gate.arena);
}

static void a_gate_is_read(void **state)
{
    (void)state;
    struct gate gate;
    struct error error = {0};
    const char *text =
        "# a remark\ngate: \"chat release\"\nlevel: 0.99\nmin_n: 50\nrules:\n"
        "- {name: few, check: sft.lengths, figure: cut, max: 2 %, margin: 0.5%, worse: higher}\n"
        "- check: sft.lengths\n  figure: 'words: mean'\n  each: source\n  min: -1.5e0\n  sides: two\n"
        "- check: sft.structure\n  findings: [a, b]\n  count: records\n  level: 0.9\n  max: 0.01\n"
        "- check: x.pairs\n  only_before: fixed\n  only_after: broken\n  margin: 0\n  group: all\n";
    if (gate_parse(&gate, "gate.yaml", text_of(text), &error) < 0)
        fail_msg("%s", error.message);
    assert_int_equal(gate.count, 4);
    assert_true(text_is(gate.name, "chat release"));
    const struct rule *rule = gate.rules;
    assert_true(text_is(rule[0].name, "few") && rule[0].max == 0.02 && rule[0].margin == 0.005);
    assert_true(isnan(rule[0].min) && rule[0].level == 0.99 && rule[0].sides == 1 && rule[0].min_n == 50);
    assert_false(rule[0].holm);
    assert_int_equal(rule[0].line, 6);
    assert_true(text_is(rule[1].name, "words: mean") && rule[1].min == -1.5 && rule[1].sides == 2);
    assert_true(rule[1].holm && text_is(rule_field(&rule[1]), "source"));
    assert_true(rule[2].kind == RULE_RECORDS && rule[2].code_count == 2 && rule[2].level == 0.9);
    assert_true(text_is(rule[2].name, "findings of sft.structure"));
    assert_true(rule[3].kind == RULE_DISCORDANT && rule[3].margin == 0 && rule[3].holm);
    assert_true(rule_needs_baseline(&rule[0]) && !rule_needs_baseline(&rule[3]) &&
                gate_needs_baseline(&gate));
    arena_release(&gate.arena);
}

static void yaml_that_is_none(void **state)
{
    (void)state;
    assert_fault("", "gate.yaml:1:1: empty");
    assert_fault("gate: a\nrules: [\n", "gate.yaml:3:1: no YAML: did not find expected node content");
    assert_fault("gate: \"a\n", "gate.yaml:2:1: no YAML: found unexpected end of stream");
    assert_fault("gate: a\n\tb: c\n", "gate.yaml:2:1: no YAML: ");
    assert_fault("gate: a\nx: b\xff\n", "gate.yaml:2:5: no UTF-8 (byte 12)");
    assert_fault("gate: \xc3\xa9\xc3\xa9\nx: \xc3\n", "gate.yaml:2:4: no UTF-8");
    assert_fault("gate: a\n---\ngate: b\n", "gate.yaml:2:1: a second document");
    assert_fault("gate: &a x\n", "gate.yaml:1:7: anchors and aliases are no part");
    assert_fault("gate: *a\n", "gate.yaml:1:7: anchors and aliases are no part");
    assert_fault("gate: x\nrules: &b [1]\n", "gate.yaml:2:8: anchors and aliases are no part");
    assert_fault("gate: !!int 3\n", "gate.yaml:1:7: tags");
    assert_fault("gate: x\nrules: !!seq [1]\n", "gate.yaml:2:8: tags");
    assert_fault("a: 1\nb: 2\na: 3\n", "gate.yaml:3:1: 'a' stands here a second time, first in line 1");
    assert_fault("gate: a\nrules:\n- check: x\n  max: 1\n  max: 2\n",
                 "gate.yaml:5:3: 'max' stands here a second time, first in line 4");
    assert_fault("? [a]\n: b\n", "gate.yaml:1:3: a key must be a word");
    assert_fault("gate: [[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]\n", "gate.yaml:1:22: nested more than 16 deep");
    assert_fault("gate: \"a\\0b\"\n", "gate.yaml:1:7: a NUL character");
}

static void large_files_are_refused(void **state)
{
    (void)state;
    struct buffer text = {0};
    struct gate gate;
    struct error error = {0};
    for (int i = 0; i < (256 << 10) / 16 + 1; i++)
        buffer_string(&text, "# sixteen bytes\n");
    assert_int_equal(gate_parse(&gate, "gate.yaml", buffer_view(&text), &error), ERROR_INPUT);
    assert_string_equal(error.message, "gate.yaml: larger than 256 KiB: no gate is");
    arena_release(&gate.arena);
    buffer_release(&text);
}

static void keys_that_are_wrong(void **state)
{
    (void)state;
    assert_fault("- a\n", "gate.yaml:1:1: a gate is a map");
    assert_fault("gate: a\n", "gate.yaml:1:1: a gate needs 'rules: [...]'");
    assert_fault("rules: []\n", "gate.yaml:1:1: a gate needs 'gate: NAME'");
    assert_fault("gate: a\nrules: []\n", "gate.yaml:2:8: 'rules' should be a list of at least one rule");
    assert_fault("gate: a\nrules: x\n", "gate.yaml:2:8: 'rules' should be a list");
    assert_fault("gate: [a]\n" RULE "  max: 1\n", "gate.yaml:1:7: should be a text");
    assert_fault("gate: a\nlevle: 0.9\n" RULE "  max: 1\n",
                 "gate.yaml:2:1: a gate has no key 'levle' (did you mean 'level'?)");
    assert_fault("gate: a\nmax: 0.9\n" RULE,
                 "gate.yaml:2:1: 'max' belongs to a rule: move it below 'rules:'");
    assert_fault("gate: a\nrules:\n- 7\n", "gate.yaml:3:3: a rule is a map of keys");
    assert_fault("gate: a\n" RULE "  magin: 1\n",
                 "gate.yaml:5:3: a rule has no key 'magin' (did you mean 'margin'?)");
    assert_fault("gate: a\n" RULE "  zzzzzzzz: 1\n",
                 "gate.yaml:5:3: a rule has no key 'zzzzzzzz'; docs/gates.md");
}

static void values_that_are_wrong(void **state)
{
    (void)state;
    assert_fault("gate: a\n" RULE "  max: many\n", "gate.yaml:5:8: should be a number, as in 0.02 or 2 %");
    assert_fault("gate: a\n" RULE "  max: nan\n", "gate.yaml:5:8: should be a number");
    assert_fault("gate: a\n" RULE "  max: 0x10\n", "gate.yaml:5:8: should be a number");
    assert_fault("gate: a\n" RULE "  max:\n", "gate.yaml:5:7: should be a number");
    assert_fault("gate: a\n" RULE "  max: [1]\n", "gate.yaml:5:8: should be a number");
    assert_fault("gate: a\nlevel: 95\n" RULE "  max: 1\n", "gate.yaml:2:8: level is a confidence from 0.5");
    assert_fault("gate: a\n" RULE "  max: 1\n  sides: both\n", "gate.yaml:6:10: should be one of one, two");
    assert_fault("gate: a\n" RULE "  max: 1\n  min_n: 2.5\n",
                 "gate.yaml:6:10: should be a whole number from 1");
    assert_fault("gate: a\n" RULE "  max: 1\n  holm: yes\n", "gate.yaml:6:9: should be true or false");
    assert_fault("gate: a\n" RULE "  max: 1\n  method: bayes\n", "gate.yaml:6:11: should be one of wilson,");
    assert_fault("gate: a\n" RULE "  margin: -1\n  worse: higher\n",
                 "gate.yaml:5:11: a margin is how much worse");
    assert_fault("gate: a\n" RULE "  margin: 1\n  worse: up\n",
                 "gate.yaml:6:10: should be one of higher, lower");
    assert_fault("gate: a\n" RULE "  max: 1\n  slice: web\n", "gate.yaml:6:10: a slice is FIELD=VALUE");
    assert_fault("gate: a\nrules:\n- check: x\n  findings: {a: b}\n",
                 "gate.yaml:4:13: should be 'all', a code");
    assert_fault("gate: a\nrules:\n- check: x\n  findings: []\n", "gate.yaml:4:13: should be 'all', a code");
    assert_fault("gate: a\nrules:\n- check: x\n  findings: all\n  count: words\n  max: 0\n",
                 "gate.yaml:5:10: should be one of findings, records, pairs");
}

static void rules_that_make_no_sense(void **state)
{
    (void)state;
    assert_fault("gate: a\nrules:\n- figure: x\n  max: 1\n", "gate.yaml:3:3: the rule names no check");
    assert_fault("gate: a\nrules:\n- check: x\n  max: 1\n", "gate.yaml:3:3: a rule judges one thing");
    assert_fault("gate: a\n" RULE "  findings: all\n  max: 1\n", "gate.yaml:3:3: a rule judges one thing");
    assert_fault("gate: a\nrules:\n- check: x\n  only_before: b\n  margin: 0\n",
                 "'only_before' and 'only_after' go together");
    assert_fault("gate: a\n" RULE, "gate.yaml:3:3: the rule has no bound");
    assert_fault("gate: a\n" RULE "  max: 1\n  min: 2\n", "gate.yaml:6:8: 'min' is above 'max'");
    assert_fault("gate: a\n" RULE "  margin: 1\n", "gate.yaml:3:3: 'margin' needs 'worse: higher' or");
    assert_fault("gate: a\n" RULE "  max: 1\n  worse: lower\n",
                 "gate.yaml:6:10: 'worse' belongs to 'margin'");
    assert_fault("gate: a\n" RULE "  max: 1\n  count: records\n",
                 "gate.yaml:6:10: 'count' says what of findings");
    assert_fault("gate: a\n" RULE "  max: 1\n  each: f\n  slice: f=1\n",
                 "gate.yaml:6:9: 'each' and 'slice' exclude");
    assert_fault("gate: a\n" RULE "  max: 1\n  holm: true\n",
                 "gate.yaml:6:9: Holm's method needs several tests");
    assert_fault("gate: a\n" RULE "  max: 1\n  method: newcombe\n",
                 "gate.yaml:6:11: method newcombe does not fit");
    assert_fault("gate: a\n" RULE "  margin: 1\n  worse: lower\n  method: wilson\n",
                 "gate.yaml:7:11: method wilson does not fit");
    assert_fault("gate: a\nrules:\n- check: x\n  findings: all\n  max: 1\n  each: f\n",
                 "gate.yaml:6:9: only figures have slices");
    assert_fault("gate: a\nrules:\n- check: x\n  findings: all\n  max: 1\n  method: welch\n",
                 "gate.yaml:6:11: method welch does not fit");
    assert_fault("gate: a\nrules:\n- check: x\n  findings: all\n  count: pairs\n  max: 1\n",
                 "gate.yaml:3:3: pairs compare before with after");
    assert_fault(
        "gate: a\nrules:\n- check: x\n  findings: all\n  count: pairs\n  margin: 1\n  worse: lower\n",
        "gate.yaml:7:10: of pairs, more findings are worse");
    assert_fault("gate: a\n" RULE "  max: 1\n- check: y\n  figure: cut\n  max: 1\n",
                 "gate.yaml:6:3: a second rule named 'cut' (first in line 3)");
}

static void checks_are_found(void **state)
{
    (void)state;
    static const char check_text[] =
        "-- check:    my.things\n-- title:    Things\n-- level:    note\n-- why:      a.\n"
        "-- code:     odd_thing   is odd\n\n-- rows\nSELECT 1 AS row;\n\n-- findings\n"
        "SELECT row, 'odd_thing' AS code FROM rows;\n";
    struct check_set set = {0};
    struct error error = {0};
    const struct embedded files[] = {{"checks/things.sql", check_text, sizeof check_text - 1},
                                     {NULL, NULL, 0}};
    assert_int_equal(check_set_add_embedded(&set, "my", files, &error), 0);
    assert_int_equal(check_set_close(&set, &error), 0);
    static const struct {
        const char *rule, *message;
    } cases[] = {
        {"- check: things\n  findings: odd_thing\n  max: 0\n", NULL},
        {"- check: my.things\n  findings: all\n  max: 0\n", NULL},
        {"- check: my.thing\n  findings: all\n  max: 0\n",
         "gate.yaml:3:10: there is no check 'my.thing' (did you mean 'my.things'?); 'assay checks' lists "
         "them"},
        {"- check: thingz\n  findings: all\n  max: 0\n",
         "gate.yaml:3:10: there is no check 'thingz' (did you mean 'things'?)"},
        {"- findings: odd_things\n  check: things\n  max: 0\n",
         "gate.yaml:4:10: there is no code 'odd_things' (did you mean 'odd_thing'?); 'assay explain "
         "my.things'"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct gate gate;
        struct buffer text = {0};
        error = (struct error){0};
        buffer_string(&text, "gate: a\nrules:\n");
        buffer_string(&text, cases[i].rule);
        assert_int_equal(gate_parse(&gate, "gate.yaml", buffer_view(&text), &error), 0);
        int code = gate_resolve(&gate, &set, &error);
        assert_int_equal(code, cases[i].message ? ERROR_INPUT : 0);
        if (cases[i].message && !strstr(error.message, cases[i].message))
            fail_msg("%s", error.message);
        if (!cases[i].message)
            assert_true(text_is(gate.rules[0].check, "my.things"));
        arena_release(&gate.arena);
        buffer_release(&text);
    }
    check_set_release(&set);
}

static void out_of_memory_is_reported(void **state)
{
    (void)state;
    for (long nth = 1;; nth++) {
        struct gate gate;
        struct error error = {0};
        memory_fail_at(nth);
        int code = gate_parse(&gate, "gate.yaml", text_of("gate: a\n" RULE "  max: 1\n"), &error);
        long made = memory_allocations();
        memory_fail_at(0);
        assert_true(code == 0 || code == ERROR_SYSTEM);
        arena_release(&gate.arena);
        if (made < nth)
            break;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_gate_is_read),          cmocka_unit_test(yaml_that_is_none),
        cmocka_unit_test(large_files_are_refused), cmocka_unit_test(keys_that_are_wrong),
        cmocka_unit_test(values_that_are_wrong),   cmocka_unit_test(rules_that_make_no_sense),
        cmocka_unit_test(checks_are_found),        cmocka_unit_test(out_of_memory_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
