#!/usr/bin/env python3
"""Prints N clean, different records in OpenAI's form: sample.py N [FIRST]."""
import json
import sys

WORDS = ("amber brook cedar delta ember fjord grove heath inlet jetty knoll lagoon meadow nook orchard pasture quarry "
         "ridge shore thicket upland valley willow yard zenith").split()


def sentence(number, length):
    """A sentence whose words differ from one number to the next."""
    state = number * 2654435761 + 12345
    words = []
    for _ in range(length):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        words.append(WORDS[(state >> 33) % len(WORDS)])
    return " ".join(words).capitalize() + "."


def main():
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    for number in range(first, first + int(sys.argv[1])):
        print(json.dumps({"id": f"s{number}", "source": ("web", "book", "talk")[number % 3], "messages": [
            {"role": "user", "content": "Describe " + sentence(number * 2, 12)},
            {"role": "assistant", "content": sentence(number * 2 + 1, 10 + number % 20)}]}))


if __name__ == "__main__":
    main()
