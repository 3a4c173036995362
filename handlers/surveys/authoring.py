"""Making a survey in the chat: a file or a template, its card, ready questions, copies."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from aiogram import F, Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from handlers.commands import UNASKED, Said
from handlers.incoming import file_of
from handlers.replies import Document, Reply, Screen, alert, show
from handlers.surveys import automatic as survey_automatic
from handlers.surveys.cards import card_of, step, too_much
from handlers.surveys.template import template
from handlers.taps import Author
from handlers.visit import Visit
from people import roles
from people.roles import Action
from storage import audit, groups, jobs, people, places
from storage.surveys import Survey
from surveys import authoring, library, life, pictures
from surveys.definitions import Definition
from surveys.files.package import limit, pack
from surveys.files.xlsform.writing import write
from texts.content import pick
from texts.formatting import escape, number, shortened
from texts.screens import Row
from texts.words import Words

READ_FILE: Final = "read_survey_file"
MEGABYTE: Final = 1_000_000
# What may be awaited where a file still begins a survey of its own.
NOT_A_FILE: Final = (*UNASKED, "survey_day")
LABEL_LENGTH: Final = 40


class SurveyFile(Filter):
    """Holds on a document from somebody who may run surveys, while nothing else is awaited."""

    async def __call__(self, message: Message, visit: Visit) -> bool:
        if (
            message.document is None
            or message.animation
            or visit.waiting.get("what", "nothing") not in NOT_A_FILE
        ):
            return False
        held = await people.roles(visit.session, visit.resident.id)
        return roles.may(held, Action.RUN_SURVEYS)


def router() -> Router:
    router = Router(name="survey_authoring")
    router.message.register(receive, SurveyFile())
    router.message.register(send_template, Said("template"))
    for act, does in ACTS.items():
        router.callback_query.register(does, Author.filter(F.act == act))
    return router


async def receive(message: Message, visit: Visit) -> Reply:
    """A file that is to become a survey: reading it is a job, told of by a letter."""
    words, sent = visit.words, file_of(message)
    if sent is None:
        return show(words("I cannot see the file. Please send it once more."))
    if sent.size > limit(sent.name):
        most = number(limit(sent.name) // MEGABYTE, words.language)
        return show(words("The file is too big for a survey. At most {most} MB.", most=most))
    await visit.house.allowance.take("survey_file", visit.resident.telegram_id)
    payload = {"file_id": sent.file_id, "name": sent.name, "resident": visit.resident.id}
    job_id = job_of(visit.resident.id, message.message_id)
    await jobs.ask_for(visit.session, job_id, READ_FILE, payload, visit.now)
    return show(words("I am reading {name} …", name=escape(sent.name)))


def job_of(resident_id: int, message_id: int | str) -> str:
    return f"{READ_FILE}:{resident_id}:{message_id}"


async def card(_: CallbackQuery, callback_data: Author, visit: Visit) -> Reply:
    survey, asked = await run_by(visit, callback_data.code)
    return await shown(visit, survey, asked)


async def shown(
    visit: Visit, survey: Survey, asked: Definition, notes: Sequence[str] = ()
) -> Reply:
    """The card of a survey for whoever makes it."""
    area = await places.area(visit.session, survey.area_code)
    group = await groups.by_key(visit.session, survey.area_code, asked.working_group)
    made = card_of(visit.words, survey, asked, area, group, notes=notes)
    return show(made.text, *made.rows)


async def problems(_: CallbackQuery, callback_data: Author, visit: Visit) -> Reply:
    """All that was wrong with a file, as a list to keep beside it."""
    words = visit.words
    job = await jobs.job(visit.session, job_of(visit.resident.id, callback_data.value))
    if job is None or not job.result:
        return alert(words("This is no longer there."))
    listed = "\n".join((*job.result.get("problems", []), *job.result.get("warnings", [])))
    document = Document(words("problems.txt"), listed.encode("utf-8"))
    return Reply((Screen(escape(job.payload["name"]), document=document),), below=True)


async def keep_version(_: CallbackQuery, callback_data: Author, visit: Visit) -> Reply:
    """Let a file that was read become the next version of a running survey."""
    words = visit.words
    job = await jobs.job(visit.session, job_of(visit.resident.id, callback_data.value))
    if job is None or not job.result or "definition" not in job.result:
        return alert(words("This is no longer there."))
    definition = Definition.from_json(job.result["definition"])
    held = await people.roles(visit.session, visit.resident.id)
    roles.demand(held, Action.RUN_SURVEYS, definition.area)
    try:
        survey = await life.keep(visit.session, definition, visit.now)
    except life.SurveyChangedTooMuch as lost:
        return _back_to(words, callback_data.code, too_much(words, lost.lost))
    except (life.NotADraft, life.WrongArea):
        return alert(words("The survey has changed meanwhile, so this is no longer possible."))
    await survey_automatic.keep_up(visit, survey)
    await note(visit, "survey_changed", survey)
    notes = [words("The new version is asked from now on. Earlier answers keep theirs.")]
    return await shown(visit, survey, definition, notes)


def _back_to(words: Words, code: str, text: str) -> Reply:
    return show(text, (step(words("Back"), "card", code),))


async def ready_questions(_: CallbackQuery, callback_data: Author, visit: Visit) -> Reply:
    """Ready questions that the survey does not ask yet."""
    words = visit.words
    _survey, asked = await run_by(visit, callback_data.code)
    rows: list[Row] = [
        (
            step(
                shortened(pick(one.text, words.language), LABEL_LENGTH),
                "add",
                callback_data.code,
                one.id,
            ),
        )
        for one in authoring.ready().questions
        if not authoring.asks(asked, one)
    ]
    rows.append((step(words("Back"), "card", callback_data.code),))
    return show(words("Which question shall I add at the end?"), *rows)


async def add_question(_: CallbackQuery, callback_data: Author, visit: Visit) -> Reply:
    words = visit.words
    await run_by(visit, callback_data.code)
    try:
        survey = await authoring.add_ready(
            visit.session, callback_data.code, callback_data.value, visit.now
        )
    except authoring.TooManyQuestions as refusal:
        told = words.many("{n} question is the most.", "{n} questions are the most.", refusal.most)
        return alert(told)
    notes = [words("The question is added at the end.")]
    return await shown(visit, *await run_by(visit, survey.code), notes)


async def copy(_: CallbackQuery, callback_data: Author, visit: Visit) -> Reply:
    words = visit.words
    await run_by(visit, callback_data.code)
    tomorrow = life.today(visit.now) + timedelta(days=1)
    survey = await authoring.copy(visit.session, callback_data.code, tomorrow, visit.now)
    await note(visit, "survey_copied", survey)
    notes = [words("This is a new draft that asks the same. Plan its dates before you open it.")]
    return await shown(visit, *await run_by(visit, survey.code), notes)


async def explain_change(_: CallbackQuery, callback_data: Author, visit: Visit) -> Reply:
    words = visit.words
    survey, _asked = await run_by(visit, callback_data.code)
    text = words(
        "<b>How to change the survey</b>\n\n"
        "Take the file below, change it in a spreadsheet and send it to me again. The field "
        "form_id on the sheet settings has to stay the same.\n\n"
        "Once somebody has answered, you can add questions and options, mend texts and move the "
        "end. You cannot take a question or an option away or change its kind. Answers that are "
        "here already keep the version they were given to."
    )
    return show(
        text,
        (step(words("Download as XLSForm"), "file", survey.code),),
        (step(words("Back"), "card", survey.code),),
    )


async def download(_: CallbackQuery, callback_data: Author, visit: Visit) -> Reply:
    survey, asked = await run_by(visit, callback_data.code)
    await note(visit, "survey_downloaded", survey)
    document = _form(asked, await pictures.of_survey(visit.session, survey.code, asked))
    caption = visit.words("The survey as XLSForm. Change it and send it back to me.")
    return Reply((Screen(caption, document=document),), below=True)


def _form(asked: Definition, shown: Mapping[str, bytes]) -> Document:
    """A spreadsheet, in a ZIP with the pictures that its options have."""
    name = f"{asked.key}.xlsx"
    if not shown:
        return Document(name, make=lambda: write(asked))
    return Document(f"{asked.key}.zip", make=lambda: pack(name, write(asked), shown))


async def send_template(_: Message | CallbackQuery, visit: Visit) -> Reply:
    """A filled-in spreadsheet to begin with."""
    words = visit.words
    held = await people.roles(visit.session, visit.resident.id)
    roles.demand(held, Action.RUN_SURVEYS)
    area = await own_area(visit, held)
    today = life.today(visit.now)
    document = Document("sablona.xlsx", make=lambda: template(words, area, today))
    caption = words(
        "A survey that can be opened as it is. Change it in a spreadsheet and send it back to "
        "me: I will say what is wrong, or show you the survey. The first sheet says how."
    )
    return Reply((Screen(caption, document=document),), below=True)


async def own_area(visit: Visit, held: Sequence[Any]) -> str:
    """The first area in which this person may run surveys."""
    allowed = roles.areas_for(held, Action.RUN_SURVEYS)
    if allowed:
        return allowed[0]
    found = await places.areas(visit.session)
    return found[0].code if found else ""


async def run_by(visit: Visit, code: str) -> tuple[Survey, Definition]:
    """The survey, if this person may run it."""
    held = await people.roles(visit.session, visit.resident.id)
    roles.demand(held, Action.RUN_SURVEYS)
    survey = await library.survey(visit.session, code)
    roles.demand(held, Action.RUN_SURVEYS, survey.area_code)
    return survey, await library.definition(visit.session, code, survey.version)


async def note(visit: Visit, action: str, survey: Survey) -> None:
    await audit.note(visit.session, visit.now, visit.resident.id, action, survey.code)


ACTS: Mapping[str, Callable[..., Awaitable[Reply]]] = {
    "card": card,
    "problems": problems,
    "keep": keep_version,
    "ready": ready_questions,
    "add": add_question,
    "copy": copy,
    "change": explain_change,
    "file": download,
    "template": send_template,
}
