import re
from dataclasses import replace
from datetime import date

import pytest

from rag.answers import Question, Reason, Sentence, Status
from rag.minutes import Kind
from rag.page.drawing import answered, ask_view, holdings, masthead
from rag.page.evidence import evidence_cards, reference, shorten_end, shorten_start
from rag.page.rows import laid_out, shown
from tests.rag.page.conftest import (
    AFTER,
    BEFORE,
    HOSTILE,
    PROOF,
    Tags,
    ThreeParagraphs,
    answer,
    citation,
    cited,
    summary,
    words,
)


def drawn(**changes: object) -> str:
    return answered(answer(**changes), ThreeParagraphs(), number=1)


def test_heading_says_what_the_ledger_holds():
    assert holdings(summary()) == "48 meetings of 3 bodies, May 2021 to March 2024, 12,345 paragraphs"
    assert "48 meetings of 3 bodies" in masthead(summary(), (), ())


def test_holdings_of_one_meeting_read_well():
    one = summary(meetings=1, bodies=("Parks Committee",), paragraphs=1, last=date(2021, 5, 30))
    assert holdings(one) == "1 meeting of Parks Committee, May 2021, 1 paragraph"


def test_an_empty_ledger_says_how_to_fill_it():
    assert "minutebook ingest" in holdings(summary(meetings=0, bodies=(), paragraphs=0, first=None, last=None))


def test_undated_minutes_leave_the_dates_out():
    assert holdings(summary(first=None, last=None)) == "48 meetings of 3 bodies, 12,345 paragraphs"


def test_card_holds_reference_quote_and_document():
    html = evidence_cards([citation(PROOF, "Staff were told.")], ThreeParagraphs(), turn=1)
    assert "<mark>Staff were told.</mark>" in html
    for part in (
        "Parks Committee",
        "18 January 2024",
        "item 9, Falcon Centre",
        "paragraph iii",
        "page 2",
        "2024-01-18.txt",
    ):
        assert part in words(html)


def test_a_marked_quote_joins_the_rest_of_its_paragraph():
    html = evidence_cards([citation(PROOF, "had all **funding** removed.")], ThreeParagraphs(), turn=1)
    assert "The Falcon Centre <mark>had all funding removed.</mark> Staff were told." in html


def test_neighbours_stand_before_and_after():
    html = evidence_cards([citation(PROOF, "Staff were told.")], ThreeParagraphs(), turn=1)
    assert html.index("lunch club") < html.index("<mark>") < html.index("thanked officers")


def test_a_heading_is_no_neighbour():
    heading = cited("10 ANY OTHER BUSINESS", position=3, kind=Kind.HEADING)
    html = evidence_cards([citation(PROOF, "Staff were told.")], ThreeParagraphs(BEFORE, PROOF, heading), turn=1)
    assert "ANY OTHER BUSINESS" not in html


def test_long_neighbours_keep_the_end_that_touches_the_proof():
    assert shorten_start("one two three", 9) == "… three"
    assert shorten_end("one two three", 9) == "one two …"
    assert shorten_end("one two", 9) == shorten_start("one two", 9) == "one two"


def test_a_long_paragraph_can_be_scrolled_by_keyboard():
    long = cited("Staff were told. " * 200, position=2)
    assert '<blockquote class="proof" tabindex="0">' in evidence_cards(
        [citation(long, "Staff were told.")], ThreeParagraphs(), turn=1
    )


def test_a_quote_that_is_not_exact_is_neither_marked_nor_copied():
    html = evidence_cards(
        [replace(citation(PROOF, "Staff were told."), quote="Staff were sold.")], ThreeParagraphs(), turn=1
    )
    assert "<mark>" not in html
    assert "sold" not in html
    assert "Copy reference" not in html


def test_reference_is_plain_text_for_a_report():
    assert reference(citation(PROOF, "had all **funding** removed.")) == (
        "“had all funding removed.” — Parks Committee, 18 January 2024, item 9, paragraph iii, page 2 (2024-01-18.txt)"
    )


def test_the_document_links_to_the_councils_page_of_it_and_nowhere_else():
    def html(link: str | None) -> str:
        linked = replace(PROOF, link=link)
        return evidence_cards([citation(linked, "Staff were told.")], ThreeParagraphs(), turn=1)

    safe = html('https://council.example/?a=1&b="><script>')
    assert 'href="https://council.example/?a=1&amp;b=&quot;&gt;&lt;script&gt;" target="_blank" rel="noopener' in safe
    for other in (None, "", "javascript:alert(1)", " https://council.example", "data:text/html,x", "//council.example"):
        assert html(other) == html(None)
        assert re.findall(r'(?:href|data-file)="(?!#)([^"]*)', html(other)) == ["file?document=2024-01-18.txt"]


def test_draft_minutes_wear_a_badge():
    draft = cited("Staff were told.", position=2, draft=True)
    assert "Draft minutes" in evidence_cards([citation(draft, "Staff were told.")], ThreeParagraphs(), turn=1)
    assert "Draft minutes" not in drawn()


def test_text_of_minutes_and_questions_never_acts():
    source = replace(
        cited(HOSTILE, position=2, number=HOSTILE), document=HOSTILE, body=HOSTILE, item=HOSTILE, item_title=HOSTILE
    )
    around = ThreeParagraphs(replace(source, position=1), source, replace(source, position=3))
    html = answered(
        answer(
            question=Question(text=HOSTILE),
            asked_as=HOSTILE + "?",
            text=HOSTILE + " [1]",
            citations=(citation(source, HOSTILE),),
            mode="written",
            writer=HOSTILE,
        ),
        around,
        number=1,
    )
    tags = Tags(html)
    assert {tag for tag, _ in tags.seen} <= set(
        "section h2 span div p h3 h4 a aside article header blockquote mark footer button".split()
    )
    names = {name for _, attributes in tags.seen for name in attributes}
    assert names <= set("class id href tabindex type aria-label aria-labelledby data-copy data-file target".split())
    ways = {str(attributes["href"]).partition("?")[0] for tag, attributes in tags.seen if tag == "a"}
    assert ways == {"#proof-1-1", "#answer-1", "#/minutes", "#"}
    assert "alert(1)" in tags.text


def test_invisible_characters_are_not_shown():
    assert shown("pay\u202eto\u200b me") == "payto me"


def test_a_marker_links_to_its_card():
    html = drawn()
    assert 'href="#proof-1-1"' in html
    assert 'id="proof-1-1"' in html


def test_a_number_in_brackets_that_is_no_citation_stays_text():
    html = drawn(text="See appendix [7] and the paragraph. [1]")
    assert "appendix [7] and" in html
    assert html.count('class="cite"') == 1


def test_an_abstention_says_so_and_shows_the_nearest_paragraphs():
    html = drawn(status=Status.ABSTAINED, reason=Reason.NOT_IN_MINUTES, text="48 meetings were looked through.")
    assert "No answer was found" in html
    assert "Nearest paragraphs" in html
    assert "48 meetings were looked through." in html


def test_an_abstention_without_paragraphs_says_that_none_comes_near():
    html = drawn(status=Status.ABSTAINED, reason=Reason.UNCLEAR_QUESTION, text="Which centre?", citations=())
    assert "No paragraph of the minutes comes near" in html


def test_a_false_premise_shows_what_the_minutes_say():
    html = drawn(status=Status.ABSTAINED, reason=Reason.FALSE_PREMISE)
    assert "The minutes say otherwise" in html
    assert "What the minutes say" in html
    assert "Nearest paragraphs" not in html


def test_a_partial_answer_says_so():
    html = drawn(
        status=Status.PARTIAL, reason=Reason.NOT_RECORDED, text="All funding went. [1]\nThe vote is not recorded."
    )
    assert "Answered in part" in html
    assert "<p>The vote is not recorded.</p>" in html


def test_each_quote_of_an_answer_stands_under_its_meeting():
    second = replace(AFTER, held_on=date(2024, 3, 7))
    html = drawn(
        text="The Falcon Centre had all funding removed. [1] The Chair thanked officers. [2]",
        sentences=(
            Sentence(text="The Falcon Centre had all funding removed.", citations=(1,), support=1.0),
            Sentence(text="The Chair thanked officers.", citations=(2,), support=1.0),
        ),
        citations=(citation(PROOF, "The Falcon Centre"), citation(second, "The Chair thanked officers.", marker=2)),
    )
    said = words(html.split("<aside")[0])
    assert "Parks Committee, 18 January 2024 The Falcon Centre had all funding removed. 1" in said
    assert "Parks Committee, 7 March 2024 The Chair thanked officers. 2" in said


def test_words_around_the_quotes_are_not_lost():
    sentence = Sentence(text="The Falcon Centre had all funding removed.", citations=(1,), support=1.0)
    html = drawn(text="In short: The Falcon Centre had all funding removed. [1]", sentences=(sentence,))
    assert "In short:" in html


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_a_heading(reason: Reason):
    assert re.search(r'<div class="finding abstained"><h3>\w', drawn(status=Status.ABSTAINED, reason=reason))


def test_an_abstention_says_its_heading_once():
    text = "No sure answer; the nearest paragraphs may be of help. Looked through 48 meetings."
    html = drawn(status=Status.ABSTAINED, reason=Reason.NOT_RECORDED, text=text)
    assert words(html).count("No sure answer") == 1
    assert "<p>The nearest paragraphs may be of help. Looked through 48 meetings.</p>" in html


def test_a_list_mark_is_no_part_of_the_words():
    item = cited("- iii. Staff were told.", position=2)
    html = evidence_cards([citation(item, "Staff were told.")], ThreeParagraphs(item, item), turn=1)
    assert '<blockquote class="proof">iii. <mark>Staff were told.</mark>' in html


def test_a_written_answer_names_its_writer():
    assert "Written by ollama:qwen" in drawn(mode="written", writer="ollama:qwen")


def test_what_became_of_a_model_that_failed_is_said():
    assert "It took too long." in drawn(model_error="It took too long.")
    assert "was not supported by the minutes" in drawn(reason=Reason.WRITER_UNSUPPORTED)
    assert "<b>" not in drawn(model_error="<b>no</b>")


def test_a_rewritten_question_is_shown():
    assert "Understood as: What of the day centre?" in drawn(asked_as="What of the day centre?")
    assert "Understood as" not in drawn()


def test_each_filter_is_a_button_that_says_what_it_does():
    tags = Tags(drawn(filters={"body": "Parks <b>Committee", "date": "May 2021"}))
    buttons = [attributes for name, attributes in tags.seen if attributes.get("class") == "filter"]
    assert [(one["type"], one["data-turn"], one["data-filter"], one["aria-label"]) for one in buttons] == [
        ("button", "1", "body", "Parks <b>Committee: ask again without the body"),
        ("button", "1", "date", "May 2021: ask again without the date"),
    ]
    assert 'class="filter' not in drawn()


def test_the_row_of_a_table_stands_under_its_heads_with_the_quote_marked():
    text = "Applicant: Friends & Co | Awarded: £450"
    html = evidence_cards([citation(cited(text, position=2), "Awarded: £450")], ThreeParagraphs(), turn=1)
    assert '<th scope="col">Applicant</th><th scope="col">Awarded</th>' in html
    assert "<td>Friends &amp; Co</td><td><mark>£450</mark></td>" in html


def test_rows_whose_cells_have_other_heads_keep_to_their_columns():
    html = laid_out("A: 1 | B: 2\nB: 3")
    assert "<td>1</td><td>2</td></tr><tr><td></td><td>3</td>" in html


def test_cells_without_heads_are_a_row_without_heads():
    assert laid_out("1 | Shed | ADOPTED") == (
        '<table class="row"><tbody><tr><td>1</td><td>Shed</td><td>ADOPTED</td></tr></tbody></table>'
    )


def test_a_list_of_short_lines_keeps_them_and_prose_is_left_to_flow():
    assert laid_out("Present:\nCllr A\nCllr B", 9, 15) == "<p>Present:<br><mark>Cllr A</mark><br>Cllr B</p>"
    assert laid_out("A sentence that was broken\nat the end of its line.") == ""


def test_every_citation_of_a_run_can_be_reached():
    proofs = tuple(citation(PROOF, "Staff were told.", marker=n) for n in range(1, 6))
    html = drawn(text="Five were. [1]–[5]", citations=proofs, sentences=())
    assert re.findall('href="#proof-1-(.)"', html) == ["1", "2", "3", "4", "5"]


def test_where_nothing_is_likely_to_answer_the_nearest_paragraphs_are_folded():
    assert "<details>" in drawn(status=Status.ABSTAINED, reason=Reason.NOT_IN_MINUTES)
    assert "<details>" not in drawn(status=Status.ABSTAINED, reason=Reason.NOT_RECORDED)


def test_whose_words_an_answer_is_made_of_is_said_only_where_it_is_so():
    stated = Sentence(text="Five were.", citations=(1,), support=1.0, quoted=False)
    assert "own words" in drawn()
    assert "own words" not in drawn(text="Five were. [1]", sentences=(stated,))
    assert "own words" not in drawn(sentences=())


def test_an_answer_is_copied_whole_with_its_references():
    copied = next(dict(attrs)["data-copy"] for _, attrs in Tags(drawn()).seen if "data-copy" in attrs)
    assert copied is not None
    assert copied.startswith("What of the Falcon Centre?\n\nThe Falcon Centre had all funding removed. [1]\n\n[1] “The")


def test_the_bodies_of_a_home_never_act():
    html = ask_view(summary(bodies=(HOSTILE,)), keep=True)
    assert not {"script", "img"} & {name for name, _ in Tags(html).seen}
    assert {dict(attributes).get("href") for name, attributes in Tags(html).seen if name == "a"} == {"#"}
    assert 'data-keep="yes"' in html
    assert 'data-keep=""' in ask_view(summary(), keep=False)


def test_a_vague_question_offers_those_that_it_may_mean():
    vague = drawn(status=Status.ABSTAINED, reason=Reason.UNCLEAR_QUESTION, text="That may mean several matters.")
    buttons = [attrs["data-ask"] for _, attrs in Tags(vague).seen if "data-ask" in attrs]
    assert buttons == ["What was decided about “Falcon Centre” on 18 January 2024?"]
    assert "data-ask" not in drawn()
