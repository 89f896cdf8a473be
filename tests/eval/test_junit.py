from xml.etree import ElementTree

from eval.gates import Gates, judge
from eval.junit import junit


def told(case: ElementTree.Element, tag: str) -> tuple[str, str]:
    """The message and the text of a case's failure or error."""
    (found,) = case.findall(tag)
    return found.get("message") or "", found.text or ""


def test_a_case_a_question_says_what_is_wrong_and_a_case_a_gate_what_was_measured(report):
    gates = Gates(never={"errors": 0, "bad_quotes": 0}, floor={"whole_lists": 0.5})
    root = ElementTree.fromstring(junit(report, judge(gates, report.totals.figures)))
    suites = {suite.get("name"): suite for suite in root}
    assert {
        name: [suite.get(key) for key in ("tests", "failures", "errors", "skipped")] for name, suite in suites.items()
    } == {
        "first": ["2", "2", "0", "0"],
        "second": ["3", "2", "1", "0"],
        "gates": ["3", "1", "0", "1"],
    }
    right, wrong = suites["first"]
    assert (right.get("classname"), right.get("name")) == ("first.fact", "q1: One?")
    assert told(right, "failure")[0] == "not its quote: “£500 [1]”"
    assert "not cited (found at rank 2): “grant of £500” in a.md" in told(wrong, "failure")[1]
    assert told(suites["second"][1], "error")[0] == "KeyError: 'Four?'"
    assert told(suites["gates"][0], "failure")[0] == "at most 0 is wanted, 1 was measured (n 5)"
    assert suites["gates"][1].find("failure") is None


def test_what_xml_can_not_hold_is_left_out(report):
    row = report.sets[1].rows[1]
    object.__setattr__(row.outcome, "error", "bad \x00\x1b byte")
    root = ElementTree.fromstring(junit(report, []))
    assert [one.get("message") for one in root.findall("testsuite/testcase/error")] == ["bad  byte"]
