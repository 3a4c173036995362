"""Meetings that have just been announced, told to those near them who follow their topics."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from itertools import groupby

from sqlalchemy.ext.asyncio import AsyncSession

from meetings import keeping
from meetings.keeping import Held, MeetingsAnnounced
from outreach import audiences, meeting_names
from outreach.audiences import Audience, Criterion
from outreach.letters import PHOTO, Letter, Media, post_to_all
from outreach.meeting_names import Shown
from storage import jobs, people, places
from storage.database import Database
from storage.people import Resident
from storage.places import Area
from texts.content import pick
from texts.formatting import CAPTION_LIMIT, escape, listed, weekday_moment, width
from texts.screens import Button, Row, tap
from texts.words import Words

JOB = "tell_followers"
AT_ONCE = 500
BEFORE_ALL = -1
MOST_NAMED = 8
LABEL_LENGTH = 48


@dataclass(frozen=True)
class News:
    """What is announced in one area, under a name by which nobody hears of it twice."""

    area: Area
    found: tuple[Held, ...]
    shown: Mapping[str, Shown]
    about: str

    @property
    def followers(self) -> Audience:
        topics = tuple(sorted({topic for one in self.found for topic in one.document.topics}))
        return Audience((self.area.code,), (Criterion("topic", topics),))


async def announced(session: AsyncSession, happened: MeetingsAnnounced, now: datetime) -> int:
    """One letter to a person, however many meetings were announced at once; how many hear of it.

    Where many follow, their letters are written by a job.
    """
    public = [one for one in happened.found if one.document.is_public and one.document.topics]
    by_area = sorted(public, key=lambda one: one.meeting.area_code)
    told = 0
    for code, held in groupby(by_area, key=lambda one: one.meeting.area_code):
        codes = [one.code for one in held]
        news = await _news(session, code, codes)
        size = await audiences.size(session, news.followers)
        if size <= AT_ONCE:
            written, _last = await _write(session, news, BEFORE_ALL, now)
            told += written
            continue
        payload = {"area": code, "meetings": codes}
        told += size * await jobs.ask_for(session, news.about, JOB, payload, now)
    return told


async def tell_followers(
    database: Database, area_code: str, codes: Sequence[str], now: datetime
) -> int:
    """Write the letters of an announcement, some at a time; how many are new."""
    async with database.reading() as session:
        news = await _news(session, area_code, codes)
    new = 0
    last: int | None = BEFORE_ALL
    while last is not None:
        async with database.writing() as session:
            written, last = await _write(session, news, last, now)
        new += written
    return new


async def _news(session: AsyncSession, area_code: str, codes: Sequence[str]) -> News:
    area = await places.area(session, area_code)
    assert area is not None
    found = [await keeping.held(session, code) for code in codes]
    about = "meetings-announced:" + "-".join(sorted(codes)[:MOST_NAMED])
    shown = {one.code: await meeting_names.shown(session, one) for one in found}
    return News(area, tuple(found), shown, about)


async def _write(
    session: AsyncSession, news: News, after: int, now: datetime
) -> tuple[int, int | None]:
    """Letters to some of the followers behind one: how many are new, and who was the last."""
    chosen = audiences.query(news.followers)
    some = await people.some_of(session, chosen, after, AT_ONCE)
    if not some:
        return 0, None
    followed = await people.topics_of(session, [one.id for one in some])
    written = lru_cache(partial(_letter, news))
    letter = partial(_for_person, written, followed)
    new = await post_to_all(session, some, news.about, letter, now, quiet_in=news.area.code)
    return new, some[-1].id


def _for_person(
    written: Callable[[str, frozenset[str]], Letter],
    followed: Mapping[int, Sequence[str]],
    person: Resident,
) -> Letter:
    return written(person.language, frozenset(followed[person.id]))


def _letter(news: News, language: str, followed: frozenset[str]) -> Letter:
    words = Words(language)
    mine = [one for one in news.found if followed & set(one.document.topics)]
    names = topic_names(news.area, language)
    topics = sorted({one for held in mine for one in held.document.topics} & followed)
    told = listed([escape(names.get(one, one)) for one in topics], language)
    head = words("You follow: {topics}. This has been announced near you:", topics=told)
    text = "\n\n".join([head, *(_told(news.shown[one.code], words) for one in mine[:MOST_NAMED])])
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
    hidden = any(news.shown[one.code].is_sensitive for one in mine)
    return Letter(text, tuple(rows), None if hidden else _picture(mine, text))


def _told(shown: Shown, words: Words) -> str:
    document = shown.document
    dates = [f"🗓 {weekday_moment(one.start, words.language)}" for one in document.when[:3]]
    place = shown.written(document.venue.name) if document.venue else ""
    lines = [
        f"<b>{shown.title(words)}</b>",
        *(dates or [words("The date is to be set.")]),
        f"📍 {place}" if place else "",
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
