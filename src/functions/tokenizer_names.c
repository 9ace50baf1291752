/* Names of encodings and models; files. Which model uses which encoding: tiktoken's table of models. */
#include "functions/tokenizer_names.h"

#include <sys/stat.h>

#include "functions/data_folder.h"
#include "functions/shared_files.h"

static const char *const encodings[] = {"cl100k_base", "o200k_base", "p50k_base", "r50k_base"};

static const struct {
    const char *model;
    bool prefix; /* names that go on with a date or a size */
    const char *encoding;
} models[] = {
    {"gpt2", false, "r50k_base"},
    {"gpt-2", false, "r50k_base"},
    {"davinci", false, "r50k_base"},
    {"curie", false, "r50k_base"},
    {"babbage", false, "r50k_base"},
    {"ada", false, "r50k_base"},
    {"text-davinci-002", false, "p50k_base"},
    {"text-davinci-003", false, "p50k_base"},
    {"code-davinci-002", false, "p50k_base"},
    {"gpt-3.5-turbo", true, "cl100k_base"},
    {"gpt-35-turbo", true, "cl100k_base"},
    {"davinci-002", false, "cl100k_base"},
    {"babbage-002", false, "cl100k_base"},
    {"text-embedding-ada-002", false, "cl100k_base"},
    {"text-embedding-3-small", false, "cl100k_base"},
    {"text-embedding-3-large", false, "cl100k_base"},
    {"gpt-4o", true, "o200k_base"},
    {"chatgpt-4o-", true, "o200k_base"},
    {"gpt-4.1", true, "o200k_base"},
    {"gpt-4.5-", true, "o200k_base"},
    {"gpt-4", false, "cl100k_base"},
    {"gpt-4-", true, "cl100k_base"},
    {"gpt-5", true, "o200k_base"},
    {"gpt-oss-", true, "o200k_base"},
    {"o1", false, "o200k_base"},
    {"o1-", true, "o200k_base"},
    {"o3", false, "o200k_base"},
    {"o3-", true, "o200k_base"},
    {"o4-mini", true, "o200k_base"},
};

static const char *encoding_of(struct text name)
{
    for (size_t i = 0; i < sizeof encodings / sizeof *encodings; i++) {
        if (text_is(name, encodings[i]))
            return encodings[i];
    }
    for (size_t i = 0; i < sizeof models / sizeof *models; i++) {
        if (models[i].prefix ? text_starts(name, models[i].model) : text_is(name, models[i].model))
            return models[i].encoding;
    }
    return NULL;
}

/* ---- files --------------------------------------------------------------------------------------------- */

static int read_tokenizer(struct text content, const char *path, int option, void **object,
                          struct error *error)
{
    struct tokenizer *tokenizer = NULL;
    TRY(tokenizer_read(&tokenizer, content, path, (enum token_split)option, error));
    *object = tokenizer;
    return 0;
}

static struct shared_files tokenizers = {
    .lock = PTHREAD_MUTEX_INITIALIZER, .limit = (size_t)1 << 30, .read = read_tokenizer};

static bool is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static bool is_there(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0;
}

static int unknown_name(struct text name, struct error *error)
{
    return error_set(
        error, ERROR_USAGE,
        "no tokenizer '%.*s': it is no file, and no known name (cl100k_base, o200k_base, p50k_base, "
        "r50k_base, or a model of OpenAI such as gpt-4o); for another model give the path of its "
        "tokenizer.json",
        (int)(name.length < 200 ? name.length : 200), name.data);
}

static int find_encoding(const char *encoding, struct buffer *path, struct error *error)
{
    struct buffer file = {0};
    buffer_format(&file, "tokenizers/%s.tiktoken", encoding);
    bool found = data_file_find(buffer_c(&file), path);
    buffer_release(&file);
    if (!found)
        return error_set(
            error, ERROR_INPUT,
            "the ranks of %s are not installed: './setup install' in the source fetches them, or "
            "put %s.tiktoken into the folder tokenizers of the folder that $ASSAY_DATA names",
            encoding, encoding);
    return buffer_status(path, error);
}

/* A path, with what stands behind '#' taken off when the file is not there otherwise. */
static int find_file(struct text name, struct buffer *path, enum token_split *split, struct error *error)
{
    buffer_text(path, name);
    TRY(buffer_status(path, error));
    if (memchr(buffer_c(path), '\0', name.length))
        return unknown_name(name, error);
    if (is_folder(buffer_c(path)))
        buffer_string(path, "/tokenizer.json");
    const char *mark = memrchr(name.data, '#', name.length);
    if (!is_there(buffer_c(path)) && mark) {
        struct text word = {mark + 1, name.length - (size_t)(mark + 1 - name.data)};
        *split = split_of_name(word);
        if (*split == SPLIT_NONE)
            return error_set(error, ERROR_USAGE,
                             "%.*s: '%.*s' is no way to split text; there are cl100k, "
                             "o200k, llama3, qwen2 and gpt2",
                             (int)name.length, name.data, (int)word.length, word.data);
        buffer_clear(path);
        buffer_append(path, name.data, (size_t)(mark - name.data));
    }
    return is_there(buffer_c(path)) ? buffer_status(path, error) : unknown_name(name, error);
}

int tokenizer_by_name(struct text name, const struct tokenizer **tokenizer, struct error *error)
{
    const char *encoding = encoding_of(name);
    enum token_split split = SPLIT_NONE;
    struct buffer path = {0};
    if (name.length == 0)
        return unknown_name(name, error);
    const void *object = NULL;
    int code = encoding ? find_encoding(encoding, &path, error) : find_file(name, &path, &split, error);
    if (code == 0)
        code = shared_file_get(&tokenizers, buffer_c(&path), (int)split, &object, error);
    buffer_release(&path);
    *tokenizer = object;
    return code;
}
