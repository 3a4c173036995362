"""The jury in the chat: invited by name and a one-time link, gives points work by work."""

from collections.abc import Mapping, Sequence
from secrets import token_urlsafe
from typing import Final

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from contests import judging, keeping, moderating, voting
from contests.judging import Seat
from contests.keeping import Run
from contests.stages import Stage
from handlers.awaiting import Awaiting
from handlers.contests import screens
from handlers.contests.forms import step
from handlers.contests.running import runner_of
from handlers.contests.taps import ContestStep, JuryLink, JuryTap
from handlers.refusals import ConsentMissing
from handlers.replies import BALLOT, Expects, Reply, Screen, alert, show
from handlers.taps import button, go
from handlers.visit import Visit
from people.profile import has_consented
from storage import judging as tables
from storage.contests import Entry
from storage.judging import Juror
from texts.formatting import escape, moment
from texts.screens import TO_JURY, Button, Row
from texts.words import Words

NAMED: Final = "contest-juror"
ACROSS: Final = 6


def router() -> Router:
    router = Router(name="contest_jury")
    router.message.register(invite, Awaiting(NAMED))
    router.callback_query.register(accept, JuryLink.filter())
    for act, does in STEPS.items():
        router.callback_query.register(does, ContestStep.filter(F.act == act))
    for name, gives in TAPS.items():
        router.callback_query.register(gives, JuryTap.filter(F.act == name))
    return router


async def rows_for(visit: Visit, run: Run) -> list[Row]:
    """A juror's way to the works, while people vote."""
    if run.stage(visit.when) is not Stage.VOTING:
        return []
    if not await judging.judges(visit.session, run.code, visit.resident.id):
        return []
    return [(tap(visit.words("Give points as a juror"), "look", run.code),)]


async def offer(visit: Visit, token: str) -> Reply:
    """What a juror's link offers, before anything is accepted."""
    if not has_consented(visit.resident):
        raise ConsentMissing(TO_JURY + token)
    words = visit.words
    run, juror = await judging.offered(visit.session, token, visit.resident.id, visit.when)
    document = run.document
    told = [
        words(
            "You are invited to the jury of “{title}” as {name}. From {opens} until {closes} you "
            "give every work 0 to {most} points, the best one the most.",
            title=screens.title(document, words),
            name=escape(juror.name),
            opens=moment(document.vote_from, words.language),
            closes=moment(document.vote_until, words.language),
            most=document.voting.points,
        ),
        words(
            "Your points count once you have given them to every work. Your name stands in the "
            "result, your points only in the sum."
        ),
    ]
    return show(
        "\n\n".join(told),
        (button(words("I accept"), JuryLink(token=token)),),
        (go(words("Not now"), "home"),),
    )


async def accept(_: CallbackQuery, callback_data: JuryLink, visit: Visit) -> Reply:
    words = visit.words
    run, _juror = await judging.accept(
        visit.session, callback_data.token, visit.resident.id, visit.when
    )
    rows = await rows_for(visit, run)
    text = words("Thank you, you are on the jury. You will find the works under /souteze.")
    if not rows:
        opens = moment(run.document.vote_from, words.language)
        text = words(
            "Thank you, you are on the jury. From {opens} you will find the works under /souteze.",
            opens=opens,
        )
    return show(text, *rows, (screens.tap(words("Open"), "show", run.code),))


async def jury(_: CallbackQuery, callback_data: ContestStep, visit: Visit) -> Reply:
    return await _jury(visit, callback_data.code)


async def ask_name(_: CallbackQuery, callback_data: ContestStep, visit: Visit) -> Reply:
    run = await keeping.of_runner(visit.session, await runner_of(visit), callback_data.code)
    text = visit.words("Who is to be on the jury? Write the name, as it shall stand in the result.")
    back: Row = (step(visit.words("Back"), "jury", run.code),)
    return show(text, back, expects=Expects(NAMED, {"code": run.code, "once": token_urlsafe(6)}))


async def invite(message: Message, visit: Visit) -> Reply:
    """A link for this one juror, to be sent to nobody else."""
    words, code, once = visit.words, visit.waiting["code"], visit.waiting["once"]
    await visit.house.allowance.take("invite", visit.resident.telegram_id)
    token = visit.house.token("jury", visit.resident.id, code, once)
    juror = await judging.invite(
        visit.session, await runner_of(visit), code, message.text or "", token, visit.when
    )
    text = words(
        "Send this link to {name} and to nobody else. It works for one person.\n\n{link}",
        name=escape(juror.name),
        link=visit.house.deep_link(TO_JURY + token),
    )
    return show(text, (step(words("Back"), "jury", code),))


async def ask_remove(_: CallbackQuery, callback_data: ContestStep, visit: Visit) -> Reply:
    words, code = visit.words, callback_data.code
    juror = await _named(visit, callback_data)
    if juror is None:
        return await _jury(visit, code)
    text = words(
        "Shall {name} leave the jury? The points they gave are deleted.",
        name=escape(juror.name),
    )
    return show(
        text,
        (step(words("Yes, take off the jury"), "juror-gone", code, value=str(juror.id)),),
        (step(words("Back"), "jury", code),),
    )


async def remove(_: CallbackQuery, callback_data: ContestStep, visit: Visit) -> Reply:
    code, juror = callback_data.code, await _named(visit, callback_data)
    if juror:
        await judging.remove(visit.session, await runner_of(visit), code, juror.id, visit.when)
    return await _jury(visit, code)


async def _named(visit: Visit, callback_data: ContestStep) -> Juror | None:
    """The juror whom a button means, if they are still on the jury."""
    await runner_of(visit)
    jurors = await tables.jurors(visit.session, callback_data.code)
    return next((one for one in jurors if str(one.id) == callback_data.value), None)


async def look(_: CallbackQuery, callback_data: JuryTap, visit: Visit) -> Reply:
    return await _card(visit, callback_data.code)


async def one_work(_: CallbackQuery, callback_data: JuryTap, visit: Visit) -> Reply:
    return await _card(visit, callback_data.code, callback_data.number)


async def give(_: CallbackQuery, callback_data: JuryTap, visit: Visit) -> Reply:
    """Points in the place of those given before; the same tap again changes nothing."""
    code, number = callback_data.code, callback_data.number
    given = (number, callback_data.points)
    await judging.give(visit.session, code, visit.resident.id, given, visit.when)
    return await _card(visit, code, number)


async def _jury(visit: Visit, code: str) -> Reply:
    """Who judges and how far they are; what they gave nobody sees before the vote is over."""
    words = visit.words
    run = await keeping.of_runner(visit.session, await runner_of(visit), code)
    seats = await judging.jury(visit.session, run)
    told = [
        f"<b>{words('Jury')}</b>",
        "\n".join(_seat(words, run, one, visit) for one in seats)
        or words("Nobody is on the jury yet."),
        words("Only a juror who has given points to every work counts."),
    ]
    rows: list[Row] = []
    if run.stage(visit.when) in judging.INVITING:
        rows += [
            (
                step(
                    words("Off the jury: {name}", name=one.juror.name),
                    "juror-out",
                    code,
                    value=str(one.juror.id),
                ),
            )
            for one in seats
        ]
        rows.append((step(words("Invite a juror"), "juror-new", code),))
    rows.append((step(words("Back"), "card", code),))
    return show("\n\n".join(told), *rows)


def _seat(words: Words, run: Run, seat: Seat, visit: Visit) -> str:
    name = escape(seat.juror.name)
    if seat.juror.agreed_at is None:
        return words("{name}: has not accepted yet", name=name)
    if run.stage(visit.when) in (Stage.VOTING, Stage.COUNTING):
        return words("{name}: {done} of {all} works", name=name, done=seat.done, all=seat.of)
    return words("{name}: has accepted", name=name)


async def _card(visit: Visit, code: str, number: int = 0) -> Reply:
    """One work with the points of this juror, in their own order."""
    words = visit.words
    given = await judging.points(visit.session, code, visit.resident.id, visit.when)
    run = await keeping.announced(visit.session, code)
    entries = await _works(visit, run)
    if not entries:
        return alert(words("There are no works to look at."))
    at = next((at for at, one in enumerate(entries) if one.number == number), 0)
    shown, before, after = entries[at], entries[at - 1], entries[(at + 1) % len(entries)]
    labels = [
        tap(("✓ " if given.get(shown.number or 0) == many else "") + str(many), "give", code,
            shown.number or 0, many)
        for many in range(run.document.voting.points + 1)
    ]  # fmt: skip
    rows: list[Row] = [tuple(labels[at : at + ACROSS]) for at in range(0, len(labels), ACROSS)]
    if len(entries) > 1:
        rows.append(
            (
                tap("◀", "work", code, before.number or 0),
                tap(f"{at + 1}/{len(entries)}", "work", code, shown.number or 0),
                tap("▶", "work", code, after.number or 0),
            )
        )
    missing = [one for one in (*entries[at:], *entries[:at]) if one.number not in given]
    if missing and shown not in missing:
        label = words("Next without points ({n})", n=len(missing))
        rows.append((tap(label, "work", code, missing[0].number or 0),))
    rows.append((screens.tap(words("Back"), "show", code),))
    text = f"{screens.named(words, shown)}\n{_told(words, given, entries)}"
    screen = Screen(text, tuple(rows), picture=screens.picture_of(shown))
    return Reply((screen,), expects=Expects(BALLOT))


def _told(words: Words, given: Mapping[int, int], entries: Sequence[Entry]) -> str:
    done = sum(one.number in given for one in entries)
    if done == len(entries):
        return words("You have given points to every work. Thank you. You can change them.")
    return words(
        "You have given points to {done} of {all} works. Only a whole sheet counts.",
        done=done,
        all=len(entries),
    )


async def _works(visit: Visit, run: Run) -> list[Entry]:
    entries = [one for one in await moderating.on_the_ballot(visit.session, run) if one.look]
    return voting.shuffled(run, entries, str(visit.resident.telegram_id))


def tap(label: str, act: str, code: str, number: int = 0, points: int = 0) -> Button:
    return button(label, JuryTap(act=act, code=code, number=number, points=points))


STEPS = {"jury": jury, "juror-new": ask_name, "juror-out": ask_remove, "juror-gone": remove}
TAPS = {"look": look, "work": one_work, "give": give}
