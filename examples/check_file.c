/* Checks a file of training data from C and prints the worst finding of each check.
 *
 *   cc check_file.c $(pkg-config --cflags --libs assay) -o check_file && ./check_file train.jsonl */
#include <assay/assay.h>
#include <stdio.h>

static void result_print(const struct assay_result *result)
{
    static const char *const outcomes[] = {"ok", "findings", "skipped", "failed"};
    printf("%-20s %-9s %lld\n", result->check, outcomes[result->outcome], (long long)result->findings_total);
    if (result->outcome == ASSAY_SKIPPED || result->outcome == ASSAY_FAILED)
        printf("    %s\n", result->reason);
    if (result->finding_count > 0)
        printf("    %s:%lld: %s\n", result->findings[0].file, (long long)result->findings[0].line,
               result->findings[0].message);
}

int main(int argc, char **argv)
{
    struct assay *assay = NULL;
    const char *const *files = (const char *const *)(argv + 1);
    int status = assay_open(&assay, NULL);
    if (status == ASSAY_OK)
        status = assay_read(assay, files, (size_t)(argc - 1), NULL);
    if (status == ASSAY_OK)
        status = assay_check(assay, NULL);
    if (status != ASSAY_OK)
        fprintf(stderr, "check_file: %s\n", assay_message(assay));
    for (size_t i = 0; status == ASSAY_OK && i < assay_result_count(assay); i++)
        result_print(assay_result(assay, i));
    int verdict = status == ASSAY_OK ? assay_failed(assay) : -status;
    assay_close(assay);
    return verdict;
}
