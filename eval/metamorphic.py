"""Whether answers change where they must and stay where they may: no gold answer is needed to tell."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from textwrap import shorten

from eval.metrics.answer import has_facts, is_right
from eval.questions import GoldQuestion
from eval.records import recorded
from eval.running import as_question, find_proof
from eval.supposing import SupposedLedger
from eval.transforming import REWORDINGS, another, says, telling_value
from rag.answers import Answer, Status
from rag.assistant import Assistant
from rag.minutes import readable

DELETED, CHANGED, ELSEWHERE = "proof deleted", "value changed", "asked elsewhere"
Sets = Mapping[str, Sequence[GoldQuestion]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What one change did to the answer of one question; `trouble` says what should not have happened, if it did."""

    change: str
    set: str
    question: GoldQuestion
    trouble: str | None


def check(assistant: Assistant, sets: Sets) -> Iterator[Check]:
    """The checks of every question that is answered rightly by an assistant over a `SupposedLedger`."""
    ledger = assistant.ledger
    assert isinstance(ledger, SupposedLedger)
    for name, questions in sets.items():
        for question in questions:
            answer = assistant.answer(as_question(question))
            if question.answerable and is_right(question, recorded(answer)):
                for change, trouble in _checks(assistant, ledger, question, answer):
                    yield Check(change=change, set=name, question=question, trouble=trouble)


def _checks(
    assistant: Assistant, ledger: SupposedLedger, question: GoldQuestion, answer: Answer
) -> Iterator[tuple[str, str | None]]:
    proving = {id for place in question.gold for id in find_proof(place, ledger).paragraphs}
    with ledger.without(proving):
        yield DELETED, unproved(question, assistant.answer(as_question(question)))
    if value := quoted_value(question, answer):
        holding = [c.cited for c in answer.citations if says(c.cited.paragraph.text, value)]
        with ledger.saying(holding, value, another(value)):
            after = assistant.answer(as_question(question))
        yield CHANGED, unchanged(after, value, {one.id for one in holding})
    for name, reword in REWORDINGS.items():
        after = assistant.answer(replace(as_question(question), text=reword(question.question)))
        yield name, cited_otherwise(answer, after)


def check_elsewhere(assistant: Assistant, sets: Sets) -> Iterator[Check]:
    """The checks of the answered questions that have none of their documents here: each must be abstained from."""
    for name, questions in sets.items():
        for question in questions:
            if question.answerable and not any(assistant.ledger.paragraphs_of(p.document) for p in question.gold):
                said = _is_said(assistant.answer(as_question(question)))
                yield Check(change=ELSEWHERE, set=name, question=question, trouble="answered" if said else None)


def unproved(question: GoldQuestion, after: Answer) -> str | None:
    """The trouble with an answer given without its proof: none where it is withheld or proved by another paragraph."""
    places = (*question.gold, *question.also)
    cited = [readable(citation.cited.paragraph.text) for citation in after.citations]
    if (
        not _is_said(after)
        or has_facts(question, recorded(after))
        or any(p.is_in(text) for p in places for text in cited)
    ):
        return None
    return f"answered: {after.text}"


def quoted_value(question: GoldQuestion, answer: Answer) -> str | None:
    """An amount, a number or a name in what an answer quotes that one of the question's facts rests on."""
    values = (telling_value(readable(citation.quote), question.facts) for citation in answer.citations)
    return next((v for v in values if v and says(answer.text, v)), None)


def unchanged(after: Answer, old: str, changed: set[str]) -> str | None:
    """The trouble with an answer after a value was changed.

    None where it is withheld, says the new value, or quotes the old one from a paragraph that still has it.
    """
    elsewhere = any(says(c.quote, old) for c in after.citations if c.cited.id not in changed)
    if not _is_said(after) or says(after.text, another(old)) or (says(after.text, old) and elsewhere):
        return None
    return f"{old} became {another(old)}; answered: {after.text}"


def cited_otherwise(before: Answer, after: Answer) -> str | None:
    """The trouble with an answer to the same question in other words: none where it cites the same paragraphs."""
    if not _is_said(after):
        return "withheld"
    old, new = ({citation.cited.id for citation in answer.citations} for answer in (before, after))
    return None if old == new else f"cites {len(old & new)} of the same {len(old)} and {len(new - old)} others"


def _is_said(answer: Answer) -> bool:
    return answer.status is not Status.ABSTAINED


def table(checks: Sequence[Check]) -> Iterator[str]:
    """The share that held, by change and set, then the failures by id."""
    held: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for one in checks:
        held[one.change][one.set].append(one.trouble is None)
        held[one.change]["all"].append(one.trouble is None)
    sets = [*dict.fromkeys(one.set for one in checks), "all"]
    width = max(*map(len, sets), 11) + 2
    yield f"{'':18}" + "".join(f"{name:>{width}}" for name in sets)
    for change, by_set in held.items():
        yield f"{change:18}" + "".join(f"{_share(by_set.get(name, [])):>{width}}" for name in sets)
    for one in checks:
        if one.trouble:
            why = shorten(one.trouble, 300, placeholder=" …")
            yield f"{one.set} {one.question.id} ({one.question.kind}), {one.change}: {why}"


def _share(held: Sequence[bool]) -> str:
    return f"{sum(held) / len(held):.2f} of {len(held)}" if held else "-"
