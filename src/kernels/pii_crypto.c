/* Addresses of Bitcoin and Ethereum with their checksums: base58check, bech32 and bech32m (BIP 173, BIP 350),
 * and EIP-55, which hides one in the case of the letters, from Keccak-256 (FIPS 202 before its final
 * padding). */
#include <string.h>

#include "base/hash.h"
#include "kernels/pii_scan.h"

/* ---- base58check --------------------------------------------------------------------------------------- */

static int base58_value(char c)
{
    static const char alphabet[] = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    const char *found = c ? strchr(alphabet, c) : NULL;
    return found ? (int)(found - alphabet) : -1;
}

/* 25 bytes: a version, 20 of a hash, 4 of a checksum. */
static bool base58_holds(const char *text, size_t length)
{
    unsigned char bytes[25] = {0}, first[SHA256_BYTES], second[SHA256_BYTES];
    for (size_t i = 0; i < length; i++) {
        int carry = base58_value(text[i]);
        if (carry < 0)
            return false;
        for (size_t j = sizeof bytes; j-- > 0;) {
            carry += bytes[j] * 58;
            bytes[j] = (unsigned char)carry;
            carry >>= 8;
        }
        if (carry)
            return false;
    }
    if (bytes[0] != 0 && bytes[0] != 5)
        return false;
    return sha256_bytes(bytes, 21, first) == 0 && sha256_bytes(first, sizeof first, second) == 0 &&
           memcmp(second, bytes + 21, 4) == 0;
}

/* ---- bech32 -------------------------------------------------------------------------------------------- */

static uint32_t bech32_step(uint32_t state, unsigned value)
{
    static const uint32_t generators[] = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
    uint32_t top = state >> 25;
    state = (state & 0x1ffffff) << 5 ^ value;
    for (size_t i = 0; i < 5; i++)
        if (top >> i & 1)
            state ^= generators[i];
    return state;
}

/* "bc1" and 39 or 59 characters, all small or all capital. */
static bool bech32_holds(const char *text, size_t length)
{
    static const char alphabet[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    uint32_t state = 1;
    bool small = false, capital = false;
    const unsigned prefix[] = {3, 3, 0, 2, 3}; /* "bc": high bits, 0, low bits */
    for (size_t i = 0; i < 5; i++)
        state = bech32_step(state, prefix[i]);
    for (size_t i = 0; i < length; i++) {
        small = small || (text[i] >= 'a' && text[i] <= 'z');
        capital = capital || byte_is_upper(text[i]);
        char c = byte_is_upper(text[i]) ? (char)(text[i] | 32) : text[i];
        const char *found = i > 2 ? strchr(alphabet, c) : NULL;
        if (i > 2 && !found)
            return false;
        if (found)
            state = bech32_step(state, (unsigned)(found - alphabet));
    }
    return !(small && capital) && (state == 1 || state == 0x2bc830a3);
}

/* ---- Keccak-256 ---------------------------------------------------------------------------------------- */

static uint64_t turned(uint64_t word, unsigned by)
{
    return by ? word << by | word >> (64 - by) : word;
}

static void keccak_round(uint64_t state[25], uint64_t constant)
{
    static const unsigned char turns[25] = {0,  1,  62, 28, 27, 36, 44, 6,  55, 20, 3,  10, 43,
                                            25, 39, 41, 45, 15, 21, 8,  18, 2,  61, 56, 14};
    uint64_t columns[5], moved[25];
    for (size_t x = 0; x < 5; x++)
        columns[x] = state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20];
    for (size_t i = 0; i < 25; i++) {
        size_t x = i % 5, y = i / 5;
        uint64_t mixed = state[i] ^ columns[(x + 4) % 5] ^ turned(columns[(x + 1) % 5], 1);
        moved[y + (2 * x + 3 * y) % 5 * 5] = turned(mixed, turns[i]);
    }
    for (size_t i = 0; i < 25; i++) {
        size_t row = i / 5 * 5, x = i % 5;
        state[i] = moved[i] ^ (~moved[row + (x + 1) % 5] & moved[row + (x + 2) % 5]);
    }
    state[0] ^= constant;
}

/* Of at most 135 bytes: one block. */
static void keccak256(const unsigned char *data, size_t length, unsigned char out[32])
{
    static const uint64_t constants[24] = {
        0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b,
        0x0000000080000001, 0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088,
        0x0000000080008009, 0x000000008000000a, 0x000000008000808b, 0x800000000000008b, 0x8000000000008089,
        0x8000000000008003, 0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
        0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008};
    uint64_t state[25] = {0};
    for (size_t i = 0; i < length; i++)
        state[i / 8] ^= (uint64_t)data[i] << (i % 8 * 8);
    state[length / 8] ^= UINT64_C(1) << (length % 8 * 8);
    state[16] ^= UINT64_C(1) << 63;
    for (size_t i = 0; i < 24; i++)
        keccak_round(state, constants[i]);
    for (size_t i = 0; i < 32; i++)
        out[i] = (unsigned char)(state[i / 8] >> (i % 8 * 8));
}

/* Of 40 hexadecimal digits: those that are letters are capitals where the hash of the small ones says so. */
static bool eip55_holds(const char *digits, bool *mixed)
{
    unsigned char small[40], hash[32];
    bool capital = false, minor = false, holds = true;
    for (size_t i = 0; i < 40; i++)
        small[i] = (unsigned char)(byte_is_upper(digits[i]) ? digits[i] | 32 : digits[i]);
    keccak256(small, sizeof small, hash);
    for (size_t i = 0; i < 40; i++) {
        if (byte_is_digit(digits[i]))
            continue;
        bool wanted = (hash[i / 2] >> (i % 2 ? 0 : 4) & 8) != 0, is = byte_is_upper(digits[i]);
        holds = holds && wanted == is;
        capital = capital || is;
        minor = minor || !is;
    }
    *mixed = capital && minor;
    return holds;
}

static void match_ethereum(struct pii_scan *scan, size_t start)
{
    bool mixed = false;
    for (size_t i = 2; i < 42; i++)
        if (!byte_is_hex(scan->data[start + i]))
            return;
    bool holds = eip55_holds(scan->data + start + 2, &mixed);
    bool near = words_near(scan, start, start + 42, "eth|ethereum|wallet|address|account", 48, 16);
    if (mixed && !holds)
        span_add(scan, start, start + 42, PII_CRYPTO_ADDRESS, "ethereum_address", "", near ? 0.6 : 0.4,
                 false);
    else
        span_add(scan, start, start + 42, PII_CRYPTO_ADDRESS, "ethereum_address", "",
                 mixed || near ? 0.95 : 0.6, mixed);
}

void match_crypto(struct pii_scan *scan, size_t start, size_t stop)
{
    const char *text = scan->data + start;
    size_t length = stop - start;
    if (length == 42 && text[0] == '0' && text[1] == 'x')
        match_ethereum(scan, start);
    else if (length <= 35 && (text[0] == '1' || text[0] == '3') && base58_holds(text, length))
        span_add(scan, start, stop, PII_CRYPTO_ADDRESS, "bitcoin_address", "", 0.97, true);
    else if ((length == 42 || length == 62) && (text[0] | 32) == 'b' && (text[1] | 32) == 'c' &&
             text[2] == '1' && bech32_holds(text, length))
        span_add(scan, start, stop, PII_CRYPTO_ADDRESS, "bitcoin_address", "", 0.97, true);
}
