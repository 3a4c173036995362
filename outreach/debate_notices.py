"""What happens in debates, told to whom it concerns: proposers, listeners, those who run them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from debates.closing import DebateEnded
from debates.keeping import Run
from debates.moderating import StatementSettled
from debates.news import StatementsAdded
from debates.proposing import StatementAdded
from outreach.letters import Letter, post, post_to_all
from people.roles import Action, staff_for
from storage.columns import random_id
from storage.debates import ACCEPTED, REFUSED
from storage.happenings import Happening
from storage.people import Resident, reached
from texts.content import pick
from texts.formatting import escape
from texts.screens import Button, Row, tap
from texts.words import Words


async def _added(session: AsyncSession, happened: StatementAdded, now: datetime) -> int:
    """Once for each time that the queue is no longer empty."""
    run = happened.run

    def letter(person: Resident) -> Letter:
        words = Words(person.language)
        text = words(
            "A statement waits to be read in the debate “{title}”.", title=_title(run, person)
        )
        look = Button(words("Read the statement"), tap("dr", "queue", run.code, 0, ""))
        return Letter(text, ((look,),))

    about = f"statement-added:{run.code}:{happened.number}"
    staff = await _staff(session, run)
    return await post_to_all(session, staff, about, letter, now, quiet_in=_area(run))


async def _settled(session: AsyncSession, happened: StatementSettled, now: datetime) -> int:
    """Whoever added it has waited for that; nobody else hears."""
    ids = [happened.resident_id] if happened.resident_id is not None else []
    for person in await reached(session, ids):
        words = Words(person.language)
        quoted = f"<blockquote>{escape(happened.text)}</blockquote>"
        said = [verdict(happened.state, _title(happened.run, person), words), quoted]
        if happened.state == REFUSED:
            said.append(words("The reason: {because}", because=escape(happened.because)))
        # Not which statement: what is known of the letter outlives who has added it.
        about = f"statement-settled:{happened.run.code}:{random_id()}"
        letter = Letter("\n\n".join(said), (_open(happened.run, words),))
        return int(await post(session, person, about, letter, now))
    return 0


def verdict(state: str, title: str, words: Words) -> str:
    """What became of a statement, told to whoever added it."""
    if state == ACCEPTED:
        return words("Your statement is in the debate “{title}” now. Others see it.", title=title)
    if state == REFUSED:
        return words("Your statement does not go into the debate “{title}”.", title=title)
    return words(
        "We are sorry: the debate “{title}” ended before anybody read your statement.", title=title
    )


async def _news(session: AsyncSession, happened: StatementsAdded, now: datetime) -> int:
    run = happened.run

    def letter(person: Resident) -> Letter:
        words = Words(person.language)
        text = words.many(
            "There is {n} new statement in the debate “{title}”.",
            "There are {n} new statements in the debate “{title}”.",
            happened.statements,
            title=_title(run, person),
        )
        deaf = Button(words("Do not write to me about this debate"), tap("db", "deaf", run.code, 0))
        return Letter(text, (_open(run, words), (deaf,)))

    about = f"statements-added:{run.code}:{now:%Y%m%d%H%M%S%f}"
    people_there = happened.listeners
    return await post_to_all(session, people_there, about, letter, now, quiet_in=_area(run))


async def _ended(session: AsyncSession, happened: DebateEnded, now: datetime) -> int:
    run = happened.run
    staff = {one.id: one for one in await _staff(session, run)}

    def letter(person: Resident) -> Letter:
        words = Words(person.language)
        text = words(
            "The debate “{title}” is over. See what people agree on, and what divides them.",
            title=_title(run, person),
        )
        if person.id in staff:
            destroyed = words("The key that could tell whose stances are whose is destroyed.")
            text = f"{text}\n\n{destroyed}"
        return Letter(text, ((Button(words("The result"), tap("db", "result", run.code, 0)),),))

    everybody = list({one.id: one for one in (*staff.values(), *happened.listeners)}.values())
    about = f"debate-ended:{run.code}"
    return await post_to_all(session, everybody, about, letter, now, quiet_in=_area(run))


async def _staff(session: AsyncSession, run: Run) -> Sequence[Resident]:
    return await staff_for(session, Action.RUN_DEBATES, _area(run))


def _title(run: Run, person: Resident) -> str:
    return escape(pick(run.document.title, person.language))


def _area(run: Run) -> str:
    return run.debate.area_code


def _open(run: Run, words: Words) -> Row:
    return (Button(words("Open the debate"), tap("db", "show", run.code, 0)),)


TOLD: Mapping[type[Happening], Callable[[AsyncSession, Any, datetime], Awaitable[int]]] = {
    StatementAdded: _added,
    StatementSettled: _settled,
    StatementsAdded: _news,
    DebateEnded: _ended,
}
