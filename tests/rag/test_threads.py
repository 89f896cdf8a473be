"""A matter across the invented meetings of two councils, from one ingested home."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.job import ingest
from rag.answering.citing import faults
from rag.answers import Answer, Question, Reason, Status
from rag.assistant import Assistant, open_assistant
from rag.errors import WrongUse
from rag.home import opened
from rag.settings import Settings

ORRIN = {
    "2021-03-04": [
        ("Tarn Footbridge", "Cllr Moss proposed that the Tarn Footbridge be rebuilt in oak."),
        ("Benches", "It was agreed to buy two benches for the green."),
    ],
    "2021-06-03": [("Tarn Footbridge", "RESOLVED: that the Tarn Footbridge be deferred to the autumn for a survey.")],
    "2021-10-07": [("Tarn Footbridge", "RESOLVED: that the rebuilding of the Tarn Footbridge be approved at £9,400.")],
    "2022-02-03": [
        ("Tarn Road", "The potholes on Tarn Road were filled. The footbridge at Mill Lane has been painted."),
        ("Matters arising", "RESOLVED: to rescind the approval of the Tarn Footbridge, the survey having failed."),
    ],
    "2022-05-05": [("Correspondence", "A letter about the Tarn Footbridge was read. The writer will be thanked.")],
}
UPPER = {"2021-07-01": [("Paths", "The Tarn Footbridge of Orrin was discussed. It was agreed to give £50.")]}


def minutes(body: str, held_on: str, items: list[tuple[str, str]]) -> str:
    year, month, day = held_on.split("-")
    told = "\n\n".join(f"{number}. {title}\n\n{text}" for number, (title, text) in enumerate(items, 1))
    return f"{body}\n\nMinutes of the meeting held on {int(day)}/{month}/{year}\n\nPresent: Cllr A Dent\n\n{told}\n"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory, embeddings: Path) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("threads")
    for body, held in (("Orrin Parish Council", ORRIN), ("Upper Wick Parish Council", UPPER)):
        for day, items in held.items():
            (folder / f"{body[:5]} {day}.txt").write_text(minutes(body, day, items), encoding="utf-8")
    settings = Settings(home=folder / "home", cache=embeddings)
    with opened(settings.home, create=True) as ledger:
        assert not ingest([folder], ledger, settings).failed
    with open_assistant(settings) as opened_once:
        yield opened_once


def told(answer: Answer) -> list[str]:
    return [sentence.text for sentence in answer.sentences]


def test_a_thread_leads_with_the_latest_position_and_tells_each_step_in_order(assistant: Assistant):
    answer = assistant.thread(Question(text="Tarn Footbridge"))
    assert answer.status is Status.ANSWERED
    assert [text.partition(":")[0] for text in told(answer)] == [
        "Latest position, 3 February 2022, rescinded",
        "4 March 2021, proposed",
        "3 June 2021, deferred",
        "7 October 2021, approved",
        "5 May 2022, reported",
    ]
    assert list(faults(answer.record(), assistant.ledger)) == []
    assert {marker for sentence in answer.sentences for marker in sentence.citations} == {1, 2, 3, 4, 5}
    assert "Mill Lane" not in answer.text


def test_a_thread_is_of_one_body_and_names_the_others(assistant: Assistant):
    answer = assistant.thread(Question(text="Tarn Footbridge"))
    assert {citation.cited.body for citation in answer.citations} == {"Orrin Parish Council"}
    assert answer.text.endswith("Minuted elsewhere too: Upper Wick Parish Council (1 meeting).")
    for other in (
        assistant.thread(Question(text="Tarn Footbridge", body="Upper Wick")),
        assistant.thread(Question(text="Tarn Footbridge at Upper Wick")),
    ):
        assert [text.partition(":")[0] for text in told(other)] == ["Latest position, 1 July 2021, agreed"]


@pytest.mark.parametrize(
    ("as_of", "latest"),
    [
        ("2021-06-03", "3 June 2021, deferred"),
        ("30 September 2021", "3 June 2021, deferred"),
        ("October 2021", "7 October 2021, approved"),
        ("2021", "7 October 2021, approved"),
    ],
)
def test_as_of_a_day_nothing_later_is_told(assistant: Assistant, as_of: str, latest: str):
    answer = assistant.thread(Question(text="Tarn Footbridge", as_of=as_of))
    assert told(answer)[0].startswith(f"Latest position, {latest}")
    assert "2022" not in json.dumps(answer.record())


def test_what_no_minutes_mention_is_said_with_its_bound(assistant: Assistant):
    answer = assistant.thread(Question(text="Skate park", body="Orrin"))
    assert (answer.status, answer.reason) == (Status.ABSTAINED, Reason.NOT_IN_MINUTES)
    assert answer.text == (
        "No mention of “Skate park” in 5 meetings of Orrin Parish Council, 4 March 2021 to 5 May 2022."
    )
    bounded = assistant.thread(Question(text="Matters painted", body="Orrin", as_of="1 July 2021"))
    assert bounded.text.endswith("in 2 meetings of Orrin Parish Council, 4 March 2021 to 3 June 2021.")


def test_before_the_first_minutes_there_is_nothing_to_look_through(assistant: Assistant):
    answer = assistant.thread(Question(text="Tarn Footbridge", as_of="1 January 2020"))
    assert (answer.reason, answer.text) == (Reason.NO_MINUTES_FOR_DATE, "There are no minutes here for that.")


def test_what_is_no_date_is_said_with_the_way_out(assistant: Assistant):
    for nonsense in ("soon", "31 February 2021", "3 May"):
        with pytest.raises(WrongUse, match="write it as"):
            assistant.thread(Question(text="Tarn Footbridge", as_of=nonsense))


def test_an_unclear_matter_is_refused(assistant: Assistant):
    assert assistant.thread(Question(text=" ?! ")).reason is Reason.UNCLEAR_QUESTION


# What later steps make of an answer

STILL = "Is the approval of the Tarn Footbridge of Orrin Parish Council still standing?"
DECIDED = "What was decided about rebuilding the Tarn Footbridge at Orrin Parish Council on 7 October 2021?"


def test_a_question_for_the_latest_position_is_led_by_the_step_that_changed_it(assistant: Assistant):
    answer = assistant.answer(Question(text=STILL))
    assert told(answer)[0].startswith("3 February 2022, rescinded: RESOLVED: to rescind the approval")
    assert list(faults(answer.record(), assistant.ledger)) == []


def test_a_decision_is_told_with_the_later_one_that_undid_it(assistant: Assistant):
    answer = assistant.answer(Question(text=DECIDED))
    decided, undone = told(answer)
    assert "approved at £9,400" in decided
    assert undone.startswith("Later, 3 February 2022, rescinded: ")
    assert list(faults(answer.record(), assistant.ledger)) == []


def test_as_of_a_day_nothing_later_changes_an_answer(assistant: Assistant):
    for question in (STILL, DECIDED):
        answer = assistant.answer(Question(text=question, as_of="31 December 2021"))
        assert "£9,400" in answer.text
        assert "2022" not in json.dumps(answer.record())


def test_another_matter_and_another_body_change_nothing(assistant: Assistant):
    answer = assistant.answer(Question(text="What was agreed about the benches at Orrin Parish Council in March 2021?"))
    assert len(told(answer)) == 1
    given = assistant.answer(Question(text="What was agreed about the Tarn Footbridge at Upper Wick Parish Council?"))
    assert "rescind" not in given.text


def test_how_a_matter_developed_is_told_step_by_step(assistant: Assistant):
    answer = assistant.answer(Question(text="How did the Tarn Footbridge of Orrin Parish Council develop?"))
    assert [text.partition(":")[0] for text in told(answer)] == [
        "3 June 2021, deferred",
        "7 October 2021, approved",
        "3 February 2022, rescinded",
    ]
    early = assistant.answer(
        Question(text="How did the Tarn Footbridge of Orrin Parish Council develop?", as_of="October 2021")
    )
    assert "2022" not in json.dumps(early.record())


def test_an_extension_asked_for_with_its_end_is_told_with_it(assistant: Assistant):
    question = "In 2021 the Tarn Footbridge of Orrin kept being put off. What became of it in the end?"
    assert [text.partition(":")[0] for text in told(assistant.answer(Question(text=question)))] == [
        "3 June 2021, deferred",
        "7 October 2021, approved",
        "3 February 2022, rescinded",
    ]
