from rag.plan import Role
from rag.planning.topic import in_minutes_words, reweighted, topic
from tests.rag.planning.conftest import Known

KNOWN = Known()


def weights(standalone: str, own: str = "", setting: frozenset[str] = frozenset()) -> dict[str, float]:
    return {term.word: term.weight for term in topic(standalone, own or standalone, setting, KNOWN)}


def test_a_word_of_the_matter_weighs_more_than_how_it_is_asked_and_than_its_synonym():
    found = weights("What was decided about the loan?")
    assert found["loan"] == 1.0
    assert 0 < found["decid"] < 1.0
    assert 0 < found["borrow"] < 1.0


def test_a_word_that_only_the_turns_before_hold_weighs_less():
    found = weights("Who moved it (the pavement)?", own="Who moved it?")
    assert 0 < found["pavement"] < 1.0


def test_where_and_when_are_the_setting():
    (first, *_) = topic("Ottermouth pavement", "Ottermouth pavement", frozenset({"ottermouth"}), KNOWN)
    assert (first.word, first.role) == ("ottermouth", Role.SETTING)


def test_in_one_part_of_a_question_the_words_of_the_others_weigh_less():
    both = topic("The pavement and the library", "The pavement and the library", frozenset(), KNOWN)
    found = {term.word: term.weight for term in reweighted(both, "the library", 0.35)}
    assert found["librari"] == 1.0
    assert found["pavement"] == 0.35


def test_turns_of_phrase_become_those_of_minutes():
    assert in_minutes_words("at half two for €1m in 2001/2") == "at 2.30 for €1 million in 2001/2002"
    assert in_minutes_words("£5k") == "£5000"
