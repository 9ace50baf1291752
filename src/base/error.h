/* Errors: a fallible function returns 0 or one of these codes and fills the caller's struct error.
 *
 * The first message wins; callers may put context before it. Nothing below cli/ prints or exits.
 * A message says what was wrong, where (file and line, or byte offset) and what to do. */
#ifndef ASSAY_BASE_ERROR_H
#define ASSAY_BASE_ERROR_H

enum error_code {
    ERROR_USAGE = -2,       /* the caller asked for something that makes no sense: exit code 2 */
    ERROR_INPUT = -3,       /* unreadable or invalid input: exit code 3 */
    ERROR_SYSTEM = -4,      /* engine, I/O or memory failure: exit code 4 */
    ERROR_INTERRUPTED = -5, /* the user asked to stop: exit code 130 */
};

struct error {
    int code; /* 0: no error yet */
    char message[2048];
};

/* Fills *error unless it already holds an error. */
void error_fill(struct error *error, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4), nonnull(1, 3)));

/* The same, and its value is the code: "return error_set(…)" reads well, and whoever reads or analyses the
 * caller sees that it is not 0. */
#define error_set(error, code, ...) (error_fill((error), (code), __VA_ARGS__), (int)(code))

/* Puts formatted text before the message that is there. Returns error->code. */
int error_prefix(struct error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3), nonnull(1, 2)));

/* The out-of-memory error, with a message that needs no allocation. Returns ERROR_SYSTEM. */
static inline int error_memory(struct error *error)
{
    return error_set(error, ERROR_SYSTEM, "out of memory");
}

/* The one macro that hides control flow: leave the function with the code of a failed call. */
#define TRY(call)                                                                                            \
    do {                                                                                                     \
        int try_code = (call);                                                                               \
        if (try_code < 0)                                                                                    \
            return try_code;                                                                                 \
    } while (0)

#define MUST_CHECK __attribute__((warn_unused_result))

#endif
