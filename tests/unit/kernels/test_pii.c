/* Personal data: for every kind what must be found, at which characters, and what looks like it and must not
 * be. All numbers are made up, printed as examples by their issuers, or specimens. */
#include "testing.h"

#include <stdlib.h>

#include "kernels/pii.h"

struct sample {
    const char *text;
    const char *name;  /* the recogniser; NULL: nothing of 0.5 and more is found */
    const char *value; /* NULL: the whole text */
    bool verified;
};

static struct pii found;
static struct error error;

static void find(const char *text, const struct pii_options *options)
{
    assert_int_equal(pii_find(&found, text_of(text), options, &error), 0);
}

static const struct pii_span *span_named(const char *name)
{
    for (size_t i = 0; i < found.count; i++)
        if (strcmp(found.spans[i].name, name) == 0)
            return &found.spans[i];
    return NULL;
}

static void expect_found(const struct sample *sample)
{
    const char *value = sample->value ? sample->value : sample->text;
    const struct pii_span *span = span_named(sample->name);
    if (!span || span->score < 0.5)
        fail_msg("'%s': %s is not found", sample->text, sample->name);
    struct text seen = {sample->text + span->start, span->stop - span->start};
    if (!text_is(seen, value) || span->verified != sample->verified)
        fail_msg("'%s': %s is '%.*s', verified %d", sample->text, sample->name, (int)seen.length, seen.data,
                 span->verified);
}

static void expect(const struct sample *samples, size_t count)
{
    const struct pii_options options = {.kinds = 0};
    for (size_t i = 0; i < count; i++) {
        find(samples[i].text, &options);
        if (samples[i].name)
            expect_found(&samples[i]);
        else
            for (size_t k = 0; k < found.count; k++)
                if (found.spans[k].score >= 0.5)
                    fail_msg("'%s' is taken for %s", samples[i].text, found.spans[k].name);
    }
}

#define EXPECT(samples) expect((samples), sizeof(samples) / sizeof *(samples))

static void test_networks(void **state)
{
    static const struct sample samples[] = {
        {"write to o'neil+news@mail.corp.example.", "email", "o'neil+news@mail.corp.example", false},
        {"(ana@例え.jp)", "email", "ana@例え.jp", false},
        {"a@b.xn--p1ai", "email", NULL, false},
        {"@property def f(self) a@b logo@2x.png git@github.com:x/y .@corp.example", NULL, NULL, false},
        {"the client 52.14.3.9 said", "ipv4", "52.14.3.9", false},
        {"192.168.0.1 127.0.0.1 8.8.8.8 version 52.14.3.9 1.2.3.4.5 256.1.1.1 01.2.3.4", NULL, NULL, false},
        {"[2001:db8:85a3::8a2e:370:7334]", "ipv6", "2001:db8:85a3::8a2e:370:7334", false},
        {"6e40:4041:c617:e898:c11:40d2:c669:2eb4", "ipv6", NULL, false},
        {"12:34:56 1::2::3 a:b:c:d std::vector 2001:db8:0:0:0:0:0:0:1", NULL, NULL, false},
        {"00:1B:44:11:3A:B7", "mac_address", NULL, false},
        {"00-1b-44-11-3a-b7!", "mac_address", "00-1b-44-11-3a-b7", false},
        {"00:1B:44:11:3A:B7:00 00:1B-44:11:3A:B7", NULL, NULL, false},
        {"postgres://bob:s3cret@db.corp.example/x", "url_credentials", "bob:s3cret", false},
        {"https://corp.example/a@b:c http://bob@corp/ https://:@x/", NULL, NULL, false},
    };
    (void)state;
    EXPECT(samples);
}

static void test_accounts(void **state)
{
    static const struct sample samples[] = {
        {"4111 1111 1111 1111 12/25", "credit_card", "4111 1111 1111 1111", true},
        {"5500-0000-0000-0004", "credit_card", NULL, true},
        {"3782 822463 10005", "credit_card", NULL, true},
        {"card 675984103431", "credit_card", "675984103431", true},
        {"credit card 3522235032377454", "credit_card", "3522235032377454", true},
        {"4111 1111 1111 1112, 4111111111111112 4111.1111.1111.1111", NULL, NULL, false},
        {"0.4111111111111111 4111111111111111.5", NULL, NULL, false},
        {"GB29 NWBK 6016 1331 9268 19;", "iban", "GB29 NWBK 6016 1331 9268 19", true},
        {"gb42nawi04454264788619", "iban", NULL, true},
        {"FR14 2004 1010 0505 0001 3M02 606", "iban", NULL, true},
        {"DE58835988293839031237.", "iban", "DE58835988293839031237", true},
        {"DE58835988293839031238 DE588359882938390312370 XX29NWBK60161331926819", NULL, NULL, false},
        {"routing number 021000021", "us_bank_routing", "021000021", true},
    };
    (void)state;
    EXPECT(samples);
}

static void test_secrets(void **state)
{
    static const struct sample samples[] = {
        {"AKIAIOSFODNN7EXAMPLE", "aws_access_key", NULL, false},
        {"aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "aws_secret_key",
         "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", false},
        {"t=ghp_16C7e42F292c6912E7710c838347Ae178B4a;", "github_token",
         "ghp_16C7e42F292c6912E7710c838347Ae178B4a", false},
        {"AIzaSyD-9tSrke72PouQMnMX-a7eZSW0jkFMBWY", "google_api_key", NULL, false},
        {"xoxb-123456789012-1234567890123-abcDEF123456abcDEF123456", "slack_token", NULL, false},
        {"sk_live_4eC39HqLyjWDarjtT1zdp7dc", "stripe_key", NULL, false},
        {"sk-proj-abcdefghij1234567890ABCDEFGHIJ1234567890abcdefgh", "openai_key", NULL, false},
        {"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmN end", "jwt",
         "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmN", false},
        {"x -----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY----- y", "private_key",
         "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----", false},
        {"-----BEGIN PRIVATE KEY-----", "private_key", NULL, false},
        {"-----BEGIN CERTIFICATE-----\nMIIE1234\n-----END CERTIFICATE-----", NULL, NULL, false},
        {"AKIAIOSFODNN7EXAMPL AKIAIOSFODNN7EXAMPLEX ghp_short1 sk-1 da39a3ee5e6b4b0d3255bfef95601890afd80709",
         NULL, NULL, false},
        {"1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", "bitcoin_address", NULL, true},
        {"3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", "bitcoin_address", NULL, true},
        {"bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "bitcoin_address", NULL, true},
        {"bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr", "bitcoin_address", NULL, true},
        {"1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3 bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdp", NULL, NULL, false},
        {"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "ethereum_address", NULL, true},
        {"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD", NULL, NULL, false},
    };
    (void)state;
    EXPECT(samples);
}

static void test_phones(void **state)
{
    static const struct sample samples[] = {
        {"+1 (851) 914-9172", "phone_international", NULL, false},
        {"+41 (0)62 585 51 90", "phone_international", NULL, false},
        {"+447700 208 815-Fax", "phone_international", "+447700 208 815", false},
        {"0044 20 7946 0958", "phone_international", NULL, false},
        {"(602)272-9781", "phone_national", NULL, false},
        {"259.735.7502x459", "phone_national", NULL, false},
        {"01.84.17.61.18", "phone_national", NULL, false},
        {"0496 46 46 70", "phone_national", NULL, false},
        {"call me on 450 0840?", "phone_by_context", "450 0840", false},
        {"Phone: 72 128 827", "phone_by_context", "72 128 827", false},
        {"电话13812345678", "phone_by_context", "13812345678", false},
        {"28-64-66-98 office", "phone_by_context", "28-64-66-98", false},
        {"2020-01-15 15.01.2020 1939-1945 12:30 1,234,567 1 000 000 3.14159265 12345-6789", NULL, NULL,
         false},
        {"ISBN 978-3-16-148410-0, 10.1000/182, (2011-2015), (3600/6000)*100, 20200115123045", NULL, NULL,
         false},
        {"+1 2 +999 123 456 789 x+442079460958 call $1000000 call 2020-01-15", NULL, NULL, false},
    };
    (void)state;
    EXPECT(samples);
}

static void test_european_numbers(void **state)
{
    static const struct sample samples[] = {
        {"AB 12 34 56 C", "gb_nino", NULL, false},
        {"NHS 943 476 5919", "gb_nhs", "943 476 5919", true},
        {"MORGA657054SM9IJ", "gb_licence", NULL, false},
        {"PPS 1234567T", "ie_pps", "1234567T", true},
        {"86 095 742 719", "de_steuer_id", NULL, true},
        {"Personalausweis T220001293", "de_personalausweis", "T220001293", true},
        {"65 170839 J 003", "de_pension", NULL, true},
        {"SVNR 1237 010180", "at_insurance", "1237 010180", true},
        {"756.9217.0769.85", "ch_ahv", NULL, true},
        {"1 84 12 76 451 089 46", "fr_nir", NULL, true},
        {"12345678Z", "es_dni", NULL, true},
        {"X-1234567-L", "es_nie", NULL, true},
        {"NIF 501964843", "pt_nif", "501964843", true},
        {"RSSMRA85T10A562S", "it_codice_fiscale", NULL, true},
        {"85.07.30-033 28", "be_register", NULL, true},
        {"BSN 111222333", "nl_bsn", "111222333", true},
        {"matricule 1893120105732", "lu_nin", "1893120105732", true},
        {"44051401359", "pl_pesel", NULL, true},
        {"NIP 123-456-32-18", "pl_nip", "123-456-32-18", true},
        {"REGON 123456785", "pl_regon", "123456785", true},
        {"dowód ABA300000", "pl_dowod", "ABA300000", true},
        {"rodné číslo 710319/2745", "cz_rodne_cislo", "710319/2745", true},
        {"adószám 8071592153", "hu_tax", "8071592153", true},
        {"1630615123457", "ro_cnp", NULL, true},
        {"ЕГН 7523169263", "bg_egn", "7523169263", true},
        {"OIB 33392005961", "hr_oib", "33392005961", true},
        {"EMŠO 0101006500006", "si_emso", "0101006500006", true},
        {"JMBG 0101006500006", "rs_jmbg", "0101006500006", true},
        {"AMKA 01013099997", "gr_amka", "01013099997", true},
        {"AFM 094259216", "gr_afm", "094259216", true},
        {"880320-0016", "se_personnummer", NULL, true},
        {"151086 95088", "no_fodselsnummer", NULL, true},
        {"CPR 211062-5629", "dk_cpr", "211062-5629", true},
        {"131052-308T", "fi_hetu", NULL, true},
        {"kennitala 450401-3150", NULL, NULL, false}, /* a company's */
        {"kennitala 120174-3399", "is_kennitala", "120174-3399", true},
        {"isikukood 36805280109", "ee_isikukood", "36805280109", true},
        {"asmens kodas 33309240064", "lt_asmens_kodas", "33309240064", true},
        {"personas kods 161175-19997", "lv_personas_kods", "161175-19997", true},
        {"РНОКПП 1759013776", "ua_rnokpp", "1759013776", true},
        {"ИНН 500100732259", "ru_inn", "500100732259", true},
        {"СНИЛС 112-233-445 95", "ru_snils", "112-233-445 95", true},
        {"QQ 12 34 56 C, BG123456A, AB123456E", NULL, NULL, false},
        {"NHS 9434765918", NULL, NULL, false},
        {"Steuer-ID 86 095 742 718, 756.9217.0769.84, 1 84 12 76 451 089 45", NULL, NULL, false},
        {"12345678A X1234567M RSSMRA85T10A562T PESEL 44051401358 131052-308U", NULL, NULL, false},
        {"44051401359 without a word is a number that one of fifty is", "pl_pesel", "44051401359", true},
    };
    (void)state;
    EXPECT(samples);
}

static void test_numbers_of_the_world(void **state)
{
    static const struct sample samples[] = {
        {"539-43-8602", "us_ssn", NULL, false},
        {"SSN 539438602", "us_ssn", "539438602", false},
        {"ITIN 912-70-1234", "us_itin", "912-70-1234", false},
        {"EIN 12-3456789", "us_ein", "12-3456789", false},
        {"NPI 1234567893", "us_npi", "1234567893", true},
        {"1EG4-TE5-MK73", "us_medicare", NULL, false},
        {"SIN 123 456 782", "ca_sin", "123 456 782", true},
        {"BOXW310820HNERXN09", "mx_curp", NULL, true},
        {"RFC VECJ880326XXX", "mx_rfc", "VECJ880326XXX", false},
        {"529.982.247-25", "br_cpf", NULL, true},
        {"11.222.333/0001-81", "br_cnpj", NULL, true},
        {"20-26756539-3", "ar_cuit", NULL, true},
        {"12.531.909-2", "cl_rut", NULL, true},
        {"2341 2341 2346", "in_aadhaar", NULL, true},
        {"ABCPE1234F", "in_pan", NULL, false},
        {"27AAPFU0939F1ZV", "in_gstin", NULL, true},
        {"身份证11010519491231002X。", "cn_resident_id", "11010519491231002X", true},
        {"身分證 A123456789", "tw_national_id", "A123456789", true},
        {"A123456(3)", "hk_id", NULL, true},
        {"マイナンバー 1234 5678 9018", "jp_my_number", "1234 5678 9018", true},
        {"971013-9019902", "kr_rrn", NULL, true},
        {"S1234567D", "sg_nric", NULL, true},
        {"800101-14-5006", "my_mykad", NULL, false},
        {"NIK 3204110609970001", "id_nik", "3204110609970001", false},
        {"1-1017-00230-70-8", "th_national_id", NULL, true},
        {"35202-1234567-1", "pk_cnic", NULL, false},
        {"TFN 123 456 782", "au_tfn", "123 456 782", true},
        {"51 824 753 556", "au_abn", NULL, true},
        {"medicare 2123 45670 1", "au_medicare", "2123 45670 1", true},
        {"IRD 49-091-850", "nz_ird", "49-091-850", true},
        {"kimlik 10000000146", "tr_kimlik", "10000000146", true},
        {"teudat zehut 123456782", "il_teudat_zehut", "123456782", true},
        {"8001015009087", "za_id", NULL, true},
        {"784-1968-6570305-0", "ae_emirates_id", NULL, true},
        {"000-12-3456 666-12-3456 900-12-3456 123-00-4567 123-45-0000 078-05-1120", NULL, NULL, false},
        {"529.982.247-26 111.111.111-11 11.222.333/0001-82 2341 2341 2345", NULL, NULL, false},
        {"A123456(4) S1234567E 11010519491331002X 8001015009088 ABCZE1234F", NULL, NULL, false},
    };
    (void)state;
    EXPECT(samples);
}

static void test_people(void **state)
{
    static const struct sample samples[] = {
        {"passport X1234567", "passport", "X1234567", false},
        {"my driver's license number is F162823540116", "driver_licence", "F162823540116", false},
        {"X1234567 is a part, F162823540116 too", NULL, NULL, false},
        {"She was born on 7/14/1995.", "birth_date", "7/14/1995", false},
        {"geboren am 14. März 1961", "birth_date", "14. März 1961", false},
        {"DOB: March 14, 1961", "birth_date", "March 14, 1961", false},
        {"since 7/14/1995, born on 13/32/1995, birth 1995", NULL, NULL, false},
        {"My name is Željko van der Berg and", "labelled_name", "Željko van der Berg", false},
        {"file name: Read Me; my name is on it; Mr. Darcy", NULL, NULL, false},
        {"at 123 North Main St., Apt 4B, Springfield, IL 62704-1234!", "street_address",
         "123 North Main St., Apt 4B, Springfield, IL 62704-1234", false},
        {"6108 Friedhofstrasse 33 Suite 979 BIBER", "street_address", "6108 Friedhofstrasse 33 Suite 979",
         false},
        {"PSC 3294, Box 9168\nAPO AA 61487", "post_box", NULL, false},
        {"2 and square root of 3, the 1929 Wall Street crash, 40 Oreos\n#### 40", NULL, NULL, false},
    };
    (void)state;
    EXPECT(samples);
}

static void test_characters(void **state)
{
    const struct pii_options options = {.kinds = 0};
    (void)state;
    find("é漢😀 ana@corp.example", &options);
    assert_int_equal(found.count, 1);
    assert_int_equal(found.spans[0].first, 4);
    assert_int_equal(found.spans[0].last, 20);
}

static void test_options(void **state)
{
    struct pii_options options = {.kinds = 0};
    (void)state;
    assert_int_equal(pii_locales_read(&options, text_of("de_DE, PL"), &error), 0);
    find("SSN 539-43-8602, PESEL 44051401359, a@b.example", &options);
    assert_int_equal(found.count, 2);
    assert_string_equal(found.spans[0].name, "pl_pesel");
    assert_int_equal(pii_locales_read(&options, text_of("all"), &error), 0);
    assert_int_equal(pii_kinds_read(&options, text_of("national_id"), &error), 0);
    find("SSN 539-43-8602, PESEL 44051401359, a@b.example", &options);
    assert_int_equal(found.count, 2);
    options = (struct pii_options){.before = text_of("phoneNumber")};
    find("555-0100-22", &options);
    assert_non_null(span_named("phone_by_context"));
    error = (struct error){0};
    assert_int_equal(pii_locales_read(&options, text_of("en"), &error), ERROR_USAGE);
    error = (struct error){0};
    assert_int_equal(pii_kinds_read(&options, text_of("mail"), &error), ERROR_USAGE);
    error = (struct error){0};
}

/* Texts made to cost: each is examined in time that grows with its length, or the test does not end. */
static void test_hostile(void **state)
{
    static const char *const units[] = {
        "@",    "a@",     "a.b@c.d", "1 ",   "1",      "1-2.",
        "a1_",  "eyJ1.",  "+1(",     "::1",  "0:",     "-----BEGIN PRIVATE KEY-----",
        "sk-1", "name: ", "Mr. A-",  "1 A ", "://a:b@"};
    enum { SIZE = 1 << 18 };
    const struct pii_options options = {.kinds = 0};
    char *text = malloc(SIZE);
    (void)state;
    assert_non_null(text);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t length = strlen(units[i]);
        for (size_t at = 0; at < SIZE; at++)
            text[at] = units[i][at % length];
        assert_int_equal(pii_find(&found, (struct text){text, SIZE}, &options, &error), 0);
        for (size_t k = 1; k < found.count; k++)
            assert_true(found.spans[k].start >= found.spans[k - 1].stop);
    }
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_networks),         cmocka_unit_test(test_accounts),
        cmocka_unit_test(test_secrets),          cmocka_unit_test(test_phones),
        cmocka_unit_test(test_european_numbers), cmocka_unit_test(test_numbers_of_the_world),
        cmocka_unit_test(test_people),           cmocka_unit_test(test_characters),
        cmocka_unit_test(test_options),          cmocka_unit_test(test_hostile),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    pii_release(&found);
    return failed;
}
