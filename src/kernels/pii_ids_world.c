/* Numbers of countries outside Europe. See pii_ids.h. */
#include "kernels/pii_ids.h"

#include <string.h>

/* Never given: area 000, 666 and 900 to 999, group 00, serial 0000; and numbers that were printed in
 * advertisements (Social Security Administration, POMS RM 10201.035). */
static enum pii_check check_ssn(const char *c, size_t n)
{
    long long area = digits_value(c, 3);
    bool given =
        area != 0 && area != 666 && area < 900 && digits_value(c + 3, 2) != 0 && digits_value(c + 5, 4) != 0;
    return given && memcmp(c, "078051120", n) != 0 && memcmp(c, "123456789", n) != 0 ? PII_PLAUSIBLE
                                                                                     : PII_WRONG;
}

static enum pii_check check_itin(const char *c, size_t n)
{
    long long group = digits_value(c + 3, 2);
    (void)n;
    return (group >= 50 && group <= 65) || (group >= 70 && group <= 88) || (group >= 90 && group != 93)
               ? PII_PLAUSIBLE
               : PII_WRONG;
}

static enum pii_check check_aba(const char *c, size_t n)
{
    long long office = digits_value(c, 2);
    bool given =
        office <= 12 || (office >= 21 && office <= 32) || (office >= 61 && office <= 72) || office == 80;
    return verified_if(given && digits_value(c, n) != 0 && weighted_sum(c, "371371371") % 10 == 0);
}

/* A provider's number is a card number of the prefix 80840, which adds 24 to the sum of Luhn. */
static enum pii_check check_npi(const char *c, size_t n)
{
    char whole[15] = "80840";
    memcpy(whole + 5, c, n);
    return verified_if(c[0] < '3' && c[0] > '0' && luhn_holds(whole, n + 5));
}

static enum pii_check check_mbi(const char *c, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strchr("SLOIBZ", c[i]))
            return PII_WRONG;
    return c[0] == '0' ? PII_WRONG : PII_PLAUSIBLE;
}

static enum pii_check check_luhn(const char *c, size_t n)
{
    return verified_if(luhn_holds(c, n) && digits_value(c, n) != 0);
}

static enum pii_check check_sin(const char *c, size_t n)
{
    return verified_if(c[0] != '0' && c[0] != '8' && luhn_holds(c, n));
}

static enum pii_check check_curp(const char *c, size_t n)
{
    /* The Ñ of the alphabet stands between N and O and moves the letters after it. */
    int sum = 0;
    for (size_t i = 0; i + 1 < n; i++) {
        int value = c[i] >= 'A' ? c[i] - 'A' + 10 + (c[i] > 'N') : c[i] - '0';
        sum += value * (18 - (int)i);
    }
    return verified_if(strchr("HMX", c[10]) &&
                       date_of_two(c + 4, digits_value(c + 6, 2), digits_value(c + 8, 2)) &&
                       (10 - sum % 10) % 10 == c[n - 1] - '0');
}

static bool all_same(const char *c, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (c[i] != c[0])
            return false;
    return true;
}

static enum pii_check check_cpf(const char *c, size_t n)
{
    int first = weighted_sum(c, ":98765432") * 10 % 11 % 10,
        second = weighted_sum(c, ";:98765432") * 10 % 11 % 10;
    return verified_if(!all_same(c, n) && first == c[9] - '0' && second == c[10] - '0');
}

static enum pii_check check_cnpj(const char *c, size_t n)
{
    int first = weighted_sum(c, "543298765432") % 11, second = weighted_sum(c, "6543298765432") % 11;
    return verified_if(!all_same(c, n) && (first < 2 ? 0 : 11 - first) == c[12] - '0' &&
                       (second < 2 ? 0 : 11 - second) == c[13] - '0');
}

static enum pii_check check_cuit(const char *c, size_t n)
{
    static const char *const kinds[] = {"20", "23", "24", "27", "30", "33", "34"};
    int digit = (11 - weighted_sum(c, "5432765432") % 11) % 11;
    bool given = false;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        given = given || memcmp(c, kinds[i], 2) == 0;
    return verified_if(given && (digit == 10 ? 9 : digit) == c[n - 1] - '0');
}

static enum pii_check check_rut(const char *c, size_t n)
{
    int sum = 0;
    for (size_t i = 0; i + 1 < n; i++) {
        if (c[i] > '9')
            return PII_WRONG;
        sum += (c[n - 2 - i] - '0') * (int)(i % 6 + 2);
    }
    int digit = 11 - sum % 11;
    return verified_if(c[n - 1] == (digit == 11 ? '0' : digit == 10 ? 'K' : (char)('0' + digit)));
}

static enum pii_check check_aadhaar(const char *c, size_t n)
{
    return verified_if(c[0] > '1' && verhoeff_holds(c, n));
}

static enum pii_check check_pan(const char *c, size_t n)
{
    (void)n;
    return strchr("PCHABGJLFT", c[3]) && digits_value(c + 5, 4) != 0 ? PII_PLAUSIBLE : PII_WRONG;
}

static enum pii_check check_gstin(const char *c, size_t n)
{
    int sum = 0;
    for (size_t i = 0; i + 1 < n; i++) {
        int value = (c[i] >= 'A' ? c[i] - 'A' + 10 : c[i] - '0') * (i & 1 ? 2 : 1);
        sum += value / 36 + value % 36;
    }
    long long state = digits_value(c, 2);
    return verified_if(state >= 1 && state <= 38 &&
                       "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[(36 - sum % 36) % 36] == c[n - 1]);
}

/* GB 11643-1999. */
static enum pii_check check_resident(const char *c, size_t n)
{
    int sum = weighted_sum(c, "79:58421637") + (c[11] - '0') * 9 + weighted_sum(c + 12, ":5842");
    long long province = digits_value(c, 2);
    return verified_if(province >= 11 && province <= 91 &&
                       date_holds(digits_value(c + 6, 4), digits_value(c + 10, 2), digits_value(c + 12, 2)) &&
                       "10X98765432"[sum % 11] == c[n - 1]);
}

static enum pii_check check_tw(const char *c, size_t n)
{
    static const unsigned char values[26] = {10, 11, 12, 13, 14, 15, 16, 17, 34, 18, 19, 20, 21,
                                             22, 35, 23, 24, 25, 26, 27, 28, 29, 32, 30, 31, 33};
    int value = values[c[0] - 'A'];
    int sum = value / 10 + value % 10 * 9 + weighted_sum(c + 1, "87654321") + (c[n - 1] - '0');
    return verified_if(strchr("1289", c[1]) && sum % 10 == 0);
}

static enum pii_check check_hkid(const char *c, size_t n)
{
    int sum = 36 * 9 + (c[0] - 'A' + 10) * 8 + weighted_sum(c + 1, "765432");
    int digit = (11 - sum % 11) % 11;
    return verified_if(c[n - 1] == (digit == 10 ? 'A' : (char)('0' + digit)));
}

static enum pii_check check_my_number(const char *c, size_t n)
{
    int rest = weighted_sum(c, "65432765432") % 11;
    return verified_if(!all_same(c, n) && (rest < 2 ? 0 : 11 - rest) == c[n - 1] - '0');
}

/* Numbers given since October 2020 have no check digit. */
static enum pii_check check_rrn(const char *c, size_t n)
{
    static const short centuries[] = {1800, 1900, 1900, 2000, 2000, 1900, 1900, 2000, 2000, 1800};
    int digit = (11 - weighted_sum(c, "234567892345") % 11) % 10;
    if (!date_holds(centuries[c[6] - '0'] + digits_value(c, 2), digits_value(c + 2, 2),
                    digits_value(c + 4, 2)))
        return PII_WRONG;
    return digit == c[n - 1] - '0' ? PII_VERIFIED : PII_PLAUSIBLE;
}

static enum pii_check check_nric(const char *c, size_t n)
{
    int sum = weighted_sum(c + 1, "2765432") + (c[0] == 'T' || c[0] == 'G' ? 4 : c[0] == 'M' ? 3 : 0);
    const char *letters = c[0] == 'S' || c[0] == 'T'   ? "JZIHGFEDCBA"
                          : c[0] == 'F' || c[0] == 'G' ? "XWUTRQPNMLK"
                          : c[0] == 'M'                ? "XWUTRQPNJLK"
                                                       : NULL;
    return verified_if(letters && letters[c[0] == 'M' ? 10 - sum % 11 : sum % 11] == c[n - 1]);
}

static enum pii_check check_mykad(const char *c, size_t n)
{
    long long place = digits_value(c + 6, 2);
    (void)n;
    return place != 0 && place != 17 && place < 93 &&
                   date_of_two(c, digits_value(c + 2, 2), digits_value(c + 4, 2))
               ? PII_PLAUSIBLE
               : PII_WRONG;
}

static enum pii_check check_nik(const char *c, size_t n)
{
    long long day = digits_value(c + 6, 2) % 40, province = digits_value(c, 2);
    return province >= 11 && province <= 96 && date_of_two(c + 10, digits_value(c + 8, 2), day) &&
                   digits_value(c + 12, n - 12) != 0
               ? PII_PLAUSIBLE
               : PII_WRONG;
}

static enum pii_check check_th(const char *c, size_t n)
{
    int digit = (11 - weighted_sum(c, "=<;:98765432") % 11) % 10;
    return verified_if(c[0] != '0' && digit == c[n - 1] - '0');
}

static enum pii_check check_tfn(const char *c, size_t n)
{
    return verified_if(digits_value(c, n) != 0 && weighted_sum(c, "14375869:") % 11 == 0);
}

static enum pii_check check_abn(const char *c, size_t n)
{
    static const unsigned char weights[] = {10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19};
    int sum = -10;
    for (size_t i = 0; i < n; i++)
        sum += (c[i] - '0') * weights[i];
    return verified_if(c[0] != '0' && sum % 89 == 0);
}

static enum pii_check check_au_medicare(const char *c, size_t n)
{
    (void)n;
    return verified_if(c[0] >= '2' && c[0] <= '6' && weighted_sum(c, "13791379") % 10 == c[8] - '0');
}

static enum pii_check check_ird(const char *c, size_t n)
{
    char nine[9] = "0";
    memcpy(nine + 9 - n, c, n);
    long long value = digits_value(nine, 9);
    int digit = (11 - weighted_sum(nine, "32765432") % 11) % 11;
    if (digit == 10)
        digit = (11 - weighted_sum(nine, "74325276") % 11) % 11;
    return verified_if(value >= 10000000 && value <= 150000000 && digit == nine[8] - '0');
}

static enum pii_check check_tr(const char *c, size_t n)
{
    int odd = weighted_sum(c, "101010101"), even = weighted_sum(c, "01010101"),
        ten = weighted_sum(c, "1111111111");
    (void)n;
    return verified_if(c[0] != '0' && ((odd * 7 - even) % 10 + 10) % 10 == c[9] - '0' &&
                       ten % 10 == c[10] - '0');
}

/* Digits doubled from the second on and their digits added: Luhn over nine digits. */
static enum pii_check check_il(const char *c, size_t n)
{
    return verified_if(digits_value(c, n) > 99999 && luhn_holds(c, n));
}

static enum pii_check check_za(const char *c, size_t n)
{
    return verified_if(date_of_two(c, digits_value(c + 2, 2), digits_value(c + 4, 2)) && c[10] < '3' &&
                       luhn_holds(c, n));
}

static enum pii_check check_eg(const char *c, size_t n)
{
    long long year = (c[0] == '2' ? 1900 : 2000) + digits_value(c + 1, 2), place = digits_value(c + 7, 2);
    (void)n;
    return place >= 1 && (place <= 35 || place == 88) &&
                   date_holds(year, digits_value(c + 3, 2), digits_value(c + 5, 2)) &&
                   (c[0] == '2' || c[0] == '3')
               ? PII_PLAUSIBLE
               : PII_WRONG;
}

static enum pii_check check_sa(const char *c, size_t n)
{
    return verified_if((c[0] == '1' || c[0] == '2') && luhn_holds(c, n));
}

static enum pii_check check_iin(const char *c, size_t n)
{
    int digit = weighted_sum(c, "123456789:;") % 11;
    if (digit == 10)
        digit = weighted_sum(c, "3456789:;12") % 11;
    return verified_if(date_of_two(c, digits_value(c + 2, 2), digits_value(c + 4, 2)) && c[6] <= '6' &&
                       digit == c[n - 1] - '0');
}

const struct pii_id pii_ids_world[] = {
    {"us_ssn", "US", PII_NATIONAL_ID, "ddd dd dddd", check_ssn, 0.1, 0.65, 0.92,
     "ssn|social security|soc sec|social|ss#|ssn#|taxpayer"},
    {"us_itin", "US", PII_TAX_ID, "9dd dd dddd", check_itin, 0.1, 0.6, 0.92,
     "itin|individual taxpayer|taxpayer|tax id|tin"},
    {"us_ein", "US", PII_TAX_ID, "dd ddddddd", NULL, 0, 0.1, 0.75,
     "ein|employer identification|fein|federal tax"},
    {"us_bank_routing", "US", PII_BANK_ACCOUNT, "ddddddddd", check_aba, 0.1, 0.1, 0.85,
     "routing|aba|rtn|bank"},
    {"us_npi", "US", PII_HEALTH_ID, "dddddddddd", check_npi, 0.05, 0.05, 0.9,
     "npi|national provider|provider"},
    {"us_medicare", "US", PII_HEALTH_ID, "dlxd lxd lldd", check_mbi, 0.5, 0.75, 0.95,
     "medicare|mbi|beneficiary"},
    {"ca_sin", "CA", PII_NATIONAL_ID, "ddd ddd ddd", check_sin, 0.1, 0.45, 0.93,
     "sin|social insurance|assurance sociale|nas"},
    {"mx_curp", "MX", PII_NATIONAL_ID, "llllddddddllllllxd", check_curp, 0.9, 0.9, 0.97, "curp"},
    {"mx_rfc", "MX", PII_TAX_ID, "llll dddddd xxx", NULL, 0.2, 0.4, 0.85, "rfc|contribuyentes"},
    {"br_cpf", "BR", PII_NATIONAL_ID, "ddd ddd ddd dd", check_cpf, 0.45, 0.9, 0.97, "cpf|cadastro"},
    {"br_cnpj", "BR", PII_TAX_ID, "dd ddd ddd dddd dd", check_cnpj, 0.5, 0.9, 0.97, "cnpj"},
    {"ar_cuit", "AR", PII_TAX_ID, "dd dddddddd d", check_cuit, 0.3, 0.8, 0.96, "cuit|cuil"},
    {"cl_rut", "CL", PII_NATIONAL_ID, "dd ddd ddd x", check_rut, 0.2, 0.7, 0.95, "rut|run|cédula"},
    {"cl_rut", "CL", PII_NATIONAL_ID, "d ddd ddd x", check_rut, 0.1, 0.6, 0.95, "rut|run|cédula"},
    {"cl_rut", "CL", PII_NATIONAL_ID, "dddddddd x", check_rut, 0.2, 0.4, 0.95, "rut|run|cédula"},
    {"in_aadhaar", "IN", PII_NATIONAL_ID, "dddd dddd dddd", check_aadhaar, 0.3, 0.6, 0.96,
     "aadhaar|aadhar|uidai|uid|आधार"},
    {"in_pan", "IN", PII_TAX_ID, "lllllddddl", check_pan, 0.65, 0.65, 0.95,
     "pan|permanent account|income tax"},
    {"in_gstin", "IN", PII_TAX_ID, "ddlllllddddlxlx", check_gstin, 0.9, 0.9, 0.97, "gst|gstin"},
    {"in_voter", "IN", PII_NATIONAL_ID, "lllddddddd", NULL, 0, 0, 0.8, "voter|epic|elector"},
    {"in_passport", "IN", PII_PASSPORT, "ldddddddd", NULL, 0, 0, 0.8, "indian passport|passport"},
    {"cn_resident_id", "CN", PII_NATIONAL_ID, "dddddddddddddddddx", check_resident, 0.9, 0.9, 0.98,
     "身份证|身份證|resident id|id card|identity card"},
    {"tw_national_id", "TW", PII_NATIONAL_ID, "lddddddddd", check_tw, 0.45, 0.45, 0.95,
     "身分證|身份證|national id|taiwan"},
    {"hk_id", "HK", PII_NATIONAL_ID, "ldddddd(x)", check_hkid, 0.8, 0.8, 0.97,
     "hkid|hong kong|身份證|identity card"},
    {"hk_id", "HK", PII_NATIONAL_ID, "ldddddd x", check_hkid, 0.1, 0.1, 0.9, "hkid|hong kong|身份證"},
    {"jp_my_number", "JP", PII_NATIONAL_ID, "dddd dddd dddd", check_my_number, 0.15, 0.4, 0.95,
     "マイナンバー|my number|mynumber|個人番号"},
    {"kr_rrn", "KR", PII_NATIONAL_ID, "dddddd ddddddd", check_rrn, 0.2, 0.7, 0.95,
     "주민등록|주민번호|resident registration|rrn|외국인등록"},
    {"sg_nric", "SG", PII_NATIONAL_ID, "ldddddddl", check_nric, 0.75, 0.75, 0.97, "nric|fin|singapore"},
    {"my_mykad", "MY", PII_NATIONAL_ID, "dddddd dd dddd", check_mykad, 0.1, 0.6, 0.93,
     "mykad|nric|kad pengenalan|ic no|ic number"},
    {"id_nik", "ID", PII_NATIONAL_ID, "dddddddddddddddd", check_nik, 0.4, 0.4, 0.95, "nik|ktp|kependudukan"},
    {"th_national_id", "TH", PII_NATIONAL_ID, "d dddd ddddd dd d", check_th, 0.2, 0.85, 0.96,
     "เลขประจำตัว|บัตรประชาชน|thai id|national id"},
    {"pk_cnic", "PK", PII_NATIONAL_ID, "ddddd ddddddd d", NULL, 0, 0.6, 0.93, "cnic|nadra|identity card"},
    {"au_tfn", "AU", PII_TAX_ID, "ddd ddd ddd", check_tfn, 0.1, 0.3, 0.93, "tfn|tax file"},
    {"au_abn", "AU", PII_TAX_ID, "dd ddd ddd ddd", check_abn, 0.3, 0.6, 0.95, "abn|business number"},
    {"au_medicare", "AU", PII_HEALTH_ID, "dddd ddddd d", check_au_medicare, 0.1, 0.4, 0.93, "medicare"},
    {"nz_ird", "NZ", PII_TAX_ID, "ddd ddd ddd", check_ird, 0.05, 0.15, 0.92, "ird|inland revenue"},
    {"nz_ird", "NZ", PII_TAX_ID, "dd ddd ddd", check_ird, 0.05, 0.15, 0.92, "ird|inland revenue"},
    {"tr_kimlik", "TR", PII_NATIONAL_ID, "ddddddddddd", check_tr, 0.45, 0.45, 0.97,
     "tc kimlik|t.c. kimlik|kimlik|tckn|vatandaşlık"},
    {"il_teudat_zehut", "IL", PII_NATIONAL_ID, "ddddddddd", check_il, 0.05, 0.05, 0.92,
     "תעודת זהות|ת.ז|teudat zehut|israeli id"},
    {"za_id", "ZA", PII_NATIONAL_ID, "dddddd dddd ddd", check_za, 0.6, 0.7, 0.97,
     "south african id|id number|rsa id|sa id"},
    {"eg_national_id", "EG", PII_NATIONAL_ID, "dddddddddddddd", check_eg, 0.4, 0.4, 0.93,
     "الرقم القومي|رقم قومي|national id|egypt"},
    {"sa_national_id", "SA", PII_NATIONAL_ID, "dddddddddd", check_sa, 0.05, 0.05, 0.9,
     "الهوية|iqama|إقامة|national id|saudi"},
    {"ae_emirates_id", "AE", PII_NATIONAL_ID, "784 dddd ddddddd d", check_luhn, 0.75, 0.92, 0.98,
     "emirates id|الهوية|eid"},
    {"kz_iin", "KZ", PII_NATIONAL_ID, "dddddddddddd", check_iin, 0.5, 0.5, 0.96, "жсн|ЖСН|иин|ИИН|iin"},
    {"ng_nin", "NG", PII_NATIONAL_ID, "ddddddddddd", NULL, 0, 0, 0.8,
     "nigerian|national identification number|nimc"},
    {0},
};
