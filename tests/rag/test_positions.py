import pytest

from rag.finding.positions import Position, position


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("RESOLVED: to rescind the decision of 4 May 2021. Carried.", Position.RESCINDED),
        ("The motion was put to the vote and was lost.", Position.LOST),
        ("The county refused approval for the crossing.", Position.REFUSED),
        ("The scheme was not approved.", Position.REFUSED),
        ("An extension of time of 60 days was granted.", Position.DEFERRED),
        ("It was agreed that the item be deferred to the June meeting.", Position.DEFERRED),
        ("The plan that had been refused in May was approved.", Position.APPROVED),
        ("The bench has been installed by Mr Dent.", Position.COMPLETED),
        ("The gate was unlocked again on Monday.", Position.RESTORED),
        ("The grant was reduced to £400.", Position.CUT),
        ("It was agreed to buy a new gate.", Position.AGREED),
        ("The Clerk agreed to write to the owner.", Position.ACTION),
        ("Cllr Moss proposed a second bench.", Position.PROPOSED),
        ("The Councillor referred to the loose paving.", Position.REPORTED),
        ("A lost dog was found on the green.", Position.REPORTED),
    ],
)
def test_the_minutes_own_verbs_say_where_a_step_leaves_a_matter(words: str, expected: Position):
    assert position(words) is expected


@pytest.mark.parametrize(
    "words",
    [
        "The work will start once the plan is approved.",
        "It stays shut until it is re-opened.",
        "If these sites are adopted a grant follows.",
        "A start is subject to the survey being completed.",
    ],
)
def test_what_is_only_looked_forward_to_changes_nothing(words: str):
    assert position(words) is Position.REPORTED


def test_the_outcome_of_the_record_counts_before_the_verbs():
    assert position("That the plan approved in May be upheld.", "lost") is Position.LOST
    assert position("That the plan be approved.", "carried") is Position.APPROVED
    assert position("That two benches stand on the green.", "carried") is Position.AGREED
    assert position("That the report stand.", "noted") is Position.NOTED
