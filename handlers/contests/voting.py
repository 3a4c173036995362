"""Contests for everybody: what is going on, the gallery, a vote, the result."""

from collections.abc import Mapping
from functools import partial

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from contests import keeping, moderating, publishing, voting
from contests.keeping import NoSuchContest, Run
from contests.stages import Stage
from contests.voting import Voter
from handlers.awaiting import Awaiting
from handlers.commands import Said
from handlers.contests import choosing, jury, results, screens
from handlers.contests.podium import on_podium
from handlers.contests.taps import ContestTap
from handlers.refusals import ConsentMissing
from handlers.replies import Expects, Reply, alert, show
from handlers.taps import Go
from handlers.visit import Visit
from papers import gallery as pages
from people import profile
from people.profile import has_consented
from storage import ballots, places, prizes
from storage import contests as tables
from storage.contests import ANNOUNCED, COUNTING, PUBLISHED, Entry
from texts.screens import TO_CONTEST, Row

CHECKING = "contest-code"


def router() -> Router:
    router = Router(name="contests")
    router.message.register(listing, Said("contests"))
    router.callback_query.register(listing, Go.filter(F.to == "contests"))
    router.message.register(check, Awaiting(CHECKING))
    for act, does in ACTS.items():
        router.callback_query.register(does, ContestTap.filter(F.act == act))
    return router


async def listing(_: Message | CallbackQuery, visit: Visit) -> Reply:
    return screens.listing(visit, await _near(visit))


async def turn(_: CallbackQuery, callback_data: ContestTap, visit: Visit) -> Reply:
    return screens.listing(visit, await _near(visit), callback_data.number)


async def any_on(visit: Visit) -> bool:
    return bool(await _near(visit))


async def mine_told(visit: Visit) -> tuple[list[str], list[Row]]:
    """Works of this person and where each stands, whatever became of its contest."""
    lines: list[str] = []
    rows: list[Row] = []
    for entry in await tables.every_entry_of(visit.session, visit.resident.id):
        run = await keeping.run(visit.session, entry.contest_code)
        lines.append(screens.mine_line(visit.words, run, entry))
        if run.contest.state in (ANNOUNCED, COUNTING, PUBLISHED):
            rows.append((screens.own_tap(visit.words, entry),))
    return lines, rows


async def introduce(visit: Visit, payload: str) -> Reply:
    """The card of a contest; what follows a dash says by which link somebody came.

    Raises NoSuchContest.
    """
    code, _, came_by = payload.partition("-")
    if came_by:
        await voting.arrive(visit.session, code.upper(), visit.resident.id, came_by)
    return await _card(visit, code.upper())


async def open_contest(_: CallbackQuery, callback_data: ContestTap, visit: Visit) -> Reply:
    return await _card(visit, callback_data.code)


async def rules(_: CallbackQuery, callback_data: ContestTap, visit: Visit) -> Reply:
    return screens.rules(visit, await keeping.announced(visit.session, callback_data.code))


async def mine(_: CallbackQuery, callback_data: ContestTap, visit: Visit) -> Reply:
    run = await keeping.announced(visit.session, callback_data.code)
    return screens.works_of(visit, run, await own_entries(visit, run))


async def gallery(_: CallbackQuery, callback_data: ContestTap, visit: Visit) -> Reply:
    """The first work in this voter's own order."""
    run, entries = await _on_the_ballot(visit, callback_data.code)
    if not entries:
        return alert(visit.words("There are no works to look at."))
    return await _one(visit, run, entries, entries[0].number or 0)


async def one_work(_: CallbackQuery, callback_data: ContestTap, visit: Visit) -> Reply:
    run, entries = await _on_the_ballot(visit, callback_data.code)
    return await _one(visit, run, entries, callback_data.number)


async def all_works(_: CallbackQuery, callback_data: ContestTap, visit: Visit) -> Reply:
    """Works in albums, in this voter's own order."""
    run, entries = await _on_the_ballot(visit, callback_data.code)
    if not entries:
        return alert(visit.words("There are no works to look at."))
    chosen = await _ballot(visit, run)
    return screens.all_at_once(visit, run, entries, chosen, callback_data.number)


async def vote(_: CallbackQuery, callback_data: ContestTap, visit: Visit) -> Reply:
    """Mark a work or take the mark away; the same tap again changes nothing."""
    if not has_consented(visit.resident):
        raise ConsentMissing(TO_CONTEST + callback_data.code)
    choice = (callback_data.number, callback_data.on)
    code, marks = callback_data.code, visit.house.marks
    await voting.vote(visit.session, marks, code, _voter(visit), choice, visit.when)
    run, entries = await _on_the_ballot(visit, code)
    note = visit.words("Your vote is kept.") if callback_data.on else ""
    return await _one(visit, run, entries, callback_data.number, note)


async def control_code(_: CallbackQuery, callback_data: ContestTap, visit: Visit) -> Reply:
    """Shown over the screen and nowhere kept: after the vote nobody can make it again."""
    code, marks = callback_data.code, visit.house.marks
    if not await voting.ballot(visit.session, marks, code, _token(visit), visit.when):
        return alert(visit.words("You have not voted yet."))
    told = voting.receipt(marks, code, _token(visit))
    return alert(
        visit.words(
            "Your control code: {code}\nWrite it down. After the vote you can check with it that "
            "your ballot was counted. Then I cannot show it any more.",
            code=told,
        )
    )


async def ask_code(_: CallbackQuery, callback_data: ContestTap, visit: Visit) -> Reply:
    run = await keeping.announced(visit.session, callback_data.code)
    text = visit.words("Write the control code that you noted when you voted.")
    back: Row = (screens.tap(visit.words("Back"), "show", run.code),)
    return show(text, back, expects=Expects(CHECKING, {"contest": run.code}))


async def check(message: Message, visit: Visit) -> Reply:
    """Whether the ballot of a code was counted; one that is unknown may be written again."""
    code, words = visit.waiting["contest"], visit.words
    hashed = voting.receipt_hash(code, message.text or "")
    counted = await ballots.is_counted(visit.session, code, hashed)
    text = words("I do not know this code. Look once more whether it is written right.")
    if counted:
        text = words("Yes, the ballot of this code was counted. What it said nobody can tell.")
    return show(
        text,
        (screens.tap(words("Another code"), "check", code),),
        (screens.tap(words("Back"), "show", code),),
        expects=None if counted else Expects(CHECKING, {"contest": code}),
    )


async def result(_: CallbackQuery, callback_data: ContestTap, visit: Visit) -> Reply:
    run = await keeping.announced(visit.session, callback_data.code)
    told = await publishing.result(visit.session, run.code)
    if told is None:
        return alert(visit.words("There is no result yet."))
    entries = {one.number or 0: one for one in await moderating.on_the_ballot(visit.session, run)}
    winners = await on_podium(visit.session, run, told, visit.words)
    podium = partial(pages.podium, winners) if winners else None
    handovers = await prizes.handovers(visit.session, run.code)
    names = await _names(visit, run)
    return results.result(visit, run, told, names, entries, handovers, podium)


async def own_entries(visit: Visit, run: Run) -> list[Entry]:
    return await tables.of_resident(visit.session, run.code, visit.resident.id)


async def _card(visit: Visit, code: str) -> Reply:
    run = await keeping.announced(visit.session, code)
    beside = [*await choosing.rows_for(visit, run), *await jury.rows_for(visit, run)]
    return screens.card(visit, run, await own_entries(visit, run), beside)


async def _near(visit: Visit) -> list[Run]:
    """Contests of the resident's areas; those called off are told of once, not listed."""
    areas = await profile.areas(visit.session, visit.resident)
    states = (ANNOUNCED, COUNTING, PUBLISHED)
    return [keeping.read(one) for one in await tables.contests_of(visit.session, areas, states)]


async def _on_the_ballot(visit: Visit, code: str) -> tuple[Run, list[Entry]]:
    """What is voted on, from the vote's first second; raises NoSuchContest, VotingClosed."""
    run = await keeping.announced(visit.session, code)
    here = run.stage(visit.when)
    if here is Stage.CANCELLED:
        raise NoSuchContest(code)
    if here not in (Stage.COUNTING, Stage.PUBLISHED):
        voting.demand_open(run, visit.when)
    entries = [one for one in await moderating.on_the_ballot(visit.session, run) if one.look]
    return run, voting.shuffled(run, entries, _token(visit))


async def _one(visit: Visit, run: Run, entries: list[Entry], number: int, note: str = "") -> Reply:
    shown = next((one for one in entries if one.number == number), None)
    if shown is None:
        return alert(visit.words("This is no longer there."))
    return screens.one_of_many(visit, run, entries, shown, await _ballot(visit, run), note)


async def _ballot(visit: Visit, run: Run) -> list[int]:
    if run.stage(visit.when) is not Stage.VOTING:
        return []
    marks = visit.house.marks
    return await voting.ballot(visit.session, marks, run.code, _token(visit), visit.when)


async def _names(visit: Visit, run: Run) -> Mapping[str, str]:
    found = await places.municipalities(visit.session, run.contest.area_code)
    return {one.code: one.name for one in found}


def _voter(visit: Visit) -> Voter:
    resident = visit.resident
    return Voter(_token(visit), resident.id, resident.municipality)


def _token(visit: Visit) -> str:
    return str(visit.resident.telegram_id)


ACTS = {
    "list": turn,
    "show": open_contest,
    "rules": rules,
    "mine": mine,
    "gallery": gallery,
    "work": one_work,
    "all": all_works,
    "vote": vote,
    "code": control_code,
    "check": ask_code,
    "result": result,
}
