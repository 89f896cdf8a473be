import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from importlib.resources import files

import pytest

from rag.fencing import count_tokens, fenced, fit, heading, is_planted, mark, plain, visible
from rag.minutes import CitedParagraph

Cited = Callable[..., CitedParagraph]
SIGNS = tomllib.loads(files("rag").joinpath("fencing.toml").read_text(encoding="utf-8"))["signs"]


def bare(_: int, cited: CitedParagraph) -> str:
    return cited.paragraph.text


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("The **pump** was\nsold.", "The pump was sold."),
        ("So\u200bld\u202e for\U000e0041\U000e0042 \ufeff£4\u00ad0", "Sold for £40"),
        ("See [the plan](https://example.org/x) and https://example.org/y?z=1 now", "See the plan and (link) now"),
        ("An image: ![pump](data:image/png;base64,AAAA)", "An image: pump"),
        ("Write to mailto:a@example.org or www.example.org", "Write to (link) or (link)"),
    ],
)
def test_of_a_paragraph_only_what_a_reader_sees_is_shown(written: str, seen: str):
    assert visible(written) == seen


def test_numbers_in_square_brackets_are_ours_alone():
    assert plain("It was sold [1], see [2.1] and [3, 4], but [sic].") == (
        "It was sold (1), see (2.1) and (3, 4), but [sic]."
    )


def test_a_paragraph_is_headed_with_where_it_stands(cited: Cited):
    assert (
        heading(cited("x", item_title="The *pump* [2]")) == "Ottermouth Parish Council, 18 January 2024, The pump (2)"
    )
    assert heading(cited("x", held_on=None)) == "Ottermouth Parish Council"


def test_a_prompt_is_given_the_question_in_a_line_and_the_paragraphs_behind_their_mark():
    given = fenced("Was it\nsold?", ["It was.", "For £40."])
    assert given == {
        "token": mark("Was it\nsold?", "It was.\n\nFor £40."),
        "paragraphs": "It was.\n\nFor £40.",
        "question": "Was it sold?",
    }


def test_the_mark_depends_on_what_it_fences():
    assert mark("Sold?", "It was.") == mark("Sold?", "It was.") != mark("Sold?", "It was!")
    assert re.fullmatch(r"[0-9a-f]{12}", mark("", ""))


def test_what_fits_the_budget_is_kept_in_order_and_never_cut(cited: Cited):
    short, long, other = cited("The pump was sold."), cited("The trough was lent. " * 200), cited("The bell was rung.")
    assert fit([short, long, other], 200, bare) == (short, other)
    assert fit([short, long, other], 5000, bare) == (short, long, other)
    assert fit([long], 200, bare) == ()
    assert fit([], 200, bare) == ()


@pytest.mark.parametrize("sign", SIGNS)
def test_a_paragraph_that_is_written_to_a_model_is_not_shown_to_it(sign: str, cited: Cited):
    planted, honest = cited(SIGNS[sign]["example"]), cited("The pump was sold.")
    assert is_planted(planted)
    assert fit([planted, honest], 200, bare) == (honest,)
    assert is_planted(cited("The pump was sold.", item_title=SIGNS[sign]["example"]))


@pytest.mark.parametrize(
    "text",
    [
        "RESOLVED that the response to the consultation be approved.",
        "The Clerk was instructed to write to the owner, and to ignore the earlier quotation.",
        "Members asked for an answer to the question about the rules of the allotments.",
        "The new system was demonstrated; the assistant clerk took notes.",
        "It was agreed to reply that the Council has no objection.",
        "Cllr Dent asked that the previous minutes be amended.",
    ],
)
def test_what_clerks_write_to_people_is_shown(text: str, cited: Cited):
    assert not is_planted(cited(text))


def test_tokens_are_those_of_cl100k_base():
    assert count_tokens("hello world") == 2
    assert count_tokens("<|endoftext|>") > 1  # in minutes it is text, not a command


def test_counting_and_building_reach_for_no_network_and_trace_nothing():
    program = """
import socket
def refuse(*args, **kwargs): raise AssertionError("reached for the network")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
from langsmith.utils import tracing_is_enabled
from rag.chat_models import build_chat
from rag.fencing import count_tokens
from rag.settings import Settings
assert count_tokens("hello world") == 2
assert build_chat(Settings(model="http://127.0.0.1:9/v1")).name
assert not tracing_is_enabled()
"""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("LANGSMITH", "LANGCHAIN", "MINUTEBOOK"))
    }
    subprocess.run([sys.executable, "-c", program], check=True, env=kept, cwd=os.getcwd())
