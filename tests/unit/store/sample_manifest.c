#include "sample_manifest.h"

#define TEXT(literal) {literal, sizeof(literal) - 1}
#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define C "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static struct stored_column columns[] = {
    {TEXT("record"), TEXT("VARCHAR")},
    {TEXT("turn"), TEXT("INTEGER")},
    {TEXT("calls"), TEXT("STRUCT(\"name\" VARCHAR, arguments JSON)[]")},
};
static struct text table_key[] = {TEXT("record"), TEXT("turn")};
static struct stored_chunk chunks[] = {
    {TEXT(A), TEXT(B), 3, 1000, TEXT("1"), TEXT("3 \xE2\x82\xAC")},
    {TEXT(B), TEXT(C), 2, 700, TEXT("4"), TEXT("\"quoted\"\n")},
};
static struct stored_table tables[] = {
    {TEXT("records"), table_key, 1, columns, 1, 0, TEXT(C), NULL, 0},
    {TEXT("turns"), table_key, 2, columns, 3, 5, TEXT(A), chunks, 2},
};
static struct stored_table places = {TEXT("places"), table_key, 1, columns, 2, 2, TEXT(B), chunks + 1, 1};
static struct stored_source sources[] = {
    {TEXT("data/train.jsonl"), TEXT("openai"), TEXT(A), 12345, 5},
    {TEXT("chat@v1"), TEXT(""), TEXT(B), 0, 0},
};
static struct stored_parent parents[] = {{TEXT(B), TEXT("chat@v1")}};
static struct stored_media media[] = {
    {TEXT("a.png"), TEXT(A), 10, TEXT("object"), TEXT("")},
    {TEXT("b.png"), TEXT(B), 0, TEXT("link"), TEXT("/data/b.png")},
};

struct manifest sample_manifest(void)
{
    return (struct manifest){
        .dataset = TEXT("chat"),
        .task = TEXT("sft"),
        .number = 2,
        .previous = TEXT(B),
        .content = TEXT(C),
        .created = TEXT("2026-01-31T23:59:59.000001Z"),
        .message = TEXT("drops what two checks found"),
        .command = TEXT("assay dataset derive chat chat@v1 --sql keep.sql"),
        .assay = TEXT("0.1.0"),
        .keyed = TEXT("id"),
        .derived = TEXT("sql"),
        .recipe = TEXT("{\"sql\":\"SELECT * FROM records\"}"),
        .parents = parents,
        .parent_count = 1,
        .sources = sources,
        .source_count = 2,
        .tables = tables,
        .table_count = 2,
        .places = &places,
        .media = media,
        .media_count = 2,
        .license = TEXT("CC-BY-4.0"),
        .owner = TEXT("data team"),
        .consent = TEXT("terms of 2025"),
        .contact = TEXT("data@example.org"),
        .expires = TEXT("2028-02-29"),
        .metadata = TEXT("{\"languages\":[\"de\",\"en\"],\"size\":1.5}"),
    };
}
