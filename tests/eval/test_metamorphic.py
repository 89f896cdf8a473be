import json

import pytest
from click.testing import CliRunner

from eval.commands import main
from eval.metamorphic import Check, cited_otherwise, quoted_value, table, unchanged, unproved
from tests.conftest import SAMPLE_MINUTES


@pytest.fixture
def wall(paragraph):
    return paragraph("A grant of £500 was made to the band.")


def test_without_its_proof_an_answer_must_be_withheld_or_proved_otherwise(gold, say, abstain, paragraph, wall):
    question = gold(also=[{"document": "b.md", "anchor": "the grant, half a thousand"}])
    assert unproved(question, abstain()) is None
    assert (
        unproved(question, say("Half a thousand [1]", paragraph("Of the grant, half a thousand.", document="b.md")))
        is None
    )
    assert unproved(question, say("It was £500 [1]", paragraph("It was £500.", document="c.md"))) is None
    assert unproved(question, say("It was £90 [1]", paragraph("It was £90."))) == "answered: It was £90 [1]"


def test_the_value_to_change_is_one_that_is_said(gold, say, wall):
    assert quoted_value(gold(), say("A grant of £500 was made. [1]", wall)) == "£500"
    assert quoted_value(gold(), say("A grant was made. [1]", wall)) is None
    assert quoted_value(gold(facts=[["the band"]]), say("It was made to the band [1]", wall)) is None


def test_after_a_change_the_new_value_is_said_or_the_old_from_elsewhere(say, abstain, wall, paragraph):
    changed = paragraph("A grant of £501 was made to the band.")
    assert unchanged(say("A grant of £501 [1]", changed), "£500", {changed.id}) is None
    assert unchanged(abstain(), "£500", {changed.id}) is None
    assert unchanged(say("A grant of £500 [1]", wall), "£500", {changed.id}) is None
    stale = unchanged(say("A grant of £500 [1]", wall), "£500", {wall.id})
    assert stale == "£500 became £501; answered: A grant of £500 [1]"


def test_the_same_question_in_other_words_cites_the_same(say, abstain, wall, paragraph):
    other = paragraph("The band played.")
    assert cited_otherwise(say("Yes [1]", wall), say("No [1]", wall)) is None
    assert cited_otherwise(say("Yes [1]", wall), say("Yes [1][2]", other, wall)) == "cites 1 of the same 1 and 1 others"
    assert cited_otherwise(say("Yes [1]", wall), abstain(wall)) == "withheld"


def test_the_table_has_shares_by_set_and_the_failures(gold):
    checks = [
        Check(change="proof deleted", set="first", question=gold(), trouble=None),
        Check(change="proof deleted", set="second", question=gold(id="q2"), trouble="answered: £90"),
        Check(change="a slip", set="second", question=gold(id="q2"), trouble=None),
    ]
    lines = list(table(checks))
    assert lines[0].split() == ["first", "second", "all"]
    assert lines[1].split("  ")[0] == "proof deleted"
    assert "".join(lines[1].split()) == "proofdeleted1.00of10.00of10.50of2"
    assert "".join(lines[2].split()) == "aslip-1.00of11.00of1"
    assert lines[3:] == ["second q2 (fact), proof deleted: answered: £90"]


def test_the_command_checks_what_is_answered_rightly(sample_home, tmp_path):
    sample = SAMPLE_MINUTES.parent / "sample.jsonl"
    lines = [
        line for line in sample.read_text(encoding="utf-8").splitlines() if json.loads(line)["id"] in ("s01", "s02")
    ]
    few = tmp_path / "few.jsonl"
    few.write_text("\n".join(lines), encoding="utf-8")
    done = CliRunner().invoke(main, ["metamorphic", str(few), "--home", str(sample_home.home)])
    assert done.exit_code == 0, done.stderr
    shares = {line[:18].strip(): line[18:].split()[:3] for line in done.output.splitlines()[1:7]}
    assert shares["value changed"][:1] == ["1.00"]
    assert shares["in capitals"][1:] == ["of", shares["proof deleted"][2]]
