from collections.abc import Callable
from datetime import date

import pytest

from rag.ledger import Ledger
from rag.minutes import CitedParagraph, Outcome
from rag.plan import AnswerType, Plan, Term
from rag.records.quoting import whole
from rag.records.threads import is_open, later_steps, reported, settled, thread, undertaken

WORDS = [("pond", 1.0), ("fenc", 1.0)]


def carried(outcome: Outcome = Outcome.CARRIED) -> tuple[tuple[None, None, Outcome], ...]:
    return ((None, None, outcome),)


def paragraphs(ledger: Ledger, *ids: str) -> list[CitedParagraph]:
    return ledger.paragraphs(ids)


@pytest.fixture
def pond(empty: Ledger, keep: Callable[..., None], said: Callable[..., object]) -> Ledger:
    """The matter of a pond's fence in four meetings."""
    keep(empty, "a", date(2024, 1, 9), said(text="A resident asked for a fence at the pond."))
    keep(empty, "b", date(2024, 2, 6),
         said(text="The pond fence was deferred.", resolutions=carried(Outcome.DEFERRED)))  # fmt: skip
    keep(empty, "c", date(2024, 3, 5),
         said(text="It was RESOLVED to fence the mill pond in oak.", item="4", resolutions=carried()),
         said(text="It was RESOLVED to paint the old bandstand green.", item="5", resolutions=carried()))  # fmt: skip
    keep(empty, "d", date(2024, 4, 2), said(text="The hedge by the mill pond was cut."))
    return empty


def test_a_thread_tells_its_steps_the_latest_first_with_the_outcomes_on_record(pond: Ledger):
    found = thread(WORDS, paragraphs(pond, "a-0", "b-0", "c-0"), pond)
    assert [one.text for one in found.findings] == [
        "5 March 2024, carried: It was RESOLVED to fence the mill pond in oak.",
        "6 February 2024, deferred: The pond fence was deferred.",
        "9 January 2024: A resident asked for a fence at the pond.",
    ]
    assert all(one.proofs[0].quote in one.text for one in found.findings)


def test_of_many_steps_those_that_decide_are_told_and_the_last(empty: Ledger, keep, said):
    for month in range(1, 9):
        decided = carried() if month == 3 else ()
        text = f"Note {month * 111}: the pond fence was looked at by person{'abcdefgh'[month - 1] * 5}."
        keep(empty, f"m{month}", date(2024, month, 1), said(text=text, resolutions=decided))
    found = thread(WORDS, paragraphs(empty, *(f"m{month}-0" for month in range(1, 9))), empty)
    assert [one.text.partition(":")[0] for one in found.findings] == ["1 August 2024", "1 March 2024, carried"]


def test_of_a_long_paragraph_the_sentence_on_the_matter_is_told_with_the_one_that_decides(empty: Ledger, keep, said):
    talk = " ".join(["The bandstand was spoken of at length and nothing came of it."] * 6)
    text = f"{talk} A fence for the pond came up. This was agreed. {talk}"
    keep(empty, "a", date(2024, 1, 9), said(text=text, resolutions=carried()))
    found = thread(WORDS, paragraphs(empty, "a-0"), empty)
    assert [one.text for one in found.findings] == [
        "9 January 2024, carried: A fence for the pond came up. This was agreed."
    ]


def test_that_a_report_is_noted_is_told_by_what_it_says(empty: Ledger, keep, said):
    noted = said(text="RESOLVED: That the report be noted.", item="4", title="Pond", resolutions=carried())
    keep(empty, "a", date(2024, 1, 9), said(text="The pond fence cost £90.", item="4", title="Pond"), noted)
    found = thread(WORDS, paragraphs(empty, "a-0", "a-1"), empty)
    assert [one.text for one in found.findings] == ["9 January 2024: The pond fence cost £90."]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The police will watch the mill pond on Saturdays.", True),
        ("The police came by.", False),
    ],
)
def test_what_came_of_an_undertaking_is_told_by_a_later_paragraph_on_it(
    empty: Ledger, keep, said, text: str, told: bool
):
    task = "ask the police to watch the pond on Saturdays"
    asked = said(text=f"The Clerk should {task}.", actions=(("The Clerk", task),))
    keep(empty, "a", date(2024, 1, 9), asked)
    keep(empty, "b", date(2024, 2, 6), said(text=text))
    (first, later) = paragraphs(empty, "a-0", "b-0")
    found = reported(whole(first), [later], empty)
    assert (found and found.text) == (f"Later, 6 February 2024: {text}" if told else None)
    assert undertaken(first, empty) == [task]


def test_small_words_of_a_task_neither_tell_of_it_nor_speak_against(empty: Ledger, keep, said):
    task = "ask for a second lamp at the mill pond"
    keep(empty, "a", date(2024, 1, 9), said(text=f"The Clerk should {task}.", actions=(("The Clerk", task),)))
    keep(empty, "b", date(2024, 2, 6), said(text="The mill pond gets no second lamp."))
    (first, later) = paragraphs(empty, "a-0", "b-0")
    found = reported(whole(first), [later], empty)
    assert found
    assert found.text == "Later, 6 February 2024: The mill pond gets no second lamp."


def test_no_paragraphs_no_steps(empty: Ledger):
    assert thread(WORDS, [], empty).findings == ()


def test_what_is_told_again_is_one_step(pond: Ledger):
    once = paragraphs(pond, "c-0")
    assert len(thread(WORDS, [*once, *once], pond).findings) == 1


def test_a_decision_rescinded_by_its_day_is_told_with_the_later_one(pond: Ledger, keep, said):
    keep(
        pond,
        "e",
        date(2024, 5, 7),
        said(
            text="RESOLVED to rescind the resolution of 5 March 2024 to fence the mill pond in oak.",
            resolutions=carried(),
            refers=date(2024, 3, 5),
        ),
    )
    (fence, bandstand) = paragraphs(pond, "c-0", "c-1")
    found = later_steps(whole(fence), [], pond)
    assert found
    assert found.text.startswith("Later, 7 May 2024, carried: RESOLVED to rescind")
    assert later_steps(whole(bandstand), [], pond) is None


def test_a_later_decision_on_the_same_matter_is_told_and_one_on_another_is_not(pond: Ledger, keep, said):
    again = said(text="It was agreed to fence the mill pond in steel, not oak.", resolutions=carried())
    keep(pond, "e", date(2024, 5, 7), again)
    later = paragraphs(pond, "c-0", "d-0", "e-0")
    found = later_steps(whole(later[0]), later, pond)
    assert found
    assert "in steel" in found.text
    assert later_steps(whole(paragraphs(pond, "c-1")[0]), later, pond) is None


def test_nothing_changes_what_was_no_decision_or_another_bodys(pond: Ledger, keep, said):
    keep(
        pond,
        "e",
        date(2024, 5, 7),
        said(text="It was agreed to fence the mill pond in steel, not oak.", resolutions=carried()),
        body="Wick Parish Council",
    )
    later = paragraphs(pond, "a-0", "c-0", "e-0")
    assert later_steps(whole(later[0]), later, pond) is None
    assert later_steps(whole(later[1]), later, pond) is None


def test_of_a_paragraph_with_a_lost_and_a_carried_motion_the_last_is_told_with_its_own_end(
    empty: Ledger, keep: Callable[..., None], said: Callable[..., object]
):
    lost = "It was proposed that the fence of the mill pond be taken away altogether and burnt. The motion was LOST. "
    spoke = "Cllr Ash spoke at some length about geese, ducks, reeds, the depth of the water and who had dug it. " * 5
    won = "RESOLVED: to paint the fence of the mill pond green."
    both = ((None, None, Outcome.LOST), (None, None, Outcome.CARRIED))
    keep(empty, "p", date(2024, 5, 7), said(text=lost + spoke + won, resolutions=both))
    (step,) = thread(WORDS, paragraphs(empty, "p-0"), empty).findings
    assert step.text.startswith("7 May 2024, carried: ")
    assert step.text.endswith(won)
    assert "LOST" not in step.text


RENT = Plan(
    question="", standalone="", topic=(Term("rent", 1.0),), telling=frozenset({"rent"}), answer_type=AnswerType.MONEY
)


@pytest.fixture
def rents(empty: Ledger, keep: Callable[..., None], said: Callable[..., object]) -> Ledger:
    """A rent that is proposed, spoken of and settled, and another year's."""
    keep(empty, "a", date(2023, 10, 3), said(text="A rent of £30 for 2024/25 was proposed and left to January."))
    keep(empty, "b", date(2023, 11, 7),
         said(text="RESOLVED: That the rent for 2025/26 be £40.", item="1", resolutions=carried()),
         said(text="RESOLVED: That the rent be paid by cheque.", item="2", resolutions=carried()))  # fmt: skip
    keep(empty, "c", date(2023, 12, 5), said(text="A rent of £31 was deferred.", resolutions=carried(Outcome.DEFERRED)))
    keep(empty, "d", date(2024, 1, 9), said(text="RESOLVED: That the rent be £29.", resolutions=carried()))
    keep(empty, "e", date(2025, 1, 7), said(text="RESOLVED: That the rent be £50.", resolutions=carried()))
    return empty


def test_what_was_proposed_is_settled_by_the_first_decision_on_it_of_that_year(rents: Ledger):
    first, *later = paragraphs(rents, "a-0", "b-0", "b-1", "c-0", "d-0", "e-0")
    found = settled(RENT, whole(first), later, rents)
    assert found
    assert found.text == "Later, 9 January 2024, carried: RESOLVED: That the rent be £29."
    assert settled(RENT, whole(first), later[-1:], rents) is None


def test_open_is_what_only_proposes_or_puts_off_unless_that_is_asked(rents: Ledger):
    proposed, decided, deferred = (whole(one) for one in paragraphs(rents, "a-0", "d-0", "c-0"))
    assert [is_open(RENT, one, rents) for one in (proposed, decided, deferred)] == [True, False, True]
    asked = Plan(question="", standalone="", topic=(Term("propos", 1.0),))
    assert not is_open(asked, proposed, rents)


def test_what_its_item_decides_is_not_open(empty: Ledger, keep: Callable[..., None], said: Callable[..., object]):
    keep(empty, "a", date(2024, 1, 9),
         said(text="A rent of £30 was proposed.", item="1"),
         said(text="RESOLVED: That it be £29.", item="1", resolutions=carried()))  # fmt: skip
    assert not is_open(RENT, whole(paragraphs(empty, "a-0")[0]), empty)
