"""One name for each body: what a heading leaves out is taken from the other minutes of its folder, or the folder's."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from pathlib import PurePosixPath

from rapidfuzz.distance import Levenshtein

from ingest.parsing.meeting.bodies import UNNAMED, lacks_place, words
from rag.dates import MONTHS

_TELLING = re.compile(r"[^\W\d_][^\W\d_ '’&-]*(?:[ '’&_-]+[^\W\d_]+)*")
_ABOVE = 3  # folders: what lies further up is the person's own order
_CLEAR = 2 / 3  # of a folder's minutes that name a body: less, and the unnamed ones may be anybody's
_SEVERAL = 3  # minutes: fewer settle nothing
_SLIP = 5  # times as often: then a name that differs by one letter is its misprint


def settled(printed: Sequence[tuple[str, str]]) -> list[str]:
    """The body that each meeting is of, given the place of its document and what its minutes call it."""
    folders: dict[tuple[str, str], list[str]] = {}
    for place, name in printed:
        folders.setdefault(_folder(place), []).append(name)
    known = {folder: _of_folder(names, folder[1]) for folder, names in folders.items()}
    return [known[_folder(place)][name] for place, name in printed]


def _of_folder(names: Sequence[str], called: str) -> dict[str, str]:
    """The one name of each that a folder's minutes print."""
    often = Counter(name for name in names if name != UNNAMED)
    one = {name: _one_name(name, often, called) for name in often}
    for _ in range(2):  # a variant of a variant
        one = {name: one.get(other, other) for name, other in one.items()}
    bodies = Counter(dict.fromkeys(one.values(), 0))
    for name, times in often.items():
        bodies[one[name]] += times
    [(main, times)] = bodies.most_common(1) or [(UNNAMED, 0)]
    clear = times >= max(_SEVERAL, _CLEAR * bodies.total())
    whole = main if clear else _whole(called, often) or UNNAMED
    return {name: one.get(name, whole) for name in names}


def _one_name(name: str, often: Counter[str], called: str) -> str:
    """The name among a folder's of which this one is a variant; itself where it is none."""
    others = [other for other, _ in often.most_common() if other != name]
    same = [other for other in others if _plain(other) == _plain(name) and often[other] > often[name]]
    longer = [other for other in others if _completes(other, name, often)]
    wider = [other for other in others if _joins(other, name, often) and often[other] > often[name]]
    slips = [
        other
        for other in others
        if often[other] >= _SLIP * often[name]
        and len(other) != len(name)
        and Levenshtein.distance(other.casefold(), name.casefold()) == 1
    ]
    for found in (same, longer, wider, slips):
        if len(found) == 1 or (found and often[found[0]] >= _CLEAR * sum(often[other] for other in found)):
            return found[0]
    if lacks_place(name) and called and not longer:
        whole = _whole(called, often)
        return whole if whole.endswith(f" {name}") else f"{_title(called)} {name}"
    return name


def _completes(other: str, name: str, often: Counter[str]) -> bool:
    """Whether another name says whose body it is, what it is for, or of which it is a part, and is the same else."""
    begins_with_kind = lacks_place(name) or words().kinds.match(name) is not None
    if other.startswith(f"{name} of ") or (begins_with_kind and f" {name} of " in other):
        return True
    return other.endswith(f" {name}") and (begins_with_kind or other.removesuffix(f" {name}") in often)


def _joins(other: str, name: str, often: Counter[str]) -> bool:
    """Whether one of two names is for two places and the other for one of them, which shares a body with the second."""
    short, long = sorted((other, name), key=len)
    place, _, kind = short.partition(" ")
    second = re.fullmatch(rf"{re.escape(place)} and (.+?) {re.escape(kind)}", long)
    return second is not None and f"{second[1]} {kind}" not in often


def _folder(place: str) -> tuple[str, str]:
    """The folder that a document belongs to, and its name where that may be a body's: not "minutes/2024"."""
    parents = [parent for parent in PurePosixPath(place).parents if parent.name][:_ABOVE]
    for parent in parents:
        parts = set(re.split(r"[ _-]+", parent.name.casefold()))
        if not all(part in _plain_words() or part.isdigit() for part in parts):
            return str(parent), parent.name if _TELLING.fullmatch(parent.name) else ""
    return str(parents[0]) if parents else "", ""


def _plain_words() -> frozenset[str]:
    return words().plain_folders | frozenset(MONTHS)


def _whole(called: str, often: Counter[str]) -> str:
    """A folder's name as a body's, its kind written out: "orme-pc" is Orme Parish Council."""
    *place, short = re.split(r"[ _-]+", called)
    kinds = words().short.get(short.casefold(), []) if place else []
    if not kinds:
        return _title(called)
    spoken_of = [kind for kind in kinds if len(kinds) == 1 or any(name.endswith(kind) for name in often)]
    return f"{_title(' '.join(place))} {spoken_of[0] if spoken_of else short.upper()}"


def _title(called: str) -> str:
    return re.sub(r"[ _-]+", " ", called).title()


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold().replace("&", " and "))
    return " ".join(re.findall(r"\w+", "".join(c for c in letters if not unicodedata.combining(c) and c not in "'’")))
