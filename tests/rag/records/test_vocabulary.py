import pytest

from rag.records.vocabulary import holds, is_office, verb_forms, vocabulary
from rag.stores.words import term_set

ENTRIES = [
    path
    for key, table in vocabulary().items()
    if key != "verbs"
    for path in ([(key,)] if "example" in table else [(key, name) for name in table])
]


@pytest.mark.parametrize("path", ENTRIES)
def test_the_words_of_each_entry_find_its_example(path: tuple[str, ...]):
    entry = vocabulary()
    for key in path:
        entry = entry[key]
    assert holds(*path).search(entry["example"])


@pytest.mark.parametrize("forms", vocabulary()["verbs"]["forms"])
def test_the_forms_of_a_verb_are_several_and_of_no_other(forms: str):
    assert len(term_set(forms)) > 1
    assert {verb_forms()[term] for term in term_set(forms)} == {term_set(forms)}


@pytest.mark.parametrize("office", list(vocabulary()["offices"]))
def test_each_office_is_found_by_its_example(office: str):
    assert is_office(vocabulary()["offices"][office]["example"], office)


@pytest.mark.parametrize(
    ("role", "office", "is_so"),
    [
        ("Chairman", "chair", True),
        ("Vice-Chair", "chair", False),
        ("Vice-Chair", "vice chair", True),
        ("Chief Administrative Officer", "CAO", True),
        ("Footpath Warden", "footpath warden", True),
        ("Footpath Warden", "clerk", False),
    ],
)
def test_a_role_is_an_office_by_its_words(role: str, office: str, is_so: bool):
    assert is_office(role, office) is is_so
