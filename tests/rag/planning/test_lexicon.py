from collections.abc import Callable

import pytest

from rag.minutes import Cast, Outcome
from rag.plan import (
    ActionsOf,
    AnswerType,
    AttendanceOf,
    Counted,
    CountOf,
    DecisionsOf,
    Intent,
    MeetingsOf,
    OfficeOf,
    Plan,
    Presence,
    RecordQuery,
    VotesOf,
    Which,
)
from rag.planning.lexicon import Cues, Entry, entries, lexicon

PELL = "Cllr Jane Pell"
RECORDS: dict[str, RecordQuery] = {
    "holds_office": OfficeOf(office="clerk"),
    "decisions": DecisionsOf(),
    "moved_by": DecisionsOf(mover=PELL),
    "votes": VotesOf(person=PELL),
    "put_to_vote": VotesOf(matter=frozenset({"barn"}), ended=Outcome.LOST),
    "vote_result": VotesOf(matter=frozenset({"barn"})),
    "actions": ActionsOf(),
    "next_meeting": MeetingsOf(which=Which.NEXT),
    "last_met": MeetingsOf(which=Which.LAST),
    "summary": MeetingsOf(which=Which.SUMMARY),
    "began_at": MeetingsOf(which=Which.BEGUN),
    "ended_at": MeetingsOf(which=Which.ENDED),
    "last_meeting": MeetingsOf(which=Which.SUMMARY),
    "count_meetings": CountOf(counted=Counted.MEETINGS),
    "count_decisions": CountOf(counted=Counted.DECISIONS, outcome=Outcome.LOST),
    "count_amendments": CountOf(counted=Counted.AMENDMENTS, outcome=Outcome.LOST),
    "count_actions": CountOf(counted=Counted.ACTIONS),
    "count_people": CountOf(counted=Counted.PEOPLE, presence=Presence.PRESENT),
    "count_public": CountOf(counted=Counted.PUBLIC),
    "count_attended": CountOf(counted=Counted.ATTENDED, person=PELL, presence=Presence.ABSENT),
}


def _example(entry: Entry) -> str:
    return entry.example


@pytest.mark.parametrize("name", list(lexicon()["phrases"]))
def test_each_list_of_phrases_has_an_example_that_one_stands_in(name: str):
    section = lexicon()["phrases"][name]
    if name != "next_part":  # they stand after "and"
        assert section["example"] in Cues(section["cues"])


@pytest.mark.parametrize("section", ["feature", "sort", "office", "presence", "outcome", "cast"])
def test_each_entry_has_an_example_that_a_cue_stands_in(section: str):
    assert [one.example for one in entries(section) if one.example not in one.cues] == []


@pytest.mark.parametrize("entry", entries("answer"), ids=_example)
def test_an_answer_must_hold(plan: Callable[..., Plan], entry: Entry):
    assert plan(entry.example).answer_type is AnswerType(entry.says["type"])


@pytest.mark.parametrize("entry", entries("sort"), ids=_example)
def test_a_sort_of_meeting_is_told(plan: Callable[..., Plan], entry: Entry):
    assert plan(entry.example).scope.sort == entry.says["sort"]


@pytest.mark.parametrize("entry", entries("office"), ids=_example)
def test_an_office_is_asked_of_the_records(plan: Callable[..., Plan], entry: Entry):
    assert plan(entry.example).record == OfficeOf(office=entry.says["office"])


@pytest.mark.parametrize("entry", entries("cast"), ids=_example)
def test_who_voted_one_way_on_a_matter_is_asked_of_the_records(plan: Callable[..., Plan], entry: Entry):
    assert plan(entry.example).record == VotesOf(cast=Cast(entry.says["cast"]), matter=frozenset({"barn"}))


@pytest.mark.parametrize("entry", entries("presence"), ids=_example)
def test_attendance_is_asked_of_the_records(plan: Callable[..., Plan], entry: Entry):
    made = plan(entry.example)
    assert isinstance(made.record, AttendanceOf)
    assert made.record.presence == entry.says["presence"]
    assert made.intent is Intent.ATTENDANCE


@pytest.mark.parametrize("entry", entries("outcome"), ids=_example)
def test_decisions_of_an_outcome_are_asked_of_the_records(plan: Callable[..., Plan], entry: Entry):
    assert plan(entry.example).record == DecisionsOf(outcome=Outcome(entry.says["outcome"]))


@pytest.mark.parametrize("name", list(RECORDS))
def test_an_example_is_planned_as_its_record(plan: Callable[..., Plan], name: str):
    assert plan(lexicon()["phrases"][name]["example"]).record == RECORDS[name]


def test_a_phrase_stands_at_words_ends_and_may_have_a_gap():
    cues = Cues(["^who", "what ... cost", "thanks$"])
    assert "so, who came?" in cues
    assert "the man who came" not in cues
    assert "what did the new gate cost" in cues
    assert "what costs" not in cues
    assert "thanks to him" not in cues
    assert [cue.words for cue in cues.all("Who? Thanks!")] == ["Who", "Thanks"]
