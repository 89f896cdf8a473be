"""Changes whose effect on an answer is known beforehand, each a small pure function: to a question, to a paragraph."""

import re
from collections.abc import Iterable, Sequence

from eval.questions import plain
from rag.stores.words import STOPWORDS

_SAME_LENGTH = ("one two six ten", "four five nine", "three seven eight")
_NUMBER_WORDS = {
    word: after
    for words in map(str.split, _SAME_LENGTH)
    for word, after in zip(words, words[1:] + words[:1], strict=True)
}
_MONTHS = "january february march april may june july august september october november december".split()
_VALUE = re.compile(
    rf"""(?x)
    (?:(?:[£€$]\s?)?\d+(?:,\d{{3}})*(?:\.\d+)?)
    | \b(?:{"|".join(_NUMBER_WORDS)})\b
    | (?<=[A-Za-z,.]\s)[A-Z][a-z’']{{2,}}                   # not where a sentence or a line begins
    """
)
_CIRCLES = ("aeiou", "bcdfghjklmnpqrstvwxyz")


def capitals(question: str) -> str:
    """The question in capitals."""
    return question.upper()


def unpunctuated(question: str) -> str:
    """The question without its punctuation, but for what stands inside a number or a word."""
    return re.sub(r"(?<!\w)[^\w\s£€$]+|[^\w\s]+(?!\w)", "", question)


def polite(question: str) -> str:
    """The question as it stands in a friendly letter."""
    return f"Hello, could you please tell me: {question} Thank you very much!"


def small(question: str) -> str:
    """The question in small letters."""
    return question.lower()


def misspelt(question: str) -> str:
    """The question with two letters swapped within its longest word that is neither a name nor a figure."""
    return _slipped(question, r"(?<![\w’'])[a-z]{6,}(?![\w’'])")


def misnamed(question: str) -> str:
    """The question with two letters swapped within its longest name."""
    return _slipped(question, r"(?<=[a-z] )[A-Z][a-z]{5,}(?![\w’'])")


def _slipped(question: str, words: str) -> str:
    longest = max(re.finditer(words, question), key=lambda match: len(match[0]), default=None)
    if longest is None:
        return question
    middle = longest.start() + len(longest[0]) // 2
    after = next((n for n in range(middle, longest.end() - 1) if question[n] != question[n + 1]), middle)
    return question[:after] + question[after + 1] + question[after] + question[after + 2 :]


REWORDINGS = {
    "in capitals": capitals,
    "in small letters": small,
    "no punctuation": unpunctuated,
    "politely": polite,
    "a slip": misspelt,
    "a slip in a name": misnamed,
}


def telling_value(text: str, facts: Iterable[Sequence[str]]) -> str | None:
    """The first amount, number or name of a text that a fact's regular expression rests on; None where none does."""
    for patterns in facts:
        for pattern in patterns:
            for fact in re.finditer(pattern, text, re.IGNORECASE):
                for value in _VALUE.finditer(text):
                    if value.start() < fact.end() and fact.start() < value.end() and not _is_plain_word(value[0]):
                        return value[0]
    return None


def _is_plain_word(word: str) -> bool:
    return word.lower() in STOPWORDS or word.lower() in _MONTHS


def another(value: str) -> str:
    """Another value of the same kind and length: £4,415 gives £4,414, three gives seven, Galvin gives Hemwop."""
    if value.lower() in _NUMBER_WORDS:
        return _like(value, _NUMBER_WORDS[value.lower()])
    if digits := re.findall(r"\d", value):
        last = int(digits[-1])
        lower = last > 1 or (last == 1 and len(digits) > 1)
        return re.sub(r"\d(?=\D*$)", str(last - 1 if lower else last + 1), value)
    return "".join(_like(letter, _next(letter.lower())) for letter in value)


def _next(letter: str) -> str:
    circle = next((circle for circle in _CIRCLES if letter in circle), letter)
    return circle[(circle.index(letter) + 1) % len(circle)]


def _like(model: str, word: str) -> str:
    return word.upper() if model.isupper() else word.capitalize() if model[:1].isupper() else word


def replaced(text: str, old: str, new: str) -> str:
    """The text with a value put in place of another wherever that stands whole."""
    return re.sub(rf"(?<![\w.,]){re.escape(old)}(?!\w|[.,]\d)", new.replace("\\", r"\\"), text)


def says(text: str, value: str) -> bool:
    """Whether a value stands whole in a text, whatever its letter case and markup."""
    words, wanted = plain(text), plain(value)
    return replaced(words, wanted, "") != words
