"""Each word that the parser knows finds its examples, and nothing in those that it must be silent about."""

import re

import pytest

from ingest.parsing import parse
from ingest.parsing.records.absences import reasons
from ingest.parsing.records.naming import people_in
from ingest.parsing.records.results import result
from ingest.parsing.vocabulary import absence, charges, legends, office, offices, results, seats
from ingest.reading import SourceText
from rag.minutes import Outcome


@pytest.mark.parametrize(("outcome", "sentence"), [(one.outcome, said) for one in results() for said in one.says])
def test_a_result_is_found_in_its_examples(outcome: Outcome, sentence: str):
    told = result(sentence)
    assert told is not None
    assert told.outcome is outcome


@pytest.mark.parametrize(("outcome", "sentence"), [(one.outcome, said) for one in results() for said in one.silent])
def test_a_result_is_not_found_where_it_is_not_told(outcome: Outcome, sentence: str):
    told = result(sentence)
    assert told is None or told.outcome is not outcome


@pytest.mark.parametrize(("listed", "reason"), absence().says)
def test_the_reason_of_an_absence_is_found_in_its_examples(listed: str, reason: str):
    names = [person.name for person in people_in(listed)]
    assert reasons(listed, names)[0] == reason


@pytest.mark.parametrize("listed", absence().silent)
def test_no_reason_is_found_where_none_is_given(listed: str):
    assert set(reasons(listed, [person.name for person in people_in(listed)])) <= {None}


@pytest.mark.parametrize(("sentence", "owner", "task"), [said for charge in charges() for said in charge.says])
def test_a_charge_is_found_in_its_examples(sentence: str, owner: str, task: str):
    text = f"Hallowdown Parish Council\n\nPresent: Cllr A Ash\n\n1. Stile\n\n{sentence}\n"
    [action] = parse(SourceText(text=text, format="text"), "a.txt")[0].actions
    assert (action.owner, action.task) == (owner, task)


@pytest.mark.parametrize(("words", "is_office"), [(w, True) for w in offices()[0]] + [(w, False) for w in offices()[1]])
def test_an_office_is_told_from_what_is_none(words: str, is_office: bool):
    assert bool(re.fullmatch(rf"(?i)(?:the )?(?:{office()})", words)) is is_office


@pytest.mark.parametrize(("words", "presence"), [(said, one.presence) for one in legends() for said in one.says])
def test_a_legend_is_understood(words: str, presence: str):
    assert next(one.presence for one in legends() if re.search(one.words, words, re.I)) == presence


@pytest.mark.parametrize("label", seats())
def test_a_seat_is_known_by_its_label(label: str):
    text = f"Hallowdown Parish Council\n\n{label.capitalize()} | Ada Ash\n\n1. Stile\n\nIt creaks.\n"
    [person] = parse(SourceText(text=text, format="text"), "a.txt")[0].attendance
    assert (person.name, (person.role, person.presence)) == ("Ada Ash", seats()[label])
