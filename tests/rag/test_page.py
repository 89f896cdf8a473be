import re
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from importlib.resources import files
from urllib.request import urlopen

import pytest

from rag.answers import LONGEST_QUESTION, Answer, Citation, Event, Question, Reason, Sentence, Status
from rag.errors import HomeLocked, WrongUse
from rag.evidence import Passage, Ranked, Reading
from rag.ledger import LedgerSummary
from rag.minutes import CitedParagraph, Kind, Paragraph
from rag.page import serve
from rag.page.conversation import UNFORESEEN, Shown, Turn, ask_wider, converse, question_asked
from rag.page.drawing import answered, holdings, masthead
from rag.page.evidence import evidence_cards, reference, shorten_end, shorten_start, shown
from rag.plan import Plan
from rag.plan import Turn as Planned
from rag.tracing import Step

HOSTILE = (
    '<script>alert(1)</script> <img src="http://evil.example/a.png" onerror=alert(2)> [x](javascript:alert(3)) '
    "&lt;img src=x onerror=alert(5)&gt; ![](http://evil.example/b.png) ${alert(4)} {{value}} \"'><a href=http://evil.example>b</a>"
)


def cited(
    text: str, *, position: int = 0, kind: Kind = Kind.DISCUSSION, number: str = "iii", draft: bool = False
) -> CitedParagraph:
    start = 1000 * position
    paragraph = Paragraph(
        id=f"p{position}", number=number, kind=kind, text=text, start=start, end=start + len(text), page=2
    )
    return CitedParagraph(
        paragraph=paragraph,
        document="2024-01-18.txt",
        digest="0" * 64,
        body="Parks Committee",
        held_on=date(2024, 1, 18),
        draft=draft,
        item="9",
        item_title="Falcon Centre",
        position=position,
    )


def citation(source: CitedParagraph, quote: str, *, marker: int = 1) -> Citation:
    start = source.paragraph.start + source.paragraph.text.index(quote)
    return Citation(marker=marker, cited=source, start=start, end=start + len(quote), quote=quote)


BEFORE = cited("A lunch club met on Mondays.", position=1, number="ii")
PROOF = cited("The Falcon Centre had all **funding** removed. Staff were told.", position=2)
AFTER = cited("The Chair thanked officers.", position=3, number="iv")


def summary(**changes: object) -> LedgerSummary:
    nothing = dict.fromkeys(("documents", "items", "resolutions", "actions", "attendance", "unindexed"), 0)
    held = {
        "meetings": 48,
        "paragraphs": 12345,
        "bodies": ("A", "B", "C"),
        "first": date(2021, 5, 4),
        "last": date(2024, 3, 1),
    }
    return LedgerSummary(**{**nothing, **held, **changes})  # type: ignore[arg-type]


class ThreeParagraphs:
    """A ledger of BEFORE, PROOF and AFTER."""

    def __init__(self, *around: CitedParagraph) -> None:
        self.around = around or (BEFORE, PROOF, AFTER)

    def neighbours(self, paragraph_id: str, /, before: int = 1, after: int = 1) -> tuple[CitedParagraph, ...]:
        return self.around

    def summary(self) -> LedgerSummary:
        return summary()


class Echo:
    """An assistant that proves everything by one paragraph, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Question] = []
        self.turns: tuple[Planned, ...] | None = None
        self.told: list[Event] = []

    def stream(self, question: Question, turns: tuple[Planned, ...] | None = None) -> Iterator[Event]:
        yield from self.told
        yield self.answer(question, turns)

    def answer(self, question: Question, turns: tuple[Planned, ...] | None = None) -> Answer:
        self.asked.append(question)
        self.turns = turns
        if question.text == "locked?":
            raise HomeLocked("Another process works on this home; wait for it or choose another --home.")
        if question.text == "broken?":
            raise ZeroDivisionError
        plan = Plan(question=question.text, standalone=question.text)
        return answer(question=question, asked_as=question.text, plan=plan)


def answer(**changes: object) -> Answer:
    proof = citation(PROOF, "The Falcon Centre had all **funding** removed.")
    given = {
        "question": Question(text="What of the Falcon Centre?"),
        "asked_as": "What of the Falcon Centre?",
        "status": Status.ANSWERED,
        "reason": None,
        "text": "The Falcon Centre had all funding removed. [1]",
        "citations": (proof,),
    }
    return Answer(**{**given, **changes})  # type: ignore[arg-type]


def drawn(**changes: object) -> str:
    return answered(answer(**changes), ThreeParagraphs(), number=1)


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


class Tags(HTMLParser):
    """Every tag and attribute as a browser would meet them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_heading_says_what_the_ledger_holds():
    assert holdings(summary()) == "48 meetings of 3 bodies, May 2021 to March 2024, 12,345 paragraphs"
    assert "48 meetings of 3 bodies" in masthead(summary())


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
        assert "target=" not in html(other)


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
    assert names <= set("class id href tabindex type aria-label aria-labelledby data-reference".split())
    assert {attributes["href"] for tag, attributes in tags.seen if tag == "a"} == {"#proof-1-1", "#answer-1"}
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
    assert "The minutes do not say" in html
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


def test_follow_ups_carry_the_earlier_questions():
    assistant = Echo()
    *_, first = converse(assistant, ThreeParagraphs(), "What of the Falcon Centre?", ())
    *_, second = converse(assistant, ThreeParagraphs(), "And in March?", first.turns)
    assert assistant.asked[1].history == ("What of the Falcon Centre?",)
    asked = Plan(question="What of the Falcon Centre?", standalone="What of the Falcon Centre?")
    assert assistant.turns == (Planned(plan=asked, cited=("2024-01-18.txt",)),)
    assert second.conversation.count('class="turn"') == 2


def test_the_question_is_shown_while_it_is_looked_up():
    meanwhile, after = converse(Echo(), ThreeParagraphs(), " What of the Falcon Centre? ", ())
    assert "Looking through the minutes" in meanwhile.conversation
    assert meanwhile.question == ""
    assert after.question is None


def test_what_is_found_and_what_is_proved_is_shown_as_it_comes():
    echo, ranked = Echo(), [Ranked(passage=Passage(cited=one), score=1.0) for one in (BEFORE, PROOF)]
    reading = Reading(spans=(), answerable=0.9, ranked=tuple(ranked[:1]))
    echo.told = [
        Step(name="plan", result=None, ms=1.0),
        Step(name="retrieve", result=ranked, ms=1.0),
        Step(name="read", result=reading, ms=1.0),
        Step(name="search again", result=ranked, ms=1.0),
        Sentence(text=f"The Falcon Centre {HOSTILE}", citations=(1,), support=1.0),
    ]
    *meanwhile, after = converse(echo, ThreeParagraphs(), "What of the Falcon Centre?", ())
    said = [words(one.conversation).partition("Falcon Centre? ")[2] for one in meanwhile]
    assert said[:4] == [
        "Looking through the minutes…",
        "Found 2 paragraphs of 1 meeting…",
        "Read the best of 1 paragraph of 1 meeting…",
        "Searched again in other words, and found 2 paragraphs of 1 meeting…",
    ]
    assert said[4].startswith("The Falcon Centre")
    assert not {"script", "img", "a"} & {name for name, _ in Tags(meanwhile[-1].conversation).seen}
    assert "Read the best" not in after.conversation


@pytest.mark.parametrize("text", ["", "  \n ", "x" * (LONGEST_QUESTION + 1), "locked?", "broken?"])
def test_what_goes_wrong_is_a_sentence_and_loses_nothing(text: str):
    *_, before = converse(Echo(), ThreeParagraphs(), "What of the Falcon Centre?", ())
    *_, after = converse(Echo(), ThreeParagraphs(), text, before.turns)
    assert isinstance(after, Shown)
    assert after.conversation == before.conversation
    assert after.question == text
    assert after.turns == before.turns
    assert words(after.notice).endswith(".")
    assert (UNFORESEEN in after.notice) == (text == "broken?")


def test_an_empty_or_long_question_is_refused_with_the_way_out():
    with pytest.raises(WrongUse, match="press Ask"):
        question_asked("  ")
    with pytest.raises(WrongUse, match="characters: shorten it to"):
        question_asked("x" * (LONGEST_QUESTION + 1))


def test_the_page_takes_questions_as_long_as_the_assistant_does():
    from rag.abstention import unclear

    assert unclear("x" * LONGEST_QUESTION) is None
    assert unclear("x" * (LONGEST_QUESTION + 1)) is not None


def test_each_filter_is_a_button_that_says_what_it_does():
    tags = Tags(drawn(filters={"body": "Parks <b>Committee", "date": "May 2021"}))
    buttons = [attributes for name, attributes in tags.seen if attributes.get("class") == "filter"]
    assert [(one["type"], one["data-turn"], one["data-filter"], one["aria-label"]) for one in buttons] == [
        ("button", "1", "body", "Parks <b>Committee: ask again without the body"),
        ("button", "1", "date", "May 2021: ask again without the date"),
    ]
    assert 'class="filter' not in drawn()


def test_taking_a_filter_off_asks_again_without_it_after_the_same_questions():
    echo, ledger = Echo(), ThreeParagraphs()
    turns: tuple[Turn, ...] = ()
    for text in ("What of Parks?", "And in May?"):
        *_, (*_, turns) = converse(echo, ledger, text, turns)
    meanwhile, after = ask_wider(echo, ledger, 2, "date", turns)
    assert "Looking through" in meanwhile.conversation
    assert meanwhile.question is after.question is None
    assert echo.asked[-1] == Question(text="And in May?", history=("What of Parks?",), without=frozenset({"date"}))
    assert echo.turns is not None
    assert [turn.plan.question for turn in echo.turns] == ["What of Parks?"]
    assert len(after.turns) == 3
    assert "Asked again, whatever the date." in after.conversation
    *_, again = ask_wider(echo, ledger, 3, "body", after.turns)
    assert echo.asked[-1].without == {"body", "date"}
    assert "Asked again, whatever the body and the date." in again.conversation


@pytest.mark.parametrize(("number", "filter_"), [(0, "date"), (2, "date"), (1, "person")])
def test_a_filter_that_is_not_on_the_page_is_said_so(number: int, filter_: str):
    echo = Echo()
    *_, shown_last = converse(echo, ThreeParagraphs(), "What of Parks?", ())
    (only,) = ask_wider(echo, ThreeParagraphs(), number, filter_, shown_last.turns)
    assert "no longer on the page" in only.notice
    assert (only.turns, len(echo.asked)) == (shown_last.turns, 1)


def test_nothing_of_the_page_lies_elsewhere():
    for name in ("style.css", "page.js"):
        assert not re.search(
            r"https?:|//\w|@import|url\(", files("rag.page").joinpath(name).read_text(encoding="utf-8")
        )


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    from rag.page.view import open_page

    port = free_port()
    page = open_page(Echo(), ThreeParagraphs(), examples=["What of the Falcon Centre?"], port=port)
    yield f"http://127.0.0.1:{port}"
    page.close(verbose=False)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting':DeprecationWarning")  # gradio's count of its queue
def test_the_served_page_answers_over_its_one_public_endpoint(address: str):
    from gradio_client import Client  # type: ignore[import-untyped]
    from gradio_client.exceptions import AppError  # type: ignore[import-untyped]

    client = Client(address, verbose=False, analytics_enabled=False)
    try:
        endpoints = client.view_api(return_format="dict", print_info=False)
        assert list(endpoints["named_endpoints"]) == ["/ask"]
        assert not endpoints["unnamed_endpoints"]
        record = client.predict("What of the Falcon Centre?", api_name="/ask")
        assert (record["version"], record["status"], record["citations"][0]["item"]) == (1, "answered", "9")
        with pytest.raises(AppError, match="The question is empty"):
            client.predict(" ", api_name="/ask")
    finally:
        client.close()


def test_the_served_page_lets_nothing_in_from_elsewhere(address: str):
    with urlopen(address) as response:
        policy, html = response.headers["Content-Security-Policy"], response.read().decode()
    assert "default-src 'self'" in policy
    assert "img-src 'self' data:" in policy
    assert '<html\n\tlang="en"' in html
    assert '"title":"Minutebook"' in html.replace('": "', '":"')


def test_a_port_that_cannot_be_had_is_said_in_a_sentence():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(WrongUse, match=f"Port {port} can't be had .*choose another with --port"):
            serve(Echo(), ThreeParagraphs(), port=port)
    with pytest.raises(WrongUse, match="Port 70000 can't be had"):
        serve(Echo(), ThreeParagraphs(), port=70000)
