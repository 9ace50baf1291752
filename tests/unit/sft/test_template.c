/* Chat templates: errors with their line and column, limits, marks of generation, and memory that runs out.
 * What the language means is compared with Jinja2 in tests/conformance/chat_templates.py. */
#include "reading.h"

#include "base/memory.h"
#include "packs/sft/template_chat.h"

static struct arena arena;
static struct rendering rendering;

/* Renders with two messages; the text, or the error's message. */
static const char *render(const char *source, struct error *error)
{
    struct turn turns[] = {{.role = text_of("user"), .content = text_of("Hi"), .weight = 1},
                           {.role = text_of("assistant"), .content = text_of("Yes"), .weight = 1}};
    struct template_source templates;
    struct chat chat = {0};
    *error = (struct error){0};
    arena_clear(&arena);
    if (template_source_read(&templates, text_of(source), &arena, error) < 0)
        return error->message;
    if (chat_open(&chat, turns, 2, (struct text){0}, &arena) < 0) {
        error_memory(error);
        return error->message;
    }
    if (chat_render(&chat, &templates, 2, false, &rendering, error) < 0)
        return error->message;
    return buffer_c(&rendering.text);
}

static void assert_rendered(const char *source, const char *expected)
{
    struct error error;
    assert_string_equal(render(source, &error), expected);
    assert_int_equal(error.code, 0);
}

/* The message ends so; what stands before is where the template came from. */
static void assert_fault(const char *source, const char *expected)
{
    struct error error;
    const char *message = render(source, &error);
    size_t length = strlen(message), wanted = strlen(expected);
    assert_int_equal(error.code, ERROR_INPUT);
    assert_true(length >= wanted);
    assert_string_equal(message + (length - wanted), expected);
}

static void texts(void **state)
{
    (void)state;
    assert_rendered("{% for m in messages %}<{{ m.role }}>{{ m.content }}{% endfor %}",
                    "<user>Hi<assistant>Yes");
    assert_rendered("{{ messages[-1].content }}", "Yes");
    assert_rendered("a{{ nothing }}b{% if tools %}t{% endif %}", "ab");
}

static void places(void **state)
{
    (void)state;
    assert_fault("a\n{% if x %}\n{{ y }", "line 3, column 6: this bracket closes nothing");
    assert_fault("a\n{{ y", "line 2, column 1: this tag is never closed: \"}}\" is missing");
    assert_fault("{{ 'a }}", "line 1, column 4: this string is never closed");
    assert_fault("é {{ ) }}", "line 1, column 6: this bracket closes nothing");
    assert_fault("{% if x %}{{ 1 }}", "{% endif %} is missing");
    assert_fault("{{ 1 +\n\n* 2 }}", "line 3, column 1: an expression is expected here");
    assert_fault(
        "{% include 'x' %}",
        "line 1, column 4: \"include\" is no statement that is known here; chat templates use for, if, set, "
        "macro and generation");
    assert_fault("{{ 1 }}\n{{ messages.x.y }}", "line 2, column 14: \"x\" is undefined");
    assert_fault("{{ messages|nope }}", "line 1, column 13: no filter is called \"nope\"");
    assert_fault("{{ messages is nope }}", "no test is called \"nope\"");
    assert_fault("{{ 1\n// 0 }}", "line 2, column 1: division by zero");
    assert_fault("{{ 9223372036854775807 + 1 }}", "the number does not fit 64 bits");
    assert_fault("{{ raise_exception('no system role') }}", "line 1, column 4: no system role");
    assert_true(rendering.refused);
    assert_fault("{{ nothing.x }}", "\"nothing\" is undefined");
    assert_false(rendering.refused);
    assert_fault("{{ 1 }}{# never", "this comment is never closed: \"#}\" is missing");
    assert_fault("{% raw %}", "this {% raw %} is never closed by {% endraw %}");
}

static void limits(void **state)
{
    (void)state;
    struct error error;
    struct buffer deep = {0};
    assert_fault("{% set r = range(3000) %}{% for a in r %}{% for b in r %}{% endfor %}{% endfor %}",
                 "the template was stopped after 4000000 steps: it loops too long");
    assert_fault("{{ 'aaaaaaaaaa' * 99999999 }}", "the template was stopped: it writes more than 64 MiB");
    assert_fault("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
                 "the template was stopped: its calls are nested too deep");
    assert_true(strstr(render("{{ range(999999999999) }}", &error), "the template was stopped") != NULL);
    for (int i = 0; i < 5000; i++)
        buffer_string(&deep, i ? "(" : "{{ ");
    assert_true(strstr(render(buffer_c(&deep), &error), "nested too deep") != NULL);
    buffer_clear(&deep);
    for (int i = 0; i < 5000; i++)
        buffer_string(&deep, "{% if x %}");
    assert_true(strstr(render(buffer_c(&deep), &error), "nested deeper") != NULL);
    buffer_clear(&deep);
    buffer_string(&deep, "{{ 1");
    for (int i = 0; i < 5000; i++)
        buffer_string(&deep, " + 1");
    buffer_string(&deep, " }}");
    assert_true(strstr(render(buffer_c(&deep), &error), "nested too deep") != NULL);
    buffer_release(&deep);
}

static void marks(void **state)
{
    (void)state;
    assert_rendered("{% for m in messages %}[{% generation %}{{ m.content }}{% endgeneration %}]{% endfor %}",
                    "[Hi][Yes]");
    assert_int_equal(rendering.span_count, 2);
    assert_int_equal(rendering.spans[1].start, 5);
    assert_int_equal(rendering.spans[1].stop, 8);
    assert_rendered("{% macro f() %}x{% generation %}y{% endgeneration %}{% endmacro %}ab{{ f() }}", "abxy");
    assert_int_equal(rendering.span_count, 1);
}

static void configurations(void **state)
{
    (void)state;
    struct template_source source;
    struct error error = {0};
    arena_clear(&arena);
    assert_int_equal(template_source_read(&source, text_of("no/such/file.jinja"), &arena, &error),
                     ERROR_INPUT);
    assert_non_null(strstr(error.message, "no/such/file.jinja"));
}

static void memory(void **state)
{
    (void)state;
    static const char source[] =
        "{% set ns = namespace(n=1) %}{% for m in messages %}{% set ns.n = ns.n + 1 %}"
        "{{ m|tojson }}{{ [m.role, 'a']|join('-')|upper }}{% endfor %}{{ ns.n }}";
    for (long nth = 1;; nth++) {
        struct error error;
        arena_release(&arena);
        buffer_release(&rendering.text);
        memory_fail_at(nth);
        render(source, &error);
        long made = memory_allocations();
        memory_fail_at(0);
        if (error.code == 0) {
            assert_true(made < nth);
            break;
        }
        assert_int_equal(error.code, ERROR_SYSTEM);
    }
}

static int release(void **state)
{
    (void)state;
    arena_release(&arena);
    buffer_release(&rendering.text);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(texts),          cmocka_unit_test(places),
                                       cmocka_unit_test(limits),         cmocka_unit_test(marks),
                                       cmocka_unit_test(configurations), cmocka_unit_test(memory)};
    return cmocka_run_group_tests(tests, NULL, release);
}
