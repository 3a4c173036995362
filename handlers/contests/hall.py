"""A vote in the hall: slips to print, works to hang up, and which slips were in the box."""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from contests import keeping, moderating
from contests import slips as decisions
from contests.documents import Method
from contests.keeping import Run
from contests.slips import Box, NoNumbers
from contests.stages import Stage
from handlers.awaiting import Awaiting
from handlers.contests.forms import step
from handlers.contests.rules import voting_rule
from handlers.contests.running import runner_of
from handlers.contests.screens import slips_told
from handlers.contests.taps import ContestStep
from handlers.replies import Document, Expects, Reply, Screen, alert, show
from handlers.visit import Visit
from papers import gallery
from papers import slips as papers
from storage import contests as tables
from storage.contests import Entry
from surveys import codes
from texts.content import pick
from texts.formatting import number
from texts.screens import Button, Row
from texts.words import Words

BOX: Final = "contest-box"
SLIPS: Final = (40, 80, 160, 320)
WITH_CODES: Final = "web"
RANGE: Final = re.compile(r"^(\d{1,4})(?:\s*[-–]\s*(\d{1,4}))?$")


def router() -> Router:
    router = Router(name="contest_hall")
    router.message.register(write_box, Awaiting(BOX))
    for act, does in ACTS.items():
        router.callback_query.register(does, ContestStep.filter(F.act == act))
    return router


async def slips(_: CallbackQuery, callback_data: ContestStep, visit: Visit) -> Reply:
    """Numbered slips to vote with in the hall; first how many, and with codes for the web or not.

    Where some with codes were printed, others would bring numbers twice into the box. A tap that
    comes twice prints no more of them.
    """
    run = await _run(visit, callback_data.code)
    entries = await moderating.on_the_ballot(visit.session, run)
    used = await decisions.used(visit.session, run.code)
    count, kind = callback_data.number, callback_data.value
    if count not in SLIPS or not entries or kind not in _kinds(used):
        return _ask_slips(visit, run, used)
    if kind:
        return await _with_codes(visit, run, entries, count)
    return _printed(visit, run, _slips(visit.words, run, entries, range(1, count + 1)))


def _kinds(used: Mapping[str, int]) -> tuple[str, ...]:
    """What a button says that prints slips: with codes for the web, after so many; or without."""
    with_codes = f"{WITH_CODES}{used.get('printed', 0)}"
    return (with_codes,) if used else (with_codes, "")


async def ask_box(_: CallbackQuery, callback_data: ContestStep, visit: Visit) -> Reply:
    """Which slips were in the box: before their votes are entered, and as soon as it is opened."""
    words, run = visit.words, await _run(visit, callback_data.code)
    used = await decisions.used(visit.session, run.code)
    text = words(
        "Which slips were in the box? Write all their numbers, like 1-35, 38, 41, or a dash where "
        "the box was empty. From then on nobody votes with them on the web."
    )
    told = "\n\n".join([slips_told(words, used), text])
    back: Row = (_back(visit, run),)
    return show(told, back, expects=Expects(BOX, {"code": run.code}))


async def write_box(message: Message, visit: Visit) -> Reply:
    words, code = visit.words, visit.waiting["code"]
    found = numbers_in(message.text or "")
    box = await decisions.put_in_box(visit.session, await runner_of(visit), code, found, visit.when)
    run = await _run(visit, code)
    return show("\n\n".join(_box_told(words, box)), (_back(visit, run),))


async def poster(_: CallbackQuery, callback_data: ContestStep, visit: Visit) -> Reply:
    """Every work with its number on one picture, to hang where people vote on paper."""
    words, run = visit.words, await _run(visit, callback_data.code)
    entries = await moderating.on_the_ballot(visit.session, run)
    if not entries:
        return alert(words("There are no works to look at."))
    shown = [(one.number or 0, await tables.preview(visit.session, one.id)) for one in entries]
    document = Document(f"prace-{run.code}.jpg", make=partial(gallery.sheet, shown))
    back: Row = (step(words("Back"), "card", run.code),)
    text = words("All the works with their numbers. Print it and hang it where people vote.")
    return Reply((Screen(text, (back,), document=document),), below=True)


def numbers_in(text: str) -> set[int]:
    """The numbers of “1-35, 38”; none of a dash. Raises NoNumbers."""
    if text.strip() in ("-", "–"):
        return set()
    found: set[int] = set()
    for part in filter(None, map(str.strip, re.split(r"[,;\n]", text))):
        told = RANGE.match(part)
        if told is None:
            raise NoNumbers
        first = int(told[1])
        some = range(first, int(told[2] or first) + 1)
        if not some:
            raise NoNumbers
        found.update(some)
    if not found:
        raise NoNumbers
    return found


def _ask_slips(visit: Visit, run: Run, used: Mapping[str, int]) -> Reply:
    words = visit.words
    told = [words("How many slips for the hall shall I print?")]
    rows: list[Row] = []
    has_web = _may_have_codes(visit, run)
    if not used:
        rows.append(_counts(words, run))
    if has_web and not used:
        told.append(
            words(
                "The first row: slips for the box alone. Print only one kind: the numbers of both "
                "begin with 1."
            )
        )
    if has_web:
        told.append(
            words(
                "With a code for the web: whoever has no Telegram can vote with the slip on the "
                "contest's page too. A slip is good for one vote."
            )
        )
        rows.append(_counts(words, run, _kinds(used)[0]))
    if used:
        told.insert(0, slips_told(words, used))
        if run.stage(visit.when) is Stage.VOTING:
            rows.append((step(words("Slips from the box"), "box", run.code),))
    return show("\n\n".join(told), *rows, (step(words("Back"), "card", run.code),))


def _counts(words: Words, run: Run, value: str = "") -> Row:
    mark = "🌐 " if value else ""
    return tuple(
        step(f"{mark}{number(count, words.language)}", "slips", run.code, count, value)
        for count in SLIPS
    )


def _may_have_codes(visit: Visit, run: Run) -> bool:
    """Votes on the web need pages, and a way of deciding in which they count."""
    return visit.house.has_form and decisions.may_be_printed(run)


async def _with_codes(visit: Visit, run: Run, entries: Sequence[Entry], count: int) -> Reply:
    """Of the codes only hashes are kept, so nobody can print the same slips once more."""
    fresh = [codes.new_code() for _ in range(count)]
    secret = visit.house.form_secret
    hashes = [decisions.hashed(secret, run.code, one) for one in fresh]
    runner = await runner_of(visit)
    numbers = await decisions.enlist(visit.session, runner, run.code, hashes, visit.when)
    address = f"{visit.house.public_url}/souteze/{run.code}/listek"
    return _printed(visit, run, _slips(visit.words, run, entries, numbers, fresh, address))


def _slips(
    words: Words,
    run: Run,
    entries: Sequence[Entry],
    numbers: Sequence[int],
    fresh: Sequence[str] = (),
    address: str = "",
) -> papers.Slips:
    return papers.Slips(
        language=words.language,
        title=pick(run.document.title, words.language),
        rule=_rule(words, run),
        works=[f"{one.number}  {one.title}" for one in entries],
        numbered=words("Slip"),
        numbers=tuple(numbers),
        codes=tuple(fresh),
        tear=words("Tear this off before you put the slip in the box."),
        web=words("Instead of the box you can vote on the web with this code:"),
        address=address,
    )


def _rule(words: Words, run: Run) -> str:
    """How to mark the slip."""
    if run.document.voting.method is Method.RANKING:
        return words("Write 1 beside the best work, 2 beside the second, and so on.")
    return voting_rule(words, run.document.voting)


def _printed(visit: Visit, run: Run, told: papers.Slips) -> Reply:
    words = visit.words
    text = words(
        "Mix the slips, so that nobody can tell by its number whose one is, and give one to each "
        "person at the door. After the vote count them and enter the votes."
    )
    if told.codes:
        note = words(
            "I keep no code: print the file now and then delete it here, for whoever has it can "
            "vote. Destroy slips that are left over. When the box is opened, tell me the numbers "
            "of the slips in it."
        )
        text = f"{text}\n\n{note}"
    document = Document(f"listky-{run.code}.pdf", make=partial(papers.slips, told))
    rows: tuple[Row, ...] = ((step(words("Back"), "card", run.code),),)
    return Reply((Screen(text, rows, document=document),), below=True)


def _box_told(words: Words, box: Box) -> list[str]:
    told = [words.many("{n} slip from the box counts.", "{n} slips from the box count.", box.count)]
    if box.aside:
        told.append(
            words(
                "Put these aside, their votes were given on the web: no. {numbers}.",
                numbers=", ".join(map(str, box.aside)),
            )
        )
    return told


def _back(visit: Visit, run: Run) -> Button:
    """To where the votes are entered, or to the slips while people vote."""
    act = "count" if run.stage(visit.when) is Stage.COUNTING else "slips"
    return step(visit.words("Back"), act, run.code)


async def _run(visit: Visit, code: str) -> Run:
    return await keeping.of_runner(visit.session, await runner_of(visit), code)


ACTS = {"slips": slips, "box": ask_box, "poster": poster}
