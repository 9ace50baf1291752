#include "store/forms.h"

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* Two digits as a number; -1 when they are none. */
static int pair_of(const char *at)
{
    return is_digit(at[0]) && is_digit(at[1]) ? (at[0] - '0') * 10 + at[1] - '0' : -1;
}

bool form_digest(struct text text)
{
    if (text.length != 64)
        return false;
    for (size_t i = 0; i < 64; i++)
        if (!is_digit(text.data[i]) && !(text.data[i] >= 'a' && text.data[i] <= 'f'))
            return false;
    return true;
}

bool form_day(struct text text)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (text.length != 10 || text.data[4] != '-' || text.data[7] != '-')
        return false;
    int century = pair_of(text.data), rest = pair_of(text.data + 2);
    int month = pair_of(text.data + 5), day = pair_of(text.data + 8);
    if (century < 0 || rest < 0 || month < 1 || month > 12)
        return false;
    bool leap = rest ? rest % 4 == 0 : century % 4 == 0;
    return day >= 1 && day <= days[month - 1] + (month == 2 && leap);
}

static bool is_clock(const char *at)
{
    int hour = pair_of(at), minute = pair_of(at + 3), second = pair_of(at + 6);
    return at[2] == ':' && at[5] == ':' && hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 &&
           second >= 0 && second <= 60;
}

bool form_time(struct text text)
{
    if (text.length < 20 || text.data[10] != 'T' || text.data[text.length - 1] != 'Z' ||
        !form_day((struct text){text.data, 10}) || !is_clock(text.data + 11))
        return false;
    if (text.length > 20 && (text.data[19] != '.' || text.length < 22))
        return false;
    for (size_t i = 20; i + 1 < text.length; i++)
        if (!is_digit(text.data[i]))
            return false;
    return true;
}
