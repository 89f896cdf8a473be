"""Which body met, and when: from the text's head first, then the title, then the file's name."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz

from ingest.parsing.dating import held_on
from ingest.parsing.timing import begun_and_ended, venue
from rag.minutes import readable

HEAD = 2500  # characters of a document in which its body and date stand
UNNAMED = "Unnamed body"
_GROUP = (
    r"(?:Council|Committee|Sub-?Committee|Board|Partnership|Association|Panel|Forum|Trust|Legion|Cabinet|Assembly|Executive|"
    r"Municipal District of [A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?|District of [A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?|"
    r"Parish Meeting|Liaison(?! (?:Officer|Group|and|with))|Ladies Group|Working Group|Working Party)"
)
_BODY = re.compile(
    rf"(?:(?:St\.|(?:[A-Z]\.)+|[A-Z][\w'’&-]*|of|and|the|for|on|&)[ ]+){{0,9}}?{_GROUP}"
    r"(?:[ ]+(?:of|for)(?:[ ]+[A-Z][\w'’-]+)+)?(?:[ ]+(?:Committee|Board))?(?!\w)"
)
_LEADING = re.compile(
    r"(?i)^(?:(?:the|a|an|of|and|for|on|at|in|to|from|first|next|chairman|sfra|discuss\b.*\bof|draft|"
    r"nomination form|approved|unapproved|unconfirmed|minutes?|"
    r"annual(?! parish meeting)|general|extra-?ordinary|ordinary|special|monthly|full|adjourned|quarterly|meeting|"
    r"proceedings|virtual|zoom|welcome|parish clerk|agenda|notes?|held|present|disposition|items|public|"
    r"city clerk's department|january|february|march|april|may|june|july|august|september|october|november|december|"
    r"\d+\w*)\b[\s:,.-]*)+"
)
_BARE = frozenset(
    {
        "council",
        "committee",
        "board",
        "cabinet",
        "executive",
        "parish council",
        "parish meeting",
        "forum",
        "panel",
        "association",
        "residents' association",
        "town council",
        "city council",
        "borough council",
        "county council",
        "district council",
        "community council",
    }
)
_ATTENDANCE = re.compile(r"(?i)\b(?:members? present|present|attendance|attending|apologies)\b")
_OF_A_MONTH = re.compile(
    r" (?:of|for) (?:january|february|march|april|may|june|july|august|september|october|november|december)\b.*", re.I
)
_LONG_NAME = 7  # words: more have been read together from several lines
_TITLE_LINES = 200  # characters
_SAME_NAME = 85  # of 100: "Ofwest Dereham Parish Council" is West Dereham's, "Wretton" isn't "Wereham"
_PART = re.compile(r"\w (?:Sub-?)?(?:Committee|Board|Panel|Cabinet)$")
_COUNCIL = re.compile(r"\b((?:[A-Z][a-z'’]+ ){1,3}(?:Town|Parish|Borough|City|County|District|Community) Council)\b")
_PLACE = re.compile(
    r"\b(?P<short>(?:City|Town|Borough|County|Village) of [A-Z][a-z]+)(?P<more> (?!Charter)[A-Z][a-z]+)?\b"
)
# what a city calls by its own name tells the city
_INSTITUTION = re.compile(r"(?i)\b([a-z]+) (?:public service|police|transit|zoning by-law|fire paramedic)\b")
# not "the draft budget was circulated", "the draft minutes were adopted": another draft than these minutes
_DRAFT = re.compile(
    r"(?i)(?<!\bthe )\bdraft\b(?! (?:letters?|budget|report|plan|motion|policy)\b)"
    r"(?! (?:copy )?minutes (?:as|were|was|to|of (?:the )?(?:last|previous)|from)\b)"
)
_ANOTHERS_DRAFT = re.compile(r"(?i)adoption of|\(\w{1,3}\) draft minutes of meeting")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What the head of the minutes tells."""

    body: str
    held_on: date | None
    draft: bool
    remarks: tuple[str, ...]
    begun: str | None
    ended: str | None
    venue: str | None


def heading(text: str, title: str | None, name: str) -> Heading:
    """The body, the date and the standing of the minutes; each thing not found is told in a remark."""
    head = readable_head(text)
    body = _body(head, title, name, text)
    held = held_on(head, title, name, text)
    named = re.sub(r"[_-]+", " ", f"{title or ''} | {name}")
    draft = _calls_itself_draft(head[:600]) or _calls_itself_draft(named)
    remarks = [
        f"no {what} recognised"
        for what, missing in (("body", body == UNNAMED), ("meeting date", held.on is None))
        if missing
    ]
    remarks += [held.remark] if held.remark else []
    begun, ended = begun_and_ended(head, text)
    return Heading(
        body=body,
        held_on=held.on,
        draft=draft,
        remarks=tuple(remarks),
        begun=begun,
        ended=ended,
        venue=venue(head),
    )


def _calls_itself_draft(words: str) -> bool:
    return bool(_DRAFT.search(words)) and not _ANOTHERS_DRAFT.search(words)


def readable_head(text: str) -> str:
    """The first words of the minutes proper, without front matter."""
    proper = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.S)[:HEAD]
    return readable(re.sub(r"\[[^\]\n]*\]\([^)\n]*\)|https?://\S+", " ", proper))


def _body(head: str, title: str | None, name: str, text: str) -> str:
    spoken = re.sub(r"[-_]+", " ", re.sub(r"^[\d_ -]+", "", re.sub(r"\.\w+$", "", name))).title()
    before_names = _ATTENDANCE.split(head[:700], maxsplit=1)[0]
    in_text, in_title = _candidates(before_names), [*_candidates(title or ""), *_candidates(spoken)]
    found = [*in_text, *in_title, *_candidates(head)]
    if not found:
        return UNNAMED
    if in_title and _only_spoken_of(before_names):
        found = [*in_title, *found]
    body = next((one for one in found if one.lower() not in _BARE), found[0])
    named = [one for one in in_title if one.lower() not in _BARE]
    if in_text and in_text[0].lower() in _BARE and body not in in_title:
        body = (named or in_text)[0]
    body = next((one for one in in_text[:3] if body.endswith("Council") and _PART.search(one)), body)
    # the text's own spelling may be an OCR slip of the title's
    if in_text.count(body) < 2:
        body = next((one for one in in_title if _SAME_NAME <= fuzz.ratio(one.casefold(), body.casefold()) < 100), body)
    body = next((one for one in in_title if _spells_out(one, body, in_text)), body)
    return _placed(body, text)


def _spells_out(title: str, body: str, in_text: list[str]) -> bool:
    """Whether a title's body is the text's of the same sort, told otherwise: "SF Parish Council" is Stoke Ferry's."""
    words, others = title.casefold().split(), body.casefold().split()
    if title.lower() in _BARE or words[-1] != others[-1]:
        return False
    return len(others) > _LONG_NAME or (title in in_text and not set(words) <= set(others))


def _only_spoken_of(head: str) -> bool:
    """Whether the head names bodies in its sentences only: none as meeting, none in the title lines."""
    ranked = _ranked(head)
    return bool(ranked) and ranked[0][0] and ranked[0][1] > _TITLE_LINES


def _candidates(place: str) -> list[str]:
    """Bodies named in a place, those spoken of as meeting first."""
    return [cleaned for _, _, cleaned in _ranked(place)]


def _ranked(place: str) -> list[tuple[bool, int, str]]:
    """Bodies named in a place: whether only spoken of, where, and the name."""
    place = _capitals(_long_names(place))
    ranked = []
    for match in _BODY.finditer(place):
        spoken_of = re.search(r"(?i)\bnext\W+$", place[: match.start()])
        meets = not spoken_of and (
            re.match(r"(?i)\W*(?:meeting|minutes|mtg)\b", place[match.end() :])
            or re.search(r"(?i)(?:meeting|minutes|mtg)s?\W+(?:of|for)(?: the)?\W*$", place[: match.start()])
        )
        cleaned = _clean(match.group())
        if cleaned and not re.search(r"(?i)\b(?:councillor|cllr|mrs?|ms|miss|and parish)\b", cleaned):
            ranked.append(
                (not (meets or re.search(r"(?i)(?:meeting|minutes) of", match.group())), match.start(), cleaned)
            )
    return sorted(ranked)


def _long_names(words: str) -> str:
    return re.sub(r"\bP\.?C\.?(?=\W+(?:\w+\W+){0,2}(?:minutes|mtg|meeting|agm)|$)", "Parish Council", words, flags=re.I)


def _capitals(words: str) -> str:
    """Shouted or lower-case words as names are written, so that one pattern reads them all."""

    def name(match: re.Match[str]) -> str:
        word = match.group()
        return (
            word.lower()
            if word.lower() in ("of", "and", "the", "for", "on", "at", "in", "held", "to")
            else word.capitalize()
        )

    return re.sub(r"\b(?:[A-ZÀ-Þ][A-ZÀ-Þ'’-]+|Of|And|The|For|On|At|In)\b", name, words)


def _clean(body: str) -> str:
    words = re.split(
        r"(?i)\b(?:annual|\w)?(?:minutes|meeting|record|mtg|proceedings|committee)s? (?:of|at|for|to)\s+(?:the )?",
        re.sub(r"\s+", " ", body),
    )[-1]
    words = re.sub(r"(?i)\b(?:annual|extra[- ]?ordinary|draft|general|virtual)\b ?", "", _LEADING.sub("", words))
    words = re.sub(r"Resident['’]?s['’]? Association(?: Committee)?", "Residents' Association", words)
    words = _OF_A_MONTH.sub("", words)
    return _LEADING.sub("", words.rpartition("- ")[2]).replace(" & ", " and ").strip(" .,-")


def _placed(body: str, text: str) -> str:
    """A bare "Council" gets its place in front when the minutes name one."""
    if body.lower() not in _BARE:
        return body
    named: list[str] = _COUNCIL.findall(text) if body.lower().endswith("council") else []
    councils = Counter(named).most_common(1)
    places = Counter(
        place for match in _PLACE.finditer(text) for place in {match["short"], match["short"] + (match["more"] or "")}
    )
    short, times = max(
        ((place, n) for place, n in places.items() if place.count(" ") == 2), key=lambda pair: pair[1], default=("", 0)
    )
    if councils and councils[0][1] >= times:
        return councils[0][0]
    institutions = Counter(name.title() for name in _INSTITUTION.findall(text)).most_common(1)
    if not short and body.lower() == "council" and institutions and re.search(r"(?i)\bcity clerk\b", text):
        return f"City of {institutions[0][0]} {body}"
    if not short:
        return body
    longer = [place for place, n in places.items() if place.startswith(f"{short} ") and n > times / 2]
    return f"{longer[0] if longer else short} {body}"
