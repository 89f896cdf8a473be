from collections.abc import Callable

from rag.minutes import CitedParagraph
from rag.records.quoting import deciding, holding, lines, naming, whole
from rag.records.vocabulary import holds

Cited = Callable[..., CitedParagraph]
TALK = "There was much talk about it and more talk after that. "


def test_a_short_paragraph_is_quoted_whole_without_its_number(cited: Cited):
    assert naming(cited("3. Apologies: Cllr Pell.", number="3"), ["Cllr Vale"]).quote == "Apologies: Cllr Pell."
    assert whole(cited("3. Apologies: Cllr Pell.", number="3")).quote == "3. Apologies: Cllr Pell."


def test_of_a_long_list_the_lines_that_name_people_are_quoted(cited: Cited):
    roll = "Present:\n" + "\n".join(f"Cllr Number{n} with a long note about the ward" for n in range(20))
    assert naming(cited(roll), ["Cllr A Number7 ", "Cllr B Number8"]).quote.splitlines() == [
        f"Cllr Number{n} with a long note about the ward" for n in (7, 8)
    ]


def test_names_are_found_without_their_accents(cited: Cited):
    text = f"{TALK * 8}Apologies came from Cllr Sánchez. {TALK * 3}"
    assert naming(cited(text), ["Ron Sanchez"]).quote == "Apologies came from Cllr Sánchez."


def test_of_a_long_paragraph_the_sentences_that_decide_are_quoted_the_last_ones_where_they_are_many(cited: Cited):
    text = f"{TALK * 6}It was agreed to wait. {TALK * 12}It was RESOLVED to buy the field. {TALK}"
    assert deciding(cited(text), holds("deciding")).quote.endswith("It was RESOLVED to buy the field.")
    assert "agreed to wait" not in deciding(cited(text), holds("deciding")).quote


def test_spans_are_offsets_of_the_document(cited: Cited):
    found = holding(cited(f"{TALK * 8}The pond froze. {TALK}", start=50), ["pond"])
    assert (found.start - 50, found.quote) == (len(TALK) * 8, "The pond froze.")


def test_lines_without_a_word_are_no_lines():
    assert [*lines("a b\n---\n  cd")] == [(0, 3), (10, 12)]
