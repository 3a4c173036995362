"""What readers of minutes may know, and that a correction tells all that it changed."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from meetings.minutes import (
    PARTIES,
    How,
    Minutes,
    Offer,
    Presence,
    Shown,
    Task,
    changes,
    counted,
    initials,
)

NAMES = ("Jana Malá", "Karel Novák", "Eva Ďáblová", "Ž Ž", "Petr")
NAMED = st.builds(
    Presence,
    name=st.sampled_from(NAMES),
    party=st.sampled_from(("", *PARTIES)),
    how=st.sampled_from(How),
)
SEVERAL = st.builds(
    Presence,
    name=st.sampled_from(("", "12 studentů")),
    party=st.sampled_from(("", *PARTIES)),
    people=st.integers(1, 40),
    together=st.just(True),
    how=st.sampled_from(How),
)
LINES = st.lists(st.sampled_from(("Lavička", "Chodník", "Autobus")), max_size=3).map(tuple)
MINUTES = st.builds(
    Minutes,
    present=st.lists(st.one_of(NAMED, SEVERAL), max_size=6).map(tuple),
    findings=LINES,
    rules=LINES,
    tasks=st.lists(
        st.builds(
            Task,
            id=st.integers(1, 9),
            what=st.just("Zavolat"),
            who=st.sampled_from(NAMES),
            due=st.sampled_from((None, date(2027, 4, 1))),
        ),
        max_size=2,
    ).map(tuple),
    offers=st.lists(st.builds(Offer, what=st.just("Pomoc"), by=st.just("Škola")), max_size=1).map(
        tuple
    ),
    shown=st.sampled_from(Shown),
)


@given(MINUTES)
def test_only_by_name_are_those_who_were_there_named(minutes: Minutes) -> None:
    told = minutes.for_readers()
    names = {one.name for one in minutes.present if not one.together}
    if minutes.shown is not Shown.NAMES:
        assert not names & {one.name for one in told.present}
        assert not names & {one.who for one in told.tasks}
    assert [told.came(how) for how in How] == [minutes.came(how) for how in How]
    assert told.by_party() == minutes.by_party()


@given(MINUTES, MINUTES)
def test_a_correction_tells_everything_that_it_changed(before: Minutes, after: Minutes) -> None:
    told = {one.section: one for one in changes(before, after)}
    for section in ("findings", "rules", "tasks", "offers", "present"):
        one, other = set(getattr(before, section)), set(getattr(after, section))
        found = told.get(section)
        assert (set(found.gone) if found else set()) == one - other
        assert (set(found.new) if found else set()) == other - one


@given(MINUTES)
def test_minutes_are_kept_and_read_alike(minutes: Minutes) -> None:
    assert Minutes.model_validate(minutes.model_dump(mode="json")) == minutes
    assert changes(minutes, minutes) == ()


def test_several_people_are_told_from_one() -> None:
    assert [counted(told) for told in ("12 občanů", "Jana Malá", "", "3", "²x")] == [12, 0, 0, 3, 0]
    assert [initials(name) for name in ("jana Malá", "Ing. Petr (ml.)", "–")] == [
        "J. M.",
        "I. P.",
        "–",
    ]
