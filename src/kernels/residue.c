/* One pass with an eye on code; what is looked for begins with one of < [ { # . */
#include "kernels/residue.h"

#include <stdbool.h>
#include <stdint.h>

static const char *const control_tokens[] = {"<|im_start|>",
                                             "<|im_end|>",
                                             "<|endoftext|>",
                                             "<|eot_id|>",
                                             "<|start_header_id|>",
                                             "<|end_header_id|>",
                                             "<|begin_of_text|>",
                                             "<|end_of_text|>",
                                             "<|assistant|>",
                                             "<|user|>",
                                             "<|system|>",
                                             "<|end|>",
                                             "[INST]",
                                             "[/INST]",
                                             "<<SYS>>",
                                             "<</SYS>>",
                                             "<start_of_turn>",
                                             "<end_of_turn>",
                                             "<|endofprompt|>",
                                             "</s>",
                                             "[/SYS]",
                                             "<|prompter|>",
                                             "<bos>",
                                             "<eos>",
                                             "<|eom_id|>",
                                             "<|channel|>",
                                             "<|message|>",
                                             NULL};

static const char *const headings[] = {
    "### Response",   "### Instruction", "### Input:",  "### Output:", "### Human:",
    "### Assistant:", "### User:",       "### Prompt:", "### End",     NULL};

static bool stands(struct text text, size_t at, const char *string)
{
    size_t length = strlen(string);
    return text.length - at >= length && memcmp(text.data + at, string, length) == 0;
}

static size_t listed_length(struct text text, size_t at, const char *const *list)
{
    for (; *list; list++) {
        if (stands(text, at, *list))
            return strlen(*list);
    }
    return 0;
}

static bool is_name_byte(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           byte == '_' || byte == '.';
}

/* "{{ name }}" or "{% word … %}": length, else 0. */
static size_t braces_length(struct text text, size_t at)
{
    if (stands(text, at, "{%")) {
        const char *end = memmem(text.data + at, text.length - at < 120 ? text.length - at : 120, "%}", 2);
        return end ? (size_t)(end - text.data) + 2 - at : 0;
    }
    if (!stands(text, at, "{{"))
        return 0;
    size_t name = at + 2;
    while (name < text.length && (text.data[name] == ' ' || text.data[name] == '#' || text.data[name] == '/'))
        name++;
    size_t end = name;
    while (end < text.length && end < name + 60 && (is_name_byte(text.data[end]) || text.data[end] == ' '))
        end++;
    bool named = end > name && ((text.data[name] | 0x20) >= 'a' && (text.data[name] | 0x20) <= 'z');
    return named && stands(text, end, "}}") ? end + 2 - at : 0;
}

/* "{first_name}" between words of prose: lower case, two or more parts of at least two letters. */
static size_t format_field_length(struct text text, size_t at)
{
    if (at > 0 && !strchr(" \n(\",'", text.data[at - 1]))
        return 0;
    size_t end = at + 1, part = 0, shortest = SIZE_MAX, parts = 1;
    for (; end < text.length && end < at + 40; end++) {
        bool letter = text.data[end] >= 'a' && text.data[end] <= 'z';
        if (!letter && text.data[end] != '_')
            break;
        parts += !letter;
        shortest = !letter && part < shortest ? part : shortest;
        part = letter ? part + 1 : 0;
    }
    shortest = part < shortest ? part : shortest;
    return parts > 1 && shortest >= 2 && end < text.length && text.data[end] == '}' ? end + 1 - at : 0;
}

/* Code outside fences: its braces are its own. */
static bool is_code(struct text text)
{
    static const char *const marks[] = {"print(",   "def ",      "import ", "f\"",     "f'",
                                        ".format(", "function ", "};",      "#include"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (memmem(text.data, text.length, marks[i], strlen(marks[i])))
            return true;
    }
    return false;
}

static struct sign at_place(struct text text, size_t at, bool line)
{
    char byte = text.data[at];
    size_t length = 0;
    if (byte == '<' || byte == '[') {
        length = listed_length(text, at, control_tokens);
        return (struct sign){length ? "control_token" : NULL, at, length};
    }
    if (byte == '#' && line) {
        length = listed_length(text, at, headings);
        return (struct sign){length ? "role_heading" : NULL, at, length};
    }
    if (byte == '{' && (at == 0 || text.data[at - 1] != '$')) { /* "${{ }}" is another language's */
        length = braces_length(text, at);
        if (!length && (length = format_field_length(text, at)) && is_code(text))
            length = 0;
        return (struct sign){length ? "template_variable" : NULL, at, length};
    }
    return (struct sign){0};
}

struct sign residue_find(struct text text)
{
    bool code = false, line = true;
    for (size_t at = 0; at < text.length; at++) {
        char byte = text.data[at];
        if (byte == '`')
            code = !code;
        struct sign sign = code ? (struct sign){0} : at_place(text, at, line);
        if (sign.kind)
            return sign;
        line = byte == '\n' || (line && byte == ' ');
    }
    return (struct sign){0};
}

struct sign thinking_find(struct text text)
{
    static const char *const names[] = {"think",     "thinking",   "thought",
                                        "reasoning", "reflection", "scratchpad"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char open[32], close[32];
        snprintf(open, sizeof open, "<%s>", names[i]);
        snprintf(close, sizeof close, "</%s>", names[i]);
        const char *from = memmem(text.data, text.length, open, strlen(open));
        const char *to = memmem(text.data, text.length, close, strlen(close));
        if (!from && !to)
            continue;
        const char *first = from && (!to || from < to) ? from : to;
        bool whole = from && to && from < to;
        size_t start = (size_t)(first - text.data);
        size_t stop =
            whole ? (size_t)(to - text.data) + strlen(close) : start + strlen(first == from ? open : close);
        return (struct sign){whole ? "thinking" : "thinking_tag", start, stop - start};
    }
    return (struct sign){0};
}
