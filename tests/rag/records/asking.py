"""What the records of the invented ledger answer, and when its meetings were."""

from datetime import date

from rag.evidence import Finding, Findings
from rag.ledger import Ledger
from rag.plan import (
    Period,
    Plan,
    RecordQuery,
    Scope,
)
from rag.records.queries import Records

TOWN = frozenset({"Ottermouth Town Council"})
JANUARY = Scope(bodies=TOWN, period=Period(first=date(2024, 1, 1), last=date(2024, 1, 31)))
FEBRUARY = Scope(bodies=TOWN, period=Period(first=date(2024, 2, 1), last=date(2024, 2, 29)))
YEAR = Scope(bodies=TOWN, period=Period(first=date(2024, 1, 1), last=date(2024, 12, 31)))


def ask(ledger: Ledger, record: RecordQuery | None, scope: Scope = JANUARY) -> Findings | None:
    return Records(ledger).find(Plan(question="", standalone="", record=record, scope=scope))


def quotes(findings: Findings | None) -> list[str]:
    return [proof.quote for one in findings.findings for proof in one.proofs] if findings else []


def text(findings: Findings | None) -> str:
    assert findings is not None
    (finding,) = findings.findings
    return finding.text


def found(findings: Findings | None) -> tuple[Finding, ...]:
    assert findings is not None
    return findings.findings
