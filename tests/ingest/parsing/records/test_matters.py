"""What was voted on, without who moved it, the vote and its end."""

import pytest

from ingest.parsing.records.matters import matter_of
from ingest.parsing.records.movers import movers


@pytest.mark.parametrize(
    ("words", "matter"),
    [
        ("Motion to mend the wall by Cllr Ash, second by Cllr Elm.", "to mend the wall"),
        (
            "Cllr Ash moved to mend the wall. Cllr Elm seconded the motion and it carried with 4 Aye votes.",
            "to mend the wall",
        ),
        ("It was moved by Cllr Ash, seconded by Cllr Elm, to mend the wall.", "to mend the wall"),
        ("Cllr Ash moved for the Council to mend the wall; second by Cllr Elm.", "to mend the wall"),
        ("Cllr Ash proposed that the wall be mended, and Cllr Elm seconded.", "that the wall be mended"),
        ("Cllr Ash moved to mend the wall, with Cllr Elm seconding.", "to mend the wall"),
        ("Motion to Vote made by Jo Ash to mend the wall.", "to mend the wall"),
        (
            "Cllr Ash proposed a precept of £900 be asked for, seconded by Cllr Elm. 4 Votes for 1 Against.",
            "a precept of £900 be asked for",
        ),
        ("It was resolved by 4 votes to 1 that the wall be mended.", "that the wall be mended"),
        (
            "RESOLVED: That the wall be mended. (Cllr Ash proposed, Cllr Elm seconded, all were in favour).",
            "That the wall be mended",
        ),
        (
            "Proposed - Cllr Ash Seconded - Cllr Elm ‘That the wall behind the mill be mended’ For – 5 Against - 2",
            "That the wall behind the mill be mended",
        ),
        (
            "Resolved that the ‘Mill and Weir’ plan be kept, proposed by Cllr Ash, seconded by Cllr Elm.",
            "that the ‘Mill and Weir’ plan be kept",
        ),
        (
            "The minutes of 4 May were proposed by Cllr Ash, seconded by Cllr Elm, one abstained due to being absent.",
            "The minutes of 4 May",
        ),
    ],
)
def test_the_matter_is_the_motions_words(words: str, matter: str) -> None:
    assert matter_of(words, movers(words)) == matter


@pytest.mark.parametrize(
    "words",
    [
        "Cllr Elm seconded the motion.",
        "Proposed: Cllr Ash; seconded: Cllr Elm",
        "Cllr Ash proposed and Cllr Elm seconded this.",
        "Mr Ash proposed Mr Elm for the office of chairman, seconded by Mrs Fir",
        "The Amendment was proposed by Cllr Ash and seconded by Cllr Elm.",
        "A further amendment was proposed by Cllr Ash and seconded by Cllr Elm:",
        "As most were for it, the Mayor declared the proposal from Cllr Ash defeated.",
        "Prop. AA, 2nd EE, 5 in favour, 2 against.",
        "The Clerk said that the amended Motion, as proposed by Cllr Ash and seconded by Cllr Elm, would be voted on.",
        "Lamp 78.00 3.90 81.90 Hall 30.00 0.00 30.00 were proposed for approval by Cllr Ash, seconded by Cllr Elm.",
        "One voted in favour and 4 Councillors voted against.",
        "The Chair directed that a vote be taken on Amendment No. 1 as proposed by Cllr Ash and seconded by Cllr Elm.",
        "It was agreed that the following resolution be adopted: Proposed by Cllr Ash; Seconded by Cllr Elm;",
        "On the proposal of Cllr Ash, seconded by Cllr Elm, the Recommendation was agreed.",
    ],
)
def test_who_moved_and_how_many_voted_is_no_matter(words: str) -> None:
    assert matter_of(words, movers(words)) == ""
