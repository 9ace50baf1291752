/* Both directions follow from which bytes are not their own letters: 0-32, 127-160 and 173, in this order. */
#include "kernels/byte_alphabet.h"

#include "base/utf8.h"

int32_t byte_letter(unsigned char byte)
{
    if (byte <= 32)
        return 256 + byte;
    if (byte >= 127 && byte <= 160)
        return 256 + 33 + (byte - 127);
    return byte == 173 ? 256 + 33 + 34 : byte;
}

int byte_of_letter(int32_t letter)
{
    if (letter < 256)
        return letter >= 0 && byte_letter((unsigned char)letter) == letter ? (int)letter : -1;
    if (letter <= 256 + 32)
        return (int)letter - 256;
    if (letter < 256 + 33 + 34)
        return (int)letter - (256 + 33) + 127;
    return letter == 256 + 33 + 34 ? 173 : -1;
}

void bytes_to_letters(struct text bytes, struct buffer *out)
{
    for (size_t i = 0; i < bytes.length; i++) {
        char letter[4];
        buffer_append(out, letter, utf8_encode(byte_letter((unsigned char)bytes.data[i]), letter));
    }
}

bool letters_to_bytes(struct text letters, struct buffer *out)
{
    size_t before = out->length;
    for (size_t at = 0; at < letters.length;) {
        int byte = byte_of_letter(utf8_next(letters, &at));
        if (byte < 0) {
            out->length = before;
            return false;
        }
        buffer_byte(out, (char)byte);
    }
    return true;
}
