import pytest

from eval.transforming import (
    another,
    capitals,
    misnamed,
    misspelt,
    polite,
    replaced,
    says,
    small,
    telling_value,
    unpunctuated,
)

QUESTION = "What did Cllr Dent's “new” wall cost, in total: £4,415?"


def test_capitals():
    assert capitals(QUESTION) == "WHAT DID CLLR DENT'S “NEW” WALL COST, IN TOTAL: £4,415?"


def test_small_letters():
    assert small(QUESTION) == "what did cllr dent's “new” wall cost, in total: £4,415?"


def test_a_slip_in_a_name_is_in_the_longest_one():
    assert misnamed("Who mended Pell's wall in Thornbury?") == "Who mended Pell's wall in Thorbnury?"
    assert misnamed(QUESTION) == QUESTION


def test_what_stands_inside_a_word_or_a_figure_is_no_punctuation():
    assert unpunctuated(QUESTION) == "What did Cllr Dent's new wall cost in total £4,415"


def test_polite():
    assert polite("Who paid?") == "Hello, could you please tell me: Who paid? Thank you very much!"


@pytest.mark.parametrize(
    ("question", "slip"),
    [
        ("Who mended the churchyard wall in Thornbury?", "Who mended the churcyhard wall in Thornbury?"),
        ("Who will settle it?", "Who will setlte it?"),  # two letters that are alike make no slip
        ("Who paid Thornbury 123456?", "Who paid Thornbury 123456?"),
    ],
)
def test_a_slip_is_in_the_longest_word_that_is_no_name(question, slip):
    assert misspelt(question) == slip


@pytest.mark.parametrize(
    ("text", "facts", "value"),
    [
        ("The wall cost £4,415, the gate £90.", [["4,?415"]], "£4,415"),
        ("Agreed by three votes to one.", [["three (votes )?to one"]], "three"),
        ("The mason is Mr Orrin Dent of Upton.", [["dent"]], "Dent"),
        ("Held on 9 October 2023.", [["9(th)? October"]], "9"),
        ("The motion was carried.", [["carried", "approved"]], None),
        ("Nothing of the kind. The Clerk agreed.", [["the clerk"]], "Clerk"),
        ("It was agreed in March.", [["March"]], None),
        ("Two things.", [["[0-9]+"]], None),
    ],
)
def test_the_value_that_a_fact_rests_on(text, facts, value):
    assert telling_value(text, facts) == value


@pytest.mark.parametrize(
    ("value", "other"),
    [
        ("£4,415", "£4,414"),
        ("£0.50", "£0.51"),
        ("2023", "2022"),
        ("1", "2"),
        ("11", "10"),
        ("three", "seven"),
        ("Nine", "Four"),
        ("Galvin", "Hemwop"),
        ("O'Dea", "U'Fie"),
    ],
)
def test_another_value_is_of_the_same_length(value, other):
    assert another(value) == other
    assert len(other) == len(value)


def test_a_value_is_replaced_where_it_stands_whole():
    text = "£41 of £41,000, £41.50 and £41. The 41st."
    assert replaced(text, "£41", "£40") == "£40 of £41,000, £41.50 and £40. The 41st."


def test_a_value_is_said_whatever_its_letter_case():
    assert says("proposed by **GALVIN**", "Galvin")
    assert not says("It cost £4,415.50.", "£4,415")
