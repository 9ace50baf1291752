/* The kernels alone: how alike two texts are, and what an encoding did to them. No engine is opened.
 *
 *   cc likeness.c $(pkg-config --cflags --libs assay) -o likeness && ./likeness 'the cat sat' 'the cat sits'
 */
#include <assay/kernels.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    struct assay_encoding_fault faults[64];
    struct assay_scratch *scratch = assay_scratch_new();
    double similarity = 0;
    if (argc != 3 || !scratch) {
        fprintf(stderr, "usage: likeness TEXT TEXT\n");
        return 2;
    }
    int status =
        assay_word_jaccard(scratch, argv[1], strlen(argv[1]), argv[2], strlen(argv[2]), 1, &similarity);
    if (status == ASSAY_OK)
        printf("jaccard of words: %.3f\n", similarity);
    for (int i = 1; i < argc; i++) {
        size_t count = assay_encoding_faults(argv[i], strlen(argv[i]), faults, 64);
        for (size_t k = 0; k < count; k++)
            printf("text %d, byte %zu: %s, U+%04X\n", i, faults[k].offset, faults[k].code,
                   (unsigned)faults[k].code_point);
    }
    assay_scratch_free(scratch);
    return -status;
}
