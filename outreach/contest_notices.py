"""What happens in contests, told to whom it concerns: authors, voters, those who run them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from contests.consents import ConsentGiven
from contests.entering import EntrySent
from contests.keeping import ContestCancelled, Run
from contests.moderating import EntryJudged
from contests.publishing import ResultPublished, TieAwaited
from contests.shortlisting import ShortlistAsked, ShortlistConfirmed
from contests.voting import ElectorExcluded
from outreach.letters import Letter, post, post_to_all
from people.roles import Action, staff_for
from storage import ballots
from storage import contests as tables
from storage.contests import ACCEPTED, HANDED_IN, RETURNED
from storage.happenings import Happening
from storage.people import Resident, reached
from texts.content import pick
from texts.formatting import escape, moment
from texts.screens import Button, Row, tap
from texts.words import Words

AT_ONCE = 500


async def _sent(session: AsyncSession, happened: EntrySent, now: datetime) -> int:
    """Those who run contests there see that a work waits; one letter a work and revision."""
    run, entry = happened.handed.run, happened.handed.entry

    def letter(person: Resident) -> Letter:
        words = Words(person.language)
        text = words(
            "A work waits to be looked at: no. {number} in “{title}”.",
            number=entry.number,
            title=_title(run, person),
        )
        look = Button(words("Look"), tap("cs", "entry", run.code, entry.number or 0, ""))
        return Letter(text, ((look,),))

    about = f"entry-sent:{run.code}:{entry.number}:{entry.revision}"
    staff = await _staff(session, run)
    return await post_to_all(session, staff, about, letter, now, quiet_in=_area(run))


async def _judged(session: AsyncSession, happened: EntryJudged, now: datetime) -> int:
    run, entry = happened.handed.run, happened.handed.entry
    person = await _reachable(session, entry.resident_id)
    if person is None:
        return 0
    words = Words(person.language)
    told = {
        ACCEPTED: words(
            "Your work no. {number} in “{title}” was accepted.",
            number=entry.number, title=_title(run, person),
        ),
        RETURNED: words(
            "Your work no. {number} in “{title}” was returned to be mended. The reason:",
            number=entry.number, title=_title(run, person),
        ),
    }.get(
        entry.state,
        words(
            "Your work no. {number} in “{title}” cannot take part. The reason:",
            number=entry.number, title=_title(run, person),
        ),
    )  # fmt: skip
    text = "\n".join(filter(None, [told, escape(entry.because)]))
    look = Button(words("Look"), tap("ce", "show", entry.id, ""))
    about = f"entry-judged:{run.code}:{entry.number}:{entry.revision}"
    return int(await post(session, person, about, Letter(text, ((look,),)), now))


async def _consented(session: AsyncSession, happened: ConsentGiven, now: datetime) -> int:
    run, entry = happened.handed.run, happened.handed.entry
    person = await _reachable(session, entry.resident_id)
    if person is None or happened.handed.awaits_consent:
        return 0
    words = Words(person.language)
    text = words(
        "A parent or guardian has agreed to “{title}”. Nothing is missing any more.",
        title=escape(entry.title),
    )
    look = Button(words("Look"), tap("ce", "show", entry.id, ""))
    about = f"entry-consent:{entry.id}:{entry.revision}"
    return int(
        await post(session, person, about, Letter(text, ((look,),)), now, quiet_in=_area(run))
    )


async def _cancelled(session: AsyncSession, happened: ContestCancelled, now: datetime) -> int:
    run = happened.run

    def letter(person: Resident) -> Letter:
        words = Words(person.language)
        text = words("The contest “{title}” was called off.", title=_title(run, person))
        because = escape(run.contest.cancelled_because)
        return Letter("\n".join(filter(None, [text, because])), (_open(run, words),))

    about = f"contest-cancelled:{run.code}"
    return await _to_all(session, run, about, letter, now)


async def _published(session: AsyncSession, happened: ResultPublished, now: datetime) -> int:
    """Authors and voters hear how it ended, each once; winners that they have won."""
    run, winners = happened.run, set(happened.result["winners"])
    entries = await tables.entries(session, run.code, HANDED_IN)
    won = {one.resident_id for one in entries if one.number in winners}
    numbers = ", ".join(str(one) for one in sorted(winners))

    def letter(person: Resident) -> Letter:
        words = Words(person.language)
        title = _title(run, person)
        text = words("“{title}” has its result. Nobody has won.", title=title)
        if len(winners) == 1:
            text = words(
                "“{title}” has its result. Work no. {number} has won.", title=title, number=numbers
            )
        if len(winners) > 1:
            text = words(
                "“{title}” has its result. Works no. {numbers} have won together.",
                title=title, numbers=numbers,
            )  # fmt: skip
        if person.id in won:
            text = words("<b>Congratulations, your work has won!</b>") + "\n" + text
        return Letter(text, (_result(run, words),))

    about = f"contest-result:{run.code}"
    return await _to_all(session, run, about, letter, now)


async def _asked(session: AsyncSession, happened: ShortlistAsked, now: datetime) -> int:
    """Everybody of the group who can choose."""
    run, rule = happened.run, happened.run.document.shortlist
    assert rule is not None

    def letter(person: Resident) -> Letter:
        words = Words(person.language)
        text = words.many(
            "Please choose at most {n} work of “{title}” for the vote, by {moment}.",
            "Please choose at most {n} works of “{title}” for the vote, by {moment}.",
            rule.most,
            title=_title(run, person),
            moment=moment(run.document.vote_from, person.language),
        )
        choose = Button(words("Choose for the shortlist"), tap("cc", "look", run.code, 0, 0))
        return Letter(text, ((choose,),))

    about = f"shortlist-asked:{run.code}"
    return await post_to_all(session, happened.told, about, letter, now, quiet_in=_area(run))


async def _confirmed(session: AsyncSession, happened: ShortlistConfirmed, now: datetime) -> int:
    run, numbers = happened.run, ", ".join(map(str, happened.numbers))

    def letter(person: Resident) -> Letter:
        words = Words(person.language)
        text = words(
            "The shortlist of “{title}” is confirmed: works no. {numbers}.",
            title=_title(run, person),
            numbers=numbers,
        )
        look = Button(words("Look"), tap("cc", "sum", run.code, 0, 0))
        return Letter(text, ((look,),))

    about = f"shortlist-confirmed:{run.code}:{now:%Y%m%d%H%M%S%f}"
    staff = await _staff(session, run)
    return await post_to_all(session, staff, about, letter, now, quiet_in=_area(run))


async def _tie(session: AsyncSession, happened: TieAwaited, now: datetime) -> int:
    run, numbers = happened.run, ", ".join(map(str, happened.numbers))

    def letter(person: Resident) -> Letter:
        words = Words(person.language)
        text = words(
            "The result of “{title}” waits: works no. {numbers} are equal. Enter who goes first.",
            title=_title(run, person),
            numbers=numbers,
        )
        return Letter(
            text, ((Button(words("Count the votes"), tap("cs", "count", run.code, 0, "")),),)
        )

    about = f"contest-tie:{run.code}:{numbers}"
    staff = await _staff(session, run)
    return await post_to_all(session, staff, about, letter, now, quiet_in=_area(run))


async def _excluded(session: AsyncSession, happened: ElectorExcluded, now: datetime) -> int:
    person = await _reachable(session, happened.resident_id)
    if person is None:
        return 0
    words, run = Words(person.language), happened.run
    text = words(
        "Your vote in “{title}” was excluded. The reason: {reason}\nIf that is wrong, write to us.",
        title=_title(run, person),
        reason=escape(happened.because),
    )
    about = f"elector-excluded:{run.code}"
    return int(await post(session, person, about, Letter(text, (_open(run, words),)), now))


async def _concerned(session: AsyncSession, run: Run) -> list[int]:
    """Whoever handed something in or has voted."""
    entries = await tables.entries(session, run.code, HANDED_IN)
    authors = {one.resident_id for one in entries if one.resident_id is not None}
    voters = set(await session.scalars(ballots.who_voted(run.code)))
    return sorted(authors | voters)


async def _to_all(
    session: AsyncSession,
    run: Run,
    about: str,
    letter: Callable[[Resident], Letter],
    now: datetime,
) -> int:
    new, ids = 0, await _concerned(session, run)
    for at in range(0, len(ids), AT_ONCE):
        some = await reached(session, ids[at : at + AT_ONCE])
        new += await post_to_all(session, some, about, letter, now, quiet_in=_area(run))
    return new


async def _staff(session: AsyncSession, run: Run) -> Sequence[Resident]:
    return await staff_for(session, Action.RUN_CONTESTS, _area(run))


async def _reachable(session: AsyncSession, resident_id: int | None) -> Resident | None:
    if resident_id is None:
        return None
    found = await session.scalars(select(Resident).where(col(Resident.id) == resident_id))
    person = found.one_or_none()
    return None if person is None or person.blocked else person


def _title(run: Run, person: Resident) -> str:
    return escape(pick(run.document.title, person.language))


def _area(run: Run) -> str:
    return run.contest.area_code


def _open(run: Run, words: Words) -> Row:
    return (Button(words("Open"), tap("ct", "show", run.code, 0, 0)),)


def _result(run: Run, words: Words) -> Row:
    return (Button(words("The result"), tap("ct", "result", run.code, 0, 0)),)


TOLD: Mapping[type[Happening], Callable[[AsyncSession, Any, datetime], Awaitable[int]]] = {
    EntrySent: _sent,
    EntryJudged: _judged,
    ConsentGiven: _consented,
    ContestCancelled: _cancelled,
    ResultPublished: _published,
    TieAwaited: _tie,
    ShortlistAsked: _asked,
    ShortlistConfirmed: _confirmed,
    ElectorExcluded: _excluded,
}
