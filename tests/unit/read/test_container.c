/* What files are taken for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "read/source.h"
#include "written_file.h"

struct example {
    const char *content;
    const char *ending;
    enum container container;
    char delimiter;
};

static const struct example examples[] = {
    /* lines */
    {"", "", CONTAINER_LINES, 0},
    {"\n \n", "", CONTAINER_LINES, 0},
    {"{\"a\":1}\n{\"a\":2}\n", "", CONTAINER_LINES, 0},
    {"{\"a\":1}", ".json", CONTAINER_LINES, 0},
    {"{\"a\":[1,2", ".json", CONTAINER_LINES, 0},
    {"{\"a\":[1,2\n{\"a\":1}\n", "", CONTAINER_LINES, 0},
    {"{\"a\":1} rest\n{\"a\":1}\n", "", CONTAINER_LINES, 0},
    {"[1,2]\n[3]\n", "", CONTAINER_LINES, 0},
    {"[{\"a\":1}]\n[{\"a\":2}]\n", "", CONTAINER_LINES, 0},
    {"[\"a\",\"b\"]\n", "", CONTAINER_LINES, 0},
    {"[laughs] hello\n[sighs] no\n", ".txt", CONTAINER_LINES, 0},
    {"[2024-01-01 10:00] started\n", ".log", CONTAINER_LINES, 0},
    {"One line, of text\nand another, of text\n", ".txt", CONTAINER_LINES, 0},
    {"file 1 speaker 0.0 1.5 hello\nfile 1 speaker 1.5 2.0 you\n", ".stm", CONTAINER_LINES, 0},
    /* arrays */
    {"[{\"a\":1},{\"a\":2}]\n", "", CONTAINER_ARRAY, 0},
    {"[\n  {\n    \"a\": 1\n  }\n]\n", "", CONTAINER_ARRAY, 0},
    {" \n[]", "", CONTAINER_ARRAY, 0},
    {"[", "", CONTAINER_ARRAY, 0},
    {"[1,\n2]", "", CONTAINER_ARRAY, 0},
    {"[[1,2],[3,4]]", "", CONTAINER_ARRAY, 0},
    {"{\n\"a\": 1\n}\n{\n\"a\": 2\n}\n", "", CONTAINER_ARRAY, 0},
    {"{\n\"a\": 1\n}\n{\n\"a\": 2\n", "", CONTAINER_ARRAY, 0},
    {"{\"a\":1}{\"a\":2}", "", CONTAINER_ARRAY, 0},
    /* one value */
    {"{\n  \"images\": [],\n  \"annotations\": []\n}\n", "", CONTAINER_OBJECT, 0},
    {"{\n  \"images\": [", "", CONTAINER_OBJECT, 0},
    /* tables */
    {"id,text\n1,a\n2,b\n", "", CONTAINER_TABLE, ','},
    {"id\ttext\n1\ta, b\n", "", CONTAINER_TABLE, '\t'},
    {"id;text;mark\n1;\"a;b\nc\";2\n", ".txt", CONTAINER_TABLE, ';'},
    {"id|text|mark\n1|a|2\n", ".txt", CONTAINER_TABLE, '|'},
    {"prompt,response\n\"a, b\",c\nd,e,f\n", ".csv", CONTAINER_TABLE, ','},
    {"text\none\ntwo\n", ".csv", CONTAINER_TABLE, ','},
    {"text\none\ntwo\n", ".tsv.gz", CONTAINER_TABLE, '\t'},
    {"a\tb,c\n1\t2,3\n", ".tsv", CONTAINER_TABLE, 0},
    {"{\"a\":1}\n", ".csv", CONTAINER_LINES, 0},
    {"PAR1....", "", CONTAINER_PARQUET, 0},
};

static void content_tells_the_container(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        struct written_file file = written_file(text_of(examples[i].content), examples[i].ending);
        struct error error = {0};
        struct source *source;
        assert_int_equal(source_open(&source, file.path, NULL, &error), 0);
        const char *told = container_name(source_container(source));
        if (source_container(source) != examples[i].container)
            fail_msg("taken for %s: %s", told, examples[i].content);
        if (examples[i].delimiter)
            assert_int_equal(source_delimiter(source), examples[i].delimiter);
        source_close(source);
        unlink(file.path);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(content_tells_the_container)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
