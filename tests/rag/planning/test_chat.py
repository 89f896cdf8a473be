from collections.abc import Callable, Sequence

import pytest

from rag.answers import Question
from rag.chat_models import Chat
from rag.plan import Plan, Turn
from rag.planning.chat import ChatPlanner
from rag.prompting import load_prompt
from tests.models import saying

EARLIER = "What did the pump in Orrin fetch?"
FOLLOW_UP = "And who bought it?"
COMPLETE = "And who bought the pump in Orrin?"


class Offline:
    """A planner that remembers what it was given, and plans that as it stands."""

    def __init__(self) -> None:
        self.given: list[tuple[str, int]] = []

    def plan(self, question: Question, turns: Sequence[Turn] = ()) -> Plan:
        self.given.append((question.text, len(turns)))
        return Plan(question=question.text, standalone=question.text)


@pytest.fixture
def turns(plan: Callable[..., Plan]) -> tuple[Turn, ...]:
    return (Turn(plan=plan(EARLIER)),)


def planned(said: str, turns: Sequence[Turn]) -> tuple[Plan, Offline, str | None]:
    offline, chat = Offline(), Chat(saying(said), name="fake")
    with chat.question() as spent:
        made = ChatPlanner(chat, load_prompt("plan/v1"), offline).plan(Question(text=FOLLOW_UP), turns)
    return made, offline, spent.problem


def test_a_follow_up_is_planned_as_the_model_completes_it_and_kept_as_it_was_asked(turns: tuple[Turn, ...]):
    made, offline, told = planned(f"“{COMPLETE}”\n", turns)
    assert (made.question, made.standalone) == (FOLLOW_UP, COMPLETE)
    assert (offline.given, told) == ([(COMPLETE, 0)], None)


def test_a_question_that_the_model_leaves_as_it_is_is_planned_after_the_turns_before_it(turns: tuple[Turn, ...]):
    _, offline, told = planned(FOLLOW_UP, turns)
    assert (offline.given, told) == ([(FOLLOW_UP, 1)], None)


@pytest.mark.parametrize("said", ["In Orrin in 2019, who bought the pump?", "Who bought it in 2019?"])
def test_marks_and_words_that_only_stood_for_a_thing_may_be_left_out(said: str, plan: Callable[..., Plan]):
    offline, chat = Offline(), Chat(saying(said), name="fake")
    turns = (Turn(plan=plan("What did the pump in Orrin fetch in 2019")),)
    made = ChatPlanner(chat, load_prompt("plan/v1"), offline).plan(Question(text="Who bought that one, then?"), turns)
    assert made.standalone == said


def test_a_first_question_is_planned_without_the_model():
    made, offline, _ = planned("Never asked.", ())
    assert (made.standalone, offline.given) == (FOLLOW_UP, [(FOLLOW_UP, 0)])


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("And who bought the pump of 1954?", "added '1954'"),
        ("And who bought the pump in Wretton?", "added 'Wretton'"),
        ("Here it is:\nAnd who bought the pump?", "in one line"),
        ("And who bought it, see https://example.org?", "in one line"),
        ("And who bought it? " * 80, "in one line"),
        ("Where is the pump in Orrin?", "left out words"),
        (" ", "empty answer"),
    ],
)
def test_what_the_model_must_not_do_leaves_the_question_as_it_was(said: str, why: str, turns: tuple[Turn, ...]):
    made, offline, told = planned(said, turns)
    assert (made.standalone, offline.given) == (FOLLOW_UP, [(FOLLOW_UP, 1)])
    assert why in str(told)
