"""Who of the people in the minutes a question names."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache

from rag.names import GENDER, TITLE, Name, folded, parsed
from rag.planning.lexicon import listed
from rag.planning.spelling import is_english
from rag.stores.words import STOPWORDS

_WORD = re.compile(r"[^\W\d_][\w’'-]*")


class People:
    """The people that minutes record, each once, by the fullest of the names that they are written with."""

    def __init__(self, recorded: Callable[[], Iterable[str]]) -> None:
        """`recorded` gives the names as the minutes write them; it is asked once a question may name somebody."""
        self._read = recorded
        self._of = lru_cache(1_000)(self._bearers)  # of hundreds of surnames a question names one or two

    @cached_property
    def _recorded(self) -> Sequence[tuple[str, str]]:
        return [(folded(one), one) for one in sorted(set(self._read()), reverse=True)]

    def _bearers(self, surname: str) -> Sequence[tuple[Name, str]]:
        """Those of a surname, each with the fullest of their names."""
        read = ((_person(one), one) for name, one in self._recorded if surname in name)
        known = {name: one for name, one in read if name and name.surname == surname}
        bearers: list[tuple[Name, str]] = []
        for name in sorted(
            known, key=lambda one: (-len(one.given), -len("".join(one.given)), one.given, one.gender or "")
        ):
            if not any(name.fits(other) for other, _ in bearers):
                bearers.append((name, known[name]))
        return bearers

    def named(self, text: str) -> Mapping[tuple[int, int], Sequence[str]]:
        """By the place where a text names somebody, all who may be meant, as the minutes write them.

        A surname counts where it is written with a capital and no other capital follows ("Wood", not "Wood Lane"); one
        that is an English word only where a title, an initial or a given name stands before it.
        """
        words = list(_WORD.finditer(text))
        found: dict[tuple[int, int], Sequence[str]] = {}
        for place, word in enumerate(words):
            bare = re.sub(r"[’']s?$", "", word[0])
            opens = not place and bare.lower() in STOPWORDS
            if opens or not bare[0].isupper() or _goes_on(text, word, words[place + 1 : place + 2]):
                continue
            if not (bearers := self._of(folded(bare))):
                continue
            first, asked = _asked(words[:place], text, bare, word.start())
            fitting = [written for name, written in bearers if name.fits(asked)]
            if fitting and (first < word.start() or not is_english(bare)):
                found[(first, word.start() + len(bare))] = fitting
        return found


def _person(recorded: str) -> Name | None:
    """A recorded name in its parts; None for a body, and for a single word that is an English one."""
    name = parsed(recorded)
    if (
        name is None
        or name.surname in listed("no_surnames")
        or (not name.given and " " not in recorded and is_english(name.surname))
    ):
        return None
    return name


def _goes_on(text: str, word: re.Match[str], following: Sequence[re.Match[str]]) -> bool:
    """Whether the next word, with nothing but a space between, has a capital too and is no title: no surname then."""
    names = (one for one in following if one[0][0].isupper() and not TITLE.match(folded(one[0])))
    return any(text[word.end() : one.start()] == " " for one in names)


def _asked(before: Sequence[re.Match[str]], text: str, surname: str, first: int) -> tuple[int, Name]:
    """Where the name begins that a question gives, and the name: the titles, initials and given names come before."""
    given: list[str] = []
    gender = None
    for match in reversed(before):
        word = match[0]
        if text[match.end() : first].strip(" ."):
            break
        if word.lower() in GENDER:
            gender = GENDER[word.lower()]
        elif not word[0].isupper():
            break
        elif not TITLE.match(folded(word)):
            if given or word.lower() in listed("before_a_surname"):
                break
            given.append(folded(word))
        first = match.start()
    return first, Name(surname=folded(surname), given=tuple(given), gender=gender)
