/* Preparing text for a model of languages, and judging its answer. */
#include "kernels/language.h"

#include <utf8proc.h>

#include "kernels/scripts.h"
#include "kernels/token_classes.h"

enum {
    GUESSES = 2,       /* no third can be likelier than LANGUAGE_LEAST */
    LEAST_LETTERS = 5, /* of an alphabet; two where a letter is a syllable or a word */
    LEAST_SYLLABLES = 2,
    LETTERS = POINT_ALPHABETIC | POINT_MARK,
};

struct letter_counts {
    uint64_t of_script[SCRIPTS];
    uint64_t total;
};

static bool is_joiner(int32_t point)
{
    return point == '\'' || point == '-' || point == 0x2019 || point == 0x200C || point == 0x200D;
}

static size_t word_stop(struct text text, size_t at)
{
    for (size_t next; at < text.length && !(class_at(text, at, &next) & POINT_WHITE); at = next)
        ;
    return at;
}

static bool is_address(struct text word)
{
    return memmem(word.data, word.length, "://", 3) || memchr(word.data, '@', word.length) ||
           text_starts(word, "www.");
}

/* The letters of one word in lower case, everything else as a space. */
static void put_word(struct language_space *space, struct text word, struct letter_counts *counts)
{
    for (size_t at = 0; at < word.length;) {
        int32_t point = utf8_next(word, &at);
        uint8_t class = point_class(point);
        char bytes[4];
        if (class & POINT_ALPHABETIC) {
            counts->of_script[script_of(point)]++;
            counts->total++;
        }
        if (class & LETTERS)
            point = utf8proc_tolower(point);
        else if (!is_joiner(point))
            point = ' ';
        buffer_append(&space->letters, bytes, utf8_encode(point, bytes));
    }
    buffer_byte(&space->letters, ' ');
}

static void prepare(struct language_space *space, struct text text, struct letter_counts *counts)
{
    buffer_clear(&space->letters);
    for (size_t at = 0, next; at < text.length;) {
        if (class_at(text, at, &next) & POINT_WHITE) {
            at = next;
            continue;
        }
        size_t stop = word_stop(text, at);
        struct text word = {text.data + at, stop - at};
        if (!is_address(word))
            put_word(space, word, counts);
        at = stop;
    }
}

/* The script of most letters. Japanese is written in two: some kana makes it Japanese. */
static enum script main_script(struct letter_counts *counts)
{
    uint64_t *of = counts->of_script;
    if (of[SCRIPT_KANA] * 10 >= of[SCRIPT_HAN])
        of[SCRIPT_KANA] += of[SCRIPT_HAN] * (of[SCRIPT_KANA] > 0);
    enum script best = SCRIPT_OTHER;
    for (int script = 0; script < SCRIPTS; script++) {
        if (of[script] > of[best])
            best = (enum script)script;
    }
    return best;
}

int language_find(const struct fasttext *model, struct language_space *space, struct text text,
                  int32_t *label, double *confidence, struct error *error)
{
    struct letter_counts counts = {0};
    struct fasttext_guess guesses[GUESSES];
    size_t count;
    *label = -1;
    prepare(space, text, &counts);
    TRY(buffer_status(&space->letters, error));
    enum script script = main_script(&counts);
    uint64_t least = script >= SCRIPT_HANGUL ? LEAST_SYLLABLES : LEAST_LETTERS;
    if (script == SCRIPT_OTHER || counts.of_script[script] < least)
        return 0;
    TRY(fasttext_guess(model, &space->work, buffer_view(&space->letters), GUESSES, guesses, &count, error));
    for (size_t i = 0; i < count && guesses[i].probability >= LANGUAGE_LEAST; i++) {
        if (!(scripts_of_language(fasttext_label(model, guesses[i].label)) >> script & 1))
            continue;
        *label = (int32_t)guesses[i].label;
        *confidence = guesses[i].probability < 1 ? guesses[i].probability : 1;
        return 0;
    }
    return 0;
}

void language_space_release(struct language_space *space)
{
    buffer_release(&space->letters);
    fasttext_work_free(space->work);
    *space = (struct language_space){0};
}
