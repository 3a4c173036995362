"""What is amiss with a group: the rules as they stand in groups/composition.py."""

from datetime import UTC, datetime

import hypothesis.strategies as st
from hypothesis import given

from groups.composition import FEWEST, Amiss, Warned, parties, warnings
from groups.membership import ROLES
from storage.groups import AGREED, CHAIR, GUEST, MEMBER, NOMINATED, STEERING, WORKING, Member
from storage.people import PARTIES, TRIAD

NOW = datetime(2027, 2, 1, tzinfo=UTC)


def sits(
    party: str, role: str = MEMBER, state: str = AGREED, seats: tuple[str, ...] = ()
) -> Member:
    return Member(
        group_code="G",
        name=party,
        party=party,
        role=role,
        state=state,
        seats=list(seats),
        nominated_at=NOW,
    )


SOME_MEMBERS = st.lists(
    st.builds(
        sits,
        st.sampled_from(PARTIES),
        st.sampled_from(ROLES),
        st.sampled_from((AGREED, NOMINATED)),
    ),
    max_size=30,
)


def test_an_even_group_with_a_chair_lacks_nothing() -> None:
    members = [sits("user", CHAIR), sits("user"), *(sits("provider"), sits("commissioner")) * 2]
    assert warnings(WORKING, members) == []


def test_a_side_without_anybody_and_one_with_too_few_are_named() -> None:
    members = [sits("provider", CHAIR), *(sits("provider"),) * 7, sits("user")]
    assert warnings(WORKING, members) == [
        Warned(Amiss.MISSING, "commissioner"),
        Warned(Amiss.FEW, "user", 1),
    ]


def test_guests_and_the_nominated_do_not_count() -> None:
    members = [sits("user", GUEST), sits("provider", MEMBER, NOMINATED)]
    assert warnings(WORKING, members) == [Warned(Amiss.NOBODY)]


def test_a_steering_group_has_somebody_for_each_municipality() -> None:
    members = [
        sits("commissioner", CHAIR, seats=("585939", "585106")),
        sits("commissioner"),
        *(sits("user"), sits("provider")) * 2,
    ]
    area = ["585106", "585131", "585939"]
    unseated = Warned(Amiss.UNSEATED, count=1, municipalities=("585131",))
    assert warnings(STEERING, members, area) == [unseated]
    assert warnings(WORKING, members, area) == []


@given(SOME_MEMBERS)
def test_whatever_the_group_the_warnings_say_what_is_there(members: list[Member]) -> None:
    counted, told = parties(members), warnings(WORKING, members)
    kinds = [one.what for one in told]
    if not counted:
        assert kinds == [Amiss.NOBODY]
        return
    whole = sum(counted.values())
    missing = {one.party for one in told if one.what is Amiss.MISSING}
    assert missing == {party for party in TRIAD if not counted.get(party)}
    for party in TRIAD:
        few = Warned(Amiss.FEW, party, counted.get(party, 0)) in told
        assert few == (0 < counted.get(party, 0) < whole // 3)
    assert (Amiss.SMALL in kinds) == (whole < FEWEST)
    chaired = any(one.role == CHAIR and one.state == AGREED for one in members)
    assert (Amiss.NO_CHAIR in kinds) != chaired
