"""Counts stated from records, held against the ledger: where the sentence says 58, the rows must be 58.

A count stands in no paragraph, so no quote proves it. It is counted here once more, from what the sentence itself says.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from rag.grounding.citation import faults
from rag.ledger import Ledger
from rag.minutes import Outcome, Presence
from rag.names import folded, parsed
from rag.numerals import WRITTEN

_NUMBER = rf"(?i:{'|'.join(WRITTEN)}|none|\d+)"
_DAY = r"\d{1,2} [A-Z][a-z]+"
_WHEN = rf"(?:on (?P<day>{_DAY} \d{{4}})|from (?P<first>{_DAY}(?: \d{{4}})?) to (?P<last>{_DAY} \d{{4}}))"
_OF = rf"of (?P<body>\S.*?)(?: held)? {_WHEN}"
_LISTED = {
    "as present": (Presence.PRESENT, Presence.REMOTE, Presence.SUBSTITUTE),
    "in attendance": (Presence.IN_ATTENDANCE,),
    "as attending remotely": (Presence.REMOTE,),
    "as having sent apologies": (Presence.APOLOGIES,),
    "as away": (Presence.APOLOGIES, Presence.ABSENT),
}
"""The parts in a meeting that count where a sentence lists people so."""

_PART = "|".join(_LISTED)
_RESOLUTIONS = """
SELECT DISTINCT r.outcome, r.proposer, coalesce('ballot ' || r.ballot, 'row ' || r.rowid) AS one
FROM resolutions r JOIN paragraphs p ON p.id = r.paragraph WHERE p.document IN (SELECT value FROM json_each(?))
"""
_ROLL = """
SELECT p.document, a.name, a.presence FROM attendance a JOIN paragraphs p ON p.id = a.paragraph
WHERE p.document IN (SELECT value FROM json_each(?))
"""
_AMENDMENTS = """
SELECT b.outcome FROM ballots b JOIN paragraphs p ON p.id = b.paragraph
WHERE b.amendment > 0 AND p.document IN (SELECT value FROM json_each(?))
"""
_ACTIONS = """
SELECT a.task FROM actions a JOIN paragraphs p ON p.id = a.paragraph
WHERE p.document IN (SELECT value FROM json_each(?))
"""
_Counter = Callable[[re.Match[str], Sequence[str], Ledger], Mapping[str, int]]


def verified(record: Mapping[str, Any], ledger: Ledger) -> Iterator[str]:
    """What the ledger shows to be wrong with the citations and counts of an answer record, a sentence each."""
    yield from faults(record, ledger)
    yield from miscounted(record, ledger)


def miscounted(record: Mapping[str, Any], ledger: Ledger) -> Iterator[str]:
    """What is wrong with the counts of an answer record, a sentence each; nothing where the ledger's rows are as many.

    What a sentence leaves open, and one of another kind than the program states, is passed over.
    """
    for sentence in record.get("sentences", []):
        if record.get("mode") == "quoted" and not sentence.get("quoted", True):
            yield from _faults(str(sentence.get("text", "")), ledger)


def _faults(text: str, ledger: Ledger) -> Iterator[str]:
    for shape, count in _SHAPES.items():
        if found := re.fullmatch(shape, text):
            documents = _documents(found, ledger)
            for name, rows in count(found, documents, ledger).items():
                if _number(found[name]) != rows:
                    yield f"“{text[:60]}{'…' if len(text) > 60 else ''}” says {found[name]}, and the ledger has {rows}"
            return


def _documents(found: re.Match[str], ledger: Ledger) -> list[str]:
    """The minutes of the body that a sentence names, from its first day to its last."""
    last = _day(found["day"] or found["last"])
    first = last if found["day"] else _day(found["first"], last.year)
    return [
        one.document
        for one in ledger.meetings()
        if one.body == found["body"] and one.held_on and first <= one.held_on <= last
    ]


def _day(written: str, year: int | None = None) -> date:
    whole = written if re.search(r"\d{4}$", written) else f"{written} {year}"
    return datetime.strptime(whole, "%d %B %Y").date()


def _number(written: str) -> int:
    small = written.casefold()
    return int(small) if small.isdigit() else 0 if small == "none" else WRITTEN.index(small)


def _meetings(_found: re.Match[str], documents: Sequence[str], _ledger: Ledger) -> dict[str, int]:
    return {"said": len(documents)}


def _decisions(found: re.Match[str], documents: Sequence[str], ledger: Ledger) -> dict[str, int]:
    rows = ledger.rows(_RESOLUTIONS, json.dumps(documents))
    if found["person"]:
        rows = [row for row in rows if row["proposer"] and _is(found["person"], row["proposer"])]
    if found["outcome"]:
        rows = [row for row in rows if row["outcome"] == found["outcome"]]
    elif not found["person"]:
        rows = [row for row in rows if row["outcome"] != Outcome.NOT_STATED]
    return {"said": len({row["one"] for row in rows})}


def _amendments(found: re.Match[str], documents: Sequence[str], ledger: Ledger) -> dict[str, int]:
    rows = ledger.rows(_AMENDMENTS, json.dumps(documents))
    return {"said": sum(row["outcome"] == found["outcome"] for row in rows)}


def _actions(_found: re.Match[str], documents: Sequence[str], ledger: Ledger) -> dict[str, int]:
    return {"said": len(ledger.rows(_ACTIONS, json.dumps(documents)))}


def _people(found: re.Match[str], documents: Sequence[str], ledger: Ledger) -> dict[str, int]:
    rows = ledger.rows(_ROLL, json.dumps(documents))
    return {"said": len({folded(row["name"]) for row in rows if row["presence"] in _LISTED[found["part"]]})}


def _attended(found: re.Match[str], documents: Sequence[str], ledger: Ledger) -> dict[str, int]:
    rows = [row for row in ledger.rows(_ROLL, json.dumps(documents)) if _is(found["person"], row["name"])]
    times = len({row["document"] for row in rows if row["presence"] in _LISTED[found["part"]]})
    return {"said": times, "of": len(documents)}


def _is(name: str, recorded: str) -> bool:
    one, other = parsed(name), parsed(recorded)
    return bool(one and other and one.fits(other))


_SHAPES: dict[str, _Counter] = {
    rf"(?P<said>{_NUMBER}) meetings? {_OF} (?:is|are) minuted here\.": _meetings,
    rf"(?P<said>{_NUMBER}) (?:decision|motion)s?(?: moved by (?P<person>.+?))? (?:is|are) recorded"
    rf"(?: as (?P<outcome>{'|'.join(Outcome)}))? at the meetings? {_OF}\.": _decisions,
    rf"(?P<said>{_NUMBER}) amendments? (?:is|are) recorded as (?P<outcome>{'|'.join(Outcome)})"
    rf" at the meetings? {_OF}\.": _amendments,
    rf"(?P<said>{_NUMBER}) actions? (?:is|are) recorded at the meetings? {_OF}\.": _actions,
    rf"(?P<said>{_NUMBER}) (?:person|people) (?:is|are) listed (?P<part>{_PART}) at the meetings? {_OF}\.": _people,
    rf"(?P<person>\S.*?) is listed (?P<part>{_PART}) at (?P<said>{_NUMBER})"
    rf" of the (?P<of>{_NUMBER}) meetings? {_OF}(?:; the list of .+)?\.": _attended,
}
