"""Dates as minutes and questions write them, OCR noise included."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from rag.numerals import ONES, ORDINALS
from rag.tables import table

MONTHS = tuple("january february march april may june july august september october november december".split())
_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11), "winter": (12, 2)}
_SHORT = {month[:3]: number for number, month in enumerate(MONTHS, 1)} | {"sept": 9, "febuary": 2}
_ABBREVIATED = r"(?:jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)(?=[\W\d]|$)\.?"
# (?a:...): without it re.I takes a long s or a dotless i for s and i, and the name isn't found in the tables above
_MONTH = rf"(?P<month>(?a:{'|'.join(MONTHS)}|febuary|{_ABBREVIATED}))"
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_ORDINALS = [*ORDINALS, *(f"twenty-{one}" for one in ORDINALS[:9]), "thirtieth", "thirty-first"]
_CARDINALS = [*ONES[1:], "twenty", *(f"twenty-{one}" for one in ONES[1:10]), "thirty"]


def written_day(written: str | None) -> date | None:
    """The day that the ledger writes as "2024-01-18"; None where it has none."""
    return date.fromisoformat(written) if written else None


def languages() -> dict[str, Any]:
    """The words of dates in other languages, as dates.toml has them."""
    return table("rag", "dates.toml")


_FOREIGN = {
    unicodedata.normalize("NFC", form): number
    for language in languages().values()
    for number, forms in enumerate(language["months"], 1)
    for form in forms
}


_TWO_YEARS = re.compile(r"(?<![\w/–-])((?:19|20)\d\d)\s?[/–-]\s?((?:19|20)?\d\d)\b(?![/–-]\d)")


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True)).replace("-", r"[-\s]")


_OCR_ONE = str.maketrans("lI", "11")
_DAY = r"(?P<day>[0-3]?\d|(?<!\w)[lI]\d)\s?(?:st|nd|rd|th|[\"”“*'’®°™]{1,2})?"
_YEAR = r"(?P<year>(?:19|20)\s?\d\s?\d|['’]\d\d)"
_FORMS = [
    re.compile(rf"(?<![\d.,£€$]){_DAY}\s*(?:day\s+)?(?:of\s+)?{_MONTH}(?:(?:,|\.|\s|of)*{_YEAR})?(?!\w)", re.I),
    re.compile(rf"(?<!\w){_MONTH}\s+{_DAY}(?![\d:/])(?:[,.\s]*{_YEAR})?(?!\w)", re.I),
    re.compile(r"(?<![\d/.])(?P<day>[0-3]?\d)[/.](?P<nmonth>[0-3]?\d)[/.](?P<year>(?:20|19)?\d\d)(?![\d/])"),
    re.compile(
        r"(?<![\d-])(?P<year>(?:19|20)\d\d)[-\u2010\u2011](?P<nmonth>[01]?\d)[-\u2010\u2011](?P<day>[0-3]?\d)(?![\d-])"
    ),
    re.compile(
        rf"(?<!\w)(?P<spelt>{_any_of(_ORDINALS)})\s+(?:day\s+)?of\s+{_MONTH}"
        rf"(?:[,\s]*(?:{_YEAR}|two\s+thousand\s+(?:and\s+)?(?P<written>{_any_of(_CARDINALS)})))?(?!\w)",
        re.I,
    ),
    re.compile(rf"(?<![\w.]){_DAY}[./-](?P<roman>(?a:{_any_of(_ROMAN)}))[./-](?P<year>(?:19|20)?\d\d)(?!\w)", re.I),
    *(
        re.compile(
            rf"(?<![\w.,£€$])(?P<day>[0-3]?\d)(?:{language['days']})?\s+(?:(?:{language['of']})\s+)?"
            rf"(?P<foreign>{_any_of(form for forms in language['months'] for form in forms)}),?"
            r"\s+(?P<year>(?:19|20)\d\d)(?!\w)",
            re.I,
        )
        for language in languages().values()
    ),
    re.compile(rf"(?<!\w){_MONTH}[,\s]+(?:of\s+)?{_YEAR}(?!\w)", re.I),
    re.compile(rf"(?<!\w)(?P<season>(?a:spring|summer|autumn|fall|winter))[,\s]+(?:of\s+)?{_YEAR}(?!\w)", re.I),
    re.compile(r"(?<![\w/.,£€$-])(?P<year>(?:19|20)\d\d)(?![\w/%]|[.,-]\d)"),
]
_SURE_MONTHS = "|".join(month for month in MONTHS if month not in ("march", "may"))
_BARE_MONTH = re.compile(rf"(?<!\w)(?P<month>(?a:{_SURE_MONTHS}))(?!\w)", re.I)
_WORD_MONTH = re.compile(  # "in March", but not "in May Street"; "the May meeting"
    r"(?:(?<=\b[Ii]n )|(?<=\b[Dd]uring )|(?<=\b[Ss]ince ))(?P<month>March|May)(?!\w|\s+[A-Z])"
)
_MONTH_OF_MEETING = re.compile(
    r"(?<=\b[Tt]he )(?P<month>March|May)(?=(?:\s+[A-Z][\w'’]*){0,5}\s+(?:meeting|minutes)\b)"
)
_BARE_MONTHS = [_BARE_MONTH, _WORD_MONTH, _MONTH_OF_MEETING]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDate:
    """A date in a text: year, month and day are None where the text leaves them out.

    Attributes:
        start: offset of its first character.
        end: offset after its last character.
        months: how many months it covers from `month` on (3 for a season), 1 otherwise.
    """

    start: int
    end: int
    year: int | None
    month: int | None
    day: int | None
    months: int = 1

    @property
    def exact(self) -> date | None:
        """The day itself, where year, month and day are all given and form one."""
        if self.year and self.month and self.day:
            try:
                return date(self.year, self.month, self.day)
            except ValueError:
                return None
        return None

    def covers(self, day: date) -> bool:
        """Whether a day fits all that is given."""
        if self.month is None:
            return day.year == self.year
        distance = (day.month - self.month) % 12
        if distance >= self.months or (self.day is not None and day.day != self.day):
            return False
        return self.year is None or day.year == self.year + (1 if day.month < self.month else 0)


def two_year_names(text: str) -> frozenset[str]:
    """The years over two calendar years that a text names ("2024/25", "2024-2025"), each as "2024/25"."""
    found = _TWO_YEARS.findall(text)
    return frozenset(f"{first}/{last[-2:]}" for first, last in found if (int(first) + 1) % 100 == int(last[-2:]))


def find_dates(text: str, *, bare_months: bool = False) -> list[FoundDate]:
    """Every date in the text, in order and without overlap; the most complete reading of each place wins.

    With `bare_months` a month alone counts too ("the January meeting"), March and May, which are words, only in some
    places.
    """
    found: list[FoundDate] = []
    for form in [*_FORMS, *(_BARE_MONTHS if bare_months else [])]:
        for match in form.finditer(text):
            if any(match.start() < other.end and other.start < match.end() for other in found):
                continue
            reading = _read(match)
            if reading:
                found.append(reading)
    return sorted(found, key=lambda one: one.start)


def _read(match: re.Match[str]) -> FoundDate | None:
    groups = match.groupdict()
    year = _year(groups.get("year"))
    day = int(groups["day"].translate(_OCR_ONE)) if groups.get("day") else None
    if spelt := groups.get("spelt"):
        day = _ORDINALS.index(_hyphened(spelt)) + 1
    if written := groups.get("written"):
        year = 2001 + _CARDINALS.index(_hyphened(written))
    months = 1
    if season := groups.get("season"):
        month, last = _SEASONS[season.lower()]
        months = (last - month) % 12 + 1
    elif groups.get("month"):
        month = _SHORT[groups["month"].lower().rstrip(".")[:3]]
    elif roman := groups.get("roman"):
        month = _ROMAN.index(roman.lower()) + 1
    elif foreign := groups.get("foreign"):
        month = _FOREIGN[re.sub(r"\s+", " ", unicodedata.normalize("NFC", foreign.lower()))]
    else:
        month = int(groups["nmonth"]) if groups.get("nmonth") else 0
        # 5/14/2024, as the United States write; a year that stands first is followed by the month everywhere
        if (
            12 < month <= 31
            and day
            and day <= 12
            and len(groups["year"]) != 2
            and match.start("year") > match.start("day")
        ):
            day, month = month, day
    if (month == 0 and (day or not year)) or month > 12 or (day is not None and not 1 <= day <= 31):
        return None
    return FoundDate(start=match.start(), end=match.end(), year=year, month=month or None, day=day, months=months)


def _hyphened(words: str) -> str:
    return re.sub(r"\s+", "-", words.lower())


def _year(written: str | None) -> int | None:
    if not written:
        return None
    digits = re.sub(r"\D", "", written)
    return int(digits) if len(digits) == 4 else 2000 + int(digits) if int(digits) < 70 else 1900 + int(digits)
