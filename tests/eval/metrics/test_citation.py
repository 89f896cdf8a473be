from eval.metrics.citation import (
    bad_quotes,
    citation_precision,
    dangling_markers,
    first_citation_right,
    gold_cited,
    is_unsourced,
    uncited,
)

PLACES = [{"document": "a.md", "anchor": "grant of £500"}, {"document": "b.md", "anchor": "paid in May"}]
ALSO = [{"document": "c.md", "anchor": "the £500 grant"}]


def test_gold_cited_is_the_share_of_proving_places_cited(gold, say, paragraph):
    answer = say(
        "£500", paragraph("A grant of £500."), paragraph("Weather."), paragraph("The £500 grant", document="c.md")
    )
    assert gold_cited(gold(gold=PLACES, also=ALSO), answer) == 0.5
    assert [place.document for place in uncited(gold(gold=PLACES), answer)] == ["b.md"]


def test_an_abstention_cites_no_gold_even_where_it_shows_the_nearest_paragraph(gold, abstain, paragraph):
    assert gold_cited(gold(), abstain(paragraph("A grant of £500."))) == 0.0


def test_citation_precision_is_the_share_of_citations_that_prove_or_may_be_cited(gold, say, paragraph):
    answer = say(
        "£500", paragraph("Weather."), paragraph("A grant of £500."), paragraph("The £500 grant", document="c.md")
    )
    assert citation_precision(gold(gold=PLACES, also=ALSO), answer) == 2 / 3


def test_citation_precision_is_not_measured_without_citations(gold, say, abstain, paragraph):
    assert citation_precision(gold(), say("£500")) is None
    assert citation_precision(gold(), abstain(paragraph("A grant of £500."))) is None


def test_nothing_proves_what_should_have_been_withheld(gold, say, paragraph):
    withheld = gold(expect="abstained", also=[{"document": "a.md", "anchor": "grant of £500"}])
    assert citation_precision(withheld, say("£500", paragraph("A grant of £500."))) == 0.0


def test_the_first_citation_is_right_only_at_the_first_place(gold, say, paragraph):
    proof, weather = paragraph("A grant of £500."), paragraph("Weather.")
    assert first_citation_right(gold(), say("£500", proof, weather))
    assert not first_citation_right(gold(), say("£500", weather, proof))
    assert not first_citation_right(gold(), say("£500"))


def test_an_answer_without_citations_is_unsourced_and_an_abstention_is_not(say, abstain, paragraph):
    assert is_unsourced(say("£500"))
    assert not is_unsourced(say("£500", paragraph("Weather.")))
    assert not is_unsourced(abstain())


def test_bad_quotes_are_those_not_in_their_paragraph(say, abstain, paragraph):
    proof = paragraph("A *grant* of\n£500 – paid.")
    assert bad_quotes(say("x", proof, quote="grant of £500 - paid")) == 0
    assert bad_quotes(say("x", proof, proof, quote="grant of £600")) == 2
    assert bad_quotes(say("x", proof, quote="")) == 1
    assert bad_quotes(abstain(proof, quote="grant of £600")) == 1


def test_a_citation_without_a_quote_has_no_bad_one(say, paragraph):
    answer = say("x", paragraph("A grant."))
    whole = answer.model_copy(update={"citations": (answer.citations[0].model_copy(update={"quote": None}),)})
    assert bad_quotes(whole) == 0


def test_markers_dangle_where_the_text_or_a_sentence_names_a_citation_that_is_not_there(say, abstain, paragraph):
    proof = paragraph("A grant.")
    assert dangling_markers(say("A grant. [1]", proof)) == 0
    assert dangling_markers(say("A grant. [1][2] And [2]–[4]", proof)) == 3
    assert dangling_markers(say("A grant. [1]", proof).model_copy(update={"citations": ()})) == 1
    assert dangling_markers(abstain(text="See [1]")) == 0
