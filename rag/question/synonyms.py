"""Words that questions use for what minutes say otherwise."""

from functools import cache

from rag.stores.words import terms

_GROUPS = """
apologies apology absent absence missing away
chaired chair chairman chairperson presided presiding cathaoirleach
present attended attendance attending
refused rejected refuse reject lost defeated declined refusal
approved agreed adopted carried passed resolved granted accepted okayed approval
deferred postponed adjourned delayed deferral
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
residents resident locals villagers parishioners
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
fee charge charges fees
""".strip().splitlines()


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
