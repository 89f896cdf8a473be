"""The catalogues: complete, alike, and the only place where the page, the sign-in form and the exports have words."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from pathlib import Path
from string import Formatter

import pytest

from rag.answers import Reason, Status
from rag.minutes import Cast, Outcome, Presence
from rag.page.drawing import FILTERS, VERDICTS
from rag.page.views import ADMINISTERING, TABS
from rag.words import Language, catalogue, preferred, say, speaking, spoken

RAG = Path(__file__).parents[3] / "rag"
TEMPLATES = sorted({*RAG.glob("page/**/*.py"), *RAG.glob("exporting/*.py"), *RAG.glob("security/*.py")})
OTHERS = {"audit.py", "doors.py", "oidc.py", "people.py", "sessions.py"}  # speak first to whoever runs the service
SCRIPTS = sorted(RAG.glob("page/*.js"))
SENTENCE = re.compile(r"\b[A-Z][a-z']+ [a-z]+|\b[a-z]{2,} [a-z]{2,} [a-z]{2,}\b")  # as it begins, or goes on
ENGLISH, WELSH = catalogue(Language.ENGLISH), catalogue(Language.WELSH)


def named(text: str) -> set[str | None]:
    return {field for _, field, _, _ in Formatter().parse(text)} - {None}


def test_every_language_says_everything():
    assert list(WELSH.entries) == list(ENGLISH.entries)
    for key, english in ENGLISH.entries.items():
        assert WELSH.entries[key].strip(), key
        assert named(WELSH.entries[key]) == named(english), key


@pytest.mark.parametrize("language", Language)
def test_nothing_that_is_said_is_markup(language: Language):
    assert [said for said in catalogue(language).entries.values() if re.search(r'[<>&"]', said)] == []


def test_what_is_asked_on_the_page_is_asked_in_the_language_of_the_planner():
    assert WELSH.under("question") == ENGLISH.under("question")


@pytest.mark.parametrize(
    ("table", "values"),
    [
        ("outcome", Outcome),
        ("presence", Presence),
        ("cast", Cast),
        ("abstained", Reason),
        ("report", Status),
        ("filter", FILTERS),
        ("verdict", VERDICTS),
        ("masthead", (*TABS, *ADMINISTERING)),
    ],
)
def test_each_value_that_is_shown_has_its_words(table: str, values: type[StrEnum] | tuple[str, ...]):
    assert set(values) <= ENGLISH.under(table).keys()


def test_a_number_takes_its_form_and_a_day_its_month():
    assert say("count.meetings", n=1) == "1 meeting"
    assert say("count.meetings", n=1200) == "1,200 meetings"
    with speaking(Language.WELSH):
        assert say("count.meetings", n=1) == "1 cyfarfod"
        assert say("count.meetings", n=5) == "5 o gyfarfodydd"
        assert spoken().day(date(2024, 1, 18)) == "18 Ionawr 2024"
        assert spoken().day(None) == "heb ddyddiad"
    assert spoken().day(date(2024, 1, 18)) == "18 January 2024"


def test_what_is_named_is_put_in_as_it_is():
    assert say("answer.understood", question="{n} of {0}?") == "Understood as: {n} of {0}?"
    with pytest.raises(KeyError):
        say("answer.nothing")


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("fr-FR,fr;q=0.9", "en"),
        ("cy", "cy"),
        ("cy-GB,cy;q=0.9,en-GB;q=0.8", "cy"),
        ("en;q=0.5, cy;q=0.8", "cy"),
        ("en,cy;q=0.9", "en"),
        ("cy;q=often", "en"),
    ],
)
def test_a_browser_is_spoken_to_as_it_prefers(accepted: str, language: str):
    assert preferred(accepted) == language


def constants(tree: ast.AST) -> Iterator[str]:
    """The texts of a module but its docstrings, each of an f-string as one, with {} for what is put in."""
    if isinstance(tree, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in tree.values)
        yield from (
            one for part in tree.values if isinstance(part, ast.FormattedValue) for one in constants(part.value)
        )
    elif isinstance(tree, ast.Constant):
        yield from [tree.value] if isinstance(tree.value, str) else []
    elif not ((isinstance(tree, ast.Expr) and isinstance(tree.value, ast.Constant)) or _is_of_the_log(tree)):
        for child in ast.iter_child_nodes(tree):
            yield from constants(child)


def _is_of_the_log(tree: ast.AST) -> bool:
    return isinstance(tree, ast.Call) and ast.unparse(tree.func).startswith("_log.")


@pytest.mark.parametrize("file", [one for one in TEMPLATES if one.name not in OTHERS], ids=str)
def test_no_template_has_words_of_its_own(file: Path):
    assert [one for one in constants(ast.parse(file.read_text(encoding="utf-8"))) if SENTENCE.search(one)] == []


@pytest.mark.parametrize("file", SCRIPTS, ids=str)
def test_no_script_has_words_of_its_own(file: Path):
    script = re.sub(r"/\*.*?\*/|//[^\n]*", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    texts = re.findall(r'"([^"\n]*)"|`([^`]*)`', script)
    assert [one for one in texts if SENTENCE.search(re.sub(r"\$\{[^}]*\}", "{}", "".join(one)))] == []


def test_the_script_says_nothing_that_it_has_no_words_for():
    script = "".join(file.read_text(encoding="utf-8") for file in SCRIPTS)
    assert set(re.findall(r'worded\("(\w+)"', script)) <= ENGLISH.under("script").keys()
    assert {key for key in ENGLISH.under("script") if f'"{key}"' not in script} == set()


def test_no_key_is_said_by_nobody():
    code = "".join(file.read_text(encoding="utf-8") for file in RAG.rglob("*.py"))
    made = re.findall(r'f["\'](\w+)\.(\w*)\{', code)  # keys that end in a value, as of an enumeration
    begun = tuple(f"{table}.{begin}" for table, begin in made)
    keys = {re.sub(r"\.(one|many)$", "", key) for key in ENGLISH.entries if not key.startswith(("script.", *begun))}
    assert {key for key in keys if not re.search(rf"[\"']{re.escape(key)}[\"']", code)} == set()
