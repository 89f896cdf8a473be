"""Why somebody was away, where the list of apologies says so."""

import re
from collections.abc import Sequence

from ingest.parsing.vocabulary import absence

_REASON = re.compile(rf"(?i)(?<![\w'’-])(?:{absence().words})(?![\w'’-])")
_GIVEN = re.compile(
    r"""(?ix)
    \((?P<bracket>[^()]{3,60})\)
  | \b(?:due\s+to|owing\s+to|because\s+of|on\s+account\s+of)\s+(?P<due>[^,.;()]{3,80})
  | \b(?:who|as\s+(?:he|she|they))\s+(?:was|is|were|are|had)\s+(?P<who>[^,.;()]{3,80})
  | \s[-–]\s(?P<dash>[a-z][^,.;()–]{2,60})
    """
)
_NEXT_PERSON = re.compile(r"\s+and\s+(?:also\s+)?(?:from\s+)?(?=(?:Cllr|Councillor|Mrs?|Ms|Miss|Dr)\b).*", re.S)
_ALL = re.compile(r"(?i)\b(?:both|all)\b\W*$")


def reasons(words: str, names: Sequence[str]) -> list[str | None]:
    """For each of the names that a list of apologies holds, in order, why they were away; None where it doesn't say."""
    places = _places(words, names)
    found: list[str | None] = [None] * len(names)
    after = 0
    for match in _GIVEN.finditer(words):
        given = next(part for part in match.groups() if part)
        reason = _NEXT_PERSON.sub("", given).strip()
        before = [i for i, place in enumerate(places) if after <= place < match.start()]
        if not _REASON.search(reason) or not before:
            continue
        for i in before if _ALL.search(words[: match.start()]) else before[-1:]:
            found[i] = " ".join(reason.split())
        after = match.start()
    return found


def _places(words: str, names: Sequence[str]) -> list[int]:
    """Where each name's last word stands, looked for from where the one before it does; -1 where it isn't found."""
    places, begun = [], 0
    for name in names:
        place = words.find(re.sub(r"\s*\(.*", "", name).split()[-1], begun)
        places.append(place)
        begun = max(begun, place + 1)
    return places
