import pytest

from rag.planning.bodies import named_bodies, of_kind

BODIES = (
    "Haverleigh Town Council",
    "Planning and Highways Committee",
    "Recreation and Community Grants Committee",
    "Market Charter Working Party",
)
PLANNING, GRANTS, CHARTER = BODIES[1:]


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("What did Haverleigh decide?", {"Haverleigh Town Council"}),
        ("What did the planning and highways committee decide?", {PLANNING}),
        ("What did PHC decide?", {PLANNING}),
        ("Who came to the last grants meeting?", {GRANTS}),
        ("What did the grants committee decide?", {GRANTS}),  # by the end of its name, or words before that
        ("What did the planning committee decide?", {PLANNING}),
        ("What did the charter working party decide?", {CHARTER}),
        ("What did the allotments working party decide?", set()),  # another one
        ("What did the committee decide?", set()),
        ("What grants were given?", set()),
        ("Was the planning application refused?", set()),
    ],
)
def test_a_body_is_named_by_its_telling_words_its_initials_or_the_end_of_its_name(text: str, bodies: set[str]):
    assert named_bodies(text, BODIES).bodies == bodies


def test_part_of_a_name_that_two_bodies_share_names_neither():
    assert named_bodies("the grants committee", (GRANTS, "Youth Grants Committee")).bodies == set()


def test_a_body_is_meant_where_its_kind_follows_its_name():
    assert named_bodies("What did Haverleigh Town Council decide?", BODIES).meant
    assert not named_bodies("What is new in Haverleigh?", BODIES).meant


def test_the_one_body_of_a_kind_is_meant_by_its_kind():
    assert of_kind("When does the council meet?", BODIES) == {"Haverleigh Town Council"}
    assert of_kind("When does the committee meet?", BODIES) == set()


LONG = ("Los Pinos Community College District Board", "Cedar High School Council", "Cedar Water Board")
OPEN = ("Fair Vote Count System Technical Panel",)


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("What did Los Pinos spend?", {LONG[0]}),
        ("Who spoke at Cedar High about paint?", {LONG[1]}),  # the longer beginning
        ("What grows best in los pinos?", set()),
        ("Who chaired the FVCSP meeting?", set(OPEN)),  # a letter of FVCSTP left out
        ("Who chaired the FVP meeting?", set()),
        ("Who chaired the LPCCD meeting?", {LONG[0]}),  # a board
        ("Who chaired the LPC meeting?", set()),  # neither the whole name, nor all but the kind of body
    ],
)
def test_a_body_is_named_by_how_its_name_begins_and_by_most_of_its_initials(text: str, bodies: set[str]):
    assert named_bodies(text, (*LONG, *OPEN)).bodies == bodies
