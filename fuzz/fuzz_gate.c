/* Gate files come from users: any bytes must give a gate or an error with a line, and a gate that was read
 * must judge a run that has nothing of what it asks for, without a pass. */
#include <stdint.h>

#include "gate/verdict.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct gate gate;
    struct error error = {0};
    if (gate_parse(&gate, "fuzz.yaml", (struct text){(const char *)data, size}, &error) == 0) {
        const struct run empty = {.version = ""};
        struct verdict verdict;
        struct buffer json = {0};
        if (gate.count == 0 || verdict_make(&verdict, &gate, &empty, &empty, &error) < 0 ||
            verdict.decision == DECISION_PASS || verdict.count == 0)
            __builtin_trap();
        verdict_json(&verdict, &(struct verdict_source){.assay = text_of("")}, &json);
        buffer_release(&json);
        arena_release(&verdict.arena);
    } else if (error.message[0] == '\0') {
        __builtin_trap();
    }
    arena_release(&gate.arena);
    return 0;
}
