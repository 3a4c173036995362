"""Signs of unfair voting: from who came and when, never from what was voted."""

from datetime import UTC, datetime, timedelta

from contests import signals
from contests.signals import Came, Sign

NOON = datetime(2027, 1, 20, 12, 0, tzinfo=UTC)


def came(who: int, voted: float, arrived: float | None = -10_000, link: str = "") -> Came:
    """Minutes after noon at which somebody voted and arrived."""
    at = None if arrived is None else NOON + timedelta(minutes=arrived)
    return Came(who, f"A{who}", at, NOON + timedelta(minutes=voted), link, False)


def signs(some: list[Came]) -> dict[Sign, int]:
    found = signals.found_in(sorted(some, key=lambda one: one.voted_at))
    return {one.sign: len(one.electors) for one in found}


def test_people_who_have_been_here_for_long_may_all_vote_at_once():
    assert signs([came(who, who / 10) for who in range(50)]) == {}


def test_many_new_accounts_within_minutes_are_pointed_out():
    new = [came(who, who, who - 30) for who in range(9)]
    later = [came(who, 300 + 60 * who, 200 + 60 * who) for who in range(20, 25)]
    assert signs(new + later) == {Sign.BURST: 9}


def test_votes_within_a_minute_of_arriving_are_pointed_out():
    hasty = [came(who, 100 * who, 100 * who - 0.5) for who in range(3)]
    assert signs(hasty) == {Sign.HASTE: 3}


def test_one_link_that_brought_most_is_pointed_out():
    some = [came(who, 100 * who, link="parta") for who in range(10)]
    others = [came(20 + who, 100 * who) for who in range(9)]
    assert signs(some + others) == {Sign.LINK: 10}
    assert signs(some[:9] + others) == {}


def test_an_elector_is_called_otherwise_in_another_contest():
    assert signals.alias("AAAAA", 7) != signals.alias("BBBBB", 7)
    assert signals.alias("AAAAA", 7) == signals.alias("AAAAA", 7)
