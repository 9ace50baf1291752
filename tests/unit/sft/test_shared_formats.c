/* Real files, where they are at hand: each is recognised without being told, every record becomes a
 * conversation, and there is no fault but those that are known to be in the data. */
#include "reading.h"

#include <unistd.h>

#include "base/memory.h"

static const struct {
    const char *path, *format;
    size_t records, faults, turns;
} files[] = {
    {"text/sft/gpteacher_toolformer.dev.json.gz", "alpaca", 3837, 0, 7674},
    {"text/sft/gsm8k_model_solutions.dev.jsonl.gz", "question_answer", 660, 0, 1320},
    {"text/sft/gsm8k_rephrased.dev.jsonl.gz", "text", 660, 0, 660},
    {"text/sft/gsm8k_test.jsonl.gz", "question_answer", 1319, 0, 2638},
    {"text/sft/gsm8k_train.jsonl.gz", "question_answer", 7473, 0, 14946},
    {"text/sft/llamafactory_alpaca_en_demo.json.gz", "alpaca", 999, 0, 1998},
    {"text/sft/llamafactory_dpo_en_demo.json.gz", "sharegpt", 300, 0, 0},
    {"text/sft/llamafactory_glaive_toolcall_en_demo.json.gz", "sharegpt", 300, 0, 1914},
    {"text/sft/llamafactory_identity.json.gz", "alpaca", 91, 0, 182},
    {"text/sft/llamafactory_kto_en_demo.json.gz", "openai", 300, 0, 0},
    {"text/sft/llamafactory_v1_dpo_demo.jsonl.gz", "llamafactory_v1", 10, 0, 30},
    {"text/sft/llamafactory_v1_sft_demo.jsonl.gz", "llamafactory_v1", 500, 0, 1000},
    {"text/sft/mt_bench_question.jsonl.gz", "mt_bench", 80, 0, 160},
    {"text/sft/planted_sft.dev.jsonl.gz", "openai", 1035, 4, 0},
    {"text/sft/self_instruct_seed_tasks.jsonl.gz", "self_instruct", 175, 0, 350},
    {"text/preference/hh_harmless_base_test.dev.jsonl.gz", "preference", 1156, 0, 5732},
};

static const char *shared_folder(void)
{
    const char *folder = getenv("ASSAY_SHARED");
    return folder ? folder : "../shared";
}

struct counts {
    size_t records, faults, turns;
};

static void file_read(const char *path, struct counts *counts, struct recognition *recognition,
                      struct arena *arena)
{
    struct error error = {0};
    struct source *source = NULL;
    struct source_block block = {0};
    struct record_reader reader = {0};
    struct text samples[64];
    const struct source_record *peeked;
    assert_int_equal(source_open(&source, path, &(struct source_options){0}, &error), 0);
    size_t count = source_peek(source, &peeked);
    for (size_t i = 0; i < count; i++)
        samples[i] = peeked[i].raw;
    struct sample sample = {source_container(source), samples, count, text_of(path), {0}};
    assert_int_equal(sft_recognise(&sample, recognition, arena, &error), 0);
    assert_non_null(recognition->format);
    while (source_next(source, &block, &error) == 0 && block.count) {
        for (size_t i = 0; i < block.count; i++) {
            assert_int_equal(record_read(&reader, block.records[i].raw, text_of(recognition->format->name),
                                         text_of(""), &error),
                             0);
            assert_true(reader.conversation.readable && reader.conversation.turn_count > 0);
            counts->records++;
            counts->faults += reader.conversation.fault_count;
            counts->turns += reader.conversation.turn_count;
        }
    }
    assert_int_equal(error.code, 0);
    source_block_release(&block);
    source_close(source);
    record_reader_release(&reader);
}

static void shared_files(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct buffer path = {0};
        struct counts counts = {0};
        struct recognition recognition;
        struct arena arena = {0};
        buffer_format(&path, "%s/data/%s", shared_folder(), files[i].path);
        file_read(buffer_c(&path), &counts, &recognition, &arena);
        assert_string_equal(recognition.format->name, files[i].format);
        assert_int_equal(counts.records, files[i].records);
        assert_int_equal(counts.faults, files[i].faults);
        if (files[i].turns)
            assert_int_equal(counts.turns, files[i].turns);
        buffer_release(&path);
        arena_release(&arena);
    }
}

int main(void)
{
    struct buffer path = {0};
    buffer_format(&path, "%s/data/text/sft", shared_folder());
    bool there = access(buffer_c(&path), R_OK) == 0;
    if (!there)
        printf("skipped: no data at %s (set ASSAY_SHARED)\n", buffer_c(&path));
    buffer_release(&path);
    const struct CMUnitTest tests[] = {cmocka_unit_test(shared_files)};
    return there ? cmocka_run_group_tests(tests, NULL, NULL) : 77;
}
