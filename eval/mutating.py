"""A test of the harness itself: answers broken in every way that is known, each to be seen by the gate one expects.

A mutant is a change to answer records. What passes every gate though it is broken is a hole in the gates.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from eval.comparing import Standing, compare
from eval.gates import BROKEN, Flips, Gates, judge
from eval.questions import GoldQuestion
from eval.records import AnswerRecord, Cited, Found, Said
from eval.running import Outcome, System, ask_all
from eval.scoring import ERRORS, Row, Totals, score, total
from eval.transforming import another
from rag.answers import Status
from rag.grounding.citation import shown
from rag.numerals import WRITTEN
from rag.sentences import sentences

Change = Callable[[AnswerRecord], AnswerRecord | None]
"""A broken copy of a record; the record itself where there is nothing to break, None where asking fails."""

INVENTED = "The Ombudsman fined the council £9,999 for it."
_VERB = re.compile(r"(?<=\s)(was|were|is|are|had|has|have|be|will)\b(?!\s+not)")
_COUNTS = (*WRITTEN, "eleven")
_COUNTED = re.compile(rf"(?i)\b(?:{'|'.join(_COUNTS[:-1])})\b(?= (?:decision|motion|meeting|person|people|of the))")
_NUMBER = re.compile(r"\d+(?=\D*$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One way to break answers.

    Attributes:
        seen_by: the gates that must break, any of them.
        change: what it does to a record.
    """

    name: str
    seen_by: tuple[str, ...]
    change: Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of a mutant.

    Attributes:
        changed: how many records it changed.
        broken: the gates that broke.
        measured: whether one of the gates that one expects could be measured at all.
        right: the share right of the broken answers.
    """

    mutant: Mutant
    changed: int
    broken: tuple[str, ...]
    measured: bool
    right: float | None

    @property
    def tried(self) -> bool:
        """Whether these answers and questions can show the mutant."""
        return self.changed > 0 and self.measured

    @property
    def seen(self) -> bool:
        """Whether a gate that one expects broke; of the unbroken answers, whether none did."""
        expected = set(self.mutant.seen_by)
        return not expected.isdisjoint(self.broken) if expected else not self.broken


def mutated(questions: Sequence[GoldQuestion], system: System, gates: Gates) -> Iterator[Result]:
    """The result of every mutant, after that of no change at all.

    What a mutant should break and the gates file doesn't bound is bounded by what the unbroken answers reach; flips are
    counted from these.
    """
    outcomes = list(ask_all(system, questions))
    base = _scored(outcomes)
    bounded = _bounded(gates, base.totals)
    yield _result(Mutant(name="unbroken", seen_by=(), change=lambda one: one), outcomes, base, bounded)
    for mutant in [*MUTANTS, *_between(outcomes)]:
        yield _result(mutant, outcomes, base, bounded)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scored:
    totals: Totals
    standings: dict[str, Standing]


def _result(mutant: Mutant, outcomes: Sequence[Outcome], base: _Scored, gates: Gates) -> Result:
    broken, changed = [], 0
    for outcome in outcomes:
        answer = mutant.change(outcome.answer) if outcome.answer else None
        changed += answer != outcome.answer
        error = None if answer else "broken on purpose"
        broken.append(Outcome(question=outcome.question, answer=answer, error=error))
    after = _scored(broken)
    judged = judge(gates, after.totals.figures, comparison=compare(base.standings, after.standings))
    return Result(
        mutant=mutant,
        changed=changed,
        broken=tuple(gate.name for gate in judged if gate.state is BROKEN),
        measured=not {gate.name for gate in judged}.isdisjoint(mutant.seen_by),
        right=after.totals.figures["right"].value,
    )


def _scored(outcomes: Sequence[Outcome]) -> _Scored:
    rows = [score(outcome) for outcome in outcomes]
    return _Scored(totals=total(rows), standings={f"{n}": _standing(row) for n, row in enumerate(rows)})


def _standing(row: Row) -> Standing:
    answer = row.answer
    return Standing(right=row.right, status=answer and answer.status, text=answer and answer.text)


def _bounded(gates: Gates, base: Totals) -> Gates:
    """The gates with the unbroken answers' own figures as bars where the file has none; without those of time."""
    wanted = [gate.partition(".")[::2] for mutant in [*MUTANTS, *_between(())] for gate in mutant.seen_by]
    made: dict[str, dict[str, float]] = {"never": {}, "floor": {}, "budget": {}}
    for table, name in wanted:
        value = base.figures[name].value if table in made else None
        if value is not None and (value or table != "floor"):  # nothing falls below 0
            made[table][name] = value
    budget = {name: bar for name, bar in gates.budget.items() if name in base.figures}
    return Gates(
        never={name: int(bar) for name, bar in made["never"].items()} | gates.never,
        floor=made["floor"] | gates.floor,
        budget=made["budget"] | budget,
        flips=Flips(lost=gates.flips.lost or 0),
    )


def table(results: Sequence[Result]) -> Iterator[str]:
    """A line a mutant: how many answers it changed, whether it was seen, and by which gates."""
    yield f"{'mutant':52}{'changed':>8}{'right':>7}  seen by"
    for one in results:
        right = "–" if one.right is None else f"{one.right:.2f}"
        known = ", ".join(f"{gate}{'*' if gate in one.mutant.seen_by else ''}" for gate in one.broken)
        state = known or ("no gate" if one.tried else "-")
        missed = f"  EXPECTED {' or '.join(one.mutant.seen_by)}" if one.tried and not one.seen else ""
        yield f"{one.mutant.name:52}{one.changed:>8}{right:>7}  {state}{missed}"
    yield "* the gate that one expects"


def _answer(record: AnswerRecord, said: Sequence[Said], citations: Sequence[Cited] | None = None) -> AnswerRecord:
    """The record with other sentences, its text made of them."""
    text = " ".join(f"{one.text} {''.join(f'[{marker}]' for marker in one.citations)}" for one in said)
    cited = record.citations if citations is None else tuple(citations)
    return record.model_copy(update={"sentences": tuple(said), "text": text, "citations": cited})


def _each(change: Callable[[str], str]) -> Change:
    """A change to the words of every sentence."""

    def broken(record: AnswerRecord) -> AnswerRecord:
        said = [one.model_copy(update={"text": change(one.text)}) for one in record.sentences]
        return _answer(record, said) if record.is_said and tuple(said) != record.sentences else record

    return broken


def _each_citation(change: Callable[[Cited, AnswerRecord], Cited]) -> Change:
    def broken(record: AnswerRecord) -> AnswerRecord:
        if not record.is_said:
            return record
        return record.model_copy(update={"citations": tuple(change(one, record) for one in record.citations)})

    return broken


def _quoting(record: AnswerRecord, passage: Found) -> AnswerRecord:
    """An answer that quotes a passage, faithfully."""
    cited = Cited(marker=1, document=passage.document, text=passage.text, quote=passage.text, held_on=passage.held_on)
    said = Said(text=shown(passage.text), citations=(1,), quoted=True)
    return _answer(record.model_copy(update={"status": Status.ANSWERED, "reason": None}), [said], [cited])


def _instead(wanted: Callable[[Found, AnswerRecord], bool], *, last: bool = False) -> Change:
    """An answer from the best passage that is wanted, in place of what was answered; with `last` from the worst."""

    def broken(record: AnswerRecord) -> AnswerRecord:
        cited = {one.text for one in record.citations}
        others = [one for one in record.retrieved or () if one.text not in cited and wanted(one, record)]
        return _quoting(record, others[-1 if last else 0]) if record.is_said and others else record

    return broken


def _neighbour(cited: Cited, record: AnswerRecord) -> Found | None:
    return next((one for one in record.retrieved or () if cited.quote and cited.quote not in one.text), None)


def _beside(cited: Cited, record: AnswerRecord) -> Cited:
    other = _neighbour(cited, record)
    return cited.model_copy(update={"document": other.document, "text": other.text}) if other else cited


def _beside_with_its_quote(cited: Cited, record: AnswerRecord) -> Cited:
    other = _beside(cited, record)
    return other.model_copy(update={"quote": other.text}) if other is not cited else cited


def _forged(cited: Cited, record: AnswerRecord) -> Cited:
    return cited.model_copy(update={"quote": _plus_one(cited.quote or "")})


def _plus_one(text: str) -> str:
    return re.sub(r"\d+", lambda figure: str(int(figure[0]) + 1), text)


def _forged_through(record: AnswerRecord) -> AnswerRecord:
    """Every figure another, in sentence, quote and paragraph alike: nothing within the record tells."""
    if not record.is_said:
        return record
    cited = [
        one.model_copy(update={"text": _plus_one(one.text), "quote": one.quote and _plus_one(one.quote)})
        for one in record.citations
    ]
    return _answer(record, [one.model_copy(update={"text": _plus_one(one.text)}) for one in record.sentences], cited)


def _last_uncited(record: AnswerRecord) -> AnswerRecord:
    return record.model_copy(update={"citations": record.citations[:-1]}) if record.is_said else record


def _unsourced(record: AnswerRecord) -> AnswerRecord:
    return record.model_copy(update={"citations": ()}) if record.is_said else record


def _talkative(record: AnswerRecord) -> AnswerRecord:
    """Never abstains: it says what the best passage says."""
    found = record.retrieved or tuple(Found(document=one.document, text=one.text) for one in record.citations)
    return record if record.is_said or not found else _quoting(record, found[0])


def _silent(record: AnswerRecord) -> AnswerRecord:
    silence = {
        "status": Status.ABSTAINED,
        "reason": "not_in_minutes",
        "text": "The minutes do not say.",
        "sentences": (),
    }
    return record.model_copy(update=silence) if record.is_said else record


def _with(sentence: str, *, everywhere: bool) -> Change:
    """The answer with a sentence more, cited; in the text alone unless `everywhere`."""

    def broken(record: AnswerRecord) -> AnswerRecord:
        if not record.is_said or not record.citations:
            return record
        first = record.citations[0].marker
        more = (Said(text=sentence, citations=(first,), quoted=True),) if everywhere else ()
        text = f"{record.text} {sentence} [{first}]"
        return record.model_copy(update={"text": text, "sentences": record.sentences + more})

    return broken


def _thrice(record: AnswerRecord) -> AnswerRecord:
    return _answer(record, [one for one in record.sentences for _ in range(3)]) if record.is_said else record


def _padded(record: AnswerRecord) -> AnswerRecord:
    """The first passages found are said too, each as its own quote."""
    said, cited = list(record.sentences), list(record.citations)
    for marker, passage in enumerate((record.retrieved or ())[:4], 90):
        whole = _quoting(record, passage)
        said.append(whole.sentences[0].model_copy(update={"citations": (marker,)}))
        cited.append(whole.citations[0].model_copy(update={"marker": marker}))
    return _answer(record, said, cited) if record.is_said else record


def _useless(record: AnswerRecord) -> AnswerRecord:
    more = tuple(Cited(marker=100 + n, document="another.txt", text="It rained.", quote="It rained.") for n in range(6))
    return record.model_copy(update={"citations": record.citations + more}) if record.is_said else record


def _useless_first(record: AnswerRecord) -> AnswerRecord:
    other = Cited(marker=100, document="another.txt", text="It rained.", quote="It rained.")
    return record.model_copy(update={"citations": (other, *record.citations)}) if record.is_said else record


def _crossed(record: AnswerRecord) -> AnswerRecord:
    """Each sentence cites what the next one rests on."""
    turned = [*record.sentences[1:], *record.sentences[:1]]
    pairs = zip(record.sentences, turned, strict=True)
    said = tuple(one.model_copy(update={"citations": other.citations}) for one, other in pairs)
    return _answer(record, said) if said != record.sentences else record


def _half(record: AnswerRecord) -> AnswerRecord:
    """Only the first sentence of several, or the first half of a list."""
    first = record.sentences[:1]
    return _answer(record, first) if len(record.sentences) > 1 else record


def _no_newest(record: AnswerRecord) -> AnswerRecord:
    """What was minuted last is left out, as if later decisions weren't known."""
    days = [one.held_on for one in record.citations if one.held_on]
    older = [one for one in record.retrieved or () if one.held_on and days and one.held_on < max(days)]
    return _quoting(record, older[0]) if record.is_said and older else record


def _written(sentence: Callable[[str], str]) -> Change:
    """A writer's answer that nothing checked."""

    def broken(record: AnswerRecord) -> AnswerRecord:
        said = [one.model_copy(update={"text": sentence(one.text), "quoted": False}) for one in record.sentences]
        return _answer(record.model_copy(update={"mode": "written"}), said) if record.is_said else record

    return broken


def _otherwise(record: AnswerRecord) -> AnswerRecord:
    wrong = "exempt" if record.reason != "exempt" else "not_recorded"
    return record if record.is_said else record.model_copy(update={"reason": wrong})


def _elsewhere(cited: Cited, record: AnswerRecord) -> Cited:
    return cited.model_copy(update={"document": f"copy of {cited.document}"})


def _unquoted(cited: Cited, record: AnswerRecord) -> Cited:
    return cited.model_copy(update={"quote": ""})


def _swapped(text: str) -> str:
    """The first two names of a sentence in each other's place."""
    names = list(dict.fromkeys(re.findall(r"(?<=[a-z,.] )[A-Z][a-z]{3,}", text)))[:2]
    if len(names) < 2:
        return text
    return re.sub("|".join(names), lambda found: names[1 - names.index(found[0])], text)


def _first_only(text: str) -> str:
    spans = sentences(text)
    return text[slice(*spans[0])] if spans else text


def _failing(record: AnswerRecord) -> AnswerRecord | None:
    return None if record.question_id and sum(map(ord, record.question_id)) % 5 == 0 else record


def _recounted(record: AnswerRecord) -> AnswerRecord:
    """What is counted in words is one more; nothing within the record tells, for a count stands in no paragraph."""
    said = [one if one.quoted else one.model_copy(update={"text": _one_more(one.text)}) for one in record.sentences]
    return _answer(record, said) if record.is_said and tuple(said) != record.sentences else record


def _one_more(text: str) -> str:
    return _COUNTED.sub(lambda count: _COUNTS[_COUNTS.index(count[0].lower()) + 1], text, count=1)


def _other_figure(text: str) -> str:
    return _NUMBER.sub(lambda figure: another(figure[0]), text)


MISQUOTED, LOST = ("never.misquoted",), ("flips.lost",)
MUTANTS = tuple(
    Mutant(name=name, seen_by=seen_by, change=change)
    for name, seen_by, change in (
        ("another paragraph cited, the old quote", ("never.bad_quotes",), _each_citation(_beside)),
        ("another paragraph and its quote cited", MISQUOTED, _each_citation(_beside_with_its_quote)),
        ("last citation dropped, its marker left", ("never.dangling_markers",), _last_uncited),
        ("all citations dropped", ("never.unsourced_answers",), _unsourced),
        ("the worst passage found answers", LOST, _instead(lambda one, record: True, last=True)),
        ("never abstains", ("budget.answered_though_not_there",), _talkative),
        ("always abstains", ("budget.withheld_though_there",), _silent),
        (
            "the best document is left out",
            LOST,
            _instead(lambda one, record: one.document not in {cited.document for cited in record.citations}),
        ),
        ("every figure one more, in the sentence", MISQUOTED, _each(_plus_one)),
        ("the last figure another, in the sentence", MISQUOTED, _each(_other_figure)),
        ("“not” before the verb", MISQUOTED, _each(lambda text: _VERB.sub(r"\1 not", text, count=1))),
        ("an invented sentence, cited", MISQUOTED, _with(INVENTED, everywhere=True)),
        ("an invented sentence in the text alone", MISQUOTED, _with(INVENTED, everywhere=False)),
        ("all in small letters", MISQUOTED, _each(str.lower)),
        ("cut at fifty characters", MISQUOTED, _each(lambda text: text[:50])),
        (
            "the day that is asked about is ignored",
            LOST,
            _instead(lambda one, record: one.held_on not in {cited.held_on for cited in record.citations}),
        ),
        ("later decisions are ignored", LOST, _no_newest),
        ("each sentence three times", ("never.repeated_sentences",), _thrice),
        ("six useless citations", ("floor.citation_precision",), _useless),
        ("a useless citation first", ("floor.first_citation_right",), _useless_first),
        ("padded with what else was found", ("budget.words_p95", "budget.too_long"), _padded),
        ("figures forged in sentence and quote", ("never.bad_quotes",), _each_citation(_forged)),
        ("figures forged in the paragraph too", LOST, _forged_through),
        ("counts stated from records, one more", LOST, _recounted),
        ("two names change places", MISQUOTED, _each(_swapped)),
        ("only the first sentence of each quote", MISQUOTED, _each(_first_only)),
        ("each sentence cites the next one's proof", MISQUOTED, _crossed),
        ("only the first of several sentences", ("floor.share_of_facts", "floor.whole_lists"), _half),
        ("written: an invention next to the facts", ("floor.faithful",), _written(lambda text: f"{text} {INVENTED}")),
        (
            "written: the opposite",
            ("floor.faithful",),
            _written(lambda text: _VERB.sub(r"\1 not", text, count=1)),
        ),
        ("written: other figures", ("floor.faithful",), _written(_plus_one)),
        ("another reason for abstaining", ("floor.abstention_reason",), _otherwise),
        ("quotes are empty", ("never.bad_quotes",), _each_citation(_unquoted)),
        ("documents are named otherwise", LOST, _each_citation(_elsewhere)),
        ("asking fails now and then", (f"never.{ERRORS}",), _failing),
    )
)


def _between(outcomes: Sequence[Outcome]) -> list[Mutant]:
    """The mutants that need other questions' answers: a cache that is one behind, one answer for all."""
    answers = [outcome.answer for outcome in outcomes if outcome.answer]
    before = {id(one): answers[n - 1] for n, one in enumerate(answers)}
    said = next((one for one in answers if one.is_said), None)
    return [
        Mutant(name="the answer of the question before", seen_by=LOST, change=lambda one: before[id(one)]),
        Mutant(name="one answer for every question", seen_by=LOST, change=lambda one: said or one),
        Mutant(name="what is found is in disorder", seen_by=("floor.recall_at_10",), change=_disordered),
    ]


def _disordered(record: AnswerRecord) -> AnswerRecord:
    found = record.retrieved or ()
    ranks = [{name: 21 - rank for name, rank in one.ranks.items() if rank <= 20} for one in found]
    moved = [one.model_copy(update={"ranks": other}) for one, other in zip(found, ranks, strict=True)]
    return record.model_copy(update={"retrieved": tuple(moved)}) if found else record
