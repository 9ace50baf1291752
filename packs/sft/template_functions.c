/* The functions that are always there for a chat template: namespace, dict, range, strftime_now,
 * raise_exception. */
#include <time.h>

#include "packs/sft/template_run.h"

static int make_map(struct run *run, const struct arguments *arguments, bool namespace, struct datum *out)
{
    size_t plain = arguments->count - arguments->named;
    *out = datum_map_new(run->arena);
    if (!out->map)
        return run_memory(run);
    out->map->namespace = namespace;
    if (plain > 1 || (plain == 1 && arguments->items[0].kind != DATUM_MAP))
        return run_fault(run, "members are given by name, or by one dictionary");
    for (size_t i = 0; plain && i < arguments->items[0].map->count; i++)
        if (map_set(out->map, arguments->items[0].map->items[2 * i],
                    arguments->items[0].map->items[2 * i + 1], run->arena) < 0)
            return run_memory(run);
    for (size_t i = 0; i < arguments->named; i++)
        if (map_set(out->map, datum_text(arguments->names[i]), arguments->items[plain + i], run->arena) < 0)
            return run_memory(run);
    return 0;
}

static int make_range(struct run *run, const struct arguments *arguments, struct datum *out)
{
    int64_t bounds[3] = {0, 0, 1};
    if (arguments->count == 0 || arguments->count > 3)
        return run_fault(run, "range takes one to three integers");
    for (size_t i = 0; i < arguments->count; i++) {
        if (arguments->items[i].kind != DATUM_INTEGER)
            return run_fault(run, "range takes integers, not a value of type %s",
                             datum_type(&arguments->items[i]));
        bounds[arguments->count == 1 ? 1 : i] = arguments->items[i].integer;
    }
    if (bounds[2] == 0)
        return run_fault(run, "the step of a range is not 0");
    TRY(run_list(run, out, false));
    for (int64_t i = bounds[0]; bounds[2] > 0 ? i < bounds[1] : i > bounds[1];) {
        TRY(run_list_add(run, out, datum_integer(i)));
        if (__builtin_add_overflow(i, bounds[2], &i))
            break;
    }
    return 0;
}

/* Today, in UTC. The only thing a template can ask that is not in the data; what it says changes no count of
 * tokens by more than a digit. */
static int time_now(struct run *run, const struct arguments *arguments, struct datum *out)
{
    char format[100], text[200];
    struct text given;
    struct tm parts;
    time_t now = time(NULL);
    if (arguments->count == 0 || arguments->items[0].kind != DATUM_TEXT)
        return run_fault(run, "strftime_now needs a format");
    given = arguments->items[0].text;
    if (given.length == 0 || given.length >= sizeof format || memchr(given.data, 0, given.length))
        return run_fault(run, "strftime_now needs a format of fewer than %zu bytes", sizeof format);
    memcpy(format, given.data, given.length);
    format[given.length] = 0;
    if (!gmtime_r(&now, &parts))
        return run_fault(run, "there is no time");
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    size_t length = strftime(text, sizeof text, format, &parts);
#pragma GCC diagnostic pop
    struct text copy = arena_copy(run->arena, (struct text){text, length});
    *out = datum_text(copy);
    return copy.data ? 0 : run_memory(run);
}

static int refuse(struct run *run, const struct arguments *arguments)
{
    struct text message = {"", 0};
    if (arguments->count)
        TRY(run_text(run, &arguments->items[0], &message));
    run->refused = true;
    return run_fault(run, "%.*s", (int)(message.length < 300 ? message.length : 300), message.data);
}

int function_call(struct run *run, struct text name, const struct arguments *arguments, struct datum *out)
{
    if (text_is(name, "namespace") || text_is(name, "dict"))
        return make_map(run, arguments, text_is(name, "namespace"), out);
    if (text_is(name, "range"))
        return make_range(run, arguments, out);
    if (text_is(name, "strftime_now"))
        return time_now(run, arguments, out);
    return refuse(run, arguments);
}
