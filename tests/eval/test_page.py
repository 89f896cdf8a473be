from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from eval.comparing import Standing, compare
from eval.gates import Gates, judge
from eval.page import funnel, marked, page, silence
from eval.records import Cited
from eval.reporting import Timings

VOID = {"meta", "br", "rect", "line", "link", "img", "input"}


class Tags(HTMLParser):
    """The tags of a page, and whether each is closed in its place."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.fixture
def timings() -> Timings:
    taken = {f"first/q{n}": {"total": 10.0 * n} for n in range(1, 6)}
    return Timings(started=datetime(2026, 3, 1, 9, 30, tzinfo=UTC), questions=taken)


@pytest.fixture
def html(report, timings):
    comparison = compare(
        {"first/q2": Standing(right=True, status="answered", text="before")},
        {"first/q2": Standing(right=False, status="answered", text="<i>after", question="Two?")},
    )
    gates = Gates(never={"errors": 0}, floor={"right": 0.1, "whole_lists": 0.5})
    return page(report, judge(gates, report.totals.figures), comparison, timings)


def test_the_page_is_whole_and_needs_nothing_from_elsewhere(html):
    tags = Tags()
    tags.feed(html)
    assert tags.open == []
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in tags.seen}
    assert not any(name in ("src", "href") or name.startswith("on") for _, attrs in tags.seen for name in attrs)
    assert "default-src 'none'" in html


def test_nothing_in_an_answer_acts_as_markup(html):
    assert "<img src=x>" not in html
    assert "&lt;img src=x&gt;" in html
    assert "&lt;i&gt;after" in html


def test_the_page_tells_verdict_gates_flips_time_and_every_question(html, report):
    assert "1 of 3 gates broken" in html
    assert "not measurable" in html
    assert "1 lost" in html
    assert "Half of the questions took no more than 30 ms" in html
    assert html.count("<details>") == 1 + len(report.rows)
    assert "KeyError: &#39;Four?&#39;" in html


def test_a_page_without_baseline_times_or_sentences_says_so(report, timings):
    timings.questions.clear()
    html = page(report, [], None, timings)
    assert "No baseline was given." in html
    assert "Not known." in html
    assert "every gate holds" in html


def test_the_funnel_loses_questions_step_by_step(report):
    assert [(one.name, one.count) for one in funnel(report.rows)] == [
        ("asked, with an answer in the minutes", 4),
        ("a proof among the first ten", 2),
        ("a proof first", 0),
        ("a proof cited", 1),
        ("every fact said", 1),
        ("every sentence faithful", 0),
    ]


def test_who_was_answered_and_who_not(report):
    assert silence(report.rows) == [[2, 1], [1, 0]]


def test_a_quote_is_marked_in_its_paragraph():
    cited = Cited(marker=1, document="a", text="A <b>*grant* of\n£500. It rained.", quote="*grant* of\n£500.")
    assert marked(cited) == "A <mark>grant of £500.</mark> It rained."
    assert marked(Cited(marker=1, document="a", text="1 < 2", quote="no")) == "1 &lt; 2"
