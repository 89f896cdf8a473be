"""Which body met: the name that the head, the title or the file's name gives it, without the words of the meeting."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any

from rapidfuzz import fuzz

from rag.minutes import readable
from rag.tables import table

UNNAMED = "Unnamed body"
HEAD = 2500  # characters of a document in which its body and date stand
_NEAR = 700  # characters: the body's own name stands in the title lines
_ATTENDANCE = re.compile(r"(?i)\b(?:members? present|present|attendance|attending|apologies)\b")
_TITLE_LINE = 110  # characters: a longer line is a sentence, which may speak of any body
_WRAPPED = 45  # characters: a shorter line wasn't ended by the edge of the page
_UNFINISHED = re.compile(
    r"(?i:\b(?:meeting|minutes|proceedings)s? of)(?: the| The| THE)?(?: [A-ZÀ-ÞĀ-Ž][\w'’-]*){1,7}$"
)
_OPEN = re.compile(r"(?i)(?:\b(?:of|the|and|for|on|at|in)|&)$|^(?:minutes|meeting)$")
_GOES_ON = re.compile(r"[a-z]|(?:OF|AND|AT|HELD)\b")
_BREAK = re.compile(r"(?i)<br\s*/?>|</(?:p|div|h\d|td|tr)>")
_MEETING_OF = re.compile(r"(?i)(?:meeting|minutes) of")
_MEETING_OF_THE = re.compile(
    r"(?i)(?:meeting|minutes|mtg)s?(?:\W+(?:of|for|between)(?: (?:the|a|above|said|full))*\W*|\n)$"
)
_MEETS = re.compile(
    r"(?i)\W*(?:(?:annual|general|regular|special|ordinary|extraordinary|monthly|agm|board)\W+)*"
    r"(?:meeting|minutes|mtg|agenda)\b"
)
_ACTS = re.compile(r" (?!(?:held|on|at|in|and)\b)[a-z]")  # a sentence: "The Planning Committee heard ..."
_LONG_NAME = 7  # words: more have been read together from several lines
_SAME_NAME = 85  # of 100: "Ofwest Orrin Parish Council" is West Orrin's, "Wexton" isn't "Wexham"
_TITLE_LINES = 200  # characters
_PART = re.compile(r"\w (?:Sub-?)?(?:Committee|Board|Panel|Cabinet)$")
_JOINT = re.compile(r"(?i)\bjoint (?:meeting|sitting) (?:of|between) (?:the )?([^\n]{5,160}?)(?=\bheld\b|\n|$)")
_THEIR_COUNCIL = re.compile(r"(?<=Committee) of (?:the )?(?:[A-Z][\w'’-]* )+Council\b")
_SHARED_KIND = re.compile(
    r"(?<=[Jj]oint [Mm]eeting of the )((?:[A-Z][\w'’-]* )*?[A-Z][\w'’-]*) and (?:the )?([A-Z][\w'’ -]*?) Committees\b"
)
_WHOLE = re.compile(r"(?:Council|Board of Governors)$")
_COUNCIL = re.compile(r"\b((?:[A-Z][a-z'’]+ ){1,3}(?:Town|Parish|Borough|City|County|District|Community) Council)\b")
_CITY = re.compile(
    r"\b(?P<short>(?:City|Town|Borough|County|Village) of [A-Z][a-z]+)(?P<more> (?!Charter)[A-Z][a-z]+)?\b"
)
# what a city calls by its own name tells the city
_INSTITUTION = re.compile(r"(?i)\b([a-z]+) (?:public service|police|transit|zoning by-law|fire paramedic)\b")
_OFTEN = 3  # times that minutes name their own council, and as many times more often than any other


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of bodies.toml, as expressions that match them in titles."""

    body: re.Pattern[str]
    around: re.Pattern[str]
    place: re.Pattern[str]
    cut: re.Pattern[str]
    drop: re.Pattern[str]
    leading: re.Pattern[str]
    sorts: frozenset[str]
    kinds: re.Pattern[str]
    plain_folders: frozenset[str]
    short: dict[str, list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """A body that a text names.

    Attributes:
        meets: whether it is spoken of as meeting, or its minutes are.
        titled: whether it stands in a title line, or begins its line.
    """

    name: str
    start: int
    meets: bool
    titled: bool

    @property
    def tells(self) -> bool:
        """Whether the minutes are its own: a sentence, or a bare "committee", may speak of any body."""
        return self.meets or (self.titled and " " in self.name)


def vocabulary() -> dict[str, Any]:
    """What stands in bodies.toml."""
    return table("ingest.parsing", "bodies.toml")


@lru_cache(maxsize=1)
def words() -> Words:
    """The words that bodies are named by."""
    known = vocabulary()
    around = {name: _flat(expression) for name, expression in known["around"].items()}
    word = r"St\.|(?:[A-Z]\.)+|[A-Z][\w'’&-]*|(?<=[a-z] )(?!(?:19|20[0-2])\d)\d{2,4}(?= Working\b)"
    name = rf"(?:(?:{word}) (?:(?:{word}|of|and|the|for|on|&) ){{0,8}}?)??"
    stop = rf"(?!(?i:{around['cut']}|{around['drop']}|committee|board|council|subject)\b)"
    own = rf"(?!(?i:joint)\b){stop}"
    tail = rf"(?: (?:of|for|on)(?: (?:and |of |& )?{own}[A-Z][\w'’-]+)+)"
    part = rf"(?: (?:{stop}[A-Z][\w'’-]+ ){{0,4}}?(?:(?:Sub[- ]?)?[Cc]ommittee|Board))?"
    ends = {"closed": "", "open": f"{tail}?{part}", "of": tail + part}
    kinds = "|".join(f"(?:{kind['words']}){ends[kind['ends']]}" for kind in known["kind"])
    return Words(
        body=re.compile(rf"(?<![\w’'-]){name}(?:{kinds})(?!\w| (?i:{_flat(known['venue']['words'])})\b)"),
        around=re.compile(rf"(?i)(?:(?:{around['cut']}|{around['drop']}|{around['leading']})\b\W*)+$"),
        place=re.compile(rf"(?:{_flat(known['place']['words'])})(?=(?:, [A-Z][\w ]+)?$)"),
        cut=re.compile(rf"(?i)^.*\b(?:{around['cut']})\b\W*(?=\w)"),
        drop=re.compile(rf"(?i)\b(?:{around['drop']})\b ?"),
        leading=re.compile(rf"(?i)^(?:(?:{around['leading']})\b[\s:,.-]*)+"),
        sorts=frozenset(known["sort"]["words"]),
        kinds=re.compile(rf"(?:{kinds})$"),
        plain_folders=frozenset(known["folder"]["plain"]),
        short=dict(known["folder"]["short"]),
    )


def body_of(text: str, title: str | None, name: str) -> str:
    """The body in whose name the minutes stand; UNNAMED where nothing but their business names one."""
    lines = title_lines(text)
    head = "\n".join(lines)
    before_names = _ATTENDANCE.split(head[:_NEAR], maxsplit=1)[0]
    spoken = re.sub(r"[-_]+", " ", re.sub(r"^[\d_ -]+", "", re.sub(r"\.\w+$", "", PurePosixPath(name).name))).title()
    near = [one for one in named(before_names) if one.tells]
    in_text = [one.name for one in near]
    in_title = [one.name for one in (*named(title or ""), *named(spoken))]
    found = [*in_text, *in_title, *(one.name for one in named(head) if one.meets)]
    if not found:
        return UNNAMED
    if in_title and near and not near[0].meets and near[0].start > _TITLE_LINES:
        found = [*in_title, *found]
    body = next((one for one in found if not lacks_place(one)), found[0])
    if in_text and lacks_place(in_text[0]):
        fuller = [one for one in (*in_text, *in_title) if _lengthens(one, in_text[0])]
        body = next(iter(fuller), next((one for one in in_title if not lacks_place(one)), in_text[0]))
    body = next((one for one in in_text[:3] if _WHOLE.search(body) and _PART.search(one)), body)
    # the text's own spelling may be an OCR slip of the title's
    if in_text.count(body) < 2:
        body = next((one for one in in_title if _SAME_NAME <= fuzz.ratio(one.casefold(), body.casefold()) < 100), body)
    body = next((one for one in in_title if _spells_out(one, body, in_text)), body)
    body = next((one for one in found if body.split()[0].casefold() == _initials(one)), body)
    if body.split()[0].casefold() == _initials(body.partition(" ")[2]):
        body = body.partition(" ")[2]
    return _placed(body, lines, text) if lacks_place(body) else body


def also_met(text: str, body: str) -> list[str]:
    """The other bodies of a joint meeting of several."""
    joint = _JOINT.search("\n".join(title_lines(text))[:_NEAR])
    if joint is None:
        return []
    names = [one.name for one in named(_THEIR_COUNCIL.sub("", joint[1]))]
    return [name for name in names if name != body]


def _lengthens(name: str, other: str) -> bool:
    """Whether a name is the other with its place before it or with its matter behind: "Board", "Orme School Board"."""
    return name.endswith(f" {other}") or f" {other} of " in f" {name} "


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split() if word[0].isupper()).casefold()


def lacks_place(body: str) -> bool:
    """Whether a name tells the sort of body only: "Parish Council", "Board of Education"."""
    return all(word.casefold() in words().sorts for word in re.sub(r"Board of \w+$", "Board", body).split())


def title_lines(text: str) -> list[str]:
    """The lines of the minutes' head as they were meant: one that the page's edge broke is whole again."""
    proper = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.S)[:HEAD]
    proper = re.sub(r"\[[^\]\n]*\]\([^)\n]*\)|https?://\S+", " ", proper)
    lines: list[str] = []
    last = ""
    for raw in _BREAK.sub("\n", proper).split("\n"):
        line = readable(raw)
        if line and lines and _goes_on(lines[-1], last, line):
            lines[-1] += f" {line}"
        elif line:
            lines.append(line)
        last = line
    return [_SHARED_KIND.sub(r"\1 Committee and the \2 Committee", line) for line in lines]


def _goes_on(joined: str, last: str, line: str) -> bool:
    """Whether the last line goes on in this one: the page's edge broke it, or each word has a line of its own."""
    if len(last) >= _WRAPPED or _OPEN.search(joined) or _GOES_ON.match(line):
        return True
    a_word_a_line = bool(last) and " " not in last + line
    return a_word_a_line or (bool(_UNFINISHED.search(joined)) and not words().kinds.search(_capitals(joined)))


def named(text: str) -> list[_Candidate]:
    """The bodies that a text names, those spoken of as meeting first."""
    found: list[_Candidate] = []
    start, before = 0, ""
    shown = _capitals(_long_names(text))
    for line in shown.split("\n"):
        for match in words().body.finditer(line):
            name = _clean(match.group())
            if not name or re.search(r"(?i)\b(?:councillor|cllr|mrs?|ms|miss|and parish)\b", name):
                continue
            led = line[: match.start()]
            begins = not words().around.sub("", led).strip()
            place = words().place.fullmatch(before.partition(",")[0])
            if begins and place and not lacks_place(name) and not place[0].startswith(name.split()[0]):
                name = f"{place[0]} {name}"
            at = start + match.start()
            whole = _MEETING_OF.search(match.group()) or _MEETS.match(shown[start + match.end() :])
            meets = not re.search(r"(?i)\bnext\W+$", led) and bool(whole or _MEETING_OF_THE.search(shown[:at]))
            found.append(
                _Candidate(
                    name=name,
                    start=at,
                    meets=meets,
                    titled=(begins or len(line) <= _TITLE_LINE) and not _ACTS.match(line[match.end() :]),
                )
            )
        start += len(line) + 1
        before = line
    return sorted(found, key=lambda one: (not one.meets, one.start))


def _clean(body: str) -> str:
    known = words()
    name = known.leading.sub("", known.drop.sub("", known.cut.sub("", re.sub(r"\s+", " ", body))))
    name = re.sub(r"Resident['’]?s['’]? Association(?: Committee)?", "Residents' Association", name)
    name = re.sub(r"Boards? of (?:the )?(Director|Trustee|Supervisor|Governor)['’]?s?['’]?$", r"Board of \1s", name)
    name = re.sub(r"\b(\w+) \1\b", r"\1", name.rpartition("- ")[2])
    return known.leading.sub("", name).replace(" & ", " and ").strip(" .,-")


def _spells_out(title: str, body: str, in_text: Sequence[str]) -> bool:
    """Whether a title's body is the text's, otherwise written: "UW Parish Council" for Upper Wexley."""
    its, others = title.casefold().split(), body.casefold().split()
    if lacks_place(title) or its[-1] != others[-1]:
        return False
    return len(others) > _LONG_NAME or (title in in_text and not set(its) <= set(others))


def _long_names(text: str) -> str:
    return re.sub(r"\bP\.?C\.?(?=\W+(?:\w+\W+){0,2}(?:minutes|mtg|meeting|agm)|$)", "Parish Council", text, flags=re.I)


def _capitals(text: str) -> str:
    """Shouted or lower-case words as names are written, so that one pattern reads them all."""

    def name(match: re.Match[str]) -> str:
        word = match.group()
        return (
            word.lower()
            if word.lower() in ("of", "and", "the", "for", "on", "at", "in", "held", "to")
            else word.capitalize()
        )

    return re.sub(r"\b(?:[A-ZÀ-ÞĀ-Ž][A-ZÀ-ÞĀ-Ž'’-]+|Of|And|The|For|On|At|In)\b", name, text)


def _placed(body: str, lines: Iterable[str], text: str) -> str:
    """A name with its place in front: the letterhead's, else the one that the minutes name all the time."""
    own = [place[0] for line in _capitals("\n".join(lines))[:_NEAR].split("\n") if (place := words().place.match(line))]
    if own:
        nearest = next((one for one in own if " of " in one), own[0])
        return f"{nearest} {body.removeprefix(nearest.split()[0]).strip()}"
    named_in_full: list[str] = _COUNCIL.findall(text) if body.lower().endswith("council") else []
    councils = Counter(named_in_full).most_common(2)
    cities = Counter(
        place for match in _CITY.finditer(text) for place in {match["short"], match["short"] + (match["more"] or "")}
    )
    short, times = max(
        ((place, n) for place, n in cities.items() if place.count(" ") == 2), key=lambda pair: pair[1], default=("", 0)
    )
    if councils and councils[0][1] >= max(times, _OFTEN, *(_OFTEN * n for _, n in councils[1:])):
        return councils[0][0]
    institutions = Counter(name.title() for name in _INSTITUTION.findall(text)).most_common(1)
    if not short and body.lower() == "council" and institutions and re.search(r"(?i)\bcity clerk\b", text):
        return f"City of {institutions[0][0]} {body}"
    if not short or (body.lower() != "council" and times < _OFTEN):
        return body
    longer = [place for place, n in cities.items() if place.startswith(f"{short} ") and n > times / 2]
    return f"{longer[0] if longer else short} {body}"


def _flat(expression: str) -> str:
    return "".join(line.strip("\n") for line in expression.strip().split("\n"))
