/* The graph of lineage: what a walk marks, in both directions, through chains, diamonds and even cycles. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "store/lineage.h"

static size_t add(struct lineage *lineage, enum node_kind kind, const char *id)
{
    struct error error = {0};
    struct lineage_node node = {.kind = kind, .id = text_of(id), .name = text_of(id)};
    size_t index = 0;
    assert_int_equal(lineage_add(lineage, &node, &index, &error), 0);
    return index;
}

static void join(struct lineage *lineage, size_t from, size_t to, enum edge_kind kind)
{
    struct error error = {0};
    assert_int_equal(lineage_join(lineage, from, to, kind, &error), 0);
}

static void walk(struct lineage *lineage, size_t start, bool history)
{
    struct error error = {0};
    struct lineage_walk walk = {.start = start, .up = true, .down = true, .history = history};
    assert_int_equal(lineage_walk(lineage, &walk, &error), 0);
}

/* "name^" for what is up, "name_" for what is down, in the order of nodes. */
static void expect_marks(const struct lineage *lineage, const char *expected)
{
    struct buffer out = {0};
    for (size_t i = 0; i < lineage->node_count; i++) {
        const struct lineage_node *node = &lineage->nodes[i];
        if (node->up || node->down)
            buffer_format(&out, "%s%.*s%s%s", out.length ? " " : "", (int)node->name.length, node->name.data,
                          node->up ? "^" : "", node->down ? "_" : "");
    }
    assert_string_equal(buffer_c(&out), expected);
    buffer_release(&out);
}

/* f1 → v1 ⇢ v2 ← f2, v2 → w1 (by what r found) ⇢ w2, v2 → r → d */
struct story {
    struct lineage lineage;
    size_t f1, f2, v1, v2, v3, w1, w2, r, d;
};

static void story_make(struct story *story)
{
    struct lineage *lineage = &story->lineage;
    *story = (struct story){0};
    story->f1 = add(lineage, NODE_FILE, "f1");
    story->f2 = add(lineage, NODE_FILE, "f2");
    story->v1 = add(lineage, NODE_VERSION, "v1");
    story->v2 = add(lineage, NODE_VERSION, "v2");
    story->v3 = add(lineage, NODE_VERSION, "v3");
    story->w1 = add(lineage, NODE_VERSION, "w1");
    story->w2 = add(lineage, NODE_VERSION, "w2");
    story->r = add(lineage, NODE_RUN, "r");
    story->d = add(lineage, NODE_VERDICT, "d");
    join(lineage, story->f1, story->v1, EDGE_READ);
    join(lineage, story->f2, story->v2, EDGE_READ);
    join(lineage, story->v1, story->v2, EDGE_PREVIOUS);
    join(lineage, story->v2, story->v3, EDGE_PREVIOUS);
    join(lineage, story->v2, story->w1, EDGE_DERIVED);
    join(lineage, story->r, story->w1, EDGE_USED);
    join(lineage, story->w1, story->w2, EDGE_PREVIOUS);
    join(lineage, story->v2, story->r, EDGE_CHECKED);
    join(lineage, story->r, story->d, EDGE_JUDGED);
}

static void both_directions(void **state)
{
    (void)state;
    struct story story;
    story_make(&story);
    walk(&story.lineage, story.v2, false);
    expect_marks(&story.lineage, "f2^ v1^ v2^_ v3_ w1_ r_ d_");
    walk(&story.lineage, story.d, false);
    expect_marks(&story.lineage, "f2^ v2^ r^ d^_");
    walk(&story.lineage, story.w1, false);
    expect_marks(&story.lineage, "f2^ v2^ w1^_ w2_ r^");
    walk(&story.lineage, story.f1, false);
    expect_marks(&story.lineage, "f1^_ v1_");
    lineage_release(&story.lineage);
}

/* The version before is shown without its own history; whether there is one is told. */
static void nearest_versions(void **state)
{
    (void)state;
    struct story story;
    story_make(&story);
    walk(&story.lineage, story.v3, false);
    expect_marks(&story.lineage, "v2^ v3^_");
    assert_true(story.lineage.nodes[story.v2].earlier);
    walk(&story.lineage, story.v2, false);
    assert_false(story.lineage.nodes[story.v1].earlier);
    walk(&story.lineage, story.v3, true);
    expect_marks(&story.lineage, "f1^ f2^ v1^ v2^ v3^_");
    assert_false(story.lineage.nodes[story.v2].earlier);
    walk(&story.lineage, story.f1, true);
    expect_marks(&story.lineage, "f1^_ v1_ v2_ v3_ w1_ w2_ r_ d_");
    lineage_release(&story.lineage);
}

static void one_direction(void **state)
{
    (void)state;
    struct story story;
    struct error error = {0};
    story_make(&story);
    struct lineage_walk up = {.start = story.v2, .up = true}, down = {.start = story.v2, .down = true};
    assert_int_equal(lineage_walk(&story.lineage, &up, &error), 0);
    expect_marks(&story.lineage, "f2^ v1^ v2^_");
    assert_int_equal(lineage_walk(&story.lineage, &down, &error), 0);
    expect_marks(&story.lineage, "v2^_ v3_ w1_ r_ d_");
    lineage_release(&story.lineage);
}

static void nothing_twice(void **state)
{
    (void)state;
    struct lineage lineage = {0};
    struct error error = {0};
    size_t a = add(&lineage, NODE_VERSION, "a"), b = add(&lineage, NODE_VERSION, "b");
    assert_int_equal(add(&lineage, NODE_VERSION, "a"), a);
    assert_int_not_equal(add(&lineage, NODE_RUN, "a"), a);
    join(&lineage, a, b, EDGE_DERIVED);
    join(&lineage, a, b, EDGE_DERIVED);
    join(&lineage, a, b, EDGE_PREVIOUS);
    assert_int_equal(lineage.edge_count, 2);
    assert_int_equal(lineage_find(&lineage, NODE_VERSION, text_of("b")), b);
    assert_int_equal(lineage_find(&lineage, NODE_FILE, text_of("b")), NOWHERE);
    struct lineage_node note = {.kind = NODE_VERSION, .id = text_of("a"), .note = text_of("5 rows")};
    size_t again = 0;
    assert_int_equal(lineage_add(&lineage, &note, &again, &error), 0);
    assert_int_equal(again, a);
    assert_true(text_is(lineage.nodes[a].note, "5 rows"));
    lineage_release(&lineage);
}

/* Only a damaged catalog has one. */
static void a_cycle_ends(void **state)
{
    (void)state;
    struct lineage lineage = {0};
    size_t a = add(&lineage, NODE_VERSION, "a"), b = add(&lineage, NODE_VERSION, "b");
    join(&lineage, a, b, EDGE_DERIVED);
    join(&lineage, b, a, EDGE_DERIVED);
    join(&lineage, a, a, EDGE_DERIVED);
    walk(&lineage, a, true);
    expect_marks(&lineage, "a^_ b^_");
    lineage_release(&lineage);
}

static void ten_thousand_deep(void **state)
{
    (void)state;
    enum { DEEP = 10000 };
    struct lineage lineage = {0}, marked;
    struct error error = {0};
    char id[16];
    for (size_t i = 0; i < DEEP; i++) {
        snprintf(id, sizeof id, "%05zu", i);
        size_t node = add(&lineage, NODE_VERSION, id);
        if (i > 0)
            join(&lineage, node - 1, node, i % 2 ? EDGE_DERIVED : EDGE_PREVIOUS);
    }
    walk(&lineage, DEEP - 1, true);
    assert_true(lineage.nodes[0].up);
    assert_int_equal(lineage_marked(&lineage, &marked, &error), 0);
    assert_int_equal(marked.node_count, DEEP);
    assert_int_equal(marked.edge_count, DEEP - 1);
    lineage_release(&marked);
    walk(&lineage, DEEP - 1, false);
    assert_int_equal(lineage_marked(&lineage, &marked, &error), 0);
    assert_int_equal(marked.node_count, 2);
    lineage_release(&marked);
    lineage_release(&lineage);
}

/* The order in which nodes and edges came makes no difference. */
static void same_whatever_the_order(void **state)
{
    (void)state;
    struct lineage lineage = {0}, marked;
    struct error error = {0};
    size_t r = add(&lineage, NODE_RUN, "r"), b = add(&lineage, NODE_VERSION, "b");
    size_t f = add(&lineage, NODE_FILE, "f"), a = add(&lineage, NODE_VERSION, "a");
    size_t lone = add(&lineage, NODE_VERSION, "lone");
    join(&lineage, b, r, EDGE_CHECKED);
    join(&lineage, a, b, EDGE_DERIVED);
    join(&lineage, f, a, EDGE_READ);
    walk(&lineage, b, false);
    assert_int_equal(lineage_marked(&lineage, &marked, &error), 0);
    expect_marks(&marked, "f^ a^ b^_ r_");
    assert_int_equal(marked.start, 2);
    assert_int_equal(marked.edge_count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(marked.edges[i].from, i);
        assert_int_equal(marked.edges[i].to, i + 1);
        assert_true(marked.edges[i].marked);
    }
    assert_int_equal(lineage_find(&marked, NODE_VERSION, lineage.nodes[lone].id), NOWHERE);
    lineage_release(&marked);
    lineage_release(&lineage);
}

static int count_visits(void *context, struct lineage *lineage, size_t node, struct error *error)
{
    size_t *visits = context;
    (*visits)++;
    if (lineage->nodes[node].expanded)
        return 0;
    lineage->nodes[node].expanded = true;
    if (*visits > 5)
        return 0;
    char id[16];
    snprintf(id, sizeof id, "new%zu", *visits);
    struct lineage_node more = {.kind = NODE_FILE, .id = text_of(id), .name = text_of(id)};
    size_t index = 0;
    TRY(lineage_add(lineage, &more, &index, error));
    return lineage_join(lineage, index, node, EDGE_READ, error);
}

static void expanded_while_walking(void **state)
{
    (void)state;
    struct lineage lineage = {0};
    struct error error = {0};
    size_t visits = 0;
    struct lineage_walk walk = {
        .start = add(&lineage, NODE_VERSION, "v"), .up = true, .expand = count_visits, .context = &visits};
    assert_int_equal(lineage_walk(&lineage, &walk, &error), 0);
    expect_marks(&lineage, "v^_ new1^ new2^ new3^ new4^ new5^");
    assert_int_equal(visits, 6);
    lineage_release(&lineage);
}

static int tell(struct lineage *lineage, struct error *error)
{
    size_t nodes[40];
    char id[16];
    for (size_t i = 0; i < 40; i++) {
        snprintf(id, sizeof id, "%02zu", i);
        struct lineage_node node = {.kind = NODE_VERSION, .id = text_of(id), .name = text_of(id)};
        TRY(lineage_add(lineage, &node, &nodes[i], error));
        if (i > 0)
            TRY(lineage_join(lineage, nodes[i - 1], nodes[i], EDGE_DERIVED, error));
    }
    struct lineage_walk walk = {.start = nodes[20], .up = true, .down = true};
    struct lineage marked;
    TRY(lineage_walk(lineage, &walk, error));
    int code = lineage_marked(lineage, &marked, error);
    lineage_release(&marked);
    return code;
}

static void memory_runs_out(void **state)
{
    (void)state;
    for (long nth = 1;; nth++) {
        struct lineage lineage = {0};
        struct error error = {0};
        memory_fail_at(nth);
        int code = tell(&lineage, &error);
        long made = memory_allocations();
        memory_fail_at(0);
        lineage_release(&lineage);
        if (made < nth)
            break;
        assert_int_equal(code, ERROR_SYSTEM);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_directions),
        cmocka_unit_test(nearest_versions),
        cmocka_unit_test(one_direction),
        cmocka_unit_test(nothing_twice),
        cmocka_unit_test(a_cycle_ends),
        cmocka_unit_test(ten_thousand_deep),
        cmocka_unit_test(same_whatever_the_order),
        cmocka_unit_test(expanded_while_walking),
        cmocka_unit_test(memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
