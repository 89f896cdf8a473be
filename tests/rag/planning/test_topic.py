from rag.plan import Role
from rag.planning.topic import topic
from tests.rag.planning.conftest import Known

KNOWN = Known()


def weights(standalone: str, own: str = "", setting: frozenset[str] = frozenset()) -> dict[str, float]:
    return {term.word: term.weight for term in topic(standalone, own or standalone, setting, KNOWN)}


def test_a_word_of_the_matter_weighs_more_than_how_it_is_asked():
    found = weights("What was decided about the loan?")
    assert found["loan"] == 1.0
    assert 0 < found["decid"] < 1.0


def test_a_word_that_only_the_turns_before_hold_weighs_less():
    found = weights("Who moved it (the pavement)?", own="Who moved it?")
    assert 0 < found["pavement"] < 1.0


def test_where_and_when_are_the_setting():
    (first, *_) = topic("Ottermouth pavement", "Ottermouth pavement", frozenset({"ottermouth"}), KNOWN)
    assert (first.word, first.role) == ("ottermouth", Role.SETTING)
