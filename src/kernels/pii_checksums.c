/* Luhn: ISO/IEC 7812-1 annex B. Verhoeff: J. Verhoeff 1969, Error detecting decimal codes. Mod 97-10 and
 * mod 11,10: ISO/IEC 7064. EAN: GS1 General Specifications, section 7.9. */
#include "kernels/pii_checksums.h"

bool luhn_holds(const char *digits, size_t count)
{
    int sum = 0;
    for (size_t i = 0; i < count; i++) {
        int digit = digits[count - 1 - i] - '0';
        if (i & 1)
            digit = digit > 4 ? digit * 2 - 9 : digit * 2;
        sum += digit;
    }
    return sum % 10 == 0;
}

bool verhoeff_holds(const char *digits, size_t count)
{
    /* The dihedral group of order 10: a rotation by a, or a reflection for 5 to 9. */
    static const unsigned char permuted[8][10] = {
        {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 5, 7, 6, 2, 8, 3, 0, 9, 4}, {5, 8, 0, 3, 7, 9, 6, 1, 4, 2},
        {8, 9, 1, 6, 0, 4, 3, 5, 2, 7}, {9, 4, 5, 3, 1, 2, 6, 8, 7, 0}, {4, 2, 8, 6, 5, 7, 3, 9, 0, 1},
        {2, 7, 9, 3, 8, 0, 6, 4, 1, 5}, {7, 0, 4, 6, 9, 1, 3, 2, 5, 8}};
    int state = 0;
    for (size_t i = 0; i < count; i++) {
        int next = permuted[i % 8][digits[count - 1 - i] - '0'];
        int turned = state < 5 ? state + next % 5 : state - 5 - next % 5 + 5;
        bool mirrored = (state >= 5) != (next >= 5);
        state = turned % 5 + (mirrored ? 5 : 0);
    }
    return state == 0;
}

bool mod97_holds(const char *characters, size_t count)
{
    unsigned rest = 0;
    for (size_t i = 0; i < count; i++) {
        char c = characters[i];
        rest =
            c >= 'A' ? (rest * 100 + (unsigned)(c - 'A' + 10)) % 97 : (rest * 10 + (unsigned)(c - '0')) % 97;
    }
    return rest == 1;
}

bool mod11_10_holds(const char *digits, size_t count)
{
    int product = 10;
    for (size_t i = 0; i + 1 < count; i++) {
        int sum = (digits[i] - '0' + product) % 10;
        product = (sum == 0 ? 10 : sum) * 2 % 11;
    }
    return (11 - product) % 10 == digits[count - 1] - '0';
}

bool ean_holds(const char *digits, size_t count)
{
    int sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += (digits[count - 1 - i] - '0') * (i & 1 ? 3 : 1);
    return sum % 10 == 0;
}

int weighted_sum(const char *digits, const char *weights)
{
    int sum = 0;
    /* Weights above 9 are written ':' (10) and on, as the characters follow '9'. */
    for (size_t i = 0; weights[i]; i++)
        sum += (digits[i] - '0') * (weights[i] - '0');
    return sum;
}

long long digits_value(const char *digits, size_t count)
{
    long long value = 0;
    for (size_t i = 0; i < count; i++)
        value = value * 10 + (digits[i] - '0');
    return value;
}

bool date_holds(long long year, long long month, long long day)
{
    static const unsigned char days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (year < 1800 || year > 2100 || month < 1 || month > 12 || day < 1 || day > days[month - 1])
        return false;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month != 2 || day < 29 || leap;
}

bool date_of_two(const char *year, long long month, long long day)
{
    long long in_century = digits_value(year, 2);
    return date_holds(1900 + in_century, month, day) || date_holds(2000 + in_century, month, day);
}
