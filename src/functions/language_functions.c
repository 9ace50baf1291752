/* Languages of texts in SQL. */
#include <string.h>

#include "base/memory.h"
#include "functions/data_folder.h"
#include "functions/family.h"
#include "functions/shared_files.h"
#include "kernels/language.h"

static int read_model(struct text content, const char *path, int option, void **object, struct error *error)
{
    struct fasttext *model = NULL;
    (void)option;
    TRY(fasttext_read(&model, content, path, error));
    *object = model;
    return 0;
}

static struct shared_files models = {
    .lock = PTHREAD_MUTEX_INITIALIZER, .limit = (size_t)8 << 30, .read = read_model};

struct own_language {
    struct buffer name, path; /* the name is as the row gave it */
    const struct fasttext *model;
    struct language_space space;
};

static void free_own(void *own)
{
    struct own_language *mine = own;
    buffer_release(&mine->name);
    buffer_release(&mine->path);
    language_space_release(&mine->space);
    memory_free(mine);
}

/* Once a batch the file is looked at again, as it may have been replaced. */
static struct own_language *own_language(struct call *call)
{
    struct own_language *own = own_object(call, sizeof *own, free_own);
    if (own)
        own->model = NULL;
    return own;
}

static int open_model(struct own_language *own, struct error *error)
{
    const void *object = NULL;
    TRY(buffer_status(&own->path, error));
    TRY(shared_file_get(&models, buffer_c(&own->path), 0, &object, error));
    own->model = object;
    return 0;
}

static void write_language(struct call *call, size_t row, struct text language, double confidence)
{
    struct target code = target_field(&call->result, 0), sure = target_field(&call->result, 1);
    target_text(&code, row, language);
    target_double(&sure, row, confidence);
}

int language_rows(struct call *call)
{
    struct own_language *own = own_language(call);
    if (!own)
        return error_memory(call->error);
    if (data_file_find("languages/lid.176.ftz", &own->path))
        TRY(open_model(own, call->error));
    for (size_t row = 0; row < call->rows; row++) {
        int32_t label = -1;
        double confidence = 0;
        if (!row_is_whole(call, row))
            continue;
        if (own->model)
            TRY(language_find(own->model, &own->space, column_text(&call->arguments[0], row), &label,
                              &confidence, call->error));
        if (label >= 0)
            write_language(call, row, fasttext_label(own->model, (size_t)label), confidence);
        else
            target_null(&call->result, row);
    }
    return 0;
}

static int choose_model(struct own_language *own, struct text name, struct error *error)
{
    if (own->model && text_equal(name, buffer_view(&own->name)))
        return 0;
    own->model = NULL;
    buffer_clear(&own->name);
    buffer_text(&own->name, name);
    TRY(buffer_status(&own->name, error));
    buffer_clear(&own->path);
    buffer_text(&own->path, name);
    if (text_is(name, "lid.176") && !data_file_find("languages/lid.176.ftz", &own->path))
        return error_set(
            error, ERROR_INPUT,
            "the language model lid.176 is not installed: './setup install' in the source fetches it, "
            "or put lid.176.ftz into the folder languages of the folder that $ASSAY_DATA names");
    return open_model(own, error);
}

int language_of_rows(struct call *call)
{
    struct own_language *own = own_language(call);
    if (!own)
        return error_memory(call->error);
    for (size_t row = 0; row < call->rows; row++) {
        struct fasttext_guess guess;
        size_t count = 0;
        if (!row_is_whole(call, row))
            continue;
        TRY(choose_model(own, column_text(&call->arguments[1], row), call->error));
        TRY(fasttext_guess(own->model, &own->space.work, column_text(&call->arguments[0], row), 1, &guess,
                           &count, call->error));
        if (count)
            write_language(call, row, fasttext_label(own->model, guess.label), guess.probability);
        else
            target_null(&call->result, row);
    }
    return 0;
}
