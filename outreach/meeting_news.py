"""Meetings that have just been announced, told to those near them who follow their topics."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from itertools import groupby

from sqlalchemy.ext.asyncio import AsyncSession

from meetings.keeping import Held, MeetingsAnnounced
from outreach import audiences
from outreach.audiences import Audience, Criterion
from outreach.letters import PHOTO, Letter, Media, post_to_all
from storage import people, places
from storage.people import Resident
from storage.places import Area
from texts.content import pick
from texts.formatting import CAPTION_LIMIT, escape, listed, weekday_moment, width
from texts.screens import Button, Row, tap
from texts.words import Words

AT_ONCE = 500
MOST_NAMED = 8
LABEL_LENGTH = 48


async def announced(session: AsyncSession, happened: MeetingsAnnounced, now: datetime) -> int:
    """One letter to a person, however many meetings were announced at once."""
    public = [one for one in happened.found if one.document.is_public and one.document.topics]
    by_area = sorted(public, key=lambda one: one.meeting.area_code)
    new = 0
    for code, held in groupby(by_area, key=lambda one: one.meeting.area_code):
        area = await places.area(session, code)
        assert area is not None
        new += await _in_area(session, area, tuple(held), now)
    return new


async def _in_area(session: AsyncSession, area: Area, found: Sequence[Held], now: datetime) -> int:
    topics = tuple(sorted({topic for one in found for topic in one.document.topics}))
    about = "meetings-announced:" + "-".join(sorted(one.code for one in found)[:MOST_NAMED])
    chosen = audiences.query(Audience((area.code,), (Criterion("topic", topics),)))
    new, after = 0, -1
    while some := await people.some_of(session, chosen, after, AT_ONCE):
        followed = await people.topics_of(session, [one.id for one in some])
        letter = partial(_letter, area, found, followed)
        new += await post_to_all(session, some, about, letter, now, quiet_in=area.code)
        after = some[-1].id
    return new


def _letter(
    area: Area, found: Sequence[Held], followed_by: Mapping[int, Sequence[str]], person: Resident
) -> Letter:
    followed = followed_by[person.id]
    words = Words(person.language)
    mine = [one for one in found if set(followed) & set(one.document.topics)]
    names = topic_names(area, person.language)
    topics = sorted({one for held in mine for one in held.document.topics} & set(followed))
    told = listed([escape(names.get(one, one)) for one in topics], person.language)
    head = words("You follow: {topics}. This has been announced near you:", topics=told)
    text = "\n\n".join([head, *(_told(one, words) for one in mine[:MOST_NAMED])])
    rows: list[Row] = [
        (Button(_label(one, mine, words), tap("mt", "show", one.code, 0, "")),)
        for one in mine[:MOST_NAMED]
    ]
    rows += [
        (
            Button(
                words("Stop following: {topic}", topic=names.get(one, one))[:LABEL_LENGTH],
                tap("mt", "drop", "", 0, one),
            ),
        )
        for one in topics
    ]
    return Letter(text, tuple(rows), _picture(mine, text))


def _told(held: Held, words: Words) -> str:
    document = held.document
    dates = [f"🗓 {weekday_moment(one.start, words.language)}" for one in document.when[:3]]
    venue = document.venue
    lines = [
        f"<b>{escape(pick(document.title, words.language))}</b>",
        *(dates or [words("The date is to be set.")]),
        f"📍 {escape(venue.name)}" if venue else "",
    ]
    return "\n".join(filter(None, lines))


def _label(held: Held, mine: Sequence[Held], words: Words) -> str:
    if len(mine) == 1:
        return words("Open")
    return pick(held.document.title, words.language)[:LABEL_LENGTH]


def _picture(mine: Sequence[Held], text: str) -> Media | None:
    """Of one meeting, where the text fits under it."""
    if len(mine) != 1 or not mine[0].document.picture or width(text) > CAPTION_LIMIT:
        return None
    return Media(PHOTO, mine[0].document.picture, f"{mine[0].meeting.key}.jpg")


def topic_names(area: Area, language: str) -> Mapping[str, str]:
    return {str(one["id"]): pick(one["text"], language) for one in area.settings.get("topics", ())}
