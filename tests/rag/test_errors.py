"""The error tree is on one page, and every message in the code ends with the way out."""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

from rag import errors
from rag.words import Language, catalogue

PROJECT = Path(__file__).parents[2]
TREE = {name: each for name, each in vars(errors).items() if inspect.isclass(each)}


def messages() -> Iterator[tuple[str, str, ast.expr]]:
    """(place, error, message) wherever the code of rag/ and ingest/ makes one of our errors."""
    for path in sorted([*(PROJECT / "rag").rglob("*.py"), *(PROJECT / "ingest").rglob("*.py")]):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TREE):
                continue
            if not isinstance(node.args[0], ast.Name):  # a fault of a question has its own test
                yield f"{path.relative_to(PROJECT)}:{node.lineno}", node.func.id, _said(node.args[0])


def _said(message: ast.expr) -> ast.expr:
    """The message, or what the catalogue says under the key that it names."""
    if isinstance(message, ast.Call) and ast.unparse(message.func) == "say":
        key = message.args[0]
        assert isinstance(key, ast.Constant)
        return ast.Constant(catalogue(Language.ENGLISH).entries[str(key.value)])
    return message


MESSAGES = list(messages())


def ending(message: ast.expr) -> str:
    last = message.values[-1] if isinstance(message, ast.JoinedStr) else message
    return str(last.value) if isinstance(last, ast.Constant) else ""


def written(message: ast.expr) -> str:
    values = message.values if isinstance(message, ast.JoinedStr) else [message]
    return "".join(str(value.value) if isinstance(value, ast.Constant) else "x" for value in values)


def test_all_errors_are_ours():
    assert all(issubclass(each, errors.MinutebookError) and each.__doc__ for each in TREE.values())


def test_the_page_names_every_error_and_no_other():
    tree = str(errors.__doc__).split("\n\n")[1]
    assert set(re.findall(r"\b(?:[A-Z][a-z]+){2,}\b", tree)) == set(TREE)


def test_the_page_hangs_each_error_under_its_parent():
    tree = str(errors.__doc__).split("\n\n")[1]
    parents: list[tuple[int, str]] = []
    for line in tree.splitlines():
        depth, name = len(line) - len(line.lstrip()), line.split()[0]
        parents = [parent for parent in parents if parent[0] < depth]
        if parents:
            assert TREE[name].__bases__ == (TREE[parents[-1][1]],)
        for beside in re.findall(
            r"\b(?:[A-Z][a-z]+){2,}\b", line.split(maxsplit=1)[-1] if "  " in line.strip() else ""
        ):
            assert TREE[beside].__bases__ == (TREE[name],)
        parents.append((depth, name))


def test_what_the_caller_can_mend_is_wrong_use_and_the_rest_is_not():
    assert issubclass(errors.HomeLocked, errors.WrongUse)
    assert issubclass(errors.SettingsError, errors.WrongUse)
    assert not issubclass(errors.StorageFailure, errors.WrongUse)
    assert not issubclass(errors.UnreadableFile, errors.WrongUse)


def test_each_message_is_a_sentence():
    """The reasons of unreadable files aren't: they are printed behind the file's name, without a full stop."""
    assert [
        place for place, error, message in MESSAGES if error != "UnreadableFile" and ending(message)[-1:] != "."
    ] == []


def test_each_message_says_what_failed_and_then_what_to_do():
    told = {place: written(message) for place, error, message in MESSAGES if error != "WrongUse"}
    assert [place for place, words in told.items() if not re.search(r"[;:,] \S| and \S", words)] == []


def test_the_messages_are_found():
    assert {error for _, error, _ in MESSAGES} >= {"HomeEmpty", "HomeLocked", "SettingsError", "UnreadableFile"}
