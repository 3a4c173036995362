"""Running a plan in the chat: a file becomes a version, its card, and letting people read it."""

from pathlib import PurePath
from typing import Final

from aiogram import F, Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from handlers.addresses import addresses
from handlers.commands import UNASKED
from handlers.incoming import file_of
from handlers.plans.cards import card_of, step
from handlers.replies import Reply, show
from handlers.taps import PlanStep, go
from handlers.visit import Visit
from people import roles
from people.roles import Action
from plans import running
from plans.files.reading import SIZE_LIMIT
from plans.running import Runner
from storage import jobs, people
from texts.content import pick
from texts.formatting import escape, number
from texts.numbers import whole
from texts.screens import TO_PLAN, Row

READ_PLAN: Final = "read_plan_file"
MEGABYTE: Final = 1_000_000
# A YAML may be a survey as well: what it holds decides, once it has been brought here.
WRITTEN: Final = (".docx", ".md", ".markdown")
LIST_LENGTH: Final = 40


class PlanFile(Filter):
    """Holds on a written document from somebody who runs plans, while nothing is awaited."""

    async def __call__(self, message: Message, visit: Visit) -> bool:
        sent = file_of(message) if message.document else None
        if sent is None or PurePath(sent.name).suffix.lower() not in WRITTEN:
            return False
        if visit.waiting.get("what", "nothing") not in UNASKED:
            return False
        return roles.may(await people.roles(visit.session, visit.resident.id), Action.RUN_PLANS)


def router() -> Router:
    router = Router(name="plan_authoring")
    router.message.register(receive, PlanFile())
    router.callback_query.register(listing, PlanStep.filter(F.act == "list"))
    router.callback_query.register(card, PlanStep.filter(F.act == "card"))
    router.callback_query.register(ask_publish, PlanStep.filter(F.act == "ask-publish"))
    router.callback_query.register(publish, PlanStep.filter(F.act == "publish"))
    return router


async def receive(message: Message, visit: Visit) -> Reply:
    """A file that is to become a plan: reading it is a job, told of by a letter."""
    words, sent = visit.words, file_of(message)
    assert sent is not None
    if sent.size > SIZE_LIMIT:
        most = number(SIZE_LIMIT // MEGABYTE, words.language)
        return show(words("The file is too big. At most {most} MB are possible.", most=most))
    await visit.house.allowance.take("survey_file", visit.resident.telegram_id)
    payload = {"file_id": sent.file_id, "name": sent.name, "resident": visit.resident.id}
    job_id = f"{READ_PLAN}:{visit.resident.id}:{message.message_id}"
    await jobs.ask_for(visit.session, job_id, READ_PLAN, payload, visit.now)
    return show(words("I am reading {name} …", name=escape(sent.name)))


async def runner_of(visit: Visit) -> Runner:
    held = await people.roles(visit.session, visit.resident.id)
    roles.demand(held, Action.RUN_PLANS)
    return Runner(visit.resident.id, roles.areas_for(held, Action.RUN_PLANS))


async def listing(_: CallbackQuery, visit: Visit) -> Reply:
    words, language = visit.words, visit.resident.language
    found = await running.run_by(visit.session, await runner_of(visit))
    rows: list[Row] = [
        (step(pick(one.version.title, language), "card", one.plan.code),)
        for one in found[:LIST_LENGTH]
    ]
    how = words(
        "Send me a plan as a DOCX, Markdown or YAML file. Each heading becomes a section. A file "
        "of the same name is the next version of the same plan."
    )
    text = words("<b>Plans of your areas</b>") if rows else words("There is no plan yet.")
    return show(f"{text}\n\n{how}", *rows, (go(words("Back"), "admin"),))


async def card(_: CallbackQuery, callback_data: PlanStep, visit: Visit) -> Reply:
    return await card_shown(visit, callback_data.code)


async def card_shown(visit: Visit, code: str, note: str = "") -> Reply:
    found = await running.look(visit.session, await runner_of(visit), code, visit.now)
    made = card_of(visit.words, found, [note] if note else [])
    there = found.plan.public_version is not None
    where = addresses(visit, TO_PLAN + code, f"/p/{code}") if there else ""
    return show("\n\n".join(filter(None, [made.text, where])), *made.rows)


async def ask_publish(_: CallbackQuery, callback_data: PlanStep, visit: Visit) -> Reply:
    words, code = visit.words, callback_data.code
    found = await running.look(visit.session, await runner_of(visit), code, visit.now)
    version = found.draft.version
    text = words(
        "Shall people read version {label} from now on? It cannot be changed any more; a mended "
        "file becomes the next version.",
        label=escape(version.label),
    )
    return show(
        text,
        (step(words("Yes, publish it"), "publish", code, str(version.number)),),
        (step(words("Back"), "card", code),),
    )


async def publish(_: CallbackQuery, callback_data: PlanStep, visit: Visit) -> Reply:
    version = whole(callback_data.value)
    code, runner = callback_data.code, await runner_of(visit)
    await running.publish(visit.session, runner, code, version, visit.now)
    return await card_shown(visit, code, visit.words("People read this version from now on."))
