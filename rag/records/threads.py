"""The steps of a matter across meetings, by what the records say of each: its outcome, and what it refers back to."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from rag.answer_types import holds as has
from rag.dates import find_dates, two_year_names
from rag.evidence import AnswerSpan, Finding, Findings
from rag.ledger import Ledger
from rag.minutes import CitedParagraph, Kind, Outcome, readable
from rag.names import folded
from rag.plan import Plan
from rag.records.meetings import names
from rag.records.phrasing import MOST, remainder
from rag.records.quoting import deciding, is_short, part
from rag.records.vocabulary import holds
from rag.sentences import sentences
from rag.stores.words import question_terms, term_set

_OUTCOMES = """
SELECT paragraph, outcome FROM resolutions WHERE paragraph IN (SELECT value FROM json_each(?)) ORDER BY rowid
"""
_REFERRING = """
SELECT DISTINCT c.paragraph FROM cross_references c
JOIN paragraphs p ON p.id = c.paragraph JOIN meetings m ON m.id = p.meeting JOIN meeting_bodies b ON b.meeting = m.id
WHERE c.meeting = ? AND b.body = ? AND m.held_on > c.meeting AND m.superseded_by IS NULL
"""
_OTHERS = """
SELECT DISTINCT r.paragraph FROM resolutions r JOIN paragraphs p ON p.id = r.paragraph
WHERE p.meeting = ? AND r.paragraph != ?
"""
_OF_ITEM = """
SELECT r.outcome FROM paragraphs own JOIN paragraphs other ON other.document = own.document AND other.item = own.item
JOIN resolutions r ON r.paragraph = other.id WHERE own.id = ?
"""
_TASKS = "SELECT task FROM actions WHERE paragraph = ?"
_TASK = 3  # words: a shorter task is told by too many paragraphs
_FEW = 5  # steps: of so few each is shown, decision or not
_SAME = 0.8  # of their words shared: the same step once more, in another copy or said again
_TELLING = 2  # words: what shares fewer may be another matter
_ANEW = 0.7  # of the words that tell a decision from others, which a later one on the same matter holds
_BESIDE = 2  # paragraphs on either side in which the matter is at hand
_DECIDED = frozenset(Outcome) - {Outcome.NOT_STATED, Outcome.NOTED}
_SETTLED = _DECIDED - {Outcome.DEFERRED, Outcome.REFERRED}
_SOON = timedelta(days=365)  # a matter that comes back every year is another one by then
_PASSED = frozenset({Kind.HEADING, Kind.ATTENDANCE, Kind.NEXT_MEETING, Kind.DECLARATION})
_WORD = re.compile(r"[^\W\d_]{4,}|\d[\d,./]*\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A paragraph of a matter with the words that say most about it, and how the matter ended there if it did."""

    span: AnswerSpan
    outcome: Outcome | None

    @property
    def decides(self) -> bool:
        """Whether the record says that something was decided."""
        return self.outcome in _DECIDED

    def finding(self, lead: str = "") -> Finding:
        """The step as it is shown, "4 May 2021, carried: ...", after a word such as "Later, "."""
        stated = self.outcome not in (None, Outcome.NOT_STATED)
        head = ", ".join(filter(None, [self.span.cited.day or "undated", self.outcome if stated else ""]))
        return Finding(proofs=(self.span,), text=f"{lead}{head}: {readable(self.span.quote)}")


def thread(words: Sequence[tuple[str, float]], paragraphs: Sequence[CitedParagraph], ledger: Ledger) -> Findings:
    """The steps of a matter, the latest first, from the paragraphs that mention it, given in order of date.

    Of each item the paragraph counts that decides more than that a report be noted, else the one that holds most of
    the words (stems with their weights). Mentions that decide nothing are left out where there are many steps; no
    steps, no findings.
    """
    ends = _ends(paragraphs, ledger)
    outcomes = {id: last for id, (*_, last) in ends.items()}
    steps = [
        _step(_telling(words, one, several=len(set(ends.get(one.id, ()))) > 1), outcomes)
        for one in paragraphs
        if one.paragraph.kind not in _PASSED and one.held_on
    ]
    groups = [list(group) for _, group in groupby(_once(steps), key=lambda step: step.span.cited.item_key)]
    many = len(groups) > _FEW
    # the last group is where the matter was last minuted, decided or not
    kept = [one for one in groups if not many or any(step.decides for step in one) or one is groups[-1]]
    steps = [_of_item(words, group) for group in kept]
    steps.reverse()
    findings = tuple(one.finding() for one in steps[:MOST])
    rest = [f"the minutes of {one.span.cited.day}" for one in steps[MOST:]]
    return Findings(findings=findings, missing=remainder(len(findings), len(steps), rest))


def later_steps(span: AnswerSpan, paragraphs: Sequence[CitedParagraph], ledger: Ledger) -> Finding | None:
    """The last later decision of the same body that undoes the one a span quotes, or decides its matter anew.

    A decision undoes it that names its day with a word for undoing, where the matter is at hand; it decides anew what
    it shares its telling words with. None where the span's paragraph records no decision, or nothing changes it.
    """
    cited = span.cited
    if cited.held_on is None or _outcomes([cited], ledger).get(cited.id) not in _DECIDED:
        return None
    matter = _telling_apart(cited, ledger)
    later = [one for one in paragraphs if one.is_later_than(cited)]
    undoing = _undoing(cited, matter, later, ledger)
    outcomes = _outcomes([*later, *undoing], ledger)
    changing = [_step(deciding(one, holds("undoing")), outcomes) for one in undoing]
    changing += [
        _step(deciding(one, holds("deciding")), outcomes)
        for one in later
        if one not in undoing and outcomes.get(one.id) in _DECIDED and _held(matter, one.paragraph.text) >= _ANEW
    ]
    last = max(changing, key=lambda step: (str(step.span.cited.held_on), step.span.cited.position), default=None)
    return last.finding("Later, ") if last else None


def is_open(plan: Plan, span: AnswerSpan, ledger: Ledger) -> bool:
    """Whether a span only proposes something or puts it off, its item settles nothing, and a plan asks for more."""
    pending = holds("pending")
    if not pending.search(readable(span.quote)) or any(pending.match(term.word) for term in plan.topic):
        return False
    return _SETTLED.isdisjoint(Outcome(row["outcome"]) for row in ledger.rows(_OF_ITEM, span.cited.id))


def settled(plan: Plan, span: AnswerSpan, paragraphs: Sequence[CitedParagraph], ledger: Ledger) -> Finding | None:
    """The first decision of some later paragraphs on what a span leaves open; None where none is surely on it.

    It holds every telling word and what an answer must hold, is of the next twelve months, and of no other budget year.
    """
    cited = span.cited
    outcomes, years = _outcomes(paragraphs, ledger), _years(cited)
    for one in paragraphs:
        soon = one.is_later_than(cited) and one.held_on - cited.held_on < _SOON  # type: ignore[operator]
        if not soon or outcomes.get(one.id) not in _SETTLED or plan.scope.excludes(one.held_on):
            continue
        text = f"{one.item_title} {readable(one.paragraph.text)}"
        on_it = plan.telling <= term_set(text) and has(plan.answer_type, text)
        if on_it and (not years or not (others := _years(one)) or not years.isdisjoint(others)):
            return _step(deciding(one, holds("deciding")), outcomes).finding("Later, ")
    return None


def undertaken(cited: CitedParagraph, ledger: Ledger) -> Sequence[str]:
    """What somebody undertook in a paragraph."""
    return [row["task"] for row in ledger.rows(_TASKS, cited.id)]


def reported(span: AnswerSpan, paragraphs: Sequence[CitedParagraph], ledger: Ledger) -> Finding | None:
    """The last of some later paragraphs that tells of what was undertaken in a span's; None where none does.

    It does where it and its item's title hold most of the words of a task.
    """
    tasks = [words for task in undertaken(span.cited, ledger) if len(words := set(question_terms(task))) >= _TASK]
    later = [one for one in paragraphs if one.is_later_than(span.cited)]
    held = {one.id: term_set(f"{one.item_title} {readable(one.paragraph.text)}") for one in later}
    told = [(one, task) for one in later for task in tasks if len(task & held[one.id]) >= _ANEW * len(task)]
    if not told:
        return None
    last, task = max(told, key=lambda one: one[0].place)
    return _step(_telling([(word, 1.0) for word in task], last, several=False), {}).finding("Later, ")


def _undoing(
    cited: CitedParagraph, matter: frozenset[str], later: Sequence[CitedParagraph], ledger: Ledger
) -> Sequence[CitedParagraph]:
    """The paragraphs of later meetings that undo what a paragraph decided, naming its day.

    One that isn't known to mention the matter counts where it does with the paragraphs next to it.
    """
    assert cited.held_on is not None
    known = {one.id for one in later}
    rows = ledger.rows(_REFERRING, cited.held_on.isoformat(), cited.body)
    named = ledger.paragraphs([row["paragraph"] for row in rows])
    named += [one for one in later if any(day.exact == cited.held_on for day in find_dates(one.paragraph.text))]
    found = {one.id: one for one in named if holds("undoing").search(one.paragraph.text)}
    return [one for one in found.values() if one.id in known or _held(matter, _around(one, ledger)) >= _ANEW]


def _around(cited: CitedParagraph, ledger: Ledger) -> str:
    near = ledger.neighbours(cited.id, _BESIDE, _BESIDE)
    return "\n".join([cited.item_title, *(one.paragraph.text for one in near)])


def _telling_apart(cited: CitedParagraph, ledger: Ledger) -> frozenset[str]:
    """The words of a decision that no other decision of its meeting has: disposals of land differ in little else."""
    rows = ledger.rows(_OTHERS, cited.meeting, cited.id)
    others = ledger.paragraphs([row["paragraph"] for row in rows])
    return _content(cited.paragraph.text).difference(*(_content(one.paragraph.text) for one in others))


def _held(matter: frozenset[str], text: str) -> float:
    """The share of a matter's words that a text holds; 0 where they are too few to tell it from others."""
    return len(matter & _content(text)) / len(matter) if len(matter) >= _TELLING else 0.0


def _years(cited: CitedParagraph) -> frozenset[str]:
    return two_year_names(f"{cited.item_title} {cited.paragraph.text}")


def _outcomes(paragraphs: Sequence[CitedParagraph], ledger: Ledger) -> Mapping[str, Outcome]:
    """The outcome of what each of these paragraphs decides; none of one that decides several things differently."""
    return {id: ends[-1] for id, ends in _ends(paragraphs, ledger).items() if len(set(ends)) == 1}


def _ends(paragraphs: Sequence[CitedParagraph], ledger: Ledger) -> Mapping[str, Sequence[Outcome]]:
    """How each thing ended that these paragraphs decide, in their order; what is only moved in one counts for nothing.

    A paragraph that decides nothing has the one outcome that it isn't stated.
    """
    found: dict[str, list[Outcome]] = {}
    for row in ledger.rows(_OUTCOMES, names(one.id for one in paragraphs)):
        found.setdefault(row["paragraph"], []).append(Outcome(row["outcome"]))
    return {id: [one for one in ends if one is not Outcome.NOT_STATED] or ends[:1] for id, ends in found.items()}


def _step(span: AnswerSpan, outcomes: Mapping[str, Outcome]) -> Step:
    """A span as a step; the outcome that its paragraph records is its own where it holds words for deciding."""
    states = is_short(span.cited) or holds("deciding").search(span.quote)
    return Step(span=span, outcome=outcomes.get(span.cited.id) if states else None)


def _telling(words: Sequence[tuple[str, float]], cited: CitedParagraph, *, several: bool) -> AnswerSpan:
    """A short paragraph whole, of a long one the sentence that holds most of the words, first where it decides too.

    Where it doesn't, the next sentence belongs to it: there the decision may stand. Of `several` things that ended
    differently the last is quoted, with its end.
    """
    if several or is_short(cited):
        return deciding(cited, holds("deciding"))
    text = cited.paragraph.text
    spans = sentences(text)
    decides = [bool(holds("deciding").search(text[start:end])) for start, end in spans]
    weights = [_weight(words, text[start:end]) * (2 if decides[n] else 1) for n, (start, end) in enumerate(spans)]
    best = max(range(len(spans)), key=lambda n: (weights[n], -n))
    last = best if decides[best] else min(best + 1, len(spans) - 1)
    return part(cited, spans[best][0], spans[last][1])


def _of_item(words: Sequence[tuple[str, float]], steps: Sequence[Step]) -> Step:
    """The step of an item: what it decides, unless that takes note of what was said and holds none of the words."""
    best = max(steps, key=lambda step: (step.decides, _weight(words, step.span.quote)))
    if len(steps) == 1 or _weight(words, best.span.quote) or not holds("noting").search(best.span.quote):
        return best
    return max((one for one in steps if one is not best), key=lambda step: _weight(words, step.span.quote))


def _weight(words: Sequence[tuple[str, float]], text: str) -> float:
    """How much of the words' weight a text holds; a stem that ends in i stands for y too."""
    there = list(re.findall(r"\w+", folded(text)))
    return sum(weight for stem, weight in words if any(one.startswith(folded(stem).rstrip("i")) for one in there))


def _content(text: str) -> frozenset[str]:
    """The words of a text that tell what it is about: neither those of procedure nor those in which meetings decide."""
    words = _WORD.findall(folded(readable(text)))
    return frozenset(one for one in words if not (holds("deciding").match(one) or holds("procedure").match(one)))


def _once(steps: Sequence[Step]) -> Sequence[Step]:
    """The steps without those said again: on the same day, or later without deciding anything."""
    kept: list[Step] = []
    for one in steps:
        content = _content(one.span.quote)
        again = (
            len(content & (other := _content(earlier.span.quote))) >= _SAME * max(len(content), len(other))
            for earlier in kept
            if earlier.span.cited.held_on == one.span.cited.held_on or not one.decides
        )
        if not any(again):
            kept.append(one)
    return kept
