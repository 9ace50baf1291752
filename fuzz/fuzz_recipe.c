/* Recipes of mixes and use cases come from users: any bytes must give one, or an error with a line. */
#include <math.h>
#include <stdint.h>

#include "gate/readiness.h"
#include "load/mix_recipe.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void mix_try(struct text text)
{
    struct mix_recipe recipe;
    struct error error = {0};
    int code = mix_recipe_parse(&recipe, "fuzz.yaml", text, &error);
    if (code == 0 ? recipe.count == 0 || recipe.name.length == 0 : error.message[0] == '\0')
        __builtin_trap();
    for (size_t i = 0; code == 0 && i < recipe.count; i++)
        if (recipe.sources[i].weight < 0 || recipe.sources[i].epochs < 0 ||
            recipe.sources[i].from.length == 0)
            __builtin_trap();
    arena_release(&recipe.arena);
}

/* Nothing was checked, so nothing may be ready. */
static void use_case_try(struct text text)
{
    struct use_case use_case;
    struct error error = {0};
    struct readiness readiness = {0};
    const struct run empty = {.version = ""};
    int code = use_case_parse(&use_case, "fuzz.yaml", text, &error);
    if (code < 0 && error.message[0] == '\0')
        __builtin_trap();
    if (code == 0 &&
        (readiness_make(&readiness, &empty, &use_case, &error) < 0 || readiness.advice == ADVICE_FINE_TUNE))
        __builtin_trap();
    arena_release(&readiness.arena);
    arena_release(&use_case.arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text text = {(const char *)data, size};
    mix_try(text);
    use_case_try(text);
    return 0;
}
