import json
from collections.abc import Callable, Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from eval.training.examples import examples, grouped
from rag.answers import Question
from rag.evidence import Passage, Ranked
from rag.ledger import Ledger
from rag.minutes import AgendaItem, Document, Kind, Meeting, Paragraph
from rag.plan import Plan

DOCUMENTS = {"otter/a.md": "A grant of £500.", "otter/b.md": "Weather.", "wick/c.md": "A boat.", "ely/d.md": "A fen."}


def document(place: str, text: str) -> Document:
    name = Path(place).name
    paragraph = Paragraph(id=f"{name}-0", number="", kind=Kind.DISCUSSION, text=text, start=0, end=len(text), page=None)
    item = AgendaItem(number="1", title="Grants", paragraphs=(paragraph,))
    meeting = Meeting(
        body="Council",
        held_on=None,
        draft=False,
        items=(item,),
        resolutions=(),
        actions=(),
        attendance=(),
        remarks=(),
    )
    digest = sha256(text.encode()).hexdigest()
    return Document(name=name, source=f"/minutes/{place}", digest=digest, format="text", text=text, meetings=(meeting,))


@pytest.fixture
def pipeline(tmp_path: Path) -> Iterator[Any]:
    """A pipeline that finds every paragraph for every plan; a plan is the words of the question after its turns."""

    def plan(question: Question, turns: list[Any] | tuple[()] = ()) -> Plan:
        words = " ".join([*(turn.plan.standalone for turn in turns), question.text])
        return Plan(question=question.text, standalone=words)

    with closing(Ledger(tmp_path, create=True)) as ledger:
        for place, text in DOCUMENTS.items():
            ledger.put(document(place, text))
        found = [
            Ranked(passage=Passage(cited=one), score=0.0)
            for name in "bac"
            for one in ledger.paragraphs_of(f"{name}.md")
        ]
        planner, retriever = SimpleNamespace(plan=plan), SimpleNamespace(retrieve=lambda plan: found)
        yield SimpleNamespace(ledger=ledger, planner=planner, retriever=retriever)


@pytest.fixture
def written(tmp_path: Path, gold: Callable[..., Any]) -> Callable[..., Path]:
    """`written(name, question, ...)` is a file of questions."""

    def make(name: str, *questions: Any) -> Path:
        path = tmp_path / f"{name}.jsonl"
        path.write_text("\n".join(json.dumps(one.model_dump()) for one in questions), encoding="utf-8")
        return path

    return make


def proved_in(gold: Callable[..., Any], name: str, **changed: Any) -> Any:
    anchor = next(text for place, text in DOCUMENTS.items() if place.endswith(name)).removesuffix(".")
    return gold(gold=[{"document": name, "anchor": anchor}], **changed)


def test_an_example_has_its_plan_its_passages_and_which_of_them_prove(pipeline, written, gold):
    also = [{"document": "c.md", "anchor": "a boat"}]
    path = written("first", gold(also=also), gold(id="q2", expect="abstained", history=["Of what?", "When?"]))
    first, second = examples(pipeline, [path], [])
    assert [one.cited.id for one in first.passages] == ["b.md-0", "a.md-0", "c.md-0"]
    assert first.proofs == [False, True, True]
    assert first.proving == {"a.md-0", "c.md-0"}
    assert second.proofs == [False] * 3


def test_a_follow_up_is_planned_after_the_plans_of_the_questions_before_it(pipeline, written, gold):
    (one,) = examples(pipeline, [written("first", gold(history=["Who?", "When?"]))], [])
    # each earlier question is planned after those before it
    assert one.plan.standalone == "Who? Who? When? How much was the grant?"


def test_sets_that_ask_of_the_same_folder_are_left_out_together(pipeline, gold):
    sets = {
        Path("one"): [proved_in(gold, "a.md")],
        Path("two"): [proved_in(gold, "c.md")],
        Path("three"): [proved_in(gold, "b.md"), gold(id="q9", expect="abstained")],
    }
    assert grouped(pipeline, sets) == {Path("one"): "otter", Path("two"): "wick", Path("three"): "otter"}


def test_folders_of_one_clerk_and_a_set_that_asks_of_two_join_their_groups(pipeline, gold):
    sets = {Path("one"): [proved_in(gold, "a.md")], Path("two"): [proved_in(gold, "c.md")]}
    assert set(grouped(pipeline, sets, [frozenset({"otter", "wick"})]).values()) == {"otter+wick"}
    across = [proved_in(gold, "a.md"), proved_in(gold, "d.md", id="q2")]
    joined = grouped(pipeline, {**sets, Path("three"): across})
    assert joined == {Path("one"): "ely+otter", Path("two"): "wick", Path("three"): "ely+otter"}
