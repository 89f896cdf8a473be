"""Which rows of the minutes are what a question counts; none where some of them may be something else."""

import re
from collections.abc import Sequence, Set

from rag.answering.wanted import Wanted
from rag.finding.bounds import Bound
from rag.finding.people import named
from rag.finding.rows import Row, rows, tabled
from rag.finding.sought import covered
from rag.ledger import Ledger
from rag.minutes import Kind
from rag.stores.words import terms

UNITS = {
    term
    for word in "motion resolution decision bylaw by-law law amendment item recommendation proposal nomination question"
    " agreement".split()
    for term in terms(word)
}
_ANY = {term for word in "resolution decision item".split() for term in terms(word)}  # whatever was decided is one
_TABLED = {term for word in "motion question".split() for term in terms(word)}
_TABLING = {
    term
    for word in "notice submit submitted table tabled ask asked put down move moved propose proposed bring brought "
    "raise raised about".split()
    for term in terms(word)
}
_PLANNING = {term for word in "planning zoning rezoning subdivision".split() for term in terms(word)}
_NUMBERED = re.compile(r"(?i)^\W*(?:\w+ )?([a-z]+(?:-[a-z]+)?)\b[ .:]*(?:no\b[ .:]*|number )?\d")
_NUMBER = re.compile(r"(?!(?:19|20)\d\d$)\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|twelv")
_OCCASIONS = re.compile(r"(?i)^(?:times|occasions|years?)$|\b(?:councillors?|members?)$")
_ALIKE = 0.5  # of their words shared with the row that is most like the others
_LINE = 40  # terms: an entry of a list has no more
_TOGETHER = 12  # terms: within so many stand a name and what it was chosen for
_OWN_TITLE = 8  # terms: a title as long, all of them in the row, is the row's own
_LEAST = 3  # terms that rows of several meetings must hold, names and figures among them


def chosen(wanted: Wanted, bound: Bound, ledger: Ledger) -> list[Row]:
    """The rows to count in a body's minutes: at one meeting of one list or decided, at several all worded alike."""
    single = len(bound.meetings) == 1
    meetings = bool(re.search(r"(?i)\bmeetings?\b", wanted.noun))
    if not (single or meetings or wanted.names or wanted.outcome):
        return []
    units = set(wanted.kind) & UNITS
    if single and not wanted.outcome and (items := _tabled(wanted, units, bound, ledger)):
        return items
    near = set(wanted.words) if meetings and not wanted.names else wanted.names
    found = rows(ledger, bound.documents, () if wanted.mover else near)
    if wanted.mover:
        found = [row for row in found if _moved(wanted, row)]
    if not meetings:
        found = [row for row in found if row.line.kind is not Kind.VOTE]
    if wanted.outcome:
        found = _of_outcome(wanted, found)
    elif not single and not meetings:
        found = [row for row in found if row.decided and row.decided.outcome in ("carried", "moved")]
    if units:
        return _units(wanted, units, found) if single else []
    if single and not wanted.names and len(described := _described(wanted, found)) > 1:
        return described
    found, held, missing = _narrowed(wanted, found)
    count = len(wanted.names) + held + bool(wanted.outcome)
    if meetings:
        return found if not missing and count > 1 else []
    if missing > (count if wanted.names or wanted.outcome else 0):
        return []
    if any(row.decided for row in found):
        found = [row for row in found if row.decided]
    if single:
        return found if count > 1 and len(found) > 1 and _countable(wanted, found, ledger) else []
    if wanted.names:
        found = _alike([row for row in found if _near(wanted.names, row)], ledger) if count >= _LEAST else []
        return found if len(found) > 1 or (wanted.noun == "times" and not missing) else []
    phrased = all(row.opens(wanted.kind) for row in found) and len(wanted.kind) > 1
    return [row for row in found if row.line.kind is Kind.RESOLUTION] if wanted.outcome and phrased else []


def _tabled(wanted: Wanted, units: Set[str], bound: Bound, ledger: Ledger) -> list[Row]:
    """The items that a question calls motions or questions, of whom and on what it names."""
    found = [row for unit in sorted(units & _TABLED) for row in tabled(ledger, bound.documents, unit)]
    rest = [term for term in (*wanted.kind, *wanted.words) if term not in units | _TABLING]
    return [row for row in found if wanted.names <= row.held and all(_means(term, row.held) for term in rest)]


def _moved(wanted: Wanted, row: Row) -> bool:
    mover = getattr(row.decided, wanted.mover) if row.decided else None
    return bool(mover and named(wanted.asked, [mover]))


def _of_outcome(wanted: Wanted, found: Sequence[Row]) -> list[Row]:
    """The rows that came out so: by their record, or where none was made by what opens or closes them."""

    def told(row: Row) -> bool:
        if row.decided and row.decided.outcome != "moved":
            return row.decided.outcome == wanted.outcome or wanted.told in row.said[-1:]
        return bool(row.verdict & wanted.says) and "no" not in row.verdict

    so = [row for row in found if told(row)]
    if wanted.outcome != "carried":  # which minutes word in many ways; the others also stand for what is like them
        so = [row for row in so if wanted.says & row.own]
    return [row for row in so if wanted.told in row.verdict] or so


def _units(wanted: Wanted, units: Set[str], found: Sequence[Row]) -> list[Row]:
    """Those that are motions, by-laws and the like rather than speak of one, and hold whatever else is asked for.

    Where some are numbered ("By-law No. 59") only the numbered ones are; and what was moved is a motion. Whatever was
    carried is a resolution, where the question doesn't ask for another outcome.
    """
    if not units <= _ANY:
        numbered = [row for row in found if units <= _number_follows(row.text)]
        moved = [row for row in found if units == set(terms("motion")) and row.decided and row.decided.proposer]
        opening = [row for row in found if row.opens(wanted.kind)]
        found = [row for row in found if row in numbered or row in moved] if numbered else opening
    found = [row for row in found if row.decided]
    rest = [term for term in (*wanted.kind, *wanted.words) if term not in units]
    if not rest and not wanted.names and not wanted.outcome:
        return []
    return _once([row for row in found if all(_means(term, row.held) for term in rest)])


def _once(found: Sequence[Row]) -> list[Row]:
    """Each once: what is put twice in the same words, its title's, is one thing."""
    distinct: dict[tuple[str, ...], Row] = {}
    for row in found:
        own = len(row.titled) >= _OWN_TITLE and set(row.titled) <= row.own
        distinct.setdefault(row.titled if own else row.ids, row)
    return list(distinct.values())


def _number_follows(text: str) -> Set[str]:
    return set(terms(match[1])) if (match := _NUMBERED.match(text)) else set()


def _narrowed(wanted: Wanted, found: Sequence[Row]) -> tuple[list[Row], int, int]:
    """The rows that hold as many of the noun's and the other words as any do, how many those are, how many no row has.

    Nothing where a word of the noun is in none; but a row that holds names need not say what kind of thing it is.
    """
    kept, kind = list(found), list(wanted.kind)
    phrased = [row for row in kept if row.opens(kind)]
    if len(kind) > 1 and phrased:
        kept, kind = phrased, []
    elif wanted.names and not any(kind[-1:] and kind[-1] in row.held for row in kept):
        kind = kind[:-1]
    held, missing = len(wanted.kind) - len(kind), 0
    for term in (*kind, *wanted.words):
        said = [row for row in kept if term in row.held] if term in kind else []
        narrower = said or [row for row in kept if _means(term, row.held)]
        if not narrower and term in kind:
            return [], held, missing
        kept = narrower or kept
        held, missing = held + bool(narrower), missing + (not narrower)
    return kept, held, missing


def _described(wanted: Wanted, found: Sequence[Row]) -> list[Row]:
    """The rows carried that begin with all the words but the noun's, where those are two at least."""
    told = [row for row in found if row.decided and (wanted.outcome or row.decided.outcome == "carried")]
    return [row for row in told if set(wanted.words) <= row.opening] if len(wanted.words) > 1 else []


def _countable(wanted: Wanted, found: Sequence[Row], ledger: Ledger) -> bool:
    """Whether each row of a meeting is one of what is counted, and none of them says how many it speaks of."""
    head = set(wanted.kind[-1:])
    numbered = any(
        _NUMBER.fullmatch(one) and head & set(row.said[n + 1 : n + 3])
        for row in found
        for n, one in enumerate(row.said)
    )
    if numbered and not wanted.outcome:
        return False
    one_list = len({(row.line.item, row.line.item_title) for row in found}) == 1
    if not all(row.decided for row in found):
        listed = one_list and all(len(row.said) <= _LINE for row in found)
        return listed and bool(wanted.names or wanted.outcome)
    if wanted.outcome or _OCCASIONS.search(wanted.noun):
        return True
    return one_list if not wanted.names else len(_alike(found, ledger)) == len(found)


def _means(term: str, held: Set[str]) -> bool:
    return bool(covered(term, held) or (term in terms("planning") and _PLANNING & held))


def _near(names: Set[str], row: Row) -> bool:
    """Whether the names and figures stand together in a row: elsewhere in it they may be of something else."""
    return any(names <= set(row.said[n : n + _TOGETHER]) for n in range(len(row.said)))


def _alike(found: Sequence[Row], ledger: Ledger) -> list[Row]:
    """The rows where they are worded alike; none where many aren't, or one had a rival."""

    def like(one: Row, other: Row) -> float:
        return len(one.own & other.own) / len(one.own | other.own)

    if not found:
        return []
    model = max(found, key=lambda one: (sum(like(one, other) for other in found), one.line.id))
    kept = [one for one in found if like(one, model) >= _ALIKE]
    moved = [one for one in kept if one.decided and one.decided.outcome == "moved"]
    beside = rows(ledger, [one.line.document for one in moved], ())
    ids = {one.line.id for one in found}
    rivals = any(
        one.decided and one.line.id not in ids and any(like(one, other) >= _ALIKE for other in moved) for one in beside
    )
    others = [
        one
        for one in found
        if one not in kept and one.line.kind is Kind.RESOLUTION and one.decided and one.decided.outcome == "carried"
    ]
    return kept if len(kept) > 2 * len(others) and not rivals else []
