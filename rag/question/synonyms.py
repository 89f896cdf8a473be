"""Words and turns of phrase that questions use for what minutes say otherwise."""

import re
from functools import cache

from rag.stores.words import terms

_GROUPS = """
apologies apology absent absence missing away
chaired chair chairman chairperson presided presiding cathaoirleach
present attended attendance attending
refused rejected refuse reject lost defeated declined refusal
approved agreed adopted carried passed resolved granted accepted okayed ok approval consent
deferred postponed adjourned delayed deferral shelved
proposed moved proposer mover proposal
seconded seconder
cost price amount costs total paid
money funding fund funds grant finance sum
replaced replace replacement procure
cut reduced reduction decreased reduce lower downwards
raised increased rose increase rise upwards
quote quotation estimate tender quoted
bought purchased buy purchase
repair repaired mend mended fix fixed
ask asked requested request
letter write wrote written
appointed elected chosen appointment election
residents resident locals villagers parishioners public
chase follow pursue
closed close closure shut locked
open opened reopened unlocked reopen
start begin commence started begun commenced
finished completed complete finish
children kids child
lorry lorries hgv hgvs
rubbish litter waste
councillor councillors cllr
police garda gardai
tax precept
email e-mail
deaths death died fatality fatalities killed
loan loans borrow borrowing borrowed
refurbished refurbish refurbishment restored restoration renovated renovation renovate revamp
alley alleyway lane
handover changeover hand
called known named renamed
cancelled cancel cancellation scrapped abandoned
resigned resignation resign
introduced introduce introduction implemented
disposed disposal dispose sold sale
established establish formed
crash crashes collision collisions accident accidents
fee charge charges fees
""".strip().splitlines()


_PHRASES = {
    r"(?:put(?:ting|s)?|push(?:ed|ing)?) (?:off|back)|(?:laid|lay(?:ing)?|held) over": "deferred",
    r"turn(?:ed|ing|s)? down|(?:threw|thrown|throw) out": "refused",
    r"(?:do(?:ing)?|done)[ -]up": "refurbished",
    r"call(?:ed|ing)? off": "cancelled",
    r"(?:sit|sat|sitting) on the fence": "abstained",
    r"(?:get|got|getting) rid of": "disposed",
    r"(?:bring|bringing|brought) in": "introduced",
    r"hand(?:ed|ing)? over": "handover",
    r"ok['’]?(?:d|ed)|go(?:ne)?[ -]ahead|green light|sign(?:ed|ing)? off": "approved",
    r"(?:set|setting) up": "established",
    r"(?:step|stepp|st(?:oo|an)d)(?:ed|ing|s)? down": "resigned",
    r"turn(?:ed|ing)? up": "attended",
}
_PHRASE = [(re.compile(rf"(?i)(?<!\w)(?:{phrase})(?!\w)"), word) for phrase, word in _PHRASES.items()]
_HOURS = "one two three four five six seven eight nine ten eleven twelve".split()
_HALF = re.compile(rf"(?i)\bhalf(?: past)? (?P<hour>{'|'.join(_HOURS)})\b")
_SUM = re.compile(r"(?i)(?P<sum>[£€$]\s?\d+(?:\.\d+)?)\s?(?P<unit>m|mn|k)\b")
_YEARS = re.compile(r"(?<![\d/])(?P<first>(?:19|20)\d\d)\s?[/–-]\s?(?P<second>\d{1,2})(?![\d/–-])")


def in_minutes_words(question: str) -> str:
    """The question with its turns of phrase as minutes have them: "put off" is deferred, "2001/2" is 2001/2002.

    "Half two" is 2.30, "€1m" is €1 million, "£5k" is £5000.
    """
    for phrase, word in _PHRASE:
        question = phrase.sub(word, question)
    question = _HALF.sub(lambda match: f"{_HOURS.index(match['hour'].lower()) + 1}.30", question)
    question = _SUM.sub(lambda match: match["sum"] + ("000" if match["unit"] in "kK" else " million"), question)
    return _YEARS.sub(_both_years, question)


def _both_years(match: re.Match[str]) -> str:
    following = int(match["first"]) + 1
    return f"{match['first']}/{following}" if str(following).endswith(match["second"]) else match[0]


@cache
def _alternatives() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in _GROUPS:
        group = {term for word in line.split() for term in terms(word)[:1]}
        for term in group:
            found.setdefault(term, set()).update(group - {term})
    return {term: frozenset(others) for term, others in found.items()}


def alternatives(term: str) -> frozenset[str]:
    """The terms that minutes may have in place of a question's term; none for most."""
    return _alternatives().get(term, frozenset())
