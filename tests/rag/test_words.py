from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import HomeDamaged, StorageFailure
from rag.stores.words import _ANALYZER, Hit, TantivyIndex, WordEntry, plain_numbers, question_terms, term_set, terms


def entry(
    id: str,
    text: str,
    *,
    document: str = "a.txt",
    item: str = "",
    head: str = "Parish Council, 18 January 2024",
    around: str = "",
) -> WordEntry:
    return WordEntry(id=id, meeting=document, text=text, item=item, head=head, around=around)


def found(index: TantivyIndex, words: str, **how: list[str]) -> list[str]:
    return [hit.id for hit in index.search([(term, 1.0) for term in terms(words)], 10, **how)]


@given(
    texts=st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=6),
    gap=st.sampled_from([" ", "\n", "\u2003"]),
)
def test_the_terms_of_a_text_are_those_of_its_words(texts: list[str], gap: str):
    text = gap.join([*texts, "Crème 10,000", "1,2,000 don’t"])
    assert terms(text) == tuple(_ANALYZER.analyze(plain_numbers(text)))


def test_distinct_terms_are_those_of_the_text():
    assert term_set("The bins, the foxes: two bins.") == set(terms("the bins foxes two"))


@pytest.fixture
def index(tmp_path: Path) -> TantivyIndex:
    made = TantivyIndex(tmp_path / "words")
    made.put(
        [
            entry("roof", "A grant of £10,000 was made for the café roof."),
            entry("library", "The library opens on Thursdays.", item="7 Reading room"),
            entry("bins", "The bins are full.", head="Highways Board, 2 May 2023", around="Foxes were blamed."),
        ]
    )
    made.commit()
    return made


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("£10,000", "£10000"),
        ("1,234,567 tiles", "1234567 tiles"),
        ("3,4 and 12,50", "3,4 and 12,50"),
        ("1,0000", "1,0000"),
    ],
)
def test_a_comma_between_thousands_is_left_out_and_no_other(written: str, plain: str):
    assert plain_numbers(written) == plain


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("£10,000", "10000"),
        ("Café", "cafe"),
        ("approvals", "approved"),
        ("GRANTS", "grant"),
        ("Councillor's", "councillors"),
    ],
)
def test_one_term_for_one_matter_however_it_is_written(one: str, other: str):
    assert terms(one)[0] == terms(other)[0]


def test_the_terms_of_a_question_are_those_that_tell_each_once():
    assert question_terms("What was the grant for the roof, and who was the grant's maker?") == (
        "grant",
        "roof",
        "maker",
    )
    assert question_terms("Who are they and why?") == ()


@pytest.mark.parametrize("words", ["10000", "10,000", "cafe", "CAFÉ", "roofs", "grants"])
def test_a_paragraph_is_found_by_its_words_however_they_are_written(index: TantivyIndex, words: str):
    assert found(index, words) == ["roof"]


def test_a_paragraph_is_found_by_its_item_its_heading_and_what_stands_around(index: TantivyIndex):
    assert found(index, "reading") == ["library"]
    assert found(index, "highways") == ["bins"]
    assert found(index, "foxes") == ["bins"]
    assert found(index, "unheard") == []
    assert index.search([], 10) == []


def test_a_paragraphs_own_words_count_more_than_those_around_it(index: TantivyIndex):
    index.put([entry("foxes", "Foxes are about.", head="Highways Board, 2 May 2023", around="The bins are full.")])
    index.commit()
    assert found(index, "foxes") == ["foxes", "bins"]


def test_weightier_terms_rank_first(index: TantivyIndex):
    assert [hit.id for hit in index.search([("librari", 3.0), ("roof", 0.1)], 10)] == ["library", "roof"]
    assert [hit.id for hit in index.search([("librari", 0.1), ("roof", 3.0)], 10)] == ["roof", "library"]


def test_equal_boilerplate_of_two_meetings_stays_two_hits_in_the_order_of_their_ids(index: TantivyIndex):
    index.put([entry("z-may", "Apologies were noted."), entry("a-june", "Apologies were noted.")])
    index.commit()
    first, second = index.search([(term, 1.0) for term in terms("apologies noted")], 10)
    assert (first.id, second.id) == ("a-june", "z-may")
    assert first.score == second.score


def test_within_some_documents_no_others_are_found(index: TantivyIndex):
    index.put([entry("jan", "The gate is shut."), entry("may", "The gate is shut.", document="may.txt")])
    index.commit()
    assert found(index, "gate") == ["jan", "may"]
    assert found(index, "gate", within=["may.txt"]) == ["may"]
    assert found(index, "gate", within=["june.txt"]) == found(index, "gate", within=[]) == []


def test_nothing_is_seen_before_it_is_committed(index: TantivyIndex):
    index.put([entry("gate", "The gate is shut.")])
    assert found(index, "gate") == []
    index.commit()
    assert found(index, "gate") == ["gate"]
    assert len(index) == 4


def test_a_paragraph_put_again_is_replaced(index: TantivyIndex):
    index.put([entry("roof", "The roof is thatched.")])
    index.commit()
    assert (found(index, "thatched"), found(index, "grant"), len(index)) == (["roof"], [], 3)


def test_removed_paragraphs_are_not_found(index: TantivyIndex):
    index.remove(["roof", "nowhere"])
    index.commit()
    assert (found(index, "roof"), len(index)) == ([], 2)
    index.clear()
    index.commit()
    assert (found(index, "library"), len(index)) == ([], 0)


def test_the_index_outlives_its_process(index: TantivyIndex, tmp_path: Path):
    assert found(TantivyIndex(tmp_path / "words"), "roof") == ["roof"]


def test_spread_counts_the_paragraphs_whose_text_holds_a_term(index: TantivyIndex):
    index.put([entry("tiles", "Roof tiles.")])
    index.commit()
    assert [index.spread(term) for term in ("roof", "fox", "unheard")] == [2, 0, 0]


@pytest.mark.parametrize("slip", ["libary", "librery", "lirbary", "libarry"])
def test_a_slip_of_a_letter_or_two_is_mended(index: TantivyIndex, slip: str):
    assert index.spelled(terms(slip)[0]) == terms("library")[0]


@pytest.mark.parametrize("term", ["roof", "biin", "10001", "telescop"])
def test_known_short_numeric_and_unlike_terms_stay(index: TantivyIndex, term: str):
    assert index.spelled(term) == term


def test_a_slip_that_fits_two_terms_is_mended_the_same_way_each_time(index: TantivyIndex):
    index.put([entry("a", "the planter"), entry("b", "the planted"), entry("c", "a planter")])
    index.commit()
    assert index.spelled("plantex") == "planter"


def test_an_index_that_isnt_one_is_a_damaged_home(index: TantivyIndex, tmp_path: Path):
    (tmp_path / "words" / "meta.json").write_text("garbage")
    with pytest.raises(HomeDamaged, match="minutebook rebuild"):
        TantivyIndex(tmp_path / "words")


def test_an_index_that_another_writer_holds_is_a_storage_failure(index: TantivyIndex, tmp_path: Path):
    other = TantivyIndex(tmp_path / "words")
    other.put([entry("gate", "The gate is shut.")])
    for write in (index.clear, lambda: index.remove(["roof"]), lambda: index.put([entry("x", "y")])):
        with pytest.raises(StorageFailure, match="minutebook rebuild"):
            write()
    other.commit()


def test_a_hit_is_its_id_and_score(index: TantivyIndex):
    (hit,) = index.search([("roof", 1.0)], 10)
    assert isinstance(hit, Hit)
    assert hit.score > 0
