"""Which body met, and when: from the text's head first, then the title, then the file's name."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from rapidfuzz import fuzz

from rag.dates import FoundDate, find_dates
from rag.minutes import readable

HEAD = 2500  # characters of a document in which its body and date stand
UNNAMED = "Unnamed body"
_NEAR = 700  # characters: the meeting's own date stands in the title lines, other dates after them
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
_SAME_NAME = 85  # of 100: "Ofwest Dereham Parish Council" is West Dereham's, "Wretton" isn't "Wereham"
_HELD = re.compile(r"(?i)\bheld\b")
_ABOUT_THE_FILE = re.compile(r"(?i)\b(?:published|updated|posted|printed|uploaded)\W+(?:on\W+)?(?:\w+day\W+)?$")
_PART = re.compile(r"\w (?:Sub-?)?(?:Committee|Board|Panel|Cabinet)$")
_COUNCIL = re.compile(r"\b((?:[A-Z][a-z'’]+ ){1,3}(?:Town|Parish|Borough|City|County|District|Community) Council)\b")
_PLACE = re.compile(
    r"\b(?P<short>(?:City|Town|Borough|County|Village) of [A-Z][a-z]+)(?P<more> (?!Charter)[A-Z][a-z]+)?\b"
)
_POSTED = re.compile(r"^date:\s*[\"']?(\d{4}-\d{2}-\d{2})", re.M)
_EARLIER_MINUTES = re.compile(
    r"(?i)(?:minutes of (?:the )?(?:last|previous)|previous(?:ly)? (?:meeting|minutes)|"
    r"minutes of the meeting held on .{0,60}(?:approved|agreed|confirmed|signed))"
)
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


def heading(text: str, title: str | None, name: str) -> Heading:
    """The body, the date and the standing of the minutes; each thing not found is told in a remark."""
    head = readable_head(text)
    body = _body(head, title, name, text)
    held_on = _held_on(head, title, name, _posted(text))
    named = re.sub(r"[_-]+", " ", f"{title or ''} | {name}")
    draft = _calls_itself_draft(head[:600]) or _calls_itself_draft(named)
    remarks = [
        f"no {what} recognised"
        for what, missing in (("body", body == UNNAMED), ("meeting date", held_on is None))
        if missing
    ]
    return Heading(body=body, held_on=held_on, draft=draft, remarks=tuple(remarks))


def _calls_itself_draft(words: str) -> bool:
    return bool(_DRAFT.search(words)) and not _ANOTHERS_DRAFT.search(words)


def readable_head(text: str) -> str:
    """The first words of the minutes proper, without front matter."""
    proper = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.S)[:HEAD]
    return readable(re.sub(r"\[[^\]\n]*\]\([^)\n]*\)|https?://\S+", " ", proper))


def _posted(text: str) -> date | None:
    match = _POSTED.search(text[:600]) if text.startswith("---") else None
    return date.fromisoformat(match.group(1)) if match else None


def _held_on(head: str, title: str | None, name: str, posted: date | None) -> date | None:
    earlier = _EARLIER_MINUTES.search(head)
    limit = earlier.start() if earlier and earlier.start() > 200 else len(head)
    in_head = [
        one
        for one in find_dates(head[: max(limit, 300)])
        if one.day and one.month and not _ABOUT_THE_FILE.search(head[: one.start])
    ]
    in_name = [
        one
        for one in find_dates(re.sub(r"[_]+|(?<=\d)-(?=[a-z])|(?<=[a-z])-(?=\d)|-(?=[A-Za-z])", " ", name))
        if one.day and one.month
    ]
    named = {one.exact for one in in_name}
    agreeing = [one for one in in_head if one.exact and one.exact in named]
    near = sorted(
        (one for one in in_head if one.start < _NEAR),
        key=lambda one: (not _HELD.search(head[max(0, one.start - 80) : one.start]), one.start),
    )[:3]
    for found in [*agreeing, *near, *reversed(in_name), *in_head[:3]]:
        day = _dated(found, [*in_name, *find_dates(title or "")], posted)
        if day and (posted is None or timedelta(0) <= posted - day + timedelta(days=31) < timedelta(days=800)):
            return day
    days = [day for found in in_head[:3] if (day := _dated(found, [], posted))]
    return days[0] if days and posted is None else None


def _dated(found: FoundDate, others: list[FoundDate], posted: date | None) -> date | None:
    """A found date made whole: a missing year comes from the title, else from the day of posting, which is later."""
    if found.exact or found.year:
        return found.exact
    year = next((one.year for one in others if one.year), posted.year if posted else None)
    if year is None or found.month is None or found.day is None:
        return None
    try:
        day = date(year, found.month, found.day)
        return day.replace(year=year - 1) if posted and day > posted + timedelta(days=31) else day
    except ValueError:
        return None


def _body(head: str, title: str | None, name: str, text: str) -> str:
    spoken = re.sub(r"[-_]+", " ", re.sub(r"^[\d_ -]+", "", re.sub(r"\.\w+$", "", name))).title()
    before_names = _ATTENDANCE.split(head[:700], maxsplit=1)[0]
    in_text, in_title = _candidates(before_names), [*_candidates(title or ""), *_candidates(spoken)]
    found = [*in_text, *in_title, *_candidates(head)]
    if not found:
        return UNNAMED
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


def _candidates(place: str) -> list[str]:
    """Bodies named in a place, those spoken of as meeting first."""
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
    return [cleaned for _, _, cleaned in sorted(ranked)]


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
    if not short:
        return body
    longer = [place for place, n in places.items() if place.startswith(f"{short} ") and n > times / 2]
    return f"{longer[0] if longer else short} {body}"
