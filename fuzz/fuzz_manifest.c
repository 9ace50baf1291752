/* A manifest comes from disk: any bytes must give a manifest that is written back to the same bytes, or an
 * error that says where. */
#include <stdint.h>

#include "store/manifest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error error = {0};
    struct manifest manifest;
    struct buffer written = {0};
    struct text text = {(const char *)data, size};
    if (manifest_read(&manifest, text, "fuzz", &error) == 0) {
        if (manifest_write(&manifest, &written, &error) < 0 || !text_equal(text, buffer_view(&written)) ||
            manifest.id.length != 64)
            __builtin_trap();
    } else if (error.message[0] == '\0') {
        __builtin_trap();
    }
    buffer_release(&written);
    manifest_release(&manifest);
    return 0;
}
