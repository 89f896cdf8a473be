"""The figures of a text in one spelling: numbers, amounts, percentages, ordinals, times, dates, references."""

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import takewhile

from rag.answering.words import STOP_WORDS, stem, words
from rag.dates import FoundDate, find_dates


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Something asserted that can be looked up; claims of one kind and value are equal, however they are written.

    Attributes:
        value: in one spelling: "30,000" is 30000, "18th January 2024" is 2024-01-18.
        written: its words as they stand.
        counted: the stems of the words that follow a figure at once ("134 young people").
        beside: the stems of the words around it.
    """

    kind: str
    value: str
    written: str = field(compare=False)
    counted: frozenset[str] = field(default=frozenset(), compare=False)
    beside: frozenset[str] = field(default=frozenset(), compare=False)

    def tells_of(self, other: "Claim") -> bool:
        """Whether this figure, as it stands in the minutes, is the same as another and of the same thing."""
        if self != other:
            return False
        if re.fullmatch(r"(?:19|20)\d\d", other.written) or not other.beside:  # a year counts nothing
            return True
        if self.counted and other.counted:
            return not self.counted.isdisjoint(other.counted)
        return not self.beside.isdisjoint(other.beside)


_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_UNITS = {word: n for n, word in enumerate(_ONES)} | {word: 10 * n for n, word in enumerate(_TENS, 2)}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 10**6, "billion": 10**9, "k": 1_000, "m": 10**6, "bn": 10**9}
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_NUMERAL = "(?:" + "|".join([*_UNITS, "hundred", "thousand", "million", "billion"]) + ")"
_AND = "|".join(rf"(?<={scale})\sand\s" for scale in ("hundred", "thousand", "million"))
_FIGURE = re.compile(
    rf"""(?xi)
      (?P<currency>[£$€])\s?(?P<amount>{_NUMBER})(?:\s?(?P<large>k|m|bn|thousand|million|billion)\b)?
    | (?P<percent>{_NUMBER})\s?(?:%|per\s?cent\b)
    | (?<![\w.])(?P<hour>\d{{1,2}})(?:[.:](?P<minute>[0-5]\d))?\s?(?P<half>[ap])\.?m\b
    | (?<![\w.:])(?P<hour24>[01]?\d|2[0-3])(?::|\.(?=\d\d\s?h(?:ou)?rs))(?P<minute24>[0-5]\d)(?![\d:])
    | (?<![\w/])(?P<ordinal>\d+)(?:st|nd|rd|th)\b
    | (?<![\w/])(?P<reference>
        (?!\d+-[a-z]{{3}})                                         # "12-month" is a number and a word
        (?=[\w/.-]*\d)(?=[\d/.-]*[a-z]|\d+/\d|\d+\.\d+\.\d)        # digits with letters, strokes or two dots
        [^\W_]+(?:[/.-][^\W_]+)*)
    | (?P<number>{_NUMBER})(?:\s?(?P<times>hundred|thousand|million|billion)\b)?
    | \b(?P<numeral>{_NUMERAL}(?:(?:{_AND}|[\s-]){_NUMERAL})*)\b
    | \b(?P<nth>{"|".join(_ORDINALS)})\b
    """
)
_BREAK = re.compile(r"[\0.,;!?]")


def find_figures(text: str) -> tuple[list[Claim], str]:
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
        found.append(
            replace(_read(match), counted=counted, beside=frozenset(map(stem, filter(_matters, left + right))))
        )
    return found, rest.replace("\0", " ")


def _matters(word: str) -> bool:
    return word not in STOP_WORDS


def _read(match: re.Match[str]) -> Claim:
    part = match.groupdict()
    kind = next(
        kind
        for kind in ("amount", "percent", "hour", "hour24", "ordinal", "nth", "reference", "number", "numeral")
        if part[kind]
    )
    written = match[0].strip()
    match kind:
        case "amount":
            return Claim(kind=part["currency"], value=_decimal(part["amount"], part["large"]), written=written)
        case "percent":
            return Claim(kind=kind, value=_decimal(part["percent"]), written=written)
        case "hour":
            hour = int(part["hour"]) % 12 + (12 if part["half"] in "pP" else 0)
            return Claim(kind="time", value=f"{hour:02}:{part['minute'] or '00'}", written=written)
        case "hour24":
            return Claim(kind="time", value=f"{int(part['hour24']):02}:{part['minute24']}", written=written)
        case "ordinal":
            return Claim(kind=kind, value=str(int(part["ordinal"])), written=written)
        case "nth":
            return Claim(kind="ordinal", value=str(_ORDINALS.index(written.lower()) + 1), written=written)
        case "reference":
            return Claim(kind=kind, value=written.upper(), written=written)
        case "number":
            return Claim(kind=kind, value=_decimal(part["number"], part["times"]), written=written)
        case _:
            return Claim(kind="number", value=str(_spelt(written)), written=written)


def _decimal(digits: str, scale: str | None = None) -> str:
    return f"{(Decimal(digits.replace(',', '')) * _SCALES.get((scale or '').lower(), 1)).normalize():f}"


def _spelt(numeral: str) -> int:
    """The value of a number in words: "two hundred and fifty" is 250."""
    total = current = 0
    for word in re.findall(r"[a-z]+", numeral.lower()):
        if word in _UNITS:
            current += _UNITS[word]
        elif word == "hundred":
            current = max(current, 1) * 100
        elif word != "and":
            total, current = total + max(current, 1) * _SCALES[word], 0
    return total + current


def _date(day: FoundDate) -> str:
    """A date as yyyy-mm-dd, with question marks for what it leaves out; a season is named by the months it covers."""
    year = str(day.year) if day.year else "????"
    month = f"{day.month:02}" if day.month else "??"
    season = f"+{day.months}" if day.months > 1 else ""
    return f"{year}-{month}-{f'{day.day:02}' if day.day else '??'}{season}"
