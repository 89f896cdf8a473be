from eval.metrics.answer import (
    has_facts,
    is_complete,
    is_right,
    is_too_long,
    missing_facts,
    repeated_sentences,
    says_wrong,
    share_of_facts,
    words,
    wrong_facts,
)
from eval.records import AnswerRecord, Said
from rag.answers import Status


def test_a_fact_is_said_when_any_of_its_alternatives_matches(gold, say):
    assert has_facts(gold(), say("It was Five   Hundred pounds."))
    assert missing_facts(gold(facts=[["£500"], ["May", "June"]]), say("It was **£500**.")) == (("May", "June"),)


def test_the_sentences_are_searched_and_the_text_only_without_them(gold, say):
    assert has_facts(gold(), say("It was £500.", sentences=False))
    assert not has_facts(gold(), say("It was £50.", sentences=False))


def test_an_abstention_says_no_fact_whatever_its_text(gold, abstain):
    assert not has_facts(gold(), abstain(text="Looked for £500."))


def test_right_needs_the_facts_and_a_proving_paragraph(gold, say, paragraph):
    proof = paragraph("A grant of £500.")
    assert is_right(gold(), say("£500", proof))
    assert is_right(gold(), say("£500, but not when", proof, status=Status.PARTIAL))
    assert not is_right(gold(), say("£500", paragraph("Weather.")))
    assert not is_right(gold(), say("£600", proof))


def test_who_says_a_wrong_fact_too_is_not_right(gold, say, paragraph):
    question, proof = gold(never=["£600", "half"]), paragraph("A grant of £500.")
    assert is_right(question, say("£500", proof))
    assert not is_right(question, say("£500, and Half of it later", proof))
    assert wrong_facts(question, say("£600 or £500", proof)) == ("£600",)


def test_one_of_two_proving_places_is_enough_to_be_right(gold, say, paragraph):
    places = [{"document": "a.md", "anchor": "grant of £500"}, {"document": "b.md", "anchor": "paid"}]
    assert is_right(gold(gold=places), say("£500", paragraph("A grant of £500.")))


def test_without_an_answer_in_the_minutes_only_an_abstention_is_right(gold, say, abstain):
    assert is_right(gold(expect="abstained"), abstain())
    assert not is_right(gold(expect="abstained"), say("£500"))


def test_words_are_counted_as_shown(say):
    assert words(say("It was £500. [1]")) == 4


def test_the_share_of_facts_is_a_gradient(gold, say, abstain):
    question = gold(facts=[["£500"], ["May"], ["Moss"]])
    assert share_of_facts(question, say("£500 in May")) == 2 / 3
    assert share_of_facts(question, abstain(text="£500 in May")) == 0.0
    assert share_of_facts(gold(facts=[]), say("£500")) is None


def test_a_whole_list_is_complete_with_every_entry_only(gold, say):
    question = gold(facts=[["Dent"], ["Moss"]], whole=True)
    assert is_complete(question, say("Dent and Moss")) is True
    assert is_complete(question, say("Dent")) is False
    assert is_complete(gold(), say("£500")) is None


def test_saying_wrong_is_measured_where_an_answer_was_given_and_something_forbidden(gold, say, abstain):
    question = gold(never=["£600"])
    assert says_wrong(question, say("£600")) is True
    assert says_wrong(question, say("£500")) is False
    assert says_wrong(question, abstain()) is None
    assert says_wrong(gold(), say("£600")) is None


def test_an_answer_is_too_long_from_one_word_more_than_allowed(gold, say, abstain):
    question = gold(max_words=3)
    assert is_too_long(question, say("It was £500.")) is False
    assert is_too_long(question, say("It was about £500.")) is True
    assert is_too_long(question, abstain(text="The minutes do not say.")) is None
    assert is_too_long(gold(), say("It was £500.")) is None


def test_sentences_are_repeated_where_they_say_the_same_words():
    said = tuple(Said(text=text) for text in ("It rained.", "It snowed.", "it  RAINED.", "It rained."))
    assert repeated_sentences(AnswerRecord(text="x", sentences=said)) == 2
