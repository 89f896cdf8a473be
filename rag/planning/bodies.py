"""The bodies that a text names, by their telling words ("Wretton", "Planning") or their initials."""

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from rag.planning.lexicon import listed
from rag.stores.words import terms

_GENERIC = listed("kinds_of_body") | listed("in_names_of_bodies")
_GENERIC_TERMS = frozenset(term for word in _GENERIC for term in terms(word))
_LONG = 4  # initials: of fewer each one is given
_MEETING_OF_ALL = re.compile(r"(?i)\b(?:parish|town|community) meeting")  # a body; "their meeting" is none
_CALLED = re.compile(
    r"(?i)\b((?:(?:parish|town|city|county|district|borough|community|municipal) )?"
    r"(?:council|committee|board|commission|panel|forum|cabinet|partnership|association|meeting(?= of all)))\b"
)
_WORD = re.compile(r"[^\W_]+(?:['’](?!s\b)[^\W_]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedBodies:
    """The bodies that a text names best; several where they share the name.

    Attributes:
        terms: the terms that name them.
        names: the terms by which each body is named, also those that are named less well.
        start: where the telling words begin in the text, both offsets -1 where there are none.
        end: where the last of them ends.
        whole_end: where the kind of body that follows them ends ("Wretton Parish Council").
    """

    bodies: frozenset[str]
    terms: frozenset[str]
    names: frozenset[frozenset[str]] = frozenset()
    start: int = -1
    end: int = -1
    whole_end: int = -1

    @property
    def meant(self) -> bool:
        """Whether the text means them and not the place alone: it says of what kind they are, or when they met."""
        return self.whole_end > self.end


def named_bodies(text: str, bodies: Sequence[str]) -> NamedBodies:
    """The bodies whose telling words, or whose initials, a text holds."""
    asked = set(terms(text))
    sorts = asked if _MEETING_OF_ALL.search(text) else asked - set(terms("meeting"))
    capitals = set(re.findall(r"\b[A-Z]{2,6}\b", text))
    scores: dict[str, int] = {}
    matched: dict[str, frozenset[str]] = {}
    words = [word[0] for word in _WORD.finditer(text)]
    for body in bodies:
        telling, kind = _terms(body, generic=False), _terms(body, generic=True)
        shortened = {one for one in capitals if _is_short_for(one, body)}
        held = telling & asked
        if (telling and held == telling and _together(telling, words)) or shortened:
            scores[body] = 2 * len(held) + len(kind & sorts) + 2 * bool(shortened)
            matched[body] = held | {term for word in shortened for term in terms(word)}
    if not scores:
        matched = _in_part(text, bodies) or _begun(words, bodies)
        scores = {body: 2 * len(held) + len(_terms(body, generic=True) & sorts) for body, held in matched.items()}
    best = max(scores.values(), default=0)
    chosen = [body for body, score in scores.items() if score == best]
    naming = frozenset(term for body in chosen for term in matched[body])
    by_name = naming & {term for body in chosen for term in _terms(body, generic=False)}
    names = frozenset(matched[body] - _GENERIC_TERMS for body in scores)
    return NamedBodies(bodies=frozenset(chosen), terms=by_name, names=names, **_place(text, naming))


def _in_part(text: str, bodies: Sequence[str]) -> dict[str, frozenset[str]]:
    """The one body of whose name a text holds some words, before its last or a "meeting": "the grants committee"."""
    words = _WORD.findall(text.lower())
    found: dict[str, frozenset[str]] = {}
    for body in bodies:
        name = _WORD.findall(body.lower())
        for end in (n for n, word in enumerate(words, 1) if word in (name[-1], "meeting", "meetings")):
            start = end - 1
            while start and words[start - 1] in name:
                start -= 1
            held = {term for word in words[start:end] if word in name for term in terms(word)}
            alone = not start or words[start - 1] in listed("before_a_name") or words[start - 1].isdigit()
            if held & _terms(body, generic=False) and end - start > 1 and alone:
                found[body] = frozenset(held)
    return found if len(found) == 1 else {}


def _begun(words: Sequence[str], bodies: Sequence[str]) -> dict[str, frozenset[str]]:
    """The bodies of whose names a text holds two words or more from the first telling one on, each with a capital.

    "Los Rios" is Los Rios College District; of "San Juan Water" the San Juan School Board has the shorter beginning.
    One word is enough that begins no sentence and that no other name follows ("at Louisa", not "for Louisa May").
    """
    found: dict[str, frozenset[str]] = {}
    for body in bodies:
        name = [word.casefold() for word in _WORD.findall(body)]
        first = next((n for n, word in enumerate(name) if word not in _GENERIC | {"village"}), len(name))
        runs = [_alike(words[start:], name[first:]) for start, word in enumerate(words) if word[0].isupper()]
        if (longest := max(runs, default=0)) > 1 or (longest and _stands_alone(name[first], words)):
            found[body] = frozenset(term for word in name[first : first + longest] for term in terms(word))
    most = max(map(len, found.values()), default=0)
    return {body: held for body, held in found.items() if len(held) == most}


def _stands_alone(name: str, words: Sequence[str]) -> bool:
    """Whether a word has a capital within a text, and the next one none."""
    pairs = zip(words[1:], [*words[2:], ""], strict=True)
    return any(one.casefold() == name and one[0].isupper() and not after[:1].isupper() for one, after in pairs)


def _alike(words: Sequence[str], name: Sequence[str]) -> int:
    """How many words at the beginning of a text are those of a name, each with a capital."""
    pairs = zip(words, name, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0].casefold() == pair[1] and pair[0][0].isupper(), pairs))


def _is_short_for(letters: str, body: str) -> bool:
    """Whether some letters are initials of a name: the last, the first but for the kind of body, or all but few.

    RCSD is Reed County School District Board of Education; OSVTAC leaves an A or an S out.
    """
    words = re.findall(r"[A-Z][\w'’]*", body)
    initials = "".join(word[0] for word in words)
    left = iter(initials)
    some = len(letters) >= len(initials) - 1 > _LONG and letters[:1] == initials[:1]
    rest = words[len(letters) :]
    first = len(letters) > 2 and initials.startswith(letters) and {word.lower() for word in rest} <= _GENERIC
    return len(letters) > 1 and (initials.endswith(letters) or first or (some and all(one in left for one in letters)))


def _together(telling: Set[str], words: Sequence[str]) -> bool:
    """Whether some words stand next to one another, as a name's do, with no others between but generic ones.

    In small letters they are a name only before the kind of body: "planning committee", not "planning application".
    """
    seen: set[str] = set()
    capital = False
    for word, following in zip(words, [*words[1:], ""], strict=True):
        held = telling & set(terms(word))
        if held:
            seen, capital = seen | held, capital or word[0].isupper()
        elif word.lower() not in _GENERIC:
            seen, capital = set(), False
        if seen == telling and (capital or following.lower() in listed("kinds_of_body")):
            return True
    return False


def of_kind(text: str, bodies: Iterable[str]) -> frozenset[str]:
    """The one body of the kind that a text calls it by ("the committee", "the parish council"); none where several are.

    It is for questions that are about nothing but a body and its meetings.
    """
    for called in _CALLED.finditer(text):
        kind = set(terms(called[1]))
        found = [body for body in bodies if kind <= _terms(body, generic=True)]
        if len(found) == 1:
            return frozenset(found)
    return frozenset()


@lru_cache(maxsize=4_096)
def _terms(body: str, *, generic: bool) -> frozenset[str]:
    words = re.findall(r"[\w'’]+", body)
    return frozenset(term for word in words if (word.lower() in _GENERIC) is generic for term in terms(word))


def _place(text: str, naming: frozenset[str]) -> dict[str, int]:
    """Where the fullest run of naming words stands, and how far the kind of body runs on after it."""
    words = list(_WORD.finditer(text))
    runs: list[list[re.Match[str]]] = [[]]
    for word in words:
        if set(terms(word[0])) & naming:
            runs[-1].append(word)
        elif runs[-1] and word[0].lower() not in _GENERIC:
            runs.append([])
    run = max(runs, key=lambda some: len({term for word in some for term in terms(word[0])}))
    if not run:
        return {}
    whole_end = run[-1].end()
    for word in words[words.index(run[-1]) + 1 :]:
        if word[0].lower() not in _GENERIC | {"pc"} or text[whole_end : word.start()].strip(" '’"):
            break
        whole_end = word.end()
    return {"start": run[0].start(), "end": run[-1].end(), "whole_end": whole_end}
