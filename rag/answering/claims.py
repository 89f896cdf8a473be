"""What a sentence asserts that can be looked up: its figures, dates, times, references, names and quantities."""

import re
from dataclasses import dataclass, field, replace
from itertools import takewhile
from decimal import Decimal
from functools import lru_cache

from rag.answering.words import STOP_WORDS, stem, words
from rag.dates import FoundDate, find_dates


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One thing asserted: its kind, its value in one spelling ("30,000" is 30000), and its words as written."""

    kind: str
    value: str
    written: str = field(compare=False)
    counted: frozenset[str] = field(default=frozenset(), compare=False)
    beside: frozenset[str] = field(default=frozenset(), compare=False)


_ONES = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen""".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_UNITS = {word: n for n, word in enumerate(_ONES)} | {word: 10 * n for n, word in enumerate(_TENS, 2)}
_SCALES = {"hundred": 100, "thousand": 1_000, "k": 1_000, "million": 10**6, "m": 10**6, "billion": 10**9, "bn": 10**9}
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_NUMERAL = "(?:" + "|".join([*_UNITS, "hundred", "thousand", "million", "billion"]) + ")"
_FIGURES = re.compile(
    rf"""(?xi)
      (?P<currency>[£$€])\s?(?P<amount>{_NUMBER})(?:\s?(?P<large>k|m|bn|thousand|million|billion)\b)?
    | (?P<percent>{_NUMBER})\s?(?:%|per\s?cent\b)
    | (?<![\w.])(?P<hour>\d{{1,2}})(?:[.:](?P<minute>[0-5]\d))?\s?(?P<half>[ap])\.?m\b
    | (?<![\w.:])(?P<hour24>[01]?\d|2[0-3])(?::|\.(?=\d\d\s?h(?:ou)?rs))(?P<minute24>[0-5]\d)(?![\d:])
    | (?<![\w/])(?P<ordinal>\d+)(?:st|nd|rd|th)\b
    | (?<![\w/])(?P<reference>(?!\d+-[a-z]{{3}})(?=[\w/.-]*\d)(?=[\d/.-]*[a-z]|\d+/\d|\d+\.\d+\.\d)[^\W_]+(?:[/.-][^\W_]+)*)
    | (?P<number>{_NUMBER})(?:\s?(?P<times>hundred|thousand|million|billion)\b)?
    | \b(?P<numeral>{_NUMERAL}(?:(?:(?<=hundred)\sand\s|(?<=thousand)\sand\s|(?<=million)\sand\s|[\s-]){_NUMERAL})*)\b
    | \b(?P<nth>{"|".join(_ORDINALS)})\b
    """
)
_CAPITALISED = r"[A-ZÀ-ÖØ-Þ](?:[^\W\d_]|['’](?=[^\W\d_]))*"
_CAPITALISED_RUN = re.compile(rf"(?<!\w){_CAPITALISED}(?:(?:\s|-|\s?&\s?|(?<=\b[A-Z])\.\s?){_CAPITALISED})*")
_COURTESY = frozenset("councillor mr mrs ms miss dr".split())
_QUANTITIES = frozenset(
    stem(word)
    for word in "all every both half quarter twice double triple dozen most majority unanimous only always entire sole".split()
)


def claims(text: str) -> frozenset[Claim]:
    return frozenset(_claims(text))
def _claims(text):
    """Everything in a sentence that has to stand in what it cites; the sentence's own first word counts where it may be a name."""
    found, rest = _figures(text)
    quantities = [
        Claim(kind="word", value=stem(word), written=word) for word in words(rest) if stem(word) in _QUANTITIES
    ]
    return [*found, *quantities, *_names(rest)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """A cited text, read once: its figures, its words in order as one line, its stems."""

    figures: tuple[Claim, ...]
    line: str
    stems: frozenset[str]

    def holds(self, claim: Claim) -> bool:
        if claim.kind == "name":
            return f" {claim.value} " in self.line
        if claim.kind in ("word", "opening"):
            return claim.value in self.stems
        if claim.kind == "date":
            return any(figure.kind == "date" and _within(figure.value, claim.value) for figure in self.figures)
        return any(figure == claim and (not claim.counted or claim.counted & figure.beside) for figure in self.figures)


def unfounded(sentence: str, cited: tuple[str, ...]) -> list[Claim]:
    """The claims of a sentence that stand in none of the cited texts, in a fixed order."""
    sources = [_read(text) for text in cited]
    missing = [claim for claim in _claims(sentence) if not any(source.holds(claim) for source in sources)]
    return sorted(missing, key=lambda claim: (sentence.find(claim.written), claim.written, claim.kind))


@lru_cache(maxsize=512)
def _read(text: str) -> _Source:
    figures, _ = _figures(text)
    years = [Claim(kind="number", value=claim.value[:4], written="") for claim in figures if claim.kind == "date"]
    in_order = words(text)
    return _Source(
        figures=(*figures, *years),
        line=f" {' '.join(in_order)} ",
        stems=frozenset(stem(word) for word in in_order),
    )


def _figures(text: str) -> tuple[list[Claim], str]:
    """The dates and figures of a text, and the text with blanks in their places."""
    found = []
    for day in find_dates(text):
        written = text[day.start : day.end]
        if day.month is None:  # a year alone may as well be a number
            continue
        found.append(Claim(kind="date", value=_date_value(day), written=written))
        text = text[: day.start] + " " * len(written) + text[day.end :]
    rest = _FIGURES.sub(lambda match: "\0" * len(match[0]), text)
    for match in _FIGURES.finditer(text):
        counted, beside = _around(rest[: match.start()], rest[match.end() :])
        figure = _figure(match)
        year = re.fullmatch(r"(?:19|20)\d\d", match[0])  # it counts nothing
        found.append(replace(figure, counted=frozenset() if year else counted, beside=beside))
    return found, rest.replace("\0", " ")


def _around(before: str, after: str) -> tuple[frozenset[str], frozenset[str]]:
    """What a figure counts, and the words beside it, up to the next figure or comma."""
    left = words(re.split(r"[\0.,;!?]", before[-80:])[-1])[-4:]
    right = words(re.split(r"[\0.,;!?]", after[:80])[0])[:4]
    noun = list(takewhile(lambda word: word not in STOP_WORDS, right)) or [w for w in left[-3:] if w not in STOP_WORDS]
    return frozenset(stem(w) for w in noun), frozenset(stem(word) for word in left + right if word not in STOP_WORDS)


def _figure(match: re.Match[str]) -> Claim:
    part = match.groupdict()
    written = match[0].strip()
    if part["amount"]:
        return Claim(kind=part["currency"], value=_decimal(part["amount"], part["large"]), written=written)
    if part["percent"]:
        return Claim(kind="percent", value=_decimal(part["percent"]), written=written)
    if part["hour"]:
        hour = int(part["hour"]) % 12 + (12 if part["half"].lower() == "p" else 0)
        return Claim(kind="time", value=f"{hour:02}:{part['minute'] or '00'}", written=written)
    if part["hour24"]:
        return Claim(kind="time", value=f"{int(part['hour24']):02}:{part['minute24']}", written=written)
    if part["ordinal"]:
        return Claim(kind="ordinal", value=str(int(part["ordinal"])), written=written)
    if part["nth"]:
        return Claim(kind="ordinal", value=str(_ORDINALS.index(part["nth"].lower()) + 1), written=written)
    if part["reference"]:
        return Claim(kind="reference", value=part["reference"].upper(), written=written)
    if part["number"]:
        return Claim(kind="number", value=_decimal(part["number"], part["times"]), written=written)
    return Claim(kind="number", value=str(_spelt(part["numeral"])), written=written)


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


def _date_value(day: FoundDate) -> str:
    """A date as yyyy-mm-dd, with question marks for what it leaves out; a season is named by the months it covers."""
    season = f"+{day.months}" if day.months > 1 else ""
    return f"{day.year or '????'}-{f'{day.month:02}' if day.month else '??'}-{f'{day.day:02}' if day.day else '??'}{season}"


def _within(full: str, claimed: str) -> bool:
    """Whether a date says all that a claimed one says: 18 January 2024 does for January 2024, never the reverse."""
    return len(full) == len(claimed) and all(theirs in ("?", ours) for ours, theirs in zip(full, claimed, strict=True))


def _names(text: str) -> list[Claim]:
    """The runs of capitalised words: a person, a place, a body. A lone first word is an "opening", for it may be any word."""
    found = []
    first = re.search(r"[^\W_]", text)
    for run in _CAPITALISED_RUN.finditer(text):
        inside = words(run[0])
        opening = len(inside) == 1 and first is not None and run.start() == first.start()
        while inside and inside[0] in STOP_WORDS:
            inside.pop(0)
        while inside and inside[-1] in STOP_WORDS:
            inside.pop()
        if len(inside) > 1 and inside[0] in _COURTESY:
            # "Councillors Smith and Jones" in the minutes is "Councillor Jones" in an answer.
            found.append(Claim(kind="name", value=inside.pop(0), written=run[0]))
        if opening and inside:
            found.append(Claim(kind="opening", value=stem(inside[0]), written=run[0]))
        elif inside:
            found.append(Claim(kind="name", value=" ".join(inside), written=run[0]))
    return found
