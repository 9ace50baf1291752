/* How fast the kernels are: one JSON object a kernel on standard output, MB/s (1e6 bytes) of text on one
 * core. Text is made here: words drawn from a small vocabulary, 2,000 texts of about 1 to 6 KB, ASCII unless
 * the name says otherwise. The best of several rounds counts, as other processes only ever slow one down. */
#include <stdio.h>
#include <time.h>

#include "base/buffer.h"
#include "base/hash.h"
#include "kernels/components.h"
#include "kernels/encoding.h"
#include "kernels/jaccard.h"
#include "kernels/minhash.h"
#include "kernels/normal.h"
#include "kernels/shingles.h"
#include "kernels/truncation.h"
#include "kernels/words.h"

enum { TEXTS = 2000, ROUNDS = 7, EDGES = 1000000 };

struct bench {
    struct buffer content;
    size_t starts[TEXTS + 1];
    struct words words;
    struct hashes shingles[2];
    struct minhash minhash;
    struct normal normal;
    struct encoding_report report;
    struct components components;
    struct error error;
    uint64_t sink; /* results end here, so that no work can be left out */
};

static struct text text_at(const struct bench *bench, size_t index)
{
    return (struct text){bench->content.data + bench->starts[index],
                         bench->starts[index + 1] - bench->starts[index]};
}

static void make_texts(struct bench *bench, const char *const *vocabulary, size_t size)
{
    uint64_t random = 1;
    buffer_clear(&bench->content);
    for (size_t i = 0; i < TEXTS; i++) {
        bench->starts[i] = bench->content.length;
        for (uint64_t left = 200 + hash_mix(++random) % 800; left > 0; left--) {
            buffer_string(&bench->content, vocabulary[hash_mix(++random) % size]);
            buffer_string(&bench->content, left == 1 ? "." : hash_mix(++random) % 12 ? " " : ". ");
        }
    }
    bench->starts[TEXTS] = bench->content.length;
}

static const char *const english[] = {
    "the", "of",     "and", "a",        "Training", "data",     "is",   "what", "models", "learn", "from",
    "it",  "should", "be",  "examined", "before",   "anything", "else", "In",   "2024",   "people"};
static const char *const french[] = {"les", "données", "ne", "sont", "pas",    "Égales",
                                     "à",   "l'été",   "où", "être", "modèle", "été"};
static const char *const hindi[] = {"यह", "एक", "परीक्षण", "है", "और", "भाषा", "में", "शब्द", "हिन्दी"};
static const char *const chinese[] = {"数据", "模型", "训练", "之前", "应该", "检查", "一切", "语言"};

/* ---- what is measured ---------------------------------------------------------------------------------- */

static int do_words(struct bench *bench, struct text text)
{
    TRY(words_split(&bench->words, text, &bench->error));
    bench->sink += bench->words.hashes.count;
    return 0;
}

static int do_shingles(struct bench *bench, struct text text)
{
    TRY(shingles_of_text(&bench->shingles[0], &bench->words, text, 3, &bench->error));
    bench->sink += bench->shingles[0].count;
    return 0;
}

static int do_minhash(struct bench *bench, struct text text)
{
    uint64_t keys[MINHASH_BANDS];
    size_t count;
    TRY(shingles_of_text(&bench->shingles[0], &bench->words, text, 3, &bench->error));
    TRY(minhash_keys(&bench->minhash, bench->shingles[0].items, bench->shingles[0].count, keys, &count,
                     &bench->error));
    bench->sink += keys[0];
    return 0;
}

static int do_jaccard(struct bench *bench, struct text text)
{
    const struct hashes *a = &bench->shingles[0], *b = &bench->shingles[1];
    (void)text;
    bench->sink += jaccard_of_sets(a->items, a->count, b->items, b->count) > 0.5;
    return 0;
}

static int do_normal(struct bench *bench, struct text text)
{
    char key[33];
    TRY(normal_key(&bench->normal, text, key, &bench->error));
    bench->sink += (unsigned char)key[0];
    return 0;
}

static int do_encoding(struct bench *bench, struct text text)
{
    encoding_examine(text, &bench->report);
    bench->sink += bench->report.count;
    return 0;
}

static int do_truncation(struct bench *bench, struct text text)
{
    bench->sink += truncation_find(text).code != NULL;
    return 0;
}

/* ---- measuring ----------------------------------------------------------------------------------------- */

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static int measure(struct bench *bench, const char *name, int (*kernel)(struct bench *, struct text))
{
    double best = 1e9;
    for (int round = 0; round < ROUNDS; round++) {
        double start = seconds();
        for (size_t i = 0; i < TEXTS; i++)
            TRY(kernel(bench, text_at(bench, i)));
        double took = seconds() - start;
        best = took < best ? took : best;
    }
    double bytes = (double)bench->content.length;
    printf("{\"kernel\": \"%s\", \"mb_per_second\": %.0f, \"ns_per_text\": %.0f}\n", name, bytes / best / 1e6,
           best * 1e9 / (double)TEXTS);
    return 0;
}

static int measure_components(struct bench *bench)
{
    double start = seconds();
    components_clear(&bench->components);
    for (uint64_t i = 0; i < EDGES; i++) {
        int64_t a = (int64_t)(hash_mix(i) % EDGES), b = (int64_t)(hash_mix(~i) % EDGES);
        TRY(components_join(&bench->components, a, b, &bench->error));
    }
    TRY(components_finish(&bench->components, &bench->error));
    double took = seconds() - start;
    printf("{\"kernel\": \"components\", \"edges_per_second\": %.0f}\n", (double)EDGES / took);
    return 0;
}

static int run(struct bench *bench)
{
    struct minhash_shape shape;
    TRY(minhash_plan(0.7, 0.05, &shape, &bench->error));
    TRY(minhash_init(&bench->minhash, shape, &bench->error));
    make_texts(bench, english, sizeof english / sizeof *english);
    TRY(measure(bench, "words", do_words));
    TRY(measure(bench, "shingles", do_shingles));
    TRY(measure(bench, "shingles_and_minhash_35x7", do_minhash));
    TRY(shingles_of_text(&bench->shingles[0], &bench->words, text_at(bench, 0), 3, &bench->error));
    TRY(shingles_of_text(&bench->shingles[1], &bench->words, text_at(bench, 1), 3, &bench->error));
    TRY(measure(bench, "jaccard_of_one_pair", do_jaccard));
    TRY(measure(bench, "normal_key", do_normal));
    TRY(measure(bench, "encoding", do_encoding));
    TRY(measure(bench, "truncation", do_truncation));

    static const struct {
        const char *name;
        const char *const *vocabulary;
        size_t size;
    } others[] = {
        {"french", french, sizeof french / sizeof *french},
        {"hindi", hindi, sizeof hindi / sizeof *hindi},
        {"chinese", chinese, sizeof chinese / sizeof *chinese},
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        char name[64];
        make_texts(bench, others[i].vocabulary, others[i].size);
        snprintf(name, sizeof name, "words_%s", others[i].name);
        TRY(measure(bench, name, do_words));
        snprintf(name, sizeof name, "normal_key_%s", others[i].name);
        TRY(measure(bench, name, do_normal));
        snprintf(name, sizeof name, "encoding_%s", others[i].name);
        TRY(measure(bench, name, do_encoding));
    }
    return measure_components(bench);
}

int main(void)
{
    static struct bench bench;
    int code = run(&bench);
    if (code < 0)
        fprintf(stderr, "%s\n", bench.error.message);
    buffer_release(&bench.content);
    words_release(&bench.words);
    hashes_release(&bench.shingles[0]);
    hashes_release(&bench.shingles[1]);
    minhash_release(&bench.minhash);
    normal_release(&bench.normal);
    components_release(&bench.components);
    return code < 0;
}
