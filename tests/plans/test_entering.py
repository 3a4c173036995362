"""Letters and e-mails: entered with their dates, cut into points, and never entered twice."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from plans import entering
from plans.channels import CHANNELS, ChannelNotTaken
from plans.comments import CommentTooLong, NoSuchKind
from plans.consultation import PRAGUE, PUBLIC
from plans.entering import (
    EMAIL,
    HEARING,
    DatesTurned,
    NoPoint,
    OutOfTime,
    Paper,
    Point,
)
from plans.forms import FormIncomplete
from plans.reading import NoSuchSection
from plans.running import NotYoursToRun
from storage import places
from storage import plans as plan_tables
from storage.comments import Comment
from storage.database import Database
from tests.plans.test_comments import LAST, MARCH, code
from tests.plans.test_keeping import area
from tests.plans.test_settling import ELSEWHERE, HERE

__all__ = ["area", "code"]

CAME = MARCH.astimezone(PRAGUE).date()
CLOSES = date(2027, 4, 5)
POINTS = (
    Point("2", "addition", "Autobus má jezdit i v sobotu."),
    Point("", "question", "Kdo to zaplatí?", reason="V rozpočtu to není."),
)
LETTER = Paper("paper", CAME - timedelta(days=2), CAME, "hash", POINTS)


@pytest.fixture
async def open_code(database: Database, code: str) -> str:
    """The plan takes comments in every way."""
    async with database.writing() as session:
        window = await plan_tables.consultation(session, code, PUBLIC)
        assert window
        window.channels = list(CHANNELS)
    return code


async def entered(
    database: Database, code: str, paper: Paper = LETTER, now: datetime = MARCH
) -> list[Comment]:
    async with database.writing() as session:
        return await entering.enter(session, HERE, code, paper, now)


async def test_a_letter_becomes_as_many_comments_as_it_has_points(
    database: Database, open_code: str
) -> None:
    for _ in range(2):
        first, second = await entered(database, open_code)
    assert [first.number, second.number] == ["VIZ-2027-0001", "VIZ-2027-0002"]
    assert (first.origin, second.origin) == (None, first.number)
    assert (first.channel, first.resident_id, first.code_hash) == ("paper", None, "hash")
    assert first.received_at.astimezone(PRAGUE).date() == CAME
    assert second.reason == "V rozpočtu to není."


async def test_a_letter_is_entered_after_the_window_but_has_to_have_come_within_it(
    database: Database, open_code: str
) -> None:
    after = LAST + timedelta(days=10)
    late = replace(LETTER, received_on=CLOSES + timedelta(days=1), sent_on=CLOSES)
    with pytest.raises(OutOfTime) as refused:
        await entered(database, open_code, late, after)
    assert (refused.value.opens, refused.value.closes) == (date(2027, 3, 1), CLOSES)
    early = replace(LETTER, received_on=date(2027, 2, 28), sent_on=date(2027, 2, 28))
    with pytest.raises(OutOfTime):
        await entered(database, open_code, early)
    last = replace(LETTER, received_on=CLOSES)
    assert len(await entered(database, open_code, last, after)) == 2


async def test_where_the_area_says_so_the_day_of_sending_counts(
    database: Database, open_code: str, area: str
) -> None:
    async with database.writing() as session:
        own = await places.area(session, area)
        assert own
        own.settings = {**own.settings, "comment_date": entering.SENT}
    after = LAST + timedelta(days=10)
    posted = replace(LETTER, sent_on=CLOSES, received_on=CLOSES + timedelta(days=3))
    [first, _] = await entered(database, open_code, posted, after)
    assert first.received_at.astimezone(PRAGUE).date() == CLOSES
    too_late = replace(posted, sent_on=posted.received_on, code_hash="other")
    with pytest.raises(OutOfTime):
        await entered(database, open_code, too_late, after)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"received_on": CAME - timedelta(days=9)}, DatesTurned),
        ({"received_on": CAME + timedelta(days=1)}, DatesTurned),
        ({"points": ()}, NoPoint),
        ({"points": (Point("99", "addition", "Text"),)}, NoSuchSection),
        ({"points": (Point("2", "rude", "Text"),)}, NoSuchKind),
        ({"points": (Point("2", "addition", "x" * 2501),)}, CommentTooLong),
        ({"points": (Point("2", "addition", "x", proposal="x" * 1001),)}, CommentTooLong),
    ],
)
async def test_what_cannot_be_right_is_refused(
    database: Database, open_code: str, changes: dict[str, object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        await entered(database, open_code, replace(LETTER, **changes))  # type: ignore[arg-type]


async def test_a_consultation_takes_only_what_it_says(database: Database, code: str) -> None:
    for channel in (EMAIL, HEARING):
        with pytest.raises(ChannelNotTaken, match="telegram"):
            await entered(database, code, replace(LETTER, channel=channel))


async def test_what_the_form_asks_for_a_letter_has_to_say_somewhere(
    database: Database, open_code: str, area: str
) -> None:
    async with database.writing() as session:
        own = await places.area(session, area)
        assert own
        own.settings = {**own.settings, "settling": {"template": "form-only"}}
    with pytest.raises(FormIncomplete) as refused:
        await entered(database, open_code)
    assert refused.value.missing == ("proposal",)
    first = replace(POINTS[0], proposal="Jezdí i v sobotu.")
    whole = replace(LETTER, points=(first, POINTS[1]))
    assert len(await entered(database, open_code, whole)) == 2


async def test_staff_enter_in_their_own_area(database: Database, open_code: str) -> None:
    with pytest.raises(NotYoursToRun):
        async with database.writing() as session:
            await entering.enter(session, ELSEWHERE, open_code, LETTER, MARCH)
