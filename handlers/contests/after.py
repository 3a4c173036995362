"""What may be needed once a contest has its result: diplomas, words, works for print."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from aiogram import F, Router
from aiogram.types import CallbackQuery

from contests import keeping, moderating, publishing
from contests.documents import Format
from contests.keeping import Run
from handlers.contests.forms import step
from handlers.contests.podium import on_podium
from handlers.contests.results import handed_over, voices_in
from handlers.contests.running import runner_of
from handlers.contests.screens import named
from handlers.contests.taps import ContestStep
from handlers.replies import Document, Reply, Screen, alert, show
from handlers.visit import Visit
from papers.diplomas import Diploma, diplomas
from papers.press import Release
from storage import contests as tables
from storage import prizes
from storage.contests import Entry
from texts.content import pick
from texts.formatting import day, escape, listed, number
from texts.screens import Row
from texts.words import Words

ENDINGS: Final = {
    Format.PNG: "png",
    Format.JPEG: "jpg",
    Format.WEBP: "webp",
    Format.SVG: "png",
    Format.PDF: "png",
}


def router() -> Router:
    router = Router(name="contest_after")
    router.callback_query.register(after, ContestStep.filter(F.act == "after"))
    router.callback_query.register(papers, ContestStep.filter(F.act == "diplomas"))
    router.callback_query.register(press, ContestStep.filter(F.act == "press"))
    router.callback_query.register(press_file, ContestStep.filter(F.act == "press-file"))
    router.callback_query.register(works, ContestStep.filter(F.act == "prints"))
    return router


async def after(_: CallbackQuery, callback_data: ContestStep, visit: Visit) -> Reply:
    words = visit.words
    run = await _run(visit, callback_data.code)
    return show(
        words("<b>What you may need now</b>"),
        (step(words("Diplomas to print"), "diplomas", run.code),),
        (step(words("Text for newspapers"), "press", run.code),),
        (step(words("Winning works for print"), "prints", run.code),),
        (step(words("Prizes handed over"), "prizes", run.code),),
        (step(words("Back"), "card", run.code),),
    )


async def papers(_: CallbackQuery, callback_data: ContestStep, visit: Visit) -> Reply:
    """A page for each author of every work with a prize."""
    words, run = visit.words, await _run(visit, callback_data.code)
    sheets: list[Diploma] = []
    pictures: dict[str, bytes] = {}
    for place, entry in await _prized(visit, run):
        pictures[f"{entry.number}.svg"] = await tables.preview(visit.session, entry.id)
        names = [one.name for one in await tables.authors(visit.session, entry.id)]
        sheets += [_diploma(visit, run, place, entry, name) for name in names]
    if not sheets:
        return alert(words("Nobody has won, or the names have been deleted already."))
    heading = pick(run.document.title, words.language)
    make = partial(diplomas, words.language, heading, sheets, pictures)
    return _file(visit, run, Document(f"diplomy-{run.code}.pdf", make=make), words("Diplomas"))


async def press(_: CallbackQuery, callback_data: ContestStep, visit: Visit) -> Reply:
    """The result in sentences that can be sent on as they are; names are added by people."""
    words, run = visit.words, await _run(visit, callback_data.code)
    lines = await _press_lines(visit, run, await _result(visit, run))
    text = "\n\n".join([*map(escape, lines), f"<i>{_names_missing(words)}</i>"])
    return show(
        text,
        (step(words("As a document to edit"), "press-file", run.code),),
        (step(words("Back"), "after", run.code),),
    )


async def press_file(_: CallbackQuery, callback_data: ContestStep, visit: Visit) -> Reply:
    """The same as a document of an office, with the picture of the podium."""
    words, run = visit.words, await _run(visit, callback_data.code)
    told = await _result(visit, run)
    heading, *lines = await _press_lines(visit, run, told)
    winners = await on_podium(visit.session, run, told, words)
    caption = "; ".join(
        words("{place}. place: {work}", place=place, work=name) for place, name, _ in winners
    )
    release = Release(words.language, heading, lines, caption, _names_missing(words), winners)
    document = Document(f"tisk-{run.code}.docx", make=release.docx)
    return _file(visit, run, document, words("Text for newspapers"))


async def _press_lines(visit: Visit, run: Run, told: Mapping[str, Any]) -> list[str]:
    """Without marks of HTML, the heading first."""
    words, document = visit.words, run.document
    entries = {one.number: one for one in await moderating.on_the_ballot(visit.session, run)}
    winners = [_titled(words, one) for n in told["winners"] if (one := entries.get(n))]
    return list(filter(None, [
        words(
            "The contest “{title}” has its winner.", title=pick(document.title, words.language)
        ) if winners else words(
            "The contest “{title}” is over.", title=pick(document.title, words.language)
        ),
        words("{count} works were handed in.", count=number(run.contest.numbered, words.language)),
        words.many(
            "Won has {works}.", "Won have {works}.",
            len(winners), works=listed(winners, words.language),
        ) if winners else words("Nobody has voted, so nobody has won."),
        voices_in(words, told),
        *await _handed_over(visit, run, entries),
        words("Held by: {names}", names=pick(document.organiser, words.language))
        if document.organiser else "",
        _address(visit, run),
    ]))  # fmt: skip


def _names_missing(words: Words) -> str:
    return words("Names of children are not in it. Add them only if a parent agrees.")


def _titled(words: Words, one: Entry) -> str:
    """A work inside a sentence."""
    return words("“{title}” (no. {number})", title=one.title, number=one.number)


async def _handed_over(visit: Visit, run: Run, entries: Mapping[int | None, Entry]) -> list[str]:
    words = visit.words
    return [
        f"{_titled(words, entries[number])}: {handed_over(words, one)}"
        for number, one in (await prizes.handovers(visit.session, run.code)).items()
        if number in entries
    ]


async def works(_: CallbackQuery, callback_data: ContestStep, visit: Visit) -> Reply:
    """The winning works as they were handed in, large, without what files tell beside."""
    words, run = visit.words, await _run(visit, callback_data.code)
    told = await _result(visit, run)
    screens = []
    for place, entry in await _prized(visit, run):
        if place["number"] in told["winners"]:
            content = await tables.work(visit.session, entry.id)
            name = f"{run.code}-{entry.number}.{ENDINGS[Format(entry.format)]}"
            screens.append(Screen(named(words, entry), document=Document(name, content)))
    if not screens:
        return alert(words("Nobody has voted, so nobody has won."))
    back: tuple[Row, ...] = ((step(words("Back"), "after", run.code),),)
    return Reply((*screens, Screen(words("This is all."), back)), below=True)


def _diploma(visit: Visit, run: Run, place: Mapping[str, Any], entry: Entry, name: str) -> Diploma:
    words, document = visit.words, run.document
    language = words.language
    prize = next((one.what for one in document.prizes if one.place == place["place"]), None)
    return Diploma(
        heading=words("Diploma"),
        organiser=pick(document.organiser, language) if document.organiser else "",
        name=name,
        place=words("{place}. place", place=place["place"]),
        work=entry.title,
        contest=pick(document.title, language),
        prize=words("Prize: {prize}", prize=pick(prize, language)) if prize else "",
        issued=day(visit.now, language),
        signature=words("signature"),
        picture=f"{entry.number}.svg",
    )


async def _prized(visit: Visit, run: Run) -> Sequence[tuple[Mapping[str, Any], Entry]]:
    """Works with a prize, whose pictures are still there, by their place."""
    told = await _result(visit, run)
    last = publishing.prized(run)
    found = []
    for place in told["places"]:
        entry = await tables.by_number(visit.session, run.code, place["number"])
        if place["place"] <= last and entry is not None and entry.look:
            found.append((place, entry))
    return found


async def _result(visit: Visit, run: Run) -> Mapping[str, Any]:
    """Raises NotCounting before it is out."""
    told = await publishing.result(visit.session, run.code)
    if told is None:
        raise publishing.NotCounting
    return told


async def _run(visit: Visit, code: str) -> Run:
    return await keeping.of_runner(visit.session, await runner_of(visit), code)


def _address(visit: Visit, run: Run) -> str:
    return f"{visit.house.public_url}/souteze/{run.code}" if visit.house.public_url else ""


def _file(visit: Visit, run: Run, document: Document, text: str) -> Reply:
    rows: tuple[Row, ...] = ((step(visit.words("Back"), "after", run.code),),)
    return Reply((Screen(text, rows, document=document),), below=True)
