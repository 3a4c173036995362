"""A survey on paper: questionnaires to print, a poster and leaflets, as files in the chat."""

from collections.abc import Callable

from aiogram import F, Router
from aiogram.types import CallbackQuery

from handlers.replies import Document, Reply, Screen, show
from handlers.surveys.paper_words import poster, questionnaire
from handlers.taps import PaperTap, ResultsTap, button
from handlers.visit import Visit
from people import contacts, roles
from people.contacts import Contact
from people.roles import Action
from storage import audit, paper, people, places
from storage.surveys import Survey
from surveys import codes, library
from surveys.definitions import Definition
from texts.content import pick
from texts.formatting import escape
from texts.screens import Button, Row
from texts.words import LANGUAGES, NAMES, Words

# How many copies with a code of their own are printed at once; 0 is a master for the copier.
COPIES = (0, 10, 50, 200)


def router() -> Router:
    router = Router(name="survey_paper")
    router.callback_query.register(menu, PaperTap.filter(F.act == "menu"))
    router.callback_query.register(choose_copies, PaperTap.filter(F.act == "copies"))
    router.callback_query.register(print_sheets, PaperTap.filter(F.act == "sheets"))
    router.callback_query.register(print_poster, PaperTap.filter(F.act.in_({"a4", "a5"})))
    return router


async def menu(_: CallbackQuery, callback_data: PaperTap, visit: Visit) -> Reply:
    """What can be printed, in which language."""
    words = visit.words
    survey, definition = await _run_by(visit, callback_data.code)
    language = _language(callback_data, definition, visit)
    text = words(
        "<b>To print: {title}</b>\nLanguage: {language}",
        title=escape(pick(definition.title, visit.resident.language)),
        language=NAMES[language],
    )
    rows: list[Row] = []
    if "paper" in definition.channels:
        rows.append((_tap(words("Questionnaires"), "copies", survey, language),))
        if not await _handed_in_somewhere(visit, survey, language):
            text += "\n\n" + words(
                "Where paper is handed in will not stand on it: the contact of your area has no "
                "address. The administrator adds it."
            )
    else:
        text += "\n\n" + words(
            "This survey does not take answers on paper. To have it take them, add the word paper "
            "to the field channels of its file."
        )
    rows.append(
        (
            _tap(words("Poster A4"), "a4", survey, language),
            _tap(words("Leaflets A5"), "a5", survey, language),
        )
    )
    others = [one for one in LANGUAGES if one in definition.languages and one != language]
    rows += [(_tap(NAMES[one], "menu", survey, one),) for one in others]
    return show(text, *rows, _back(words, survey))


async def choose_copies(_: CallbackQuery, callback_data: PaperTap, visit: Visit) -> Reply:
    words = visit.words
    survey, definition = await _run_by(visit, callback_data.code)
    language = _language(callback_data, definition, visit)
    text = words(
        "How many questionnaires?\n\nEach copy carries a code of its own, by which the same person "
        "can go on by phone and nobody is counted twice. One without a code is for the copier."
    )
    batch = await paper.next_batch(visit.session, survey.code)
    tap = PaperTap(act="sheets", code=survey.code, language=language, batch=batch)
    rows: list[Row] = [
        (button(_copies_label(words, copies), tap.model_copy(update={"copies": copies})),)
        for copies in COPIES
    ]
    return show(text, *rows, (_tap(words("Back"), "menu", survey, language),))


async def print_sheets(_: CallbackQuery, callback_data: PaperTap, visit: Visit) -> Reply:
    """A PDF; only the number of copies is kept, never their codes."""
    survey, definition = await _run_by(visit, callback_data.code)
    language = _language(callback_data, definition, visit)
    if "paper" not in definition.channels or callback_data.copies not in COPIES:
        return await menu(_, callback_data, visit)
    await visit.house.allowance.take("export", visit.resident.telegram_id)
    copies = callback_data.copies
    number = await _kept_batch(visit, survey, language, copies, callback_data.batch)
    made = questionnaire(
        Words(language),
        survey,
        definition,
        await _entries(visit, definition, language),
        batch=number,
        contact=await _contact(visit, survey, language),
        address=_address(visit, survey),
        codes=[codes.new_code() for _ in range(copies)] or [""],
    )
    note = visit.words("Batch {number}: print on both sides, A4.", number=number)
    return _file(visit, survey, language, f"{survey.key}-{number}.pdf", note, made.pdf)


async def _kept_batch(visit: Visit, survey: Survey, language: str, copies: int, number: int) -> int:
    """Its number: the wanted one, unless that is of other questionnaires by now."""
    there = {one.number: one for one in await paper.batches(visit.session, survey.code)}
    number = min(number, max(there, default=0) + 1)
    same = there.get(number)
    if same and (same.copies, same.language, same.made_by) == (copies, language, visit.resident.id):
        return number
    if same:
        number = max(there) + 1
    await paper.keep_batch(
        visit.session,
        survey.code,
        number,
        language=language,
        copies=copies,
        made_at=visit.now,
        made_by=visit.resident.id,
    )
    await _note(visit, survey, "questionnaires_printed", batch=number, copies=copies)
    return number


async def print_poster(_: CallbackQuery, callback_data: PaperTap, visit: Visit) -> Reply:
    survey, definition = await _run_by(visit, callback_data.code)
    language = _language(callback_data, definition, visit)
    await visit.house.allowance.take("export", visit.resident.telegram_id)
    area = await places.area(visit.session, survey.area_code)
    assert area is not None
    made = poster(
        Words(language),
        survey,
        definition,
        size="a4" if callback_data.act == "a4" else "a5",
        organiser=pick(area.name, language),
        contact=await _contact(visit, survey, language),
        address=_address(visit, survey),
    )
    note = visit.words("Two leaflets on a page: cut it in half.")
    if callback_data.act == "a4":
        note = visit.words("A poster to hang up.")
    return _file(visit, survey, language, f"{survey.key}-{callback_data.act}.pdf", note, made.pdf)


async def _run_by(visit: Visit, code: str) -> tuple[Survey, Definition]:
    held = await people.roles(visit.session, visit.resident.id)
    roles.demand(held, Action.RUN_SURVEYS)
    survey = await library.survey(visit.session, code)
    roles.demand(held, Action.RUN_SURVEYS, survey.area_code)
    return survey, await library.definition(visit.session, survey.code, survey.version)


async def _contact(visit: Visit, survey: Survey, language: str) -> Contact | None:
    area = await places.area(visit.session, survey.area_code)
    return contacts.contact(area.settings, language) if area else None


async def _handed_in_somewhere(visit: Visit, survey: Survey, language: str) -> bool:
    contact = await _contact(visit, survey, language)
    return bool(contact and contact.address)


async def _entries(visit: Visit, definition: Definition, language: str) -> dict[str, list[str]]:
    """The names on the list of each question that is answered from a list."""
    found = {}
    for question in definition.questions:
        entries = await library.entries(visit.session, question, definition.area)
        found[question.id] = [pick(one.label, language) for one in entries]
    return found


def _language(tap: PaperTap, definition: Definition, visit: Visit) -> str:
    """The one that was chosen, or the reader's own, among those the survey speaks."""
    for language in (tap.language, visit.resident.language, *definition.languages):
        if language in definition.languages:
            return language
    return "cs"


def _address(visit: Visit, survey: Survey) -> str:
    return f"{visit.house.public_url}/a/{survey.code}"


def _file(
    visit: Visit, survey: Survey, language: str, name: str, note: str, make: Callable[[], bytes]
) -> Reply:
    rows = ((_tap(visit.words("Back"), "menu", survey, language),),)
    document = Document(name, make=make)
    return Reply((Screen(note, document=document), Screen(visit.words("Done."), rows)))


def _tap(label: str, act: str, survey: Survey, language: str) -> Button:
    return button(label, PaperTap(act=act, code=survey.code, language=language))


def _copies_label(words: Words, copies: int) -> str:
    if not copies:
        return words("One, for the copier")
    return words.many("{n} copy with a code", "{n} copies with codes", copies)


def _back(words: Words, survey: Survey) -> Row:
    return (button(words("Back"), ResultsTap(act="show", code=survey.code)),)


async def _note(visit: Visit, survey: Survey, action: str, **facts: int) -> None:
    await audit.note(visit.session, visit.now, visit.resident.id, action, survey.code, **facts)
