/* Stored runs come from disks and from users: any bytes must give a run or an error that says where, and what
 * was read must be written and read again without a change. */
#include <stdint.h>

#include "report/report.h"
#include "report/run_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct run run = {0}, second = {0};
    struct error error = {0};
    struct buffer once = {0}, twice = {0};
    if (run_read(&run, (struct text){(const char *)data, size}, "fuzz", &error) == 0) {
        report_json(&run, &once);
        if (run_read(&second, buffer_view(&once), "fuzz", &error) < 0)
            __builtin_trap();
        report_json(&second, &twice);
        if (!text_equal(buffer_view(&once), buffer_view(&twice)))
            __builtin_trap();
    } else if (error.message[0] == '\0') {
        __builtin_trap();
    }
    buffer_release(&once);
    buffer_release(&twice);
    arena_release(&run.arena);
    arena_release(&second.arena);
    return 0;
}
