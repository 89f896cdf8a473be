"""Votes by name: the lists of a recorded vote, and who is said to have voted against or abstained."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ingest.parsing.layout.tables import rows
from ingest.parsing.records.naming import people_in
from ingest.parsing.records.persons import TITLES
from rag.minutes import Cast, Paragraph

_CAST = (
    r"(?P<cast>voting for|voted for|(?:vot(?:ing|ed) )?in favou?r|for|yeas?|ayes?|yes|"
    r"voting against|voted against|against|nays?|noes?|no|"
    r"abstain\w*|abstentions?|abst ns|absent|excused|not present(?: (?:at|for) (?:the )?vote)?|not voting|"
    r"recused?|declared interest)"
)
_LABEL = re.compile(
    rf"(?i)(?:^|(?<=[|\n\[;.(])|(?<=\s))[ \t*]*(?-i:(?=[A-Z]))(?<!\bno\s){_CAST}"
    r"(?:[ \t]*\((?P<count>\d{1,3})\)(?=\W|$)[ \t]*[:–-]?|[ \t]*(?::|[–-](?=\s))|[ \t]*(?=\n|\]?\W*$))"
)
_COUNT = re.compile(r"\s*\(?(?P<count>\d{1,3})\)?(?=\W|$)(?!\s?%)")
_LIST_ENDS = re.compile(
    r"\((?P<count>\d{1,3})\)|[|\]]|\n(?=(?:The|This|Therefore|Motion|Amendment|Proposal|Resolution|MOTION|And|It|Student|"
    r"Carried|CARRIED|Lost|LOST|Resolved|RESOLVED|Final)\b)|(?<=[a-z)]{2})(?<!Cllr)(?<!Mrs)\.\s+(?=[A-Z])|\n\s*\d+[.)]\s"
    r"|\s(?=\d{1,3}\.\s(?!Cllr|Councillor|Mrs?\b|Ms\b|Miss\b|Dr\b)[A-Z])"  # the next item: "5. Matters arising"
    r"|\s(?=[A-Z]\.\s[A-Z][\w’'-]+(?:\s[\w’'&-]+){2})"  # the next point: "A. Youth Grant of ..."
    r"|(?<![,&])\n\s*\n(?=[A-Z][^,.\n]*\b(?:moved|made|asked|stated|said|seconded)\b)"
    r"|\s(?=(?:Amendment|Motion|MOTION|AMENDMENT)\s+(?i:lost|carried|passed|failed|defeated|was)\b)"
)
_NOBODY = re.compile(r"(?i)\W*(?:nil|none|nobody|no one|0|there were (?:none|no \w+))?\W*$")
_TITLED = re.compile(rf"\b{TITLES}\b|\bMayor\b")
_OFFICES = re.compile(
    r"\b(?:(?:Committee|Board|Council)\s+)?(?:Directors?|Trustees?|Members?|Commissioners?|Supervisors?|President|Chair(?:man|person)?"
    r"|Vice)\b\.?\s*"
)
_BARE = re.compile(r"[A-ZÀ-ÞĀ-Ž][\w'’-]+(?:\s+(?:[A-Z]\.?|[A-ZÀ-ÞĀ-Ž][\w'’-]+)){0,2}(?:\s*\([A-Z]\))?")
_NO_NAME = re.compile(
    r"(?i)(?:(?:directors?|trustees?|councill?ors?|commissioners?)\W*$"
    r"|(?:none|nil|motion|carried|agreed|approved|rejected|lost|votes?|the|and|all|unanimous\w*|ayes?|noes?|members?|present)\b)"
)
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
_COUNTED = re.compile(  # 3 No votes (Ash, Elm and Fir)
    r"\b(?:\d+|one|two|three|four|five|six)\s(?P<cast>(?i:ayes?|yeas?|yes|noes|no|nays?))\s(?:votes?\s)?\((?P<names>[^()]+)\)"
)
_VOTING = re.compile(
    r"(?i)\b(?:votes?|voting|motion|amendment|carried|lost|ayes?|yeas?|nays?|noes|roll[\s-]call|abst\w+|against|abstain)\b"
)


_TICKED = {"for": Cast.FOR, "against": Cast.AGAINST, "abstained": Cast.ABSTAINED}
_SAYS_HOW = re.compile(rf"(?i)\W*{_CAST}\W*")


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteList:
    """The people who voted one way, as one list names them.

    Attributes:
        cast: None for those who had no part in the vote.
        names: as printed; none where the list is only a number.
        count: as minuted, else of the names; None where neither is sure.
        start: where its label begins in the words.
        label: whether it stands under a label of its own.
        open: whether its paragraph ends with the label, and the names follow in the next.
    """

    cast: Cast | None
    names: tuple[str, ...]
    count: int | None
    start: int
    label: bool = True
    open: bool = False


def in_tables(paragraphs: Iterable[Paragraph]) -> dict[str, list[tuple[str, Cast]]]:
    """How the people of a recorded vote that is a table voted, by the paragraphs that hold its rows."""
    found: dict[str, list[tuple[str, Cast]]] = {}
    for row in rows(paragraphs):
        ticked = [cast for kind, cast in _TICKED.items() if row.kinds.get(kind)]
        said = _SAYS_HOW.fullmatch(row.kinds.get("vote", ""))
        cast = _cast(said["cast"]) if said else ticked[0] if len(ticked) == 1 else None
        if row.sure and cast and (name := row.kinds.get("name")):
            people = people_in(name)
            found.setdefault(row.paragraph.id, []).append((people[0].name if len(people) == 1 else name, cast))
    return found


def vote_lists(words: str, open_list: VoteList | None = None) -> list[VoteList]:
    """The lists in a paragraph's words, in order; `open_list` is the open list that the paragraph before ends with."""
    labels = [match for match in _LABEL.finditer(words) if match["count"] or open_list or _VOTING.search(words)]
    first = words[: labels[0].start()] if labels else words
    found = []
    if open_list and open_list.cast and (listed := _listed(open_list.cast, first, 0, open_list.count)) and listed.names:
        found.append(listed)
    ends = [*(label.start() for label in labels[1:]), len(words)][: len(labels)]
    for label, end in zip(labels, ends, strict=True):
        count = int(label["count"]) if label["count"] else None
        if one := _listed(_cast(label["cast"]), words[label.end() : end], label.start(), count):
            found.append(one)
    return found if found else list(_said(words))


def _listed(cast: Cast | None, words: str, start: int, count: int | None) -> VoteList | None:
    """The list that follows a label; None where what follows is no list."""
    counted = _COUNT.match(words) if count is None else None
    if counted:
        count, words = int(counted["count"]), words[counted.end() :]
    end = _LIST_ENDS.search(words)
    if end and end["count"] and count is None:
        count = int(end["count"])
    listed = words[: end.start()] if end else words
    if _NOBODY.match(listed):
        nobody = bool(listed.strip(" \n:.;–-*")) and not counted
        bare = counted and "(" not in counted.group()  # "Against - 2", and no names
        left_open = not nobody and count != 0 and not end and not bare
        return VoteList(
            cast=cast, names=(), count=0 if nobody and count is None else count, start=start, open=left_open
        )
    names = names_in(listed.strip(" \n:.;()"))
    if counted and "(" not in counted.group() and len(names) != count:
        names = ()  # "Abstention - 1", and something else behind it
    if not names and count is None:
        return None
    return VoteList(cast=cast, names=names, count=len(names) if count is None else count, start=start)


def names_in(words: str) -> tuple[str, ...]:
    """The names of a list of voters, with a title or without; none where anything in it is no name."""
    if "," in words:
        words = words.replace("\n", " ")  # a line's end parts names only where nothing else does
    if _TITLED.search(words):
        return tuple(person.name for person in people_in(words))
    parts = [part.strip(" .\n") for part in re.split(r",|;|\n|\band\b|&", _OFFICES.sub("", words))]
    parts = [part for part in parts if part]
    sure = all(_BARE.fullmatch(part) and not _NO_NAME.match(part) for part in parts)
    return tuple(" ".join(part.split()) for part in parts) if sure else ()


def _said(words: str) -> Iterator[VoteList]:
    flat = words.replace("\n", " ")
    for match in _COUNTED.finditer(flat):
        if names := names_in(match["names"]):
            yield VoteList(cast=_cast(match["cast"]), names=names, count=None, start=match.start(), label=False)
    for pattern in _SAID:
        for match in pattern.finditer(flat):
            names = tuple(person.name for person in people_in(match["names"]))
            yield VoteList(cast=_cast(match["cast"]), names=names, count=None, start=match.start(), label=False)


def _cast(label: str) -> Cast | None:
    words = label.casefold()
    if words.startswith(("absent", "excused", "not", "recuse", "declared")):
        return None
    if "abst" in words:
        return Cast.ABSTAINED
    return Cast.AGAINST if re.search(r"against|nay|noe|\bno\b", words) else Cast.FOR
