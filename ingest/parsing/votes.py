"""Votes by name: the lists of a recorded vote, and who is said to have voted against or abstained."""

import re
from collections.abc import Iterator, Sequence

from ingest.parsing.lists import plain_lines
from ingest.parsing.naming import people_in
from rag.minutes import Cast, Paragraph, Vote

_LABEL = re.compile(
    r"(?im)(?:^|\|)[ \t]*(?P<cast>voting for|voted for|for|in favour|yeas|ayes|against|nays|noes|"
    r"abstain\w*|abstentions?)(?:[ \t]*\(\d+\))?[ \t]*(?::|[–-](?=\s)|$|\n)"
)
_LIST_ENDS = re.compile(r"\(\d{1,3}\)|\||\n(?=The )|\.\s+[A-Z]")
_COUNCILLORS = re.compile(r"\b(?:Councillors?|Cllrs?|Cmhlr|Mayor|Alderman)\b")
_NAMES = r"(?P<names>(?:Cllrs?|Councillors?|Mrs?|Ms|Miss)\.?\s+(?:[A-Z][\w.'’-]*|\([A-Z]\)|and|&|,|\s)+?)"
_SAID = [
    re.compile(
        rf"\b{_NAMES}\s+(?:had\s+|both\s+|then\s+)*"
        r"(?P<cast>voted (?:against|for|in favour)|voting (?:against|for)|abstain(?:ed|ing))\b"
    ),
    re.compile(
        rf"(?i:\b(?:\d+|one|two|three|four|five|six|seven)\s+)(?P<cast>(?:voted )?against|abstentions?|abstained)\s*"
        rf"[(:–-]+\s*{_NAMES}(?=[).;]|\s+[a-z]|$)"
    ),
]
_CUE = re.compile(
    r"(?im)yeas|nays|abst|voted|voting|\bagainst\b|^\W*(?:for|in favour|ayes|noes)[ \t]*(?:\(\d+\))?\W*(?::|$)"
)


def votes(paragraphs: Sequence[Paragraph]) -> Iterator[Vote]:
    """How each person voted who is named, in order; a list may stand in the paragraph after its label."""
    open_label: Cast | None = None
    for paragraph in paragraphs:
        if not open_label and not _CUE.search(paragraph.text):
            continue
        text = plain_lines(paragraph.text)
        labels = list(_LABEL.finditer(text))
        first = text[: labels[0].start()] if labels else text
        lists = [(open_label, first)] if open_label and _COUNCILLORS.match(first) else []
        ends = [*(label.start() for label in labels[1:]), len(text)][: len(labels)]
        lists += [(_cast(label["cast"]), text[label.end() : end]) for label, end in zip(labels, ends, strict=True)]
        open_label = _cast(labels[-1]["cast"]) if labels and not text[labels[-1].end() :].strip() else None
        found: dict[tuple[str, Cast], Vote] = {}
        for cast, words in lists:
            for name in _listed(words):
                found.setdefault((name, cast), Vote(paragraph_id=paragraph.id, name=name, cast=cast))
        yield from found.values() if found else _said(paragraph.id, text)


def _listed(words: str) -> list[str]:
    words = _LIST_ENDS.split(words.strip(), maxsplit=1)[0]
    return [person.name for person in people_in(words)] if _COUNCILLORS.search(words) else []


def _said(paragraph_id: str, text: str) -> Iterator[Vote]:
    for pattern in _SAID:
        for match in pattern.finditer(text):
            for person in people_in(match["names"]):
                yield Vote(paragraph_id=paragraph_id, name=person.name, cast=_cast(match["cast"]))


def _cast(label: str) -> Cast:
    words = label.casefold()
    if "abst" in words:
        return Cast.ABSTAINED
    return Cast.AGAINST if any(word in words for word in ("against", "nay", "noe")) else Cast.FOR
