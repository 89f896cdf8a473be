"""The run as JUnit XML, which every CI shows: a case for each question and one for each gate."""

import re
from collections.abc import Sequence
from xml.etree import ElementTree

from eval.gates import HOLDS, UNMEASURED, Gate
from eval.markdown import shown, unfaithful, why_wrong
from eval.reporting import Report
from eval.scoring import Row

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(report: Report, gates: Sequence[Gate]) -> str:
    """The XML: a failure says what is wrong with an answer; what asking failed for is an error; no clock is in it.

    A question that isn't answered rightly is a failed case: whether that may be is what the gates say.
    """
    suites = ElementTree.Element("testsuites", name="evaluation")
    for one in report.sets:
        suite = ElementTree.SubElement(suites, "testsuite", name=one.name)
        for row in one.rows:
            case = ElementTree.SubElement(
                suite, "testcase", classname=f"{one.name}.{row.question.kind}", name=_plain(_name(row))
            )
            _outcome(case, row)
        _count(suite)
    suite = ElementTree.SubElement(suites, "testsuite", name="gates")
    for gate in gates:
        case = ElementTree.SubElement(suite, "testcase", classname="gates", name=gate.name)
        if gate.state is UNMEASURED:
            ElementTree.SubElement(case, "skipped", message=f"{gate.bar} is wanted; not measurable")
        elif gate.state is not HOLDS:
            measured = f"{gate.bar} is wanted, {shown(gate.figure)} was measured (n {gate.figure.n})"
            ElementTree.SubElement(case, "failure", message=measured)
    _count(suite)
    ElementTree.indent(suites)
    return ElementTree.tostring(suites, encoding="unicode", xml_declaration=True) + "\n"


def _name(row: Row) -> str:
    return f"{row.question.id}: {row.question.question}"


def _outcome(case: ElementTree.Element, row: Row) -> None:
    if row.answer is None:
        ElementTree.SubElement(case, "error", message=_plain(row.outcome.error or "asking failed"))
        return
    whys = list(why_wrong(row)) if not row.right else list(unfaithful(row))
    if whys:
        failure = ElementTree.SubElement(case, "failure", message=_plain(whys[0]))
        failure.text = _plain("\n".join([*whys, f"{row.answer.status}: {row.answer.text}"]))


def _count(suite: ElementTree.Element) -> None:
    suite.set("tests", str(len(suite)))
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(name, str(len(suite.findall(f"testcase/{tag}"))))


def _plain(text: str) -> str:
    """The text without the characters that XML can't hold."""
    return _NOT_XML.sub("", text)
