/* Merkle roots and proofs against those of other implementations (merkle/ of the shared data): roots and
 * proofs to produce, and proofs of which most must be refused. */
#include <string.h>

#include "base/json.h"
#include "kernels/merkle.h"
#include "shared_data.h"

enum { MOST_LEAVES = 100, MOST_PROOF = 256 };

static int failures;

static void expect(bool holds, const char *what, size_t which)
{
    if (!holds) {
        printf("%s %zu is wrong\n", what, which);
        failures++;
    }
}

static int base64_digit(char byte)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *found = byte ? strchr(digits, byte) : NULL;
    return found ? (int)(found - digits) : -1;
}

/* False when the text is not the base64 of exactly 32 bytes: no hash, so no proof holds. */
static bool read_hash(yyjson_val *value, struct merkle_hash *hash)
{
    struct text text = json_text(value);
    if (text.length != 44 || text.data[43] != '=')
        return false;
    uint32_t bits = 0;
    size_t length = 0;
    for (size_t i = 0; i < 43; i++) {
        int digit = base64_digit(text.data[i]);
        if (digit < 0)
            return false;
        bits = bits << 6 | (uint32_t)digit;
        if (i % 4 != 0 && length < MERKLE_HASH)
            hash->bytes[length++] = (unsigned char)(bits >> (6 - 2 * (i % 4)));
    }
    return length == MERKLE_HASH;
}

static bool read_proof(yyjson_val *list, struct merkle_hash *proof, size_t *length)
{
    size_t index, count;
    yyjson_val *element;
    *length = 0;
    if (yyjson_arr_size(list) > MOST_PROOF)
        return false;
    yyjson_arr_foreach(list, index, count, element)
    {
        if (!read_hash(element, &proof[index]))
            return false;
        ++*length;
    }
    return true;
}

/* ---- proofs.jsonl -------------------------------------------------------------------------------------- */

static bool proof_holds(yyjson_val *record)
{
    struct merkle_hash proof[MOST_PROOF], leaf, old_root, root;
    size_t length;
    if (!read_proof(json_get(record, "proof"), proof, &length))
        return false;
    if (text_is(json_text(json_get(record, "_kind")), "inclusion"))
        return read_hash(json_get(record, "leafHash"), &leaf) && read_hash(json_get(record, "root"), &root) &&
               merkle_inclusion_holds(&leaf, yyjson_get_uint(json_get(record, "leafIdx")),
                                      yyjson_get_uint(json_get(record, "treeSize")), proof, length, &root);
    return read_hash(json_get(record, "root1"), &old_root) && read_hash(json_get(record, "root2"), &root) &&
           merkle_consistency_holds(yyjson_get_uint(json_get(record, "size1")),
                                    yyjson_get_uint(json_get(record, "size2")), proof, length, &old_root,
                                    &root);
}

static size_t check_proofs(struct json_reader *reader, struct text lines)
{
    size_t count = 0, refused = 0;
    while (lines.length > 0) {
        const char *stop = memchr(lines.data, '\n', lines.length);
        size_t length = stop ? (size_t)(stop - lines.data) : lines.length;
        yyjson_val *record = json_read(reader, (struct text){lines.data, length});
        bool wrong = yyjson_get_bool(json_get(record, "wantErr"));
        expect(record && proof_holds(record) == !wrong, "proof", ++count);
        refused += wrong;
        lines.data += length + (stop != NULL);
        lines.length -= length + (stop != NULL);
    }
    expect(count == 96 && refused == 89, "the number of proofs", count);
    return count;
}

/* ---- roots.json ---------------------------------------------------------------------------------------- */

static void check_roots(yyjson_val *list, const struct merkle_hash *leaves)
{
    size_t index, count;
    yyjson_val *entry;
    yyjson_arr_foreach(list, index, count, entry)
    {
        struct merkle_hash expected, root;
        size_t size = (size_t)yyjson_get_uint(json_get(entry, "size"));
        expect(size <= MOST_LEAVES && read_hash(json_get(entry, "root"), &expected) &&
                   merkle_root(leaves, size, &root) == 0 && memcmp(&root, &expected, sizeof root) == 0,
               "root", size);
    }
    expect(count > 0, "the number of roots", count);
}

static bool same_proof(yyjson_val *entry, const struct merkle_hash *proof, size_t length)
{
    struct merkle_hash expected[MOST_PROOF];
    size_t count;
    return read_proof(json_get(entry, "proof"), expected, &count) && count == length &&
           memcmp(proof, expected, length * sizeof *proof) == 0;
}

static void check_made_proofs(yyjson_val *root, const struct merkle_hash *leaves)
{
    size_t index, count, length;
    yyjson_val *entry;
    struct merkle_hash proof[MERKLE_PROOF_MOST];
    yyjson_arr_foreach(json_get(root, "inclusion"), index, count, entry)
    {
        size_t at = (size_t)yyjson_get_uint(json_get(entry, "index"));
        size_t size = (size_t)yyjson_get_uint(json_get(entry, "size"));
        expect(merkle_inclusion(leaves, size, at, proof, &length) == 0 && same_proof(entry, proof, length),
               "inclusion", index);
    }
    expect(count > 0, "the number of inclusion proofs", count);
    yyjson_arr_foreach(json_get(root, "consistency"), index, count, entry)
    {
        size_t old = (size_t)yyjson_get_uint(json_get(entry, "first"));
        size_t size = (size_t)yyjson_get_uint(json_get(entry, "second"));
        expect(merkle_consistency(leaves, size, old, proof, &length) == 0 && same_proof(entry, proof, length),
               "consistency", index);
    }
    expect(count > 0, "the number of consistency proofs", count);
}

int main(void)
{
    struct buffer lines = {0}, roots = {0};
    struct arena arena = {0};
    struct json_reader reader = {.arena = &arena};
    struct merkle_hash leaves[MOST_LEAVES];
    bool there =
        shared_read("loop/merkle/proofs.jsonl", &lines) && shared_read("loop/merkle/roots.json", &roots);
    if (there) {
        for (size_t i = 0; i < MOST_LEAVES; i++) {
            char data[32];
            int length = snprintf(data, sizeof data, "assay-%zu", i);
            expect(merkle_leaf(data, (size_t)length, &leaves[i]) == 0, "leaf", i);
        }
        size_t count = check_proofs(&reader, buffer_view(&lines));
        yyjson_val *root = json_read(&reader, buffer_view(&roots));
        check_roots(json_get(root, "roots"), leaves);
        check_made_proofs(root, leaves);
        printf("%zu proofs, %d failures\n", count, failures);
    }
    buffer_release(&lines);
    buffer_release(&roots);
    json_reader_release(&reader);
    arena_release(&arena);
    return there ? failures > 0 : TEST_SKIPPED;
}
