import pytest

from rag.planning.spelling import is_english, mended

HELD = {
    "library": 200,
    "pavement": 100,
    "payment": 900,
    "money": 300,
    "grant": 80,
    "Pellow": 60,
    "Thorpe": 90,
    "Netherby": 500,
    "PLC": 40,
    "Brown": 400,
    "Browne": 8,
    "cemetery": 600,
    "cemetry": 2,
    "January": 700,
    "Janaury": 3,
    "summaries": 90,
    "varies": 80,
    "defect": 70,
    "come": 900,
    "deferr": 50,
}
STEMS = {"deferr"}  # no word of the minutes, but the stem of one


class Words:
    """A lexicon of a few words; those with a capital are written with one."""

    def spread(self, word: str) -> int:
        return sum(count for known, count in HELD.items() if known.lower() == word.lower())

    def written(self, word: str) -> str | None:
        return next((one for one in HELD if one.lower() == word.lower() and one not in STEMS), None)

    def near(self, term: str) -> str:
        return term


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("How much moeny was there?", "How much money was there?"),
        ("How much for the libary?", "How much for the library?"),
        ("Who mended the pavment?", "Who mended the pavement?"),
        ("Who mended the cemetry gate?", "Who mended the cemetery gate?"),
        ("Was it held in Nethebry?", "Was it held in Netherby?"),
        ("Is Cllr Pelow's gratn in?", "Is Cllr Pellow's grant in?"),
        ("Was it in Janaury 2021?", "Was it in January 2021?"),
    ],
)
def test_a_slip_is_mended_to_a_word_of_the_minutes(slip: str, meant: str):
    assert mended(slip, Words()) == meant


@pytest.mark.parametrize(
    "word",
    "summarise verges defeated organisation neighbours programme cheque kerb fibre lockdown dialled".split(),
)
def test_a_good_english_word_stays_as_it_is(word: str):
    assert is_english(word)
    assert mended(f"Who will {word} that?", Words()) == f"Who will {word} that?"


@pytest.mark.parametrize("word", ["moeny", "libary", "recieve", "comunity", "wereham"])
def test_a_slip_and_a_name_are_no_english(word: str):
    assert not is_english(word)


@pytest.mark.parametrize("name", ["Browne", "Thorle", "Zennor"])
def test_a_name_is_not_made_another(name: str):
    assert mended(f"What did Cllr {name} say?", Words()) == f"What did Cllr {name} say?"


def test_a_short_word_is_mended_only_where_letters_are_swapped():
    assert mended("Who paid the comp then?", Words()) == "Who paid the comp then?"


def test_a_bare_stem_is_no_word_to_mend_to():
    assert mended("Was it any deaerr?", Words()) == "Was it any deaerr?"


@pytest.mark.parametrize("asked", ["WHO IS ON THE NETHERBY PLC BOARD", "who is on the netherby plc board"])
def test_capitals_are_given_back(asked: str):
    assert mended(asked, Words()) == "Who is on the Netherby PLC board?"


def test_missing_marks_are_set():
    assert mended("The gate broke Who mended it", Words()) == "The gate broke. Who mended it?"
    assert mended("List the grants.", Words()) == "List the grants."
