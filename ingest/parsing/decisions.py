"""From an item's paragraphs to what was decided: with movers, outcome, votes and, where it stands elsewhere, title."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.parsing.counts import Counts, counts, listed
from ingest.parsing.deciding import decisions
from ingest.parsing.kinds import kind_of
from ingest.parsing.movers import Movers, pair, submitter
from ingest.parsing.outcomes import of_disposition
from ingest.parsing.reports import Reports
from ingest.parsing.rows import Row, row_of
from rag.minutes import AgendaItem, Kind, Paragraph, Resolution, readable

_NOTHING_SAID = (Kind.HEADING, Kind.ATTENDANCE)
_REPLIED = re.compile(r"(?i)^\W*(?:repl(?:y|ies)|response)\W*:")


_RIVAL = re.compile(  # nominations, or a motion against its amendment
    r"(?i)\bbe (?:appointed|elected|(?:the )?(?:mayor|chair\w*|vice\S*|deputy))\b|\bnominat|\bamend(?:ment|ing)\b"
    r"|\bfor (?:vice|the (?:office|position|post))"
)


def resolutions(items: Sequence[AgendaItem], rows: Sequence[Row | None]) -> tuple[Resolution, ...]:
    """What the meeting decided, in the order of the document; one record for each decision.

    `rows` holds the row of a table that each item is, or None.
    """
    reports = Reports(zip(items, rows, strict=True))
    return tuple(
        found
        for item, row in zip(items, rows, strict=True)
        for found in (_of_row(item.paragraphs, row) if row else _of_item(item, reports))
    )


def _of_item(item: AgendaItem, reports: Reports) -> Iterator[Resolution]:
    found: list[Resolution] = []
    sponsor = submitter(item.title)
    for paragraph in item.paragraphs:
        if paragraph.kind in _NOTHING_SAID:
            continue
        words = readable(paragraph.text)
        if row := row_of(words):
            found += [replace(one, title=reports.title(row.title)) for one in _of_row([paragraph], row)]
        elif not _REPLIED.match(words):  # an office's reply tells of what was decided elsewhere
            found += _of_words(paragraph, words, sponsor)
    rival = any(_RIVAL.search(readable(paragraph.text)) for paragraph in item.paragraphs)
    yield from _settled(found, sponsor, rival=rival)


def _of_words(paragraph: Paragraph, words: str, sponsor: str | None) -> Iterator[Resolution]:
    told = decisions(words)
    point = paragraph.kind is Kind.RESOLUTION and kind_of(paragraph.text, under_decision=False) is not Kind.RESOLUTION
    if not told and point:  # under "RESOLVED:"
        yield Resolution(paragraph_id=paragraph.id, proposer=None, seconder=None, outcome="carried")
    for one in told:
        by, counted = one.movers, counts(words[one.start : one.end])
        yield Resolution(
            paragraph_id=paragraph.id,
            proposer=sponsor if by.seconder and not by.proposer else by.proposer,
            seconder=by.seconder,
            outcome=_by_count(counted) if one.outcome == "moved" else one.outcome,
            votes_for=counted.votes_for,
            votes_against=counted.against,
            abstentions=counted.abstained,
        )


def _by_count(counted: Counts) -> str:
    """What a vote that was counted came to; "moved" where no votes for are told, or as many against."""
    votes_for, against = counted.votes_for, counted.against or 0
    if votes_for is None or votes_for == against:
        return "moved"
    return "carried" if votes_for > against else "lost"


def _settled(found: list[Resolution], sponsor: str | None, *, rival: bool) -> Iterator[Resolution]:
    """An item's decisions; what clerks minute as proposed and seconded was carried, unless it stood against another.

    A notice of motion that was seconded is before the meeting, and no more.
    """
    contested = len({(one.proposer, one.seconder) for one in found if one.outcome == "moved"}) > 1 and rival
    for place, one in enumerate(found):
        if one.outcome != "moved":
            yield one
        elif any(_movers(later) == _movers(one) for later in found[place + 1 :] if later.outcome != "moved"):
            continue
        elif one.proposer and one.seconder and one.proposer != sponsor and not contested:
            yield replace(one, outcome="carried")
        else:
            yield one


def _movers(one: Resolution) -> set[str | None]:
    return {one.proposer, one.seconder}


def _of_row(paragraphs: Sequence[Paragraph], row: Row) -> Iterator[Resolution]:
    outcome = of_disposition(row.disposition)
    if outcome is None:
        return
    by, counted = pair(row.movers) if row.movers else Movers(), listed(*row.lists) if row.lists else Counts()
    yield Resolution(
        paragraph_id=paragraphs[-1].id,
        proposer=by.proposer,
        seconder=by.seconder,
        outcome=outcome,
        votes_for=counted.votes_for,
        votes_against=counted.against,
    )
