import json
from contextlib import closing

import pytest
from click.testing import CliRunner

from eval.commands import main
from eval.drafting import drafts, ticked, wordings, write
from eval.questions import GoldQuestion, load_questions, plain
from eval.running import find_proof
from ingest.parsing import parse
from ingest.reading import read
from rag.errors import WrongUse
from rag.ledger import Ledger
from rag.minutes import Document

MINUTES = """# Orrin Parish Council

Minutes of the meeting of Orrin Parish Council held on 3 May 2024.

Present: Cllr A Marsh (Chair), Cllr B Teal, Cllr C Reed, Cllr D Reed

## 1. Apologies for absence

Apologies were received from Cllr E Moss and Cllr F Fenn.

## 2. Churchyard wall

It was proposed by Cllr Teal, seconded by Cllr C Reed and

RESOLVED, by 3 votes to 1: That the wall be mended at a cost of £4,250 by 30 June 2024.

## 3. Bonfire

It was proposed by Cllr C Reed and seconded by Cllr Teal that a bonfire be held on the green.

For (1): Cllr C Reed. Against (3): Cllrs Marsh, Teal and D Reed. The motion was LOST.

## 4. Actions

| Action | Owner | By |
|---|---|---|
| Clear the pond | Mr G Heron | 1 July 2024 |

## 5. Date of next meeting

7 June 2024.
"""


@pytest.fixture
def ledger(tmp_path):
    text = read("orrin.md", MINUTES.encode())
    meeting = parse(text, "orrin.md")[0]
    with closing(Ledger(tmp_path / "home", create=True)) as ledger:
        ledger.put(
            Document(
                name="orrin.md", source="/orrin.md", digest="0" * 64, format="text", text=text.text, meetings=(meeting,)
            )
        )
        yield ledger


@pytest.fixture
def typed(monkeypatch):
    """Asks at a terminal where that is typed, and gives back what is kept."""

    def at_a_terminal(made, keys):
        kept: list[GoldQuestion] = []

        @main.command("tick")
        def tick():
            kept.extend(ticked(made))

        done = CliRunner().invoke(tick, input=keys)
        assert done.exception is None
        return kept, done.output

    monkeypatch.setattr(main, "commands", dict(main.commands))
    return at_a_terminal


def of_kind(made: list[GoldQuestion], kind: str) -> list[GoldQuestion]:
    return [one for one in made if one.kind == kind]


def test_each_sort_of_record_gives_a_draft(ledger):
    made = drafts(ledger, 100)
    decision = of_kind(made, "decision")[0]
    assert "Churchyard wall" in decision.question
    assert decision.facts == ((r"£ ?4,?250(?![\d.,]*\d)",), (r"30 June 2024(?![\d.,]*\d)",))
    (action,) = of_kind(made, "action")
    assert "Clear the pond" in action.question
    assert action.facts == ((r"\bheron\b",), ("1 july 2024",))
    (away,) = of_kind(made, "attendance")
    assert away.facts == ((r"\bmoss\b",), (r"\bfenn\b",))
    (lost,) = of_kind(made, "yesno")
    assert "Bonfire" in lost.question
    assert lost.never


def test_votes_are_asked_by_mover_figures_and_names(ledger):
    facts = [{pattern for (pattern,) in one.facts} for one in of_kind(drafts(ledger, 100), "vote")]
    assert {r"\bteal\b", r"\bc\w*\.? reed\b"} in facts  # the initial, because there are two of that surname
    assert {r"\b(?:3|three)\b", r"\b(?:1|one)\b"} in facts
    assert {r"\bmarsh\b", r"\bteal\b", r"\bd\w*\.? reed\b"} in facts


def test_every_draft_is_proved_by_the_paragraphs_that_it_names(ledger):
    for one in drafts(ledger, 100):
        places = [find_proof(place, ledger) for place in one.gold]
        assert places
        assert [proof.trouble for proof in places if proof.trouble] == []
        assert plain(one.answer)


def test_what_its_paragraph_does_not_say_is_not_drafted(ledger):
    with ledger._writing() as base:
        base.execute("UPDATE actions SET owner = 'Mr H Stork'")
    assert of_kind(drafts(ledger, 100), "action") == []


def test_names_that_are_fewer_than_were_counted_are_not_asked_for(ledger):
    with ledger._writing() as base:
        base.execute("DELETE FROM votes WHERE name LIKE '%Marsh'")
    assert not any("against “" in one.question and r"\bteal\b" in str(one.facts) for one in drafts(ledger, 100))


def test_the_same_seed_gives_the_same_and_the_kinds_take_turns(ledger):
    assert drafts(ledger, 4, 7) == drafts(ledger, 4, 7)
    assert [one.id for one in drafts(ledger, 4)] == ["d001", "d002", "d003", "d004"]
    assert len({one.kind for one in drafts(ledger, 5)}) > 2
    assert {tuple(one.question for one in drafts(ledger, 100, seed)) for seed in range(5)} != {
        tuple(one.question for one in drafts(ledger, 100))
    }


def test_without_records_there_is_nothing_to_draft(tmp_path):
    with (
        closing(Ledger(tmp_path / "empty", create=True)) as empty,
        pytest.raises(WrongUse, match="ingest minutes with"),
    ):
        drafts(empty, 10)


def test_what_is_ticked_is_kept_as_worded_there(ledger, typed):
    made = drafts(ledger, 4)
    kept, shown = typed(made, "n\ny\ne\nWho then?\nMarsh ; Teal|Reed\nq\n")
    assert kept[0] == made[1]
    assert (kept[1].question, kept[1].facts, kept[1].gold) == ("Who then?", (("Marsh",), ("Teal|Reed",)), made[2].gold)
    assert len(kept) == 2
    assert made[3].answer in shown


def test_a_pattern_that_is_none_is_asked_for_again(ledger, typed):
    kept, shown = typed(drafts(ledger, 1), "e\nWho?\n(\nWho?\nMarsh\n")
    assert [one.facts for one in kept] == [(("Marsh",),)]
    assert "That can't be used" in shown


def test_the_end_of_the_input_keeps_what_was_ticked(ledger, typed):
    made = drafts(ledger, 3)
    assert typed(made, "y\n")[0] == made[:1]


def test_a_file_that_exists_is_left_as_it_is(ledger, tmp_path):
    out = tmp_path / "deep" / "drafts.jsonl"
    made = drafts(ledger, 3)
    assert write(out, made) == 3
    assert load_questions(out) == tuple(made)
    with pytest.raises(WrongUse, match="exists already; name another file"):
        write(out, made[:1])
    assert load_questions(out) == tuple(made)


def test_the_command_writes_all_of_them_unasked(ledger, tmp_path):
    out = tmp_path / "drafts.jsonl"
    ledger.close()
    arguments = ["draft-questions", str(out), "--all", "--count", "3", "--home", str(tmp_path / "home")]
    done = CliRunner().invoke(main, arguments)
    assert done.output == f"3 questions are in {out}\n"
    assert [json.loads(line)["id"] for line in out.read_text(encoding="utf-8").splitlines()] == ["d001", "d002", "d003"]
    again = CliRunner().invoke(main, arguments)
    assert (again.exit_code, again.stderr.count("\n")) == (2, 1)


@pytest.mark.parametrize("name", sorted(wordings()))
def test_each_wording_reads_as_its_example_says(name):
    wording = wordings()[name]
    assert wording["asks"][0].format(**wording["of"]) == wording["example"]
    assert len({asked.format(**wording["of"]) for asked in wording["asks"]}) == len(wording["asks"])
