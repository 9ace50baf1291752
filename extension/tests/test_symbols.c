/* The extension needs no symbol of the engine (this program does not link it, and everything is resolved at
 * once), and shows none but its entry point. */
#include <dlfcn.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    void *extension = argc == 2 ? dlopen(argv[1], RTLD_NOW | RTLD_LOCAL) : NULL;
    if (!extension) {
        fprintf(stderr, "cannot load: %s\n", argc == 2 ? dlerror() : "give the extension's path");
        return 1;
    }
    static const char *const hidden[] = {"column_field", "error_set", "functions_all", "memory_new",
                                         "duckdb_ext_api"};
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
        if (dlsym(extension, hidden[i])) {
            fprintf(stderr, "%s is visible\n", hidden[i]);
            return 1;
        }
    if (!dlsym(extension, "assay_init_c_api")) {
        fprintf(stderr, "the entry point is not visible\n");
        return 1;
    }
    return 0;
}
