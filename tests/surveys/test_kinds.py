"""Orders, days, places, files and rules: what is taken as an answer, whatever is sent."""

import io
import string
from collections.abc import Callable
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from surveys import attachments, checking, piping, walking
from surveys.checking import AnswerRefused, Reason
from surveys.definitions import Definition, Option, Question
from surveys.expressions import parse
from surveys.others import written_out
from surveys.shuffling import shuffled
from surveys.voices import Page, without_remarks
from tests.handlers.kinds import OTHER, RANK, RULED, SHUFFLED, asking, picture, voice

OPTIONS = ("a", "b", "c", "d", "e")


def question(kind: str, **more: Any) -> Question:
    return Question.model_validate({"id": "q", "type": kind, "text": {"cs": "Otázka"}, **more})


def ranking(**more: Any) -> Question:
    options = tuple(Option(id=name, text={"cs": name}) for name in OPTIONS)
    return question("rank", options=options, **more)


def refused(asked: Question, raw: Any) -> Reason:
    with pytest.raises(AnswerRefused) as refusal:
        checking.check(asked, raw)
    return refusal.value.reason


def heard(act: Callable[..., Any], *told: Any) -> Any:
    """What comes of it, or the reason why not."""
    try:
        return act(*told)
    except AnswerRefused as refusal:
        return refusal.reason


TAPS = st.lists(st.tuples(st.sampled_from(OPTIONS), st.booleans()), max_size=30)


@given(TAPS, st.sampled_from([None, 1, 3, 5]))
def test_whatever_is_tapped_an_order_names_each_option_once(
    taps: list[tuple[str, bool]], most: int | None
) -> None:
    asked, order = ranking(max_choices=most), list[str]()
    for option, on in taps:
        after = heard(checking.toggle, asked, order, option, on)
        if isinstance(after, Reason):
            assert (after, len(order)) == (Reason.TOO_MANY, most or len(OPTIONS))
            continue
        assert checking.toggle(asked, after, option, on) == after
        assert [one for one in after if one in order and one != option] == [
            one for one in order if one != option
        ]
        order = after
    assert len(set(order)) == len(order) <= (most or len(OPTIONS))
    if len(order) == (most or len(OPTIONS)):
        assert checking.check(asked, order) == order


@given(st.permutations(OPTIONS))
def test_tapping_all_but_the_last_is_the_whole_order(order: list[str]) -> None:
    chosen: list[str] = []
    for option in order[:-1]:
        chosen = checking.toggle(ranking(), chosen, option, True)
    assert chosen == order
    assert checking.check(ranking(), chosen) == chosen


@pytest.mark.parametrize(
    ("order", "reason"),
    [
        (["a", "b"], Reason.TOO_FEW),
        (["a", "a", "b", "c", "d"], Reason.NOT_TOGETHER),
        (["a", "b", "c", "d", "x"], Reason.NOT_OFFERED),
    ],
)
def test_an_order_with_gaps_or_repeats_is_refused(order: list[str], reason: Reason) -> None:
    assert refused(ranking(), order) == reason


@given(st.dates())
def test_a_day_is_understood_as_czechs_and_computers_write_it(day: date) -> None:
    for written in (
        day.isoformat(),
        f"{day.day}. {day.month}. {day.year:04}",
        f" {day.day:02}.{day.month:02}.{day.year:04}. ",
        f"{day.day}/{day.month}/{day.year:04}",
    ):
        assert checking.check(question("date"), written) == day.isoformat()


@given(st.dates(), st.dates(), st.dates())
def test_only_days_between_the_first_and_the_last_are_taken(
    day: date, first: date, last: date
) -> None:
    asked = question("date", earliest=min(first, last), latest=max(first, last))
    if min(first, last) <= day <= max(first, last):
        assert checking.check(asked, day.isoformat()) == day.isoformat()
    else:
        expected = Reason.TOO_EARLY if day < min(first, last) else Reason.TOO_LATE
        assert refused(asked, day.isoformat()) == expected


@given(st.text(alphabet=string.printable + "٣", max_size=20))
def test_no_text_makes_a_day_but_a_day(written: str) -> None:
    kept = heard(checking.check, question("date"), written)
    assert kept is Reason.NOT_A_DATE or date.fromisoformat(kept)


@pytest.mark.parametrize("written", ["31. 2. 2027", "0. 1. 2027", "2027-13-01", "24. 11.", "dnes"])
def test_days_that_do_not_exist_are_refused(written: str) -> None:
    assert refused(question("date"), written) is Reason.NOT_A_DATE


@given(st.times())
def test_a_time_is_understood_as_czechs_and_computers_write_it(moment: time) -> None:
    for written in (
        moment.isoformat(),
        f"{moment:%H:%M}",
        f" {moment.hour}.{moment.minute:02} ",
        f"{moment.hour} : {moment.minute:02}",
    ):
        assert checking.check(question("time"), written) == f"{moment:%H:%M}"


@given(st.text(alphabet=string.printable + "٣", max_size=12))
def test_no_text_makes_a_time_but_a_time(written: str) -> None:
    kept = heard(checking.check, question("time"), written)
    assert kept is Reason.NOT_A_TIME or time.fromisoformat(kept)


@pytest.mark.parametrize("written", ["24:00", "12:60", "7:5", "1230", "-1:00", "ráno", ""])
def test_times_that_do_not_exist_are_refused(written: str) -> None:
    assert refused(question("time"), written) is Reason.NOT_A_TIME


@given(st.times(), st.times())
def test_a_rule_compares_times(first: time, second: time) -> None:
    rule = parse("decimal-time(.) >= ${od} and . < '12:00'")
    told = f"{second:%H:%M}"
    holds = f"{first:%H:%M}" <= told < "12:00"
    assert rule.holds({"od": f"{first:%H:%M}"}, told) == holds


SHUFFLING = asking(SHUFFLED).questions[0]


def order(seed: bytes) -> list[str]:
    return [option.id for option in shuffled(SHUFFLING, seed).options]


@given(st.binary(min_size=1))
def test_an_order_by_chance_has_every_option_once_and_the_last_ones_last(seed: bytes) -> None:
    assert order(seed) == order(seed)
    assert sorted(order(seed)[:6]) == list("abcdef")
    assert order(seed)[6:] == ["nic", "other"]


def test_everybody_has_an_order_of_their_own_and_paper_that_of_the_file() -> None:
    seeds = [bytes([number]) for number in range(1, 60)]
    assert len({tuple(order(seed)) for seed in seeds}) > 50
    first = [order(seed)[0] for seed in seeds]
    assert {first.count(option) >= 3 for option in "abcdef"} == {True}
    assert order(b"") == [*"abcdef", "nic", "other"]
    plain = SHUFFLING.model_copy(update={"randomize": False})
    assert shuffled(plain, b"x") is plain


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_a_point_is_kept_to_a_hundred_metres(latitude: float, longitude: float) -> None:
    kept = checking.check(question("place"), {"lat": latitude, "lon": longitude})
    assert kept == {"lat": round(latitude, 3), "lon": round(longitude, 3)}


@pytest.mark.parametrize(
    "point",
    [
        {"lat": 91, "lon": 0},
        {"lat": float("nan"), "lon": 0},
        {"lat": "x", "lon": 0},
        {"lat": 1},
        {"lat": 1, "lon": 2, "name": "Jana"},
        {"voice": "0" * 64 + ".ogg"},
    ],
)
def test_what_is_no_point_is_refused(point: dict[str, Any]) -> None:
    assert refused(question("place"), point) is Reason.NOT_A_PLACE


def test_a_municipality_stands_for_a_place_when_there_is_such_a_code() -> None:
    kept = checking.check(question("place"), "585939", {"585939"})
    assert kept == {"municipality": "585939"}
    assert refused(question("place"), "000000") is Reason.UNKNOWN_CODE


def test_a_tick_and_a_note_have_one_answer_each() -> None:
    assert checking.check(question("acknowledge"), "OK") == "OK"
    assert checking.check(question("note"), "read") == "read"
    assert refused(question("acknowledge"), "no") is Reason.NOT_OFFERED
    assert refused(question("note"), "OK") is Reason.NOT_OFFERED


@given(st.integers(0, 100))
def test_a_number_goes_by_its_steps(written: int) -> None:
    asked = question("number", min=Decimal(10), step=Decimal(5))
    kept = heard(checking.check, asked, str(written))
    if written < 10 or written % 5:
        assert kept is (Reason.TOO_SMALL if written < 10 else Reason.NOT_A_STEP)
    else:
        assert kept == str(written)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_keeps_only_what_is_seen(kind: str) -> None:
    kept = attachments.photo(picture(kind))
    with Image.open(io.BytesIO(kept.content)) as shown:
        assert (shown.format, shown.size) == ("JPEG", (64, 48))
        assert not shown.getexif()
        assert not shown.info.keys() & {"exif", "comment", "icc_profile", "xmp"}


def test_a_large_picture_is_made_smaller_and_named_by_what_is_kept() -> None:
    first, second = (attachments.photo(picture(size=(3000, 1000))) for _ in range(2))
    with Image.open(io.BytesIO(first.content)) as shown:
        assert shown.size == (1600, 533)
    assert first == second
    assert len(first.name) == 64 + len(".jpg")


@given(st.binary(max_size=400))
def test_no_bytes_make_a_photo_or_a_voice_by_chance(raw: bytes) -> None:
    for make in (attachments.photo, attachments.voice):
        with pytest.raises(AnswerRefused):
            make(raw)


@given(st.integers(0, 500), st.binary(min_size=1, max_size=30))
def test_a_broken_picture_or_voice_is_refused_or_kept_but_never_fails(
    place: int, spoiled: bytes
) -> None:
    for make, whole in ((attachments.photo, picture()), (attachments.voice, voice())):
        raw = whole[:place] + spoiled + whole[place + len(spoiled) :]
        kept = heard(make, raw)
        assert kept is Reason.NOT_A_FILE or kept.name


def test_a_picture_of_far_too_many_points_is_refused() -> None:
    bomb = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(bomb, "PNG")
    with pytest.raises(AnswerRefused):
        attachments.photo(bomb.getvalue())


def test_a_voice_loses_its_remarks_and_stays_a_sound() -> None:
    kept = without_remarks(voice("Jana Nováková"))
    assert b"Jana" not in kept
    assert kept.startswith(b"OggS")
    assert without_remarks(kept) == kept
    two_streams = voice() + Page(0, 0, 8, 0, b"\x01", b"x").written()
    with pytest.raises(AnswerRefused):
        without_remarks(two_streams)


ASKED = asking(RULED)


def test_an_expression_decides_about_a_question() -> None:
    assert [one.id for one in walking.visible(ASKED, {"deti": "0"})] == ["deti", "kraj"]
    assert "skolaci" in [one.id for one in walking.visible(ASKED, {"deti": "2"})]


def test_a_choice_no_longer_offered_does_not_count() -> None:
    answers = {"deti": "1", "kraj": "levy", "ulice": "polni"}
    assert walking.relevant(ASKED, answers)["ulice"] == "polni"
    moved = answers | {"kraj": "pravy"}
    assert "ulice" not in walking.relevant(ASKED, moved)
    assert walking.next_unanswered(ASKED, moved) == ASKED.question("skolaci")
    street = walking.narrowed(ASKED, ASKED.question("ulice"), moved)
    assert [option.id for option in street.options] == ["hlavni"]


def test_a_filter_that_leaves_nothing_leaves_the_question_out() -> None:
    assert "ulice" not in [one.id for one in walking.visible(ASKED, {"kraj": None})]


@pytest.mark.parametrize(("value", "fits"), [("2", True), ("3", False), (None, True)])
def test_a_constraint_looks_at_the_other_answers(value: str | None, fits: bool) -> None:
    asked = ASKED.question("skolaci")
    if fits:
        checking.check_constraint(asked, value, {"deti": "2"}, date(2027, 2, 1))
        return
    with pytest.raises(AnswerRefused) as refusal:
        checking.check_constraint(asked, value, {"deti": "2"}, date(2027, 2, 1))
    assert refusal.value.data["text"] == {"cs": "Nemůže jich být víc než všech."}


def test_today_in_a_constraint_is_the_day_of_answering() -> None:
    asked = question("date", constraint=". <= today()")
    today = date(2027, 2, 1)
    checking.check_constraint(asked, "2027-02-01", {}, today)
    with pytest.raises(AnswerRefused):
        checking.check_constraint(asked, (today + timedelta(1)).isoformat(), {}, today)


def test_other_is_written_out_once_and_read_back_the_same() -> None:
    asked = asking(OTHER)
    assert [one.id for one in asked.questions] == ["jak", "jak-other"]
    assert written_out(asked) == asked
    assert written_out(Definition.from_json(asked.to_json())) == asked
    assert [one.id for one in walking.visible(asked, {"jak": "kolo"})] == ["jak"]


def test_texts_repeat_answers_and_nothing_else_of_a_question_changes() -> None:
    street = ASKED.question("ulice")
    shown = piping.presented(ASKED, street, {"kraj": "levy"}, lambda _: "<Levý> ${deti}")
    assert shown.text["cs"] == "Která ulice? (<Levý> ${deti})"
    assert shown.choice_filter == street.choice_filter
    assert piping.presented(ASKED, ASKED.question("deti"), {}, str) is ASKED.question("deti")


def test_a_copied_definition_finds_its_own_questions() -> None:
    asked = asking(RANK, OTHER)
    assert asked.place("jak") == 1
    shorter = asked.model_copy(update={"questions": asked.questions[1:]})
    assert (shorter.place("jak"), "poradi" in shorter) == (0, False)
