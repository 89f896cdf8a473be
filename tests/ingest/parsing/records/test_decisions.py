"""What was decided: one record for each decision, with its movers, its outcome and its votes."""

import pytest

from ingest.parsing import parse
from ingest.parsing.records.movers import movers
from ingest.reading import SourceText
from rag.minutes import Meeting, Resolution, readable

HEAD = "Hallowdown Parish Council\n\nMinutes of the meeting held on 14 May 2024\n\n1. Matters\n\n"
CLOSE = "\n\n3. Close\n\nThe meeting closed at nine.\n"


def parsed(text: str) -> Meeting:
    return parse(SourceText(text=HEAD + text + CLOSE, format="text"), "a.txt")[0]


def decided(text: str) -> tuple[Resolution, ...]:
    return parsed(text).resolutions


def outcomes(text: str) -> list[str]:
    return [one.outcome for one in decided(text)]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("Proposed by Cllr A. Ash, seconded by Mrs B. Dale-Smith. All agreed.", ("Cllr A. Ash", "Mrs B. Dale-Smith")),
        ("Prop CA, 2nd MP, 7 agreed", ("CA", "MP")),
        ("Cllr Denn proposed approval; Cllr Stock seconded; Carried.", ("Cllr Denn", "Cllr Stock")),
        ("Proposed Mrs. Berrow, seconded Miss Richards.", ("Mrs. Berrow", "Miss Richards")),
        ("Proposed – Cllr Clem Seconded – Cllr Tay", ("Cllr Clem", "Cllr Tay")),
        (
            "Proposed by: Councillor Scan Seconded by: Councillor Foy And Resolved: “That”",
            ("Councillor Scan", "Councillor Foy"),
        ),
        (
            "On the proposal of Councillor Shea (J), seconded by Councillor Coll (M), it was",
            ("Councillor Shea (J)", "Councillor Coll (M)"),
        ),
        (
            "The minutes were proposed for approval by Cllr Joan Tay, seconded by Cllr Ash",
            ("Cllr Joan Tay", "Cllr Ash"),
        ),
        ("Cllr Ash proposed Cllr Beech as chairman, seconded by Cllr Cedar.", ("Cllr Ash", "Cllr Cedar")),
        ("Proposed by Cmhlr. Ó Cealla; Seconded by Councillor O’Dell;", ("Cmhlr. Ó Cealla", "Councillor O’Dell")),
        ("It was proposed by KG and seconded by the Chairman", ("KG", None)),
        ("The proposed new hall in Mill Road was spoken of, and a second Notice sent.", (None, None)),
        (
            "Motion by Trustee Ash, second by Trustee Elm Final Resolution: Motion Carried",
            ("Trustee Ash", "Trustee Elm"),
        ),
        ("Moved by Cllr Ash, seconded by Cllr Elm Ayes: Fir, Gale", ("Cllr Ash", "Cllr Elm")),
        ("The meeting of 2nd June was proposed to all.", (None, None)),
        ("It was wanted. Member Ash so moved, Chair Elm seconded.", ("Member Ash", "Chair Elm")),
        (
            "Director Ash reiterated his motion to cut the proposed FY 2025-26 budget. Director Elm seconded.",
            ("Director Ash", "Director Elm"),
        ),
        ("The proposal by Rev. Jo Ash for a tree on the green was discussed.", (None, None)),
        ("It was agreed to go on with the proposal by JA at the May meeting.", (None, None)),
        (
            "On the proposal of Cllr Ash, seconded by Cllr Elm, it was agreed to wait as it was considered dear.",
            ("Cllr Ash", "Cllr Elm"),
        ),
        ("The grant was spoken of in the Proposed Budget Trustee Ash moved to approve.", ("Trustee Ash", None)),
        ("She proposed TCC reply to the county.", (None, None)),
        (
            "Mrs Ash was nominated by Mrs Elm seconded by Mr Fir, there were no further nominations.",
            ("Mrs Elm", "Mr Fir"),
        ),
        ("AF was proposed as Chair by AB and seconded by KG.", ("AB", "KG")),
        ("It was proposed that Cllr Fir go on as Chair by Cllr Ash, seconded by Cllr Elm.", ("Cllr Ash", "Cllr Elm")),
        ("Prop. P.Ash, 2nd L.Elm.", ("P.Ash", "L.Elm")),
        ("Mr Ash proposed, Mrs Elm Seconded that Mr Fir remain in office.", ("Mr Ash", "Mrs Elm")),
        (
            "Cllr Ash said that oak is dear, and proposed that elm be bought, this was seconded by Cllr Elm.",
            ("Cllr Ash", "Cllr Elm"),
        ),
        ("Cllr Ash spoke of the mill and proposed that a second gate be bought.", (None, None)),
    ],
)
def test_names_of_movers_are_clean_and_sure(words: str, names: tuple[str | None, str | None]) -> None:
    found = movers(words)
    assert (found.proposer, found.seconder) == names


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        ("It was agreed that the gully be cleared every autumn.", "carried"),
        ("It was agreed to defer the item to the June meeting.", "deferred"),
        ("It was agreed to refer the motion to the Roads Committee.", "referred"),
        ("The item was deferred to the June meeting.", "deferred"),
        ("The Report was noted by the Council.", "noted"),
        ("Members noted the contents of the letter.", "noted"),
        ("The motion was withdrawn.", "withdrawn"),
        ("Members resolved to have the gully cleared.", "carried"),
        ("The minutes of the last meeting were approved and signed.", "carried"),
        ("All councillors agreed to the wording of the letter.", "carried"),
        ("The quote of Orrell Joinery was accepted at £513.", "carried"),
        ("Agreed that the clerk buy three bins.", "carried"),
        ("Cllr Ash proposed the wall, Cllr Beech seconded, two were for, five against.", "lost"),
        ("The proposal of Cllr Ash was defeated.", "lost"),
        ("Cllr Ash proposed that the wall be mended.", "not stated"),
        ("Four councillors were in favour of the hall and three against.", "carried"),
        ("The Accounts were presented and accepted for payment.", "carried"),
        ("The minutes of the meeting held on 04.02.16 were agreed as a true record.", "carried"),
        ("The Council had looked at two quotes and decided that both are too high.", "carried"),
        ("The Parish Council had no objections.", "carried"),
        ("Decision: That the wall be mended.", "carried"),
        ("Parish Council refused recommendation.", "not stated"),
        ("In favour: all.", "carried"),
        ("The report of the auditor on the mill and the barn was deferred.", "deferred"),
        ("Cllr Ash asked that this item be deferred to June and this was agreed.", "deferred"),
        ("Cllr Ash wished to withdraw this Motion. This was agreed.", "withdrawn"),
        ("Cllr Ash moved to adjourn/Cllr Elm seconded. All agreed.", "carried"),
        ("It was agreed that the pond is unsafe and should be fenced.", "carried"),
        ("It was agreed that, as the wall was old, it be mended.", "carried"),
        ("After a long discussion it was agreed to mend the wall in August 2027.", "carried"),
        ('The cost of a "Fido" bin was told. It was agreed that one be bought.', "carried"),
        ("The pipe is 2'6\" deep. It was agreed to lay it.", "carried"),
        ("New barn at the mill - approved by Parish", "carried"),
        ("Mast at the mill - refused by Parish", "not stated"),
        ("New barn at the mill, Parish Council recommended approval", "carried"),
        ("On the proposal of Cllr Ash, seconded by Cllr Elm, the Meeting then adjourned.", "carried"),
        ("There were 5 votes for this proposal and 1 abstention.", "carried"),
        ("As few came, this will be deferred until the next meeting.", "deferred"),
    ],
)
def test_one_outcome_is_told(words: str, outcome: str) -> None:
    assert outcomes(words) == [outcome]


@pytest.mark.parametrize(
    "words",
    [
        "The Clerk agreed to ring the county about the gully.",
        "The barn had been recommended for refusal by the Parish Council.",
        "A letter approved by the Parish Council and sent to the county in May was awaiting a reply.",
        "Cllr Ash spoke of the barn (approved by PC), which is dear.",
        "Last May a meeting was held when a decision was made to object to the barn.",
        "Electricity seems to be dear – councillors agreed.",
        "In replying, the Director of Roads noted the concerns of the Members and agreed to ask the county.",
        "No figures were agreed on.",
        "F16: agreed.",
        "7 Agreed as a true record of the Meeting: Signed ………… Date",
        "It was agreed that he would make a valuable addition to the team.",
        "Clerk’s Report • It was noted the lamp in the box will go out.",
        "The wood smoke had been resolved.",
        "The cracked cover at the mill is not resolved. The clerk follows it up.",
        "The bins agreed at the last meeting have come.",
        "The planning application was approved by the Borough Council.",
        "Apologies were received and accepted from Cllr Ash.",
        "It was noted that the strimmer is at the mill.",
        "The Internal Auditor had noted that the figures were late.",
        "The accounts are to be approved in June.",
        "RECOMMENDED to Council that the gully be cleared every autumn.",
        "On both occasions, it was agreed that the hall stays shut.",
        "The minutes were reviewed and accepted via Slack.",
        "The Clerk was able to mend the page and agreed to add a mark.",
        "They were told of what was agreed.",
        "The Borough Council has agreed to mend the road.",
        "The two amendments would be carried over if agreed.",
        "The fast track was approved by the Minister in spring.",
        "The bid that was approved came to £3,300.",
        "Councillors agreed that the show was a great day out.",
        "It was agreed that the hedge is in a sorry state.",
        "A draft contract was passed to all councillors.",
        "24/00249/TCA - Notice of work to a tree at Hill View - Approved",
        "At last meeting we agreed to a new sign.",
        "Two sites were potentially agreed.",
        "He reported that the Board decided to use the old rates.",
        "A report came of fewer thefts and, as in May, no thefts in the village were noted.",
        "Why does the lamp stand there?\n\nIn favour of no lamps at all.",
        "18/00712/O Six dwellings at Mill Farm - Decision",
        "Decision to be made when the county has answered.",
        "It was agreed that the request had been met, but the work would not be paid for this year.",
        "It was agreed that this was too dear and the stile could be left.",
        "The Plan was approved in August 2010.",
        "The scheme was formally adopted by the Council at the November 2014 meeting.",
        "At a meeting held on 31 March 2008 the Council gave its approval to the loan.",
        "This can only be done after they were approved.",
        "The work could not be carried out until Favor Ash answered.",
        "There was a quarrel; it came to a point where tempers were lost.",
        "Although the need for homes was agreed, the field was queried.",
        "The Director noted the Members' concerns and agreed to strike the line.",
        "A wall was built and it has been determined that a mast is needed.",
        "This was approved by the Chairman before the meeting.",
        "It was estimated and accepted that it will cost £90.",
        "The proposal was agreed in principle at that morning's Harbour Board meeting.",
        "The Members agreed the importance of this and noted that the hydrants are old.",
        "Mr Ash reported that he attended the Water Forum meeting and it was agreed to sell the water.",
        "Therefore, after email communication, it was resolved to use another mason.",
        "One of our graduates was accepted to the University of Orrin, Wexley.",
        "Chair Ash reported that the contract of the city was approved on Tuesday, March 12.",
        "Cllr Ash wished it to be noted that a Motion of hers for another body was withdrawn.",
        "He was sure that others would agree, which was widely accepted by all members.",
        "The following members accepted roles. Ada Ash - Chair, Ben Elm - Clerk.",
        "It was determined that both aims are being met and would continue to be priorities.",
        "The lane was spoken of at its last meeting and the Board decided to close it.",
        "After discussion at the Finance Meeting it was agreed that £1,000 be given.",
        "Clerk to inform them it was agreed on behalf of the Council that nothing be done.",
        "He spoke of the case law since it was passed, and of the cost.",
        "Mr Ash asked whether the Committee adopted a policy on this.",
        "He stated that Part 8 for the crescent was agreed recently.",
        "All agreed that the speaker, Mrs Elm from the Park, had been very good indeed.",
        "It was agreed that residents would probably not use a bin.",
        "At a meeting some years ago with the county it was agreed to wait.",
        "Arising from the report and the talk the following points were noted -",
        "It was agreed that this sum would not cover the cost.",
        "It was agreed by all present that the two lanes are unlike.",
        "Minutes: The April meeting minutes were not approved. Item still pending.",
        "Several members agreed to look at their diaries.",
        "The right status is used when a case is closed, namely; Resolved, or Closed.",
        "(f) Particulars of all Resolutions passed at the Meeting.",
        "Proposal: Fell one lime tree | Address: Mill Lane | Parish Council: No objection | County Decision: Consent",
        "The proposal to build the road was rejected by An Bord Iomlán.",
        "The Playing Field Committee agreed to look through its papers.",
        "W. Ashford Council have agreed to pay for the bus.",
        "The mill was referred to and in replying Mr Ash said that it is let.",
    ],
)
def test_what_the_meeting_did_not_decide_is_no_decision(words: str) -> None:
    assert decided(words) == ()


def test_a_motion_its_movers_and_its_result_are_one() -> None:
    movers_and_votes = "Proposed. Cllr Ash, Seconded Cllr Beech, 7 agreed and 1 abstained."
    [one] = decided(f"The minutes were approved. {movers_and_votes} RESOLVED: That the minutes be approved.")
    assert (one.proposer, one.seconder, one.outcome) == ("Cllr Ash", "Cllr Beech", "carried")
    assert (one.votes_for, one.votes_against, one.abstentions) == (7, None, 1)


def test_a_result_below_its_motion_is_one_paragraph_with_it() -> None:
    meeting = parsed(
        "Proposed - Cllr Ash Seconded - Cllr Beech ‘That the bins be bought’\n\nIn favour – 3 Abstention - 1"
    )
    [one] = meeting.resolutions
    assert (one.proposer, one.outcome, one.votes_for, one.abstentions) == ("Cllr Ash", "carried", 3, 1)
    paragraph = next(p for p in meeting.paragraphs if p.id == one.paragraph_id)
    assert readable(paragraph.text).endswith("In favour – 3 Abstention - 1")


def test_a_decision_and_a_motion_behind_it_are_two() -> None:
    words = "It was decided that Cllr Elm write a plan. Cllr Ash moved to have it printed. Cllr Fir seconded. Carried."
    assert outcomes(words) == ["carried", "carried"]


def test_two_agreements_are_two() -> None:
    assert outcomes("It was agreed to mend the wall. It rained. It was agreed to defer the gate.") == [
        "carried",
        "deferred",
    ]


def test_a_second_motion_of_the_paragraph_is_a_decision_of_its_own() -> None:
    fees = "Cllr Ash spoke of the fees, all were in favour to look at them every five years."
    cars = "Cllr Elm spoke of cars and proposed that none be let in, seconded by Cllr Fir, and all were in favour."
    first, second = decided(f"{fees} {cars}")
    assert (first.proposer, first.seconder, first.outcome) == (None, None, "carried")
    assert (second.proposer, second.seconder, second.outcome) == ("Cllr Elm", "Cllr Fir", "carried")


def test_what_a_motion_quotes_decides_nothing_by_itself() -> None:
    quoted = "“That the report be adopted. It was agreed in the spring. That the rest be deferred.”"
    assert outcomes(f"Proposed by Cllr Ash; Seconded by Cllr Beech; And Resolved: {quoted}") == ["carried"]


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        ("The Councillors present were content with the proposal.", "carried"),
        ("The minutes of 2 May were checked for content, agreed as a true record and signed.", "carried"),
        ("As there were no other nominations, the Chairman declared Councillor Elm elected.", "carried"),
        (
            "Cllr Ash moved that Cllr Elm take the chair. Cllr Fir seconded. The vote was unanimous to approve.",
            "carried",
        ),
        ("RESOLVED: That £50 be paid. (All present were all in favour).", "carried"),
        ("RESOLVED: That £50 be paid. (Cllr Ash proposed, Cllr Elm seconded, all were in favour).", "carried"),
        ("With the permission of the Chair it was agreed that Standing Orders be suspended.", "carried"),
        ("Mr Ash leads the Works Panel. The Council endorsed his appointment.", "carried"),
        ("Motion made by Cllr Ash, seconded by Cllr Elm. Vote: Yes: 100% No: 0", "carried"),
    ],
)
def test_other_ways_to_decide_are_one_decision(words: str, outcome: str) -> None:
    assert outcomes(words) == [outcome]


PRESENT = "Present: Ada Ash (AA), Ben Elm, Carol Fir\n\n1. Wall\n\n"


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("Motion to approve the lease by Trustee Ash, second by Trustee Elm. Carried.", ("Trustee Ash", "Trustee Elm")),
        ("Ash motioned to mend the wall/Elm seconded. All present voted yes.", ("Ash", "Elm")),
        ("Chair Fir moved to adopt the plan. Ben Elm seconded. Carried.", ("Chair Fir", "Ben Elm")),
        ("AA proposed the oak, seconded by Ben Elm. Agreed.", ("AA", "Ben Elm")),
        ("NRS proposed some oak and it was agreed to wait.", (None, None)),
        ("The Harbour Commission proposed a review. Carried.", (None, None)),
    ],
)
def test_movers_are_titled_or_in_the_lists(words: str, names: tuple[str | None, str | None]) -> None:
    text = HEAD.replace("1. Matters\n\n", PRESENT) + words + CLOSE
    [one] = parse(SourceText(text=text, format="text"), "a.txt")[0].resolutions
    assert (one.proposer, one.seconder) == names


def test_what_was_only_proposed_is_not_carried_by_its_movers() -> None:
    words = "On the proposal of Cllr Ash, seconded by Cllr Elm, it was {} to give €500 to the mill."
    assert outcomes(words.format("proposed")) == ["not stated"]
    assert outcomes(words.format("agreed")) == ["carried"]


def test_what_nobody_moves_is_no_motion() -> None:
    text = (
        HEAD.replace("1. Matters\n\n", PRESENT)
        + "There was no news of the caravans on Mill Drive moved in spring."
        + CLOSE
    )
    assert parse(SourceText(text=text, format="text"), "a.txt")[0].resolutions == ()


def test_movers_of_two_nominations_carry_neither() -> None:
    cedar = "Proposed by Cllr Ash; Seconded by Cllr Beech; “That Cllr Cedar be Mayor.”"
    oak = "Proposed by Cllr Elm; Seconded by Cllr Fir; “That Cllr Oak be Mayor.”"
    assert outcomes(f"{cedar}\n\n{oak}") == ["not stated", "not stated"]


def test_the_submitter_of_a_notice_moves_it_and_a_second_does_not_carry_it() -> None:
    notice = "2. Notice of Motion submitted by Councillor J. Ash\n\nThat the bridge be lit."
    [one] = decided(f"Talk.\n\n{notice}\n\nThe Motion was seconded by Councillor Beech.")
    assert (one.proposer, one.seconder, one.outcome) == ("Councillor J. Ash", "Councillor Beech", "not stated")


def test_who_submitted_a_motion_did_not_move_it_amended() -> None:
    (one,) = parsed(
        "2. Notice of Motion put forward by Cllr A. Ash\n\nThe amended Motion was seconded by Cllr Elm and agreed."
    ).resolutions
    assert (one.proposer, one.seconder) == (None, "Cllr Elm")


def test_an_offices_reply_decides_nothing() -> None:
    assert decided("When will it end?\n\nREPLY:\n\nThe Council adopted a strategy that tells of it.") == ()


def test_an_offices_reply_goes_on_until_the_meeting_speaks_again() -> None:
    reply = "REPLY:\n\nEach body has its scheme.\n\nHowever, it was decided not to go on with this in 2014.\n\n"
    (one,) = decided(f"When will it end?\n\n{reply}Following discussion, it was agreed to write to the county.")
    assert one.outcome == "carried"


@pytest.mark.parametrize(
    ("words", "votes"),
    [
        ("The motion was carried by 29 votes to 9.", (29, 9, None)),
        ("Cllr Ash proposed it, seconded by Cllr Elm. 4 Votes For, 2 Abstentions. Carried", (4, None, 2)),
        ("Proposed Cllr Ash, Seconded Cllr Elm, one against, six for.", (6, 1, None)),
        ("The motion was lost: for 3, against 8, abstentions none.", (3, 8, 0)),
        ("The Report No. 1 for 2023 was approved by vote.", (None, None, None)),
        ("A sum of £50-60 for the pots was approved by vote.", (None, None, None)),
        ("It was agreed 4-3 in favour.", (4, 3, None)),
        ("The minutes of the meeting held on 06/12/11 were agreed as a true record.", (None, None, None)),
    ],
)
def test_votes_are_counted(words: str, votes: tuple[int | None, int | None, int | None]) -> None:
    [one] = decided(words)
    assert (one.votes_for, one.votes_against, one.abstentions) == votes


TABLES = """## REPORT OF THE WORKS COMMITTEE dated May 2, 2024

2 | Bridge Tender | ADOPTED

3 | Wall Tender | 30 DAY EXTENSION OF TIME GRANTED

4 | Mill Lane | RECEIVED AS INFORMATION

## REPORT OF THE STANDING POLICY COMMITTEE ON PARKS dated May 3, 2024

2 | Swings | APPLICATION REJECTED

BY-LAW NO.: 8/2024 | SUBJECT: To impose a fee | DISPOSITION: LAID OVER

## COUNCIL MOTIONS

MOTION: 1 | MOVER & SECONDER: Ash/Beech | SUBJECT: That the mill be sold. | DISPOSITION: WITHDRAWN

MOTION: 2 | MOVER & SECONDER: Ash/Cedar | SUBJECT: That the pond be filled. | DISPOSITION: NOTICE OF MOTION

## RECORDED VOTES

SUBJECT: Item 2 of the Report of the Works Committee dated May 2, 2024 | YEAS: Cllr Ash, Cllr Elm | NAYS: NIL | CARRIED

SUBJECT: Item 2 of the Report of the Standing Committee on Parks | YEAS: Cllr Ash | NAYS: Cllr Elm, Cllr Fir | LOST

SUBJECT: Suspension of Rules for By-law No. 8/2024 | YEAS: Councillor Ash | NAYS: | DISPOSITION: CARRIED

SUBJECT: Lay Over Item 2 of the Report of the Works Committee dated May 2, 2024 | YEAS: Cllr Ash | NAYS: NIL | CARRIED
"""


def test_a_row_tells_its_outcome_and_its_movers() -> None:
    found = decided(TABLES)
    assert [one.outcome for one in found[:6]] == ["carried", "deferred", "noted", "lost", "deferred", "withdrawn"]
    assert (found[5].proposer, found[5].seconder) == ("Ash", "Beech")


@pytest.mark.parametrize(
    ("row", "outcomes"),
    [
        (
            "MOTION: 1 | MOVER & SECONDER: Ash/Elm | SUBJECT: That Item 2 be laid over. | DISPOSITION: CARRIED",
            ["deferred"],
        ),
        ("SUBJECT: Referral of Item 2 of the Report | YEAS: Cllr Ash | NAYS: NIL | DISPOSITION: CARRIED", ["referred"]),
        ("MOTION: 1 | MOVER & SECONDER: Ash/Elm | SUBJECT: That Item 2 be laid over. | DISPOSITION: LOST", ["lost"]),
        ("2 | Bridge Tender | LAID OVER BY THE WORKS COMMITTEE FOR 30 DAYS", []),
    ],
)
def test_a_row_that_moves_to_put_off_or_to_send_on_does_so_where_it_is_carried(row: str, outcomes: list[str]) -> None:
    assert [one.outcome for one in decided(f"## COUNCIL\n\n{row}")] == outcomes


def test_a_vote_has_the_title_of_what_it_names() -> None:
    votes = decided(TABLES)[6:]
    assert [one.title for one in votes] == ["Bridge Tender", "Swings", "", ""]
    assert [(one.votes_for, one.votes_against) for one in votes] == [(2, 0), (1, 2), (1, 0), (1, 0)]


def test_a_ballot_is_told_by_the_row_that_puts_it_and_by_that_of_the_votes() -> None:
    meeting = parsed(TABLES)
    words = {one.id: one.text for one in meeting.paragraphs}
    told = [[words[id] for id in one.paragraph_ids] for one in meeting.ballots]
    assert [rows[0] for rows in told[:2]] == ["2 | Bridge Tender | ADOPTED", "2 | Swings | APPLICATION REJECTED"]
    assert [len(rows) for rows in told] == [2, 2, 1, 1]
    assert all(one.paragraph_id == one.paragraph_ids[0] for one in meeting.ballots)


def test_a_vote_may_name_its_business_by_its_title() -> None:
    meeting = parsed(
        "## REPORT OF THE WORKS COMMITTEE dated May 2, 2024\n\n1 | Repeal of the Well Fees By-law | LOST\n\n"
        "## RECORDED VOTES\n\n"
        "SUBJECT: Notice - Repeal of the Well Fees By-law | YEAS: Cllr Ash | NAYS: Cllr Elm | DISPOSITION: LOST"
    )
    [ballot] = meeting.ballots
    assert ballot.matter == "Repeal of the Well Fees By-law"
    assert len(ballot.paragraph_ids) == 2


def test_an_item_of_a_report_of_another_day_is_another_item() -> None:
    meeting = parsed(
        "## REPORT OF THE WORKS COMMITTEE DATED May 2, 2024\n\n9 | Lane Rezoning | FILED\n\n## RECORDED VOTES\n\n"
        "SUBJECT: Item 9 of the Report of the Works Committee dated April 4, 2024 | YEAS: Cllr Ash | NAYS: | CARRIED"
    )
    assert [one.title for one in meeting.resolutions] == ["", ""]
