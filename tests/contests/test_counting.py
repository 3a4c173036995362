"""Counting: the same ballots give the same result, and equals are told as equals."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from contests.counting import MIN_CELL, Standing, Voices, standing
from contests.documents import Method, Origin, Tie, Voting
from contests.publishing import merged

NUMBERS = (1, 2, 3)
BALLOTS = st.lists(st.lists(st.sampled_from(NUMBERS), min_size=1, max_size=3, unique=True))


def counted(rules: Voting, *ballots: list[int], **elsewhere: dict[int, int]) -> Standing:
    return standing(voices(rules, ballots, elsewhere))


def voices(rules: Voting, ballots: object, elsewhere: dict[str, dict[int, int]]) -> Voices:
    made = Voices(rules, NUMBERS)
    for one in ballots:  # type: ignore[attr-defined]
        made.add_ballot(one)
    for origin, votes in elsewhere.items():
        made.add_counted(Origin(origin), votes)
    return made


def order(stands: Standing) -> list[tuple[int, int]]:
    return [(one.place, one.number) for one in stands.places]


def test_the_most_votes_win():
    assert order(counted(Voting(), [2], [2], [1], [3], [3], [3])) == [(1, 3), (2, 2), (3, 1)]


def test_equals_share_a_place_and_win_together():
    stands = counted(Voting(), [1], [2], [2], [3], [3])
    assert order(stands) == [(1, 2), (1, 3), (3, 1)]
    assert stands.winners == (2, 3)
    assert stands.undecided == ()


def test_without_any_vote_nobody_wins():
    assert counted(Voting()).winners == ()


def test_the_hall_decides_and_the_chat_advises():
    rules = Voting(decides={Origin.HALL: 100})
    stands = counted(rules, [2], [2], [2], hall={1: 31, 2: 22, 3: 9})
    assert stands.winners == (1,)
    assert stands.places[0].points[Origin.ONLINE] == 0


def test_hall_paper_and_chat_are_the_public():
    stands = counted(Voting(), [2], [2], hall={1: 1}, paper={1: 2})
    assert stands.winners == (1,)
    assert stands.voices == {Origin.ONLINE: 2, Origin.HALL: 1, Origin.PAPER: 2}


def test_a_jury_weighs_what_the_brief_says():
    rules = Voting(decides={Origin.PUBLIC: 60, Origin.JURY: 40})
    stands = counted(rules, [1], [1], [2], jury={1: 10, 2: 30, 3: 0})
    scores = {one.number: one.score for one in stands.places}
    assert scores[1] == 60 * Fraction(2, 3) + 40 * Fraction(1, 4)
    assert scores[2] == 60 * Fraction(1, 3) + 40 * Fraction(3, 4)
    assert stands.winners == (1, 2)


def test_the_first_of_a_ranking_is_worth_most():
    rules = Voting(method=Method.RANKING)
    assert order(counted(rules, [1, 2, 3], [2, 1], [2])) == [(1, 2), (2, 1), (3, 3)]


def test_a_group_decides_between_equals_where_the_brief_says_so():
    rules = Voting(tie=Tie.GROUP)
    made = voices(rules, [[1], [3]], {})
    assert standing(made).undecided == ((1, 3),)
    decided = standing(made, order={3: 0, 1: 1})
    assert order(decided) == [(1, 3), (2, 1), (3, 2)]
    assert decided.undecided == ()


@given(BALLOTS, st.randoms())
def test_the_order_of_ballots_changes_nothing(ballots: list[list[int]], dice: object):
    rules = Voting(method=Method.APPROVAL)
    mixed = list(ballots)
    dice.shuffle(mixed)  # type: ignore[attr-defined]
    assert counted(rules, *ballots) == counted(rules, *mixed)


@given(BALLOTS)
def test_everybody_who_marked_an_entry_is_counted_once(ballots: list[list[int]]):
    made = voices(Voting(method=Method.APPROVAL), ballots, {})
    for number in NUMBERS:
        assert made.of(Origin.PUBLIC, number) == sum(number in one for one in ballots)


@given(BALLOTS, st.sampled_from(NUMBERS))
def test_one_vote_more_never_harms(ballots: list[list[int]], number: int):
    before = {n: p for p, n in order(counted(Voting(), *ballots))}
    after = {n: p for p, n in order(counted(Voting(), *ballots, [number]))}
    assert after[number] <= before.get(number, len(NUMBERS))


@given(st.dictionaries(st.sampled_from((None, *"abcdef")), st.integers(1, 12), max_size=7))
def test_turnout_of_a_municipality_with_few_voters_is_not_shown(turnout: dict[str | None, int]):
    shown = merged(turnout)
    assert sum(shown.values()) == sum(turnout.values())
    assert all(turnout[code] == count >= MIN_CELL for code, count in shown.items() if code)
    # What was put together is not told apart by taking the rest away.
    assert len(shown) == 1 or shown.get("", MIN_CELL) >= MIN_CELL
