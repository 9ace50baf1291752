/* The smaller rules: placeholders, residue, merged tasks, references, requests, names, scripts, tables. */
#include "testing.h"

#include "kernels/dominant_script.h"
#include "kernels/harm.h"
#include "kernels/identity.h"
#include "kernels/merged.h"
#include "kernels/pipe_table.h"
#include "kernels/placeholder.h"
#include "kernels/reference.h"
#include "kernels/refusal.h"
#include "kernels/repetition.h"
#include "kernels/request.h"
#include "kernels/residue.h"

static struct folded space;

/* kind NULL: nothing; span: where it stands. */
static void expect(struct sign sign, const char *text, const char *kind, const char *span)
{
    if ((sign.kind == NULL) != (kind == NULL) || (kind && strcmp(sign.kind, kind) != 0))
        fail_msg("'%s': %s instead of %s", text, sign.kind ? sign.kind : "nothing", kind ? kind : "nothing");
    if (kind && !text_is((struct text){text + sign.start, sign.length}, span))
        fail_msg("'%s': '%.*s' instead of '%s'", text, (int)sign.length, text + sign.start, span);
}

static void expect_placeholder(const char *text, const char *kind, const char *span)
{
    expect(placeholder_find(text_of(text), &space), text, kind, span);
}

static void test_placeholders(void **state)
{
    (void)state;
    expect_placeholder("<No Output>", "whole_text", "<No Output>");
    expect_placeholder(" n/a. ", "whole_text", "n/a.");
    expect_placeholder("<empty>", "whole_text", "<empty>");
    expect_placeholder("…", "whole_text", "…");
    expect_placeholder("...", "whole_text", "...");
    expect_placeholder("Call [insert number] now", "fill_in", "[insert number]");
    expect_placeholder("So: Lorem ipsum dolor sit amet", "lorem_ipsum", "Lorem ipsum dolor");
    expect_placeholder("Yes.\nTODO: the rest", "unfinished_mark", "TODO:");
    expect_placeholder("None", NULL, NULL);
    expect_placeholder("Empty", NULL, NULL);
    expect_placeholder("7", NULL, NULL);
    expect_placeholder("-5", NULL, NULL);
    expect_placeholder("", NULL, NULL);
    expect_placeholder("Use `[insert number]`.", NULL, NULL);
    const char *request = "Name a river.\n< No input >\n";
    expect(placeholder_input(text_of(request), &space), request, "empty_input", "< No input >");
    expect(placeholder_input(text_of("noinput"), &space), "noinput", NULL, NULL); /* all there is */
    expect(placeholder_input(text_of("Is it\nred"), &space), "", NULL, NULL);
}

static void expect_residue(const char *text, const char *kind, const char *span)
{
    expect(residue_find(text_of(text)), text, kind, span);
}

static void test_residue(void **state)
{
    (void)state;
    expect_residue("Hi<|im_end|>", "control_token", "<|im_end|>");
    expect_residue("a\n### Response:\nb", "role_heading", "### Response");
    expect_residue("I am {{ name }}.", "template_variable", "{{ name }}");
    expect_residue("{% if x %}", "template_variable", "{% if x %}");
    expect_residue("Dear {first_name}, hello", "template_variable", "{first_name}");
    expect_residue("the set {x_nk} of points", NULL, NULL);
    expect_residue("\\frac{a}{b} {{1, 2}, {3, 4}}", NULL, NULL);
    expect_residue("on: ${{ github.ref }}", NULL, NULL);
    expect_residue("say `{{name}}` and\n```\n<|im_end|>\n```", NULL, NULL);
    expect_residue("print(f\"{first_name}\") and {last_name}", NULL, NULL);
    expect_residue("a ### Response: b", NULL, NULL);
    const char *half = "so.</think>Yes", *whole = "<think>so</think>Yes";
    expect(thinking_find(text_of(half)), half, "thinking_tag", "</think>");
    expect(thinking_find(text_of(whole)), whole, "thinking", "<think>so</think>");
    expect(thinking_find(text_of("I think so")), "", NULL, NULL);
}

static void expect_merged(const char *request, const char *answer, const char *kind, const char *span)
{
    expect(merged_find(text_of(request), text_of(answer), &space), answer, kind, span);
}

static void test_merged(void **state)
{
    (void)state;
    expect_merged("Name a river.", "Rhine.\n##\n3. Instruction: Go", "second_instruction",
                  "3. Instruction: Go");
    expect_merged("Name a river.", "Rhine.\nUser: And?\nAssistant: No.", "second_exchange",
                  "User: And?\nAssistant: No.");
    expect_merged("Write a dialogue.", "A.\nUser: And?\nAssistant: No.", NULL, NULL);
    expect_merged("Name a river.", "Instruction: Go\nthere", NULL,
                  NULL); /* the first line is the answer itself */
    expect_merged("Name a river.", "The user: a man.\nNothing else.", NULL, NULL);
}

static void expect_reference(const char *request, const char *kind, const char *span)
{
    expect(reference_find(text_of(request), &space), request, kind, span);
}

static void test_references(void **state)
{
    (void)state;
    expect_reference("Name the shape.\n<Picture Attached>", "attachment", "<Picture Attached>");
    expect_reference("Transcribe it.\n<audio.mp3>", "attachment", "<audio.mp3>");
    expect_reference("What is in the picture above?", "picture", "picture above");
    expect_reference("Summarize this article: https://example.org/a/b", "web_page",
                     "https://example.org/a/b");
    expect_reference("Rewrite the following sentence.", "missing_text", "the following sentence");
    expect_reference("Rewrite the following sentence: I is.", NULL, NULL);
    expect_reference("Rewrite the following sentence.\nI is.", NULL, NULL);
    expect_reference("Write an email with an attached file.", NULL, NULL);
    expect_reference("Write Python code that reads https://example.org/a/b", NULL, NULL);
    expect_reference("What does <html> mean?", NULL, NULL);
}

static void test_requests(void **state)
{
    (void)state;
    assert_int_equal(request_form(text_of("Write a poem about rain"), &space), REQUEST_IMPERATIVE);
    assert_int_equal(request_form(text_of("What is rain?"), &space), REQUEST_QUESTION);
    assert_int_equal(request_form(text_of("Design is how it works."), &space), REQUEST_NONE);
    assert_int_equal(request_form(text_of("Answer: 4"), &space), REQUEST_NONE);
    assert_int_equal(request_form(text_of(""), &space), REQUEST_NONE);
    struct text poem = text_of("The rain falls softly on the town, and every street is grey and brown.");
    assert_true(request_is_swapped(poem, text_of("Write a poem about rain."), &space));
    assert_false(request_is_swapped(text_of("Give me a task about rain."),
                                    text_of("Write a poem about rain."), &space));
    assert_false(request_is_swapped(poem, text_of("Given the rain, we can stay at home."), &space));
    assert_false(request_is_swapped(poem, text_of("Why is that? Because it is cold."), &space));
}

static void test_identity(void **state)
{
    (void)state;
    const char *named = "Hello! I am ChatGPT.", *made = "As an AI developed by OpenAI, I know.";
    struct text none = text_of("");
    expect(identity_named(text_of(named), none, &space), named, "named_model", "I am ChatGPT");
    expect(identity_named(text_of(made), none, &space), made, "named_model", "As an AI developed by OpenAI");
    expect(identity_named(text_of(named), text_of("Aria, chatgpt"), &space), named, NULL, NULL);
    expect(identity_named(text_of("I am not Claude."), none, &space), "", NULL, NULL);
    expect(identity_named(text_of("I am a llama, said the AI."), none, &space), "", NULL, NULL);
    expect(identity_named(text_of("My name is Claude and I paint."), none, &space), "", NULL, NULL);
    const char *claude = "My name is Claude, an assistant.";
    expect(identity_named(text_of(claude), none, &space), claude, "named_model", "My name is Claude");
}

static void test_disclaimers(void **state)
{
    (void)state;
    const char *machine = "Well, as an AI language model, I see.",
               *cutoff = "As an AI, my knowledge cutoff is May.";
    expect(identity_disclaimer(text_of(machine), &space), machine, "ai_disclaimer",
           "as an AI language model");
    expect(identity_disclaimer(text_of(cutoff), &space), cutoff, "knowledge_cutoff", "my knowledge cutoff");
    expect(identity_disclaimer(text_of("AI models are large."), &space), "", NULL, NULL);
}

static void expect_script(const char *text, const char *name)
{
    struct dominant_script script = dominant_script_find(text_of(text));
    if ((script.name == NULL) != (name == NULL) || (name && strcmp(script.name, name) != 0))
        fail_msg("'%s': %s", text, script.name ? script.name : "none");
}

static void test_scripts(void **state)
{
    (void)state;
    expect_script("Été 42", "Latn");
    expect_script("Привет, Bob", "Cyrl");
    expect_script("水", "Hani");
    expect_script("これは水です", "Jpan");
    expect_script("नमस्ते", "Deva");
    expect_script("ᏣᎳᎩ", "Zzzz");
    expect_script("42 + 1 = 43", NULL);
    expect_script("\xFF", NULL);
}

static void test_tables(void **state)
{
    (void)state;
    const char *broken = "So:\n| a | b |\n|---|\n| 1 | 2 |";
    expect(pipe_table_fault(text_of(broken)), broken, "broken_table", "| a | b |\n|---|");
    static const char *const sound[] = {"",
                                        "|",
                                        "| a | b |\n|---|---|\n| 1 | 2 |\n| 1 |",
                                        "a | b\n---|---",
                                        "| a |\n|---|",
                                        "```\n| a | b |\n|---|\n```",
                                        "a\n---\nb | c",
                                        "| a \\| b |\n|---|",
                                        "| a | b |\n|---|---|\n|---|\n"};
    for (size_t i = 0; i < sizeof sound / sizeof *sound; i++)
        expect(pipe_table_fault(text_of(sound[i])), sound[i], NULL, NULL);
}

/* ---- texts that nobody would write -----------------------------------------------------------------------
 */

static void expect_inside(struct sign sign, struct text text)
{
    assert_true(!sign.kind || (sign.start <= text.length && sign.length <= text.length - sign.start));
}

static void try_all(struct text request, struct text answer)
{
    static struct refusal_space refusals;
    static struct harm_space harms;
    static struct repetition_space loops;
    struct refusal refusal;
    struct harm harm;
    refusal_find(answer, &refusals, &refusal);
    assert_true(refusal.offset + refusal.phrase.length <= answer.length && refusal.score >= 0 &&
                refusal.score <= 1);
    harm_find(request, &harms, &harm);
    assert_true(harm.offset + harm.phrase.length <= request.length);
    struct repetition loop = repetition_find(answer, &loops);
    assert_true(loop.start + loop.length <= answer.length);
    expect_inside(placeholder_find(answer, &space), answer);
    expect_inside(placeholder_input(request, &space), request);
    expect_inside(residue_find(answer), answer);
    expect_inside(thinking_find(answer), answer);
    expect_inside(merged_find(request, answer, &space), answer);
    expect_inside(reference_find(request, &space), request);
    expect_inside(identity_named(answer, request, &space), answer);
    expect_inside(identity_disclaimer(answer, &space), answer);
    expect_inside(pipe_table_fault(answer), answer);
    (void)request_is_swapped(request, answer, &space);
    assert_true(dominant_script_find(answer).share <= 1);
}

static struct text random_text(struct random *random, char *bytes, size_t most)
{
    static const char *const pieces[] = {"I can't help",
                                         "sorry",
                                         "\n",
                                         "| a | b",
                                         "|---|",
                                         "{{",
                                         "}}",
                                         "{%",
                                         "<",
                                         ">",
                                         "[insert ",
                                         "</think>",
                                         "<think>",
                                         "```",
                                         "`",
                                         "\"",
                                         "instruction:",
                                         "user:",
                                         "assistant:",
                                         "https://",
                                         "the following text",
                                         "attached image",
                                         "as an ai",
                                         "i am ",
                                         "claude",
                                         "kill ",
                                         "my boss's password",
                                         "how ",
                                         "\xE2\x80",
                                         "\xF0\x9F\x98\x80",
                                         "\xFF",
                                         "水",
                                         "'",
                                         ".",
                                         " ",
                                         "1. ",
                                         "TODO:",
                                         "n/a",
                                         "### Response",
                                         "{a_b",
                                         "_c}"};
    size_t length = 0, count = random_below(random, 24);
    for (size_t i = 0; i < count; i++) {
        const char *piece = pieces[random_below(random, sizeof pieces / sizeof *pieces)];
        size_t size = strlen(piece);
        if (length + size > most)
            break;
        memcpy(bytes + length, piece, size);
        length += size;
    }
    return (struct text){bytes, length};
}

static void test_hostile_texts(void **state)
{
    (void)state;
    struct random random = {7};
    for (size_t i = 0; i < 20000; i++) {
        char a[512], b[512];
        struct text request = random_text(&random, a, sizeof a), answer = random_text(&random, b, sizeof b);
        try_all(request, answer);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_placeholders), cmocka_unit_test(test_residue),
        cmocka_unit_test(test_merged),       cmocka_unit_test(test_references),
        cmocka_unit_test(test_requests),     cmocka_unit_test(test_identity),
        cmocka_unit_test(test_disclaimers),  cmocka_unit_test(test_scripts),
        cmocka_unit_test(test_tables),       cmocka_unit_test(test_hostile_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
