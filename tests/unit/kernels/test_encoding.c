/* Encoding faults: what must be found, what must be left alone, and that repair undoes damage. */
#include "testing.h"

#include "base/utf8.h"
#include "kernels/encoding.h"
#include "kernels/mojibake.h"

/* "code@offset+length=point …" */
static void describe(const char *text, size_t length, struct buffer *out)
{
    static struct encoding_report report;
    encoding_examine((struct text){text, length}, &report);
    for (size_t i = 0; i < report.count; i++) {
        const struct encoding_fault *fault = &report.faults[i];
        buffer_format(out, "%s%s@%zu+%zu=%04X", i ? " " : "", encoding_code_name(fault->code), fault->offset,
                      fault->length, (unsigned)fault->point);
    }
}

static void expect_faults(const char *text, const char *expected)
{
    struct buffer got = {0};
    describe(text, strlen(text), &got);
    if (strcmp(buffer_c(&got), expected) != 0)
        fail_msg("'%s': '%s' instead of '%s'", text, buffer_c(&got), expected);
    buffer_release(&got);
}

static void expect_repair(const char *text, const char *expected)
{
    struct error error = {0};
    struct buffer out = {0}, spare = {0};
    struct text repaired;
    assert_int_equal(mojibake_undo(text_of(text), &out, &spare, &repaired, &error), 0);
    struct buffer copy = {0};
    buffer_text(&copy, repaired);
    if (strcmp(buffer_c(&copy), expected) != 0)
        fail_msg("'%s' became '%s' instead of '%s'", text, buffer_c(&copy), expected);
    buffer_release(&copy);
    buffer_release(&out);
    buffer_release(&spare);
}

static void test_mojibake_is_found(void **state)
{
    (void)state;
    expect_faults("cafÃ©", "mojibake@3+4=00E9");
    expect_faults("naÃ¯ve", "mojibake@2+4=00EF");
    expect_faults("â€œHi", "mojibake@0+7=201C");
    expect_faults("5 â‚¬", "mojibake@2+7=20AC");
    expect_faults("â\xC2\x80\xC2\x9C"
                  "Hi",
                  "mojibake@0+6=201C");
    expect_faults("isnâ€™t", "mojibake@3+8=2019");
    expect_faults("25Â°C", "mojibake@2+4=00B0");
    expect_faults("Ãœber", "mojibake@0+4=00DC");
    expect_faults("ÃƒÂ©", "mojibake@0+8=00E9");
    expect_faults("lost â€\uFFFD", "mojibake@5+8=201D");
    expect_faults("ðŸ˜€", "mojibake@0+9=1F600");
    expect_faults("Ð¿Ñ€Ð¸Ð²ÐµÑ‚", "mojibake@0+26=043F");
}

static void test_correct_text_is_left_alone(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "SÃO PAULO",
        "AMANHÃ… talvez",
        "«\u00A0Voilà\u00A0»",
        "un café\u00A0»",
        "É»",
        "Â°",
        "DIN\u00A0Å²",
        "Straße–Weg, „Spaß“, Fuß»",
        "řekl: „váš“",
        "kuáskulâžžân",
        "ȘI ÎN ROMÂNĂ: ROMÂ»",
        "IRMû, disse",
        "Đã tới Đà Nẵng — ĐÃ “xong”",
        "GRØNT™ 3×²",
        "3 €, 5 £, 10 °C, 1 m², ½",
        "ÅÄÖ åäö ÅÄÖ… ÅÄÖ”",
        "日本語 한국어 ไทย हिन्दी العربية",
        "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB \u2764\uFE0F 1\uFE0F\u20E3",
        "می\u200Cخواهم क्\u200Dष",
        "שלום\u200F!",
        "tab\tline\r\nend",
        "",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        expect_faults(texts[i], "");
        expect_repair(texts[i], "");
    }
}

static void test_other_faults(void **state)
{
    (void)state;
    expect_faults("lost \uFFFD\uFFFD", "replacement_character@5+6=FFFD");
    expect_faults("a\x0B"
                  "b\x7F",
                  "control_character@1+1=000B control_character@3+1=007F");
    expect_faults("a\xC2\x85"
                  "b",
                  "control_character@1+2=0085");
    expect_faults("zero\u200Bwidth", "invisible_character@4+3=200B");
    expect_faults("\uFEFFtext", "invisible_character@0+3=FEFF");
    expect_faults("soft\u00ADhyphen", "invisible_character@4+2=00AD");
    expect_faults("abc\u202E", "invisible_character@3+3=202E");
    expect_faults("abc\u200F", "invisible_character@3+3=200F");
    expect_faults("a\u200Db", "invisible_character@1+3=200D");
    expect_faults("a\uFE0F", "invisible_character@1+3=FE0F");
    expect_faults("hi\xF3\xA0\x81\x81\xF3\xA0\x81\x82", "invisible_character@2+8=E0041");
    expect_faults("\uFDD0 \uE000", "noncharacter@0+3=FDD0 private_use@4+3=E000");
    expect_faults("é e\u0301", "mixed_normalisation@3+3=0301");
    expect_faults("e e\u0301", "");

    struct buffer got = {0};
    describe("nul\0here", 8, &got);
    assert_string_equal(buffer_c(&got), "control_character@3+1=0000");
    buffer_release(&got);
}

/* Faults far into clean text, at every distance from a block's edge. */
static void test_every_offset(void **state)
{
    (void)state;
    char text[400];
    for (size_t offset = 0; offset < 300; offset++) {
        memset(text, 'x', sizeof text);
        static const char fault[3] = {'\xE2', '\x80', '\x8B'};
        memcpy(text + offset, fault, sizeof fault);
        static struct encoding_report report;
        encoding_examine((struct text){text, sizeof text}, &report);
        assert_int_equal(report.count, 1);
        assert_int_equal(report.faults[0].offset, offset);
    }
}

static void test_the_list_is_capped_and_totals_are_not(void **state)
{
    (void)state;
    struct buffer text = {0};
    for (int i = 0; i < 200; i++)
        buffer_string(&text, "a\u200B");
    static struct encoding_report report;
    encoding_examine(buffer_view(&text), &report);
    assert_int_equal(report.count, ENCODING_FAULTS);
    assert_int_equal(report.totals[ENCODING_INVISIBLE_CHARACTER], 200);
    buffer_release(&text);
}

static void test_repair_examples(void **state)
{
    (void)state;
    expect_repair("plain", "");
    expect_repair("â€œCafÃ©â€ — naÃ¯ve", "“Café” — naïve");
    expect_repair("ÃƒÂ©tÃƒÂ©", "été");
    expect_repair("æ—¥æœ¬èªž", "日本語");
}

/* Damages as an editor does, once or twice: each byte becomes the character that Windows-1252 has for it. */
static void damage(struct text text, struct buffer *out)
{
    static const int32_t upper[32] = {0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                      0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,   0x017D, 0x8F,
                                      0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                      0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};
    buffer_clear(out);
    for (size_t i = 0; i < text.length; i++) {
        int32_t point = (unsigned char)text.data[i];
        char bytes[4];
        if (point >= 0x80 && point < 0xA0)
            point = upper[point - 0x80];
        buffer_append(out, bytes, utf8_encode(point, bytes));
    }
}

static void test_repair_undoes_damage(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "“Très élégant”, dit-elle à Noël.",
        "Zażółć gęślą jaźń, €5.",
        "Привет, мир! Как дела?",
        "日本語のテキストです。",
        "Ελληνικά και ελληνικά.",
        "Tiếng Việt rất đẹp, thật đấy.",
        "It’s a “test” — really… 25 °C ± 1 ½",
        "مرحبا بالعالم",
        "Emoji 😀 and 🎉 too",
    };
    struct buffer once = {0}, twice = {0};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        damage(text_of(texts[i]), &once);
        expect_repair(buffer_c(&once), texts[i]);
        damage(buffer_view(&once), &twice);
        expect_repair(buffer_c(&twice), texts[i]);
    }
    buffer_release(&once);
    buffer_release(&twice);
}

/* Any bytes at all: no crash, offsets in range. */
static void test_arbitrary_bytes(void **state)
{
    (void)state;
    struct random random = {9};
    struct error error = {0};
    struct buffer out = {0}, spare = {0};
    static struct encoding_report report;
    for (int round = 0; round < 20000; round++) {
        char text[100];
        size_t length = random_below(&random, sizeof text);
        for (size_t i = 0; i < length; i++)
            text[i] =
                (char)(random_below(&random, 2) ? 0xC3 - random_below(&random, 2) : random_next(&random));
        encoding_examine((struct text){text, length}, &report);
        for (size_t i = 0; i < report.count; i++)
            assert_true(report.faults[i].offset + report.faults[i].length <= length);
        struct text repaired;
        assert_int_equal(mojibake_undo((struct text){text, length}, &out, &spare, &repaired, &error), 0);
    }
    buffer_release(&out);
    buffer_release(&spare);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mojibake_is_found),
        cmocka_unit_test(test_correct_text_is_left_alone),
        cmocka_unit_test(test_other_faults),
        cmocka_unit_test(test_every_offset),
        cmocka_unit_test(test_the_list_is_capped_and_totals_are_not),
        cmocka_unit_test(test_repair_examples),
        cmocka_unit_test(test_repair_undoes_damage),
        cmocka_unit_test(test_arbitrary_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
