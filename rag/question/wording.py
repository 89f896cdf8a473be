"""A question in the minutes' own spelling: capitals given back, slips mended, its missing marks set."""

import re
from collections.abc import Iterator
from functools import partial
from string import ascii_lowercase
from typing import Protocol

from rag.stores.words import STOPWORDS

_WORD = re.compile(r"(?<![\w@./’'])[^\W\d_]{4,}(?![\w@/]|[’'](?!s\b)\w)")
_ANY_WORD = re.compile(r"(?<![\w@./])[^\W\d_]+(?:[’'][^\W\d_]+)*(?![\w@/])")
_BEGINS = re.compile(r"(?:^|[.?!]\s+)[^\w]*([^\W\d_])")
_UNPARTED = re.compile(
    r"(?<=[\w)])\s+(?=(?:Who|Whom|Whose|What|When|Where|Why|Which|How|Did|Does|Was|Were|Is|Are|Has|Have|If)\b)"
)
_RARE = 10  # paragraphs: a word in more of them is the minutes' own
_TIMES = 50  # how much commoner a word must be than a rare one that is taken for a slip of it
_KNOWN = 3  # paragraphs that hold a word which a slip is mended to: in fewer it may be a slip itself
_SWAPPED = 2  # the likeliest slip
_INITIALS = 4  # letters: a longer word that the language has is no row of initials


class Lexicon(Protocol):
    """What the minutes and the language have of a word."""

    def spread(self, word: str) -> int:
        """In how many paragraphs it stands, in any of its forms."""

    def is_common(self, word: str) -> bool:
        """Whether the language has it, whatever the minutes have."""

    def written(self, word: str) -> str | None:
        """The word as the minutes mostly write it amid a sentence: "grass", "Wereham", "CPO"; None where they don't."""


def mended(question: str, lexicon: Lexicon) -> str:
    """The question as the minutes would write it; unchanged where nothing speaks for another spelling."""
    shouted = not _told_apart(question)
    text = _WORD.sub(partial(_unslipped, lexicon=lexicon, shouted=shouted), question)
    if shouted:
        text = _BEGINS.sub(lambda match: match[0].upper(), _ANY_WORD.sub(partial(_recased, lexicon=lexicon), text))
    text = _UNPARTED.sub(". ", text.rstrip())
    return text if "?" in text or re.search(r"[.!…]\W*$", text) else f"{text}?"


def _told_apart(question: str) -> bool:
    """Whether a question's capitals can tell names from other words: it has capitals, besides "I", and others."""
    letters = re.sub(r"\bI\b", "", question)
    return any(one.isupper() for one in letters) and any(one.islower() for one in letters)


def _unslipped(match: re.Match[str], lexicon: Lexicon, shouted: bool) -> str:
    """A word, or the likeliest one a single slip away, where the minutes hardly have it and the language doesn't.

    A name that the minutes have is mended only where letters are swapped, for names differ by a letter; one that they
    don't have is mended to a name, and to a common word for the likelier slips.
    """
    word, lower = match[0], match[0].lower()
    spread = lexicon.spread(lower)
    if spread > _RARE or lexicon.is_common(lower):
        return word
    is_name = not shouted and word[0].isupper() and match.start() > 0
    if spread and shouted:
        return word
    surest = 0 if not spread else _SWAPPED if is_name else _SWAPPED - 1
    least = max(_KNOWN, spread * _TIMES)
    likely = [
        (common, kind, seen, other)
        for kind, other in _one_slip_away(lower)
        if kind >= surest and (seen := lexicon.spread(other)) >= least
        if (common := lexicon.is_common(other)) or not spread
    ]
    if is_name:
        likely = [one for one in likely if all(one[:2]) or (lexicon.written(one[-1]) or "")[:1].isupper()]
    if not likely:
        return word
    other = max(likely)[-1]
    return other.upper() if word.isupper() else other.capitalize() if word[0].isupper() else other


def _one_slip_away(word: str) -> Iterator[tuple[int, str]]:
    """Each word of which this one may be a slip, with how likely the slip is; hardly any slip is in the first letter.

    Letters swapped (_SWAPPED), then a letter left out or doubled (1), then another letter or one too many (0).
    """
    parted = [(word[:place], word[place:]) for place in range(1, len(word) + 1)]
    found: dict[str, int] = {}
    for a, b in parted:
        found |= {a + letter + b[1:]: 0 for letter in ascii_lowercase if b}
        found |= {a + b[1:]: 0 for _ in b[:1]}
    for a, b in parted:
        found |= {a + letter + b: 1 for letter in ascii_lowercase}
        found |= {a + b[1:]: 1 for _ in b[:1] if a.endswith(b[0])}
    found |= {a[:-1] + b[0] + a[-1] + b[1:]: _SWAPPED for a, b in parted if b}
    return ((kind, other) for other, kind in found.items() if other != word)


def _recased(match: re.Match[str], lexicon: Lexicon) -> str:
    lower = match[0].lower()
    base, mark, ending = lower.replace("’", "'").partition("'")
    if base in STOPWORDS:
        return lower
    common = lexicon.is_common(base)
    written = lexicon.written(base) or (base if common else base.capitalize())
    shouted = common and written.isupper() and len(base) > _INITIALS
    return (base if shouted else written) + mark + ending
