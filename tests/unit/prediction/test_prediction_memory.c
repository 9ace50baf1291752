/* Every allocation of a reader may fail: the error is told, and nothing is lost or freed twice. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/memory.h"
#include "packs/prediction/formats_read.h"

static const char *const records[][2] = {
    {"predictions",
     "{\"item\":1,\"prediction\":{\"a\":1},\"correct\":\"x\",\"ratings\":[1,2,3],\"more\":[1]}"},
    {"model_members",
     "{\"question\":\"q\",\"a\":{\"is_correct\":1,\"b\":2},\"c\":{\"is_correct\":0},\"d\":{\"correct\":0}}"},
    {"lm_eval", "{\"doc_id\":1,\"doc\":{\"k\":2},\"target\":\"0\",\"arguments\":[[\"Q\",1],[\"Q\",2]],"
                "\"resps\":[[[-5,true]],[[-1,false]]],\"acc\":0}"},
};

static int read_one(const char *const *record, size_t *count)
{
    struct prediction_reader reader = {0};
    struct error error = {0};
    int code = prediction_read(&reader, text_of(record[1]), text_of(record[0]),
                               text_of("{\"map\":{\"cluster\":\"k\",\"suite\":\"more\"}}"), &error);
    *count = reader.answers.count;
    if (code < 0)
        assert_true(code == ERROR_SYSTEM && error.message[0]);
    prediction_reader_release(&reader);
    return code;
}

static void test_out_of_memory(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof records / sizeof *records; i++) {
        size_t whole = 0, count = 0;
        memory_fail_at(0);
        assert_int_equal(read_one(records[i], &whole), 0);
        for (long nth = 1;; nth++) {
            memory_fail_at(nth);
            int code = read_one(records[i], &count);
            memory_fail_at(0);
            if (code == 0)
                break;
            assert_true(nth < 1000);
        }
        assert_int_equal(count, whole);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_out_of_memory)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
