/* Any bytes as a chat template: no crash, an error names its place, and what is rendered is within the
 * limits, its marks within the text. */
#include <stdint.h>
#include <stdlib.h>

#include "packs/sft/template_chat.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

static void render(const struct template *template, struct arena *arena)
{
    struct tool_call call = {text_of("c1"), text_of("f"), text_of("{\"a\": [1, null]}")};
    struct turn turns[] = {
        {.role = text_of("system"), .content = text_of(" Be brief.\n")},
        {.role = text_of("user"), .content = text_of("Why? é漢"), .name = text_of("Ann")},
        {.role = text_of("assistant"), .tool_calls = &call, .tool_call_count = 1},
        {.role = text_of("tool"), .content = text_of("r"), .tool_call_id = text_of("c1")},
        {.role = text_of("assistant"), .content = text_of("So."), .reasoning = text_of("hm")}};
    struct template_source source = {.plain = (struct template *)template, .specials = datum_map_new(arena)};
    struct chat chat = {.parses_arguments = true};
    struct rendering rendering = {0};
    struct error error = {0};
    check(source.specials.map != NULL);
    check(chat_open(&chat, turns, sizeof turns / sizeof *turns,
                    text_of("[{\"type\": \"function\", \"function\": {\"name\": \"f\"}}]"), arena) == 0);
    int code = chat_render(&chat, &source, 5, true, &rendering, &error);
    check(code == 0 || (code == error.code && error.message[0]));
    check(rendering.text.length <= RUN_OUTPUT_MOST + ((size_t)1 << 20));
    for (size_t i = 0; code == 0 && i < rendering.span_count; i++)
        check(rendering.spans[i].start <= rendering.spans[i].stop);
    buffer_release(&rendering.text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct error error = {0};
    struct template *template = template_read((struct text){(const char *)data, size}, &arena, &error);
    if (template)
        render(template, &arena);
    else
        check(error.code == ERROR_INPUT && strstr(error.message, "line ") != NULL);
    arena_release(&arena);
    return 0;
}
