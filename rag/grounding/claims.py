"""What a sentence asserts that can be looked up, and which of it stands in the texts it cites.

Figures are read in one spelling: numbers, amounts, percentages, ordinals, times, dates, references. Names are runs of
capitalised words.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from itertools import takewhile

from rag.dates import FoundDate, find_dates
from rag.grounding.words import LEXICON, NEUTRAL, STOP_WORDS, stem, words
from rag.numerals import ORDINALS, SCALES, UNITS, spelt

_CAPITALISED = r"[A-ZÀ-ÖØ-Þ](?:[^\W\d_]|['’](?=[^\W\d_]))*"
_NAME = re.compile(rf"(?<!\w)(?<!\w['’]){_CAPITALISED}(?:(?:\s|-|\s?&\s?|(?<=\b[A-Z])\.\s?){_CAPITALISED})*")
_TITLES = frozenset(LEXICON["titles"].split())
_QUANTITIES = frozenset(map(stem, LEXICON["quantities"].split()))

_COINS = {"pound": "£", "euro": "€", "dollar": "$"}
_SCALES = {**SCALES, "k": 1_000, "m": 10**6, "bn": 10**9}
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_NUMERAL = "(?:" + "|".join([*UNITS, *SCALES]) + ")"
_AND = "|".join(rf"(?<={scale})\sand\s" for scale in ("hundred", "thousand", "million"))
_FIGURE = re.compile(
    rf"""(?xi)
      (?P<currency>[£$€])\s?(?P<amount>{_NUMBER})(?:\s?(?P<large>k|m|bn|thousand|million|billion)\b)?
    | (?P<sum>{_NUMBER})(?:\s?(?P<larger>k|m|bn|thousand|million|billion))?\s(?P<coin>pounds?|euros?|dollars?)\b
    | (?<![\w/.-])(?P<year>(?:19|20)\d\d\s?[/–\u2010\u2011-]{{1,2}}\s?|\d\d/)(?P<until>(?:19|20)?\d\d)(?![\w/]|[.–-]\d)
    | (?P<percent>{_NUMBER})\s?(?:%|per\s?cent\b)
    | (?<![\w.])(?P<hour>\d{{1,2}})(?:[.:](?P<minute>[0-5]\d))?\s?(?P<half>[ap])\.?m\b
    | (?<![\w.:])(?P<hour24>[01]?\d|2[0-3])(?::|\.(?=\d\d\s?h(?:ou)?rs))(?P<minute24>[0-5]\d)(?!:?\d)
    | (?<![\w/])(?P<ordinal>\d+)(?:st|nd|rd|th)\b
    | (?<![\w/])(?P<reference>
        (?!\d+-[a-z]{{3}})                                         # "12-month" is a number and a word
        (?=[\w/.-]*\d)(?=[\d/.-]*[a-z]|\d+/\d|\d+\.\d+\.\d)        # digits with letters, strokes or two dots
        [^\W_]+(?:[/.-][^\W_]+)*)
    | \b(?P<spelt>{_NUMERAL}(?:(?:{_AND}|[\s-]){_NUMERAL})*)\s(?P<coins>pounds?|euros?|dollars?)\b
    | (?P<number>{_NUMBER})(?:\s?(?P<times>hundred|thousand|million|billion)\b)?
    | \b(?P<numeral>{_NUMERAL}(?:(?:{_AND}|[\s-]){_NUMERAL})*)\b
    | \b(?P<nth>{"|".join(ORDINALS[:12])})\b
    """
)
_KINDS = "amount sum spelt year percent hour hour24 ordinal nth reference number numeral".split()
_BREAK = re.compile(r"[\0.,;!?]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Something asserted that can be looked up; claims of one kind and value are equal, however they are written.

    Attributes:
        value: in one spelling: "30,000" is 30000, "18th January 2024" is 2024-01-18.
        written: its words as they stand.
        counted: the stems of the words that follow a figure at once ("134 young people").
        around: the stems of the words on either side of it.
    """

    kind: str
    value: str
    written: str = field(compare=False)
    counted: frozenset[str] = field(default=frozenset(), compare=False)
    around: frozenset[str] = field(default=frozenset(), compare=False)

    def proves(self, other: "Claim") -> bool:
        """Whether this figure, as it stands in the minutes, is the same as another and of the same thing."""
        if self != other:
            return False
        # a year counts nothing
        if re.fullmatch(r"(?:19|20)\d\d(?:/\d\d)?", other.value) or not (self.around and other.around):
            return True
        if self.counted and other.counted:
            return not self.counted.isdisjoint(other.counted)
        return not self.around.isdisjoint(other.around)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """A cited text, read once: its figures, its words in order as one line, its stems."""

    figures: tuple[Claim, ...]
    line: str
    stems: frozenset[str]

    def holds(self, claim: Claim) -> bool:
        match claim.kind:
            case "name":
                return f" {claim.value} " in self.line or bool(_with_initials(claim.value).search(self.line))
            case "word" | "opening":
                return claim.value in self.stems
            case "date":
                return any(figure.kind == "date" and _says(figure.value, claim.value) for figure in self.figures)
            case _:
                return any(figure.proves(claim) for figure in self.figures)


@lru_cache(maxsize=2_048)
def _with_initials(name: str) -> re.Pattern[str]:
    """A pattern of a name with each of its initials written out or not: "a hale" is found in "ann hale"."""
    parts = [rf"{part}\w*" if len(part) == 1 else re.escape(part) for part in name.split()]
    return re.compile(f" {' '.join(parts)} ")


@lru_cache(maxsize=512)
def claims(text: str) -> tuple[Claim, ...]:
    """The figures, dates, quantities ("all", "only") and names of a text, kind by kind in their order.

    A lone capital at its start is a claim too, of the kind "opening": it may be a name or any word.
    """
    figures, rest = _figures(text)
    quantities = (word for word in words(rest) if stem(word) in _QUANTITIES)
    return (
        *figures,
        *(Claim(kind="word", value=stem(word), written=word) for word in quantities),
        *_names(rest),
    )


def unfounded(sentence: str, cited: Sequence[str]) -> list[Claim]:
    """The claims of a sentence that stand in none of the cited texts, in the order of the sentence."""
    sources = [_source(text) for text in cited]
    unused = Counter(figure for source in sources for figure in source.figures if figure.kind != "date")
    missing = []
    for claim in claims(sentence):
        # Each figure needs one of its own: "by 2 votes to 2" doesn't stand in "by 6 votes to 2".
        used_up = claim in unused and unused[claim] == 0
        if used_up or not any(source.holds(claim) for source in sources):
            missing.append(claim)
        elif claim in unused:
            unused[claim] -= 1
    return sorted(missing, key=lambda claim: sentence.find(claim.written))


def displacing(sentence: str, nearest: str) -> list[Claim]:
    """The claims of a sentence that stand in the place of the minutes' own.

    They aren't in the minutes' nearest sentence, and that has others of their kind which the sentence leaves out:
    another person of the same paragraph, the day of the meeting for the day of the event. An abbreviation isn't missed.
    """
    recorded, asserted = _source(nearest), _source(sentence)
    left_out = {
        claim.kind
        for claim in claims(nearest)
        if not asserted.holds(claim) and not re.fullmatch("[A-Z]{2,5}", claim.written)
    }
    return [claim for claim in claims(sentence) if claim.kind in left_out and not recorded.holds(claim)]


@lru_cache(maxsize=2_048)
def unfigured(text: str) -> str:
    """The text without its figures and dates, which are looked up one by one."""
    return _figures(text)[1]


@lru_cache(maxsize=512)
def _source(text: str) -> _Source:
    figures, _ = _figures(text)
    years = [Claim(kind="number", value=figure.value[:4], written="") for figure in figures if figure.kind == "date"]
    in_order = words(text)
    return _Source(
        figures=(*figures, *years), line=f" {' '.join(in_order)} ", stems=frozenset(stem(word) for word in in_order)
    )


def _says(recorded: str, claimed: str) -> bool:
    """Whether a date says all that a claimed one says: 18 January 2024 does for January 2024, never the reverse."""
    if len(recorded) != len(claimed):  # one of them is a season
        return False
    return all(theirs in ("?", ours) for ours, theirs in zip(recorded, claimed, strict=True))


def _names(text: str) -> Iterator[Claim]:
    """The runs of capitalised words: a person, a place, a body."""
    first = re.search(r"[^\W_]", text)
    for run in _NAME.finditer(text):
        inside = words(run[0])
        opening = len(inside) == 1 and first is not None and run.start() == first.start()
        while inside and inside[0] in STOP_WORDS:
            inside.pop(0)
        while inside and inside[-1] in STOP_WORDS:
            inside.pop()
        if len(inside) > 1 and inside[0] in _TITLES:
            # "Councillors Smith and Jones" in the minutes makes "Councillor Jones" in an answer.
            yield Claim(kind="name", value=inside.pop(0), written=run[0])
        if opening and inside and inside[0] in NEUTRAL:
            continue
        if opening and inside:
            yield Claim(kind="opening", value=stem(inside[0]), written=run[0])
        elif inside:
            yield Claim(kind="name", value=" ".join(inside), written=run[0])


def _figures(text: str) -> tuple[list[Claim], str]:
    """The figures and dates of a text, and the text with blanks in their places."""
    found = []
    for day in find_dates(text):
        if day.month is None:  # a year alone is a number here: "2,024 people" and "in 2024" read alike
            continue
        written = text[day.start : day.end]
        found.append(Claim(kind="date", value=_date(day), written=written))
        text = text.replace(written, " " * len(written), 1)
    rest = _FIGURE.sub(lambda match: "\0" * len(match[0]), text)
    for match in _FIGURE.finditer(text):
        left = words(_BREAK.split(rest[: match.start()][-80:])[-1])[-6:]
        right = words(_BREAK.split(rest[match.end() :][:80])[0])[:4]
        counted = frozenset(map(stem, takewhile(_matters, right)))
        around = frozenset(map(stem, filter(_matters, left + right)))
        found.append(replace(_read(match), counted=counted, around=around))
    return found, rest.replace("\0", " ")


def _matters(word: str) -> bool:
    return word not in STOP_WORDS and word not in NEUTRAL


def _read(figure: re.Match[str]) -> Claim:
    part, written = figure.groupdict(), figure[0].strip()
    match next(name for name in _KINDS if part[name]):
        case "amount":
            kind, value = part["currency"], _decimal(part["amount"], part["large"])
        case "sum":
            kind, value = _COINS[part["coin"].lower().rstrip("s")], _decimal(part["sum"], part["larger"])
        case "spelt":
            kind, value = _COINS[part["coins"].lower().rstrip("s")], str(spelt(part["spelt"]))
        case "year":
            kind, value = "reference", _years(part["year"], part["until"]) or written.upper()
        case "percent":
            kind, value = "percent", _decimal(part["percent"])
        case "hour":
            hour = int(part["hour"]) % 12 + (12 if part["half"] in "pP" else 0)
            kind, value = "time", f"{hour:02}:{part['minute'] or '00'}"
        case "hour24":
            kind, value = "time", f"{int(part['hour24']):02}:{part['minute24']}"
        case "ordinal":
            kind, value = "ordinal", str(int(part["ordinal"]))
        case "nth":
            kind, value = "ordinal", str(ORDINALS.index(written.lower()) + 1)
        case "reference":
            kind, value = "reference", written.upper()
        case "number":
            kind, value = "number", _decimal(part["number"], part["times"])
        case _:
            kind, value = "number", str(spelt(written))
    return Claim(kind=kind, value=value, written=written)


def _decimal(digits: str, scale: str | None = None) -> str:
    return f"{(Decimal(digits.replace(',', '')) * _SCALES.get((scale or '').lower(), 1)).normalize():f}"


def _years(first: str, last: str) -> str | None:
    """A council's year or several in one spelling, "2021/22"; None where the second year isn't after the first."""
    begun = int(re.sub(r"\D", "", first))
    begun += 2000 if begun < 100 else 0
    until = int(last) if len(last) == 4 else begun // 100 * 100 + int(last)
    consecutive = until == begun + 1 or (begun > 1900 and len(first) > 3 and until > begun)
    return f"{begun}/{until % 100:02}" if consecutive else None


def _date(day: FoundDate) -> str:
    """A date as yyyy-mm-dd, with question marks for what it leaves out; a season is named by the months it covers."""
    year = str(day.year) if day.year else "????"
    month = f"{day.month:02}" if day.month else "??"
    season = f"+{day.months}" if day.months > 1 else ""
    return f"{year}-{month}-{f'{day.day:02}' if day.day else '??'}{season}"
