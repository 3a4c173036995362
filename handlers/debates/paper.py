"""A poster and leaflets that invite to a debate, as files in the chat."""

from typing import Literal

from aiogram import F, Router
from aiogram.types import CallbackQuery

from debates.keeping import Run
from debates.stages import Stage
from handlers.debates import forms
from handlers.debates.running import card_of, run_of
from handlers.debates.taps import DebateStep
from handlers.replies import Document, Reply, Screen, show
from handlers.visit import Visit
from papers.questionnaires import Poster
from people import contacts
from people.contacts import Contact
from storage import places
from texts.content import pick
from texts.formatting import day, escape
from texts.screens import Row
from texts.words import LANGUAGES, NAMES, Words

# While somebody who scans the code can still join.
STAGES = (Stage.WAITING, Stage.OPEN)


def router() -> Router:
    router = Router(name="debate_paper")
    router.callback_query.register(menu, DebateStep.filter(F.act == "print"))
    router.callback_query.register(print_poster, DebateStep.filter(F.act.in_({"a4", "a5"})))
    return router


async def menu(_: CallbackQuery, callback_data: DebateStep, visit: Visit) -> Reply:
    """What can be printed, in which language."""
    words, run = visit.words, await run_of(visit, callback_data.code)
    language = _language(callback_data, run, visit)
    text = words(
        "<b>To print: {title}</b>\nLanguage: {language}",
        title=escape(pick(run.document.title, words.language)),
        language=NAMES[language],
    )
    sizes = {"a4": words("Poster A4"), "a5": words("Leaflets A5")}
    others = [one for one in LANGUAGES if one in run.document.title and one != language]
    rows: list[Row] = [
        tuple(forms.step(label, size, run.code, value=language) for size, label in sizes.items()),
        *((forms.step(NAMES[one], "print", run.code, value=one),) for one in others),
        (forms.step(words("Back"), "card", run.code),),
    ]
    return show(text, *rows)


async def print_poster(_: CallbackQuery, callback_data: DebateStep, visit: Visit) -> Reply:
    words, run = visit.words, await run_of(visit, callback_data.code)
    if run.stage(visit.now) not in STAGES:
        return await card_of(visit, run)
    await visit.house.allowance.take("export", visit.resident.telegram_id)
    language = _language(callback_data, run, visit)
    area = await places.area(visit.session, run.debate.area_code)
    assert area is not None
    size: Literal["a4", "a5"] = "a4" if callback_data.act == "a4" else "a5"
    made = poster(
        Words(language),
        run,
        size=size,
        organiser=pick(area.name, language),
        contact=contacts.contact(area.settings, language),
        address=f"{visit.house.public_url}/d/{run.code}",
    )
    note = words("Two leaflets on a page: cut it in half.")
    if size == "a4":
        note = words("A poster to hang up.")
    file = Document(f"{run.document.key}-{size}.pdf", make=made.pdf)
    back: Row = (forms.step(words("Back"), "print", run.code, value=language),)
    return Reply((Screen(note, document=file), Screen(words("Done."), (back,))))


def poster(
    words: Words,
    run: Run,
    *,
    size: Literal["a4", "a5"],
    organiser: str,
    contact: Contact | None,
    address: str,
) -> Poster:
    """In the language of `words`; the code on it leads to the page without an account."""
    language = words.language
    facts = [(words("Until when"), day(run.document.closes, language))]
    if contact:
        asks = ", ".join(part for part in (contact.name, contact.role) if part)
        facts.append((words("Who asks"), asks))
    if contact and contact.phone:
        facts.append((words("Telephone"), contact.phone))
    return Poster(
        language=language,
        format=size,
        title=pick(run.document.title, language),
        organiser=organiser,
        intro=[
            *filter(None, pick(run.document.introduction, language).split("\n")),
            words("You say of short statements whether you agree. You need no account."),
        ],
        qr_alt=words("QR code with the address of the debate"),
        scan=words("Point your phone here"),
        address_word=words("or type into a browser"),
        address=address,
        facts=facts,
    )


def _language(tap: DebateStep, run: Run, visit: Visit) -> str:
    """The one that was chosen, or the reader's own, among those the debate speaks."""
    spoken = run.document.title
    for language in (tap.value, visit.resident.language, *spoken):
        if language in spoken and language in LANGUAGES:
            return language
    return "cs"
