"""How many rows, councillors, years or meetings there are of what a question names; each one counted is cited."""

import re
from collections.abc import Sequence
from decimal import Decimal

from rag.answering.recorded import Proved, Recorded, in_words, listed, quoted
from rag.answering.rows import UNITS, chosen
from rag.answering.tallying import days
from rag.answering.wanted import Wanted, wanted
from rag.finding.bounds import Bound, one_meeting
from rag.finding.records import resolutions, written
from rag.finding.rows import Row
from rag.ledger import Ledger
from rag.minutes import Kind, readable
from rag.question.understanding import Understanding
from rag.stores.words import question_terms, terms

_HELD = re.compile(
    r"(?i)\bhow many (?:[\w-]+ ){0,2}meetings\b.{0,70}"
    r"\b(?:hold|held|have|had|take place|took place|there|sit|met)\b"
)
_HOLDING = {
    term
    for word in "many number meeting council councillor did were total times regular ordinary monthly special annual "
    "hold held take took took place came come full pc parish city county town borough district committee".split()
    for term in terms(word)
}
_POINTS = UNITS | set(terms("point action"))
_ITEM = re.compile(r"(?i)\b(?:agenda )?item (?:no\.? ?|number )?(?P<number>\d+(?:[./]\w+)*)\b")
_CLOSING = re.compile(r"\W*(?:AGREED|RESOLVED|DECIDED|DECISIONS?|Agreed|Resolved|IT WAS (?:AGREED|RESOLVED))\W*")
_PERSONS = re.compile(r"(?i)\b(?:people|persons?|residents|women|men|children|individuals)\b")
_PEOPLE = re.compile(r"(?i)\b(?:councillors?|members?)\b")
_YEAR = re.compile(r"(?i)\byear(?:s)?(?: end\w*)?(?:\W+\d+\w*\W+\w+\W+|\W+)(?P<year>(?:19|20)\d\d)\b")
_AMOUNT = re.compile(r"(?P<sign>[€£$])\s?(?P<amount>\d{1,3}(?:,\s?\d{3})+(?:\.\d\d)?|\d+(?:\.\d\d)?)(?![\d,]*\d)")


def held_counted(asked: Understanding, bounds: Sequence[Bound], ledger: Ledger) -> Recorded | None:
    """How many meetings of one body there are minutes of, within its bounds; each is cited by its roll."""
    if len(bounds) != 1 or asked.period is None or not _HELD.search(asked.asked_as):
        return None
    if {term for term, weight in asked.weights.items() if weight == 1.0} - asked.setting - _HOLDING:
        return None
    bound = bounds[0]
    opening: dict[str, str] = {}
    for one in sorted(written(ledger, bound.documents), key=lambda one: one.kind is not Kind.ATTENDANCE):
        opening.setdefault(one.document, one.id)
    count = len(bound.meetings)
    text = (
        f"There are minutes of {in_words(count)} meeting{'s' if count != 1 else ''} of {bound.body} {bound.dates}: "
        f"{days([meeting.held_on for meeting in bound.meetings])}."
    )
    return _proved(text, [opening[document] for document in bound.documents], ledger)


def points_counted(asked: Understanding, bounds: Sequence[Bound], ledger: Ledger) -> Recorded | None:
    """How many decisions a numbered item ended with: those under its closing heading (AGREED), where it has one."""
    counts, bound, item = wanted(asked), one_meeting(bounds), _ITEM.search(asked.asked_as)
    if not counts or not bound or not item or not set(question_terms(counts.noun)) & _POINTS:
        return None
    decided = [one for one in resolutions(ledger, bound.documents) if one.item.rstrip(".") == item["number"]]
    made = {one.paragraph for one in decided if one.kind is not Kind.VOTE}
    told = written(ledger, bound.documents)
    places = [n for n, one in enumerate(told) if one.id in made]
    if not places:
        return None
    start = next((n for n in range(places[-1], -1, -1) if _CLOSING.fullmatch(told[n].text)), -1)
    return _told(counts.noun, bound, [told[n].id for n in places if n > start], ledger)


def rows_counted(asked: Understanding, bounds: Sequence[Bound], ledger: Ledger) -> Recorded | None:
    """How many rows, movers, years or meetings there are of what a question names, or what they come to, by one body.

    None where the rows can't be told with certainty, and where people are counted, of whom a row may name several.
    """
    counts = wanted(asked)
    if counts is None or _PERSONS.search(counts.noun):
        return None
    found = [(one, rows) for bound in bounds for one in _each(bound) if (rows := chosen(counts, one, ledger))]
    if len(found) != 1:
        return None
    return _summed(*found[0], ledger) if counts.summed else _counted(counts, *found[0], ledger)


def _each(bound: Bound) -> list[Bound]:
    """The one meeting that is meant, or each of a month's; else all of them together."""
    if one := one_meeting([bound]):
        return [one]
    months = {(meeting.held_on.year, meeting.held_on.month) for meeting in bound.meetings}
    return [Bound(meetings=(meeting,)) for meeting in bound.meetings] if len(months) == 1 else [bound]


def _counted(counts: Wanted, bound: Bound, rows: Sequence[Row], ledger: Ledger) -> Recorded | None:
    ids = [id for row in rows for id in row.ids]
    if _PEOPLE.search(counts.noun):
        names = [row.decided.proposer for row in rows if row.decided and row.decided.proposer]
        distinct = list(dict.fromkeys(names))
        which = f": {listed(distinct, 20)}"
        return _told(counts.noun, bound, ids, ledger, len(distinct), which) if len(names) == len(rows) else None
    if re.search(r"(?i)\byears?\b", counts.noun):
        years = {match["year"] if (match := _YEAR.search(readable(row.text))) else "" for row in rows}
        which = f": {listed(sorted(years), 30)}"
        return _told(counts.noun, bound, ids, ledger, len(years), which) if all(years) else None
    if re.search(r"(?i)\bmeetings?\b", counts.noun):
        held = dict(zip(bound.documents, bound.meetings, strict=True))
        dates = sorted({held[row.line.document].held_on for row in rows})
        firsts = list({row.line.document: row.line.id for row in reversed(rows)}.values())[::-1]
        return _told(counts.noun, bound, firsts, ledger, len(dates), f": {days(dates)}")
    return _told(counts.noun, bound, ids, ledger, len(rows))


def _summed(bound: Bound, rows: Sequence[Row], ledger: Ledger) -> Recorded | None:
    """What the amounts of the rows come to; None where one has no amount, several, or another currency."""
    amounts = [_AMOUNT.findall(readable(row.text)) for row in rows]
    if any(len(found) != 1 for found in amounts) or len({found[0][0] for found in amounts}) != 1:
        return None
    sign = amounts[0][0][0]
    each = [Decimal(re.sub(r"[,\s]", "", found[0][1])) for found in amounts]
    sums = listed([f"{sign}{one:,}" for one in each], 20)
    text = f"{sign}{sum(each):,} in all, by the minutes of {_meetings(bound)}: {sums}."
    return _proved(text, [id for row in rows for id in row.ids], ledger)


def _told(
    noun: str,
    bound: Bound,
    ids: Sequence[str],
    ledger: Ledger,
    count: int | None = None,
    which: str = "",
) -> Recorded:
    number = len(set(ids)) if count is None else count
    what = (noun if number > 1 else re.sub(r"(?<=[^s])s$", "", noun)) or "rows"
    text = f"{in_words(number).capitalize()} {what}, by the minutes of {_meetings(bound)}{which}."
    return _proved(text, ids, ledger)


def _meetings(bound: Bound) -> str:
    where, count = f"{bound.body} {bound.dates}", len(bound.meetings)
    return f"the meeting of {where}" if count == 1 else f"the {in_words(count)} meetings of {where}"


def _proved(text: str, ids: Sequence[str], ledger: Ledger) -> Recorded:
    cited = ledger.paragraphs(list(dict.fromkeys(ids)))
    return Recorded(sentences=(Proved(text=text, quotes=tuple(quoted(one) for one in cited)),))
