import pytest

from rag.answering.premises import contradicted, names_somebody, names_who_voted


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Why did the council turn down the quote for the pump?", "It was decided to accept the quote for the pump."),
        ("What conditions were set when it approved the mill?", "The mill, 4 Quay Street | APPLICATION REJECTED"),
        ("When does by-law 7, passed in May, take effect?", "By-law 7 | NOT PROCEEDED WITH"),
        ("Why did council take the chapel off the list?", "Removal of the chapel from the list | APPLICATION DENIED"),
        ("What grounds did they give for refusing the kiosk?", "The kiosk was granted permission."),
    ],
)
def test_a_supposed_outcome_is_contradicted_by_its_opposite(question: str, found: str):
    assert contradicted(question, found)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Was the quote for the pump turned down?", "It was decided to accept the quote for the pump."),
        ("What was decided about the mill when it was rejected?", "The mill was approved."),
        ("Why did the council turn down the quote?", "The quote was rejected, being late."),
        ("Why did the council turn down the quote?", "One quote was accepted, the other refused."),
        ("How much did the pump cost?", "The motion was lost."),
        ("When did council reject the mill?", "The mill | APPLICATION REJECTED"),
    ],
)
def test_what_is_only_asked_or_is_said_both_ways_is_not_contradicted(question: str, found: str):
    assert not contradicted(question, found)


def test_who_voted_against_must_be_named_beside_the_vote():
    question = "Which Ottermouth councillor voted against the pump?"
    assert not names_who_voted(question, "Cllr Bell moved the pump. One councillor voted against.")
    assert names_who_voted(question, "Councillor Ash voted against.")
    assert names_who_voted(question, "FOR: Bell, Fry | AGAINST: Ash")
    assert names_who_voted(question, "Cllr. Ash abstained.")
    assert not names_who_voted(question, "One against and one abstained. Bell thanked them for the Pump Lane plan.")
    assert names_who_voted("Who moved the pump?", "One councillor voted against.")


def test_a_name_is_asked_for_and_one_that_the_question_does_not_hold_must_be_found():
    assert not names_somebody("Which company mends the Quay Street pump?", "The pump in Quay Street is being mended.")
    assert not names_somebody("Who was appointed City Auditor?", "Appointment of City Auditor, Chief Officer | ADOPTED")
    assert names_somebody("Which company mends the Quay Street pump?", "Hobday Ironworks mend it.")
    assert names_somebody("How many pumps are there?", "three")


def test_a_firm_is_named_also_in_a_heading():
    question = "Which company gave its name to the rink?"
    assert names_somebody(question, "Sponsorship Agreement – Quill Tyre Corp. for One Indoor Rink | ADOPTED")
    assert not names_somebody(question, "Sponsorship Agreement – Naming Right of One Indoor Rink | ADOPTED")
