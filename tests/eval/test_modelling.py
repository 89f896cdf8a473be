from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from eval.modelling import Tried, ceiling, lost, recommended, table, tried
from eval.questions import GoldQuestion, load_questions
from eval.records import recorded
from eval.running import Outcome
from eval.scoring import Row, score
from rag.answers import Answer, Usage
from rag.assistant import Assistant, open_assistant
from rag.chat_models import Chat
from rag.minutes import CitedParagraph
from rag.settings import Settings
from tests.models import saying

SAMPLE = load_questions(Path(__file__).parents[2] / "eval" / "data" / "sample.jsonl")


@pytest.fixture
def row(gold: Callable[..., GoldQuestion]) -> Callable[..., Row]:
    def make(answer: Answer, expect: str = "answered") -> Row:
        made = Outcome(question=gold(expect=expect), answer=recorded(answer), raw=answer.record(), milliseconds=2_000.0)
        return score(made)

    return make


def test_the_table_has_a_line_for_each_way_and_the_setting_that_it_recommends(
    row: Callable[..., Row],
    say: Callable[..., Answer],
    abstain: Callable[..., Answer],
    paragraph: Callable[..., CitedParagraph],
):
    right = say("It was £500.", paragraph("A grant of £500."))
    used = Usage(calls=2, tokens_in=900, tokens_out=40, prompts=())
    written = replace(right, usage=used, dropped=3, model_error="It was away; start it.")
    ways = [
        Tried(name="offline", rows=[row(right), row(abstain()), row(right, "abstained")]),
        Tried(name="read", rows=[row(written), row(written), row(abstain(), "abstained")]),
    ]
    header, offline, read, best = table(ways)
    assert header.split()[:2] == ["questions", "right"]
    assert offline.split() == ["offline", "3", "0.33", "0.50", "1.00", "1", "1", "2.0", "0", "0", "0"]
    assert read.split() == ["read", "3", "1.00", "1.00", "1.00", "0", "0", "2.0", "627", "6", "2"]
    assert best == "Recommended: MINUTEBOOK_MODEL_PARTS=read"


def test_between_equals_prose_is_recommended_and_what_lowers_right_never(
    row: Callable[..., Row],
    say: Callable[..., Answer],
    abstain: Callable[..., Answer],
    paragraph: Callable[..., CitedParagraph],
):
    good, bad = row(say("It was £500.", paragraph("A grant of £500."))), row(abstain())
    equal = [Tried(name=name, rows=[good]) for name in ("offline", "read", "read,write", "write")]
    assert recommended(equal).name == "write"
    worse = [equal[0], *(Tried(name=one.name, rows=[bad]) for one in equal[1:])]
    assert recommended(worse).name == "offline"
    assert list(table(worse))[-1] == "Recommended: unset MINUTEBOOK_MODEL"


@pytest.fixture(scope="module")
def assistant(sample_home: Settings) -> Iterator[Assistant]:
    with open_assistant(sample_home) as opened:
        yield opened


def test_with_perfect_reading_nothing_is_right_less_often_and_what_is_lost_is_named(assistant: Assistant):
    asked = [one for one in SAMPLE if one.kind == "fact"][:4]
    rows = ceiling(assistant, asked)
    assert sum(bool(one.right) for one in rows) + len(list(lost(rows))) == len(asked)
    assert any(one.right for one in rows)


def test_each_way_is_tried_beside_offline(assistant: Assistant):
    asked = [one for one in SAMPLE if one.kind == "fact"][:1]
    chat = Chat(saying("NONE"), name="fake")
    offline, read = tried(assistant, chat, Settings(), asked, ["read"])
    assert (offline.name, offline.rows[0].answer and offline.rows[0].answer.tokens) == ("offline", None)
    assert (read.name, read.withheld) == ("read", 1)
