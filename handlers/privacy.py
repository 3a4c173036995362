"""What is kept of a person, and how they get it, take answers back or are forgotten."""

import json
from collections.abc import Mapping
from typing import Any

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from contests import voting
from debates import taking
from handlers.commands import Said
from handlers.contests.screens import STATES as WORK_STATES
from handlers.groups.words import ROLE_NAMES as SEAT_NAMES
from handlers.meetings.screens import SAID
from handlers.profile import NEWS_NAMES, PARTY_NAMES
from handlers.replies import Document, Menu, Reply, Screen, show
from handlers.staff import ROLE_NAMES
from handlers.surveys.answers import answer_text
from handlers.taps import Forget, Go, button, go
from handlers.visit import Visit
from meetings import registration
from outreach.notices import tell
from people import forgetting
from storage import comments
from storage import surveys as tables
from storage.groups import AGREED, ENDED
from storage.surveys import Survey
from surveys import answering, leaving, library
from surveys.definitions import Definition
from texts.content import pick
from texts.formatting import escape, shortened
from texts.screens import Row
from texts.words import NAMES, Words, later

LABELS = {
    "telegram_id": later("Number of your Telegram account"),
    "language": later("Language"),
    "municipality": later("Municipality (code)"),
    "area": later("Area"),
    "party": later("Taking part as"),
    "topics": later("Topics"),
    "arrived_on": later("Here since"),
    "seen_in": later("Last here in the month"),
    "news": later("Messages"),
    "muted_until": later("Messages paused until"),
    "consents": later("Consents"),
    "version": later("Version"),
    "given_at": later("Given at"),
    "roles": later("Roles"),
    "role": later("Role"),
    "group": later("Working group"),
    "name": later("Name shown to colleagues"),
    "enquiries": later("Enquiries"),
    "number": later("Number"),
    "text": later("Text"),
    "asked_at": later("Asked at"),
    "answer": later("Answer"),
    "comments": later("Comments on plans"),
    "section": later("Section"),
    "proposal": later("New wording"),
    "reason": later("Reason"),
    "sent_at": later("Sent at"),
    "comments_joined": later("Comments you joined"),
    "seats": later("Working groups"),
    "state": later("State"),
    "municipalities": later("Municipalities"),
    "since": later("From which day"),
    "until": later("Until"),
    "contest_entries": later("Works in contests"),
    "contest": later("Code of the contest"),
    "judges_in": later("Juries you sit in"),
    "voted_in": later("Contests you voted in"),
    "certificates": later("Certificates"),
    "initials": later("First letters of your name"),
    "meetings": later("Meetings"),
    "meeting": later("Code"),
    "people": later("How many of us"),
    "needs": later("What we need"),
    "said_at": later("Sent at"),
    "meetings_visited": later("Meetings you were at"),
    "date": later("Which date"),
    "came_at": later("Came at"),
    "questions_to_speakers": later("Questions to the speaker"),
    "debates_listened_to": later("Debates you want to hear of"),
    "statements_waiting": later("Your statements that wait to be read"),
    "surveys": later("Surveys you took part in"),
    "survey": later("Survey"),
    "title": later("Title"),
    "finished": later("Handed in"),
    "responses": later("Your answers"),
}

VALUE_NAMES: Mapping[str, Mapping[str, str]] = {
    "language": NAMES,
    "party": PARTY_NAMES,
    "role": {**ROLE_NAMES, **SEAT_NAMES},
    "news": NEWS_NAMES,
    "state": {**WORK_STATES, **SAID, AGREED: later("agreed"), ENDED: later("ended")},
}


def router() -> Router:
    router = Router(name="privacy")
    router.message.register(overview, Said("privacy"))
    router.callback_query.register(overview, Go.filter(F.to == "privacy"))
    router.callback_query.register(download, Forget.filter(F.act == "download"))
    router.callback_query.register(ask_withdraw, Forget.filter(F.act == "ask-withdraw"))
    router.callback_query.register(withdraw, Forget.filter(F.act == "withdraw"))
    router.callback_query.register(ask_delete, Forget.filter(F.act == "ask-delete"))
    router.callback_query.register(delete, Forget.filter(F.act == "delete"))
    return router


async def overview(_: Message | CallbackQuery, visit: Visit) -> Reply:
    words = visit.words
    text = words(
        "<b>Your data</b>\n\n"
        "I keep the number of your Telegram account, your language and what you told me about "
        "yourself. That you took part in a survey is kept apart from what you answered.\n\n"
        "Everything is yours: look at it, take it with you, or delete it."
    )
    return show(
        text,
        (button(words("Download my data"), Forget(act="download")),),
        (go(words("The whole notice"), "whole-notice"),),
        (button(words("Delete my account"), Forget(act="ask-delete")),),
        (go(words("Home"), "home"),),
    )


async def download(_: CallbackQuery, visit: Visit) -> Reply:
    """Two files: one for people, one for machines."""
    await visit.house.allowance.take("export", visit.resident.telegram_id)
    kept = await forgetting.kept(visit.session, visit.resident)
    kept["surveys"] = await _survey_data(visit)
    machine = json.dumps(kept, ensure_ascii=False, indent=2).encode()
    readable = _readable(visit.words, kept).encode()
    words = visit.words
    return Reply(
        (
            Screen(words("Here is everything I keep about you, in two files.")),
            Screen(words("For machines"), document=Document("naves.json", machine)),
            Screen(
                words("To read"),
                ((go(words("Home"), "home"),),),
                document=Document("naves.txt", readable),
            ),
        )
    )


async def ask_withdraw(_: CallbackQuery, callback_data: Forget, visit: Visit) -> Reply:
    words, code = visit.words, callback_data.code
    survey = await library.survey(visit.session, code)
    title = await _title(visit, survey)
    return show(
        words(
            "Take your answers to “{title}” back? They are deleted at once, and you cannot "
            "answer this survey again.",
            title=escape(title),
        ),
        (button(words("Yes, delete my answers"), Forget(act="withdraw", code=code)),),
        (go(words("Back"), "mine"),),
    )


async def withdraw(_: CallbackQuery, callback_data: Forget, visit: Visit) -> Reply:
    words, code = visit.words, callback_data.code
    await answering.withdraw(visit.session, visit.house.marks, code, visit.respondent(), visit.when)
    return show(words("Your answers are deleted."), (go(words("Home"), "home"),))


async def ask_delete(_: CallbackQuery, visit: Visit) -> Reply:
    """What deleting means, with answers that can still be taken back offered first."""
    words = visit.words
    rows: list[Row] = []
    for survey in await _open_surveys(visit):
        label = words("First my answers: {title}", title=shortened(await _title(visit, survey), 40))
        rows.append((button(label, Forget(act="ask-withdraw", code=survey.code)),))
    text = words(
        "<b>Delete your account?</b>\n\n"
        "Your account, profile, consents and enquiries are deleted at once and for good. "
        "Answers to anonymous surveys stay: nobody can tell which were yours. "
        "While a survey is open you can take them back first."
    )
    if await comments.of_resident(visit.session, visit.resident.id):
        text += "\n\n" + words("Your comments on plans stay, and nobody can tell whose they were.")
    return show(
        text,
        *rows,
        (button(words("Yes, delete my account"), Forget(act="delete")),),
        (go(words("Back"), "privacy"),),
    )


async def delete(_: CallbackQuery, visit: Visit) -> Reply:
    words, resident = visit.words, visit.resident
    await voting.forget(visit.session, visit.house.marks, resident.id, str(resident.telegram_id))
    await taking.forget(visit.session, visit.house.marks, resident.id, str(resident.telegram_id))
    await leaving.forget(visit.session, resident.id)
    for promoted in await registration.give_up(visit.session, resident.id):
        await tell(visit.session, promoted, visit.now)
    await forgetting.forget(visit.session, resident)
    visit.forgotten = True
    text = words(
        "Your account is deleted. Thank you for having been here. "
        "Should you wish to come back, write /start."
    )
    return Reply((Screen(text),), menus=(Menu(resident.telegram_id, resident.language),))


async def _open_surveys(visit: Visit) -> list[Survey]:
    found = []
    for taken in await tables.turnout_of(visit.session, visit.resident.id):
        survey = await library.survey(visit.session, taken.survey_code)
        if library.is_open(survey, visit.now):
            found.append(survey)
    return found


async def _title(visit: Visit, survey: Survey) -> str:
    definition = await library.definition(visit.session, survey.code, survey.version)
    return pick(definition.title, visit.resident.language)


async def _survey_data(visit: Visit) -> list[dict[str, Any]]:
    """Surveys the person took part in; their answers while a key still finds them."""
    told = []
    for taken in await tables.turnout_of(visit.session, visit.resident.id):
        survey = await library.survey(visit.session, taken.survey_code)
        definition = await library.definition(visit.session, survey.code, survey.version)
        one: dict[str, Any] = {
            "survey": survey.key,
            "title": pick(definition.title, visit.resident.language),
        }
        if library.is_open(survey, visit.now):
            one["finished"] = taken.finished
            one["responses"] = await _responses(visit, survey.code)
        told.append(one)
    return told


async def _responses(visit: Visit, code: str) -> list[dict[str, str]]:
    sheets = await answering.sheets(
        visit.session, visit.house.marks, code, visit.respondent(), visit.when
    )
    return [_answers(visit, sheet.definition, sheet) for sheet in sheets]


def _answers(visit: Visit, definition: Definition, sheet: answering.Sheet) -> dict[str, str]:
    return {
        pick(definition.question(question_id).text, visit.resident.language): answer_text(
            visit.words, definition.question(question_id), value
        )
        for question_id, value in sheet.answers.items()
    }


def _plainly(words: Words, name: str, value: Any) -> str:
    """A value as its person would say it, instead of our code for it."""
    if value is None:
        return "–"
    if isinstance(value, dict):
        return pick(value, words.language)
    named = VALUE_NAMES.get(name, {})
    return words(named[value]) if value in named else str(value)


def _readable(words: Words, kept: dict[str, Any], indent: str = "") -> str:
    """The same content as lines of text, under names that people understand."""
    lines = []
    for name, value in kept.items():
        label = words(LABELS[name]) if name in LABELS else name
        if isinstance(value, list) and value and isinstance(value[0], dict):
            lines.append(f"{indent}{label}:")
            lines += [_readable(words, one, indent + "  ") + "\n" for one in value]
        elif isinstance(value, list):
            lines.append(f"{indent}{label}: {', '.join(map(str, value)) or '–'}")
        elif isinstance(value, bool):
            lines.append(f"{indent}{label}: {words('yes') if value else words('no')}")
        else:
            lines.append(f"{indent}{label}: {_plainly(words, name, value)}")
    return "\n".join(lines)
