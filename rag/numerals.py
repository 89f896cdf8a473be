"""Numbers in words."""

import re

ONES = (
    *"zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split(),
    *"seventeen eighteen nineteen".split(),
)
ORDINALS = (
    *"first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth".split(),
    *"fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split(),
)
TENS = tuple("twenty thirty forty fifty sixty seventy eighty ninety".split())
UNITS = {word: n for n, word in enumerate(ONES)} | {word: 10 * n for n, word in enumerate(TENS, 2)}
SCALES = {"hundred": 100, "thousand": 1_000, "million": 10**6, "billion": 10**9}
WRITTEN = ("no", *ONES[1:11])
"""The counts that prose writes in words."""


def in_words(number: int) -> str:
    """A count as prose has it: words up to ten, figures from there on."""
    return WRITTEN[number] if number < len(WRITTEN) else str(number)


def spelt(numeral: str) -> int:
    """The value of a number in words: "two hundred and fifty" is 250."""
    total = current = 0
    for word in re.findall(r"[a-z]+", numeral.lower()):
        if word in UNITS:
            current += UNITS[word]
        elif word == "hundred":
            current = max(current, 1) * 100
        elif word != "and":
            total, current = total + max(current, 1) * SCALES[word], 0
    return total + current
