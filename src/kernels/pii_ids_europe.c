/* Numbers of European countries. See pii_ids.h. */
#include "kernels/pii_ids.h"

#include <string.h>

static enum pii_check check_nino(const char *c, size_t n)
{
    static const char *const refused[] = {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if (memcmp(c, refused[i], 2) == 0)
            return PII_WRONG;
    bool fits = !strchr("DFIQUV", c[0]) && !strchr("DFIOQUV", c[1]) && c[n - 1] <= 'D';
    return fits ? PII_PLAUSIBLE : PII_WRONG;
}

static enum pii_check check_nhs(const char *c, size_t n)
{
    int digit = (11 - weighted_sum(c, ":98765432") % 11) % 11;
    return verified_if(digit == c[n - 1] - '0');
}

static enum pii_check check_gb_licence(const char *c, size_t n)
{
    long long month = digits_value(c + 6, 2) % 50, day = digits_value(c + 8, 2);
    for (size_t i = 0; i < 5; i++)
        if (c[i] < 'A' && c[i] != '9')
            return PII_WRONG;
    (void)n;
    return month >= 1 && month <= 12 && day >= 1 && day <= 31 && c[0] >= 'A' ? PII_PLAUSIBLE : PII_WRONG;
}

static enum pii_check check_pps(const char *c, size_t n)
{
    int sum = weighted_sum(c, "8765432");
    if (n == 9 && c[8] != 'W')
        sum += (c[8] - 'A' + 1) * 9;
    return verified_if("WABCDEFGHIJKLMNOPQRSTUV"[sum % 23] == c[7]);
}

static enum pii_check check_steuer_id(const char *c, size_t n)
{
    int counts[10] = {0}, twice = 0, more = 0;
    for (size_t i = 0; i < 10; i++)
        counts[c[i] - '0']++;
    for (size_t i = 0; i < 10; i++) {
        twice += counts[i] == 2 || counts[i] == 3;
        more += counts[i] > 3;
    }
    return verified_if(c[0] != '0' && twice == 1 && more == 0 && mod11_10_holds(c, n));
}

/* ICAO 9303 part 3, section 4.9: weights 7, 3, 1. */
static bool travel_digit_holds(const char *c, size_t n)
{
    int sum = 0;
    for (size_t i = 0; i + 1 < n; i++)
        sum += (c[i] >= 'A' ? c[i] - 'A' + 10 : c[i] - '0') * "\7\3\1"[i % 3];
    return sum % 10 == c[n - 1] - '0';
}

static enum pii_check check_ausweis(const char *c, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strchr("ABDEIOQSU", c[i]))
            return PII_WRONG;
    return verified_if(strchr("LMNPRTVWXYCFGHJK", c[0]) && travel_digit_holds(c, n));
}

static enum pii_check check_de_pension(const char *c, size_t n)
{
    static const char weights[] = "212571212121";
    char digits[13];
    int sum = 0;
    memcpy(digits, c, 8);
    digits[8] = (char)('0' + (c[8] - 'A' + 1) / 10);
    digits[9] = (char)('0' + (c[8] - 'A' + 1) % 10);
    memcpy(digits + 10, c + 9, 2);
    for (size_t i = 0; i < 12; i++) {
        int product = (digits[i] - '0') * (weights[i] - '0');
        sum += product / 10 + product % 10;
    }
    return verified_if(sum % 10 == c[n - 1] - '0' &&
                       date_of_two(c + 6, digits_value(c + 4, 2), digits_value(c + 2, 2)));
}

static enum pii_check check_at_insurance(const char *c, size_t n)
{
    (void)n;
    bool date = date_of_two(c + 8, digits_value(c + 6, 2), digits_value(c + 4, 2));
    return verified_if(date && c[0] != '0' && weighted_sum(c, "3790584216") % 11 == c[3] - '0');
}

static enum pii_check check_ean(const char *c, size_t n)
{
    return verified_if(ean_holds(c, n));
}

static enum pii_check check_nir(const char *c, size_t n)
{
    char digits[16];
    long long month = digits_value(c + 3, 2), away = 0;
    memcpy(digits, c, n);
    if (c[6] == 'A' || c[6] == 'B') {
        if (c[5] != '2')
            return PII_WRONG;
        digits[6] = '0';
        away = c[6] == 'A' ? 1000000 : 2000000;
    } else if (c[6] > '9')
        return PII_WRONG;
    bool fits = strchr("123478", c[0]) &&
                ((month >= 1 && month <= 12) || (month >= 20 && month <= 42) || month >= 50);
    return verified_if(fits && 97 - (digits_value(digits, 13) - away) % 97 == digits_value(c + 13, 2));
}

static const char spanish[] = "TRWAGMYFPDXBNJZSQVHLCKE";

static enum pii_check check_dni(const char *c, size_t n)
{
    return verified_if(spanish[digits_value(c, n - 1) % 23] == c[n - 1]);
}

static enum pii_check check_nie(const char *c, size_t n)
{
    if (c[0] < 'X')
        return PII_WRONG;
    long long value = (c[0] - 'X') * 10000000LL + digits_value(c + 1, 7);
    return verified_if(spanish[value % 23] == c[n - 1]);
}

static enum pii_check check_pt_nif(const char *c, size_t n)
{
    int digit = 11 - weighted_sum(c, "98765432") % 11;
    return verified_if(c[0] != '0' && (digit > 9 ? 0 : digit) == c[n - 1] - '0');
}

/* Decreto ministeriale 23 dicembre 1976: characters in odd places have values of their own. */
static enum pii_check check_codice_fiscale(const char *c, size_t n)
{
    static const unsigned char odd[26] = {1,  0,  5, 7, 9, 13, 15, 17, 19, 21, 2,  4,  18,
                                          20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23};
    int sum = 0;
    for (size_t i = 0; i + 1 < n; i++) {
        int value = c[i] >= 'A' ? c[i] - 'A' : c[i] - '0';
        sum += i & 1 ? value : odd[value];
    }
    long long day = digits_value(c + 9, 2) % 40;
    return verified_if(strchr("ABCDEHLMPRST", c[8]) && day >= 1 && day <= 31 && sum % 26 == c[n - 1] - 'A');
}

static enum pii_check check_luhn(const char *c, size_t n)
{
    return verified_if(luhn_holds(c, n) && digits_value(c, n) != 0);
}

static enum pii_check check_be_register(const char *c, size_t n)
{
    long long number = digits_value(c, 9), key = digits_value(c + n - 2, 2);
    long long month = digits_value(c + 2, 2) % 20, day = digits_value(c + 4, 2);
    return verified_if(month <= 12 && day <= 31 && number != 0 &&
                       (97 - number % 97 == key || 97 - (2000000000LL + number) % 97 == key));
}

static enum pii_check check_bsn(const char *c, size_t n)
{
    return verified_if(digits_value(c, n) > 9999999 &&
                       (weighted_sum(c, "98765432") - (c[n - 1] - '0')) % 11 == 0);
}

static enum pii_check check_lu(const char *c, size_t n)
{
    char second[13];
    memcpy(second, c, 11);
    second[11] = c[n - 1];
    return verified_if(date_holds(digits_value(c, 4), digits_value(c + 4, 2), digits_value(c + 6, 2)) &&
                       luhn_holds(c, 12) && verhoeff_holds(second, 12));
}

static enum pii_check check_pesel(const char *c, size_t n)
{
    static const short centuries[] = {1900, 2000, 2100, 2200, 1800};
    long long month = digits_value(c + 2, 2);
    bool date = date_holds(centuries[month / 20] + digits_value(c, 2), month % 20, digits_value(c + 4, 2));
    return verified_if(date && (10 - weighted_sum(c, "1379137913") % 10) % 10 == c[n - 1] - '0');
}

static enum pii_check check_nip(const char *c, size_t n)
{
    return verified_if(c[0] != '0' && weighted_sum(c, "657234567") % 11 == c[n - 1] - '0');
}

static enum pii_check check_regon(const char *c, size_t n)
{
    return verified_if(digits_value(c, n) != 0 && weighted_sum(c, "89234567") % 11 % 10 == c[n - 1] - '0');
}

static enum pii_check check_pl_card(const char *c, size_t n)
{
    int sum = 0;
    (void)n;
    for (size_t i = 0; i < 3; i++)
        sum += (c[i] - 'A' + 10) * "\7\3\1"[i];
    return verified_if((sum + weighted_sum(c + 4, "73173")) % 10 == c[3] - '0');
}

static enum pii_check check_rodne_cislo(const char *c, size_t n)
{
    long long month = digits_value(c + 2, 2) % 50;
    bool date = date_of_two(c, month > 20 ? month - 20 : month, digits_value(c + 4, 2));
    return verified_if(date &&
                       (digits_value(c, n) % 11 == 0 || (digits_value(c, 9) % 11 == 10 && c[n - 1] == '0')));
}

static enum pii_check check_hu_tax(const char *c, size_t n)
{
    return verified_if(weighted_sum(c, "123456789") % 11 == c[n - 1] - '0');
}

static enum pii_check check_cnp(const char *c, size_t n)
{
    int digit = weighted_sum(c, "279146358279") % 11;
    long long county = digits_value(c + 7, 2);
    bool given =
        c[0] > '0' && ((county >= 1 && county <= 48) || county == 51 || county == 52 || county == 70);
    return verified_if(given && date_of_two(c + 1, digits_value(c + 3, 2), digits_value(c + 5, 2)) &&
                       (digit == 10 ? 1 : digit) == c[n - 1] - '0');
}

static enum pii_check check_egn(const char *c, size_t n)
{
    long long month = digits_value(c + 2, 2);
    bool date = date_of_two(c,
                            month > 40   ? month - 40
                            : month > 20 ? month - 20
                                         : month,
                            digits_value(c + 4, 2));
    return verified_if(date && weighted_sum(c, "2485:9736") % 11 % 10 == c[n - 1] - '0');
}

static enum pii_check check_mod11_10(const char *c, size_t n)
{
    return verified_if(mod11_10_holds(c, n) && digits_value(c, n) != 0);
}

static enum pii_check check_emso(const char *c, size_t n)
{
    int digit = (11 - weighted_sum(c, "765432765432") % 11) % 11;
    long long year = digits_value(c + 4, 3);
    bool date =
        date_holds(year < 200 ? 2000 + year : 1000 + year, digits_value(c + 2, 2), digits_value(c, 2));
    return verified_if(date && digit == c[n - 1] - '0');
}

static enum pii_check check_amka(const char *c, size_t n)
{
    return verified_if(date_of_two(c + 4, digits_value(c + 2, 2), digits_value(c, 2)) && luhn_holds(c, n));
}

static enum pii_check check_afm(const char *c, size_t n)
{
    int sum = 0;
    for (size_t i = 0; i < 8; i++)
        sum += (c[i] - '0') << (8 - i);
    return verified_if(digits_value(c, n) != 0 && sum % 11 % 10 == c[n - 1] - '0');
}

static enum pii_check check_personnummer(const char *c, size_t n)
{
    const char *ten = c + n - 10;
    long long day = digits_value(ten + 4, 2) % 60;
    bool century = n == 10 || memcmp(c, "19", 2) == 0 || memcmp(c, "20", 2) == 0;
    return verified_if(century && date_of_two(ten, digits_value(ten + 2, 2), day) && luhn_holds(ten, 10));
}

static enum pii_check check_fodselsnummer(const char *c, size_t n)
{
    int first = (11 - weighted_sum(c, "376189452") % 11) % 11;
    int second = (11 - weighted_sum(c, "5432765432") % 11) % 11;
    bool date = date_of_two(c + 4, digits_value(c + 2, 2) % 40, digits_value(c, 2) % 40);
    return verified_if(date && first == c[n - 2] - '0' && second == c[n - 1] - '0');
}

/* Since 2007 numbers are given whose check digit does not hold. */
static enum pii_check check_cpr(const char *c, size_t n)
{
    (void)n;
    if (!date_of_two(c + 4, digits_value(c + 2, 2), digits_value(c, 2)))
        return PII_WRONG;
    return weighted_sum(c, "4327654321") % 11 == 0 ? PII_VERIFIED : PII_PLAUSIBLE;
}

static enum pii_check check_hetu(const char *c, size_t n)
{
    const char *serial = c + n - 4;
    long long value = digits_value(c, 6) * 1000 + digits_value(serial, 3);
    return verified_if(date_of_two(c + 4, digits_value(c + 2, 2), digits_value(c, 2)) &&
                       "0123456789ABCDEFHJKLMNPRSTUVWXY"[value % 31] == c[n - 1]);
}

static enum pii_check check_kennitala(const char *c, size_t n)
{
    bool date = date_of_two(c + 4, digits_value(c + 2, 2), digits_value(c, 2));
    int digit = (11 - weighted_sum(c, "32765432") % 11) % 11;
    return verified_if(date && digit == c[8] - '0' && strchr("098", c[n - 1]));
}

static enum pii_check check_baltic(const char *c, size_t n)
{
    int digit = weighted_sum(c, "1234567891") % 11;
    if (digit == 10)
        digit = weighted_sum(c, "3456789123") % 11 % 10;
    return verified_if(c[0] > '0' && c[0] < '9' && digit == c[n - 1] - '0' &&
                       date_of_two(c + 1, digits_value(c + 3, 2), digits_value(c + 5, 2)));
}

static enum pii_check check_lv(const char *c, size_t n)
{
    int digit = (1101 - weighted_sum(c, "16379:5842")) % 11 % 10;
    return verified_if(c[6] <= '2' && date_of_two(c + 4, digits_value(c + 2, 2), digits_value(c, 2)) &&
                       digit == c[n - 1] - '0');
}

static enum pii_check check_ua_tax(const char *c, size_t n)
{
    int sum = weighted_sum(c + 1, "57946:57") - (c[0] - '0');
    return verified_if(digits_value(c, n) != 0 && (sum % 11 + 11) % 11 % 10 == c[n - 1] - '0');
}

static enum pii_check check_inn(const char *c, size_t n)
{
    return verified_if(digits_value(c, n) != 0 && weighted_sum(c, "724:359468") % 11 % 10 == c[10] - '0' &&
                       weighted_sum(c, "3724:359468") % 11 % 10 == c[11] - '0');
}

static enum pii_check check_snils(const char *c, size_t n)
{
    int sum = weighted_sum(c, "987654321") % 101;
    return verified_if(digits_value(c, 9) > 1001998 && (sum == 100 ? 0 : sum) == digits_value(c + n - 2, 2));
}

const struct pii_id pii_ids_europe[] = {
    {"gb_nino", "GB", PII_NATIONAL_ID, "ll dd dd dd l", check_nino, 0.7, 0.85, 0.95,
     "national insurance|nino|ni number|insurance number|ni no"},
    {"gb_nhs", "GB", PII_HEALTH_ID, "ddd ddd dddd", check_nhs, 0.2, 0.5, 0.95,
     "nhs|national health|health service|patient"},
    {"gb_licence", "GB", PII_DRIVER_LICENCE, "xxxxxdddddd xxx ll", check_gb_licence, 0.6, 0.6, 0.95,
     "driving licence|driver licence|driving license|drivers license|dvla|licence"},
    {"ie_pps", "IE", PII_NATIONAL_ID, "ddddddd l", check_pps, 0.45, 0.45, 0.95,
     "pps|ppsn|personal public service"},
    {"ie_pps", "IE", PII_NATIONAL_ID, "ddddddd ll", check_pps, 0.45, 0.45, 0.95,
     "pps|ppsn|personal public service"},
    {"de_steuer_id", "DE", PII_TAX_ID, "dd ddd ddd ddd", check_steuer_id, 0.5, 0.75, 0.97,
     "steuer|steuerid|steueridentifikationsnummer|identifikationsnummer|idnr|tax id|tin|steuernummer"},
    {"de_personalausweis", "DE", PII_NATIONAL_ID, "xxxxxxxxxd", check_ausweis, 0.1, 0.1, 0.9,
     "personalausweis|ausweis|ausweisnummer|perso|identity card|id card"},
    {"de_personalausweis", "DE", PII_NATIONAL_ID, "lxxxxxxxx", NULL, 0, 0, 0.75,
     "personalausweis|ausweisnummer|personalausweisnummer"},
    {"de_pension", "DE", PII_NATIONAL_ID, "dd dddddd l ddd", check_de_pension, 0.6, 0.8, 0.95,
     "rentenversicherung|sozialversicherung|versicherungsnummer|rvnr|svnr"},
    {"at_insurance", "AT", PII_NATIONAL_ID, "dddd dddddd", check_at_insurance, 0.4, 0.5, 0.95,
     "sozialversicherung|versicherungsnummer|svnr|sv-nummer|social insurance"},
    {"ch_ahv", "CH", PII_NATIONAL_ID, "756 dddd dddd dd", check_ean, 0.75, 0.9, 0.97,
     "ahv|avs|oasi|sozialversicherung|assurance"},
    {"fr_nir", "FR", PII_NATIONAL_ID, "d dd dd dx ddd ddd dd", check_nir, 0.75, 0.9, 0.97,
     "nir|sécurité sociale|securite sociale|insee|numéro de sécu|carte vitale"},
    {"es_dni", "ES", PII_NATIONAL_ID, "dddddddd l", check_dni, 0.55, 0.6, 0.95,
     "dni|nif|documento nacional|identidad|cédula"},
    {"es_nie", "ES", PII_NATIONAL_ID, "l ddddddd l", check_nie, 0.6, 0.7, 0.95,
     "nie|extranjero|foreigner|identidad"},
    {"pt_nif", "PT", PII_TAX_ID, "ddd ddd ddd", check_pt_nif, 0.1, 0.2, 0.9,
     "nif|contribuinte|fiscal|finanças"},
    {"it_codice_fiscale", "IT", PII_TAX_ID, "lll lll dd l dd l ddd l", check_codice_fiscale, 0.9, 0.9, 0.97,
     "codice fiscale|cod. fisc|fiscal code|c.f"},
    {"it_partita_iva", "IT", PII_TAX_ID, "ddddddddddd", check_luhn, 0.05, 0.05, 0.85,
     "partita iva|p.iva|p. iva|vat|iva"},
    {"be_register", "BE", PII_NATIONAL_ID, "dd dd dd ddd dd", check_be_register, 0.5, 0.85, 0.97,
     "rijksregister|registre national|national register|insz|niss|rrn"},
    {"nl_bsn", "NL", PII_NATIONAL_ID, "ddd ddd ddd", check_bsn, 0.1, 0.15, 0.92,
     "bsn|burgerservicenummer|burger service|sofi|sofinummer|citizen service"},
    {"lu_nin", "LU", PII_NATIONAL_ID, "dddd dddd ddd dd", check_lu, 0.7, 0.8, 0.97,
     "matricule|sécurité sociale|national identification"},
    {"pl_pesel", "PL", PII_NATIONAL_ID, "ddddddddddd", check_pesel, 0.55, 0.55, 0.97, "pesel"},
    {"pl_nip", "PL", PII_TAX_ID, "ddd ddd dd dd", check_nip, 0.1, 0.55, 0.95, "nip|podatkow"},
    {"pl_nip", "PL", PII_TAX_ID, "ddd dd dd ddd", check_nip, 0.1, 0.55, 0.95, "nip|podatkow"},
    {"pl_regon", "PL", PII_TAX_ID, "ddddddddd", check_regon, 0.05, 0.05, 0.9, "regon"},
    {"pl_dowod", "PL", PII_NATIONAL_ID, "lll dddddd", check_pl_card, 0.4, 0.4, 0.95,
     "dowód|dowod|dowodu|identity card|id card"},
    {"cz_rodne_cislo", "CZ", PII_NATIONAL_ID, "dddddd dddd", check_rodne_cislo, 0.3, 0.6, 0.95,
     "rodné číslo|rodne cislo|rodného|rč|birth number"},
    {"sk_rodne_cislo", "SK", PII_NATIONAL_ID, "dddddd dddd", check_rodne_cislo, 0.29, 0.59, 0.94,
     "rodné číslo|rodne cislo|rodného|rč|birth number"},
    {"hu_tax", "HU", PII_TAX_ID, "8ddddddddd", check_hu_tax, 0.15, 0.15, 0.92,
     "adóazonosító|adoazonosito|adószám|tax id"},
    {"ro_cnp", "RO", PII_NATIONAL_ID, "ddddddddddddd", check_cnp, 0.6, 0.6, 0.97, "cnp|cod numeric personal"},
    {"bg_egn", "BG", PII_NATIONAL_ID, "dddddddddd", check_egn, 0.35, 0.35, 0.95,
     "егн|ЕГН|egn|единен граждански"},
    {"hr_oib", "HR", PII_NATIONAL_ID, "ddddddddddd", check_mod11_10, 0.1, 0.1, 0.95,
     "oib|osobni identifikacijski"},
    {"si_emso", "SI", PII_NATIONAL_ID, "ddddddddddddd", check_emso, 0.6, 0.6, 0.96, "emšo|emso|matična"},
    {"rs_jmbg", "RS", PII_NATIONAL_ID, "ddddddddddddd", check_emso, 0.59, 0.59, 0.97,
     "jmbg|јмбг|ЈМБГ|matični broj|jedinstveni"},
    {"gr_amka", "GR", PII_HEALTH_ID, "ddddddddddd", check_amka, 0.5, 0.5, 0.95, "αμκα|ΑΜΚΑ|amka"},
    {"gr_afm", "GR", PII_TAX_ID, "ddddddddd", check_afm, 0.05, 0.05, 0.92, "αφμ|ΑΦΜ|afm|α.φ.μ"},
    {"se_personnummer", "SE", PII_NATIONAL_ID, "dddddd dddd", check_personnummer, 0.35, 0.6, 0.96,
     "personnummer|personnr|pnr|personal identity"},
    {"se_personnummer", "SE", PII_NATIONAL_ID, "dddddddd dddd", check_personnummer, 0.6, 0.75, 0.97,
     "personnummer|personnr|pnr|personal identity"},
    {"no_fodselsnummer", "NO", PII_NATIONAL_ID, "dddddd ddddd", check_fodselsnummer, 0.65, 0.75, 0.97,
     "fødselsnummer|fodselsnummer|personnummer|fnr|d-nummer"},
    {"dk_cpr", "DK", PII_NATIONAL_ID, "dddddd dddd", check_cpr, 0.1, 0.4, 0.93,
     "cpr|personnummer|cpr-nummer"},
    {"fi_hetu", "FI", PII_NATIONAL_ID, "dddddd~dddx", check_hetu, 0.9, 0.9, 0.97,
     "hetu|henkilötunnus|henkilotunnus|personbeteckning"},
    {"is_kennitala", "IS", PII_NATIONAL_ID, "dddddd dddd", check_kennitala, 0.4, 0.6, 0.96, "kennitala|kt"},
    {"ee_isikukood", "EE", PII_NATIONAL_ID, "ddddddddddd", check_baltic, 0.55, 0.55, 0.96,
     "isikukood|personal code"},
    {"lt_asmens_kodas", "LT", PII_NATIONAL_ID, "ddddddddddd", check_baltic, 0.54, 0.54, 0.97,
     "asmens kodas|personal code"},
    {"lv_personas_kods", "LV", PII_NATIONAL_ID, "dddddd ddddd", check_lv, 0.4, 0.5, 0.96,
     "personas kods|personal code"},
    {"ua_rnokpp", "UA", PII_TAX_ID, "dddddddddd", check_ua_tax, 0.05, 0.05, 0.92,
     "рнокпп|РНОКПП|іпн|ІПН|ідентифікаційний|rnokpp|ipn"},
    {"ru_inn", "RU", PII_TAX_ID, "dddddddddddd", check_inn, 0.5, 0.5, 0.95, "инн|ИНН|inn"},
    {"ru_snils", "RU", PII_NATIONAL_ID, "ddd ddd ddd dd", check_snils, 0.4, 0.8, 0.97, "снилс|СНИЛС|snils"},
    {0},
};
