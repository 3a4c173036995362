"""The way in: first screen, consent, the home menu and help."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from aiogram import F, Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncSession

from handlers import profile, staff
from handlers.commands import GREETINGS, THANKS, Phrase, Said, menu
from handlers.contacts import contact_cards, ways_to_contacts
from handlers.contests import jury as contest_jury
from handlers.contests import voting as contests
from handlers.debates import taking as debates
from handlers.enquiries import to_a_person
from handlers.groups import overview as groups
from handlers.meetings import room as meeting_room
from handlers.meetings import upcoming as meetings
from handlers.plans import reading as plans
from handlers.refusals import explain
from handlers.replies import Menu, Reply, show
from handlers.surveys import answering as surveys
from handlers.taps import Consented, Go, Speak, button, go
from handlers.visit import Visit
from people import roles
from people.profile import concern, has_consented
from storage import people
from storage.people import Resident
from surveys import answering, library
from texts import privacy
from texts.formatting import escape
from texts.screens import (
    TO_CONTEST,
    TO_DEBATE,
    TO_DOOR,
    TO_GROUP,
    TO_INVITATION,
    TO_JURY,
    TO_MEETING,
    TO_PLAN,
    TO_QUESTIONS,
    TO_SURVEY,
    Row,
)
from texts.words import LANGUAGES, NAMES, Words

# What deep links of ours are made of; anything else would not fit into a button.
PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,40}")
LINKS: Mapping[str, Callable[[Visit, str], Awaitable[Reply]]] = {
    TO_SURVEY: surveys.introduce,
    TO_QUESTIONS: surveys.begin_from,
    TO_PLAN: plans.introduce,
    TO_MEETING: meetings.introduce,
    TO_CONTEST: contests.introduce,
    TO_DEBATE: debates.introduce,
    TO_JURY: contest_jury.offer,
    TO_DOOR: meeting_room.arrive,
    TO_INVITATION: staff.offer,
    TO_GROUP: groups.offer,
}
# Links with a code that somebody may have typed, in small letters too.
TYPED = (TO_SURVEY, TO_PLAN, TO_MEETING)
NOT_TO_BE_ANSWERED = (
    answering.SurveyClosed,
    answering.SurveyNotOpenYet,
    answering.AnswersWithdrawn,
    library.AnsweredInATalk,
    library.NoSuchSurvey,
)


def router() -> Router:
    router = Router(name="home")
    router.message.register(start, CommandStart(ignore_case=True))
    router.message.register(greeted, Phrase(GREETINGS))
    router.message.register(thanked, Phrase(THANKS))
    router.message.register(home, Said("home"))
    router.message.register(help_, Said("help"))
    router.callback_query.register(home, Go.filter(F.to == "home"))
    router.callback_query.register(left_off, Go.filter(F.to == "later"))
    router.callback_query.register(help_, Go.filter(F.to == "help"))
    router.callback_query.register(speak, Speak.filter())
    router.callback_query.register(notice, Go.filter(F.to == "notice"))
    router.callback_query.register(whole_notice, Go.filter(F.to == "whole-notice"))
    router.callback_query.register(consented, Consented.filter())
    return router


async def start(_: Message, command: CommandObject, visit: Visit) -> Reply:
    given = command.args or ""
    payload = given if PAYLOAD.fullmatch(given) else ""
    if has_consented(visit.resident):
        return await _with_menu(visit, await arrive_at(visit, payload))
    return welcome(visit.words, payload)


async def greeted(_: Message, visit: Visit) -> Reply:
    return await _home(visit) if has_consented(visit.resident) else welcome(visit.words, "")


async def thanked(_: Message, visit: Visit) -> Reply:
    return show(visit.words("You are welcome."), (go(visit.words("Home"), "home"),))


async def speak(_: CallbackQuery, callback_data: Speak, visit: Visit) -> Reply:
    """Change the language; the first screen is said again in it."""
    if callback_data.language in LANGUAGES:
        visit.speak(callback_data.language)
    if not has_consented(visit.resident):
        return welcome(visit.words, callback_data.payload)
    return await _with_menu(visit, await _home(visit))


async def _with_menu(visit: Visit, reply: Reply) -> Reply:
    """Staff see their commands in the menu again, whatever became of it."""
    resident = visit.resident
    powers = roles.powers(await people.roles(visit.session, resident.id))
    if not powers:
        return reply
    return replace(reply, menus=(Menu(resident.telegram_id, resident.language, powers),))


def welcome(words: Words, payload: str) -> Reply:
    text = words(
        "<b>Good day, I am Náves.</b>\n\n"
        "I help your municipality find out what people need. I ask a few short questions, "
        "and you can stop at any time. Each survey says first whether it is anonymous.\n\n"
        "Choose a language, or go on."
    )
    others = [code for code in LANGUAGES if code != words.language]
    languages: Row = tuple(
        button(NAMES[code], Speak(language=code, payload=payload)) for code in others
    )
    return show(text, (go(words("Go on"), "notice", payload),), *((one,) for one in languages))


async def notice(_: CallbackQuery, callback_data: Go, visit: Visit) -> Reply:
    """The short privacy notice, with the whole one a tap away."""
    words, payload = visit.words, callback_data.payload
    text = words(
        "<b>What happens to your data</b>\n\n"
        "• I keep the number of your Telegram account, your language and what you tell me "
        "about yourself. Not your name.\n"
        "• Answers to anonymous surveys lie apart from your account. Once the survey has "
        "closed, nobody can tell which are yours.\n"
        "• Telegram itself sees what you tap and write here.\n"
        "• You can see, download or delete everything at any time: /soukromi\n\n"
        "Do you agree?"
    )
    return show(
        text,
        (button(words("I agree"), Consented(payload=payload)),),
        (go(words("The whole notice"), "whole-notice", payload),),
        (go(words("Not now, only look around"), "home"),),
    )


async def whole_notice(_: CallbackQuery, callback_data: Go, visit: Visit) -> Reply:
    words = visit.words
    sections = [
        f"<b>{escape(section.heading)}</b>\n" + "\n".join(escape(p) for p in section.paragraphs)
        for section in privacy.notice(words)
    ]
    rows = [(go(words("Back"), "notice", callback_data.payload),)]
    if has_consented(visit.resident):
        rows = [(go(words("Back"), "privacy"),)]
    return show("\n\n".join(sections), *rows)


async def consented(_: CallbackQuery, callback_data: Consented, visit: Visit) -> Reply:
    """What is agreed to stays so, even if the survey that it was for has closed meanwhile."""
    await people.keep_consent(visit.session, visit.resident, privacy.VERSION, visit.now)
    if not callback_data.payload:
        return profile.ask_municipality(visit, first=True)
    try:
        await _follow_area(visit, callback_data.payload)
        return await arrive_at(visit, callback_data.payload)
    except NOT_TO_BE_ANSWERED as refusal:
        return explain(refusal, visit.words) or await _home(visit)


async def _follow_area(visit: Visit, payload: str) -> None:
    """Who comes by a survey's link belongs to its area until they say where they live."""
    kind, rest = payload[:2], payload[2:]
    if kind in (TO_SURVEY, TO_QUESTIONS):
        survey = await library.survey(visit.session, rest.partition("_")[0].upper())
        await concern(visit.session, visit.resident, survey.area_code)


async def arrive_at(visit: Visit, payload: str) -> Reply:
    """Go where a deep link leads; one that leads nowhere leads home."""
    kind, rest = payload[:2], payload[2:]
    lead = LINKS.get(kind)
    if lead is None or not rest:
        return await _home(visit)
    return await lead(visit, rest.upper() if kind in TYPED else rest)


async def home(_: Message | CallbackQuery, visit: Visit) -> Reply:
    return await _home(visit)


async def left_off(_: CallbackQuery, visit: Visit) -> Reply:
    """A survey was put off; who stops must not fear that it is lost."""
    kept = visit.words("Your answers are kept. Go on at any time under “Surveys”.")
    return await _home(visit, kept)


async def _home(visit: Visit, note: str = "") -> Reply:
    words = visit.words
    rows = [
        (go(words("Surveys"), "surveys"),),
        *(((go(words("Draft plan"), "plans"),),) if await plans.any_out(visit) else ()),
        *(((go(words("Meetings"), "meetings"),),) if await meetings.any_coming(visit) else ()),
        *(((go(words("Contests"), "contests"),),) if await contests.any_on(visit) else ()),
        *(((go(words("Debates"), "debates"),),) if await debates.any_on(visit) else ()),
        (go(words("What I sent"), "mine"),),
        (go(words("My profile"), "profile"), go(words("Privacy"), "privacy")),
        (go(words("Help"), "help"),),
    ]
    if await is_staff(visit.session, visit.resident):
        rows.append((go(words("Administration"), "admin"),))
    asked = words("What would you like to do?")
    return show("\n\n".join(filter(None, (note, asked))), *rows)


async def is_staff(session: AsyncSession, resident: Resident) -> bool:
    return bool(await people.roles(session, resident.id))


async def help_(_: Message | CallbackQuery, visit: Visit) -> Reply:
    words = visit.words
    powers = roles.powers(await people.roles(visit.session, visit.resident.id))
    text = words(
        "<b>What I can do</b>\n\n{commands}\n\n"
        "Write me anything else and I will pass it to a person if you wish.",
        commands="\n".join(f"/{name} – {told}" for name, told in menu(words, powers)),
    )
    cards = await contact_cards(visit)
    places = await ways_to_contacts(visit)
    ways = (*places, (to_a_person(words),), (go(words("Home"), "home"),))
    return show("\n\n".join([text, *cards]), *ways)
